"""K_ct(M) ≤ f by the comparison matrix of coupled flows: each diagonal block is known to dissipate at its rate."""

import copy

import pytest
from checker.forging import changed, rejected, step_of

from kreiss.symbolic.proof import Proof
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.verify.checker import check_document

GIVEN = ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K_ct(D + a*I) <= 1", "a > 0")
STATES = "K_ct(M) <= 1 + norm(C)/(4*a)"
BOUNDS = [["1 - a", "0"], ["norm(C)", "1 - a"]]


def document_of(given=GIVEN, states=STATES, bounds=BOUNDS):
    bound = states.split(" <= ")[1]
    facts = [*(text for text in given if text == "a > 0"), "0 <= norm(C)"]
    steps = bound_steps(bound, bounds, facts, name="M", function="K_ct")
    return Proof(given, states, tuple(steps)).document()


COUPLED = document_of()


def test_coupled_flows_that_dissipate_have_the_constant_of_their_rates_and_coupling():
    assert check_document(COUPLED)


@pytest.mark.parametrize(
    "given",
    [
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "a > 0"),
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K_ct(D + b*I) <= 1", "a > 0"),
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K_ct(D + a*I) <= 2", "a > 0"),
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K(D + a*I) <= 1", "a > 0"),
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K_ct(D - a*I) <= 1", "a > 0"),
        ("M = [[A, 0], [C, D]]", "square(A, D)", "norm(A) <= 1 - a", "norm(D) <= 1 - a", "a > 0"),
        ("M = [[-A, 0], [C, D]]", "square(A, D)", "K_ct(A + a*I) <= 1", "K_ct(D + a*I) <= 1", "a > 0"),
    ],
)  # fmt: skip
def test_a_block_that_is_not_known_to_dissipate_at_the_rate_is_no_contraction(given):
    assert "bound this block" in str(rejected(changed(COUPLED, "statement", "given", to=list(given))))


def test_only_dissipation_bounds_a_diagonal_block_of_a_flow():
    """The flow of A = 2 grows, although K([[2/3]]) is 1."""
    given = ("M = [[A, 0], [C, D]]", "square(A, D)", "norm(A) <= 2/3", "norm(D) <= 2/3")
    bounds = [["2/3", "0"], ["norm(C)", "2/3"]]
    states = "K_ct(M) <= 1 + 3*norm(C)/4"
    assert "bound this block" in str(rejected(document_of(given, states, bounds)))
    assert check_document(document_of((*given[:2], "K_ct(A + 1/3*I) <= 1", "K_ct(D + 1/3*I) <= 1"), states, bounds))


def test_a_rate_has_to_be_known_to_be_defined():
    """K_ct of what has no value counts as 1."""
    forged = copy.deepcopy(COUPLED)
    forged["statement"]["given"][2:4] = ["K_ct(A + 1/a*I) <= 1", "K_ct(D + 1/a*I) <= 1"]
    step_of("comparison", forged["steps"])["bounds"] = [["1 - 1/a", "0"], ["norm(C)", "1 - 1/a"]]
    assert "defined" in str(rejected(forged))


def test_a_rate_is_no_number_where_it_has_no_value():
    given = [f"K_ct({block} + (1/2 + sqrt(x) - sqrt(x))*I) <= 1" for block in "AD"]
    bounds, states = [["1/2", "0"], ["norm(C)", "1/2"]], "K_ct(M) <= 1 + norm(C)/2"
    assert "bound this block" in str(rejected(document_of((*GIVEN[:2], *given), states, bounds)))
    assert check_document(document_of((*GIVEN[:2], *(text.replace("sqrt(x)", "0") for text in given)), states, bounds))


@pytest.mark.parametrize(("i", "j", "entry"), [(0, 0, "1 - 2*a"), (1, 0, "norm(C)/2"), (1, 1, "1 + a"), (0, 1, "r")])
def test_another_comparison_matrix_is_rejected(i, j, entry):
    forged = copy.deepcopy(COUPLED)
    step_of("comparison", forged["steps"])["bounds"][i][j] = entry
    rejected(forged)


def test_the_comparison_of_a_flow_is_not_that_of_an_iteration():
    for states in (STATES.replace("K_ct", "K"), STATES.replace("K_ct", "sup_exp"), STATES.replace("<=", "<")):
        forged = changed(COUPLED, "statement", "states", to=states)
        step_of("comparison", forged["steps"])["states"] = states
        rejected(forged)


def test_numbers_count_as_they_are_in_a_flow():
    given, states = ("M = [[-a, 0], [c, -a]]", "a > 0", "c >= 0"), "K_ct(M) <= 1 + c/(4*a)"
    steps = bound_steps(
        "1 + c/(4*a)", [["1 + -a", "0"], ["c", "1 + -a"]], ["a > 0", "c >= 0"], name="M", function="K_ct"
    )
    document = Proof(given, states, tuple(steps)).document()
    assert check_document(document)
    assert "bound this block" in str(
        rejected(changed(document, "statement", "given", to=["M = [[a, 0], [c, -a]]", *given[1:]]))
    )
