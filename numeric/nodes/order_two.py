"""K and K_ct of a real 2×2 matrix by the signs of polynomials in one variable: no nodes, and no interpolation.

Let s = |z| − 1, or Re z for K_ct, t = (s/κ)² and T = zI − A. Far out T*T − tI ≻ 0 if κ > 1, and so for all s > 0, where
det(T*T − tI) = |det T|² − t‖T‖_F² + t² has no zero; then the constant is at most κ. With m = |z|² and σ = 2 Re z it is

    m² + τ²m + δ² − τ(m + δ)σ + δ(σ² − 2m) − t(2m − τσ + ‖A‖_F²) + t²,   τ = tr A, δ = det A:

quadratic in what s leaves free, σ or m. Remainders tell the signs of polynomials in s of degree four (Sturm, Tarski).

Floats find κ: where the determinant is < 0 the ratio is larger than κ, and a point between two of its zeros gives the
next κ (Boyd & Balakrishnan, Systems & Control Letters 15, 1990).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, log2
from typing import Any

import numpy as np
from flint import fmpq, fmpq_poly

from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.roots import ceiling
from kreiss.numeric.arithmetic.scales import frobenius_norm, power_of_two
from kreiss.numeric.nodes.witness import Witness, gaussian, integer_vector, prove_witness

_LEAST_GAP = Fraction(1, 10**12)  # floats find the ratio no better
_LARGEST = 1e40  # entries beyond would leave the range of floats in polynomials
_BEYOND = 1e-9  # the boundary: an eigenvalue that floats find there may be on it, or inside
_SHORT = 8  # bits of κ beyond those of the gap
_UPPER_SHARE = Fraction(31, 32)
_BITS = 60  # of the point and its vector, which are found in floats
_MOST_STEPS = 40  # of the search, whose steps converge quadratically
_CLOSEST = 2.0**-24  # to the boundary, where the ratio may have a limit: nearer to an eigenvalue on it floats see noise
_SETTLED = 64  # parts of the gap: a rise by less ends it

Number = Any
"""A float or an ``fmpq``: what finds the polynomials and what proves with them are computed alike."""
Coefficients = list[Number]


@dataclass(frozen=True)
class OrderTwo:
    """A proof that the constant of a real 2×2 matrix is at most κ: there is nothing to add to the claim."""

    kappa: Fraction

    def document(self) -> dict[str, Any]:
        """The step ``order-two``."""
        return {"reason": "order-two", "kappa": str(self.kappa)}


@dataclass(frozen=True)
class Conditions:
    """det(T*T − tI) = gX² + fX + e is > 0 for all s > 0 if the ``ends`` are, and E > 0 where D = f² − 4ge ≥ 0.

    ``ends`` are its values at the ends of X, and E > 0 says that its minimum is not between them; none is for g ≤ 0.
    """

    ends: tuple[Coefficients, ...]
    D: Coefficients
    E: Coefficients
    f: Coefficients
    g: Number


def conditions(entries: Sequence[Number], square: Number, *, continuous: bool) -> Conditions:
    """The polynomials in s for the four entries of A and 1/κ² = ``square``."""
    a, b, c, d = entries
    return (_lines if continuous else _circles)(a + d, a * d - b * c, a * a + b * b + c * c + d * d, square)


def _circles(tau: Number, delta: Number, norm: Number, square: Number) -> Conditions:
    """m = (1 + s)², and X = σ from −2(1 + s) to 2(1 + s)."""
    m, inner = [1, 2, 1], [1 - delta, 2, 1]
    f = [-tau * (1 + delta), -2 * tau, tau * (square - 1)]
    tail = [0, 0, -square * (2 + norm), -4 * square, square * (square - 2)]
    e = _sum((1, _times(inner, inner)), (tau * tau, m), (1, tail))
    ends = tuple(_sum((1, e), (sign, _times([1, 1], f)), (4 * delta, m)) for sign in (2, -2))
    ff = _times(f, f)
    return Conditions(ends, _sum((1, ff), (-4 * delta, e)), _sum((1, ff), (-16 * delta * delta, m)), f, delta)


def _lines(tau: Number, delta: Number, norm: Number, square: Number) -> Conditions:
    """σ = 2s, and X = m from s² on."""
    f = [tau * tau - 2 * delta, -2 * tau, -2 * square]
    e = [delta * delta, -2 * tau * delta, 4 * delta - square * norm, 2 * tau * square, square * square]
    end = _sum((1, e), (1, [0, 0, *f]), (1, [0, 0, 0, 0, 1]))
    return Conditions((end,), _sum((1, _times(f, f)), (-4, e)), _sum((1, f), (2, [0, 0, 1])), f, 1)


def _sum(*terms: tuple[Number, Coefficients]) -> Coefficients:
    result = [0] * max(len(p) for _, p in terms)
    for factor, p in terms:
        for k, x in enumerate(p):
            result[k] = result[k] + factor * x
    return result


def _times(p: Coefficients, q: Coefficients) -> Coefficients:
    result = [0] * (len(p) + len(q) - 1)
    for i, x in enumerate(p):
        for j, y in enumerate(q):
            result[i + j] = result[i + j] + x * y
    return result


def prove_order_two(A: ExactMatrix, gap: Fraction, *, continuous: bool) -> tuple[Witness | None, OrderTwo] | None:
    """A witness, or None for the lower end 1, and a proof of an upper end within the gap; None where none was found.

    Guarantee: exact. A is real, of order two, and its constant is not 1.
    """
    size = power_of_two(frobenius_norm(A)) if continuous else Fraction(1)
    B = A.divided(size)  # has the same constant, and the point z/size
    for closest in _closest(B.approx, continuous=continuous) if gap >= _LEAST_GAP else ():
        found = _enclosed(B, closest, gap, continuous=continuous)
        if found is not None:
            witness, bound = found
            moved = None if witness is None else replace(witness, z=(witness.z[0] * size, witness.z[1] * size))
            return moved, bound
    return None


def _enclosed(
    A: ExactMatrix, closest: float, gap: Fraction, *, continuous: bool
) -> tuple[Witness | None, OrderTwo] | None:
    z = _highest(A.approx, closest, float(gap), continuous=continuous)
    witness = None if z is None else _witness(A, z, continuous=continuous)
    if witness is not None and witness.lower <= 1:
        witness = None
    lower = Fraction(1) if witness is None else witness.lower
    kappa = ceiling(lower * (1 + _UPPER_SHARE * gap), ceil(-log2(gap)) + _SHORT)
    proved = 1 < kappa <= lower * (1 + gap) and _bounds(A, kappa, continuous=continuous)
    return (witness, OrderTwo(kappa)) if proved else None


def _closest(A: Array, *, continuous: bool) -> tuple[float, ...]:
    """How near to the boundary floats are to look, in turn, for the eigenvalues; () where one is clearly beyond it.

    Guarantee: estimate. () also for entries out of range.
    """
    if not np.all(np.abs(A) < _LARGEST):
        return ()
    eigenvalues = np.linalg.eigvals(A)
    distance = -float(np.max(eigenvalues.real)) if continuous else 1 - float(np.max(np.abs(eigenvalues)))
    if distance <= -_BEYOND:
        return ()
    return (_CLOSEST, distance / 16) if 0 < distance < 16 * _CLOSEST else (_CLOSEST,)


def _witness(A: ExactMatrix, z: complex, *, continuous: bool) -> Witness:
    v = np.linalg.svd(z * np.eye(2) - A.approx)[2][-1].conj()
    bits = _BITS + max(0, ceil(-log2(z.real if continuous else abs(z) - 1)))
    return prove_witness(A, gaussian(z, bits), integer_vector(v, _BITS), bits, continuous=continuous)


def _bounds(A: ExactMatrix, kappa: Fraction, *, continuous: bool) -> bool:
    """Whether det N > 0 for all s > 0. Guarantee: exact, for κ > 1."""
    entries = [fmpq(int(A.re[i, j]), A.den) for i in (0, 1) for j in (0, 1)]
    found = conditions(entries, fmpq(kappa.denominator, kappa.numerator) ** 2, continuous=continuous)
    return all(_positive(fmpq_poly(p)) for p in found.ends) and (found.g <= 0 or _apart(found))


def _positive(p: fmpq_poly) -> bool:
    """Whether p > 0 for all s > 0."""
    return p.degree() >= 0 and p[p.degree()] > 0 and _signs(p, fmpq_poly([1])) == 0


def _apart(found: Conditions) -> bool:
    """Whether E > 0 where D ≥ 0, for s > 0, given that the ends are > 0.

    Where E = 0 the minimum is at an end and positive, so that D < 0. So an interval of {D ≥ 0} has a root of D, where
    E > 0, or is all of s > 0, where signs far out tell.
    """
    D, E = fmpq_poly(found.D), fmpq_poly(found.E)
    if D.degree() < 0 or E.degree() < 0:
        return False
    roots = _signs(D, fmpq_poly([1]))
    return _signs(D, E) == roots and (roots > 0 or D[D.degree()] < 0 or E[E.degree()] > 0)


def _signs(p: fmpq_poly, q: fmpq_poly) -> int:
    """The sum of the signs of q at the roots of p in s > 0, from the signed remainders of p and p′q (Tarski)."""
    while p[0] == 0:
        p = fmpq_poly(p.coeffs()[1:])
    chain = [p, p.derivative() * q]
    while chain[-1].degree() >= 0:
        chain.append(-(chain[-2] % chain[-1]))
    near, far = ([x for x in signs if x] for signs in zip(*((r[0], r[r.degree()]) for r in chain[:-1]), strict=True))
    return _changes(near) - _changes(far)


def _changes(signs: Sequence[fmpq]) -> int:
    return sum((a > 0) != (b > 0) for a, b in pairwise(signs))


def _highest(A: Array, closest: float, gap: float, *, continuous: bool) -> complex | None:
    """The point where the ratio is largest, or None where it is at most 1 + gap, as far as floats tell."""
    kappa, at = 1 + gap / 2, None
    for _ in range(_MOST_STEPS):
        found = conditions([float(x) for x in A.flat], kappa**-2, continuous=continuous)
        z = _points(found, closest, continuous=continuous)
        ratios = _ratios(A, z, continuous=continuous)
        best = int(np.argmax(ratios))
        rising = ratios[best] > kappa * (1 + gap / _SETTLED)
        if ratios[best] > kappa:
            kappa, at = float(ratios[best]), complex(z[best])
        if not rising:
            return at
    return at


def _points(found: Conditions, closest: float, *, continuous: bool) -> Array:
    """Points z among and between the zeros of the polynomials; a complex zero's real part may be near a real one."""
    s = np.unique([x for p in (*found.ends, found.D) for x in _right(p)])
    s = np.concatenate(([closest, 1.0], s, np.sqrt(s[1:] * s[:-1]), s[:1] / 2, s[-1:] * 2))
    s = s[s >= closest]
    X = np.polyval(found.f[::-1], s) / (-2 * found.g if found.g else np.inf)
    if continuous:
        return np.concatenate([s + 0j, s + 1j * np.sqrt(np.maximum(X - s * s, 0))])
    r = 1 + s
    x = np.clip(X / 2, -r, r)
    return np.concatenate([r + 0j, -r + 0j, x + 1j * np.sqrt(r * r - x * x)])


def _right(p: Coefficients) -> Iterator[float]:
    """The positive real parts of the zeros."""
    return (x for x in np.roots(p[::-1]).real if x > 0)


def _ratios(A: Array, z: Array, *, continuous: bool) -> Array:
    """s/σ for the least singular value σ of zI − A."""
    (a, b), (c, d) = A
    norm = np.abs(z - a) ** 2 + np.abs(z - d) ** 2 + b * b + c * c
    det2 = np.abs((z - a) * (z - d) - b * c) ** 2
    s = z.real if continuous else np.abs(z) - 1
    ratios = s * np.sqrt((norm + np.sqrt(np.maximum(norm * norm - 4 * det2, 0))) / (2 * det2))
    return np.asarray(np.where((s > 0) & np.isfinite(ratios), ratios, 0.0))
