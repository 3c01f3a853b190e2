"""Eigenvalues exactly on the unit circle: finite, infinite, or said to be undecided."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import check_document

STOCHASTIC = [["1/2", "1/2", 0], ["1/4", "1/2", "1/4"], [0, "1/3", "2/3"]]


@st.composite
def stochastic(draw: st.DrawFn) -> list[list[Fraction]]:
    n = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(st.integers(1, 9), min_size=n, max_size=n), min_size=n, max_size=n))
    return [[Fraction(entry, sum(row)) for entry in row] for row in rows]


def ratio(A: list[list[Fraction]], r: float) -> float:
    """(r − 1)·‖(rI − A)⁻¹‖ with 30 digits."""
    with mpmath.workdps(30):
        M = mpmath.matrix([[mpmath.mpf(x.numerator) / x.denominator for x in row] for row in A])
        return float((r - 1) / mpmath.svd_r(r * mpmath.eye(len(A)) - M, compute_uv=False)[len(A) - 1])


@given(stochastic())
@settings(max_examples=12, deadline=None)
def test_a_stochastic_matrix_has_a_finite_constant_that_holds_every_ratio(A):
    enclosure = certify_kreiss(A, 1e-2)
    assert enclosure.lower is not None
    assert enclosure.upper is not None
    check_document(enclosure.certificate)
    assert max(ratio(A, 1 + 10.0**-k) for k in range(9)) <= float(enclosure.upper)


def test_the_limit_at_a_single_eigenvalue_is_the_norm_of_its_projector():
    enclosure = certify_kreiss([["1/2", "1/2"], ["1/4", "3/4"]], 1e-3)
    norm = Fraction(10, 9)  # the projector is (1, 1)ᵀ(1/3, 2/3)
    assert enclosure.complete
    assert enclosure.lower**2 <= norm <= enclosure.upper**2


@pytest.mark.parametrize(
    "A",
    [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [["3/5", "4/5"], ["-4/5", "3/5"]], [[0, 2], [0, 0]], [["1/2", 1], [0, "1/2"]]],
)
def test_a_numerical_radius_of_exactly_1_gives_a_constant_of_exactly_1(A):
    enclosure = certify_kreiss(A)
    assert enclosure.lower == enclosure.upper == 1
    assert "1 ≤ K(A) ≤ 1" in check_document(enclosure.certificate).statement


@pytest.mark.parametrize("A", [[[1, 1], [0, 1]], [[0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]],
                               [[-1, 1, 0], [0, -1, 1], [0, 0, -1]], [[1, {"re": 0, "im": 3}], [0, 1]]])  # fmt: skip
def test_a_defective_eigenvalue_on_the_unit_circle_makes_the_constant_infinite_with_a_certificate(A):
    enclosure = certify_kreiss(A)
    assert enclosure.upper is None
    assert "∞" in check_document(enclosure.certificate).statement


def test_several_roots_of_unity_give_a_finite_enclosure_even_where_it_is_wide():
    enclosure = certify_kreiss([[0, 1, "1/3"], [-1, 0, 2], [0, 0, "1/2"]], 1e-2)
    check_document(enclosure.certificate)
    assert 1 < enclosure.lower < enclosure.upper < 3
