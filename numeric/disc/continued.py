"""The Riccati solution of a circle from those of circles near by: extrapolated, and corrected by Newton's method.

P = (1+η)I + F*P(I − ν⁻²P)⁻¹F, F = uA. Along a chain of nodes P/ν² is smooth in u, so that a polynomial through the last
few leads next to the solution. With W = I − ν⁻²P, V = W⁻¹F and the residual R = (1+η)I + F*PV − P the correction solves
Δ = V*ΔV + R, and leaves the residual V*Δ(ν²I − P − Δ)⁻¹ΔV: less than the slack η after one step or two, each for a
fraction of what doubling costs. Everything here proposes.
"""

from collections.abc import Sequence
from math import inf

import numpy as np
from scipy.linalg.blas import dgemm, dtrsm, zgemm, ztrsm
from scipy.linalg.lapack import dpotrf, zpotrf

from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.nodes.riccati import hermitian, stein

POINTS = 3  # through which a parabola leads: more amplify what rounding and uneven rooms leave
_STEPS = 3  # of Newton's method: where three do not do, doubling is as quick
_FAR = 1e4  # times the slack: a residual from which Newton's method does not lead back in a few steps
_CLOSE = 0.5  # of the slack, which a residual may take
_DIGITS = 1e-3  # of a correction


def continued_solution(A: Array, u: float, nu2: float, eta: float, before: Sequence[Node]) -> Array | None:
    """The solution at u from those of the nodes ``before``, or None where they do not lead there. Guarantee: estimate.

    ``nu2`` is ν² with its slack taken off.
    """
    P = _extrapolated(u, before) * nu2
    return _corrected(u * A, nu2, eta, P) if np.all(np.isfinite(P)) else None


def _extrapolated(u: float, before: Sequence[Node]) -> Array:
    """P/ν² at u by the polynomial through the nodes."""
    places = [float(node.place) for node in before]
    total = np.zeros_like(before[0].P.approx)
    for i, node in enumerate(before):
        others = places[:i] + places[i + 1 :]
        share = np.prod([(u - other) / (places[i] - other) for other in others])
        total = total + node.P.approx * (share / (float(node.bound) ** 2 * (1 - node.slack)))
    return total


def _corrected(F: Array, nu2: float, eta: float, P: Array) -> Array | None:
    """The solution by Newton's method from P."""
    n, kind = len(F), np.result_type(F, P)
    gemm, trsm, potrf = (zgemm, ztrsm, zpotrf) if kind.kind == "c" else (dgemm, dtrsm, dpotrf)
    F, P = (np.array(X, dtype=kind, order="F") for X in (F, P))
    diagonal, before = np.diag_indices(n), inf
    for _ in range(_STEPS):
        W = P * (-1 / nu2)
        W[diagonal] += 1.0
        L, info = potrf(W, lower=1, overwrite_a=1)
        if info:
            return None
        V = trsm(1.0, L, trsm(1.0, L, F, lower=1), lower=1, trans_a=2, overwrite_b=1)
        R = gemm(1.0, F, gemm(1.0, P, V), trans_a=2) - P
        R[diagonal] += 1 + eta
        size = float(np.abs(R).max())
        if not size < min(before, _FAR * eta):
            return None
        D = stein(V, R, _DIGITS)
        if D is None:
            return None
        P, before = hermitian(P + D), size
        left = trsm(1.0, L, gemm(1.0, D, V), lower=1)
        if float(np.linalg.norm(left)) ** 2 <= _CLOSE * eta * nu2:
            return P
    return None
