"""Proving X ⪰ 0 exactly: X = F·Fᵀ + E with E diagonally dominant.

F·Fᵀ ⪰ 0 for every F, and a symmetric E with E_ii·w_i ≥ Σ_{j≠i} |E_ij|·w_j for positive weights w is ⪰ 0 (Gershgorin for
diag(w)⁻¹·E·diag(w)), so X ⪰ 0. F is proposed by a Cholesky factorisation, in double or in higher precision; the
identity and the dominance are then checked in integer arithmetic. One matrix product per proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import ceil, inf, log2
from operator import mul
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpz, fmpz_mat
from scipy.linalg.lapack import dpotrs

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, dyadic

DOUBLE = 53  # the bits of a float
FACTOR_BITS = 60  # of a factor found in floats, as it is written: more would be noise, and leave int64
EPS = 2.0**-52  # the distance from 1 to the next float
_SHARE, _INVERSE_STEPS = 0.5, 3  # of the least eigenvalue, for the rounding of a factor; steps that estimate it
_SMALL = 24  # the order up to which factors are short enough
_LARGE = 256  # orders up to which all rows of the residual are held at once: one by one saves memory, and is slower
_CLEARLY = 1e-9  # of the diagonal
_SMALLEST = 1e-290  # far above where floats lose bits


@dataclass(frozen=True)
class Dominance:
    """F = ``factor`` and the exponents k of the weights w_i = 2^k_i that prove X ⪰ 0."""

    factor: ExactMatrix
    exponents: list[int]

    def document(self) -> dict[str, Any]:
        """The JSON form: F's lower triangle by rows over its denominator, and the weights' exponents."""
        return self.factor.triangle() | {"weights": self.exponents}


def prove_semidefinite(X: fmpz_mat, den: int, *, precision: int = DOUBLE, strict: bool = False) -> Dominance | None:
    """A proof that the symmetric matrix X/den is ⪰ 0 (``strict``: ≻ 0), or None where this precision finds none.

    Guarantee: exact; a proof that is returned has been checked in integer arithmetic.
    """
    exponents = _weights(X, den)
    if exponents is None:
        return None
    X, den, error = _shortened(X, den, 4 * precision + 2 * max(exponents))
    propose = _ball_factor if precision > DOUBLE else _float_factor
    for found in propose(X, den, exponents, precision):
        factor, bits = _unscale(*found, exponents)
        proof = Dominance(ExactMatrix(factor, None, 1 << bits), exponents)
        if _dominates(X, den, proof, error, strict=strict):
            return proof
    return None


def clearly_indefinite(X: fmpz_mat, den: int) -> bool:
    """Whether X/den has a negative eigenvalue far above what floats round. Guarantee: estimate."""
    exponents = _weights(X, den)
    if exponents is None:
        return any(X.entries())
    scaled = _scaled(X, den, exponents)
    return not np.all(np.isfinite(scaled)) or bool(np.linalg.eigvalsh(scaled)[0] < -_CLEARLY)


def _shortened(X: fmpz_mat, den: int, bits: int) -> tuple[fmpz_mat, int, int]:
    """X/den in units of 2^−bits, rounded down, where that is much shorter: (the integers, 2^bits, 1), else (X, den, 0).

    The last number bounds what is lost of each entry, in those units.
    """
    if den.bit_length() <= 2 * max(bits, DOUBLE):
        return X, den, 0
    bits = max(bits, DOUBLE)
    return fmpz_mat([[(entry << bits) // den for entry in row] for row in X.tolist()]), 1 << bits, 1


def _weights(X: fmpz_mat, den: int) -> list[int] | None:
    """k with 4^k_i·X_ii/den of order one, or None if a diagonal entry is not positive."""
    diagonal = [int(X[i, i]) for i in range(X.nrows())]
    if min(diagonal) <= 0:
        return None
    return [(den.bit_length() - entry.bit_length()) // 2 for entry in diagonal]


def _dominates(X: fmpz_mat, den: int, proof: Dominance, error: int, *, strict: bool) -> bool:
    """Whether E = X'/den − F·Fᵀ is diagonally dominant with the proof's weights if |X' − X| ≤ ``error`` entrywise."""
    least = min(proof.exponents)
    weights = [1 << (k - least) for k in proof.exponents]
    alike = max(weights) == 1
    lost = error * proof.factor.den**2 * sum(weights)
    for i, row in enumerate(_residual_rows(X, den, proof)):
        own, sizes = row[i] * weights[i], map(abs, row)
        total = lost + (sum(sizes) if alike else sum(map(mul, sizes, weights)))
        if 2 * own < total or (strict and 2 * own == total):
            return False
    return True


