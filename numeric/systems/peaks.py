"""Where ‖G‖ is largest on the axis or the circle, proposed: level sets of the Hamiltonian matrix, and exact responses.

Between two neighbours of the frequencies at which ‖G(iω)‖ has a singular value γ, it is larger than γ all along or
nowhere: so a few levels lead to the maximum (Bruinsma & Steinbuch, Systems Control Lett. 14, 1990).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf, isfinite

import numpy as np

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.systems.hamiltonian import Balanced, array
from kreiss.numeric.systems.response import gain
from kreiss.numeric.systems.state_space import Real

_MOST_LEVELS = 40  # of the level sets in turn, each above the last
_FLOAT_TOLERANCE = 1e-9  # of a peak in floats, which tell little more apart
_BEYOND = 4.0  # the last crossing, as a factor: where the last interval of a level ends
_NEXT_TO, _SAME, _FARTHEST = 1e-4, 1e-13, 1e3
"""Of a parabola through three points next to the peak: their distance, what is the same height, what is too far."""
_MOST_VERTICES = 3  # of such parabolas in turn


class Peak:
    """The highest response so far: ``omega`` (None for ∞), ``height`` and the input vector ``u``."""

    def __init__(self, system: Real) -> None:
        self.system = system
        self.omega: Fraction | None = None
        self.height = -inf
        self.u: Array = np.empty(0)

    def look(self, omega: float) -> bool:
        """Look at one frequency, exactly; whether it is higher."""
        at = Fraction(omega) if isfinite(omega) else None
        found = gain(self.system, at)
        if found is None or not found[0] > self.height:
            return False
        self.omega, (self.height, self.u) = at, found
        return True

    def polish(self, form: Balanced) -> None:
        """To the vertex of the parabola through three heights, next to a maximum, where that is no lower."""
        for _ in range(_MOST_VERTICES):
            if not self.omega:
                return
            omega = float(self.omega)
            h = _NEXT_TO * _Rough(form).distance(omega)
            found = [gain(self.system, Fraction(omega + shift)) for shift in (-h, 0.0, h)]
            left, middle, right = (height[0] if height is not None else inf for height in found)
            bend = left - 2 * middle + right
            turn = (left - right) / (2 * bend) if bend < 0 else inf
            if not abs(turn) <= _FARTHEST:
                return
            at = Fraction(omega + h * turn)
            vertex = gain(self.system, at)
            if vertex is not None and vertex[0] >= self.height * (1 - _SAME):
                self.omega, (self.height, self.u) = at, vertex
            if abs(turn) <= 1:
                return

    def climb(self, form: Balanced, tolerance: float, deadline: Deadline) -> None:
        """To the maximum, as far as the Hamiltonian matrices in ``form`` tell, up to a relative ``tolerance``."""
        rough = _Rough(form)
        if self.height == -inf:
            starts = rough.starts()
            for omega in [*sorted(starts, key=rough.height)[-2:], 0.0, inf]:
                self.look(omega)
        tolerance = max(tolerance, _FLOAT_TOLERANCE) if form.bits <= 64 else tolerance
        for _ in range(_MOST_LEVELS):
            deadline.check()
            crossings = form.crossings(self.height * (1 + tolerance))
            between = rough.between(crossings)
            if not between:
                return
            best = sorted(between, key=rough.height)[-2:] if form.bits <= 64 else between
            higher = [self.look(omega) for omega in best]
            if not any(higher):
                return


def state_gain(form: Balanced, omega: Fraction | None) -> float:
    """About the largest ‖(iωI − A)⁻¹B‖, by frequencies near eigenvalues and one more."""
    rough = _Rough(form)
    at = [0.0, *rough.starts(), *([] if omega is None else [float(omega)])]
    return max(max(map(rough.state, at)), 1e-300)


class _Rough:
    """‖G(iω)‖ in floats, to choose among frequencies."""

    def __init__(self, form: Balanced) -> None:
        self.A, self.B, self.C, self.D = (array(X) for X in (form.A, form.B, form.C, form.D))

    def starts(self) -> list[float]:
        """Frequencies near eigenvalues."""
        values = np.linalg.eigvals(self.A)
        found = np.unique(np.concatenate([np.abs(values.imag), np.abs(values)]))
        return [float(omega) for omega in found]

    def distance(self, omega: float) -> float:
        """From iω to the nearest eigenvalue."""
        return float(np.abs(1j * omega - np.linalg.eigvals(self.A)).min())

    def between(self, crossings: list[float]) -> list[float]:
        """A frequency between any two neighbours, 0 and beyond the last included."""
        if not crossings:
            return []
        ends = [0.0, *crossings, crossings[-1] * _BEYOND]
        return [0.0, *((a + b) / 2 for a, b in pairwise(ends) if a < b), inf]

    def height(self, omega: float) -> float:
        """‖G(iω)‖; 0 where floats do not tell it."""
        X = self._states(omega) if isfinite(omega) else np.zeros_like(self.B)
        return 0.0 if X is None else _size(self.D + self.C @ X)

    def state(self, omega: float) -> float:
        """‖(iωI − A)⁻¹B‖; 0 where floats do not tell it."""
        X = self._states(omega)
        return 0.0 if X is None else _size(X)

    def _states(self, omega: float) -> Array | None:
        try:
            X: Array = np.linalg.solve(1j * omega * np.eye(len(self.A)) - self.A, self.B)
        except np.linalg.LinAlgError:
            return None
        return X


def _size(X: Array) -> float:
    return float(np.linalg.norm(X, 2)) if np.all(np.isfinite(X)) else 0.0
