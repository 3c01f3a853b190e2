"""Ends of what is enclosed: bounds that grow with their arguments, ratios, orders, all in rationals rounded outward."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, nextafter
from statistics import median
from typing import Any, NamedTuple, Protocol

from kreiss.numeric.arithmetic.roots import root_above, root_below

HOLDS, FAILS, OPEN = "holds", "fails", "open"
BITS = 80  # of a square root, rounded outward


class _Enclosed(Protocol):
    @property
    def lower(self) -> Fraction | None: ...

    @property
    def upper(self) -> Fraction | None: ...


class Ends(NamedTuple):
    """lower ≤ quantity ≤ upper. Guarantee: exact."""

    lower: Fraction
    upper: Fraction


def ends(enclosure: _Enclosed) -> Ends | None:
    """The ends of an enclosure; None for an infinite quantity."""
    if enclosure.lower is None or enclosure.upper is None:
        return None
    return Ends(enclosure.lower, enclosure.upper)


def exactly(x: Fraction | int) -> Ends:
    """A number that is known."""
    return Ends(Fraction(x), Fraction(x))


def increasing(f: Callable[..., Fraction], *arguments: Ends) -> Ends:
    """f of the arguments, for an f that does not decrease in any of them."""
    return Ends(f(*(x.lower for x in arguments)), f(*(x.upper for x in arguments)))


def ratio(x: Ends | None, y: Ends | None) -> Ends | None:
    """x/y for positive quantities; None where one is not known."""
    return None if x is None or y is None else Ends(x.lower / y.upper, x.upper / y.lower)


def larger(x: Ends, y: Ends) -> Ends:
    """max(x, y)."""
    return increasing(max, x, y)


def at_most(x: Ends | None, y: Ends | None) -> str | None:
    """Whether x ≤ y: that it holds, that it fails, or that the ends leave it open; None where one is not known."""
    if x is None or y is None:
        return None
    return HOLDS if x.upper <= y.lower else FAILS if x.lower > y.upper else OPEN


def root(x: Ends) -> Ends:
    """√x."""
    return Ends(root_below(x.lower, BITS), root_above(x.upper, BITS))


def named(name: str, x: Ends | None) -> dict[str, Any]:
    """Two entries of a record: both ends as floats, rounded outward."""
    low, high = (None, None) if x is None else (_float_below(x.lower), -_float_below(-x.upper))
    return {f"{name}_lower": low, f"{name}_upper": high}


def _float_below(x: Fraction) -> float:
    nearest = float(x)
    return nextafter(nearest, -inf) if Fraction(nearest) > x else nearest


def known(record: dict[str, Any], name: str) -> Ends | None:
    """The ends that ``named`` has put into a record."""
    low, high = record.get(f"{name}_lower"), record.get(f"{name}_upper")
    return None if low is None or high is None else Ends(Fraction(low), Fraction(high))


def span(records: Sequence[dict[str, Any]], name: str) -> tuple[float, float, float] | None:
    """(least lower end, median of the middles, greatest upper end) of a quantity over records; None without any."""
    known = [record for record in records if record.get(f"{name}_lower") is not None]
    if not known:
        return None
    lower = [float(record[f"{name}_lower"]) for record in known]
    upper = [float(record[f"{name}_upper"]) for record in known]
    return min(lower), median((x + y) / 2 for x, y in zip(lower, upper, strict=True)), max(upper)
