"""The random matrices of the campaign, by kind, and how many of them: ``--campaign N``, ``--campaign-seed S``."""

import sys

import numpy as np
import pytest


def scaled(A, radius):
    """A with the given spectral radius, or A itself if it is nilpotent."""
    rho = np.abs(np.linalg.eigvals(A)).max()
    return A * (radius / rho) if rho > 1e-8 else A


def gaussian(rng, n):
    return scaled(rng.standard_normal((n, n)), rng.uniform(0.1, 0.99))


def complex_gaussian(rng, n):
    return scaled(rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n)), rng.uniform(0.1, 0.99))


def triangular(rng, n):
    return np.triu(rng.standard_normal((n, n)) * 10 ** rng.uniform(-2, 2), 1) + np.diag(rng.uniform(-0.99, 0.99, n))


def defective(rng, n):
    J = rng.uniform(-0.95, 0.95) * np.eye(n) + 10 ** rng.uniform(-1, 1) * np.eye(n, k=1)
    Q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    return J if rng.random() < 0.5 else Q @ J @ Q.T


def jordan_block(rng, _):
    """One Jordan block of order up to 30, with a K of up to about 1e12."""
    n, value = int(rng.integers(2, 31)), rng.uniform(-0.9, 0.9)
    coupling = (1 - abs(value)) * 10 ** (rng.uniform(-1, 12) / n)
    return value * np.eye(n) + coupling * np.eye(n, k=1)


def coupled(rng, n):
    """[[A, 0], [C, D]] with symmetric A and D."""
    k = max(n // 2, 1)
    A, D = (scaled(X + X.T, rng.uniform(0.3, 0.99)) for X in (rng.standard_normal((k, k)) for _ in range(2)))
    return np.block([[A, np.zeros((k, k))], [10 ** rng.uniform(-2, 3) * rng.standard_normal((k, k)), D]])


def strongly_coupled(rng, n):
    """As ``coupled``, with K between about 1e3 and 1e12."""
    A = coupled(rng, n)
    k = len(A) // 2
    A[k:, :k] *= 10 ** rng.uniform(3, 12) / np.linalg.norm(A[k:, :k])
    return A


def nearly_unit(rng, n):
    return scaled(rng.standard_normal((n, n)), 1 - 10 ** rng.uniform(-9, -2))


def badly_scaled(rng, n):
    d = 10 ** rng.uniform(-4, 4, n)
    return d[:, None] * gaussian(rng, n) / d


def far_apart(rng, n):
    """Entries between about 1e-150 and 1e150: a triangular matrix carried over by a diagonal similarity."""
    d = 10 ** rng.uniform(-75, 75, n)
    A = np.triu(rng.standard_normal((n, n)), 1) + np.diag(rng.uniform(-0.9, 0.9, n))
    return d[:, None] * A / d


def rationals(rng, n):
    """Exact entries p/q that are no floats, around [[a, 0], [c, d]]."""
    A = coupled(rng, n)
    return [[f"{round(x * 10**9)}/{10**9 + int(rng.integers(1, 100))}" for x in row] for row in A]


def integers(rng, n):
    return [[f"{int(x)}/{int(rng.integers(3, 9))}" for x in row] for row in np.triu(rng.integers(-2, 3, (n, n)))]


def marginal(rng, n):
    """Eigenvalues on the unit circle, semisimple: ±1 or a permutation's, and stable ones, by an integer similarity."""
    k = int(rng.integers(1, n))
    A = np.zeros((n, n))
    A[:k, :k] = np.eye(k)[rng.permutation(k)] if rng.random() < 0.5 else np.diag(rng.choice([-1, 1], k))
    A[k:, k:] = np.diag(rng.integers(-3, 4, n - k) / 4)
    L, U = np.tril(rng.integers(-1, 2, (n, n)), -1) + np.eye(n), np.triu(rng.integers(-1, 2, (n, n)), 1) + np.eye(n)
    S = L @ U
    return S @ A @ np.rint(np.linalg.inv(S))


def nearly_one(rng, n):
    """A numerical radius of 1 ± δ, so that K is 1 or barely more."""
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if rng.random() < 0.5 else 0)
    angles = np.exp(1j * np.linspace(0, 2 * np.pi, 721))
    w = max(np.linalg.eigvalsh((c * A + np.conj(c) * A.conj().T) / 2)[-1] for c in angles)
    return A / w * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-6, -1))


def nilpotent(rng, n):
    """Entries between 1e-12 and 1e12 above the diagonal."""
    return np.triu(rng.choice([-1, 1], (n, n)) * 10 ** rng.uniform(-12, 12 / n, (n, n)), 1)


def tiny(rng, n):
    return rng.standard_normal((n, n)) * 10 ** rng.uniform(-150, -3)


def unstable(rng, n):
    return scaled(rng.standard_normal((n, n)), 1 + 10 ** rng.uniform(-5, 1))


def large(rng, _):
    """Orders up to 20."""
    return (coupled if rng.random() < 0.5 else gaussian)(rng, int(rng.integers(10, 21)))


def larger(rng, _):
    """Orders up to 32."""
    return (coupled if rng.random() < 0.5 else gaussian)(rng, int(rng.integers(21, 33)))


KINDS = (gaussian, complex_gaussian, triangular, defective, jordan_block, coupled, strongly_coupled, nearly_unit,
         badly_scaled, far_apart, rationals, integers, marginal, nearly_one, nilpotent, tiny, unstable,
         large)  # fmt: skip


def drawn(kind, seed):
    """The matrix of a kind that belongs to a seed."""
    rng = np.random.default_rng(seed)
    return kind(rng, int(rng.integers(2, 8)))


@pytest.fixture(params=[*KINDS, pytest.param(larger, marks=pytest.mark.slow)], ids=lambda kind: kind.__name__)
def draw(request):
    """The matrices of one kind: a function of the seed."""
    return lambda seed: drawn(request.param, seed)


@pytest.fixture
def seeds(request):
    """The seeds of this run, shown by a failure; few matrices are large, since they take long."""
    count, first = request.config.getoption("--campaign"), request.config.getoption("--campaign-seed")
    share = max(1, count // len(KINDS))
    sys.stdout.write(f"--campaign {count} --campaign-seed {first}\n")
    return range(first, first + (1 + share // 40 if "large" in request.node.name else share))
