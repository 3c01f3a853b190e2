"""What the norms of the blocks alone say: the paper's bound, the worst case, and how far the coupling is from critical.

Let M be the matrix of the blocks' norms m_ij ≥ ‖J_ij‖. ‖Jᵗ‖ ≤ ‖Mᵗ‖, since a block of Jᵗ is a sum of products of t
blocks; and if ρ(M) < 1 then ‖(zI − J)⁻¹‖ ≤ ‖(|z|I − M)⁻¹‖ for |z| > 1, as ‖(zI − J_ii)⁻¹‖ ≤ 1/(|z| − m_ii). So K, sup
‖Jᵗ‖ and ρ of J are at most those of M (the comparison theorem: ``kreiss derive comparison``; for a normal block
‖J_ii‖ = ρ(J_ii), and no block has to be). All three grow with the entries, so that the ends of the norms give the
ends of the worst case.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import KreissError, UnstableMatrix
from kreiss.numeric import certify_kreiss, certify_sup_powers
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.spectrum.spectral_radius import spectral_radius
from kreiss.symbolic import worst_case_kreiss
from kreiss.symbolic.constants.extremum import is_stable
from kreiss.verify.diagnosis.blocks import Blocks
from kreiss.verify.diagnosis.quantity import Measured, Missing, Quantity, weaker

Norms = tuple[tuple[Measured, ...], ...]
Rows = list[list[Fraction]]
Function = Callable[[Rows, Deadline], tuple[Fraction, Fraction]]
_MOST_SYMBOLIC = 3  # blocks up to which the worst case has a closed form; of more it is enclosed
_GAP = Fraction(1, 10**6)  # of those enclosures
_DIGITS = 15  # of the closed form's value


@dataclass(frozen=True)
class Hypotheses:
    """What the paper asks of J = [[A, 0], [C, D]], as far as it is decided: exactly, of the matrix itself.

    ``one_way`` says that B = 0, or C = 0, ``symmetric`` and ``normal`` speak of all diagonal blocks, and
    ``rates_below_one`` of γ = max ‖J_ii‖, which is max ρ(J_ii) for normal blocks; None where its enclosure holds 1.
    """

    one_way: bool
    symmetric: bool
    normal: bool
    rates_below_one: bool | None


@dataclass(frozen=True)
class Bounds:
    """Bounds by the blocks' norms. Guarantee: exact functions of the norms, evaluated outward at their enclosures.

    ``gamma`` is the largest ‖J_ii‖. For two blocks ``paper`` is 2/(1−γ) + c/(4(1−γ)), ``worst`` the exact greatest K of
    all J with these γ, ‖B‖ and ‖C‖, and ``margin`` is (1−γ)² − ‖B‖‖C‖, below which ρ(J) < 1 for all of them. For any
    number of blocks, ``kreiss``, ``peak`` and ``radius`` are K, sup ‖Mᵗ‖ and ρ of the matrix M of the blocks' norms.
    """

    hypotheses: Hypotheses
    gamma: Measured
    paper: Quantity
    worst: Quantity
    margin: Quantity
    kreiss: Quantity
    peak: Quantity
    radius: Quantity


def bounds(blocks: Blocks, norms: Norms, radius: Fraction, deadline: Deadline) -> Bounds:
    """The bounds for blocks with these norms; ``radius`` is that of the ball of matrices which the norms hold for."""
    rates = [norms[i][i] for i in range(blocks.count)]
    gamma = Measured(max(_low(x) for x in rates), max(_high(x) for x in rates), weaker(*rates), "largest ‖J_ii‖")
    one_way = blocks.count == 2 and (blocks.vanishes(0, 1) or blocks.vanishes(1, 0))
    below = True if _high(gamma) < 1 else False if _low(gamma) >= 1 else None
    held = Hypotheses(one_way, all(blocks.symmetric), all(blocks.normal), below)
    grade = weaker(*(x for row in norms for x in row))
    low, high = ([[end(x) for x in row] for row in norms] for end in (_low, _high))
    return Bounds(
        hypotheses=held,
        gamma=gamma,
        paper=_paper(held, norms, gamma, radius, grade),
        worst=_worst(norms, gamma, grade, deadline),
        margin=_margin(norms, gamma, grade),
        kreiss=_ends(kreiss_of, low, high, grade, "K of the matrix of norms", deadline),
        peak=_ends(peak_of, low, high, grade, "powers of the matrix of norms", deadline),
        radius=_ends(radius_of, low, high, grade, "eigenvalues of the matrix of norms", NEVER),
    )


def _paper(held: Hypotheses, norms: Norms, gamma: Measured, radius: Fraction, grade: str) -> Quantity:
    if len(norms) != 2:
        return Missing(f"the paper's bound is for two blocks, got {len(norms)}")
    if not held.one_way:
        return Missing("the paper's bound is for B = 0, and neither B nor C vanishes; the worst case holds for both")
    if held.rates_below_one is not True:
        return Missing(f"the paper's bound is for γ < 1, got γ in {gamma.shown()}")
    c = max(norms[0][1], norms[1][0], key=_high)
    ends = [2 / (1 - g) + x / (4 * (1 - g)) for g, x in ((_low(gamma), _low(c)), (_high(gamma), _high(c)))]
    by = "2/(1−γ) + ‖C‖/(4(1−γ))" + (", for the members of the ball with B = 0" if radius else "")
    return Measured(ends[0], ends[1], grade, by)


def _worst(norms: Norms, gamma: Measured, grade: str, deadline: Deadline) -> Quantity:
    if len(norms) != 2:
        return Missing(f"the worst case of γ, ‖B‖ and ‖C‖ is for two blocks, got {len(norms)}")
    (_, b), (c, _) = norms
    low, high = ([[end(gamma), end(b)], [end(c), end(gamma)]] for end in (_low, _high))
    return _ends(kreiss_of, low, high, grade, "K([[γ, ‖B‖], [‖C‖, γ]])", deadline)


def _margin(norms: Norms, gamma: Measured, grade: str) -> Quantity:
    if len(norms) != 2:
        return Missing(f"the critical coupling ‖B‖‖C‖ = (1−γ)² is for two blocks, got {len(norms)}")
    if _high(gamma) >= 1:
        return Missing(f"the critical coupling is for γ < 1, got γ in {gamma.shown()}")
    (_, b), (c, _) = norms
    lower = (1 - _high(gamma)) ** 2 - _high(b) * _high(c)
    return Measured(lower, (1 - _low(gamma)) ** 2 - _low(b) * _low(c), grade, "(1−γ)² − ‖B‖‖C‖")


def _ends(of: Function, low: Rows, high: Rows, grade: str, by: str, deadline: Deadline) -> Quantity:
    """The quantity of both matrices; the lower end of the smaller and the upper end of the larger."""
    try:
        upper = of(high, deadline)[1]
        lower = of(low, deadline)[0]
    except UnstableMatrix:
        return Missing("the matrix of the blocks' norms has ρ ≥ 1, as far as they are known: it bounds nothing")
    except OutOfTime:
        return Missing("the budget ended")
    except KreissError as error:
        return Missing(str(error))
    return Measured(lower, upper, grade, by)


def kreiss_of(rows: Rows, deadline: Deadline) -> tuple[Fraction, Fraction]:
    """Ends of K of a non-negative matrix with ρ < 1: its exact algebraic number, or a certified enclosure.

    Raises ``UnstableMatrix`` for ρ ≥ 1.
    """
    if not is_stable(rows):
        raise UnstableMatrix("expected ρ < 1")
    if len(rows) <= _MOST_SYMBOLIC:
        with suppress(ArithmeticError):  # coefficients that FLINT does not factor, or roots that nearly meet
            return worst_case_kreiss(rows).enclosure(_DIGITS)
    found = certify_kreiss(rows, _GAP, budget=deadline)
    return _finite(found.lower, found.upper)


def peak_of(rows: Rows, deadline: Deadline) -> tuple[Fraction, Fraction]:
    """Ends of sup ‖Mᵗ‖ for a non-negative matrix with ρ < 1. Raises ``UnstableMatrix`` for ρ ≥ 1."""
    if not is_stable(rows):
        raise UnstableMatrix("expected ρ < 1")
    found = certify_sup_powers(rows, _GAP, budget=deadline)
    return _finite(found.lower, found.upper)


def radius_of(rows: Rows, deadline: Deadline) -> tuple[Fraction, Fraction]:
    """Ends of ρ(M)."""
    deadline.check()
    found = spectral_radius(exact_matrix(rows))
    if not found.proved:
        raise UnstableMatrix("the spectral radius of the matrix of norms was not proved")
    return found.lower, found.upper


def _finite(lower: Fraction | None, upper: Fraction | None) -> tuple[Fraction, Fraction]:
    if lower is None or upper is None:
        raise UnstableMatrix("expected ρ < 1")
    return lower, upper


def _low(x: Measured) -> Fraction:
    return x.lower or Fraction(0)


def _high(x: Measured) -> Fraction:
    """The upper end of a norm, which is finite."""
    if x.upper is None:
        raise UnstableMatrix("a block has entries beyond the range of double precision")
    return x.upper
