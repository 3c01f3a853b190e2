"""A maximum of the resolvent's norm on a curve, polished in as many bits as a tolerance takes.

With S(ζ) = I − ζA and its least singular triple S v = σw, the derivative of σ along the circle is dσ/dθ = Im(w*v),
across it dσ/d(ln u) = σ − Re(w*v): both come free with the triple. Everything here proposes; nothing here is a bound.
"""

from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, inf, log2

import mpmath
import numpy as np
from flint import acb, acb_mat, arb

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.arithmetic.balancing import Balanced
from kreiss.numeric.arithmetic.highprec import power_diagonal, working_precision
from kreiss.numeric.arithmetic.matrices import Array, ExactMatrix
from kreiss.numeric.arithmetic.reals import Real
from kreiss.numeric.resolvent.triples import Triple

BITS = 53  # of double precision
MOST_TURNS = 24  # steps along a curve: more would show that there is no maximum to be found
_MOST_BITS = 4096  # beyond, the resolvent is taken for infinite
_LARGEST_N = 1e280  # likewise, what floats hold
_VAGUE, _TOLD = 1e-3, 2.0**-40  # an error that calls for more bits, and one that is small enough
_DENSE = 24  # the order up to which triples are found in more bits, which cost much
_FIRST_BITS, _MOST_BITS_OF_TRIPLES = 128, 1024
_LEAST_SIGMA = 1e-300  # what floats hold
_APART = 1 - 1e-4  # the ratio of two singular values that floats tell apart with digits to spare
_DIGITS_EACH = 20  # bits that a correction in floats is right to, at the least
_LAST_BITS = 24  # of the working precision, which rounding takes
_MOST_SQUARINGS = 24  # tell two singular values apart that differ by 2^−24 of themselves


@dataclass(frozen=True)
class Peak:
    """The resolvent's maximum on the circle |ζ| = u, as far as it was found.

    ``N`` and ``slope`` = d ln N/d(coordinate of u) are floats for a float u that needs no higher precision, else
    mpmath numbers; ``vector`` is the right singular vector (mpmath numbers or complex128), ``bits`` the working
    precision and ``error`` the relative error of N, as estimated. Guarantee: estimate.
    """

    u: Real
    theta: Real
    N: Real
    slope: Real
    vector: Array | list[mpmath.mpc]
    bits: int
    error: float

    @property
    def zeta(self) -> mpmath.mpc:
        """ζ = u·e^{iθ}."""
        return self.u * mpmath.expj(self.theta)


