"""A claim read back, in words and in LaTeX, so that its author sees what was understood."""

from collections.abc import Callable, Sequence

from kreiss.symbolic.typesetting import latex, unicode
from kreiss.verify.claims.claim import Claim

_KINDS = {
    "symmetric": "symmetric", "normal": "normal", "diagonal": "diagonal", "lower_triangular": "lower triangular",
    "upper_triangular": "upper triangular", "nonnegative": "non-negative", "square": "square",
}  # fmt: skip


def in_words(claim: Claim) -> str:
    """The claim as a sentence.

    >>> print(in_words(Claim("c", "K(A) <= x", ("symmetric(A)", "norm(A) < 1", "x >= 1"))))
    For all real matrices A of every size that fits and all real numbers x
    such that A is symmetric, ‖A‖ < 1 and x ≥ 1:
        K(A) ≤ x.
    """
    numbers = [unicode(name) for name in claim.numbers if name not in claim.exists]
    lines = [*_constants([unicode(name) for name in claim.exists]), _quantifiers(claim.matrices, numbers)]
    hypotheses = [_hypothesis(text, unicode) for text in claim.given]
    if hypotheses:
        lines.append(f"such that {_list(hypotheses)}")
    return "\n".join(lines) + f":\n    {unicode(claim.states)}."


def in_latex(claim: Claim) -> str:
    r"""The claim as a LaTeX paragraph.

    >>> print(in_latex(Claim("c", "rho(A) <= norm(A)")))
    For all real matrices $A$ of every size that fits:
    \[ \rho(A) \le \lVert A\rVert. \]
    """
    numbers = [f"${latex(name)}$" for name in claim.numbers if name not in claim.exists]
    lines = _constants([f"${latex(name)}$" for name in claim.exists])
    lines.append(_quantifiers([f"${latex(name)}$" for name in claim.matrices], numbers))
    hypotheses = [_hypothesis(text, lambda part: f"${latex(part)}$") for text in claim.given]
    if hypotheses:
        lines.append(f"such that {_list(hypotheses)}")
    return "\n".join(lines) + ":\n\\[ " + latex(claim.states) + ". \\]"


def _constants(names: Sequence[str]) -> list[str]:
    """The line about constants whose value the claim leaves open."""
    return [f"There are real numbers {_list(names)}, the same for everything that follows, such that:"] if names else []


def _quantifiers(matrices: Sequence[str], numbers: Sequence[str]) -> str:
    parts = []
    if matrices:
        parts.append(f"real matrices {_list(matrices)} of every size that fits")
    if numbers:
        parts.append(f"real numbers {_list(numbers)}")
    return "For all " + " and all ".join(parts) if parts else "Always"


def _hypothesis(text: str, show: Callable[[str], str]) -> str:
    """One line of ``given``: predicates in words, everything else as a formula."""
    name, _, rest = text.strip().partition("(")
    if name not in _KINDS or any(sign in text for sign in "<>="):
        return show(text)
    subjects = [show(part) for part in _arguments(rest.rstrip().removesuffix(")"))]
    return f"{_list(subjects)} {'is' if len(subjects) == 1 else 'are'} {_KINDS[name]}"


def _arguments(text: str) -> list[str]:
    """The parts between the commas outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _list(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
