"""Norms of matrix powers from rounded integer arithmetic, with every rounding bounded.

A matrix X is held as integers B with X ≈ B/2^b. Rounding every entry down changes a size×size matrix by less than
δ = size·2^−b in the Frobenius norm.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, isqrt, lcm
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, product, rational, transpose
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend
from kreiss.verify.checker.enclosures.steps import vector

Rounded = tuple[Rows, int, Fraction]
"""(B, b, e): a matrix X with ‖X − B/2^b‖ ≤ e."""
_LONGEST, _MOST_BITS, _LONGEST_POWER = 1_000_000, 10_000, 1_000_000
_LONGEST_SHIFT = 4_000_000


def weigh(*values: Fraction | int) -> None:
    """Count arithmetic with these numbers as work."""
    digits = sum(end.bit_length() for value in values for end in (value.numerator, value.denominator))
    spend(40 + (digits * digits >> 16))


def bounded(A: Matrix, kappa: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of sup ‖Aᵗ‖, having accepted that ‖Aᵗ‖ ≤ κ for all t ≥ 0, or rejecting.

    B_{t+1} is A·B_t rounded down, so that Aᵗ − B_t = Σ_{s≤t} A^{t−s}D_s with ‖D_s‖ < δ: an error below tδκ once the
    bound holds for all smaller t. With ‖Aᵀ‖ ≤ 1 at the horizon T, every later power is bounded by an earlier one;
    otherwise an invariant P bounds them.
    """
    bits, horizon, peak, v = _plan(A, step, path)
    size = len(A.rows)
    delta = Fraction(size, 1 << bits)
    if kappa < 1:
        raise Rejected("$.statement.upper", "sup ‖Aᵗ‖ is never below ‖A⁰‖ = 1")
    lower = Fraction(1)
    B = unit(size, bits)
    if peak == 0 and rational(matrices.field(step, "lower", path), f"{path}.lower") > 1:
        raise Rejected(f"{path}.lower", "‖A⁰‖ = 1")
    for t in range(1, horizon + 1):
        B = floor(product(A.rows, B), 1, A.den)
        error = t * delta * kappa
        if t == horizon:
            if "contraction" in step:
                _contracts(A, horizon, step["contraction"], f"{path}.contraction")
            elif "invariant" in step:
                _stays(A, (B, bits, error), kappa, step["invariant"], f"{path}.invariant")
            elif not norm_at_most(B, bits, 1 - error, bits):
                raise Rejected(f"{path}.horizon", f"‖A^{t}‖ ≤ 1 is not shown")
        elif not norm_at_most(B, bits, kappa - error, bits):
            raise Rejected("$.statement.upper", f"‖A^{t}‖ is not shown to be as small")
        if t == peak:
            lower = max(lower, stretch(B, bits, v, error, step, path))
    return lower


