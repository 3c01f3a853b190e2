"""P = H + F*P(I + GP)⁻¹F by doubling, and its rounding to a dyadic matrix; everything here proposes.

The structure-preserving doubling algorithm (Chu, Fan, Lin, Wang, Int. J. Control 77, 2004) converges quadratically.
"""

from collections.abc import Callable
from fractions import Fraction
from math import frexp, inf, isfinite
from typing import Any

import numpy as np
from scipy.linalg.blas import cgemm, dgemm, sgemm, zgemm
from scipy.linalg.lapack import dgetrf, dgetrs, zgetrf, zgetrs

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, Work
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.scales import log2
from kreiss.numeric.semidefinite.positivity import DOUBLE

Solver = Callable[[Any, Any, Any, Any], Any]
"""(F, G, H, η) ↦ P with P = H + F*P(I + GP)⁻¹F to a thousandth of η, or None; of float arrays or ball matrices."""


_CLOSE = 1e-3  # of the slack η
_GAIN, _MOST_CORRECTIONS = 16, 60  # what gains less is done faster in all bits
_DIGITS_OF_A_CORRECTION, _MOST_SQUARINGS = 1e-12, 64
_DIGITS_OF_SINGLE = 1e-4  # what single precision leaves of a correction, with some to spare
_GEMM = {"f": sgemm, "d": dgemm, "F": cgemm, "D": zgemm}
_FEW, _WIDE = 6, 4  # columns at least, and at most that part of the order, for a matrix that is nearly of low rank
_FAST_MODES_GONE = 5  # doublings: before, the matrix is of low rank for few spectra
_LOST = 1e-14  # of the matrix, by a few columns: rounding loses as much
_FINER = 0.1  # than what is asked for: what few columns lose of the matrix
_SHRINKING = 0.1  # quadratic convergence has begun
_MANY_DOUBLINGS = 200  # convergence is quadratic: that many show that there is none


def most_doublings(eta: float | Fraction) -> int:
    """More doublings than convergence takes with the slack η: eigenvalues then come as near to the circle as √η."""
    return _MANY_DOUBLINGS + max(0, -int(frexp(eta)[1]) if isinstance(eta, float) else -log2(eta))


def doubling(F: Work, G: Work, H: Work, eta: float | Fraction, deadline: Deadline = NEVER) -> Work | None:
    """The limit of H in P = H + F*P(I + GP)⁻¹F, to a thousandth of ``eta``, or None where it breaks down.

    The structure-preserving doubling algorithm; in many bits, corrections of what it finds in floats where they do.
    Guarantee: estimate. Raises ``OutOfTime``.
    """
    if isinstance(F, BallMatrix):
        found = _corrected(F, G, H, eta, deadline)
        if found is not None:
            return found
        return _doubled_balls(F, G, H, eta, deadline)
    return _doubled(F, G, H, float(eta), deadline)


def _doubled_balls(F: Work, G: Work, H: Work, eta: float | Fraction, deadline: Deadline) -> Work | None:
    identity = highprec.identity_like(F)
    for _ in range(most_doublings(eta)):
        deadline.check()
        solved = highprec.solve_each(identity + G @ H, (F, G))
        if solved is None:
            return None
        V, U = solved
        star = F.conj().T
        step = star @ (H @ V)
        change = highprec.largest_entry(step)
        if not isfinite(change):
            return None
        H = hermitian(H + step)
        if change <= _CLOSE * eta:
            return H
        G, F = hermitian(G + F @ (U @ star)), F @ V
    return None


def _doubled(F: Array, G: Array, H: Array, eta: float, deadline: Deadline) -> Array | None:
    """The same for floats, by columns throughout as BLAS and LAPACK have them.

    Steps c_k that shrink quadratically foretell the next one, c_k·(c_k/c_(k−1))², which is not taken where it is small.
    """
    n, kind = len(F), np.result_type(F, G, H)
    F, G, H = (np.array(X, dtype=kind, order="F") for X in (F, G, H))
    gemm, getrf, getrs = (zgemm, zgetrf, zgetrs) if kind.kind == "c" else (dgemm, dgetrf, dgetrs)
    before, diagonal = 0.0, np.diag_indices(n)
    for k in range(most_doublings(eta)):
        deadline.check()
        if n >= _FEW * _WIDE and k >= _FAST_MODES_GONE:
            rest = _by_few_modes(F, G, H, eta, deadline)
            if rest is not None:
                return hermitian(H + rest)
        W = gemm(1.0, G, H)
        W[diagonal] += 1.0
        lu, pivots, info = getrf(W, overwrite_a=1)
        if info:
            return None
        V, U = getrs(lu, pivots, F)[0], getrs(lu, pivots, G)[0]
        step = gemm(1.0, F, gemm(1.0, H, V), trans_a=2)
        change = float(np.abs(step).max())
        if not isfinite(change):
            return None
        H = hermitian(H + step)
        foretold = change * (change / before) ** 2 if change < _SHRINKING * before else inf
        if change <= _CLOSE * eta or foretold <= _CLOSE * eta / 8:
            return H
        before = change
        G, F = hermitian(G + gemm(1.0, gemm(1.0, F, U), F, trans_b=2)), gemm(1.0, F, V)
    return None


