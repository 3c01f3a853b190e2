"""The Kreiss constant, the peak of the powers and the end of the transient, each by the strongest argument there is.

K(J) ≤ sup ‖Jᵗ‖ ≤ e·n·K(J) (the Kreiss matrix theorem; Spijker's constant), and both are at most those of the matrix of
the blocks' norms: what was not enclosed itself is bounded by what was.
"""

from __future__ import annotations

from fractions import Fraction

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import KreissError
from kreiss.numeric import KreissEnclosure, certify_kreiss, certify_sup_powers
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.verify.diagnosis.balls.powers import Powers
from kreiss.verify.diagnosis.quantity import EXACT, VERIFIED, Measured, Missing, Quantity, tightest
from kreiss.verify.diagnosis.regime import CONTRACTING, UNSTABLE, Regime

_E = Fraction(2_718_281_828_459_045_236, 10**18)
"""Slightly above e."""
_EXACT_PEAK = 24  # orders up to which the peak is found in integers
_FINE, _COARSE, _FINE_ORDER = Fraction(1, 10**6), Fraction(1, 10**3), 64
"""Gaps of K, the coarser one above the order: each digit costs nodes."""
_PEAK_GAP = Fraction(1, 10**9)  # of the peak in integers: the power where it is attained is told apart


def kreiss_constant(
    J: ExactMatrix, ball: Fraction, which: Regime, path: Powers | None, by_norms: Quantity, ends: Deadline
) -> Quantity:
    """K(M) for every M within ``ball`` of J; its certificate, where it has one, is the evidence."""
    if which.name == CONTRACTING:
        return Measured(Fraction(1), Fraction(1), which.rigor or VERIFIED, "‖J‖ ≤ 1")
    if which.name == UNSTABLE:
        return Measured(None, None, which.rigor or VERIFIED, "ρ(J) > 1")
    others = [Measured(Fraction(1), None, EXACT, "K ≥ 1")]
    if path is not None and path.peak[1] is not None:
        others.append(Measured.of_floats(1.0, path.peak[1], VERIFIED, "K ≤ sup ‖Jᵗ‖"))
    if isinstance(by_norms, Measured):
        others.append(at_most(by_norms, Fraction(1)))
    found = _certified(J, _FINE if J.n <= _FINE_ORDER else _COARSE, ends, ball)
    if isinstance(found, Measured):
        return found if found.lower is None or found.upper is not None else tightest([found, *others])
    return tightest(others) if any(x.upper is not None for x in others) else found


def _certified(J: ExactMatrix, gap: Fraction, ends: Deadline, ball: Fraction) -> Quantity:
    """K by its own certificate; a lower end alone where the budget ended first, or the reason."""
    try:
        found: KreissEnclosure = certify_kreiss(J, gap, budget=ends, radius=ball)
    except KreissError as error:
        lower = getattr(error, "lower", None)
        if lower is None or ball:
            return Missing(str(error))
        return Measured(lower, None, EXACT, "a point outside the unit circle")
    by = "nodes on circles" if found.upper is not None else "an eigenvalue outside the circle, or a Jordan block on it"
    return Measured(found.lower, found.upper, found.rigor, by, evidence=found)


def peak_of_powers(
    J: ExactMatrix,
    ball: Fraction,
    which: Regime,
    path: Powers | None,
    kreiss: Quantity,
    by_norms: Quantity,
    ends: Deadline,
) -> Quantity:
    """sup ‖Mᵗ‖ for every M within ``ball`` of J, with a t where it is attained about."""
    if which.name == CONTRACTING:
        return Measured(Fraction(1), Fraction(1), which.rigor or VERIFIED, "‖J‖ ≤ 1", 0)
    if which.name == UNSTABLE:
        return Measured(None, None, which.rigor or VERIFIED, "ρ(J) > 1")
    exact = _in_integers(J, ends) if J.n <= _EXACT_PEAK and not ball else None
    if exact is not None:
        return exact
    if path is None:
        return Missing("no power was bounded")
    lower, upper, t = path.peak
    found = [Measured.of_floats(lower, float("inf") if upper is None else upper, VERIFIED, "powers", t)]
    if isinstance(by_norms, Measured):
        found.append(at_most(by_norms, Fraction(1)))
    if isinstance(kreiss, Measured) and kreiss.upper is not None:
        found.append(ceiling(kreiss, J.n))
    return tightest(found)


def _in_integers(J: ExactMatrix, ends: Deadline) -> Measured | None:
    try:
        found = certify_sup_powers(J, _PEAK_GAP, budget=ends)
    except (KreissError, OutOfTime):
        return None
    return Measured(found.lower, found.upper, found.rigor, "powers in integers", found.t, found)


def horizon(which: Regime, path: Powers | None) -> Quantity:
    """The first t from which on ‖Mˢ‖ ≤ 1 for all s ≥ t."""
    if which.name == CONTRACTING:
        return Measured(Fraction(0), Fraction(0), which.rigor or VERIFIED, "‖J‖ ≤ 1")
    if which.name == UNSTABLE:
        return Missing("the powers do not fall below 1, as ρ(J) > 1")
    if path is None:
        return Missing("no power was bounded")
    lower, upper = path.horizon
    if upper is None:
        return Missing(f"{path.why or 'the budget ended'}; it is at least {lower}")
    return Measured(Fraction(lower), Fraction(upper), VERIFIED, "powers")


def ceiling(kreiss: Measured, n: int) -> Measured:
    """e·n·K rounded up, which bounds every power."""
    if kreiss.upper is None:
        return Measured(kreiss.lower, None, kreiss.rigor, "e·n·K")
    return Measured(Fraction(1), _E * n * kreiss.upper, kreiss.rigor, "e·n·K, by Spijker's theorem")


def at_most(x: Measured, least: Fraction = Fraction(0)) -> Measured:
    """What the upper end of x says of a smaller quantity, which is at least ``least``."""
    return Measured(least, x.upper, x.rigor, x.by)
