"""A lower end of K(A) or K_ct(A) from a few singular values, before a chain of nodes is begun that may never end.

For a matrix of large order and a time that ends: Arnoldi's method finds a few extreme eigenvalues λ, and inverse
iteration the least singular vector of zI − A at points z outwards of them; the best of them is proved as a witness.
One factorisation also tells how long a certification takes at least.
"""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
import scipy.linalg
import scipy.sparse.linalg

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.nodes.witness import gaussian, integer_vector, prove_witness

_LEAST_ORDER = 200  # below it the whole work is as quick as a first look
_EIGENVALUES = 3  # of the largest ones, to start from: each costs iterations, and the highest peak may be at any
_MOST_RESTARTS = 50  # of the iteration for eigenvalues, before it is given up
_ROUGH = 1e-3  # their tolerance: they are places to start from
_STEPS = (1.0, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6)
"""How far from the edge to look, in parts of 1 (on circles) or of the largest modulus."""
_POWER_STEPS = 3  # of the iteration for the vector at the peak: more sharpen a lower end that is only a first
_BITS = 60  # of the witness, which is found in floats
_LEAST_FACTORISATIONS = 100
"""A certification takes a few eigenvalue problems and some solutions of Riccati equations: at least as much as that."""


@dataclass(frozen=True)
class FirstLook:
    """A proved lower end, 1 at least, and an extreme eigenvalue as Arnoldi's method finds it."""

    lower: Fraction
    eigenvalue: complex | None

    def ended(self, symbol: str, why: str = "the budget ended before any enclosure was proved") -> PrecisionExhausted:
        """The error that says so where time has ended, or what is left of it is too short."""
        at = "" if self.eigenvalue is None else f"; an extreme eigenvalue is about {self.eigenvalue:.6g} (an estimate)"
        return PrecisionExhausted(
            f"{why}; give it more time. Proved: {symbol} is at least {_down(self.lower)}{at}", self.lower
        )


NOTHING = FirstLook(Fraction(1), None)
"""K ≥ 1, always."""


def first_look(A: ExactMatrix, deadline: Deadline, *, continuous: bool) -> FirstLook:
    """The lower end that a few points prove, if the order is large and the time ends. Guarantee: exact.

    Raises the error that carries it where the time left cannot do for a certification.
    """
    if A.n < _LEAST_ORDER or deadline.unlimited or not np.all(np.isfinite(A.approx)):
        return NOTHING
    extreme = _extreme(A.approx, "LR" if continuous else "LM")
    best, at, seconds = 0.0, None, inf
    for z in _points(A.approx, extreme, continuous=continuous):
        began = time.perf_counter()
        found = _least(A.approx, z)
        seconds = min(seconds, time.perf_counter() - began)
        if found is not None and _weight(z, continuous=continuous) / found[0] > best:
            best, at = _weight(z, continuous=continuous) / found[0], (z, found[1])
        if deadline.left < 2 * len(_STEPS) * seconds:
            break
    lower = Fraction(1)
    if at is not None:
        point, v = gaussian(at[0], _BITS), integer_vector(at[1], _BITS)
        lower = max(lower, prove_witness(A, point, v, _BITS, continuous=continuous).lower)
    look = FirstLook(lower, complex(extreme[0]) if len(extreme) else None)
    if deadline.left < _LEAST_FACTORISATIONS * seconds:
        why = f"expected a budget that can do for a matrix of order {A.n}, got {deadline.left:.3g} s"
        raise look.ended("K_ct" if continuous else "K", why)
    return look


def _extreme(A: Array, which: str) -> Array:
    """Some eigenvalues of largest modulus or real part, the most extreme first. Guarantee: estimate."""
    start = np.random.default_rng(0).standard_normal(len(A))
    try:
        values = scipy.sparse.linalg.eigs(
            A, _EIGENVALUES, which=which, maxiter=_MOST_RESTARTS, tol=_ROUGH, v0=start, return_eigenvectors=False
        )
    except scipy.sparse.linalg.ArpackNoConvergence as unfinished:
        values = unfinished.eigenvalues
    order = np.argsort(-(np.abs(values) if which == "LM" else np.real(values)))
    return np.asarray(values)[order]


def _points(A: Array, extreme: Array, *, continuous: bool) -> Iterator[complex]:
    """Points outside of the disc, or right of the axis: the extreme eigenvalue if it is there, and others."""
    top = complex(extreme[0]) if len(extreme) else 1.0 + 0j
    if _weight(top, continuous=continuous) > 0:
        yield top
    size = float(np.abs(A).max()) if continuous else 1.0
    for step in _STEPS:
        if continuous:
            yield complex(size * step, top.imag)
        else:
            yield (top / abs(top) if top else 1.0) * (1 + step)


def _weight(z: complex, *, continuous: bool) -> float:
    return z.real if continuous else abs(z) - 1


def _least(A: Array, z: complex) -> tuple[float, Array] | None:
    """The least singular value of zI − A and its right vector, by inverse iteration. Guarantee: estimate."""
    with warnings.catch_warnings(action="ignore"):
        factors = scipy.linalg.lu_factor(z * np.eye(len(A)) - A, overwrite_a=True, check_finite=False)
        v = np.full(len(A), len(A) ** -0.5, dtype=complex)
        for _ in range(_POWER_STEPS):
            w = scipy.linalg.lu_solve(factors, v, trans=2, check_finite=False)
            v = scipy.linalg.lu_solve(factors, w / np.linalg.norm(w), check_finite=False)
            length = float(np.linalg.norm(v))
            v = v / length
    return (1 / length, v) if np.isfinite(length) and length > 0 else None


def _down(x: Fraction) -> str:
    """Six digits, rounded down."""
    places = max(0, 6 - len(str(int(x))))
    whole = x.numerator * 10**places // x.denominator
    return f"{whole / 10**places:.6g}" if x < 10**6 else str(int(x))
