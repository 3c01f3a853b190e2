"""A fuzz of nasty matrices: every enclosure ends in a certificate that is accepted, or in a typed error, and is sound.

Nilpotent and nearly defective ones, entries of 1e±150, singular ones, companions, Jordan blocks, large integers, floats
next to the circle and the axis. Short by default; ``--campaign 5000`` takes 5000 matrices, ``--campaign-seed`` others.
Values are mpmath's, at points that have nothing to do with the certificate.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from kreiss.errors import KreissError
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_ct,
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.checker import check_document

BUDGET = 10
GAP = 1e-3


def nilpotent(rng, n):
    return similar(rng, np.triu(whole(rng, (n, n), 3), 1))


def near_defective(rng, n):
    return similar(rng, np.diag([Fraction(int(rng.integers(-9, 10)), 10)] * n) + np.triu(whole(rng, (n, n), 2), 1))


def close_eigenvectors(rng, _):
    """S·diag(a, b)·S⁻¹ with S = [[1, 1], [1, 1 + 1/s]]."""
    s = Fraction(10) ** int(rng.integers(6, 20))
    a, b = (Fraction(int(rng.integers(-11, 12)), 10) for _ in range(2))
    S, inverse = np.array([[1, 1], [1, 1 + 1 / s]], dtype=object), np.array([[s + 1, -s], [-s, s]], dtype=object)
    return S @ np.diag([a, b]) @ inverse


def scaled_entries(rng, n):
    return rng.standard_normal((n, n)) * 10.0 ** rng.choice([-150, -60, -20, 20, 60, 150])


def mixed_entries(rng, n):
    return rng.standard_normal((n, n)) * 10.0 ** rng.integers(-60, 60, (n, n))


def singular(rng, n):
    return rng.standard_normal((n, 1)) @ rng.standard_normal((1, n))


def companion(rng, n):
    values = (1 - 10.0 ** -rng.integers(1, 15)) * np.exp(2j * np.pi * rng.random(n))
    A = np.diag(np.ones(2 * n - 1), -1)
    A[0] = -np.poly(np.concatenate([values, values.conj()])).real[1:]
    return A


def jordan(rng, n):
    value = np.exp(2j * np.pi * rng.random()) if rng.random() < 0.3 else rng.choice([0, 1, -1, 0.5, 1 - 1e-15])
    return value * np.eye(n) + 10.0 ** rng.integers(-12, 12) * np.eye(n, k=1)


def large_integers(rng, n):
    return similar(rng, np.diag(whole(rng, n, 2)) + np.triu(whole(rng, (n, n), 10**6), 1))


def next_to_the_circle(rng, n):
    A = rng.standard_normal((n, n))
    return A / np.abs(np.linalg.eigvals(A)).max()


def next_to_the_axis(rng, n):
    A = rng.standard_normal((n, n))
    return A - (np.linalg.eigvals(A).real.max() + rng.choice([0, 1e-15, 1e-9])) * np.eye(n)


def tame_fractions(rng, n):
    return np.array([[Fraction(int(p), 1000) for p in row] for row in rng.integers(-600, 1200, (n, n))])


def whole(rng, shape, size):
    return rng.integers(-size, size + 1, shape).astype(object)


def similar(rng, A):
    """U⁻¹AU for a whole unimodular U."""
    n, k = len(A), int(rng.integers(0, 7))
    L = np.tril(whole(rng, (n, n), 10**k), -1)
    inverse = identity = np.eye(n, dtype=int).astype(object)
    power = identity
    for _ in range(n - 1):
        power = power @ -L
        inverse = inverse + power
    return inverse @ A @ (identity + L)


KINDS = (
    nilpotent, near_defective, close_eigenvectors, scaled_entries, mixed_entries, singular, companion, jordan,
    large_integers, next_to_the_circle, next_to_the_axis, tame_fractions,
)  # fmt: skip


def drawn(seed):
    rng = np.random.default_rng(seed)
    return exact_matrix(KINDS[seed % len(KINDS)](rng, int(rng.integers(2, 5))).tolist())


def least(A, z):
    """σ_min(zI − A), with digits for entries that are orders of magnitude apart."""
    X = mpmath.matrix([[mpmath.mpc(number(x), number(y)) for x, y in row] for row in A.entries()])
    return min(mpmath.svd_c(z * mpmath.eye(A.n) - X, compute_uv=False))


def number(x):
    return mpmath.mpf(x.numerator) / x.denominator


def at_points(A, rng, weight):
    """weight(z)/σ_min(zI − A) at points inside the plane's part where the weight is positive."""
    points = [mpmath.mpc(*(rng.standard_normal(2) * 10 ** rng.uniform(-3, 3))) for _ in range(4)]
    return [weight(z) / (least(A, z) or mpmath.mpf(10) ** -300) for z in points if weight(z) > 0]


MEASURES = {
    "K": (lambda A: certify_kreiss(A, GAP, budget=BUDGET), lambda z: abs(z) - 1),
    "K_ct": (lambda A: certify_kreiss_ct(A, GAP, budget=BUDGET), lambda z: z.real),
    "M": (lambda A: certify_resolvent_norm(A, 1, GAP, budget=BUDGET), None),
    "distance": (lambda A: distance_to_instability(A, GAP, budget=BUDGET), None),
    "pseudospectral radius": (lambda A: certify_pseudospectral_radius(A, "1/1000", GAP, budget=BUDGET), None),
    "w": (lambda A: certify_numerical_radius(A, GAP, budget=BUDGET), None),
    "norm": (lambda A: certify_power_norm(A, 3, GAP, budget=BUDGET), None),
    "sup_powers": (lambda A: certify_sup_powers(A, GAP, budget=BUDGET), None),
}


@pytest.fixture
def fuzz_seeds(request):
    return range(request.config.getoption("--campaign")), request.config.getoption("--campaign-seed")


@pytest.mark.parametrize("quantity", MEASURES)
def test_a_nasty_matrix_ends_in_a_sound_enclosure_or_in_a_typed_error(quantity, fuzz_seeds):
    numbers, first = fuzz_seeds
    wrong = [(seed, found) for seed in (first + k for k in numbers) if (found := outcome(quantity, drawn(seed), seed))]
    assert not wrong


@pytest.mark.parametrize(("quantity", "seed"), [("K_ct", 12000080), ("K_ct", 12000110)])
def test_a_matrix_that_once_ended_in_another_error_ends_in_one_of_these(quantity, seed):
    """An equation for the segment next to the axis that floats find close to singular."""
    assert not outcome(quantity, drawn(seed), seed)


def outcome(quantity, A, seed):
    """What is wrong: nothing, or a sentence; an exception of another type than the library's own is not caught."""
    measure, weight = MEASURES[quantity]
    try:
        enclosure = measure(A)
    except KreissError:
        return ""
    except Exception as crash:
        raise AssertionError(f"{quantity}, seed {seed}: {A.entries()}") from crash
    check_document(enclosure.certificate)
    if enclosure.upper is None or weight is None:
        return ""
    with mpmath.workdps(60 + 2 * len(str(A.den)) + 2 * max(len(str(entry)) for entry in A.embedded.entries())):
        values = at_points(A, np.random.default_rng(seed), weight)
        above = [value for value in values if value > number(enclosure.upper)]
    return f"{mpmath.nstr(above[0], 15)} lies above {float(enclosure.upper)}" if above else ""
