"""The step ``eigenvalues``: what has to be positive is computed by the checker, and nothing less is accepted."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.symbolic.proof import Proof, Step, eigenvalues, inequality, large_eigenvalue, larger_eigenvalue
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.proofs.eigenvalues import hurwitz, transformed
from kreiss.verify.checker.proofs.rational import Quotient

MOMENTUM = ("J = [[1 + b - h, -b], [1, 0]]", "0 <= b", "b < 1", "0 < h", "h < 2*(1 + b)")
MINORS = ["h", "2*(1 - b)", "2*(1 + b) - h"]


def positive(texts, hypotheses=MOMENTUM[1:]):
    return [inequality(f"0 < {text}", hypotheses, "by the hypotheses") for text in texts]


def accepted(states, steps, hypotheses=MOMENTUM):
    return check_document(Proof(hypotheses, states, tuple(steps)).document()).statement


def rejection(states, steps, hypotheses=MOMENTUM):
    with pytest.raises(Rejected) as caught:
        accepted(states, steps, hypotheses)
    return str(caught.value)


def test_momentum_is_stable_in_its_region():
    steps = [*positive(MINORS), eigenvalues("rho(J) < 1", MINORS, "Hurwitz")]
    assert accepted("rho(J) < 1", steps).startswith("rho(J) < 1 given J")


@pytest.mark.parametrize(
    ("minors", "shown"),
    [
        (MINORS[:2], "expected 3 expressions"),
        ([*MINORS, "h"], "expected 3 expressions"),
        (["h", "1 - b", "2*(1 + b) - h"], "not what is due"),
        (["2*(1 + b) - h", "2*(1 - b)", "h"], "not what is due"),
    ],
)
def test_other_expressions_than_those_that_are_due_are_rejected(minors, shown):
    assert shown in rejection("rho(J) < 1", [*positive(minors), eigenvalues("rho(J) < 1", minors, "Hurwitz")])


def test_an_expression_that_is_not_known_to_be_positive_is_rejected():
    assert "not what is due" in rejection("rho(J) < 1", [eigenvalues("rho(J) < 1", MINORS, "Hurwitz")])


def test_a_bound_that_may_be_negative_is_rejected():
    assert "sign that it needs" in rejection("rho(J) < h - b", [eigenvalues("rho(J) < h - b", MINORS, "Hurwitz")])


def test_a_weak_bound_needs_its_expressions_for_every_r():
    given_lines = ("J = [[g, 0], [c, g]]", "0 <= g")
    minors = ["(r - 1)^2", "2*(r - 1)*(2*g + r - 1)", "(2*g + r - 1)^2"]
    steps = [inequality(f"0 < {text}", ["0 <= g", "1 < r"], "for r > 1") for text in minors]
    step = eigenvalues("rho(J) <= g", minors, "Hurwitz")
    assert accepted("rho(J) <= g", [*steps, step], given_lines)
    inside = Step("cases", "rho(J) <= g", "by cases", {"on": "r <= 2", "yes": [*steps, step], "no": [*steps, step]})
    assert "depends on r" in rejection("rho(J) <= g", [inside], given_lines)


def test_a_matrix_of_blocks_has_no_characteristic_polynomial_here():
    lines = ("J = [[A, 0], [C, D]]", "symmetric(A, D)")
    assert "matrix of numbers" in rejection("rho(J) < 1", [eigenvalues("rho(J) < 1", MINORS, "x")], lines)


GAME = ("J = [[1, -h], [h, 1]]", "0 < h")


def test_the_product_of_the_eigenvalues_bounds_the_radius_from_below():
    step = large_eigenvalue("1 <= rho(J)", "product", [[(1, [])], [(2, ["h^2"]), (1, ["h^4"])]], "det")
    assert accepted("1 <= rho(J)", [step], GAME)
    less = large_eigenvalue("1 <= rho(J)", "product", [[(1, [])], [(1, ["h^2"]), (1, ["h^4"])]], "det")
    assert "is not what is due" in rejection("1 <= rho(J)", [less], GAME)


def test_a_real_eigenvalue_beyond_the_bound_is_a_lower_bound():
    lines = ("J = [[g, b], [c, g]]", "0 <= b*c")
    step = large_eigenvalue("g <= rho(J)", "root", [[(1, ["b*c"])]], "p(g) <= 0")
    assert accepted("g <= rho(J)", [step], lines)
    for by, shown in (("negative root", "is not what is due"), ("trace", "expected root")):
        forged = large_eigenvalue("g <= rho(J)", by, [[(1, ["b*c"])]], "p(g) <= 0")
        assert shown in rejection("g <= rho(J)", [forged], lines)


def test_a_strict_lower_bound_needs_what_is_positive():
    lines = ("J = [[g, b], [c, g]]", "0 < b*c")
    step = larger_eigenvalue("g < rho(J)", "root", ["b*c"], "p(g) < 0")
    assert accepted("g < rho(J)", [step], lines)
    assert "known to be positive" in rejection("g < rho(J)", [step], (lines[0], "0 <= b*c"))
    for by, shown in (("negative root", "is not what is due"), (["root"], "expected root"), (None, "expected root")):
        assert shown in rejection("g < rho(J)", [larger_eigenvalue("g < rho(J)", by, ["b*c"], "x")], lines)


def test_a_pair_of_complex_eigenvalues_beyond_the_bound_is_seen_by_the_determinant():
    """z^3 - d z^2 + h has its pair on the circle for h^2 + dh = 1, where neither 1 nor -1 is an eigenvalue."""
    lines = ("J = [[d, 0, -h], [1, 0, 0], [0, 1, 0]]", "0 <= 8*(h^2 + d*h - 1)")
    step = large_eigenvalue("1 <= rho(J)", "determinant", [[(1, ["8*(h^2 + d*h - 1)"])]], "Hurwitz")
    assert accepted("1 <= rho(J)", [step], lines)
    forged = large_eigenvalue("1 <= rho(J)", "determinant", [[(9, ["8*(h^2 + d*h - 1)"])]], "Hurwitz")
    assert "is not what is due" in rejection("1 <= rho(J)", [forged], lines)
    for by in ("root", "negative root"):
        forged = large_eigenvalue("1 <= rho(J)", by, [[(1, ["8*(h^2 + d*h - 1)"])]], "Hurwitz")
        assert "is not what is due" in rejection("1 <= rho(J)", [forged], lines)


entries = st.integers(-8, 8)


@given(
    st.integers(1, 4).flatmap(lambda k: st.lists(st.lists(entries, min_size=k, max_size=k), min_size=k, max_size=k)),
    st.integers(1, 60),
)
def test_the_expressions_are_positive_exactly_where_all_eigenvalues_lie_inside(rows, tenths):
    s = Fraction(tenths, 10)
    radius = max(abs(np.linalg.eigvals(np.array(rows, dtype=float))))
    values = [
        q.top.constant_value() for q in hurwitz(transformed([[number(x) for x in row] for row in rows], number(s)))
    ]
    if abs(radius - s) > 1e-3:
        assert all(value > 0 for value in values) == (radius < s)


def number(x):
    return Quotient(constant(Fraction(x)))
