"""The float estimates that guide a search are close to the certified constants, and never noticeably above them."""

import numpy as np
import pytest

from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.verify.search.estimates import half_plane_constant, kreiss_constant, sup_powers


def shifted(seed, size, distance, triangular):
    """A random matrix whose spectral abscissa is −distance."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(size, size))
    A = np.triu(A) if triangular else A
    return A - (np.linalg.eigvals(A).real.max() + distance) * np.eye(size)


@pytest.mark.parametrize("distance", [1.0, 0.1, 0.02])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("triangular", [True, False])
def test_the_estimate_of_the_continuous_constant_is_close(size, distance, triangular):
    A = shifted(size, size, distance, triangular)
    found = certify_kreiss_ct(A, gap=1e-3)
    assert 0.97 * float(found.lower) <= half_plane_constant(A) <= float(found.upper) * (1 + 1e-9)


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("radius", [0.5, 0.95])
def test_the_estimate_of_the_constant_is_close(size, radius):
    A = np.random.default_rng(size).normal(size=(size, size))
    A = 10 * np.triu(A, 1) + radius * np.diag(np.sign(np.diag(A)))
    found = certify_kreiss(A, gap=1e-3)
    assert 0.97 * float(found.lower) <= kreiss_constant(A) <= float(found.upper) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("A", "constant"), [([[1.0]], np.inf), ([[0.0, 1], [0, 0]], np.inf), ([[0.0, 1], [-1, 0]], 1.0)]
)
def test_the_edge_of_the_half_plane_is_told_apart(A, constant):
    assert half_plane_constant(np.array(A)) == constant


@pytest.mark.parametrize(("radius", "coupling"), [(0.0, 3.0), (0.5, 10.0), (0.9, 1.0), (0.99, 5.0), (0.999, 0.5)])
@pytest.mark.parametrize("angle", [0.0, 0.3])
def test_the_estimate_of_the_largest_power_is_close(radius, coupling, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    A = radius * np.kron(np.eye(2), turn) + coupling * np.kron([[0, 1], [0, 0]], np.eye(2))
    found = max(np.linalg.norm(np.linalg.matrix_power(A, t), 2) for t in range(3000))
    assert 0.999 * found <= sup_powers(A) <= found * (1 + 1e-9)


def test_the_powers_of_a_matrix_with_a_growing_mode_have_no_bound():
    assert sup_powers(np.array([[1.01, 0.0], [0.0, 0.5]])) == np.inf
