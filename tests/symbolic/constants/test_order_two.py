"""The exact constant of every real 2×2 matrix lies in the certified enclosure; M(r) is the maximum on the circle."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix
from kreiss.numeric import certify_kreiss
from kreiss.symbolic import circle_maximum, exact_kreiss, worst_case_kreiss
from kreiss.symbolic.constants.algebraic import square_root
from kreiss.symbolic.constants.extremum import greatest_square
from kreiss.symbolic.constants.order_two import _Form

TURNING = [["-1/5", "19/10"], ["-2/5", "-11/10"]]
"""Complex eigenvalues, and K is not attained on the real axis."""
entry = st.integers(-40, 40).map(lambda n: Fraction(n, 20))
square = st.lists(entry, min_size=4, max_size=4).map(lambda e: [e[:2], e[2:]])


def halved(rows):
    """The matrix, halved until its spectral radius is below 1 (Jury's conditions)."""
    (a, b), (c, d) = rows
    if abs(a * d - b * c) < 1 and abs(a + d) < 1 + a * d - b * c:
        return rows
    return halved([[x / 2 for x in row] for row in rows])


stable = square.map(halved)


@settings(max_examples=150, deadline=None)
@given(stable)
@example([[Fraction(1, 2), Fraction(4)], [Fraction(0), Fraction(-1, 4)]])
@example([[Fraction(x) for x in row] for row in TURNING])
@example([[Fraction(0), Fraction(9, 5)], [Fraction(-1, 5), Fraction(0)]])
def test_the_exact_constant_lies_in_the_certified_enclosure(rows):
    enclosure = certify_kreiss(rows, gap=1e-5)
    exact = exact_kreiss(rows)
    assert exact.compare(enclosure.lower) >= 0
    assert exact.compare(enclosure.upper) <= 0


@settings(max_examples=60, deadline=None)
@given(stable)
def test_the_constant_is_one_exactly_if_the_numerical_radius_is_at_most_one(rows):
    """The largest eigenvalue of the Hermitian part of e^{iθ}A, squared: a quadratic in cos θ, decided without roots."""
    form = _Form(rows)
    t, D, F = form.trace, form.det, form.square
    assume(t * t >= 4 * D)
    inside = F - 2 * D <= (2 - abs(t)) ** 2
    assert (exact_kreiss(rows).rational == 1) == inside


@settings(max_examples=60, deadline=None)
@given(stable, st.integers(20, 60).map(lambda n: Fraction(n, 20)))
@example([[Fraction(x) for x in row] for row in TURNING], Fraction(1))
def test_the_circle_maximum_exceeds_all_samples_and_is_nearly_reached_by_one(rows, radius):
    exact = float(circle_maximum(rows, radius))
    z = float(radius) * np.exp(1j * np.linspace(0, np.pi, 2001))
    floats = np.array(rows, dtype=float)
    norms = 1 / np.linalg.svd(z[:, None, None] * np.eye(2) - floats, compute_uv=False)[:, -1]
    assert norms.max() <= exact * (1 + 1e-9)
    assert norms.max() >= exact * (1 - 1e-3)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 19), st.integers(-60, 60), st.integers(1, 19), st.sampled_from([1, -1]))
def test_real_eigenvalues_put_the_maximum_on_the_real_axis_where_the_trace_points(a, c, b, sign):
    """What is found without that argument is the same: eigenvalues a ≠ b of one sign, rotated by (3 + 4i)/5."""
    assume(a != b)
    x, y, z = (Fraction(sign * n, 20) for n in (a, b, c))
    rows = [
        [(9 * x - 12 * z + 16 * y) / 25, (12 * x + 9 * z - 12 * y) / 25],
        [(12 * x - 16 * z - 12 * y) / 25, (16 * x + 12 * z + 9 * y) / 25],
    ]
    form = _Form(rows)
    assert (form.trace, form.det) == (x + y, x * y)
    assert square_root(form.greatest_level()).equals(exact_kreiss(rows))


def test_the_constant_of_a_matrix_that_turns_has_a_minimal_polynomial():
    exact = exact_kreiss(TURNING)
    assert exact.polynomial_text() == "119399329*x^4 - 584725624*x^2 + 683508736"
    low, high = exact.enclosure(30)
    assert Fraction("1.38848676") < low < high < Fraction("1.38848677")
    on_the_axis = max(square_root(greatest_square(rows)).enclosure(9)[1] for rows in axis_rows(TURNING))
    assert exact.compare(on_the_axis) > 0


def axis_rows(rows):
    form = _Form([[Fraction(x) for x in row] for row in rows])
    return form.rows, form.turned


def test_a_matrix_of_one_row_and_a_non_negative_one_are_as_in_the_comparison():
    assert exact_kreiss([["-9/10"]]).rational == 1
    assert circle_maximum([["-9/10"]], 2).rational == Fraction(10, 11)
    rows = [["1/2", "1/7"], [2, "1/3"]]
    assert exact_kreiss(rows).equals(worst_case_kreiss(rows))


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([[1, 2, 3]], InvalidMatrix),
        ([[0.5, 0], [0, 0]], InvalidMatrix),
        ([["1/2", 0, 0]] * 3, InvalidMatrix),
        ([["x", 0], [0, 0]], InvalidMatrix),
        ([[1, 0], [0, 0]], UnstableMatrix),
        ([[0, 1], [-1, 0]], UnstableMatrix),
        ([["-3/2", 0], [0, "1/2"]], UnstableMatrix),
    ],
)
def test_a_matrix_without_such_a_constant_gets_a_typed_error(rows, error):
    with pytest.raises(error):
        exact_kreiss(rows)
    with pytest.raises(error):
        circle_maximum(rows, 2)


def test_a_circle_inside_the_unit_disc_is_refused():
    with pytest.raises(InvalidArgument, match="at least 1"):
        circle_maximum([["1/2"]], "1/2")
