"""Identities between matrices of non-commuting letters, decided by multiplying out.

An element is a finite sum of rational multiples of a scalar monomial (z, commuting with everything) times a word of
letters. A letter is a block's name or the two-sided inverse S of an element e, which obeys e·S = S·e = 1. Solved for
the greatest term σw of e = κσw + e′, with a rational κ and scalars σ, these read σw·S = (1 − e′S)/κ and
S·σw = (1 − S·e′)/κ. Replacing left sides by right sides, where σ is a factor of the scalars, keeps the value of an
element for all blocks and scalars for which the inverses exist; so an element that becomes 0 *is* 0. The converse is
not needed. For inverses L and S of κσw + e′ and λσw + d′, with one greatest term, both ways to replace it in L·σw·S are
made to agree: L·(e′/κ − d′/λ)·S = S/κ − L/λ, solved for the greatest term in the brackets, a scalar for resolvents.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kreiss.verify.checker.documents import Rejected, division, spend

Scalars = tuple[tuple[str, int], ...]
MOST_TERMS = 20_000


@dataclass(frozen=True, order=True)
class Letter:
    """A block by name, or (``name`` unique to the element) the inverse of ``inverted``; they compare by name."""

    name: str
    weight: int = 1
    inverted: "Element | None" = field(default=None, repr=False, compare=False)


Word = tuple[Letter, ...]
Key = tuple[Scalars, Word]


@dataclass(frozen=True)
class Element:
    """Σ coefficient · scalars · word, without zero coefficients, in sorted order: equal elements compare equal."""

    terms: tuple[tuple[Key, Fraction], ...]

    def __lt__(self, other: "Element") -> bool:
        return self.terms < other.terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def longest(self) -> int:
        """The length of the longest word."""
        return max((len(word) for (_, word), _ in self.terms), default=0)

    def __add__(self, other: "Element") -> "Element":
        return collect([*self.terms, *other.terms])

    def __neg__(self) -> "Element":
        return Element(tuple((key, -value) for key, value in self.terms))

    def __sub__(self, other: "Element") -> "Element":
        return self + -other

    def __mul__(self, other: "Element") -> "Element":
        if len(self.terms) * len(other.terms) > MOST_TERMS:
            raise Rejected("$", f"an identity of more than {MOST_TERMS} terms")
        spend(len(self.terms) * len(other.terms) * (20 + self.longest() + other.longest()))
        return collect([((_merge(s, t), v + w), a * b) for (s, v), a in self.terms for (t, w), b in other.terms])


Blocks = list[list[Element]]


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def collect(terms: list[tuple[Key, Fraction]]) -> Element:
    """The sum of the terms, with like terms together."""
    if len(terms) > MOST_TERMS:
        raise Rejected("$", f"an identity of more than {MOST_TERMS} terms")
    spend(sum(100 + 10 * len(word) + 8 * division(_bits(value), _bits(value)) for (_, word), value in terms))
    sums: dict[Key, Fraction] = {}
    for key, value in terms:
        sums[key] = sums.get(key, Fraction(0)) + value
    return Element(tuple(sorted((key, value) for key, value in sums.items() if value)))


def number(value: Fraction) -> Element:
    """``value`` times the identity."""
    return collect([(((), ()), value)])


def scalar(name: str) -> Element:
    """A commuting scalar times the identity."""
    return collect([((((name, 1),), ()), Fraction(1))])


def letter(name: str) -> Element:
    """A block by its name."""
    return collect([(((), (Letter(name),)), Fraction(1))])


def inverse(element: Element) -> Element:
    """The two-sided inverse of ``element``, a new letter; of a single scalar term, its reciprocal."""
    reduced = reduce(element)
    spend(sum(200 + 20 * len(word) for (_, word), _ in reduced.terms))
    if len(reduced.terms) == 1 and not reduced.terms[0][0][1]:
        (scalars, _), value = reduced.terms[0]
        return collect([((tuple((name, -power) for name, power in scalars), ()), 1 / value)])
    if not reduced.longest():
        raise Rejected("$", "the inverse of an element without letters")
    weight = 1 + sum(part.weight for (_, word), _ in reduced.terms for part in word)
    name = "inverse of " + hashlib.sha256(repr(reduced.terms).encode()).hexdigest()
    return collect([(((), (Letter(name, weight, reduced),)), Fraction(1))])


def adjoint(element: Element, symmetric: Collection[str], conjugates: Mapping[str, str]) -> Element:
    """The adjoint: words backwards with each letter transposed, and scalars that are not real by their conjugates."""
    spend(sum(50 + 20 * len(word) for (_, word), _ in element.terms))
    result = Element(())
    for (scalars, word), value in element.terms:
        turned = tuple(sorted((conjugates.get(name, name), power) for name, power in scalars))
        term = collect([((turned, ()), value)])
        for part in reversed(word):
            term = term * _transposed(part, symmetric, conjugates)
        result = result + term
    return result


_TRANSPOSED = "transpose of "


def _transposed(part: Letter, symmetric: Collection[str], conjugates: Mapping[str, str]) -> Element:
    if part.inverted is not None:
        return inverse(adjoint(part.inverted, symmetric, conjugates))
    if part.name in symmetric:
        return letter(part.name)
    return letter(part.name.removeprefix(_TRANSPOSED) if part.name.startswith(_TRANSPOSED) else _TRANSPOSED + part.name)


def named(part: Letter) -> tuple[str, bool]:
    """The matrix that a letter without an inverse stands for, and whether it is transposed."""
    return part.name.removeprefix(_TRANSPOSED), part.name.startswith(_TRANSPOSED)


def transpose(blocks: Blocks, symmetric: Collection[str], conjugates: Mapping[str, str]) -> Blocks:
    """The adjoint of a block matrix, reduced."""
    return [[reduce(adjoint(entry, symmetric, conjugates)) for entry in column] for column in zip(*blocks, strict=True)]


def reduce(element: Element) -> Element:
    """``element`` with every adjacent pair σw·S and S·σw replaced, until none is left."""
    for _ in range(MOST_TERMS):
        for position, (key, value) in enumerate(element.terms):
            spend(10 + 10 * len(key[1]))
            change = next(_replacements(*key), None)
            if change is not None:
                rest = Element(element.terms[:position] + element.terms[position + 1 :])
                element = rest + _divide(change, 1 / value)
                break
        else:
            return element
    raise Rejected("$", "an identity too long to multiply out")


def _replacements(scalars: Scalars, word: Word) -> Iterator[Element]:
    for i, part in enumerate(word):
        if part.inverted is None:
            continue
        itself, ((sigma, top), kappa, rest) = _one_word((part,)), _greatest(part.inverted)
        before, after = word[max(i - len(top), 0) : i], word[i + 1 : i + 1 + len(top)]
        left = _over(scalars, sigma)
        if left is not None and before == top:
            yield _inside(left, word[: i - len(top)], number(Fraction(1)) - rest * itself, kappa, word[i + 1 :])
        if left is not None and after == top:
            yield _inside(left, word[:i], number(Fraction(1)) - itself * rest, kappa, word[i + 1 + len(top) :])
        yield from _between(i, scalars, word)


def _between(i: int, scalars: Scalars, word: Word) -> Iterator[Element]:
    """L·σv·S replaced, for the inverse L in the place i and an inverse S of an element with the same greatest term."""
    first = word[i]
    for j, last in enumerate(word[i + 1 :], i + 1):
        if first.inverted is None or last.inverted is None or first == last:
            continue
        (key, kappa, e), (other, scale, d) = _greatest(first.inverted), _greatest(last.inverted)
        apart = _divide(e, kappa) - _divide(d, scale)
        if key == other and apart:
            (sigma, v), factor, rest = _greatest(apart)
            left = _over(scalars, sigma)
            if left is not None and word[i + 1 : j] == v:
                L, S = _one_word((first,)), _one_word((last,))
                value = _divide(S, kappa) - _divide(L, scale) - L * rest * S
                yield _inside(left, word[:i], value, factor, word[j + 1 :])


def _inside(scalars: Scalars, before: Word, value: Element, factor: Fraction, after: Word) -> Element:
    """A word with value/factor in the middle."""
    return Element((((scalars, before), 1 / factor),)) * value * _one_word(after)


def _over(scalars: Scalars, sigma: Scalars) -> Scalars | None:
    """The other factors of scalars that have the factor σ, or None."""
    powers = dict(scalars)
    if any(powers.get(name, 0) < power for name, power in sigma):
        return None
    return _merge(scalars, tuple((name, -power) for name, power in sigma))


def _one_word(word: Word) -> Element:
    return Element(((((), word), Fraction(1)),))


def _divide(element: Element, value: Fraction) -> Element:
    return Element(tuple((key, coefficient / value) for key, coefficient in element.terms))


def _greatest(element: Element) -> tuple[Key, Fraction, Element]:
    """The greatest term of ``element``, by its word and then its scalars, its rational factor, and the other terms."""
    spend(sum(10 + 4 * (len(word) + len(scalars)) for (scalars, word), _ in element.terms))
    key, value = max(element.terms, key=_rank)
    return key, value, Element(tuple(term for term in element.terms if term[0] != key))


def _rank(term: tuple[Key, Fraction]) -> tuple[int, Word, int, Scalars]:
    (scalars, word), _ = term
    degree = sum(power for _, power in scalars)
    return sum(part.weight for part in word), word, degree, tuple((name, -power) for name, power in scalars)


def _merge(left: Scalars, right: Scalars) -> Scalars:
    powers: dict[str, int] = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def product(left: Blocks, right: Blocks) -> Blocks:
    """The product of two block matrices, multiplied out and reduced."""
    zero = Element(())
    columns = list(zip(*right, strict=True))
    return [[reduce(sum((x * y for x, y in zip(a, b, strict=True)), zero)) for b in columns] for a in left]


def difference(left: Blocks, right: Blocks) -> Blocks:
    """The difference of two block matrices of one shape, reduced."""
    return [[reduce(x - y) for x, y in zip(a, b, strict=True)] for a, b in zip(left, right, strict=True)]


def identity(size: int, factor: Element | None = None) -> Blocks:
    """``factor`` (1 if none) times the identity of ``size`` block rows."""
    one = factor if factor is not None else number(Fraction(1))
    return [[one if i == j else Element(()) for j in range(size)] for i in range(size)]


def is_zero(blocks: Blocks) -> bool:
    """Whether every block is 0 once multiplied out."""
    return not any(reduce(entry) for row in blocks for entry in row)
