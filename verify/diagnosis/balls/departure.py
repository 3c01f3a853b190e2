"""Henrici's departure from normality, dep(J)² = ‖J‖_F² − Σ|λ_i|², enclosed for every matrix in a ball.

* J normal: 0. J in two blocks, one-way and with normal diagonal blocks: the eigenvalues are theirs, and dep(J) = ‖C‖_F.
* From above dep² ≤ ‖J‖_F² − |tr J²|, since |Σλ_i²| ≤ Σ|λ_i|²; it is an equality where all eigenvalues are real.
* From below dep² ≥ ‖J‖_F² − √(‖J‖_F⁴ − h²/2) with h = ‖J*J − JJ*‖_F (Kress, de Vries & Wegmann, Linear Algebra Appl.
  8, 1974).
* Up to order 40 the eigenvalues are isolated with their multiplicities; else discs around them bound Σ|λ_i|²
  (``spectrum``).

For ‖M − J‖ ≤ ε: ‖M − J‖_F ≤ √n·ε =: f, | |tr M²| − |tr J²| | ≤ 2f‖J‖_F + f², and h moves by at most 4f‖J‖ + 2fε.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from flint import arb

from kreiss.numeric.arithmetic.highprec import working_precision
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.verify.diagnosis.balls.outward import above, below, entry_error, frobenius_above, root_above, root_below
from kreiss.verify.diagnosis.balls.spectrum import Discs
from kreiss.verify.diagnosis.blocks import Blocks, commutator_below
from kreiss.verify.diagnosis.quantity import EXACT, VERIFIED, Measured, tightest

_ISOLATED = 40  # orders up to which eigenvalues are isolated exactly
_BITS = 256  # of their squares and sums


def departure(blocks: Blocks, radius: Fraction, found: Discs | None) -> Measured:
    """dep(M) for every M within ``radius`` of the matrix of the blocks; exact where the eigenvalues are."""
    J = blocks.matrix
    if not radius:
        known = _known(blocks)
        if known is not None:
            return known
        if J.embedded.nrows() <= _ISOLATED:
            return _isolated(J)
    square, trace = _square(J), _trace_of_square(J)
    moved = root_above(Fraction(J.n)) * radius
    size = root_above(square)
    least = max(Fraction(0), trace - 2 * moved * size - moved * moved)
    upper = root_above(max(Fraction(0), (size + moved) ** 2 - least)) if radius else root_above(square - trace)
    lower = Fraction(_from_below(J, float(radius)))
    ends = [Measured(min(upper, lower), upper, VERIFIED, "commutator; at most: ‖J‖_F² − |tr J²|")]
    if found is not None:
        ends.append(_by_discs(size, moved, found))
    return tightest(ends)


def _by_discs(size: Fraction, moved: Fraction, found: Discs) -> Measured:
    """From Σ|λ_i|², and ‖M‖_F within ``moved`` of ``size``, which is ‖J‖_F rounded up by less than 2^−60."""
    low, high = map(Fraction, found.squares)
    least = max(Fraction(0), size - Fraction(1, 1 << 60) - moved)
    known = [max(Fraction(0), least**2 - high), max(Fraction(0), (size + moved) ** 2 - low)]
    return Measured(root_below(known[0]), root_above(known[1]), VERIFIED, "discs around eigenvalues")


def _known(blocks: Blocks) -> Measured | None:
    if blocks.count == 1 and blocks.normal[0]:
        return Measured(Fraction(0), Fraction(0), EXACT, "the matrix is normal")
    if blocks.count != 2 or not all(blocks.normal):
        return None
    for i, j in ((0, 1), (1, 0)):
        if blocks.vanishes(i, j):
            whole = _square(blocks.matrix) - _square(blocks.diagonal[0]) - _square(blocks.diagonal[1])
            return Measured(root_below(whole), root_above(whole), EXACT, "‖C‖_F, as the diagonal blocks are normal")
    return None


def _square(J: ExactMatrix) -> Fraction:
    """‖J‖_F², exactly."""
    parts = [J.re] if J.im is None else [J.re, J.im]
    return Fraction(sum(int(x) ** 2 for part in parts for x in part.entries()), J.den**2)


def _trace_of_square(J: ExactMatrix) -> Fraction:
    """|tr J²| from below."""
    X, Y = J.re, J.im
    real = _paired(X, X) - (0 if Y is None else _paired(Y, Y))
    imaginary = 0 if Y is None else 2 * _paired(X, Y)
    if not imaginary:
        return Fraction(abs(real), J.den**2)
    return root_below(Fraction(real**2 + imaginary**2, J.den**4))


def _paired(X: Any, Y: Any) -> int:
    """tr XY."""
    return sum(int(x) * int(y) for x, y in zip(X.entries(), Y.transpose().entries(), strict=True))


def _isolated(J: ExactMatrix) -> Measured:
    with working_precision(_BITS):
        roots: list[Any] = J.characteristic.complex_roots()  # pairs (root, multiplicity)
        total = sum((abs(root) ** 2 * int(multiplicity) for root, multiplicity in roots), arb(0))
        total = total if J.im is None else total / 2
        ends = [_rational(total.lower()), _rational(total.upper())]
    square = _square(J)
    lower, upper = (max(Fraction(0), square - end) for end in reversed(ends))
    return Measured(root_below(lower), root_above(upper), EXACT, "eigenvalues isolated")


def _rational(x: arb) -> Fraction:
    mantissa, exponent = x.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _from_below(J: ExactMatrix, radius: float) -> float:
    h, size = commutator_below(J, radius), frobenius_above(J.approx)
    top = above((size + above(math.sqrt(J.n) * above(radius) + entry_error(J))) ** 2)
    ratio = h * h / (2 * top * top)
    if not 0 < ratio < math.inf:
        return 0.0
    return below(math.sqrt(h * h / 2 / (top * (1 + math.sqrt(max(0.0, 1 - ratio))))))
