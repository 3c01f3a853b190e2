"""A campaign: random matrices of every kind, each enclosure held against an evaluation that shares no code with it.

Short by default: KREISS_CAMPAIGN=5000 in the environment runs 5000 matrices, KREISS_SEED chooses others; a failure
prints the seed that repeats it.
"""

import os
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from kreiss.errors import PrecisionExhausted, UnstableMatrix
from kreiss.numeric import (
    certify_kreiss,
    certify_numerical_radius,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
)
from kreiss.numeric.matrices import exact_matrix
from kreiss.verify.checker import check_document

COUNT = int(os.environ.get("KREISS_CAMPAIGN", "48"))
SEED = int(os.environ.get("KREISS_SEED", "20261124"))
DIGITS, GAP = 60, 1e-4


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


def coupled(rng, n):
    """[[A, 0], [C, D]] with symmetric A and D."""
    k = max(n // 2, 1)
    A, D = (scaled(X + X.T, rng.uniform(0.3, 0.99)) for X in (rng.standard_normal((k, k)) for _ in range(2)))
    return np.block([[A, np.zeros((k, k))], [10 ** rng.uniform(-2, 3) * rng.standard_normal((k, k)), D]])


def nearly_unit(rng, n):
    return scaled(rng.standard_normal((n, n)), 1 - 10 ** rng.uniform(-9, -2))


def badly_scaled(rng, n):
    d = 10 ** rng.uniform(-4, 4, n)
    return d[:, None] * gaussian(rng, n) / d


def integers(rng, n):
    return [[f"{int(x)}/{int(rng.integers(3, 9))}" for x in row] for row in np.triu(rng.integers(-2, 3, (n, n)))]


def nearly_one(rng, n):
    """A numerical radius of 1 ± δ, so that K is 1 or barely more."""
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if rng.random() < 0.5 else 0)
    angles = np.exp(1j * np.linspace(0, 2 * np.pi, 721))
    w = max(np.linalg.eigvalsh((c * A + np.conj(c) * A.conj().T) / 2)[-1] for c in angles)
    return A / w * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-6, -1))


def extreme(rng, n):
    """A nilpotent matrix with entries between 1e-12 and 1e12."""
    return np.triu(rng.choice([-1, 1], (n, n)) * 10 ** rng.uniform(-12, 12 / n, (n, n)), 1)


def tiny(rng, n):
    return rng.standard_normal((n, n)) * 10 ** rng.uniform(-30, -3)


def unstable(rng, n):
    return scaled(rng.standard_normal((n, n)), 1 + 10 ** rng.uniform(-5, 1))


KINDS = (gaussian, complex_gaussian, triangular, defective, coupled, nearly_unit, badly_scaled, integers, nearly_one,
         extreme, tiny, unstable)  # fmt: skip


def draw(kind, seed):
    rng = np.random.default_rng(seed)
    return kind(rng, int(rng.integers(2, 8)))


def in_mpmath(matrix):
    return mpmath.matrix([[mpmath.mpc(x.numerator, 0) / x.denominator + mpmath.mpc(0, y.numerator) / y.denominator
                           for x, y in row] for row in matrix.entries()])  # fmt: skip


def kreiss_ratio(A, z):
    """(|z| − 1)/σ_min(zI − A) by mpmath's SVD."""
    least = min(mpmath.svd_c(z * mpmath.eye(A.rows) - A, compute_uv=False))
    return (abs(z) - 1) / least if least else mpmath.inf


def best_points(approx, rng):
    """Where the ratio is largest on a grid of numpy SVDs, refined three times around its best point, and at random."""
    n = len(approx)
    radii, angles = np.geomspace(1e-10, 1e4, 60), np.linspace(0, 2 * np.pi, 64, endpoint=False)
    turn, stretch = angles[1], radii[1] / radii[0]
    for _ in range(4):
        z = (1 + radii[:, None]) * np.exp(1j * angles[None, :])
        sigma = np.linalg.svd(z[..., None, None] * np.eye(n) - approx, compute_uv=False)[..., -1]
        i, j = np.unravel_index(np.argmax(radii[:, None] / sigma), z.shape)
        yield complex(z[i, j])
        radii, angles = radii[i] * stretch ** np.linspace(-1, 1, 17), angles[j] + turn * np.linspace(-1, 1, 17)
        turn, stretch = turn / 8, stretch ** (1 / 8)
    for _ in range(4):
        yield complex((1 + 10 ** rng.uniform(-8, 2)) * np.exp(2j * np.pi * rng.random()))


def number(fraction):
    return mpmath.mpf(fraction.numerator) / fraction.denominator


def witness_of(certificate):
    for step in certificate["steps"]:
        if step["reason"] == "witness":
            return mpmath.mpc(*(number(Fraction(step["z"][part])) for part in ("re", "im")))
    return None


