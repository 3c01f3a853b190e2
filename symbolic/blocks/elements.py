"""Exact algebra of block matrices whose blocks do not commute.

An ``Element`` is a finite sum of rational coefficient · scalar powers (z, commuting) · word of letters. A letter is a
block (``A``), or the two-sided inverse S of an element e; since e·S = S·e = 1, the greatest word w of e = κw + e′
obeys w·S = (1 − e′S)/κ and S·w = (1 − S e′)/κ, which is how products are brought to normal form. Inverses of block
matrices are found by Gauss–Jordan elimination and confirmed by multiplying out; no formula is typed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Union

from kreiss.errors import InvalidArgument

Scalars = tuple[tuple[str, int], ...]
Word = tuple["Letter", ...]
Operand = Union["Element", int, Fraction]


@dataclass(frozen=True)
class Letter:
    """A block named ``name``; or, with ``of``, the inverse of an element (``name`` is then its text)."""

    name: str
    of: "Element | None" = None

    @cached_property
    def weight(self) -> int:
        """Greater for an inverse than for every word in the element that it inverts, so that rewriting ends."""
        if self.of is None:
            return 1
        return 1 + sum(letter.weight for _, word in self.of.terms for letter in word)

    def text(self) -> str:
        """In the claim language: ``A``, ``resolvent(A, z)`` or ``inverse(A)``."""
        return self.name

    def latex(self) -> str:
        """In LaTeX: ``A``, ``(zI - A)^{-1}``."""
        if self.of is None:
            return self.name
        return rf"\left({self.of.latex()}\right)^{{-1}}"

    def derivative(self, variable: str) -> "Element":
        """d/dz of a block is 0 and of an inverse S = e⁻¹ is −S e′ S."""
        if self.of is None:
            return ZERO
        itself = Element({((), (self,)): Fraction(1)})
        return -itself * self.of.derivative(variable) * itself


class Element:
    """A sum of words in normal form; immutable, compares and hashes by value. Supports +, −, *, unary −."""

    def __init__(self, terms: Mapping[tuple[Scalars, Word], Fraction]) -> None:
        self.terms = {key: terms[key] for key in sorted(terms, key=_order) if terms[key]}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(tuple(self.terms.items()))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __repr__(self) -> str:
        return f"Element({self.text()!r})"

    def __add__(self, other: Operand) -> "Element":
        return _sum([*self.terms.items(), *_element(other).terms.items()])

    def __neg__(self) -> "Element":
        return Element({key: -value for key, value in self.terms.items()})

    def __sub__(self, other: Operand) -> "Element":
        return self + -_element(other)

    def __rsub__(self, other: Operand) -> "Element":
        return _element(other) - self

    def __mul__(self, other: Operand) -> "Element":
        right = _element(other)
        raw = [((_merge(s, t), v + w), a * b) for (s, v), a in self.terms.items() for (t, w), b in right.terms.items()]
        return _normal(_sum(raw))

    __radd__ = __add__

    def __rmul__(self, other: Operand) -> "Element":
        return _element(other) * self

    def inverse(self) -> "Element":
        """The two-sided inverse: a new letter S with e·S = S·e = 1, or the reciprocal of a single scalar term.

        Raises ``InvalidArgument`` for 0 and for an element whose greatest word has a scalar factor.
        """
        if not self:
            raise InvalidArgument("0 has no inverse: the pivot block vanishes identically; choose another pivot order")
        if len(self.terms) == 1 and not next(iter(self.terms))[1]:
            ((scalars, _), value) = next(iter(self.terms.items()))
            return Element({(tuple((name, -power) for name, power in scalars), ()): 1 / value})
        self.leading()
        return Element({((), (Letter(_inverse_text(self), self),)): Fraction(1)})

    def leading(self) -> tuple[Fraction, Word, "Element"]:
        """(κ, w, e′) with e = κw + e′ and w the greatest word; ``InvalidArgument`` if κ is not a rational number."""
        word = max((word for _, word in self.terms), key=_size)
        matching = [scalars for scalars, other in self.terms if other == word]
        if not word or matching != [()]:
            raise InvalidArgument(f"cannot invert {self.text()}: its greatest word needs a rational factor of its own")
        rest = Element({key: value for key, value in self.terms.items() if key[1] != word})
        return self.terms[((), word)], word, rest

    def derivative(self, variable: str) -> "Element":
        """The derivative with respect to a commuting scalar; blocks are constant. Exact."""
        result = ZERO
        for (scalars, word), value in self.terms.items():
            powers = dict(scalars)
            if variable in powers:
                lowered = _merge(scalars, ((variable, -1),))
                result += Element({(lowered, word): value * powers[variable]})
            for i, letter in enumerate(word):
                inner = letter.derivative(variable)
                if inner:
                    head, tail = Element({(scalars, word[:i]): value}), Element({((), word[i + 1 :]): Fraction(1)})
                    result += head * inner * tail
        return result

    def text(self) -> str:
        """The element in the claim language."""
        return _joined([(_text_factors(scalars, word), value) for (scalars, word), value in self.terms.items()], "*")

    def latex(self) -> str:
        """The element in LaTeX, with I for the identity."""
        return _joined([(_latex_factors(scalars, word), value) for (scalars, word), value in self.terms.items()], " ")


def block(name: str) -> Element:
    """The letter of a block."""
    return Element({((), (Letter(name),)): Fraction(1)})


def scalar(name: str) -> Element:
    """A scalar that commutes with every block."""
    return Element({(((name, 1),), ()): Fraction(1)})


def _element(value: Operand) -> Element:
    return value if isinstance(value, Element) else Element({((), ()): Fraction(value)})


def _size(word: Word) -> tuple[int, int, tuple[str, ...]]:
    return sum(letter.weight for letter in word), len(word), tuple(letter.name for letter in word)


def _order(key: tuple[Scalars, Word]) -> tuple[Any, ...]:
    return *_size(key[1]), key[0]


def _merge(left: Scalars, right: Scalars) -> Scalars:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _sum(terms: Sequence[tuple[tuple[Scalars, Word], Fraction]]) -> Element:
    sums: dict[tuple[Scalars, Word], Fraction] = {}
    for key, value in terms:
        sums[key] = sums.get(key, Fraction(0)) + value
    return Element(sums)


def _normal(element: Element) -> Element:
    """Rewrite until no inverse stands next to the greatest word of what it inverts."""
    while True:
        for (scalars, word), value in element.terms.items():
            replaced = next(_rewritings(word), None)
            if replaced is not None:
                terms = [((_merge(scalars, s), w), value * a) for (s, w), a in replaced.terms.items()]
                element = _sum([*element.terms.items(), ((scalars, word), -value), *terms])
                break
        else:
            return element


def _rewritings(word: Word) -> Iterator[Element]:
    for i, letter in enumerate(word):
        if letter.of is None:
            continue
        factor, top, rest = letter.of.leading()
        itself, n = Element({((), (letter,)): Fraction(1)}), len(top)
        if i >= n and word[i - n : i] == top:
            yield _between(word[: i - n], (ONE - _plain(rest, itself), factor), word[i + 1 :])
        if word[i + 1 : i + 1 + n] == top:
            yield _between(word[:i], (ONE - _plain(itself, rest), factor), word[i + 1 + n :])


def _plain(left: Element, right: Element) -> Element:
    """The product without rewriting: the words are shorter already."""
    return _sum(
        [((_merge(s, t), v + w), a * b) for (s, v), a in left.terms.items() for (t, w), b in right.terms.items()]
    )


def _between(head: Word, middle: tuple[Element, Fraction], tail: Word) -> Element:
    element, factor = middle
    return Element({(scalars, head + word + tail): value / factor for (scalars, word), value in element.terms.items()})


def _inverse_text(element: Element) -> str:
    """``resolvent(X, z)`` for z − X, else ``inverse(e)``."""
    for (scalars, word), value in element.terms.items():
        if not word and value == 1 and len(scalars) == 1 and scalars[0][1] == 1:
            name = scalars[0][0]
            return f"resolvent({(scalar(name) - element).text()}, {name})"
    return f"inverse({element.text()})"


def _text_factors(scalars: Scalars, word: Word) -> list[str]:
    return [name if power == 1 else f"{name}^{power}" for name, power in scalars] + [letter.text() for letter in word]


def _latex_factors(scalars: Scalars, word: Word) -> list[str]:
    factors = [name if power == 1 else f"{name}^{{{power}}}" for name, power in scalars]
    return factors + ([letter.latex() for letter in word] or ["I"])


def _joined(terms: list[tuple[list[str], Fraction]], times: str) -> str:
    """Terms, greatest last so that ``z - A`` reads naturally, joined with their signs."""
    result = ""
    for factors, value in terms:
        size = abs(value)
        shown = factors if size == 1 and factors else [str(size), *factors]
        sign = (" - " if result else "-") if value < 0 else (" + " if result else "")
        result += sign + times.join(shown)
    return result or "0"


ZERO = Element({})
ONE = Element({((), ()): Fraction(1)})
