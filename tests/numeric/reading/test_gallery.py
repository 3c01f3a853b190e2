"""The reference matrices are those of their sources: properties that the definitions have, and published constants."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from kreiss.errors import InvalidArgument
from kreiss.numeric import certify_kreiss
from kreiss.numeric.reading import gallery


def test_grcar_is_a_band():
    A = gallery.grcar(6)
    assert np.array_equal(A[0], [1, 1, 1, 1, 0, 0])
    assert np.array_equal(A[5], [0, 0, 0, 0, -1, 1])


def test_the_companion_matrix_has_the_roots_of_the_truncated_series():
    for z in np.linalg.eigvals(gallery.companion_demo(5)):
        assert abs(1 + z + z**2 / 2 + z**3 / 6 + z**4 / 24 + z**5 / 120) < 1e-10


def test_the_kahan_matrix_is_triangular_with_unit_columns_up_to_scale():
    A = gallery.kahan(8)
    assert np.array_equal(A, np.triu(A))
    assert A[7, 7] == pytest.approx(0.1)
    assert np.linalg.norm(A[:, 0]) == pytest.approx(1)
    assert np.linalg.norm(A[:, 5]) == pytest.approx(1)


def test_the_convection_diffusion_matrix_differentiates_polynomials():
    n = 12
    x = np.cos(np.pi * np.arange(1, n) / n)
    u = 1 - x**4  # vanishes at ±1
    assert np.allclose(gallery.convdiff_demo(n) @ u, -12 * x**2 / 30 - 4 * x**3)


def test_demmel_and_transient_demo_have_their_spectra():
    assert np.allclose(np.linalg.eigvals(gallery.demmel(3)), -1)
    A = gallery.transient_demo(8)
    assert np.linalg.norm(A + 0.5 * np.eye(8), 2) < 0.8 + 1e-12


@pytest.mark.parametrize("n", [1, 2, 7, 20])
def test_riffled_decks_keep_their_number_and_their_limit(n):
    P, rest, a = gallery.riffle(n), gallery.riffle_rest(n), gallery.eulerian(n)
    assert sum(a) == factorial(n)
    assert all(sum(row) == 1 for row in P)
    assert [sum(x * row[j] for x, row in zip(a, P, strict=True)) for j in range(n)] == a
    assert not any(sum(row) for row in rest)
    limit = [Fraction(x, factorial(n)) for x in a]
    assert all([x - y for x, y in zip(*rows, strict=True)] == limit for rows in zip(P, rest, strict=True))


def test_scaled_and_shifted_spectra():
    assert np.abs(np.linalg.eigvals(gallery.with_radius(gallery.grcar(9), 0.5))).max() == pytest.approx(0.5)
    assert np.linalg.eigvals(gallery.with_abscissa_shifted(gallery.grcar(9), 1)).real.max() == pytest.approx(
        0, abs=1e-12
    )
    assert np.abs(np.linalg.eigvals(gallery.random_stable(7, 1))).max() == pytest.approx(0.95)


@pytest.mark.parametrize("name", gallery.DISCRETE)
def test_the_enclosure_holds_the_published_constant(name):
    enclosure = certify_kreiss(gallery.DISCRETE[name](), 1e-3)
    rounding = 1e-10 * gallery.REFERENCE[name]
    assert enclosure.lower <= gallery.REFERENCE[name] + rounding
    assert enclosure.upper >= gallery.REFERENCE[name] - rounding


@pytest.mark.parametrize("name", gallery.CONTINUOUS)
def test_the_continuous_matrices_are_stable(name):
    assert np.linalg.eigvals(gallery.CONTINUOUS[name]()).real.max() < 0
    assert name in gallery.REFERENCE


@pytest.mark.parametrize("bad", [0, -3, 2.5, True, "3"])
def test_an_order_has_to_be_a_positive_integer(bad):
    for make in (gallery.grcar, gallery.kahan, gallery.demmel, gallery.transient_demo, gallery.companion_demo):
        with pytest.raises(InvalidArgument, match="n: expected an integer"):
            make(bad)
