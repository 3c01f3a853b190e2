"""Bounded rounding never accepts what exact arithmetic refuses."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import ExactMatrix, dyadic, exact_matrix
from kreiss.numeric.disc.circle import prove_circle
from kreiss.numeric.half_plane.line import prove_line
from kreiss.numeric.semidefinite.elimination import eliminates
from kreiss.numeric.semidefinite.roundoff import _line_errors, circle_holds, definite, line_holds, stein_holds

SMALL = st.integers(-8, 8)


@st.composite
def symmetric(draw: st.DrawFn, shift: int = 0) -> np.ndarray:
    n = draw(st.integers(1, 4))
    X = np.array(draw(st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)), dtype=float)
    return (X @ X.T + shift * np.eye(n)) / 16


@given(symmetric(), st.integers(-30, 30))
@settings(max_examples=150, deadline=None)
def test_a_matrix_called_definite_is_definite(P, exponent):
    n = len(P)
    moved = P - np.linalg.eigvalsh(P)[0] * np.eye(n) + np.ldexp(1.0, exponent - 30) * np.sign(exponent) * np.eye(n)
    if definite(moved):
        assert eliminates(dyadic(moved, 200))


def test_a_singular_matrix_is_not_called_definite():
    assert not definite(np.ones((3, 3)))
    assert not definite(np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert not definite(np.array([[float("nan")]]))


@given(
    st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=3, max_size=3), st.floats(0.2, 1.0), st.floats(0.5, 3.0)
)
@settings(max_examples=100, deadline=None)
def test_a_circle_accepted_with_bounded_rounding_is_accepted_by_elimination(rows, u, factor):
    A = exact_matrix(np.array(rows, dtype=float) / 32)
    N = 1 / np.linalg.svd(np.eye(3) - u * A.approx)[1][-1]
    nu = Fraction(float(N * factor))
    circle = prove_circle(A, Fraction(u), nu, 0.1, exact=False)
    if circle is not None:
        assert eliminates(circle.inequality()[0])


def test_a_bound_just_below_the_resolvent_is_refused():
    A = np.array([[0.5, 4.0], [0.0, 0.5]])
    N = 1 / np.linalg.svd(np.eye(2) - A)[1][-1]
    good = prove_circle(exact_matrix(A), Fraction(1), Fraction(float(N) * (1 + 1e-6)), 1e-6, exact=False)
    assert good is not None
    assert good.rigor == "verified-float"
    P = good.P.approx
    assert circle_holds(A, P, float(good.bound) ** 2)
    assert not circle_holds(A, P, float(N) ** 2 * (1 - 1e-9))


def test_an_uncertain_matrix_has_room_for_its_rounding():
    A = ExactMatrix(exact_matrix([["1/3", 1], [0, "1/7"]]).re, None, 21)
    circle = prove_circle(A, Fraction(1), Fraction(3), 0.2, exact=False)
    assert circle is not None
    assert eliminates(circle.inequality()[0])


@given(
    st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=3, max_size=3),
    st.floats(0.0, 2.0),
    st.floats(0.5, 3.0),
    st.lists(st.integers(-20, 20), min_size=3, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_a_line_accepted_with_bounded_rounding_is_accepted_by_elimination(rows, x, factor, scales):
    T = np.ldexp(1.0, scales)
    A = T[:, None] * (np.array(rows, dtype=float) / 32 - np.eye(3)) / T
    M = 1 / np.linalg.svd(x * np.eye(3) - A)[1][-1]
    mu = Fraction(float(M * factor))
    line = prove_line(balance(exact_matrix(A)), Fraction(x), mu, 0.1, exact=False)
    if line is not None:
        assert eliminates(line.inequality()[0])


def test_a_bound_just_below_the_resolvent_on_a_line_is_refused():
    A = np.array([[-0.5, 4.0], [0.0, -0.5]])
    M = 1 / np.linalg.svd(A)[1][-1]
    good = prove_line(balance(exact_matrix(A)), Fraction(0), Fraction(float(M) * (1 + 1e-6)), 1e-6, exact=False)
    assert good is not None
    assert good.rigor == "verified-float"
    assert good.document()["semidefinite"]
    P = good.P.approx
    assert line_holds(A, 0.0, P, float(good.bound) ** 2)
    assert not line_holds(A, 0.0, P, float(M) ** 2 * (1 - 1e-9))
    assert not line_holds(A, -1e-3, P, float(good.bound) ** 2)
    assert not line_holds(A * (1 - 1e-5), 0.0, P, float(good.bound) ** 2)


@given(symmetric(), st.floats(-4.0, 4.0))
def test_the_rounding_of_a_line_is_bounded_by_the_size_of_what_is_rounded_on_either_side_of_the_axis(P, x):
    errors = _line_errors(np.zeros_like(P), x, P, np.zeros_like(P))
    assert np.all(errors >= 2.0**-52 * 2 * abs(x) * np.abs(P))
    assert np.array_equal(errors, _line_errors(np.zeros_like(P), -x, P, np.zeros_like(P)))


@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=3, max_size=3), st.integers(1, 40), symmetric(1))
@settings(max_examples=100, deadline=None)
def test_what_steins_inequality_is_said_to_prove_has_no_eigenvalue_on_the_circle_or_outside(rows, scale, P):
    F = np.array(rows, dtype=float) / scale
    if len(P) == 3 and stein_holds(F, P * 16):
        X = dyadic(P * 16, 0) * (scale * scale) - dyadic(np.array(rows).T, 0) * dyadic(P * 16, 0) * dyadic(
            np.array(rows), 0
        )
        assert eliminates(X)
        assert np.abs(np.linalg.eigvals(F)).max() < 1


def test_steins_inequality_holds_inside_the_circle_and_not_on_it():
    assert stein_holds(np.array([[0.5, 0.5], [0.0, -0.5]]), 32 * np.eye(2))
    assert not stein_holds(np.eye(2), 32 * np.eye(2))
    assert not stein_holds(np.array([[2.0]]), np.array([[-1.0]]))
