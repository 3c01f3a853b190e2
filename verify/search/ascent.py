"""Optimising a float score from a start: a local method, and a global one that also leaves basins.

Entries differ by orders of magnitude, and what matters often happens as one of them grows or as a number nears the end
of its range. The local method (Nelder and Mead, of SciPy) has a simplex as large as the entries are. The global one,
the evolution strategy with covariance matrix adaptation of the package ``cmaes`` (N. Hansen, arXiv:1604.00772), works
in u = asinh(10·x), in which it reaches from 0 to 10⁶ in a few steps.
"""

from collections.abc import Callable, Sequence

import numpy as np
from cmaes import CMA
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, minimize

Array = NDArray[np.float64]
Score = Callable[[Array], float]
_HOPELESS, _STEPS_PER_ENTRY, _UNIT = 1e6, 50, 10.0
"""The cost of what has no value, steps, and the scale on which sinh turns from linear to exponential."""
_FARTHEST = 300.0  # up to it sinh and its square stay floats


class Ascent:
    """The best vector met, from the start on; ``enough`` ends the work."""

    def __init__(self, start: Sequence[float], score: Score, enough: Callable[[float], bool]) -> None:
        self.start, self.score, self.enough = np.array(start, dtype=float), score, enough
        self.best, self.vector = -np.inf, self.start
        self.steps = _STEPS_PER_ENTRY * len(self.start) + 40

    def cost(self, vector: Array) -> float:
        """What the methods minimise; a vector that is better than all before is kept."""
        value = self.score(vector)
        if value > self.best:
            self.best, self.vector = value, np.array(vector)
        return -value if np.isfinite(value) else _HOPELESS

    def local(self, rng: np.random.Generator) -> None:
        """Nelder and Mead's method."""

        def stop(intermediate_result: OptimizeResult) -> None:
            if self.enough(self.best):
                raise StopIteration

        limits = {"maxfev": self.steps, "xatol": 1e-9, "fatol": 1e-12, "adaptive": True}
        options = {"initial_simplex": _simplex(self.start, rng), **limits}
        minimize(self.cost, self.start, method="Nelder-Mead", callback=stop, options=options)

    def everywhere(self, rng: np.random.Generator) -> None:
        """Covariance matrix adaptation; of a single number the local method, as it needs two."""
        if len(self.start) < 2:
            self.local(rng)
            return
        search = CMA(mean=np.arcsinh(_UNIT * self.start), sigma=1.0, seed=int(rng.integers(2**31)))
        for _ in range(self.steps // search.population_size):
            asked = [search.ask() for _ in range(search.population_size)]
            search.tell([(u, self.cost(np.sinh(np.clip(u, -_FARTHEST, _FARTHEST)) / _UNIT)) for u in asked])
            if self.enough(self.best) or search.should_stop():
                return


def _simplex(corner: Array, rng: np.random.Generator) -> Array:
    size = np.where(corner != 0, np.abs(corner), rng.choice([0.1, 1.0], size=len(corner)))
    return np.vstack([corner, corner + np.diag(size * rng.choice([-0.3, -0.1, 0.1, 0.3], size=len(corner)))])
