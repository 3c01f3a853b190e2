"""K = 1, proved: the numerical radius w(A) = max |x*Ax|/x*x is at most 1.

w(A) ≤ 1 gives ‖(zI − A)x‖ ≥ |z| − 1 for unit x, so K(A) = 1; and K(A) = 1 forces w(A) ≤ 1. By Ando's theorem w(A) ≤ 1
if and only if [[I + Z, A], [A*, I − Z]] ⪰ 0 for some Hermitian Z. With Y = I − Z the Schur complement asks for

    Y + A Y⁻¹A* ⪯ 2I,

and the maximal solution of Y + A Y⁻¹A* = (2 − η)I is found by doubling (Lin & Xu, SIAM J. Matrix Anal. 28, 2006).
w(A) ≤ q is the same statement about A/q; a vector proves w(A) ≥ |v*Av|/v*v.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq_mat, fmpz_mat

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import Work
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, dyadic, embedded_array, stack
from kreiss.numeric.nodes.riccati import most_doublings
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite

_ANGLES = 64  # of the first look for the widest direction: more miss fewer, and cost an eigenvalue each
_MOST_TURNS = 50  # of the iteration θ ← −arg x*Ax, which mostly settles sooner
_EXTRA_BITS = 8  # beyond the precision asked for, lost on the way
_TOUCHING = 1e-9
"""Farther above 1 there is nothing to prove; nearer than this floats do not tell, and w = 1 is tried exactly."""
_LARGEST_ELIMINATION = 48  # orders up to which exact elimination is quick


@dataclass(frozen=True)
class Contractive:
    """A proof that w(A) ≤ 1: the real embedding's symmetric Z and the proof that [[I + Z, A], [A*, I − Z]] ⪰ 0.

    ``semidefinite`` is None where elimination without rounding proves it, as it has to when w(A) = 1.
    """

    Z: ExactMatrix
    semidefinite: Dominance | None

    def document(self) -> dict[str, Any]:
        """The step ``numerical-radius``."""
        proof = "elimination" if self.semidefinite is None else self.semidefinite.document()
        return {"reason": "numerical-radius", "Z": self.Z.document(), "semidefinite": proof}


def prove_contractive(A: ExactMatrix, deadline: Deadline = NEVER) -> Contractive | None:
    """A proof that w(A) ≤ 1, hence K(A) = 1, or None where none was found (w(A) > 1 among them). Guarantee: exact.

    Raises ``OutOfTime``.
    """
    approx = A.approx
    if not np.all(np.isfinite(approx)) or np.abs(approx).max() > 2:
        return None
    for k in range(8):
        deadline.check()
        if _top(approx, np.exp(0.25j * np.pi * k))[0] > 1 + _TOUCHING:
            return None
    room = 1 - estimate_numerical_radius(approx, deadline)
    if abs(room) <= _TOUCHING:
        return _prove_touching(A)
    return prove_field_inside(A, room, 2 * DOUBLE, deadline) if room > 0 else None


def _prove_touching(A: ExactMatrix) -> Contractive | None:
    """The proof for w(A) = 1, where Ando's matrix is singular; None where neither candidate for Z works, or A is large.

    Z = 0 proves it for contractions. Otherwise, wherever the field of values touches ±1 in exact arithmetic, with
    c(A + A*)v = 2v and c = ±1, the matrix annihilates (v, −cv), so that Zv = cAv − v: Z is that on the span of these v
    and what double precision proposes on the complement. Guarantee: exact.
    """
    if 2 * A.n > _LARGEST_ELIMINATION:
        return None
    size = A.embedded.nrows()
    candidates = [ExactMatrix(fmpz_mat(size, size), None, 1), _touching_candidate(A)]
    for Z in candidates:
        if Z is not None and eliminates(ando_matrix(A, Z)[0]):
            return Contractive(Z, None)
    return None


def _touching_candidate(A: ExactMatrix) -> ExactMatrix | None:
    X = fmpq_mat(A.embedded) / A.den
    size = X.nrows()
    identity = fmpq_mat(highprec.integer_identity(size))
    columns: list[tuple[Any, Any]] = []
    for c in (1, -1):
        S = identity * 2 - (X + X.transpose()) * c
        kernel, nullity = S.numer_denom()[0].nullspace()
        columns += [(v, X * v * c - v) for v in (_column(kernel, j) for j in range(nullity))]
    if not columns:
        return None
    V, B = (fmpq_mat([[pair[k][i, 0] for pair in columns] for i in range(size)]) for k in (0, 1))
    gram = V.transpose() * V
    if gram.det() == 0:
        return None
    inverse = gram.inv() * V.transpose()
    fixed = B * inverse
    onto = identity - V * inverse
    free = _central(_shrunk(A))
    if free is None:
        return None
    Z = fixed + fixed.transpose() - inverse.transpose() * (V.transpose() * B) * inverse + onto * free * onto
    Z = (Z + Z.transpose()) / 2
    numerator, denominator = Z.numer_denom()
    return ExactMatrix(numerator, None, int(denominator))


def _central(A: ExactMatrix) -> fmpq_mat | None:
    """The mean of the smallest and the largest Z for A: doubling finds the smallest, and minus the largest for A*."""
    ends = [_proposal(B, 1e-7, 2 * DOUBLE) for B in (A, A.adjoint())]
    if ends[0] is None or ends[1] is None:
        return None
    return (fmpq_mat(ends[0].re) / ends[0].den - fmpq_mat(ends[1].re) / ends[1].den) / 2


def _shrunk(A: ExactMatrix) -> ExactMatrix:
    """A·(1 − 2^−20)."""
    factor = (1 << 20) - 1
    return ExactMatrix(A.re * factor, None if A.im is None else A.im * factor, A.den << 20)


def _column(V: fmpz_mat, j: int) -> fmpq_mat:
    return fmpq_mat([[V[i, j]] for i in range(V.nrows())])


def prove_field_inside(
    A: ExactMatrix, room: float, most_precision: int, deadline: Deadline = NEVER
) -> Contractive | None:
    """A proof that w(A) ≤ 1 for w(A) ≈ 1 − room, at the lowest of the precisions 53, 106, … that finds one, or None.

    Guarantee: exact. Raises ``OutOfTime``.
    """
    precision = DOUBLE
    while precision <= most_precision:
        Z = _proposal(A, min(room, 0.5), precision, deadline)
        if Z is not None:
            X, den = ando_matrix(A, Z)
            proof = prove_semidefinite(X, den, precision=precision)
            if proof is not None:
                return Contractive(Z, proof)
        precision *= 2
    return None


def ando_matrix(A: ExactMatrix, Z: ExactMatrix) -> tuple[fmpz_mat, int]:
    """[[I + Z, A], [A*, I − Z]] of the real embeddings, as integers over one denominator. Guarantee: exact."""
    X, z = A.embedded * Z.den, Z.embedded * A.den
    den = A.den * Z.den
    identity = highprec.integer_identity(X.nrows()) * den
    return stack(identity + z, X, X.transpose(), identity - z), den


def estimate_numerical_radius(A: Array, deadline: Deadline = NEVER) -> float:
    """w(A). Guarantee: estimate."""
    return float(abs(np.vdot(x := widest_vector(A, _ANGLES, deadline), A @ x)))


def widest_vector(A: Array, count: int, deadline: Deadline = NEVER) -> Array:
    """A unit vector x with |x*Ax| near w(A): the top eigenvector of Re(e^{iθ}A) at the best of ``count`` equally spaced
    θ, then θ ← −arg x*Ax. Guarantee: estimate. Raises ``OutOfTime``.
    """
    phases = np.exp(2j * np.pi * np.arange(count) / count)
    tops = []
    for c in phases:
        deadline.check()
        tops.append(_top(A, c)[0])
    phase = phases[int(np.argmax(tops))]
    best, vector = -1.0, np.zeros(len(A))
    for _ in range(_MOST_TURNS):
        deadline.check()
        _, x = _top(A, phase)
        value = np.vdot(x, A @ x)
        if abs(value) > best:
            vector = x
        if abs(value) <= best * (1 + 1e-15) or value == 0:
            break
        best, phase = float(abs(value)), np.conj(value) / abs(value)
    return vector


def _top(A: Array, phase: complex) -> tuple[float, Array]:
    values, vectors = np.linalg.eigh((phase * A + np.conj(phase) * A.conj().T) / 2)
    return float(values[-1]), vectors[:, -1]


def _proposal(A: ExactMatrix, eta: float, precision: int, deadline: Deadline = NEVER) -> ExactMatrix | None:
    """Z = I − Y, rounded to a dyadic matrix of the real embedding."""
    bits = precision + _EXTRA_BITS
    if precision <= DOUBLE:
        array = _maximal_solution(embedded_array(A), eta, deadline)
        rounded = None if array is None else dyadic(array, bits)
    else:
        with highprec.working_precision(precision):
            Y = _maximal_solution(highprec.balls(A.embedded, A.den), Fraction(eta), deadline)
            rounded = None if Y is None else highprec.to_dyadic(Y, bits)
    if rounded is None:
        return None
    twice = highprec.integer_identity(rounded.nrows()) * (2 << bits)
    return ExactMatrix(twice - rounded - rounded.transpose(), None, 2 << bits)


def _maximal_solution(A: Work, eta: float | Fraction, deadline: Deadline) -> Work | None:
    """The maximal Y with Y + A Y⁻¹A* = (2 − η)I, by doubling. Guarantee: estimate."""
    identity = highprec.identity_like(A)
    B: Work = A.T
    Q: Work = identity * (2 - eta)
    P: Work = identity * 0
    for _ in range(most_doublings(eta)):
        deadline.check()
        V, U = highprec.solve(Q - P, B), highprec.solve(Q - P, B.T)
        if V is None or U is None:
            return None
        step = B.T @ V
        Q, P, B = Q - step, P + B @ U, B @ V
        change = highprec.largest_entry(step)
        if not np.isfinite(change):
            return None
        if change <= 1e-3 * eta:
            return Q
    return None
