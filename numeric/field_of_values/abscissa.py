"""ω(A) = λ_max((A + A*)/2), the numerical abscissa, from above: it bounds the resolvent far to the right.

‖(zI − A)v‖ ≥ Re v*(zI − A)v ≥ Re z − ω for unit v, so that M(x) ≤ 1/(x − ω) for x > ω. ω ≤ 0 gives K_ct(A) = 1; and
K_ct(A) = 1 forces ω ≤ 0, since x·M(x) = 1 + ω/x + O(x⁻²) as x → ∞.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite

_ROUNDING = 2.0**-44
"""Of ‖A‖: up to it ω ≤ 0 may hold, and is tried exactly; times growing factors, what a bound is raised by."""
_LARGEST_ELIMINATION = 40  # orders up to which exact elimination is quick


@dataclass(frozen=True)
class Abscissa:
    """A proof that ωI − (A + A*)/2 ⪰ 0; ``semidefinite`` is None where elimination shows it."""

    omega: Fraction
    semidefinite: Dominance | None

    def document(self) -> dict[str, Any]:
        """The step ``numerical-abscissa``."""
        proof = "elimination" if self.semidefinite is None else self.semidefinite.document()
        return {"reason": "numerical-abscissa", "omega": str(self.omega), "semidefinite": proof}


def prove_abscissa(A: ExactMatrix) -> Abscissa:
    """A proof that ω(A) ≤ 0 where one is found, else that ω(A) ≤ a number close above it. Guarantee: exact.

    Raises ``PrecisionExhausted`` where no proof is found.
    """
    scale = power_of_two(frobenius_norm(A) or Fraction(1))
    approx = A.divided(scale).approx
    estimate = float(np.linalg.eigvalsh((approx + approx.conj().T) / 2)[-1])
    if estimate <= _ROUNDING:
        proof = prove_dissipative(A)
        if proof is not None:
            return proof
    for factor in (1, 2**8, 2**16, 2**30, 2**45):
        proof = _prove(A, (Fraction(max(estimate, 0.0)) + Fraction(_ROUNDING * factor)) * scale)
        if proof is not None:
            return proof
    raise PrecisionExhausted("no bound on (A + A*)/2 was proved: the matrix is out of this method's reach")


def prove_abscissa_below(A: ExactMatrix, bound: Fraction, precision: int = 2 * DOUBLE) -> Abscissa | None:
    """A proof that ω(A) ≤ ``bound`` in up to so many bits, or None where none is found. Guarantee: exact."""
    return _prove(A, bound, precision)


def prove_dissipative(A: ExactMatrix) -> Abscissa | None:
    """A proof that ω(A) ≤ 0, or None where none is found. Guarantee: exact."""
    return _prove(A, Fraction(0)) or _eliminated(A)


def _symmetric_part(A: ExactMatrix, omega: Fraction) -> tuple[Any, int]:
    """ωI − (A + A*)/2 of the real embedding, as integers over one denominator. Guarantee: exact."""
    X = A.embedded
    identity = highprec.integer_identity(X.nrows()) * (2 * A.den * omega.numerator)
    return identity - (X + X.transpose()) * omega.denominator, 2 * A.den * omega.denominator


def _prove(A: ExactMatrix, omega: Fraction, most: int = 2 * DOUBLE) -> Abscissa | None:
    X, den = _symmetric_part(A, omega)
    for precision in sorted({DOUBLE, most}):
        proof = prove_semidefinite(X, den, precision=precision)
        if proof is not None:
            return Abscissa(omega, proof)
    return None


def _eliminated(A: ExactMatrix) -> Abscissa | None:
    X, _ = _symmetric_part(A, Fraction(0))
    return Abscissa(Fraction(0), None) if X.nrows() <= _LARGEST_ELIMINATION and eliminates(X) else None
