"""A system in balanced coordinates and continuous time, in floats or in many bits; everything here proposes.

A system in discrete time is turned by z = (1 + s)/(1 − s), which keeps norms and the P of the bounded real lemma:
(A + I)⁻¹(A − I), √2(A + I)⁻¹B, √2C(A + I)⁻¹, D − C(A + I)⁻¹B.

With R = γ²I − D*D, ‖G(iω)‖ has the singular value γ if and only if iω is an eigenvalue of

    H(γ) = [[F, BR⁻¹B*], [−Q, −F*]],   F = A + BR⁻¹D*C,   Q = C*(I + DR⁻¹D*)C

(Boyd, Balakrishnan & Kabamba, Math. Control Signals Systems 2, 1989; Bruinsma & Steinbuch, Systems Control Lett. 14,
1990), and for εI added to Q, P = X₂X₁⁻¹ over its stable subspace solves the Riccati equation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

import numpy as np
from flint import acb_mat, arb, arb_mat, ctx, fmpz_mat
from scipy.linalg.lapack import dgebal

from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import BallMatrix, working_precision
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.semidefinite.positivity import DOUBLE
from kreiss.numeric.systems.state_space import Real

_MOST_STEPS = 200  # of Newton's iteration for the sign, which takes long next to the axis only
_WIDEST = 250  # of the exponents of a scaling: beyond it floats overflow
_ON_AXIS = 1e-7  # nearer eigenvalues count as crossings: a false one costs a look, a missed one a peak


@dataclass(frozen=True)
class Balanced:
    """T⁻¹AT, T⁻¹B, CT, D of the system in continuous time, for T = diag(2^k), at ``bits`` bits."""

    A: arb_mat
    B: arb_mat
    C: arb_mat
    D: arb_mat
    exponents: list[int]
    bits: int

    @property
    def n(self) -> int:
        """The number of states."""
        return int(self.A.nrows())

    def crossings(self, gamma: float) -> list[float]:
        """The ω ≥ 0 at which ‖G(iω)‖ has the singular value γ, sorted."""
        with working_precision(self.bits):
            H = self._hamiltonian(arb(gamma) ** 2, arb(0))
            if H is None:
                return []
            if self.bits <= DOUBLE:
                floats = array(H)
                values = np.linalg.eigvals(floats) if np.all(np.isfinite(floats)) else np.empty(0)
            else:
                values = np.array([complex(value) for value in acb_mat(H).eig(algorithm="approx", nonstop=True)])
        size = np.maximum(np.abs(values), 1e-12 * np.abs(values).max(initial=0.0))
        tolerance = _ON_AXIS if self.bits <= DOUBLE else 2.0 ** -min(self.bits / 4, 900.0)
        near = values[np.abs(values.real) <= tolerance * size]
        return sorted(float(value.imag) for value in near if value.imag >= 0)

    def solution(self, gamma2: Fraction, epsilon: Fraction) -> ExactMatrix | None:
        """T⁻¹PT⁻¹ for the P of the stable subspace, rounded to a dyadic matrix, or None where it is not found."""
        with working_precision(self.bits):
            H = self._hamiltonian(*(arb(x.numerator) / x.denominator for x in (gamma2, epsilon)))
            P = None if H is None else _by_schur(array(H)) if self.bits <= DOUBLE else _by_sign(BallMatrix(H), self.n)
            if P is None or not isfinite(highprec.largest_entry(P)):
                return None
            return self._rounded(P)

    def _rounded(self, P: BallMatrix) -> ExactMatrix | None:
        diagonal = [abs(float(P.balls[i, i])) for i in range(self.n)]
        if min(diagonal) <= 0 or not np.all(np.isfinite(diagonal)):
            return None
        d = [round(float(np.log2(entry)) / 2) for entry in diagonal]
        n = range(self.n)
        scaled = arb_mat([[P.balls[i, j] * arb(2) ** (-d[i] - d[j]) for j in n] for i in n])
        rounded = highprec.symmetric_midpoints(BallMatrix(scaled.mid()), self.bits)
        shift = [di - ki for di, ki in zip(d, self.exponents, strict=True)]
        spare = max(0, -min(shift))
        rows = [
            [int(entry) << (a + b + 2 * spare) for entry, b in zip(row, shift, strict=True)]
            for row, a in zip(rounded.re.tolist(), shift, strict=True)
        ]
        return ExactMatrix(fmpz_mat(rows), None, rounded.den << (2 * spare))

    def _hamiltonian(self, gamma2: arb, epsilon: arb) -> arb_mat | None:
        """H with εI added to Q, at the working precision."""
        A, B, C, D, n = self.A, self.B, self.C, self.D, self.n
        R = _identity(B.ncols()) * gamma2 - D.transpose() * D
        try:
            inverse = R.inv().mid()
        except ZeroDivisionError:
            return None
        K = D.transpose() * C
        F = (A + B * inverse * K).mid()
        G = (B * inverse * B.transpose()).mid()
        Q = (C.transpose() * C + K.transpose() * inverse * K + _identity(n) * epsilon).mid()
        return _blocks(F, G, Q * -1, F.transpose() * -1)


def balanced(system: Real, bits: int) -> Balanced | None:
    """The system in continuous time, in coordinates in which A, B and C are alike in size.

    None where A is not finite in floats, or has the eigenvalue −1 in discrete time.
    """
    with working_precision(max(bits, 64)):
        A, B, C, D = (arb_mat(X) for X in (system.A, system.B, system.C, system.D))
        if system.discrete:
            identity = _identity(system.n)
            try:
                inverse = (A + identity).inv().mid()
            except ZeroDivisionError:
                return None
            root = arb(2).sqrt()
            A, B, C, D = ((A - identity) * inverse, inverse * B * root, C * inverse * root, D - C * inverse * B)
        k = _exponents(array(A), array(B), array(C))
        if k is None:
            return None
        down, up = (highprec.power_diagonal([sign * e for e in k]).balls for sign in (-1, 1))
        return Balanced((down * A * up).mid(), (down * B).mid(), (C * up).mid(), D.mid(), k, bits)


def _exponents(A: Array, B: Array, C: Array) -> list[int] | None:
    """k for T = diag(2^k) that balances [[A, b], [c, 0]], b and c the sizes of B's rows and of C's columns."""
    n = len(A)
    joined = np.zeros((n + 1, n + 1))
    joined[:n, :n] = A
    joined[:n, n], joined[n, :n] = np.abs(B).max(axis=1), np.abs(C).max(axis=0)
    if not np.all(np.isfinite(joined)):
        return None
    scaling = dgebal(joined, scale=1, permute=0)[3]
    if not np.all(np.isfinite(scaling)) or scaling.min() <= 0:
        return None
    exponents = np.round(np.log2(scaling[:n] / scaling[n])).astype(int)
    return [int(entry) for entry in np.clip(exponents, -_WIDEST, _WIDEST)]


def _by_schur(H: Array) -> BallMatrix | None:
    """P over the stable subspace, by an ordered Schur form in floats."""
    n = len(H) // 2
    if not np.all(np.isfinite(H)):
        return None
    count, X = highprec.ordered_schur(H, lambda value: value.real < 0)
    P = highprec.solve(X[:n, :n].T.copy(), X[n:, :n].T.copy()) if count == n else None
    return None if P is None or not np.all(np.isfinite(P)) else BallMatrix(arb_mat(((P + P.T) / 2).tolist()))


def _by_sign(H: BallMatrix, n: int) -> BallMatrix | None:
    """P over the stable subspace, by the sign S of H: [I; P] is what S + I annihilates, S₁₂P = −(S₁₁ + I)."""
    identity = highprec.identity_like(H)
    small = 2.0 ** -min(ctx.prec // 2, 900)
    for _ in range(_MOST_STEPS):
        inverse = highprec.solve(H, identity)
        if inverse is None:
            return None
        sizes = highprec.largest_entry(inverse), highprec.largest_entry(H)
        if not all(0 < size < np.inf for size in sizes):
            return None
        ratio = float(np.sqrt(sizes[0] / sizes[1]))
        scale = ratio if not 0.5 < ratio < 2 else 1.0
        following = (H * scale + inverse / scale) * 0.5
        change = highprec.largest_entry(following - H)
        H = following
        if change <= small * highprec.largest_entry(H):
            break
    else:
        return None
    first = BallMatrix(arb_mat([[-H.balls[i, j] - (i == j) for j in range(n)] for i in range(n)]))
    second = BallMatrix(arb_mat([[H.balls[i, n + j] for j in range(n)] for i in range(n)]))
    P = highprec.solve(second, first)
    return None if P is None else (P + P.T) * 0.5


def _identity(n: int) -> arb_mat:
    return arb_mat(highprec.integer_identity(n))


def _blocks(a: arb_mat, b: arb_mat, c: arb_mat, d: arb_mat) -> arb_mat:
    top = [x + y for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    return arb_mat(top + [x + y for x, y in zip(c.tolist(), d.tolist(), strict=True)])


def array(X: arb_mat) -> Array:
    """The midpoints in floats."""
    return np.array([[float(entry.mid()) for entry in row] for row in X.tolist()])
