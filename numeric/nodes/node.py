"""A node: a Hermitian P that bounds the resolvent on a whole circle, or on a whole vertical line.

The first node also proves that no eigenvalue lies beyond its curve: P ≻ 0 with P − A*PA ⪰ I (Stein) gives ρ(A) < 1, and
with −A*P − PA ⪰ I (Lyapunov) Re λ < 0.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, log2
from threading import Lock
from typing import Any, ClassVar, Self

import numpy as np
from flint import fmpz_mat

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix, embed
from kreiss.numeric.arithmetic.rounded import floor
from kreiss.numeric.arithmetic.slices import BASE_BITS, LARGEST_ORDER, Slices
from kreiss.numeric.semidefinite.elimination import ELIMINATION, Elimination, eliminates
from kreiss.numeric.semidefinite.positivity import DOUBLE, Dominance, prove_semidefinite
from kreiss.numeric.semidefinite.roundoff import definite
from kreiss.numeric.semidefinite.sliced import prove_by_slices

_FACTORS = (1, 2, 4, 8)
"""P is worse conditioned than the matrix that its node proves to be ⪰ 0: it may take more bits."""
_SMALL = 8
"""The order up to which FLINT's products are faster than slices."""
_ELIMINATED = 8
"""The order of an inequality up to which elimination in integers is faster than a factor found in floats."""
_ONE_AT_A_TIME = Lock()
"""Integers of a large node take hundreds of megabytes, and FLINT's threads would wait for each other anyway."""
_SHARES = (4, 16)
"""Parts of the slack that a proof is asked to spare: the first leaves the checker the shorter numbers."""


@dataclass(frozen=True, kw_only=True)
class Node(ABC):
    """A proof of a ``bound`` at a ``place``: Hermitian P with the matrix inequality L(P; place, bound) ⪰ 0.

    ``semidefinite`` proves that in exact arithmetic; it is None where bounded rounding proved it (``verified-float``).
    ``slack`` estimates how much smaller a bound the same P proves, relatively; 0 where that is not known.
    """

    A: ExactMatrix
    place: Fraction
    bound: Fraction
    P: ExactMatrix
    precision: int
    semidefinite: Dominance | Elimination | None = None
    slack: float = 0.0

    reason: ClassVar[str]
    """The step's name in a certificate."""
    symbols: ClassVar[tuple[str, str]]
    """What a certificate calls the place and the bound."""
    boundary: ClassVar[str]
    """The first of the curves, in words."""

    @property
    def rigor(self) -> str:
        """How the bound is known: exact or verified-float."""
        return "exact" if self.semidefinite is not None else "verified-float"

    @property
    def by_slices(self) -> bool:
        """Whether its inequality is decided in slices, for orders where that is faster."""
        order = self.A.n if self.A.real else 2 * self.A.n
        within = _SMALL < self.A.n and 2 * order <= LARGEST_ORDER
        return within and exponent(self.P.den) >= 0 and bool(np.all(np.isfinite(self.A.approx)))

    def _factor(self, kept: int, scale: Fraction | None = None) -> tuple[Slices, int, bool]:
        """F in slices, g, and whether F/2^g is rounded, else it is A; it is always, and near sA, for a ``scale`` s.

        |F/2^g − sA| < δ entrywise with 2m²(a + 1)·max|P_ij|·δ ≤ 2^−kept for the order m and a ≥ |sA_ij|. So PF and F*PF
        differ by at most 2^−kept from what they are for sA: the latter by m²(2a + δ)·max|P_ij|·δ.
        """
        g = exponent(self.A.den)
        if scale is None and g >= 0 and self.A.slices.small:
            return self.A.slices, g, False
        s = scale or Fraction(1)
        X, p = self.P.slices.digits, exponent(self.P.den)
        entry = int(np.frexp(np.abs(self.A.approx).max())[1]) + 1 + ceil(s).bit_length()
        bits = kept + 2 + 2 * X.shape[1].bit_length() + max(0, entry) + max(0, BASE_BITS * len(X) - p)
        return (
            Slices.of_integers(floor(self.A.embedded * (s.numerator << bits), self.A.den * s.denominator)),
            bits,
            True,
        )

    @property
    @abstractmethod
    def resolvent(self) -> Fraction:
        """The bound on ‖(zI − A)⁻¹‖ on the curve."""

    @abstractmethod
    def inequality(self) -> tuple[fmpz_mat, int]:
        """L(P; place, bound) of the real embeddings, as integers over one denominator. Guarantee: exact."""

    @abstractmethod
    def _sliced(self) -> tuple[Slices, int, int]:
        """The same in slices, and by how much an entry's integer may differ from the exact one."""

    @abstractmethod
    def _spread(self, P: Array) -> float:
        """c with c·diag(I, bound²·I) ⪰ 4·diag(X), X the form that a checker eliminates for that P, L or congruent to L.

        Guarantee: verified-float.
        """

    @abstractmethod
    def least_eigenvalue(self) -> float:
        """A lower bound on the eigenvalues of P if P ≻ 0. Guarantee: verified-float."""

    @staticmethod
    @abstractmethod
    def where(place: Fraction) -> str:
        """The curve in words."""

    @abstractmethod
    def _holds_in_floats(self) -> bool:
        """Whether the inequality holds by bounds on all rounding. Guarantee: verified-float; False proves nothing."""

    def proved(self, *, exact: bool, scaled: Self | None = None) -> Self | None:
        """The node with its proof, or None; ``scaled`` is the same in units that suit floats.

        Guarantee: exact, or verified-float where ``exact`` is False, precision is double and the rounding bounds do.
        """
        if not exact and self.precision <= DOUBLE and (scaled or self)._holds_in_floats():
            return self
        proof = self._proof()
        return None if proof is None else replace(self, semidefinite=proof)

    def _proof(self) -> Dominance | Elimination | None:
        proof = prove_by_slices(*self._sliced()) if self.by_slices else None
        if proof is not None or (self.by_slices and self.precision <= DOUBLE):
            return proof
        with _ONE_AT_A_TIME:
            L, den = self.inequality()
            if L.nrows() <= _ELIMINATED:
                return ELIMINATION if eliminates(L) else None
            return prove_semidefinite(L, den, precision=self.precision)

    @cached_property
    def spared(self) -> Fraction:
        """θ with L(P; place, (1 − θ)·bound) ⪰ 0, or 0 where none is found. Guarantee: verified-float."""
        if self.precision > DOUBLE or self.A.n <= _SMALL or not self.slack:
            return Fraction(0)
        for share in _SHARES:
            theta = Fraction(1, 1 << ceil(log2(share / self.slack)))
            tight = replace(self, bound=self.bound * (1 - theta))
            if tight._holds_in_floats() or (tight.by_slices and prove_by_slices(*tight._sliced()) is not None):
                return theta
        return Fraction(0)

    @property
    def stated(self) -> ExactMatrix:
        """P/(1 − θ) for θ = ``spared``: with it L(·; place, bound) ⪰ θ·diag(I, bound²·I)."""
        theta, P = self.spared, self.P
        if theta and P.den % theta.denominator == 0:  # the same integers over another denominator
            return ExactMatrix(P.re, P.im, int(P.den * (1 - theta)))
        return P.divided(1 - theta)

    def document(self) -> dict[str, Any]:
        """The node's step of a certificate, with the bits in which elimination shows its inequality, or a factor."""
        place, bound = self.symbols
        step = {"reason": self.reason, place: str(self.place), bound: str(self.bound)}
        if not self.spared:
            return step | {"P": self.P.document(), "semidefinite": (self.semidefinite or self._exactly()).document()}
        P = self.stated
        bits = bits_of_elimination(2 * self.P.embedded.nrows(), self._spread(P.approx) / float(self.spared))
        return step | {"P": P.triangle() if P.im is None else P.document(), "semidefinite": bits}

    def _exactly(self) -> Dominance:
        found = prove_by_slices(*self._sliced()) if self.by_slices else None
        if found is not None:
            return found
        L, den = self.inequality()
        for precision in (self.precision, 2 * DOUBLE, 4 * DOUBLE):
            proof = prove_semidefinite(L, den, precision=precision)
            if proof is not None:
                return proof
        raise PrecisionExhausted(f"the node at {self.where(self.place)} has no exact proof; ask for exact rigour")

    def _embedded(self) -> tuple[fmpz_mat, fmpz_mat]:
        """den·P and den·A as real matrices of one order."""
        X, F = self.P.embedded, self.A.embedded
        return (X if X.nrows() == F.nrows() else embed(X, fmpz_mat(X.nrows(), X.nrows()))), F


