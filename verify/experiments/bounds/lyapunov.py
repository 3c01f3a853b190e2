"""The best quadratic Lyapunov bound on the peak of a matrix: √κ for the least κ with I ⪯ P ⪯ κI and JᵀPJ ⪯ P.

‖Jᵗx‖² ≤ xᵀ(Jᵗ)ᵀPJᵗx ≤ xᵀPx ≤ κ‖x‖². A semidefinite program proposes P and its dual Y; what is returned is proved in
integers. Upper end: mI ⪯ P ⪯ MI and JᵀPJ ⪯ P give κ ≤ M/m. Lower end: for Y₂, Y₃ ⪰ 0 with Y₁ = Y₂ − Y₃ + JY₃Jᵀ ⪰ 0,

    tr Y₁ ≤ ⟨Y₁, P⟩ = ⟨Y₂, P⟩ − ⟨Y₃, P − JᵀPJ⟩ ≤ κ·tr Y₂    for every feasible P.

Source: Boyd, El Ghaoui, Feron, Balakrishnan, Linear Matrix Inequalities in System and Control Theory, §5.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import log2
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from flint import fmpz_mat

from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.numeric.semidefinite.positivity import prove_semidefinite
from kreiss.verify.experiments.bounds.ends import Ends
from kreiss.verify.experiments.bounds.growth import Array

LARGEST = 24
"""The largest order; the semidefinite program has n(n + 1)/2 unknowns."""
_BITS, _KEPT = 160, 110  # of the proof, and of the matrix that is proved: fewer, so that room is left
_TOLERANCES = (1e-10, 1e-8)  # of the solver, tried in turn: it fails at the sharper one for some problems
_SLACKS = (0.0, *(10.0**k for k in range(-14, 0)))
Exact = tuple[fmpz_mat, int]
"""Integers over one denominator."""


def best_lyapunov(J: Array) -> Ends:
    """Ends of the least κ. Guarantee: exact.

    Raises ``InvalidArgument`` above order 24, ``PrecisionExhausted`` where no P or no dual was proved.
    """
    if len(J) > LARGEST:
        raise InvalidArgument(f"J: expected at most {LARGEST} rows for a semidefinite program, got {len(J)}")
    P, (_, Y2, Y3) = _solved(J)
    return Ends(_lower(J, Y2, Y3), _upper(J, P))


def _solved(J: Array) -> tuple[Array, list[Array]]:
    """P and the multipliers of its three constraints. Guarantee: estimate."""
    import cvxpy as cp  # an extra

    eye = np.eye(len(J))
    P, kappa = cp.Variable(J.shape, symmetric=True), cp.Variable()
    constraints = [P - eye >> 0, kappa * eye - P >> 0, P - J.T @ P @ J >> 0]
    return solution(cp.Problem(cp.Minimize(kappa), constraints), P, constraints)


def solution(problem: Any, P: Any, constraints: list[Any]) -> tuple[Array, list[Array]]:
    """The value of P and the multipliers; raises ``PrecisionExhausted`` where the solver has none."""
    said = ""
    for tolerance in _TOLERANCES:
        said = _attempt(problem, tolerance)
        if P.value is not None and all(constraint.dual_value is not None for constraint in constraints):
            return np.asarray(P.value), [np.asarray(constraint.dual_value) for constraint in constraints]
    raise PrecisionExhausted(f"the semidefinite program was not solved: {said}")


def _attempt(problem: Any, tolerance: float) -> str:
    """Solve the problem in place; what the solver says."""
    import cvxpy as cp  # an extra

    options = {f"tol_{kind}": tolerance for kind in ("gap_rel", "gap_abs", "feas")}
    try:
        with catch_warnings():
            simplefilter("ignore")  # of inaccuracy: what is proposed is proved
            problem.solve(solver=cp.CLARABEL, **options)
    except cp.error.SolverError as error:
        return str(error)
    return str(problem.status)


def _upper(J: Array, P: Array) -> Fraction:
    """M/m for a P near the proposed one. Room comes from W with W − JᵀWJ = P."""
    P = (P + P.T) / 2
    W, J_exact = _stein(J, P), exact(J)
    for slack in _SLACKS:
        candidate = rounded(P + slack * (W + W.T) / 2)
        if semidefinite(difference(candidate, congruent(J_exact, candidate))):
            values = np.linalg.eigvalsh(P + slack * W)
            least = next(m for m in _around(values[0], -1) if semidefinite(shifted(candidate, m)))
            most = next(M for M in _around(values[-1], 1) if semidefinite(shifted(negative(candidate), -M)))
            return most / least
    raise PrecisionExhausted("no Lyapunov function near the proposed one was proved")


def _stein(J: Array, P: Array) -> Array:
    """W with W − JᵀWJ = P. Guarantee: estimate."""
    from scipy.linalg import solve_discrete_lyapunov  # start-up time

    with catch_warnings():
        simplefilter("ignore")  # of conditioning
        return np.asarray(solve_discrete_lyapunov(J.T, P))


def _around(value: float, sign: int) -> Iterator[Fraction]:
    """Rationals nearer and further beyond a float."""
    for slack in _SLACKS[1:]:
        yield Fraction(value) * (1 + sign * Fraction(slack))
    raise PrecisionExhausted("the eigenvalues of a Lyapunov function were not enclosed")


def _lower(J: Array, Y2: Array, Y3: Array) -> Fraction:
    """tr Y₁/tr Y₂ for multipliers near the proposed ones; 1, which always holds, where none is proved."""
    Y2, Y3 = _positive_part(Y2), _positive_part(Y3)
    J_exact, third, size = exact(J.T), rounded(Y3), float(np.trace(Y2))
    change = difference(congruent(J_exact, third), third)
    if not semidefinite(third):
        return Fraction(1)
    for slack in _SLACKS:
        second = rounded(Y2 + slack * size * np.eye(len(J)))
        first = total(second, change)
        if semidefinite(first) and semidefinite(second):
            return max(Fraction(1), trace(first) / trace(second))
    return Fraction(1)


def _positive_part(Y: Array) -> Array:
    """Y with its eigenvalues raised to a little above 0."""
    values, vectors = np.linalg.eigh((Y + Y.T) / 2)
    raised = (vectors * np.maximum(values, 1e-15 * abs(values).max())) @ vectors.T
    return np.asarray((raised + raised.T) / 2)


def exact(A: Array) -> Exact:
    """The floats as the dyadic numbers that they are."""
    rows = [[Fraction(float(x)) for x in row] for row in A]
    scale = max(x.denominator for row in rows for x in row)
    return fmpz_mat([[int(x * scale) for x in row] for row in rows]), scale


def rounded(A: Array) -> Exact:
    """A proposal near the floats, with what is far below the largest of them cut off."""
    scale = 1 << max(0, _KEPT - int(log2(float(abs(A).max()) or 1.0)))
    return fmpz_mat([[round(Fraction(float(x)) * scale) for x in row] for row in A]), scale


def congruent(T: Exact, X: Exact) -> Exact:
    """TᵀXT."""
    return T[0].transpose() * X[0] * T[0], T[1] ** 2 * X[1]


def total(X: Exact, Y: Exact) -> Exact:
    """X + Y."""
    return X[0] * Y[1] + Y[0] * X[1], X[1] * Y[1]


def negative(X: Exact) -> Exact:
    """−X."""
    return X[0] * -1, X[1]


def difference(X: Exact, Y: Exact) -> Exact:
    """X − Y."""
    return total(X, negative(Y))


def shifted(X: Exact, shift: Fraction) -> Exact:
    """X − shift·I."""
    n = X[0].nrows()
    return difference(
        X, (fmpz_mat(n, n, [shift.numerator * int(i == j) for i in range(n) for j in range(n)]), shift.denominator)
    )


def trace(X: Exact) -> Fraction:
    """tr X."""
    return Fraction(sum(int(X[0][i, i]) for i in range(X[0].nrows())), X[1])


def semidefinite(X: Exact) -> bool:
    """Whether X ⪰ 0 was proved. Guarantee: exact."""
    return prove_semidefinite(X[0], X[1], precision=_BITS) is not None
