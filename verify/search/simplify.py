"""From a float counterexample to a simple rational one: common denominators, then entry by entry.

The search's score stays the guide (floats propose); a share of the violation is kept as margin, so that the exact check
that follows has room.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from math import floor, log10

Vector = tuple[Fraction, ...]
Score = Callable[[Sequence[Fraction]], float]

_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 1000, 1024, 4096, 10**4)
"""Tried in turn for a counterexample, the simplest first: readable ones."""
_FINE = (10**5, 2**20, 10**7, 2**30, 2**40)  # tried after them, to keep a violation that simple numbers lose
_SIMPLE = tuple(Fraction(x) for x in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "4", "1/4", "3/4", "8", "1/8", "10"))
_MOST_PASSES, _MOST_FOR_PAIRS = 4, 12
"""Over all entries, and the number of entries up to which pairs are simplified too."""
_KEPT_SHARE = 0.25  # of the violation, which a simpler point must keep


def simplify(vector: Sequence[float], score: Score) -> Iterator[Vector]:
    """Rational vectors whose score stays positive, the simplest first, ending with a fine rounding of ``vector``."""
    found = score([Fraction(x) for x in vector])
    margin = found * _KEPT_SHARE
    rounded = rationalise(vector, lambda candidate: score(candidate) >= margin)
    if rounded is not None:
        yield shrink(rounded, lambda candidate: score(candidate) >= margin)
        yield rounded
    yield tuple(Fraction(x) for x in vector)


def rationalise(vector: Sequence[float], accepts: Callable[[Vector], bool]) -> Vector | None:
    """The vector rounded to the smallest common denominator of a list that is accepted."""
    for denominator in (*_DENOMINATORS, *_FINE):
        candidate = tuple(Fraction(round(Fraction(x) * denominator), denominator) for x in vector)
        if accepts(candidate):
            return candidate
    return None


def shrink(vector: Vector, accepts: Callable[[Vector], bool]) -> Vector:
    """The vector with entries replaced by simpler ones, as long as it is accepted and something improves."""
    for _ in range(_MOST_PASSES):
        before = vector
        for i in range(len(vector)):
            vector = _simpler_at(_rescaled(vector, i, accepts), i, accepts)
        if vector == before:
            break
    return vector


def shrink_pairs(vector: Vector, score: Score) -> Vector:
    """The vector shrunk further by changing two entries at once, to zero or a simple number and to any alternative."""
    margin = score(vector) * _KEPT_SHARE

    def accepts(candidate: Vector) -> bool:
        return score(candidate) >= margin

    if len(vector) > _MOST_FOR_PAIRS:
        return vector
    for _ in range(_MOST_PASSES):
        before = vector
        for i, j in permutations(range(len(vector)), 2):
            vector = _simpler_pair(vector, i, j, accepts)
        vector = shrink(vector, accepts)
        if vector == before:
            break
    return vector


def _simpler_pair(vector: Vector, i: int, j: int, accepts: Callable[[Vector], bool]) -> Vector:
    if vector[i] == 0:
        return vector
    for first in (Fraction(0), Fraction(1)):
        for second in sorted(_alternatives(vector[j]), key=complexity):
            changed = {i: first, j: second}
            candidate = tuple(changed.get(k, value) for k, value in enumerate(vector))
            if weight(candidate) >= weight(vector):
                break
            if accepts(candidate):
                return candidate
    return vector


def _rescaled(vector: Vector, i: int, accepts: Callable[[Vector], bool]) -> Vector:
    """The vector with entry i moved, as a factor, into another entry, where that is simpler: for products like ε·B."""
    for j, other in enumerate(vector):
        if j == i or abs(vector[i]) in (0, 1) or other == 0:
            continue
        moved = {i: Fraction(1), j: other * abs(vector[i])}
        candidate = tuple(moved.get(k, value) for k, value in enumerate(vector))
        if weight(candidate) < weight(vector) and accepts(candidate):
            return candidate
    return vector


def weight(vector: Vector) -> int:
    """The digits of all entries."""
    return sum(complexity(value)[0] for value in vector)


def _simpler_at(vector: Vector, i: int, accepts: Callable[[Vector], bool]) -> Vector:
    for value in sorted(_alternatives(vector[i]), key=complexity):
        if complexity(value) >= complexity(vector[i]):
            break
        candidate = (*vector[:i], value, *vector[i + 1 :])
        if accepts(candidate):
            return candidate
    return vector


def _alternatives(value: Fraction) -> set[Fraction]:
    """Simple numbers, and roundings of ``value`` to small denominators or few significant digits."""
    result = {*_SIMPLE, *(value.limit_denominator(d) for d in _DENOMINATORS if d < value.denominator)}
    if value:
        size = floor(log10(abs(value)))
        for digits in (0, 1, 2):
            unit = Fraction(10) ** (size - digits)
            result |= {floor(value / unit) * unit, (floor(value / unit) + 1) * unit}
        result |= {value + 1 / Fraction(d) for d in (value.denominator, -value.denominator)}
    return result


def complexity(value: Fraction) -> tuple[int, int, bool]:
    """How much there is to read: digits first (two zeros at the end for one), then size, then sign."""
    if value == 0:
        return 0, 0, False
    top = str(abs(value.numerator))
    zeros = len(top) - len(top.rstrip("0"))
    written = len(top) - zeros + (zeros + 1) // 2 + (2 * len(str(value.denominator)) if value.denominator > 1 else 0)
    return written, abs(value.numerator) + value.denominator, value < 0
