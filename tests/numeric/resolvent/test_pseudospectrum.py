"""The grid of σ_min agrees with numpy's SVD at every point, and the portrait shows what it should."""

from fractions import Fraction

import numpy as np
import pytest
from matplotlib.figure import Figure

from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric import certify_kreiss
from kreiss.numeric.portraits import draw_portrait
from kreiss.numeric.portraits.pseudospectra import levels
from kreiss.numeric.reading import gallery
from kreiss.numeric.resolvent.grid import sigma_at, sigma_grid

LARGE = gallery.random_stable(40, seed=3)


def by_svd(A, z):
    return np.linalg.svd(np.multiply.outer(z, np.eye(len(A))) - A, compute_uv=False)[..., -1]


@pytest.mark.parametrize(
    "A",
    [
        gallery.grcar(12),
        gallery.transient_demo(30),
        LARGE,
        LARGE + 1j * gallery.random_stable(40, seed=4),
        np.triu(LARGE) * 10.0,
        gallery.grcar(70),
        np.zeros((30, 30)),
    ],
)
def test_every_point_agrees_with_the_svd_to_three_digits(A):
    z = np.linspace(-2, 2, 13)[None, :] + 1j * np.linspace(-1.5, 2, 11)[:, None] + 0.01
    expected = by_svd(A, z)
    assert np.all(np.abs(sigma_at(A, z) - expected) <= 3e-3 * expected + 1e-13)


def test_a_real_matrix_is_evaluated_on_half_of_a_symmetric_grid():
    x, y = np.linspace(-1, 1, 7), np.linspace(-2, 2, 9)
    grid = sigma_grid(LARGE, x, y)
    assert np.array_equal(grid.sigma, grid.sigma[::-1])
    assert np.allclose(grid.sigma, by_svd(LARGE, x[None, :] + 1j * y[:, None]), rtol=3e-3)
    even = sigma_grid(LARGE, x, np.linspace(-2, 2, 8))
    assert np.array_equal(even.sigma, even.sigma[::-1])
    assert even.sigma.shape == (8, 7)


def test_eigenvalues_have_no_distance_to_the_spectrum():
    A = np.diag(np.arange(1.0, 31.0))
    assert sigma_at(A, np.arange(1.0, 31.0)).max() <= 1e-12


def test_bad_grids_and_matrices_are_refused():
    with pytest.raises(InvalidArgument):
        sigma_grid(LARGE, np.zeros((2, 2)), np.zeros(2))
    with pytest.raises(InvalidArgument):
        sigma_grid(LARGE, np.zeros(0), np.zeros(2))
    with pytest.raises(InvalidMatrix):
        sigma_grid([["1e999"]], np.zeros(1), np.zeros(1))
    with pytest.raises(InvalidMatrix):
        draw_portrait([["1e999"]], None)


def test_contour_levels_are_few_and_equally_spaced():
    for sigma in (np.geomspace(1e-12, 1, 1000), np.geomspace(0.5, 2, 50), np.geomspace(1e-300, 1e10, 50)):
        exponents = levels(sigma)
        assert len(exponents) <= 9
        assert np.allclose(np.diff(exponents), exponents[1] - exponents[0])
    assert levels(np.zeros(5)) == []


@pytest.mark.parametrize("name", ["transient_demo(10)", "kahan(8)"])
def test_the_portrait_marks_where_the_constant_is_attained(name):
    A = gallery.DISCRETE[name]()
    enclosure = certify_kreiss(A, 1e-3)
    axes = draw_portrait(A, enclosure, name, 30).axes[0]
    star = next(line for line in axes.lines if line.get_marker() == "*")
    assert complex(star.get_xdata()[0], star.get_ydata()[0]) == enclosure.argmax
    title, line = axes.get_title().split("\n")
    lower, upper = (Fraction(part) for part in line.removesuffix(", proved").split(" ≤ K(A) ≤ "))
    assert title == name
    assert lower <= enclosure.lower <= enclosure.upper <= upper


@pytest.mark.parametrize(
    ("A", "title"), [([["1/2", 0], [0, 0]], "K(A) = 1, proved"), ([[2, 0], [0, 0]], "K(A) = ∞, proved")]
)
def test_the_portrait_of_a_matrix_without_a_maximiser(A, title):
    figure = draw_portrait(A, certify_kreiss(A), points=20)
    assert isinstance(figure, Figure)
    assert figure.axes[0].get_title() == title
    assert all(line.get_marker() != "*" for line in figure.axes[0].lines)


def test_a_matrix_far_from_the_unit_circle_is_shown_whole():
    axes = draw_portrait([[100, 0], [0, {"re": 0, "im": 50}]], None, points=20).axes[0]
    low, high = axes.get_xlim()
    assert low < 0 < 100 < high
    assert axes.get_title() == ""
