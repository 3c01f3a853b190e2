"""Which of four regimes the powers of J are in, decided and never estimated.

* contracting: ‖J‖ ≤ 1, so that no power exceeds 1 (whatever the spectral radius, which may be 1).
* transient: ‖J‖ > 1 and ρ(J) < 1: powers rise before they decay.
* marginal: ‖J‖ > 1 and ρ(J) = 1: whether the powers stay bounded, the Kreiss constant says.
* unstable: ρ(J) > 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kreiss.numeric.arithmetic.highprec import integer_identity
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.verify.diagnosis.quantity import EXACT, GRADES, Measured, Quantity

CONTRACTING, TRANSIENT, MARGINAL, UNSTABLE = "contracting", "transient", "marginal", "unstable"
NAMES = (CONTRACTING, TRANSIENT, MARGINAL, UNSTABLE)
_LARGEST_ELIMINATION = 64  # orders up to which exact elimination is quick


@dataclass(frozen=True)
class Regime:
    """``name`` is one of the four, or None with the reason in ``why``; with noise it is that of every member of the
    ball."""

    name: str | None
    rigor: str | None
    why: str

    def shown(self) -> str:
        """The regime, and what decides it."""
        return f"{self.name or 'not known'}: {self.why}"


def regime(A: ExactMatrix, radius: Fraction, norm: Measured, rho: Quantity) -> Regime:
    """The regime of every matrix within ``radius`` of A, from enclosures of ‖M‖ and ρ(M) that hold for all of them."""
    small, grade = contracts(A, radius, norm)
    if small is True:
        return Regime(CONTRACTING, grade, "‖J‖ ≤ 1, no power exceeds 1")
    if not isinstance(rho, Measured):
        return Regime(None, None, rho.why)
    if rho.lower is not None and rho.lower > 1:
        return Regime(UNSTABLE, rho.rigor, "ρ(J) > 1, the powers grow without bound")
    if small is None:
        where = "every matrix of the ball" if radius else "the matrix"
        return Regime(None, None, f"‖J‖ ≤ 1 is not decided for {where}, ‖J‖ in {norm.shown()}")
    if rho.upper is not None and rho.upper < 1:
        rigor = max(grade, rho.rigor, key=GRADES.index)
        return Regime(TRANSIENT, rigor, "‖J‖ > 1 and ρ(J) < 1, the powers rise before they decay")
    if rho.rigor == grade == EXACT and rho.lower == rho.upper == 1:
        return Regime(MARGINAL, EXACT, "‖J‖ > 1 and ρ(J) = 1")
    return Regime(None, None, f"ρ(J) is not told from 1: {rho.shown()}")


def contracts(A: ExactMatrix, radius: Fraction, norm: Measured) -> tuple[bool | None, str]:
    """(whether ‖M‖ ≤ 1, grade): True for all M of the ball, False for none, None where that is not decided.

    Without a ball and up to order 64, of the real embedding, exact elimination of I − A*A decides; else the enclosure.
    """
    X = A.embedded
    if not radius and X.nrows() <= _LARGEST_ELIMINATION:
        return eliminates(integer_identity(X.nrows()) * A.den**2 - X.transpose() * X), EXACT
    return _side(norm), norm.rigor


def _side(norm: Measured) -> bool | None:
    """Whether ‖M‖ ≤ 1 for all M (True), for none (False), or not decided."""
    if norm.upper is not None and norm.upper <= 1:
        return True
    return False if norm.lower is None or norm.lower > 1 else None