class Polish(ABC):
    """The resolvent of one matrix, held in balanced form, next to a maximum on a curve."""

    def __init__(self, A: ExactMatrix, held: Balanced) -> None:
        self.A, self._held = A, held
        self.log_norm = log2(float(np.abs(A.approx).max()) or 1.0) + log2(A.n)
        self._gain, self._lost = 1.0, inf
        self._real = A.real

    def with_vector(self, peak: Peak, gap: float) -> Peak:
        """The peak with a vector v for which ‖(zI − A)v‖ is small enough to prove it up to ``gap``.

        An error of v enters ‖(zI − A)v‖ times ‖A‖·N, and the inverse leaves one of about 2^−bits times its condition
        number, which is less for a matrix in balanced form.
        """
        lost = log2(self._error(float(peak.u), float(peak.N), 0))
        bits = ceil(float(mpmath.log(peak.N, 2)) + max(0.0, self.log_norm) + max(0.0, lost) - log2(gap)) + 8
        return peak if peak.bits >= bits else self._in_more_bits(peak, bits)

    def rounding(self, u: float, N: float) -> float:
        """The relative error that double precision leaves in N(u), by the last point seen. Guarantee: estimate."""
        return min(self._error(u, N, BITS), self._lost * N)

    @abstractmethod
    def _where(self, u: float) -> str:
        """The curve in words."""

    @abstractmethod
    def _error(self, u: float, N: float, bits: int) -> float:
        """The relative error that rounding at ``bits`` bits leaves in σ = 1/N, about, by the last point seen."""

    @abstractmethod
    def _across(self, u: Real, ratio: Real) -> Real:
        """d ln N/d(coordinate of u) from Re(w*v)/σ."""

    @abstractmethod
    def _axis(self, peak: Peak) -> arb | None:
        """The place of a real point on the curve, for a peak of a real matrix next to it."""

    @abstractmethod
    def _inverse(self, u: arb, theta: arb) -> tuple[acb_mat, int]:
        """The resolvent at (u, θ), and the sign of Im(w*v) in dσ/dθ."""

    def _unit(self, _: float, __: float) -> float:
        """The length to measure turns in, near a point (u, θ)."""
        return 1.0

    def _refined(self, u: Real, best: Peak, tolerance: float) -> Peak:
        """The local maximum next to ``best``, in as many bits as the tolerance takes."""
        bits = BITS
        while best.error > tolerance:
            bits = max(bits + ceil(log2(min(best.error, 1.0) / tolerance)) + 8, bits + bits // 2)
            if bits <= _MOST_BITS:
                with suppress(ZeroDivisionError):  # I − ζA was singular to this precision: take more
                    best = self._polished(u, best, bits)
            if bits > _MOST_BITS or (best.bits > BITS and best.N > _LARGEST_N):
                raise PrecisionExhausted(
                    f"the resolvent at {self._where(float(u))} exceeds {_LARGEST_N:.0g}: "
                    "an eigenvalue lies there, or next to it"
                )
        if bits > BITS:
            return best
        N, slope = (best.N, best.slope) if isinstance(u, float) else (mpmath.mpf(best.N), mpmath.mpf(best.slope))
        return replace(best, u=u, N=N, slope=slope, error=max(best.error, tolerance))

    def _seen_error(self, u: float, N: float) -> float:
        """The relative error with which triples at |ζ| = u are seen."""
        error = self.rounding(u, N)
        return error if self.A.n > _DENSE else min(error, _VAGUE)

    def _told(self, u: float, theta: float, triple: Triple) -> Triple:
        """The triple itself where double precision tells σ, or the order is large; else from as many bits as it takes.

        Next to an eigenvalue the triple stays as it is.
        """
        if self.A.n > _DENSE or self._error(u, 1 / triple.sigma, BITS) < _VAGUE:
            return triple
        bits = _FIRST_BITS
        while bits <= _MOST_BITS_OF_TRIPLES:
            with working_precision(bits), suppress(ZeroDivisionError):
                v, N, inner = self._triple_in_balls(arb(u), arb(theta), bits)
                if self._error(u, float(N), bits) < _TOLD:
                    vector = np.array([complex(v[i, 0]) for i in range(self.A.n)])
                    sigma = max(1 / float(N), _LEAST_SIGMA)
                    return Triple(sigma, vector, complex(inner), triple.inverse)
            bits *= 2
        return triple

    def _in_more_bits(self, peak: Peak, bits: int) -> Peak:
        """The triple at the same point at ``bits`` bits."""
        with working_precision(bits), mpmath.workprec(bits):
            axis = self._axis(peak)
            theta = _to_arb(mpmath.mpf(peak.theta)) if axis is None else axis
            return self._at(_to_arb(mpmath.mpf(peak.u)), theta, bits)[0]

    def _polished(self, u: Real, start: Peak, bits: int) -> Peak:
        """The local maximum next to ``start`` at ``bits`` bits."""
        with working_precision(bits), mpmath.workprec(bits):
            point = _to_arb(mpmath.mpf(u))
            axis = self._axis(start)
            if axis is not None:
                return self._at(point, axis, bits)[0]
            theta = _to_arb(mpmath.mpf(start.theta))
            best, derivative = self._at(point, theta, bits)
            turn = arb(2) ** -(min(start.bits, bits) // 3) * self._unit(float(u), float(start.theta))
            for _ in range(MOST_TURNS):
                theta = (theta + turn).mid()
                now, after = self._at(point, theta, bits)
                if now.N > best.N:
                    best = now
                curvature = ((after - derivative) / turn).mid()
                derivative = after
                if not curvature > 0 or (abs(derivative) * _to_arb(now.N)) ** 2 <= curvature * arb(2) ** -bits:
                    return best
                turn = (-derivative / curvature).mid()
            return best

    def _at(self, u: arb, theta: arb, bits: int) -> tuple[Peak, arb]:
        """The maximum as it would be at (u, θ), and d(σ²/2)/dθ there, at the working precision.

        σ² is nearly quadratic where σ is V-shaped, next to an eigenvalue.
        """
        v, N, inner = self._triple_in_balls(u, theta, bits)
        slope = self._across(_to_mpf(u), _to_mpf(inner.real * N))
        vector = [_to_mpc(v[i, 0]) for i in range(self.A.n)]
        error = self._error(float(u), float(N), bits)
        return Peak(_to_mpf(u), _to_mpf(theta), _to_mpf(N), slope, vector, bits, error), (inner.imag / N).mid()

    def _triple_in_balls(self, u: arb, theta: arb, bits: int) -> tuple[acb_mat, arb, acb]:
        """The right singular vector, 1/σ, and the number whose imaginary part is dσ/dθ, at the working precision."""
        B, turned = self._inverse(u, theta)
        v = _corrected(B, bits)
        if v is None:
            v = _dominant(B * _adjoint(B), bits)
        w = (_adjoint(B) * v).mid()
        N = _length(w)
        inner = (_adjoint((w / N).mid()) * v)[0, 0].mid()
        return v, N, inner if turned == 1 else inner.conjugate()

    @staticmethod
    def _balls(B: ExactMatrix) -> acb_mat:
        return (acb_mat(B.re) if B.im is None else acb_mat(B.re) + acb_mat(B.im) * acb(0, 1)) / B.den

    @staticmethod
    def _carried(inverse: acb_mat, balanced: Balanced) -> acb_mat:
        """T·X·T⁻¹ for the inverse X of a matrix in balanced form."""
        if balanced.trivial:
            return inverse
        T, inverse_T = (acb_mat(power_diagonal([sign * k for k in balanced.exponents]).balls) for sign in (1, -1))
        return T * inverse * inverse_T


def _corrected(B: acb_mat, bits: int) -> acb_mat | None:
    """A unit vector of the dominant eigenspace of M = BB*, from that of floats; None where they do not tell it well.

    With floats U, s for the singular values of B, the residual r = (M − λ)v in all bits gives the correction
    Σ uᵢuᵢ*r/(λ − sᵢ²) over the others, right to as many digits as floats hold of it: products of B and vectors alone.
    """
    size = max(abs(complex(entry)) for entry in B.entries())
    if not 0 < size < inf:
        return None
    floats = np.array([[complex(entry) for entry in row] for row in (B / arb(size)).tolist()])
    left, s, _ = np.linalg.svd(floats)
    if len(s) > 1 and s[1] > _APART * s[0]:
        return None
    others, gaps = left[:, 1:], s[0] ** 2 - s[1:] ** 2
    star, v = _adjoint(B), _normed(acb_mat(left[:, :1].tolist()))
    last = inf
    for _ in range(ceil(bits / _DIGITS_EACH) + 2):
        image = (B * (star * v)).mid()
        residual = (image - v * (_adjoint(v) * image)[0, 0]).mid() / arb(size) ** 2
        length = _length(residual)
        change = float(length / arb(gaps[0] if len(gaps) else 1.0)) if length > 0 else 0.0
        if not change < last / 2:
            return None
        if length > 0:
            direction = np.array([complex(entry) for entry in (residual / length).entries()])
            correction = others @ ((others.conj().T @ direction) / gaps)
            v = _normed(v + acb_mat([[entry] for entry in correction.tolist()]) * length)
        if change <= 2.0 ** (_LAST_BITS - min(bits, 900)):
            return v
        last = change
    return None


def _normed(v: acb_mat) -> acb_mat:
    return (v / _length(v)).mid()


def _dominant(M: acb_mat, bits: int) -> acb_mat:
    """A unit vector of the dominant eigenspace of the positive semidefinite M, by repeated squaring."""
    n = M.nrows()
    for _ in range(_MOST_SQUARINGS):
        M = (M / M.trace().real).mid()
        square = (M * M).mid()
        # Tr M² = 1 exactly when the rescaled M is a projection of rank one
        if abs(float((square.trace().real - 1).mid())) < 2.0 ** -min(bits, 900):
            break
        M = square
    column = max(range(n), key=lambda j: float(M[j, j].real))
    v = acb_mat([[M[i, column]] for i in range(n)])
    return (v / _length(v)).mid()


def _length(v: acb_mat) -> arb:
    total = sum((v[i, 0].real ** 2 + v[i, 0].imag ** 2 for i in range(v.nrows())), arb(0))
    root: arb = total.sqrt()
    return root.mid()


def _adjoint(M: acb_mat) -> acb_mat:
    return M.conjugate().transpose()


def _to_arb(x: mpmath.mpf) -> arb:
    sign, mantissa, exponent, _ = x._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def _to_mpf(x: arb) -> mpmath.mpf:
    mantissa, exponent = x.mid().man_exp()
    return mpmath.mpf((int(mantissa), int(exponent)))


def _to_mpc(z: acb) -> mpmath.mpc:
    return mpmath.mpc(_to_mpf(z.real), _to_mpf(z.imag))