def _by_few_modes(F: Array, G: Array, H: Array, eta: float, deadline: Deadline) -> Array | None:
    """P − H for P = H + F*P(I + GP)⁻¹F where F is nearly of low rank, or None where it is not. Guarantee: estimate.

    Doubling squares the closed loop's eigenvalues, so that F ≈ QB* with a few columns soon. Then P = H + BSB*, where S
    solves the same equation for B*ZQ, B*ZGB and Q*HZQ, Z = (I + GH)⁻¹ (by Woodbury's identity).
    """
    columns = _few_columns(F, _LOST)
    if columns is None:
        return None  # without F the next step is the last
    Q, B = columns
    n, few = Q.shape
    solved = highprec.solve(np.eye(n) + G @ H, np.hstack([Q, G @ B]))
    if solved is None:
        return None
    ZQ, ZGB = solved[:, :few], solved[:, few:]
    star, size = B.conj().T, float(np.linalg.norm(F))
    S = _doubled(star @ ZQ, hermitian(star @ ZGB), hermitian(Q.conj().T @ (H @ ZQ)), eta / (size * size), deadline)
    return None if S is None else B @ S @ star


def _corrected(
    F: BallMatrix, G: BallMatrix, H: BallMatrix, eta: float | Fraction, deadline: Deadline
) -> BallMatrix | None:
    """The same by Newton's method from the solution in floats, or None where floats do not lead there.

    With V = (I + GP)⁻¹F and the residual R = H + F*PV − P in all bits, the correction solves Δ = V*ΔV + R, for which
    floats do: each adds the digits that they hold of it. Guarantee: estimate.
    """
    with np.errstate(all="ignore"):
        start = doubling(highprec.floats(F), highprec.floats(G), highprec.floats(H), float(eta), deadline)
        if start is None or not np.all(np.isfinite(start)):
            return None
        identity, star, P, before = highprec.identity_like(F), F.T, highprec.from_floats(start), inf
        for _ in range(_MOST_CORRECTIONS):
            deadline.check()
            V = highprec.solve(identity + G @ P, F)
            if V is None:
                return None
            residual = H + star @ (P @ V) - P
            size = highprec.largest_entry(residual)
            correction = None if not 0 < size < inf else stein(highprec.floats(V), highprec.floats(residual / size))
            if correction is None:
                return P if size == 0 else None
            change = size * float(np.abs(correction).max())
            if not change < before / _GAIN:
                return None
            P, before = hermitian(P + highprec.from_floats(correction) * size), change
            if change <= _CLOSE * eta:
                return P
    return None


def stein(V: Array, R: Array, digits: float = _DIGITS_OF_A_CORRECTION) -> Array | None:
    """Δ = V*ΔV + R by squaring, to a relative error of about ``digits``; None where that does not converge.

    Few digits of a large Δ are found in single precision, until V is of low rank. Guarantee: estimate.
    """
    n, kind = len(V), np.result_type(V, R)
    size = float(np.abs(R).max())
    if n < _FEW * _WIDE or digits < _DIGITS_OF_SINGLE or not 0 < size < inf:
        return _squared(V, R, digits, kind)
    D = _squared(V, R / size, digits, np.dtype(np.complex64 if kind.kind == "c" else np.float32))
    return None if D is None else D * size


def _squared(V: Array, R: Array, digits: float, kind: np.dtype[Any]) -> Array | None:
    """The same in that kind of floats, but for what is left when V is of low rank."""
    V, R = (np.array(X, dtype=kind, order="F") for X in (V, R))
    gemm, size = _GEMM[kind.char], float(np.abs(R).max())
    for k in range(_MOST_SQUARINGS):
        if len(V) >= _FEW * _WIDE and k >= _FAST_MODES_GONE:
            few = _few_columns(V, max(_LOST, digits * _FINER))
            if few is not None:
                Q, B = few
                S = _squared(B.conj().T @ Q, Q.conj().T @ R @ Q, digits, np.result_type(kind, np.float64))
                return None if S is None else R + B @ S @ B.conj().T
        step = gemm(1.0, V, gemm(1.0, R, V), trans_a=2)
        R = R + step
        largest = float(np.abs(step).max())
        if not isfinite(largest):
            return None
        if largest <= digits * (size := max(size, largest)):
            return R
        V = gemm(1.0, V, V)
    return None


def _few_columns(F: Array, lost: float) -> tuple[Array, Array] | None:
    """(Q, B) with F ≈ QB*, Q*Q = I, up to a relative ``lost``, or None where few columns do not do."""
    Q = np.linalg.qr(F @ np.random.default_rng(0).standard_normal((len(F), len(F) // _WIDE)))[0]
    B = F.conj().T @ Q
    size = float(np.linalg.norm(F))
    # of F = 0 nothing is left to do
    return (Q, B) if size * size > 0 and float(np.linalg.norm(F - Q @ B.conj().T)) <= lost * size else None


def hermitian(X: Work) -> Work:
    """(X + X*)/2."""
    return (X + X.conj().T) * 0.5


def rounded_array(P: Array, most: int = 2 * DOUBLE) -> ExactMatrix:
    """P's nearest multiples of 2^−bits, with as many bits as leave every entry a float64, ``most`` at most."""
    bits = min(DOUBLE - 2 - int(np.frexp(np.abs(P).max())[1]), most)
    if bits < 0:
        raise OverflowError("an entry has no fraction bits left")
    re, im = (np.ldexp(np.rint(np.ldexp(part, bits)), -bits) for part in (P.real, P.imag))
    if not np.all(np.isfinite(re)) or not np.all(np.isfinite(im)):
        raise OverflowError("not finite")
    return ExactMatrix.dyadic(re + 1j * im if np.iscomplexobj(P) else re, bits)
