"""The bounds of a neighbour hold in forty digits, also where it is so far away that they matter."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.normalized.dominant import dominant, pair_near
from kreiss.numeric.normalized.neighbour import neighbour, scaled

ROUNDING = mpmath.mpf(2) ** -60


def real(x):
    return mpmath.mpf(int(x.numerator)) / int(x.denominator)


def in_digits(X):
    return mpmath.matrix([[real(entry) for entry, _ in row] for row in X.entries()])


def norm(X):
    return max(mpmath.svd_c(X, compute_uv=False))


def projector(X, eigenvalue):
    """The spectral projector of X at a simple eigenvalue next to this one, and that eigenvalue."""
    values, left, right = mpmath.eig(X, left=True, right=True)
    k = min(range(len(values)), key=lambda i: abs(values[i] - eigenvalue))
    x, y = right[:, k], left[k, :]
    return x * y / (y * x)[0, 0], values[k]


@st.composite
def cases(draw):
    n, edge, bits = draw(st.integers(2, 4)), draw(st.sampled_from([0, 1])), draw(st.integers(10, 40))
    entries = st.integers(0, 64).map(lambda k: k / 32)
    A = np.array(draw(st.lists(entries, min_size=n * n, max_size=n * n))).reshape(n, n) + np.eye(n) / 8
    return A, edge, bits


@given(cases())
def test_projector_eigenvalue_and_matrix_are_as_near_as_the_bounds_say(case):
    A, edge, bits = case
    values = np.linalg.eigvals(A)
    measure = np.abs if edge else np.real
    first, *others = sorted(values, key=measure, reverse=True)
    gap = float(measure(first) - measure(others[0]))
    assume(gap > 0.125 and first.imag == 0 and len(dominant([complex(z) for z in values], measure)) == 1)
    near = neighbour(exact_matrix(A), pair_near(exact_matrix(A), float(first.real), bits), edge)
    rest = near.rest.approx
    on_boundary = np.exp(1j * np.linspace(0, np.pi, 400)) if edge else 1j * np.linspace(0, 40, 800)
    sigma = min(np.linalg.svd(z * np.eye(len(A)) - rest, compute_uv=False)[-1] for z in on_boundary)
    eta = Fraction(float(sigma) * 0.5)
    found = near.closeness(eta)
    assume(found is not None)
    with mpmath.workdps(40):
        J, G = in_digits(near.J), in_digits(scaled(near.A, near.eigenvalue, edge))
        P, value = projector(G, edge)
        m = value.real - edge
        exactly = G / (1 + m) if edge else G - m * mpmath.eye(len(A))
        own = in_digits(exact_matrix([[Fraction(int(x.p), int(x.q)) for x in row] for row in near.projector.tolist()]))
        p, most, d = map(real, found)
        assert norm(P - own) <= p + ROUNDING
        assert abs(m) <= most + ROUNDING
        assert norm((exactly - real(near.shift) * P) - (J - real(near.shift) * own)) <= d + ROUNDING
        lower, upper = map(real, near.interval(eta))
        dominant_value = real(near.eigenvalue) * (1 + m) if edge else real(near.eigenvalue) + m
        assert lower - ROUNDING <= dominant_value <= upper + ROUNDING


@pytest.mark.parametrize("edge", [0, 1])
def test_the_eigenvectors_are_exact_and_the_rest_has_another_eigenvalue(edge):
    A = exact_matrix([[0, 1.5, 2], [0.5, 0, 0], [0, 0.7, 0.1]])
    near = neighbour(A, pair_near(A, 1.1819, 50), edge)
    J, C = (np.array([[entry for entry, _ in row] for row in X.entries()]) for X in (near.J, near.rest))
    c = near.shift
    x, y = (np.array([Fraction(entry) for entry in v]) for v in (near.right, near.left))
    assert (J @ x == edge * x).all()
    assert (y @ J == edge * y).all()
    assert (C @ x == (edge - c) * x).all()
    assert (y @ C == (edge - c) * y).all()


def test_no_bound_is_given_for_a_neighbour_that_is_too_far_away():
    A = exact_matrix([[0, 1.5, 2], [0.5, 0, 0], [0, 0.7, 0.1]])
    near = neighbour(A, pair_near(A, 1.1819, 4), 1)
    assert near.apart(Fraction(1, 100), Fraction(2)) is None
    assert near.interval(Fraction(1, 100)) is None