def exponent(power: int) -> int:
    """The exponent of a power of two, −1 for other numbers."""
    return power.bit_length() - 1 if power & (power - 1) == 0 else -1


def bits_of_elimination(order: int, spread: float) -> int:
    """b such that a checker's elimination of X in b bits is bound to end well if 4·diag(X) ⪯ ``spread``·X.

    It scales X to DXD with (DXD)_ii < 2 and D_ii² ≥ 1/(4·X_ii), so that DXD ⪰ I/spread, and ends well where that is
    at least 2^−b times the order m, which it subtracts, and 0.71·m + 3 for what it rounds: less than 2m from m = 12 on.
    """
    return max(2, ceil(log2(2 * order * spread)))


@dataclass(frozen=True)
class Stable:
    """A proof that no eigenvalue lies on the curve of the ``node`` before it or beyond: P ≻ 0.

    On the circle |z| = 1/u the node gives P − u²A*PA ≻ 0, and on the line Re z = 0 it gives −A*P − PA ≻ 0.
    """

    node: Node
    definite: Dominance | None

    def document(self) -> dict[str, Any]:
        """The step ``stable``, which speaks of the P of that node."""
        if self.node.spared:
            P, least = self.node.stated, self.node.least_eigenvalue()
            bits = bits_of_elimination(P.embedded.nrows(), 4 * float(P.approx.diagonal().real.max()) / least)
            return {"reason": "stable", "definite": bits}
        proof = self.definite or _prove_definite(self.node)
        if proof is None:
            raise PrecisionExhausted("P ≻ 0 has no exact proof; ask for exact rigour")
        return {"reason": "stable", "definite": proof.document()}


def prove_stable(node: Node) -> Stable | None:
    """The proof that the node's P is ≻ 0, or None. Guarantee: as the node's."""
    if node.rigor != "exact" and definite(node.P.approx):
        return Stable(node, None)
    proof = _prove_definite(node)
    return None if proof is None else Stable(node, proof)


def _prove_definite(node: Node) -> Dominance | None:
    if node.by_slices:
        sliced = prove_by_slices(node.P.slices, node.P.den, strict=True)
        if sliced is not None:
            return sliced
    for factor in _FACTORS:
        found = prove_semidefinite(node.P.embedded, node.P.den, precision=node.precision * factor, strict=True)
        if found is not None:
            return found
    return None
