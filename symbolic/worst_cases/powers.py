"""Powers of J = [[A, 0], [C, D]]: as block matrices, bounded exactly, and their supremum for 2×2 comparison matrices.

Jᵗ = [[Aᵗ, 0], [Σ_{j<t} D^{t−1−j} C Aʲ, Dᵗ]] by induction: D·Σ_t + C·Aᵗ = Σ_{t+1}. If X solves DX − XA = C, the sum
telescopes to DᵗX − XAᵗ.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, isqrt, lcm
from operator import mul
from typing import Any

from flint import fmpz_poly

from kreiss.errors import InvalidArgument, PrecisionExhausted, UnstableMatrix
from kreiss.symbolic.blocks.elements import ZERO, Element, block
from kreiss.symbolic.constants.algebraic import AlgebraicNumber, real_roots, square_root
from kreiss.symbolic.constants.extremum import Rows, exact_matrix, is_stable
from kreiss.symbolic.proof import Step, Term, inequality, power_comparison

LOWER = "J = [[A, 0], [C, D]]"
LONGEST = 200_000
"""Powers up to which ``worst_case_powers`` looks for one of norm ≤ 1."""
BITS = 256
"""Binary places of their enclosures."""


def coupling_sum(t: int) -> Element:
    """Σ_{j<t} D^{t−1−j} C Aʲ, by the recursion S ↦ D·S + C·Aʲ."""
    result, power = ZERO, block("A") * 0 + 1
    for _ in range(t):
        result, power = block("D") * result + block("C") * power, power * block("A")
    return result


def power_in_blocks(t: int) -> str:
    """Jᵗ = [[Aᵗ, 0], [Σ, Dᵗ]] with the sum written out, as a statement about J = [[A, 0], [C, D]]."""
    return f"J^{t} == [[A^{t}, 0], [{coupling_sum(t).text()}, D^{t}]]"


def telescoped_sum(t: int) -> str:
    """The closed form of the sum if C = DX − XA: it is DᵗX − XAᵗ, as a statement."""
    return f"{coupling_sum(t).text().replace('C', '(D*X - X*A)')} == D^{t}*X - X*A^{t}"


def _entry(t: int, rate: str, coupling: str) -> str:
    """k = tcγ^{t−1}, the entry below the diagonal of Ĵᵗ."""
    if t < 1:
        raise InvalidArgument(f"expected a power t >= 1, got {t}")
    return {1: coupling, 2: f"2*{coupling}*{rate}"}.get(t, f"{t}*{coupling}*{rate}^{t - 1}")


def _bound(t: int, rate: str, coupling: str) -> str:
    entry = _entry(t, rate, coupling)
    return f"{entry}/2 + sqrt(({entry})^2 + 4*{rate}^{2 * t})/2"


def power_bound(t: int, rate: str, coupling: str, name: str = "J") -> str:
    """The statement ‖Jᵗ‖ ≤ (k + √(k² + 4γ^{2t}))/2 with k = tcγ^{t−1}."""
    return f"power_norm({name}, {t}) <= {_bound(t, rate, coupling)}"


def power_bound_steps(t: int, rate: str, coupling: str, name: str = "J") -> list[Step]:
    """Steps that prove ``power_bound``. With f the bound, f² = kf + γ^{2t} and f ≥ k.

    So f²I − (Ĵᵗ)ᵀĴᵗ has the principal minors k(f − k), kf and 0.
    """
    entry, f = _entry(t, rate, coupling), _bound(t, rate, coupling)
    left, right = f"({f})^2", f"({entry})*({f}) + {rate}^{2 * t}"
    corner: list[Term] = [("==", "1", left, right), (1, [entry, f"{f} - {entry}"])]
    other: list[Term] = [("==", "1", left, right), (1, [entry, f])]
    determinant: list[Term] = [("==", f"({f})^2 - {rate}^{2 * t} + ({f})*({entry})", left, right)]
    reason = "the principal minors vanish or are products of non-negative numbers"
    states, minors = power_bound(t, rate, coupling, name), [corner, other, determinant]
    return [
        inequality(f"0 <= {rate}", ["0 <= rho(A)", f"rho(A) <= {rate}"], "it bounds a spectral radius"),
        inequality(f"0 <= {entry}", [f"0 <= {rate}", f"0 <= {coupling}"], "the entry below the diagonal of the power"),
        inequality(f"0 <= {f}", [f"0 <= {entry}"], "the bound is defined and non-negative"),
        inequality(f"{left} == {right}", [f"0 <= {entry}"], "it solves a quadratic equation"),
        inequality(f"{entry} <= {f}", [f"0 <= {entry}"], "it is at least that entry"),
        power_comparison(states, t, [[rate, "0"], [coupling, rate]], minors, reason),
    ]


def worst_case_powers(J_hat: Sequence[Sequence[Any]]) -> tuple[AlgebraicNumber, int]:
    """(sup_t ‖Ĵᵗ‖, the least t that attains it): the greatest sup_t ‖Jᵗ‖ over all J with these block norms.

    Ĵ is a non-negative rational 1×1 or 2×2 matrix with ρ(Ĵ) < 1. Exact: all powers up to one of norm ≤ 1 are enclosed
    with outward rounding, and those that may be the greatest are computed and compared exactly. Raises
    ``UnstableMatrix``, ``InvalidMatrix``, ``InvalidArgument`` for more rows, or ``PrecisionExhausted`` if no power up
    to 200,000 has norm ≤ 1.
    """
    rows = exact_matrix(J_hat)
    if len(rows) > 2:
        raise InvalidArgument(f"expected a matrix of one or two rows, got {len(rows)}")
    if not is_stable(rows):
        raise UnstableMatrix("the spectral radius is >= 1: the powers do not decay")
    enclosures = list(_squared_norms(rows))
    least = max(low for low, _ in enclosures)
    best, at = (Fraction(0), Fraction(0)), 0
    for t, (_, high) in enumerate(enclosures):
        if high >= least:
            invariants = _gram_invariants(_power(rows, t))
            if _exceeds(invariants, best):
                best, at = invariants, t
    return _norm(best), at


def peak_threshold(gamma: Any) -> tuple[AlgebraicNumber, int]:
    """(c₀, t): sup_t ‖Mᵗ‖ for M = [[γ, 0], [c, γ]] exceeds 2/(1 − γ) + c/(4(1 − γ)) if and only if c > c₀, first at t.

    With h = 1 − γ and E = (8 + c)/(4h), ‖Mᵗ‖ > E exactly if E² − ctγᵗ⁻¹E − γ²ᵗ < 0, a quadratic polynomial in c that is
    positive at 0; so that is all c beyond its one positive zero if 4htγᵗ⁻¹ > 1, and no c else. Exact; γ is rational.
    Raises ``InvalidArgument`` unless 0 ≤ γ < 1.
    """
    ((rate,),) = exact_matrix([[gamma]])
    if rate >= 1:
        raise InvalidArgument(f"expected a rate below 1, got {rate}")
    found = [(_threshold_at(rate, t), t) for t in _growing(rate)]
    best = found[0]
    for candidate in found[1:]:
        if best[0].greater_than(candidate[0]):
            best = candidate
    return best


def _growing(rate: Fraction) -> Iterator[int]:
    """The t with 4(1 − γ)tγᵗ⁻¹ > 1: neighbours of the greatest tγᵗ⁻¹, at the whole part of 1/(1 − γ)."""
    peak = floor(1 / (1 - rate))
    for step in (-1, 1):
        t = peak if step > 0 else peak - 1
        while t > 0 and 4 * (1 - rate) * t * rate ** (t - 1) > 1:
            yield t
            t += step


def _threshold_at(rate: Fraction, t: int) -> AlgebraicNumber:
    """The positive zero of (8 + c)² − 4h·ctγᵗ⁻¹(8 + c) − 16h²γ²ᵗ."""
    h = 1 - rate
    slope = 4 * h * t * rate ** (t - 1)
    coefficients = [64 - 16 * h**2 * rate ** (2 * t), 16 - 8 * slope, 1 - slope]
    den = lcm(*(value.denominator for value in coefficients))
    return real_roots(fmpz_poly([int(value * den) for value in coefficients]))[-1]


def _squared_norms(rows: Rows) -> Iterator[tuple[int, int]]:
    """Lower and upper bounds of ‖Ĵᵗ‖²·4^BITS for t = 0, 1, … until the upper one shows ‖Ĵᵗ‖ ≤ 1 for a t > 0."""
    size, one = len(rows), 1 << BITS
    low = high = [[one if i == j else 0 for j in range(size)] for i in range(size)]
    for t in range(LONGEST):
        bounds = _greatest_root(low)[0], _greatest_root(high)[1]
        if t and bounds[1] <= one * one:
            return
        yield bounds
        low, high = _rounded_product(low, rows, up=False), _rounded_product(high, rows, up=True)
    raise PrecisionExhausted(f"no power up to {LONGEST} has norm <= 1")


def _rounded_product(left: list[list[int]], right: Rows, *, up: bool) -> list[list[int]]:
    result = []
    for row in left:
        sums = [
            sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in zip(*right, strict=True)
        ]
        result.append([ceil(total) if up else floor(total) for total in sums])
    return result


def _greatest_root(rows: list[list[int]]) -> tuple[int, int]:
    """Integers that enclose the greater eigenvalue of MᵀM for an integer matrix M of one or two rows."""
    trace, determinant = _gram_invariants(rows)
    root = isqrt(trace * trace - 4 * determinant)
    return (trace + root) // 2, (trace + root) // 2 + 1


def _power(rows: Rows, t: int) -> Rows:
    result = [[Fraction(i == j) for j in range(len(rows))] for i in range(len(rows))]
    for bit in bin(t)[2:]:
        result = _product(result, result)
        if bit == "1":
            result = _product(result, rows)
    return result


def _product(left: Rows, right: Rows) -> Rows:
    return [[sum(map(mul, row, column), Fraction(0)) for column in zip(*right, strict=True)] for row in left]


def _gram_invariants(rows: Sequence[Sequence[Any]]) -> tuple[Any, Any]:
    """Trace and determinant of MᵀM; its greater eigenvalue is ‖M‖²."""
    trace = sum(x * x for row in rows for x in row)
    if len(rows) == 1:
        return trace, 0 * trace
    return trace, (rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]) ** 2


def _exceeds(left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> bool:
    """Whether the greater root of the first quadratic exceeds that of the second. Exact, by narrowing both."""
    digits = 20
    while digits <= 320:
        (a, b), (c, d) = _root_bounds(left, digits), _root_bounds(right, digits)
        if a > d or b <= c:
            return a > d
        digits *= 2
    return _norm(left).greater_than(_norm(right))


def _root_bounds(invariants: tuple[Fraction, Fraction], digits: int) -> tuple[Fraction, Fraction]:
    trace, determinant = invariants
    scale = 10 ** (2 * digits)
    inner = (trace * trace - 4 * determinant) * scale
    root = isqrt(inner.numerator // inner.denominator)
    return (trace + Fraction(root, 10**digits)) / 2, (trace + Fraction(root + 1, 10**digits)) / 2


def _norm(invariants: tuple[Fraction, Fraction]) -> AlgebraicNumber:
    """√ of the greater root of x² − trace·x + determinant."""
    trace, determinant = invariants
    den = trace.denominator * determinant.denominator
    roots = real_roots(fmpz_poly([int(determinant * den), int(-trace * den), den]))
    return square_root(roots[-1])
