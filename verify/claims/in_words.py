"""A claim read back, in words and in LaTeX, so that its author sees what was understood."""

import re
from collections.abc import Callable, Sequence

from kreiss.symbolic.typesetting import latex, unicode
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.orders import INFINITY, limit_of
from kreiss.verify.language.trees import is_matrix, quantities_of
from kreiss.verify.language.trees import show as as_text

Show = Callable[[str], str]
_SAME = ("symmetric", "normal", "diagonal", "square", "orthogonal", "lower_triangular", "upper_triangular")
_KINDS = {
    **{name: name.replace("_", " ") for name in (*_SAME, "positive_definite")},
    "nonnegative": "non-negative",
    "psd": "positive semidefinite",
}


_SIGNS = ("<=", "<", ">=", ">")
_SIGN = re.compile("[<>]")
_ORDER = (
    "Between matrices the signs ≤ and < mean that both sides are symmetric and the difference positive semidefinite, "
    "or definite."
)


def sentence(claim: Claim, show: Show) -> tuple[str, str, str]:
    """The claim as a sentence in any notation: what it assumes, what it concludes, and what it says of sharpness.

    ``show`` writes a relation, a name or an expression of the claim language; the words between are of this room alone.
    """
    show = _by_author(claim, show)
    return " ".join(_lines(claim, show)), show(own_conclusion(claim)), _remarks(claim, show).strip()


def _by_author(claim: Claim, show: Show) -> Show:
    """The notation, of texts with the author's own names."""
    return lambda text: show(claim.written.author(text))


def in_words(claim: Claim) -> str:
    """The claim as a sentence.

    >>> print(in_words(Claim("c", "K(A) <= x", ("symmetric(A)", "norm(A) < 1", "x >= 1"))))
    For all real matrices A of every size that fits and all real numbers x
    such that A is symmetric, ‖A‖ < 1 and x ≥ 1:
        K(A) ≤ x.
    """
    show = _by_author(claim, unicode)
    return "\n".join(_lines(claim, show)) + f":\n    {_hypothesis(own_conclusion(claim), show)}.{_remarks(claim, show)}"


def in_latex(claim: Claim) -> str:
    r"""The claim as a LaTeX paragraph.

    >>> print(in_latex(Claim("c", "rho(A) <= norm(A)")))
    For all real matrices $A$ of every size that fits:
    \[ \rho(A) \le \lVert A\rVert. \]
    """
    show = _by_author(claim, _mathematics)
    lines, states = "\n".join(_lines(claim, show)), own_conclusion(claim)
    return f"{lines}:\n\\[ {latex(states)}. \\]{_remarks(claim, show)}"


def _mathematics(text: str) -> str:
    return f"${latex(text)}$"


def _remarks(claim: Claim, show: Show) -> str:
    """The sentences about sharpness, and about the order of matrices where the claim speaks of it."""
    texts = [text for text in (*claim.given, claim.states) if _SIGN.search(text)]
    orders = any(
        tree[0] in _SIGNS and is_matrix(tree[1], claim.scope.kind) for tree in (*claim.hypotheses, *claim.conclusion)
    )
    return _sharp(claim, show) + (f"\n{_ORDER}" if texts and orders else "")


def _sharp(claim: Claim, show: Show) -> str:
    """The sentence about sharpness."""
    if not claim.sharp:
        return ""
    sign, _, right = claim.bounding
    shown = [show(text) for text in dict.fromkeys(quantities_of(right))]
    better = "smaller" if (sign[0] == "<") is (claim.chosen is None) else "greater"
    function = f"function of {_list(shown)}" if shown else "number"
    place = "" if claim.chosen is None else f" of {show(as_text(claim.chosen))}"
    return f"\nNo {better} {function} can stand on the right{place}."


def _lines(claim: Claim, show: Show) -> list[str]:
    """What the claim assumes: its constants, the matrices and numbers it speaks of, and the hypotheses."""
    numbers = [show(name) for name in claim.numbers if name not in claim.constants]
    lines = [*_constants(claim, show), _quantifiers([show(name) for name in claim.matrices], numbers)]
    hypotheses = [_hypothesis(text, show) for text in _own_hypotheses(claim)]
    if claim.expanded.limit is not None:
        hypotheses.append(f"{show(claim.expanded.limit.name)} in that neighbourhood")
    if hypotheses:
        lines.append(f"such that {_list(hypotheses)}")
    return lines


def _own_hypotheses(claim: Claim) -> Sequence[str]:
    """The hypotheses without those that a limit or short notation stands for."""
    lines = zip(claim.given, claim.written.given, claim.expanded.given, strict=False)
    return [_as_written(*line) for line in lines]


def own_conclusion(claim: Claim) -> str:
    """What the claim states, as its author wrote it, with order notation written out."""
    text = _as_written(limit_of(claim.states)[0], limit_of(claim.written.states)[0], claim.expanded.states)
    return claim.written.author(text)


def _as_written(text: str, plain: str, expanded: str) -> str:
    """A line as its author wrote it, with order notation written out."""
    return text if plain == expanded else expanded


def _constants(claim: Claim, show: Show) -> list[str]:
    """The line about what the claim leaves open: its constants, and the neighbourhood of a limit."""
    limit = claim.expanded.limit
    names = [show(name) for name in claim.constants[: -1 if limit is not None else None]]
    parts = [f"{'a real number' if len(names) == 1 else 'real numbers'} {_list(names)}"] if names else []
    if limit is not None:
        infinite = limit.point == INFINITY
        parts.append(f"a neighbourhood of {'infinity' if infinite else show(f'{limit.name} == {limit.point}')}")
    verb = "are" if len(names) > 1 or len(parts) > 1 else "is"
    return [f"There {verb} {_list(parts)}, the same for everything that follows, such that:"] if parts else []


def _quantifiers(matrices: Sequence[str], numbers: Sequence[str]) -> str:
    parts = []
    if matrices:
        parts.append(f"real matrices {_list(matrices)} of every size that fits")
    if numbers:
        parts.append(f"real numbers {_list(numbers)}")
    return "For all " + " and all ".join(parts) if parts else "Always"


def _hypothesis(text: str, show: Show) -> str:
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
