"""Bilevel ridge regression on scikit-learn's data: weights inside, log-regularisation outside.

    inner  g(w, λ) = ‖Xw − y‖²/(2N) + Σ e^{λ_i}w_i²/2    on the training half, steps w − α∇_w g
    outer  f(w) + μ‖λ − λ₀‖²/2, f(w) = ‖X'w − y'‖²/(2N')   on the other half, steps by the hypergradient

One λ for all features, or one for each. With H = S + diag(e^λ), S = XᵀX/N, E = diag(e^λ∘w) (for one λ its row sums) and
p = H⁻¹∇f(w), the hypergradient is −Eᵀp + μ(λ − λ₀): taken at w*(λ), coupling is one-way; at the present w, two-way.
"""

from dataclasses import dataclass

import numpy as np

from kreiss.errors import PrecisionExhausted
from kreiss.verify.experiments.bounds.growth import Array, assembled, symmetric
from kreiss.verify.experiments.cells import Parameters

PRIOR, START = 1e-3, -2.0
"""μ and λ₀."""
_STEPS, _FLAT = 200, 1e-11  # of Newton's method, and the slope at which it has arrived


@dataclass(frozen=True)
class Ridge:
    """S = XᵀX/N and b = Xᵀy/N of both halves, and whether each feature has its own λ."""

    S: Array
    b: Array
    S_out: Array
    b_out: Array
    each: bool

    @property
    def outer_size(self) -> int:
        """The number of λ."""
        return len(self.b) if self.each else 1

    def hessian(self, lam: Array) -> Array:
        """H = ∇²_w g."""
        return np.asarray(self.S + np.diag(np.broadcast_to(np.exp(lam), self.b.shape)))

    def weights(self, lam: Array) -> Array:
        """w*(λ) = H⁻¹b."""
        return np.asarray(np.linalg.solve(self.hessian(lam), self.b))

    def hypergradient(self, lam: Array, w: Array) -> Array:
        """−Eᵀp + μ(λ − λ₀)."""
        p = np.linalg.solve(self.hessian(lam), self.S_out @ w - self.b_out)
        return self._gathered(-np.exp(lam) * w * p) + PRIOR * (lam - START)

    def mixed(self, lam: Array, w: Array) -> Array:
        """E = ∂∇_w g/∂λ."""
        E = np.diag(np.broadcast_to(np.exp(lam), w.shape) * w)
        return E if self.each else E.sum(axis=1, keepdims=True)

    def by_weights(self, lam: Array, w: Array) -> Array:
        """∂(hypergradient)/∂w."""
        H, scale = self.hessian(lam), np.broadcast_to(np.exp(lam), w.shape)
        p = np.linalg.solve(H, self.S_out @ w - self.b_out)
        rows = -np.diag(scale * p) - (scale * w)[:, None] * np.linalg.solve(H, self.S_out)
        return rows if self.each else rows.sum(axis=0, keepdims=True)

    def by_regularisation(self, lam: Array, w: Array) -> Array:
        """∂(hypergradient)/∂λ for fixed w."""
        H, scale = self.hessian(lam), np.broadcast_to(np.exp(lam), w.shape)
        p = np.linalg.solve(H, self.S_out @ w - self.b_out)
        full = -np.diag(scale * w * p) + (scale * w)[:, None] * np.linalg.inv(H) * (scale * p)
        inner = full if self.each else np.array([[full.sum()]])
        return np.asarray(inner + PRIOR * np.eye(self.outer_size))

    def curvature(self, lam: Array) -> Array:
        """The Hessian of λ ↦ f(w*(λ)) + μ‖λ − λ₀‖²/2, by the chain rule through dw*/dλ = −H⁻¹E."""
        w = self.weights(lam)
        slope = -np.linalg.solve(self.hessian(lam), self.mixed(lam, w))
        return symmetric(self.by_regularisation(lam, w) + self.by_weights(lam, w) @ slope)

    def fixed_point(self) -> Array:
        """λ with hypergradient 0 at w*(λ), by damped Newton steps.

        Raises ``PrecisionExhausted`` where they end elsewhere.
        """
        lam = np.full(self.outer_size, START)
        for _ in range(_STEPS):
            slope = self.hypergradient(lam, self.weights(lam))
            if np.linalg.norm(slope) < _FLAT:
                return lam
            values, vectors = np.linalg.eigh(self.curvature(lam))
            step = vectors @ ((vectors.T @ slope) / np.maximum(abs(values), PRIOR))
            lam = lam - step * min(1.0, 1.0 / float(np.linalg.norm(step)))
        raise PrecisionExhausted(f"no fixed point of the outer steps was found in {_STEPS} Newton steps")

    def _gathered(self, gradient: Array) -> Array:
        return gradient if self.each else np.array([gradient.sum()])


def ridge(parameters: Parameters, seed: int) -> tuple[Array, int]:
    """The update at the fixed point, and the number of λ; α = inner/λ_max(H), β = outer/λ_max(outer Hessian)."""
    problem = _problem(str(parameters["data"]), int(parameters["half"]) + seed, each=parameters["reg"] == "each")
    lam = problem.fixed_point()
    w, H, curvature = problem.weights(lam), problem.hessian(lam), problem.curvature(lam)
    alpha = float(parameters["inner"]) / float(np.linalg.eigvalsh(H)[-1])
    beta = float(parameters["outer"]) / float(np.linalg.eigvalsh(curvature)[-1])
    m = problem.outer_size
    if parameters["way"] == "one":
        A, B = np.eye(m) - beta * curvature, np.zeros((m, len(w)))
    else:
        A = np.eye(m) - beta * problem.by_regularisation(lam, w)
        B = -beta * problem.by_weights(lam, w)
    return assembled(A, B, -alpha * problem.mixed(lam, w), np.eye(len(w)) - alpha * symmetric(H)), m


def _problem(data: str, half: int, *, each: bool) -> Ridge:
    """Both halves of a data set with features and target of mean 0 and variance 1."""
    X, y = _standard(*load(data))
    order = np.random.default_rng(half).permutation(len(y))
    parts = order[::2], order[1::2]
    moments: list[Array] = []
    for rows in parts:
        moments += [symmetric(X[rows].T @ X[rows]) / len(rows), X[rows].T @ y[rows] / len(rows)]
    S, b, S_out, b_out = moments
    return Ridge(S, b, S_out, b_out, each)


def load(data: str) -> tuple[Array, Array]:
    """Features and target of ``diabetes`` or ``breast_cancer``, which come with scikit-learn."""
    from sklearn import datasets  # an extra

    X, y = getattr(datasets, f"load_{data}")(return_X_y=True)
    return np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)


def _standard(X: Array, y: Array) -> tuple[Array, Array]:
    return (X - X.mean(axis=0)) / X.std(axis=0), (y - y.mean()) / y.std()