def _residual_rows(X: fmpz_mat, den: int, proof: Dominance) -> Iterable[list[fmpz]]:
    """The rows of X − den·F·Fᵀ over one denominator; one by one for a large X, which saves half of the memory."""
    F = proof.factor
    square, scale, size = F.re * F.re.transpose(), F.den**2, range(X.nrows())
    if len(size) <= _LARGE:
        rows: list[list[fmpz]] = (X * scale - square * den).tolist()
        return rows
    return ([X[i, j] * scale - square[i, j] * den for j in size] for i in size)


def _diagonal(entries: list[int]) -> fmpz_mat:
    D = fmpz_mat(len(entries), len(entries))
    for i, entry in enumerate(entries):
        D[i, i] = entry
    return D


def _float_factor(X: fmpz_mat, den: int, exponents: list[int], _: int) -> Iterator[tuple[fmpz_mat, int]]:
    """Factors of few bits first."""
    scaled = _scaled(X, den, exponents)
    for bits, shift in (*short_factor(scaled), (FACTOR_BITS, 16 * len(scaled) * EPS)):
        factor = float_cholesky(scaled, shift)
        if factor is not None:
            yield dyadic(factor, bits), bits


def _scaled(X: fmpz_mat, den: int, exponents: list[int]) -> Array:
    """The entries 2^(k_i + k_j)·X_ij/den in floats."""
    with suppress(OverflowError):  # an entry beyond the range of floats, which its exponents bring back
        quotients = np.array([[int(x) / den for x in row] for row in X.tolist()])
        if np.all((quotients == 0) | (np.abs(quotients) > _SMALLEST)):
            return np.asarray(np.ldexp(quotients, np.add.outer(exponents, exponents)))
    rows = zip(X.tolist(), exponents, strict=True)
    return np.array([[_ratio(int(x), den, ki + kj) for x, kj in zip(row, exponents, strict=True)] for row, ki in rows])


def float_cholesky(scaled: Array, shift: float) -> Array | None:
    """The float64 Cholesky factor of ``scaled − shift·I``, or None. Guarantee: estimate."""
    if not np.all(np.isfinite(scaled)):
        return None
    try:
        factor = np.linalg.cholesky(scaled - shift * np.eye(len(scaled)))
    except np.linalg.LinAlgError:
        return None
    return np.asarray(factor) if np.all(np.isfinite(factor)) else None


def short_factor(scaled: Array) -> list[tuple[int, float]]:
    """The bits b of a factor G that is short and may still prove ``scaled`` ⪰ 0, and the shift s of its Cholesky form.

    Rounding G to b bits leaves entries of about 2^−b/3 in the residual s·I + …, and rows of them have to stay below s:
    b is such that they add up to about s/3. s is half of the least eigenvalue, by inverse iteration. Empty for a small
    order, and where that asks for no fewer bits. Guarantee: estimate.
    """
    factor = float_cholesky(scaled, 0.0) if len(scaled) > _SMALL else None
    if factor is None:
        return []
    x, size = np.random.default_rng(0).standard_normal(len(scaled)), 1.0
    for _ in range(_INVERSE_STEPS):
        x = dpotrs(factor, x / np.linalg.norm(x), lower=1)[0]
        size = float(np.linalg.norm(x))
    shift = _SHARE / size if 0 < size < inf else 0.0
    if not shift > 0:
        return []
    bits = max(1, ceil(log2(len(scaled) / shift)) - 1)
    return [(bits, shift)] if bits < DOUBLE - 1 else []


def _ratio(numerator: int, den: int, shift: int) -> float:
    try:
        return (numerator << shift) / den if shift >= 0 else numerator / (den << -shift)
    except OverflowError:  # far above the diagonal: X is not ⪰ 0
        return inf


def _ball_factor(X: fmpz_mat, den: int, exponents: list[int], precision: int) -> Iterator[tuple[fmpz_mat, int]]:
    with highprec.working_precision(2 * precision):  # FLINT's solver leaves residuals of condition number × rounding
        scales = [arb(2) ** k for k in exponents]
        rows = zip(X.tolist(), scales, strict=True)
        scaled = arb_mat(
            [[(arb(x) * ki * kj / den).mid() for x, kj in zip(row, scales, strict=True)] for row, ki in rows]
        )
        shift = arb(16 * len(scales)) * arb(2) ** -precision
        for i in range(len(scales)):
            scaled[i, i] = (scaled[i, i] - shift).mid()
        factor = highprec.cholesky(scaled)
        rounded = None if factor is None else highprec.to_dyadic(highprec.BallMatrix(factor), precision)
    if rounded is not None:
        yield rounded, precision


def _unscale(F: fmpz_mat, bits: int, exponents: list[int]) -> tuple[fmpz_mat, int]:
    """Row i of F/2^bits times 2^−k_i, exactly, over one power of two."""
    most = max(exponents)
    if most != min(exponents):
        F = _diagonal([1 << (most - k) for k in exponents]) * F
    return (F, bits + most) if bits + most >= 0 else (F * (1 << -(bits + most)), 0)
