"""Bounds of ‖Mᵗ‖ for every matrix M in a ball around A, from floats with every error bounded.

Let X₀ = I and X_s = fl(A·X_{s−1}), and let η_s bound ‖M·X_{s−1} − X_s‖: ε‖X_{s−1}‖ for the ball and γ‖A‖_F‖X_{s−1}‖_F
for the rounding. Telescoping, Mᵗ − X_t = Σ_{s≤t} M^{t−s}(M·X_{s−1} − X_s), so that

    ‖Mᵗ‖ ≤ p_t := ‖X_t‖ + e_t,   ‖Mᵗ‖ ≥ ‖X_t‖ − e_t,   e_t = Σ_{s≤t} p_{t−s} η_s,

and |tr Mᵗ − tr X_t| ≤ n·e_t. Errors add up along the powers, they do not multiply. If p_T ≤ 1 for a T > 0, no later
power exceeds all of those before it; if p_T·max_{r<T} p_r ≤ 1, none after T exceeds 1, since Mᵗ = (M^T)^a·M^r with r
< T and a ≥ 1. Guarantee: verified-float.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from kreiss.deadlines import NEVER, Deadline
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.semidefinite.roundoff import gamma
from kreiss.verify.diagnosis.balls.outward import above, below, frobenius_above, norm_ends, product_error

MOST_POWERS = 20_000  # one by one: what has not decayed by then is bounded otherwise
_LARGEST = 1e100  # beyond it the bounds overflow soon
_MOST_SQUARINGS = 40  # of the last power, until one contracts
_FIRST = 64  # room for powers, doubled where it is full
_PATIENCE = 4
"""How many times as long as to the first power of norm below 1 the walk goes on for the end of the transient."""


@dataclass(frozen=True)
class Powers:
    """lower_t ≤ ‖Mᵗ‖ ≤ upper_t for t = 0, …, T and every M of the ball; ``tail`` bounds all later ones, or is None.

    ``beyond`` is a T′ with ‖Mᵗ‖ ≤ 1 for all t ≥ T′, or None. ``radius`` are bounds of ρ(M) from powers and traces.
    ``why`` says what ended a walk without a ``tail``.
    """

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    tail: float | None
    beyond: int | None
    radius: tuple[float, float]
    why: str

    @property
    def peak(self) -> tuple[float, float | None, int]:
        """(lower, upper, t): sup ‖Mᵗ‖ for every M, the lower end attained at t; upper is None where it is not known."""
        t = int(np.argmax(self.lower))
        upper = None if self.tail is None else max(*self.upper, self.tail)
        return self.lower[t], upper, t

    @property
    def horizon(self) -> tuple[int, int | None]:
        """Ends of the first t from which on ‖Mˢ‖ ≤ 1 for all s ≥ t."""
        lower = 1 + max((t for t, x in enumerate(self.lower) if x > 1), default=-1)
        return lower, self.beyond


def walk(
    A: Array, radius: float, deadline: Deadline = NEVER, *, most: int = MOST_POWERS, ceiling: float = math.inf
) -> Powers:
    """The powers of every M with ‖M − A‖ ≤ ``radius``, until the transient is over, or a power exceeds ``ceiling``.

    A is a square float array. What ``deadline`` or ``most`` cut short is bounded by repeated squaring of the last
    power.
    """
    path = _Path(A, radius)
    first = None
    while path.t < most and not deadline.passed:
        path.step()
        if path.lower[-1] > ceiling:
            return path.ended(None, None, f"‖Jᵗ‖ exceeds {ceiling:.6g} at t = {path.t}")
        if not path.upper[-1] < _LARGEST:
            return path.ended(None, None, f"the bounds on ‖Jᵗ‖ grow beyond 1e100 at t = {path.t}")
        if path.spectral[0] > 1:
            return path.ended(None, None, "ρ(J) > 1, as the traces of the powers show")
        if path.upper[-1] <= 1:
            first = first or path.t
            if above(path.upper[-1] * max(path.upper[: path.t])) <= 1:
                last = max((t for t, x in enumerate(path.upper) if x > 1), default=-1)
                return path.ended(0.0, last + 1, "")
            if path.t > _PATIENCE * first:
                break
    if first is not None:
        return path.ended(0.0, _many_periods(path.upper, first), "the deadline")
    tail = path.squared(deadline)
    return path.ended(tail, None, f"no power up to t = {path.t} has a norm that is proved to be at most 1")


@dataclass
class _Path:
    """The walk itself: bounds so far, and the last power in floats."""

    A: Array
    radius: float
    t: int = 0
    lower: list[float] = field(default_factory=lambda: [1.0])
    upper: list[float] = field(default_factory=lambda: [1.0])
    errors: list[float] = field(default_factory=lambda: [0.0])
    spectral: tuple[float, float] = (0.0, math.inf)

    def __post_init__(self) -> None:
        self.X = np.eye(len(self.A), dtype=self.A.dtype)
        self.size = frobenius_above(self.A)
        self.length = 1.0
        self.near: Array | None = None
        self.error = 0.0
        self._p, self._eta = np.zeros(_FIRST), np.zeros(_FIRST)

    def step(self) -> None:
        """The next power."""
        rounding = product_error(len(self.A), self.size, frobenius_above(self.X))
        self.errors.append(above(self.radius * self.length + rounding))
        with np.errstate(over="ignore", invalid="ignore"):
            self.X = self.A @ self.X
        self.t += 1
        low, self.length, self.near = norm_ends(self.X, self.near)
        self.error = error = above(self._convolved())
        self.lower.append(below(low - error))
        self.upper.append(above(self.length + error))
        self._bound_radius(error)

    def _convolved(self) -> float:
        """Σ p_{t−s} η_s over s = 1, …, t, from above but for a few roundings."""
        t = self.t
        if t >= len(self._p):
            self._p, self._eta = (np.concatenate([known, np.zeros(len(known))]) for known in (self._p, self._eta))
        self._p[t - 1], self._eta[t] = self.upper[-1], self.errors[-1]
        return float(np.dot(self._p[:t], self._eta[t:0:-1])) * (1 + gamma(t + 8))

    def _bound_radius(self, error: float) -> None:
        """ρ(M)ᵗ ≤ ‖Mᵗ‖, and |tr Mᵗ| ≤ n·ρ(M)ᵗ."""
        trace, total = abs(complex(np.trace(self.X))), float(np.abs(np.diag(self.X)).sum())
        n = len(self.A)
        mean = below(trace / n - above(error + n * 2.0**-52 * total))
        low, high = self.spectral
        self.spectral = max(low, below(mean ** (1 / self.t))), min(high, above(self.upper[-1] ** (1 / self.t)))

    def squared(self, deadline: Deadline) -> float | None:
        """A bound of all powers beyond the walk, by squaring the last one until it contracts; None where it does not.

        For Y = M^T the squares have ‖M^{2T} − X²‖ ≤ e(2‖X‖ + e) and rounding. A power M^{aT + r} is bounded by
        the product of the bounds for the binary digits of a, and that for r < T.
        """
        if not self.t:
            return None
        X, bound, error = self.X, self.upper[-1], self.error
        product = max(self.upper)
        for _ in range(_MOST_SQUARINGS):
            if bound <= 1:
                return product
            if deadline.passed or not bound < _LARGEST:
                return None
            product = above(product * bound)
            size, length = frobenius_above(X), bound
            error = above(error * (2 * length + error) + product_error(len(X), size, size))
            X = X @ X
            bound = above(norm_ends(X, None)[1] + error)
        return None

    def ended(self, tail: float | None, beyond: int | None, why: str) -> Powers:
        """What the walk proves."""
        return Powers(tuple(self.lower), tuple(self.upper), tail, beyond, self.spectral, why)


def _many_periods(upper: list[float], first: int) -> int | None:
    """A T′ with ‖Mᵗ‖ ≤ 1 from there on: aT with q^a·R ≤ 1, q = upper_T < 1 and R the largest bound before T."""
    q, R = upper[first], max(upper[:first])
    if q >= 1:
        return None
    return first * (math.ceil(above(math.log(R)) / -math.log(q)) + 1)
