"""Proving X ⪰ 0 exactly, at the speed of BLAS: X = F·Fᵀ + E with E diagonally dominant, all products by slices.

With powers of two d_i and D = diag(d), DXD has a diagonal of order one, and floats propose its Cholesky factor G. The
residual E = DXD − G·Gᵀ is formed without any rounding (``arithmetic.slices``), and proves X ⪰ 0 where E_ii is at least
Σ_{j≠i} |E_ij|: this is the proof of ``positivity`` with F = D⁻¹G and the weights d. Only the entries of E are rounded,
relatively by 2^−44, and the sums of their sizes; a margin covers both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.slices import BASE_BITS, LARGEST_ORDER, Slices
from kreiss.numeric.semidefinite.positivity import EPS, FACTOR_BITS, Dominance, float_cholesky, short_factor

_MARGIN = 2.0**-40
"""Rounding: 2^−44 of each entry, and 2^−53 for each of at most 2^11 terms of a sum of such."""
_WIDEST = 400
"""The exponents of d, at most: they and those of X stay within the range of floats."""
_DROPPED = 80
"""Bits of a number of order one below which digits are dropped: floats leave residuals of about 2^−50."""
_ROWS = 64  # at once: more save calls, and take memory


def prove_by_slices(X: Slices, den: int, error: int = 0, *, strict: bool = False) -> Dominance | None:
    """A proof that every symmetric X'/den with |X' − X| ≤ ``error`` entrywise is ⪰ 0 (``strict``: ≻ 0), the same for
    all, or None where double precision finds none.

    None as well for orders above 2^11 and numbers beyond the range of floats. Guarantee: exact.
    """
    if X.digits.shape[1] > LARGEST_ORDER or not X.small:
        return None
    approx, shift = X.floats(), den.bit_length()
    diagonal = approx.diagonal()
    if diagonal.min() <= 0:
        return None
    exponents = (shift - np.frexp(diagonal)[1].astype(np.int64)) // 2
    if np.abs(exponents).max() > _WIDEST:
        return None
    scaled = np.ldexp(approx, exponents[:, None] + exponents - shift) / (den / (1 << shift))
    for bits, lowered in (*short_factor(scaled), (FACTOR_BITS, 16 * len(scaled) * EPS)):
        G = float_cholesky(scaled, lowered)
        if G is None:
            continue
        G = np.rint(np.ldexp(G, bits))
        if _dominates(X, den, error, exponents, Slices.of_floats(G), bits, strict=strict):
            factor = ExactMatrix.dyadic(np.ldexp(G, -exponents[:, None] - bits), max(0, bits + int(exponents.max())))
            return Dominance(factor, exponents.tolist())
    return None


def _dominates(
    X: Slices, den: int, error: int, exponents: NDArray[np.int64], G: Slices, bits: int, *, strict: bool
) -> bool:
    """Whether E = DX'D/den − G·Gᵀ/4^bits is diagonally dominant for D = diag(2^exponents), by its lower triangle.

    E is formed over one denominator. Of a long X/den, den a power of two, digits far below the residual are dropped.
    With the ``error``, that is less than 2^(s_i + s_j)·``scale``·``lost`` of E_ij, s_i ≥ 0 the exponents above the
    least. Their sums count as if they belonged to other columns.
    """
    m, least = len(exponents), int(exponents.min())
    shifts = exponents - least
    dropped, scale, square_scale = _units(den, least, int(shifts.max()), bits)
    lost = -(-error >> BASE_BITS * dropped) + (dropped > 0)
    X = X.without(dropped)
    own, others = np.empty(m), np.zeros(m)
    if lost:
        powers = np.ldexp(1.0, shifts)
        others += powers * powers.sum() * float(scale * lost)
    for top in range(0, m, _ROWS):
        rows, columns = slice(top, top + _ROWS), slice(0, min(top + _ROWS, m))
        square = G[rows, columns] @ G[columns, columns].T
        E = X[rows, columns].shifted(shifts[rows], shifts[columns], scale) - square * square_scale
        if not E.small:
            return False
        values = E.floats()
        own[rows] = values.diagonal(top)
        below = np.tril(np.abs(values), top - 1)
        others[rows] += below.sum(axis=1)
        others[columns] += below.sum(axis=0)
    holds = own * (1 - _MARGIN) >= others * (1 + _MARGIN)
    return bool(np.all(holds) and (not strict or np.all(own > 0)))


def _units(den: int, least: int, widest: int, factor_bits: int) -> tuple[int, int, int]:
    """(q, a, b) with 4^least·X/den − Y/4^factor_bits in proportion to a·(X without q digits) − b·Y."""
    bits = den.bit_length() - 1
    if den == 1 << bits:
        dropped = max(0, (bits - 2 * least - 2 * widest - _DROPPED) // BASE_BITS)
        up = 2 * factor_bits - (bits - 2 * least - BASE_BITS * dropped)
        return dropped, 1 << max(up, 0), 1 << max(-up, 0)
    return 0, 4 ** (factor_bits + max(least, 0)), den * 4 ** max(-least, 0)
