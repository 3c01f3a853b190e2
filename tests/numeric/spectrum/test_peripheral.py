"""Eigenvalues on the unit circle, exactly: projector, semisimple part, kept forms, and K as tight as anywhere else."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb_mat, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.spectrum.peripheral import peripheral_part
from kreiss.numeric.spectrum.spectral_radius import spectral_radius
from kreiss.verify.checker import check_document

Entries = list[list[Fraction]]
TURNS = [(3, 4, 5), (5, 12, 13), (0, 1, 1), (-8, 15, 17)]


def block(choice: int | tuple[int, int, int]) -> Entries:
    """[[±1]], or the turn by the angle of a Pythagorean triple, which has infinite order unless it is a right one."""
    if isinstance(choice, int):
        return [[Fraction(choice)]]
    a, b, c = (Fraction(x) for x in choice)
    return [[a / c, b / c], [-b / c, a / c]]


def direct_sum(blocks: list[Entries]) -> Entries:
    n = sum(map(len, blocks))
    rows, start = [], 0
    for X in blocks:
        rows += [[Fraction(0)] * start + row + [Fraction(0)] * (n - start - len(row)) for row in X]
        start += len(X)
    return rows


@st.composite
def marginal_matrices(draw: st.DrawFn, most: int = 2) -> tuple[Entries, int]:
    """V·(turns and ±1 ⊕ smaller eigenvalues)·V⁻¹ with a unimodular V, and how many eigenvalues lie on the circle."""
    outer = [block(c) for c in draw(st.lists(st.sampled_from([1, -1, *TURNS]), min_size=1, max_size=most))]
    inner = [
        [[x]] for x in draw(st.lists(st.fractions(-Fraction(3, 4), Fraction(3, 4), max_denominator=8), max_size=2))
    ]
    rows = direct_sum(outer + inner)
    n = len(rows)
    A = fmpq_mat([[_q(x) for x in row] for row in rows])
    for i in range(n):
        for j in range(n):
            if i != j:
                shear = fmpq_mat([[int(k == m) for m in range(n)] for k in range(n)])
                shear[i, j] = draw(st.integers(-2, 2))
                A = shear * A * shear.inv()
    return [[Fraction(int(A[i, j].p), int(A[i, j].q)) for j in range(n)] for i in range(n)], sum(map(len, outer))


def _q(x: Fraction) -> object:
    from flint import fmpq

    return fmpq(x.numerator, x.denominator)


@settings(max_examples=40)
@given(marginal_matrices())
def test_the_projector_is_idempotent_commutes_with_the_matrix_and_has_the_right_rank(case):
    rows, count = case
    found = peripheral_part(exact_matrix(rows))
    assert found is not None
    P = found.projector
    assert P * P == P
    assert P * found.X == found.X * P
    assert int(sum(int(P[i, i].p) / int(P[i, i].q) for i in range(P.nrows()))) == count
    assert found.semisimple
    assert found.D == found.X * P


@settings(max_examples=25)
@given(marginal_matrices(), st.integers(0, 2**32 - 1))
def test_a_kept_form_is_kept_exactly_whatever_it_is_to_be_near(case, seed):
    found = peripheral_part(exact_matrix(case[0]))
    assert found is not None
    X = np.random.default_rng(seed).standard_normal((len(case[0]), len(case[0])))
    S = found.start(BallMatrix(arb_mat((X + X.T).tolist())), 100)
    assert S is not None
    form = fmpq_mat(S.re) / S.den
    assert found.D.transpose() * form * found.D == form
    assert form.transpose() == form
    assert any(form.entries())


@settings(max_examples=15, deadline=None)
@given(marginal_matrices(most=1))
def test_one_pair_of_eigenvalues_on_the_circle_leaves_the_constant_finite_and_as_tight_as_asked(case):
    enclosure = certify_kreiss(case[0], 1e-9)
    assert enclosure.gap is not None
    assert enclosure.gap <= Fraction(1, 10**9)
    assert enclosure.complete
    check_document(enclosure.certificate)
    A = np.array(case[0], dtype=float)
    for r in 1 + np.logspace(-2, 1, 10):
        for theta in np.append(np.angle(np.linalg.eigvals(A)), np.linspace(0, np.pi, 7)):
            sigma = np.linalg.svd(r * np.exp(1j * theta) * np.eye(len(A)) - A, compute_uv=False)[-1]
            assert (r - 1) / sigma <= float(enclosure.upper) * (1 + 1e-6)


def test_limits_that_tie_at_several_eigenvalues_are_enclosed_more_widely_and_marked():
    """1, i and −i with ‖Π_j‖ = √39 for each: the polynomial cannot be right to first order for all of them."""
    enclosure = certify_kreiss([[-5, 6, 4], [-1, 1, 0], [-5, 6, 5]], 1e-9)
    assert enclosure.lower**2 <= 39 <= enclosure.upper**2
    assert enclosure.ended == "limit"
    check_document(enclosure.certificate)


def test_the_limit_at_an_eigenvalue_on_the_circle_is_the_norm_of_its_projector():
    """[[1, 0], [c, 1/2]]: Π = [[1, 0], [2c, 0]], ‖Π‖² = 1 + 4c², and here K is that limit."""
    enclosure = certify_kreiss([[1, 0], ["3/2", "1/2"]], 1e-9)
    assert enclosure.lower**2 <= 10 <= enclosure.upper**2


def test_a_turn_of_infinite_order_in_an_oblique_basis_has_its_condition_as_constant():
    """diag(2, 1)·R·diag(1/2, 1) for the turn R by atan(4/3): each ‖Π_j‖ = (2 + 1/2)/2, by symmetry of the ellipse."""
    enclosure = certify_kreiss([["3/5", "8/5"], ["-2/5", "3/5"]], 1e-12)
    assert enclosure.lower <= Fraction(5, 4) <= enclosure.upper
    assert enclosure.nodes <= 3


def test_fifty_digits_are_reached_where_the_constant_is_a_limit():
    enclosure = certify_kreiss([[1, 0], ["3/2", "1/2"]], digits=50)
    assert enclosure.lower**2 <= 10 <= enclosure.upper**2
    assert enclosure.gap <= Fraction(1, 10**50)
    check_document(enclosure.certificate)


@pytest.mark.parametrize(
    "A",
    [
        [[1, 1], [0, 1]],
        [["3/5", "4/5", 1, 0], ["-4/5", "3/5", 0, 1], [0, 0, "3/5", "4/5"], [0, 0, "-4/5", "3/5"]],
        [[-1, 5, 0], [0, -1, 0], [0, 0, "1/2"]],
        [[{"re": "3/5", "im": "4/5"}, 1], [0, {"re": "3/5", "im": "4/5"}]],
        [[1, 1, 0], [0, 1, 1], [0, 0, 1]],
    ],
    ids=["one", "turn", "minus one", "complex", "order three"],
)
def test_a_defective_eigenvalue_on_the_circle_makes_the_constant_infinite(A):
    enclosure = certify_kreiss(A)
    assert enclosure.upper is None
    assert "∞" in check_document(enclosure.certificate).statement


@pytest.mark.parametrize("larger", ["101/100", "10001/10000", "-1001/1000"])
def test_an_eigenvalue_outside_beside_one_on_the_circle_makes_the_constant_infinite(larger):
    enclosure = certify_kreiss([[1, 5, 0], [0, larger, 1], [0, 0, "1/2"]])
    assert enclosure.upper is None
    assert "∞" in check_document(enclosure.certificate).statement


@pytest.mark.parametrize("e", [1e-6, 1e-7, 1e-9, 1e-12])
def test_an_eigenvalue_next_to_the_circle_beside_a_mild_constant_costs_few_nodes(e):
    enclosure = certify_kreiss([[1 - e, 0, 0], [0.5, 0.5, 0], [0, 2, 0.3]], 1e-9)
    assert enclosure.gap <= Fraction(1, 10**9)
    assert enclosure.nodes <= 40
    check_document(enclosure.certificate)


def test_a_stochastic_matrix_in_floats_is_decided_by_what_its_rounding_did_to_the_eigenvalue():
    A = np.array([[0, 1, 2], [0.5, 0.1, 0], [0, 0.6, 0.6]])
    enclosure = certify_kreiss(A / np.abs(np.linalg.eigvals(A)).max(), 1e-6)
    assert enclosure.lower <= Fraction("1.427435") <= enclosure.upper * Fraction("1.000001")
    quarters = [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)]
    rounded_up = [[Fraction(1, 10), Fraction(2, 10), Fraction(7, 10) + Fraction(1, 2**54)], quarters, quarters]
    infinite = certify_kreiss(rounded_up)
    assert infinite.upper is None
    check_document(infinite.certificate)


@pytest.mark.parametrize("seed", [pytest.param(0, marks=pytest.mark.slow), 1, 3, 4])
def test_rounded_stochastic_matrices_are_decided(seed):
    rows = np.random.default_rng(seed).random((3, 3))
    rows /= rows.sum(1, keepdims=True)
    enclosure = certify_kreiss(rows, 1e-2)
    if spectral_radius(exact_matrix(rows)).side == 1:
        assert enclosure.upper is None
    else:
        assert enclosure.gap is not None
        assert enclosure.gap <= Fraction(1, 2)
    check_document(enclosure.certificate)