def violations(result, seed):
    """What an independent evaluation holds against lower ≤ K ≤ upper."""
    A = in_mpmath(result.matrix)
    if result.upper is None:
        radius = np.abs(np.linalg.eigvals(result.matrix.approx)).max()
        return [] if radius > 1 - 1e-7 else [f"K = ∞ for spectral radius {radius}"]
    found = []
    for z in best_points(result.matrix.approx, np.random.default_rng(seed)):
        value = kreiss_ratio(A, mpmath.mpc(z))
        if value > number(result.upper):
            found.append(f"ratio {mpmath.nstr(value, 15)} at {z} above upper {float(result.upper):.15g}")
    z = witness_of(result.certificate)
    if z is not None and kreiss_ratio(A, z) * (1 + mpmath.mpf(10) ** -40) < number(result.lower):
        found.append(f"ratio at the witness below lower {float(result.lower):.15g}")
    if z is None and result.lower != 1:
        found.append("no witness for a lower end above 1")
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_enclosure_is_contradicted_by_high_precision(kind):
    found = []
    with mpmath.workdps(DIGITS):
        for seed in range(SEED, SEED + max(1, COUNT // len(KINDS))):
            found += outcome(kind, seed)
    assert not found, f"KREISS_SEED={SEED}: " + "; ".join(found)


def outcome(kind, seed):
    """What is wrong with the enclosure of one matrix: nothing, as a list of strings."""
    name = f"{kind.__name__}, seed {seed}: "
    try:
        result = certify_kreiss(draw(kind, seed), gap=GAP)
    except (UnstableMatrix, PrecisionExhausted) as refused:
        return [] if kind in REFUSABLE else [f"{name}{type(refused).__name__}: {refused}"]
    check_document(result.certificate)
    wide = [f"{name}gap {float(result.gap):.3g}"] if result.gap is not None and result.gap > GAP else []
    return wide + [name + violation for violation in violations(result, seed)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_neighbour_is_contradicted_by_high_precision(kind):
    found = []
    with mpmath.workdps(DIGITS):
        for seed in range(SEED, SEED + max(1, COUNT // len(KINDS) // 2)):
            for measure in NEIGHBOURS:
                found += neighbour_outcome(kind, seed, measure)
    assert not found, f"KREISS_SEED={SEED}: " + "; ".join(found)


def neighbour_outcome(kind, seed, measure):
    """What is wrong with one neighbour of one matrix: values found by other means above the upper end."""
    A = draw(kind, seed)
    name = f"{kind.__name__}, seed {seed}, {measure.__name__}: "
    try:
        result, values = measure(exact_matrix(A), np.random.default_rng(seed))
    except (UnstableMatrix, PrecisionExhausted) as refused:
        radius = np.abs(np.linalg.eigvals(exact_matrix(A).approx)).max()
        return [] if kind in REFUSABLE or radius > 0.999 else [f"{name}{type(refused).__name__}: {refused}"]
    check_document(result.certificate)
    if result.upper is None:
        return []
    wide = [f"{name}gap {float(result.gap):.3g}"] if result.gap is not None and result.gap > GAP else []
    above = [f"{name}{mpmath.nstr(value, 15)} above {float(result.upper):.15g}" for value in values
             if value > number(result.upper)]  # fmt: skip
    return wide + above


def resolvent_norm(A, rng):
    r = Fraction(max(float(np.abs(np.linalg.eigvals(A.approx)).max()), 1e-30)) * Fraction(int(rng.integers(9, 30)), 8)
    X = in_mpmath(A)
    points = [number(r) * mpmath.expj(angle) for angle in rng.uniform(0, 2 * np.pi, 6)]
    return certify_resolvent_norm(A, r, GAP), [1 / least_singular_value(X, z) for z in points]


def pseudospectral_radius(A, rng):
    """Points beyond the upper end do not belong to the pseudospectrum: their ε/σ_min, scaled to be compared with it."""
    epsilon = 10 ** rng.uniform(-6, 0)
    result, X = certify_pseudospectral_radius(A, epsilon, GAP), in_mpmath(A)
    upper = number(result.upper)
    beyond = [upper * (1 + mpmath.mpf(10) ** -k) * mpmath.expj(rng.uniform(0, 6.3)) for k in (1, 3, 6, 9)]
    return result, [abs(z) for z in beyond if least_singular_value(X, z) <= epsilon]


def numerical_radius(A, rng):
    X = in_mpmath(A)
    vectors = [mpmath.matrix([mpmath.mpc(*pair) for pair in rng.standard_normal((A.n, 2))]) for _ in range(4)]
    for angle in rng.uniform(0, 2 * np.pi, 24):
        H = np.exp(1j * angle) * A.approx
        vectors.append(mpmath.matrix(np.linalg.eigh(H + H.conj().T)[1][:, -1].tolist()))
    return certify_numerical_radius(A, GAP), [abs((v.H * X * v)[0]) / (v.H * v)[0].real for v in vectors]


def sup_powers(A, _):
    X = in_mpmath(A)
    return certify_sup_powers(A, GAP, horizon=3000), [max(mpmath.svd_c(X**t, compute_uv=False)) for t in range(12)]


def least_singular_value(A, z):
    return min(mpmath.svd_c(z * mpmath.eye(A.rows) - A, compute_uv=False))


NEIGHBOURS = (resolvent_norm, pseudospectral_radius, numerical_radius, sup_powers)
REFUSABLE = (integers,)
"""Kinds whose eigenvalues may lie on the unit circle."""
