"""What a certification is asked for: the gap, the grade of rigour, and the time it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from kreiss.errors import InvalidArgument
from kreiss.numeric.enclosures import positive, relative_gap
from kreiss.numeric.matrices import ExactMatrix

_LARGEST_EXACT = 64
_MOST_DIGITS = 1000


class OutOfTime(Exception):
    """The budget has ended."""


@dataclass(frozen=True)
class Options:
    """The relative gap to reach, whether every node is accepted in exact arithmetic, and when to stop."""

    gap: Fraction
    exact: bool
    deadline: float

    def checkpoint(self) -> None:
        """Raise ``OutOfTime`` once the deadline has passed."""
        if time.perf_counter() > self.deadline:
            raise OutOfTime


def stages(asked: Options) -> list[Fraction]:
    """The gaps to certify one after the other: only the one asked for, unless a budget may end before it is reached."""
    coarse = [Fraction(1, 2), Fraction(1, 100)] if asked.deadline < float("inf") else []
    return [gap for gap in coarse if gap > asked.gap] + [asked.gap]


def distance(radius: object) -> Fraction:
    """A radius that is not negative, exactly; raises ``InvalidArgument``."""
    return Fraction(0) if radius in (0, "0") else positive("radius", radius)


def wanted_gap(gap: object, digits: int | None) -> Fraction:
    """The relative gap to reach; raises ``InvalidArgument``."""
    wanted = relative_gap(gap)
    if digits is None:
        return wanted
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= _MOST_DIGITS:
        raise InvalidArgument(f"digits: expected an integer from 1 to {_MOST_DIGITS}, got {digits!r}")
    return Fraction(1, 10**digits)


def options(
    A: ExactMatrix, gap: object, digits: int | None, exact: bool | None, budget: float | None, began: float
) -> Options:
    """Read what a caller asked for; raises ``InvalidArgument``."""
    seconds = float("inf") if budget is None else float(positive("budget", budget))
    grade = A.n <= _LARGEST_EXACT if exact is None else bool(exact)
    return Options(wanted_gap(gap, digits), grade, began + seconds)
