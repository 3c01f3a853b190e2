"""Every structure of the claim language works in a claim: orders, blocks, signs, normal and triangular, strictness."""

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.search.shapes import LARGEST_ORDER, shapes

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
LOWER = ("J = [[A, 0, 0], [B, C, 0], [E, F, D]]", "symmetric(A, C, D)", "max(rho(A), rho(C), rho(D)) <= 1/2")
FULL = (
    "J = [[A11, A12, A13], [A21, A22, A23], [A31, A32, A33]]",
    "normal(A11, A22, A33)",
    "M = [[rho(A11), norm(A12), norm(A13)], [norm(A21), rho(A22), norm(A23)], [norm(A31), norm(A32), rho(A33)]]",
)

TRUE = [
    ("norm(A) <= rho(A)", ("normal(A)",)),
    ("norm(A) == rho(A)", ("symmetric(A)",)),
    ("norm(A) <= 2*rho(A)", ("diagonal(A)",)),
    ("K(A) <= 1", ("normal(A)", "rho(A) <= 1")),
    ("K(A) == 1", ("symmetric(A)", "norm(A) <= 1")),
    ("rho(A)^2 <= norm(A)^2", ("nonnegative(A)",)),
    ("K(J) <= K(M)", FULL),
    ("sup_powers(J) <= sup_powers(M)", FULL),
    ("K(J) < 2 + norm(C)/(4*(1 - gamma))", COUPLED),
    ("K_ct(A) >= 1", ("square(A)",)),
]
FALSE = [
    ("norm(A^3) <= norm(A)^3/10", ("dim(A) == 4", "rho(A) <= 0")),
    ("norm(A) <= 2*rho(A)", ("nonnegative(A)", "square(A)")),
    ("rho(A + B) >= rho(A)", ("nonnegative(B)", "square(A)")),
    ("norm(A) <= rho(A)", ("lower_triangular(A)",)),
    ("norm(A) <= rho(A)", ("upper_triangular(A)",)),
    ("norm(A*B) <= rho(A*B)", ("symmetric(A, B)",)),
    ("K(J) <= 1 + norm(B)/2", LOWER),
    ("rho(A) < norm(A)", ("norm(A) > 0",)),
    ("sqrt(x) < (x + 1)/2", ("x >= 1",)),
    ("norm(C) > 2*numerical_radius(C)", ("norm(C) < 1",)),
    ("K_ct(A) <= 1", ("rho(A) <= 1/2",)),
]


@pytest.mark.parametrize(("states", "given"), TRUE, ids=[f"{states}, {given[0]}" for states, given in TRUE])
def test_a_true_claim_of_this_structure_is_proved(states, given):
    assert decide(Claim("c", states, given, expect="PROVED"), budget=15).verdict == "PROVED"


@pytest.mark.parametrize(("states", "given"), FALSE, ids=[f"{states}, {given[0]}" for states, given in FALSE])
def test_a_false_claim_of_this_structure_is_refuted_at_a_point_that_has_it(states, given):
    verdict = decide(Claim("c", states, given, expect="REFUTED"), budget=15)
    assert verdict.verdict == "REFUTED"


def test_a_norm_is_not_taken_for_the_radius_of_a_matrix_that_is_not_called_normal():
    for given in ((), ("lower_triangular(A)",), ("square(A)",), ("normal(B)",)):
        assert decide(Claim("c", "norm(A) <= rho(A)", given), budget=2).verdict != "PROVED"


def test_a_strict_claim_without_equality_is_not_refuted():
    assert refute(Claim("c", "rho(A) < norm(A) + 1/1000"), budget=0.5) is None
    assert refute(Claim("c", "x^2 > -1"), budget=0.3) is None


@pytest.mark.parametrize(
    ("given", "orders"),
    [
        (("dim(A) == 5",), {5}), (("dim(A) >= 4", "6 > dim(A)"), {4}), (("2 <= dim(A)",), {2, 3}),
        (("dim(A) < 3",), {1, 2}), (("dim(A) > 3.5",), {4}), (("dim(A) <= 2.5",), {1, 2}),
        ((f"dim(A) == {LARGEST_ORDER + 1}",), set()),
        (("dim(A) == 10^9", ), {1, 2, 3}), (("x == dim(A)",), {1, 2, 3}),
    ],
)  # fmt: skip
def test_orders_are_those_that_the_hypotheses_allow(given, orders):
    found = {shape["A"] for shape in shapes(Claim("c", "norm(A) <= 1", given))}
    assert found == {(n, n) for n in orders}


@pytest.mark.parametrize(
    ("states", "given", "names"),
    [
        ("norm(A) <= 1", ("dim(A) >= 3", "dim(A) <= 2"), "A"),
        ("norm(A*B) <= 1", ("dim(A) == 2", "dim(B) == 3"), "A, B"),
        ("norm(A) <= 1", ("dim(A) == 1.5",), "A"),
    ],
)
def test_orders_that_contradict_each_other_are_named_with_their_matrices(states, given, names):
    with pytest.raises(InvalidClaim, match=rf"no order of {names} fits: .* ask for at least . and at most ."):
        list(shapes(Claim("c", states, given)))


def test_the_order_of_a_block_gives_the_shape_of_the_blocks_beside_it():
    claim = Claim("c", "K(J) <= 1", ("J = [[A, B], [C, D]]", "dim(A) == 4", "dim(D) == 5"))
    assert list(shapes(claim)) == [{"A": (4, 4), "B": (4, 5), "C": (5, 4), "D": (5, 5)}]


def test_where_the_order_is_out_of_reach_nothing_is_searched_and_the_claim_is_undecided():
    assert decide(Claim("c", "norm(A) <= 1", ("dim(A) == 100",)), budget=0.3).verdict == "UNDECIDED"