def power(A: Matrix, t: int, upper: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of ‖Aᵗ‖, having accepted that it is at most ``upper``, or rejecting.

    Products of triples (B, b, e) with ‖X − B/2^b‖ ≤ e, by the binary digits of t.
    """
    width = bits_of(step, "width", path)
    if not 0 <= t <= _LONGEST_POWER:
        raise Rejected("$.statement.power", f"expected an exponent between 0 and {_LONGEST_POWER}")
    size = len(A.rows)
    result: Rounded = (unit(size, 0), 0, Fraction(0))
    factor: Rounded = (floor(A.rows, 1 << width, A.den), width, Fraction(size, 1 << width))
    for digit in bin(t)[2:]:
        result = times(result, result, width)
        if digit == "1":
            result = times(result, factor, width)
    return lower_end(result, width, upper, step, path)


def lower_end(X: Rounded, width: int, upper: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of ‖X‖, having accepted that it is at most ``upper``, or rejecting."""
    B, bits, error = X
    if not norm_at_most(B, bits, upper - error, width):
        raise Rejected("$.statement.upper", "the norm is not shown to be as small")
    v = vector(step, len(B), path)
    return stretch(B, bits, v, error, step, path)


def _plan(A: Matrix, step: Mapping[str, Any], path: str) -> tuple[int, int, int, tuple[list[int], list[int]]]:
    horizon = matrices.integer(matrices.field(step, "horizon", path), f"{path}.horizon")
    if not 1 <= horizon <= _LONGEST:
        raise Rejected(f"{path}.horizon", f"expected an integer between 1 and {_LONGEST}")
    peak = matrices.integer(matrices.field(step, "t", path), f"{path}.t")
    v = vector(step, len(A.rows), path)
    return bits_of(step, "bits", path), horizon, peak, v


def bits_of(step: Mapping[str, Any], name: str, path: str) -> int:
    """A field that counts bits."""
    bits = matrices.integer(matrices.field(step, name, path), f"{path}.{name}")
    if not 1 <= bits <= _MOST_BITS:
        raise Rejected(f"{path}.{name}", f"expected an integer between 1 and {_MOST_BITS}")
    return bits


def unit(size: int, bits: int) -> Rows:
    """The identity, in units of 2^−bits."""
    return [[(i == j) << bits for j in range(size)] for i in range(size)]


def floor(rows: Rows, up: int, down: int) -> Rows:
    """The entries times up/down, rounded down."""
    bits = matrices.length(rows) + up.bit_length()
    spend(len(rows) * len(rows[0]) * (2 + multiplication(bits, up.bit_length()) + division(bits, down.bit_length())))
    return [[entry * up // down for entry in row] for row in rows]


def frobenius(rows: Rows) -> int:
    """The square of the Frobenius norm."""
    bits = matrices.length(rows)
    spend(len(rows) * len(rows[0]) * (1 + multiplication(bits, bits)))
    return sum(entry * entry for row in rows for entry in row)


def times(left: Rounded, right: Rounded, width: int) -> Rounded:
    """The product with its largest entry rounded down to ``width`` bits; the error is ‖B‖f + ‖C‖e + ef, and δ."""
    (B, b, e), (C, c, f) = left, right
    M = product(B, C)
    shift = max(0, max(abs(entry) for row in M for entry in row).bit_length() - width)
    bits = b + c - shift if any(map(any, M)) else width
    if abs(bits) > _LONGEST_SHIFT:
        raise Rejected("$.statement.power", "the power is too large or too small to be computed")
    weigh(e, f, 1 << abs(bits), 1 << abs(b), 1 << abs(c))
    norms = [(isqrt(frobenius(X)) + 1) / Fraction(2) ** x for X, x in ((B, b), (C, c))]
    error = norms[0] * f + norms[1] * e + e * f + (len(B) / Fraction(2) ** bits if shift else 0)
    grid = Fraction(2) ** (bits + 2 * width)
    return floor(M, 1, 1 << shift), bits, ceil(error * grid) / grid


def norm_at_most(B: Rows, bits: int, bound: Fraction, width: int) -> bool:
    """Whether ‖B/2^bits‖ ≤ bound is shown by ‖C_k‖ ≤ ‖C_k‖_F ≤ 1 − e_k for a k.

    C_0 ≈ B*B/bound² and C_{k+1} ≈ C_k², each rounded down to multiples of 2^−width. If ‖C_{k+1}‖ ≤ 1 − e_{k+1} with
    e_{k+1} = 2e_k + δ, then ‖C_k‖² ≤ 1 − 2e_k ≤ (1 − e_k)².
    """
    if bound <= 0:
        return False
    weigh(bound, 1 << abs(bits))
    level = (bound * Fraction(2) ** bits) ** 2
    if frobenius(B) <= level:
        return True
    one, delta = 1 << width, len(B)
    C = floor(product(transpose(B), B), level.denominator << width, level.numerator)
    error = delta
    while error < one:
        if frobenius(C) <= (one - error) ** 2:
            return True
        if matrices.length(C) > width + 1:
            return False
        C = floor(product(C, C), 1, one)
        error = 2 * error + delta
    return False


def stretch(
    B: Rows, bits: int, v: tuple[list[int], list[int]], error: Fraction, step: Mapping[str, Any], path: str
) -> Fraction:
    """The step's ``lower``, accepted if ‖(B/2^b)v‖ ≥ (lower + error)·‖v‖."""
    lower = rational(matrices.field(step, "lower", path), f"{path}.lower")
    if lower == 0:
        return lower
    weigh(lower, error, 1 << abs(bits))
    parts = matrices.image(B, v[0]) + matrices.image(B, v[1])
    square = sum(c * c for part in v for c in part)
    reach = (lower + error) * Fraction(2) ** bits
    if lower < 0 or reach * reach * square > sum(c * c for c in parts):
        raise Rejected(f"{path}.lower", "the vector proves less")
    return lower


def _contracts(A: Matrix, horizon: int, proof: object, path: str) -> None:
    """‖A^T‖ ≤ 1: I − (A^T)*A^T ⪰ 0 in exact arithmetic."""
    rows, bits = A.rows, horizon * A.den.bit_length()
    spend(8 * multiplication(bits, bits))
    for _ in range(horizon - 1):
        rows = product(A.rows, rows)
    den = A.den ** (2 * horizon)
    gram = product(transpose(rows), rows)
    matrices.semidefinite(combination([(-1, gram)], den), den, proof, path)


def _stays(A: Matrix, power: Rounded, kappa: Fraction, proof: object, path: str) -> None:
    """‖A^{T+s}‖ ≤ κ for all s ≥ 0, where A^T = B/2^b + E with ‖E‖ ≤ e.

    A*PA ⪯ P ⪯ I, and κ²P ⪰ (1 + η)B*B/4^b + (1 + 1/η)e²I ⪰ (A^T)*A^T, since (a + b)² ≤ (1 + η)a² + (1 + 1/η)b². So
    ‖A^{T+s}x‖² ≤ κ²(A^s x)*P(A^s x) ≤ κ²x*Px ≤ κ²‖x‖².
    """
    B, bits, error = power
    size = len(A.rows)
    P = matrices.symmetric(matrices.field(proof, "P", path), size, f"{path}.P")
    eta = rational(matrices.field(proof, "eta", path), f"{path}.eta")
    if eta <= 0:
        raise Rejected(f"{path}.eta", "expected a positive number")
    APA = product(transpose(A.rows), product(P.rows, A.rows))
    square = A.den * A.den
    stein = combination([(square, P.rows), (-1, APA)])
    matrices.semidefinite(stein, P.den * square, matrices.field(proof, "stein", path), f"{path}.stein")
    below = combination([(-1, P.rows)], P.den)
    matrices.semidefinite(below, P.den, matrices.field(proof, "below", path), f"{path}.below")
    p, g, e = kappa * kappa / P.den, (1 + eta) / 4**bits, (1 + 1 / eta) * error * error
    weigh(kappa, kappa, eta, eta, error, error, P.den, 1 << 2 * abs(bits))
    den = lcm(p.denominator, g.denominator, e.denominator)
    p, g, e = p * den, g * den, e * den
    gram = product(transpose(B), B)
    above = combination([(int(p), P.rows), (-int(g), gram)], -int(e))
    matrices.semidefinite(above, den, matrices.field(proof, "above", path), f"{path}.above")
