"""The spectral radius of every matrix in a ball around A, enclosed.

Up to order 100 FLINT isolates the eigenvalues exactly. Else, or with a ball, A = V(Λ + E)V⁻¹ for eigenvectors V in
floats, with E = V⁻¹(AV − VΛ) and ‖V⁻¹‖ ≤ ‖Y‖/(1 − ‖I − YV‖) for Y ≈ V⁻¹. The eigenvalues of Λ + E, and of Λ + V⁻¹MV
for all M of the ball, lie in the discs of radius e = ‖V⁻¹‖(‖AV − VΛ‖ + ε‖V‖) around Λ, and each connected union of k
discs holds k of them (Bauer & Fike 1960, with E scaled from 0 to 1). So ρ(M) ≤ max|Λ| + e, and ρ(M) ≥ |λ| − e for the
least |λ| in the union of discs that holds the greatest, or in any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse.csgraph import connected_components

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.spectrum.spectral_radius import spectral_radius
from kreiss.verify.diagnosis.balls.outward import above, below, entry_error, frobenius_above, norm_ends, product_error
from kreiss.verify.diagnosis.quantity import EXACT, VERIFIED, Measured, tightest

_EXACT_ORDER = 100  # up to it the spectral radius is isolated exactly in reasonable time
_NEAR_IDENTITY = 0.5  # of ‖I − YV‖: an inverse that is off by more makes discs too large to be of use
_EXACT_WORK = 4 * 10**9
"""About the seconds that isolating all eigenvalues may take."""


@dataclass(frozen=True)
class Discs:
    """Floats ``values`` whose discs of radius ``e`` hold the eigenvalues of every matrix of a ball, by connected parts.

    Each connected union of k discs holds k eigenvalues of each of these matrices. Guarantee: verified-float.
    """

    values: Array
    e: float

    @cached_property
    def parts(self) -> list[Array]:
        """The moduli |λ| of the connected parts."""
        reach = above(2 * self.e)
        near = np.abs(self.values[:, None] - self.values[None, :]) <= reach
        count, labels = connected_components(near, directed=False)
        return [np.abs(self.values[labels == k]) for k in range(count)]

    @property
    def radius(self) -> Measured:
        """ρ(M)."""
        lower = max(self._nearest(part) for part in self.parts)
        upper = above(float(np.abs(self.values).max()) + self.e)
        return Measured.of_floats(lower, upper, VERIFIED, "discs around eigenvalues")

    @property
    def squares(self) -> tuple[float, float]:
        """Ends of Σ|λ_i|²."""
        lower = sum(len(part) * self._nearest(part) ** 2 for part in self.parts)
        upper = sum(len(part) * above(float(part.max()) + self.e) ** 2 for part in self.parts)
        return below(lower), above(upper)

    def _nearest(self, part: Array) -> float:
        """How near to 0 the discs of a part come: the modulus is rounded before the difference can cancel."""
        return below(below(float(part.min())) - self.e)


def enclose_radius(known: tuple[Measured, ...], found: Discs | None) -> Measured:
    """ρ(M) from what is known of it and from the discs. Raises ``PrecisionExhausted`` where nothing bounds it."""
    ends = [*known, *([found.radius] if found is not None else [])]
    if not ends:
        raise PrecisionExhausted("no bound on the eigenvalues was proved in double precision: balance the matrix")
    return tightest(ends)


def isolated_radius(A: ExactMatrix) -> Measured | None:
    """ρ(A) from its isolated eigenvalues, told from 1; None for a matrix too large for that. Guarantee: exact."""
    n = A.embedded.nrows()
    if n > _EXACT_ORDER:
        return None
    bits = max(A.den.bit_length(), max(int(entry).bit_length() for entry in A.embedded.entries()))
    if n**4 * bits > _EXACT_WORK:
        return None
    extreme = spectral_radius(A)
    return Measured(extreme.lower, extreme.upper, EXACT, "eigenvalues isolated") if extreme.proved else None


def discs(A: ExactMatrix, radius: float) -> Discs | None:
    """Discs for every M with ‖M − A‖ ≤ ``radius``, or None where floats lose the eigenvectors."""
    X = A.approx
    found = _eigenvectors(X)
    if found is None:
        return None
    values, V, Y = found
    n = len(X)
    radius = above(radius + entry_error(A))
    size, left, right = frobenius_above(X), frobenius_above(V), frobenius_above(Y)
    top = above(float(np.abs(values).max()))
    wrong = above(norm_ends(np.eye(n) - Y @ V)[1] + product_error(n, right, left) + n * 2.0**-52)
    if not wrong < _NEAR_IDENTITY:
        return None
    inverse = above(norm_ends(Y)[1] / below(1 - wrong))
    residual = norm_ends(X @ V - V * values)[1] + product_error(n + 2, above(size + top), left)
    return Discs(values, above(inverse * above(residual + above(radius * norm_ends(V)[1]))))


def _eigenvectors(X: Array) -> tuple[Array, Array, Array] | None:
    """(eigenvalues, eigenvectors V, about V⁻¹) in floats, None where V is singular. Guarantee: estimate."""
    try:
        if np.array_equal(X, X.conj().T):
            values, V = np.linalg.eigh(X)
            return values, V, V.conj().T
        values, V = np.linalg.eig(X)
        Y = np.linalg.inv(V)
    except np.linalg.LinAlgError:
        return None
    return (values, V, Y) if np.all(np.isfinite(Y)) else None
