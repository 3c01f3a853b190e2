"""Lower ends: the response of the system to one input vector at one frequency, in exact arithmetic.

At z = iω, or z = (1 + iω)/(1 − iω) on the circle, ω rational: (zI − A)x = Bu and y = Cx + Du give ‖G(z)‖ ≥ ‖y‖/‖u‖, if
zI − A is regular, which (zI − A)*(zI − A) ≻ 0 proves.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.arithmetic.roots import root_below
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.spectrum.kept_forms import exact
from kreiss.numeric.systems.state_space import Real

_VECTOR_BITS = 50  # of a witness found in floats
_FACTORS = (1, 2, 4, 8, 16, 32)
"""Of the precision, tried in turn: each costs more, and proves what is worse conditioned."""


@dataclass(frozen=True)
class Response:
    """A proof that ‖G(z)‖ ≥ ``lower``: integer vectors with (zI − A)x = Bu, held as (Re, Im), and that z is regular."""

    lower: Fraction
    z: tuple[Fraction, Fraction]
    x: list[int]
    u: list[int]
    regular: Dominance | str
    omega: float

    def document(self) -> dict[str, Any]:
        """The step ``response``."""
        return {
            "reason": "response",
            "lower": str(self.lower),
            "z": {"re": str(self.z[0]), "im": str(self.z[1])},
            "x": _halves(self.x),
            "u": _halves(self.u),
            "regular": self.regular if isinstance(self.regular, str) else self.regular.document(),
        }


@dataclass(frozen=True)
class Feedthrough:
    """A proof that ‖D‖ ≥ ``lower``, which ‖G(iω)‖ approaches as ω → ∞: an integer vector u, held as (Re, Im)."""

    lower: Fraction
    u: list[int]
    omega: float = inf

    def document(self) -> dict[str, Any]:
        """The step ``feedthrough``."""
        return {"reason": "feedthrough", "lower": str(self.lower), "u": _halves(self.u)}


def point(omega: Fraction | None, *, discrete: bool) -> tuple[Fraction, Fraction]:
    """iω, or (1 + iω)/(1 − iω), which is −1 for ω = ∞ (None)."""
    if not discrete:
        return Fraction(0), omega or Fraction(0)
    if omega is None:
        return Fraction(-1), Fraction(0)
    square = omega * omega
    return (1 - square) / (1 + square), 2 * omega / (1 + square)


def gain(system: Real, omega: Fraction | None) -> tuple[float, Array] | None:
    """‖G‖ and its right singular vector at ω; None for a z that is an eigenvalue of A.

    Guarantee: estimate, of matrices that are rounded correctly.
    """
    G = _transfer(system, omega)
    if G is None or not np.all(np.isfinite(G)):
        return None
    _, values, right = np.linalg.svd(G)
    return float(values[0]), right[0].conj()


def prove_response(system: Real, omega: Fraction | None, u: Array, bits: int) -> Response | Feedthrough | None:
    """The lower end that u proves at ω, rounded down to about ``bits`` bits, or None. Guarantee: exact."""
    whole = np.rint(u / np.abs(u).max() * 2.0**_VECTOR_BITS)
    v = [int(entry) for part in (whole.real, whole.imag) for entry in part]
    m = len(u)
    if omega is None and not system.discrete:
        y = [entry for part in (v[:m], v[m:]) for entry in _column(system.D, part)]
        return Feedthrough(_length(y, v, bits), v)
    z = point(omega, discrete=system.discrete)
    M = _shifted(system.A, z)
    regular = _regular(M)
    if regular is None:
        return None
    right = fmpq_mat([[entry] for part in (v[:m], v[m:]) for entry in _column(system.B, part)])
    x = [entry for (entry,) in M.solve(right).tolist()]
    den = lcm(*(int(entry.q) for entry in x))
    states, inputs, n = [int(entry * den) for entry in x], [entry * den for entry in v], system.n
    halves = ((_column(system.C, states[k * n :][:n]), _column(system.D, inputs[k * m :][:m])) for k in (0, 1))
    y = [p + q for half in halves for p, q in zip(*half, strict=True)]
    return Response(_length(y, inputs, bits), z, states, inputs, regular, inf if omega is None else float(omega))


def _transfer(system: Real, omega: Fraction | None) -> Array | None:
    """G at ω, from the exact one."""
    D = _floats(system.D)
    if omega is None and not system.discrete:
        return D
    n, m = system.n, system.B.ncols()
    right = fmpq_mat(system.B.tolist() + [[fmpq(0)] * m for _ in range(n)])
    try:
        X = _shifted(system.A, point(omega, discrete=system.discrete)).solve(right)
    except ZeroDivisionError:
        return None
    rows = X.tolist()
    real, imaginary = (system.C * fmpq_mat(part) for part in (rows[:n], rows[n:]))
    G: Array = D + _floats(real) + 1j * _floats(imaginary)
    return G


def _shifted(A: fmpq_mat, z: tuple[Fraction, Fraction]) -> fmpq_mat:
    """[[aI − A, −bI], [bI, aI − A]] for z = a + ib."""
    n = A.nrows()
    a, b = (fmpq(part.numerator, part.denominator) for part in z)
    own = [[(a if i == j else fmpq(0)) - entry for j, entry in enumerate(row)] for i, row in enumerate(A.tolist())]
    other = [[b if i == j else fmpq(0) for j in range(n)] for i in range(n)]
    top = [row + [-entry for entry in beside] for row, beside in zip(own, other, strict=True)]
    return fmpq_mat(top + [beside + row for row, beside in zip(own, other, strict=True)])


def _regular(M: fmpq_mat) -> Dominance | str | None:
    """A proof that M*M ≻ 0, or None for a singular M."""
    N = M.numer_denom()[0]
    gram = N.transpose() * N
    den = int(M.numer_denom()[1]) ** 2
    for factor in _FACTORS:
        found = prove_semidefinite(gram, den, precision=DOUBLE * factor, strict=True)
        if found is not None:
            return found
    return "elimination" if N.rank() == N.nrows() and eliminates(gram) else None


def _column(X: fmpq_mat, v: list[int]) -> list[fmpq]:
    return [entry for (entry,) in (X * fmpq_mat([[entry] for entry in v])).tolist()]


def _length(y: list[fmpq], v: list[int], bits: int) -> Fraction:
    """‖y‖/‖v‖, rounded down."""
    square = sum((Fraction(int(entry.p), int(entry.q)) ** 2 for entry in y), Fraction(0))
    return root_below(square / sum(entry * entry for entry in v), bits) if square else Fraction(0)


def _floats(X: fmpq_mat) -> Array:
    return exact(X).approx


def _halves(v: list[int]) -> dict[str, list[int]]:
    half = len(v) // 2
    return {"re": v[:half], "im": v[half:]}
