"""What a certification is asked for: the gap, the grade of rigour, and the time it may take."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.enclosures.enclosure import positive, relative_gap

_LARGEST_EXACT = 24  # orders up to which proofs are exact unless asked otherwise: beyond, they take most of the time
_MOST_DIGITS = 280  # of a gap: further ones take precision that no budget pays for
_COARSE = Fraction(1, 2), Fraction(1, 100)  # gaps reached on the way, so that a budget that ends leaves an enclosure
_SMALL, _USUAL = 8, Fraction(1, 10**12)
"""Up to this order and down to this gap an enclosure takes milliseconds, as a coarse one does."""
UPPER_SHARE = Fraction(3, 4)
"""Of the gap, for the upper end: more makes it easier to prove, and leaves less for the lower end and for rounding."""
LEAST_GAP = Fraction(1, 10**_MOST_DIGITS)
"""Searches hold parts of the gap as floats."""


@dataclass(frozen=True)
class Options:
    """The relative gap to reach, whether every node is accepted in exact arithmetic, and when to stop.

    ``coarser`` gaps come first, so that something is known when the time ends.
    """

    gap: Fraction
    exact: bool
    deadline: Deadline = NEVER
    coarser: tuple[Fraction, ...] = ()

    def checkpoint(self) -> None:
        """Raise ``OutOfTime`` once the deadline has passed."""
        self.deadline.check()


def stages(asked: Options) -> list[Fraction]:
    """The gaps to certify one after the other: only the one asked for, unless a budget may end before it is reached."""
    return [gap for gap in asked.coarser if gap > asked.gap] + [asked.gap]


def distance(radius: object) -> Fraction:
    """A radius that is not negative, exactly; raises ``InvalidArgument``."""
    return Fraction(0) if radius in (0, "0") else positive("radius", radius)


def wanted_gap(gap: object, digits: int | None = None) -> Fraction:
    """The relative gap to reach; raises ``InvalidArgument``."""
    wanted = relative_gap(gap)
    if digits is None:
        if wanted < LEAST_GAP:
            raise InvalidArgument(f"gap: expected at least {float(LEAST_GAP):.0e}, got {gap!r:.40}")
        return wanted
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= _MOST_DIGITS:
        raise InvalidArgument(f"digits: expected an integer from 1 to {_MOST_DIGITS}, got {digits!r}")
    return Fraction(1, 10**digits)


def deadline(budget: float | Deadline | None) -> Deadline:
    """The deadline that a budget sets: seconds of the clock on the wall, a deadline as it is, or none.

    Raises ``InvalidArgument`` for a budget that is not positive.
    """
    if isinstance(budget, Deadline):
        return budget
    return NEVER if budget is None else Deadline.on_the_wall(float(positive("budget", budget)))


@contextmanager
def in_time() -> Iterator[None]:
    """The end of a budget inside the block is a ``PrecisionExhausted``."""
    try:
        yield
    except OutOfTime:
        raise PrecisionExhausted("the budget ended before an enclosure was proved; give it more time") from None


def options(A: ExactMatrix, gap: object, digits: int | None, exact: bool | None, ends: Deadline) -> Options:
    """Read what a caller asked for; raises ``InvalidArgument``."""
    grade = A.n <= _LARGEST_EXACT if exact is None else bool(exact)
    wanted = wanted_gap(gap, digits)
    soon = ends.unlimited or (A.n <= _SMALL and wanted >= _USUAL)
    return Options(wanted, grade, ends, () if soon else _COARSE)
