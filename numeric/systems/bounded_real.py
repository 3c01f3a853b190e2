"""The bounded real lemma: one matrix P proves ‖G(z)‖ ≤ γ on the axis or the circle, and beyond it if P ⪰ 0.

    L = [[−A*P − PA − C*C, −PB − C*D], [−B*P − D*C, γ²I − D*D]] ⪰ 0, or in discrete time
    L = [[P − A*PA − C*C, −A*PB − C*D], [−B*PA − D*C, γ²I − B*PB − D*D]] ⪰ 0.

For x = (zI − A)⁻¹Bu the form at (x, u) is γ²‖u‖² − ‖G(z)u‖² − 2 Re z·x*Px, or with (|z|² − 1)·x*Px at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.systems.state_space import Real

_FACTORS = (1, 2, 4)  # of the precision, tried in turn: each costs more, and proves what is worse conditioned
_LARGEST_ELIMINATION = 24  # orders up to which exact elimination is quick


@dataclass(frozen=True)
class BoundedReal:
    """A proof that ‖G‖ ≤ γ on the boundary, and beyond it where ``nonnegative`` proves P ⪰ 0.

    "elimination" stands for a proof that the checker finds itself.
    """

    gamma: Fraction
    P: ExactMatrix
    semidefinite: Dominance | str
    nonnegative: Dominance | str | None = None

    def document(self) -> dict[str, Any]:
        """The step ``bounded-real``."""
        form = {
            "reason": "bounded-real",
            "gamma": str(self.gamma),
            "P": self.P.document(),
            "semidefinite": _document(self.semidefinite),
        }
        return form if self.nonnegative is None else form | {"nonnegative": _document(self.nonnegative)}


def prove_bounded_real(
    system: Real, gamma: Fraction, P: ExactMatrix, *, analytic: bool, precision: int
) -> BoundedReal | None:
    """The proof with this P, also beyond the boundary where ``analytic``, or None. Guarantee: exact."""
    L, den = _inequality(system, gamma, fmpq_mat(P.re) / P.den).numer_denom()
    semidefinite = _proved(L, int(den), precision)
    if semidefinite is None:
        return None
    found = BoundedReal(gamma, P, semidefinite)
    if not analytic:
        return found
    nonnegative = _proved(P.re, P.den, precision)
    return None if nonnegative is None else replace(found, nonnegative=nonnegative)


def prove_by_gain(system: Real, gamma: Fraction) -> BoundedReal | None:
    """The proof with P = 0, for a system whose input moves no state that is seen. Guarantee: exact."""
    L, _ = _inequality(system, gamma, fmpq_mat(system.n, system.n)).numer_denom()
    if L.nrows() > _LARGEST_ELIMINATION or not eliminates(L):
        return None
    zero = ExactMatrix(system.A.numer_denom()[0] * 0, None, 1)
    return BoundedReal(gamma, zero, "elimination")


def _document(proof: Dominance | str) -> object:
    return proof if isinstance(proof, str) else proof.document()


def _proved(X: Any, den: int, precision: int) -> Dominance | None:
    """The proof at the lowest of the precisions that finds one: P is worse conditioned than L."""
    for factor in _FACTORS:
        found = prove_semidefinite(X, den, precision=max(DOUBLE, precision) * factor)
        if found is not None:
            return found
    return None


def _inequality(system: Real, gamma: Fraction, P: fmpq_mat) -> fmpq_mat:
    """L. Guarantee: exact."""
    A, B, C, D = system.A, system.B, system.C, system.D
    square = fmpq(gamma.numerator, gamma.denominator) ** 2
    PA, PB = P * A, P * B
    if system.discrete:
        first, off = P - A.transpose() * PA, A.transpose() * PB
        last = B.transpose() * PB
    else:
        first, off = (PA + PA.transpose()) * -1, PB
        last = fmpq_mat(B.ncols(), B.ncols())
    first, off = first - C.transpose() * C, off + C.transpose() * D
    last = last + D.transpose() * D
    m = B.ncols()
    corner = fmpq_mat([[(square if i == j else fmpq(0)) - last[i, j] for j in range(m)] for i in range(m)])
    top = [row + [-x for x in other] for row, other in zip(first.tolist(), off.tolist(), strict=True)]
    bottom = [[-x for x in other] + row for other, row in zip(off.transpose().tolist(), corner.tolist(), strict=True)]
    return fmpq_mat(top + bottom)
