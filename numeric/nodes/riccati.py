"""P = H + F*P(I + GP)⁻¹F by doubling, and its rounding to a dyadic matrix; everything here proposes.

The structure-preserving doubling algorithm (Chu, Fan, Lin, Wang, Int. J. Control 77, 2004) converges quadratically.
"""

from collections.abc import Callable
from fractions import Fraction
from math import frexp, isfinite
from typing import Any

import numpy as np

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import Work
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.scales import log2
from kreiss.numeric.semidefinite.positivity import DOUBLE

Solver = Callable[[Any, Any, Any, Any], Any]
"""(F, G, H, η) ↦ P with P = H + F*P(I + GP)⁻¹F to a thousandth of η, or None; of float arrays or ball matrices."""


_MANY_DOUBLINGS = 200  # convergence is quadratic: that many show that there is none


def most_doublings(eta: float | Fraction) -> int:
    """More doublings than convergence takes with the slack η: eigenvalues then come as near to the circle as √η."""
    return _MANY_DOUBLINGS + max(0, -int(frexp(eta)[1]) if isinstance(eta, float) else -log2(eta))


def doubling(F: Work, G: Work, H: Work, eta: float | Fraction, deadline: Deadline = NEVER) -> Work | None:
    """The limit of H in P = H + F*P(I + GP)⁻¹F, to a thousandth of ``eta``, or None where it breaks down.

    The structure-preserving doubling algorithm. Guarantee: estimate. Raises ``OutOfTime``.
    """
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
        if change <= 1e-3 * eta:
            return H
        G, F = hermitian(G + F @ (U @ star)), F @ V
    return None


def hermitian(X: Work) -> Work:
    """(X + X*)/2."""
    return (X + X.conj().T) * 0.5


def rounded_array(P: Array) -> ExactMatrix:
    """P's nearest multiples of 2^−bits, with as many bits as leave every entry a float64."""
    bits = DOUBLE - 2 - int(np.frexp(np.abs(P).max())[1])
    if bits < 0:
        raise OverflowError("an entry has no fraction bits left")
    re, im = (np.ldexp(np.rint(np.ldexp(part, bits)), -bits) for part in (P.real, P.imag))
    if not np.all(np.isfinite(re)) or not np.all(np.isfinite(im)):
        raise OverflowError("not finite")
    return ExactMatrix.dyadic(re + 1j * im if np.iscomplexobj(P) else re, bits)
