"""Comparing enclosures: an answer where the intervals decide it, ``Undecidable`` where they overlap, never a guess."""

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Protocol

from kreiss.errors import Undecidable

End = Fraction | float
"""A rational, or infinity."""


class _Bounds(Protocol):
    @property
    def lower(self) -> Fraction | None: ...

    @property
    def upper(self) -> Fraction | None: ...


class Ordered:
    """``<``, ``<=``, ``>``, ``>=`` between numbers and what has ends ``lower`` and ``upper`` (None for ∞).

    Guarantee: exact; a float is the dyadic number that it is. Raises ``Undecidable``, and says by how much to tighten.
    """

    def __lt__(self: _Bounds, other: object) -> bool:
        return _less(self, other, strict=True)

    def __le__(self: _Bounds, other: object) -> bool:
        return _less(self, other, strict=False)

    def __gt__(self: _Bounds, other: object) -> bool:
        return not _less(self, other, strict=False)

    def __ge__(self: _Bounds, other: object) -> bool:
        return not _less(self, other, strict=True)


def ends_of(value: object) -> tuple[End, End] | None:
    """The ends of an enclosure, a number twice, or None for anything else. Guarantee: exact."""
    if isinstance(value, (int, float, Fraction, Decimal)):
        number: End = float(value) if value in (inf, -inf) else Fraction(value)
        return number, number
    if isinstance(value, Ordered):
        lower, upper = getattr(value, "lower", None), getattr(value, "upper", None)
        return inf if lower is None else lower, inf if upper is None else upper
    return None


def _less(left: object, right: object, *, strict: bool) -> bool:
    ours, theirs = ends_of(left), ends_of(right)
    if ours is None or theirs is None:
        raise TypeError(f"an enclosure has no order with {type(right).__name__}")
    if ours[1] < theirs[0] or (not strict and ours[1] == theirs[0]):
        return True
    if ours[0] > theirs[1] or (strict and ours[0] == theirs[1]):
        return False
    excess = min(ours[1] - theirs[0], theirs[1] - ours[0])
    needed = float(excess / (2 * max(ours[1], 1))) if ours[1] < inf else 0.5
    first, second = (f"[{float(lower):.12g}, {float(upper):.12g}]" for lower, upper in (ours, theirs))
    raise Undecidable(f"{first} and {second} overlap, their order is not known: ask for a gap below {needed:.1g}")
