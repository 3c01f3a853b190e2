"""N(u) = max over |ζ| = u of ‖(I − ζA)⁻¹‖, estimated: where the maximum lies, its value, its slope, its vector.

With S(ζ) = I − ζA and its least singular triple S v = σw, the derivative of σ along the circle is dσ/dθ = Im(w*v),
across it dσ/d(ln u) = σ − Re(w*v): both come free with the triple. Everything here proposes; nothing here is a bound.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil, inf, log2
from typing import Any

import mpmath
import numpy as np
from flint import acb, acb_mat, arb

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.highprec import integer_identity, working_precision
from kreiss.numeric.matrices import Array, ExactMatrix
from kreiss.numeric.triples import LeastTriple

_MOST_TURNS = 24
_LARGEST_TURN = 0.25
_MOST_SQUARINGS = 24
_SCAN = 64
_RIVAL = 0.3
_MOST_BITS = 4096


@dataclass(frozen=True)
class Peak:
    """The resolvent's maximum on the circle |ζ| = u, as far as it was found.

    ``N`` and ``slope`` = d ln N/d ln u are mpmath numbers, ``vector`` is the right singular vector (mpmath numbers or
    complex128), ``bits`` the working precision and ``error`` the relative error that it leaves. Guarantee: estimate.
    """

    u: Any
    theta: Any
    N: Any
    slope: Any
    vector: Any
    bits: int
    error: float

    @property
    def zeta(self) -> Any:
        """ζ = u·e^{iθ}."""
        return self.u * mpmath.expj(self.theta)


@dataclass
class Resolvent:
    """The resolvent of one matrix on circles about 0, with the angles of its maxima followed from circle to circle."""

    A: ExactMatrix
    tracks: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._triple = LeastTriple(self.A.approx)
        self._norm = float(np.linalg.norm(self.A.approx))
        self._real = self.A.im is None

    def peak(self, u: Any, tolerance: float) -> Peak:
        """The maximum on |ζ| = u, to a relative error of about ``tolerance``, in as many bits as that takes."""
        best = max((self._local(float(u), theta) for theta in self.tracks), key=lambda p: float(p.N))
        bits = 53
        while best.error > tolerance:
            bits = max(bits + ceil(log2(min(best.error, 1.0) / tolerance)) + 8, bits + bits // 2)
            if bits > _MOST_BITS:
                raise PrecisionExhausted(
                    f"the resolvent at |z| = {float(1 / mpmath.mpf(u)):.6g} exceeds 2^{_MOST_BITS}: "
                    "an eigenvalue lies on or next to that circle"
                )
            with suppress(ZeroDivisionError):  # I − ζA was singular to this precision: take more
                best = self._polished(u, best, bits)
        return best

    def scan(self, u: float, count: int = _SCAN) -> bool:
        """Look for maxima on |ζ| = u at ``count`` angles; whether a new highest one was found."""
        known = max((float(self._local(u, theta).N) for theta in self.tracks), default=0.0)
        angles = np.linspace(0.0, np.pi, count) if self._real else np.linspace(-np.pi, np.pi, count, endpoint=False)
        values = np.array([1 / self._triple.at(u * np.exp(1j * theta)).sigma for theta in angles])
        tops = _local_maxima(values, wrap=not self._real)
        tops = sorted(tops, key=lambda i: -values[i])[:4]
        found = sorted((self._local(u, float(angles[i])) for i in tops), key=lambda p: -float(p.N))
        for p in found:
            distinct = all(abs(float(p.theta) - theta) > 1e-4 for theta in self.tracks)
            if distinct and float(p.N) > _RIVAL * float(found[0].N):
                self.tracks.append(float(p.theta))
        return float(found[0].N) > known * (1 + 1e-12)

    def _local(self, u: float, theta: float) -> Peak:
        """The local maximum reached from ``theta`` by secant steps on dσ/dθ."""
        triple = self._triple.at(u * np.exp(1j * theta))
        best = (triple.sigma, theta, triple)
        turn = -1e-3 if triple.inner.imag > 0 else 1e-3
        for _ in range(_MOST_TURNS):
            derivative = triple.inner.imag
            if abs(derivative) <= 1e-15 * max(1.0, triple.sigma) or turn == 0.0:
                break
            theta, previous = theta + turn, derivative
            triple = self._triple.at(u * np.exp(1j * theta))
            if triple.sigma <= best[0]:
                best = (triple.sigma, theta, triple)
            curvature = (triple.inner.imag - previous) / turn
            if curvature > 0 and triple.inner.imag**2 <= 1e-16 * curvature * triple.sigma:
                break
            turn = _next_turn(triple.inner.imag, curvature, turn)
        sigma, theta, triple = best
        slope = mpmath.mpf((triple.inner.real - sigma) / sigma)
        return Peak(u, theta, mpmath.mpf(1) / sigma, slope, triple.vector, 53, self._error(u, 1 / sigma, 53))

    def _error(self, u: float, N: float, bits: int) -> float:
        """The relative error that rounding at ``bits`` bits leaves in σ = 1/N, about 8·2^−bits·N·‖I − ζA‖."""
        exponent = 3 - bits + log2(1 + u * self._norm) + (log2(N) if inf > N else 1024)
        return float(2.0 ** min(exponent, 1000.0))

    def _polished(self, u: Any, start: Peak, bits: int) -> Peak:
        """The local maximum next to ``start`` at ``bits`` bits."""
        with working_precision(bits), mpmath.workprec(bits):
            point = _to_arb(mpmath.mpf(u))
            theta = _to_arb(mpmath.mpf(start.theta))
            if self._real and abs(float(mpmath.sin(start.theta))) < 1e-7:
                theta = arb(0) if mpmath.cos(start.theta) > 0 else arb.pi().mid()
                return self._at(point, theta, bits)[0]
            best, derivative = self._at(point, theta, bits)
            turn = arb(2) ** -(min(start.bits, bits) // 3)
            for _ in range(_MOST_TURNS):
                theta = (theta + turn).mid()
                now, after = self._at(point, theta, bits)
                if now.N > best.N:
                    best = now
                curvature = ((after - derivative) / turn).mid()
                derivative = after
                if not curvature > 0 or abs(derivative) ** 2 <= curvature * arb(2) ** -bits / _to_arb(now.N):
                    return best
                turn = (-derivative / curvature).mid()
            return best

    def _at(self, u: arb, theta: arb, bits: int) -> tuple[Peak, arb]:
        """The least singular triple at u·e^{iθ}, and dσ/dθ there, at the working precision."""
        zeta = acb(u * theta.cos(), u * theta.sin()).mid()
        n = self.A.n
        one = acb_mat(integer_identity(n))
        B = (one - self._balls() * zeta).inv().mid()
        v = _dominant(B * _adjoint(B), bits)
        w = (_adjoint(B) * v).mid()
        N = _length(w)
        w = (w / N).mid()
        inner = (_adjoint(w) * v)[0, 0]
        slope = _to_mpf(inner.real * N - 1)
        vector = [_to_mpc(v[i, 0]) for i in range(n)]
        error = self._error(float(u), float(N), bits)
        return Peak(_to_mpf(u), _to_mpf(theta), _to_mpf(N), slope, vector, bits, error), inner.imag.mid()

    def _balls(self) -> acb_mat:
        A = acb_mat(self.A.re) if self.A.im is None else acb_mat(self.A.re) + acb_mat(self.A.im) * acb(0, 1)
        return A / self.A.den


def _next_turn(derivative: float, curvature: float, turn: float) -> float:
    """The secant step towards dσ/dθ = 0 where σ is convex, else twice the last step downhill; bounded either way."""
    if curvature > 0:
        return float(np.clip(-derivative / curvature, -_LARGEST_TURN, _LARGEST_TURN))
    return float(-np.sign(derivative) * min(2 * abs(turn), _LARGEST_TURN))


def _local_maxima(values: Array, *, wrap: bool) -> list[int]:
    """Indices whose value is at least both neighbours' (circular for ``wrap``, mirrored at the ends otherwise)."""
    left = np.roll(values, 1)
    right = np.roll(values, -1)
    if not wrap and len(values) > 1:
        left[0], right[-1] = values[1], values[-2]
    return [int(i) for i in np.flatnonzero((values >= left) & (values >= right))]


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


def _to_arb(x: Any) -> arb:
    sign, mantissa, exponent, _ = x._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def _to_mpf(x: arb) -> Any:
    mantissa, exponent = x.mid().man_exp()
    return mpmath.mpf((int(mantissa), int(exponent)))


def _to_mpc(z: acb) -> Any:
    return mpmath.mpc(_to_mpf(z.real), _to_mpf(z.imag))
