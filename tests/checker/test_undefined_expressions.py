"""What has no value is nowhere taken for defined: no step gets rid of 1/0, and no relation with it is passed over."""

import json

import pytest
from checker.forging import rejected

from kreiss.symbolic.proof import Proof, Step, cases, inequality, lemma
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim

GIVEN = ("M = [[x]]", "x == 0")


def half(states, *steps):
    """K(M) ≤ 1/2 for M = [[0]], where r²/4 − (r − 1)² is a multiple of x, if 1/x is."""
    minors = [[["==", "(r^2/4 - (r-1)^2)*(1/x)", "x", "0"]]]
    below = Step("comparison", "K(M) <= 1/2", "x", {"bounds": [["0"]], "minors": minors})
    return Proof(GIVEN, states, (*steps, below)).document()


def with_quantity(states, plain, given, text):
    """An inequality in which u stands for a quantity."""
    step = inequality(plain, given, "x")
    return Step("inequality", states, "x", {"certificate": step.data["certificate"], "quantities": {"u": text}})


UNDEFINED = ["1/x", "(1/x)*M", "inverse(M)/x"]


@pytest.mark.parametrize("inside", UNDEFINED)
def test_a_quantity_of_what_is_undefined_makes_nothing_defined(inside):
    rejected(half("K(M) <= 1/2"), "$.steps[0].minors")
    step = lemma(f"rho({inside}) <= norm({inside})", "spectral-radius", "the lemma itself")
    assert check_document(Proof(GIVEN, step.states, (step,)).document())
    rejected(half("K(M) <= 1/2", step), "$.steps[1].minors")


@pytest.mark.parametrize("inside", UNDEFINED)
def test_nor_does_one_in_a_step_or_in_the_statement(inside):
    quantity = f"norm({inside})"
    above = with_quantity(f"1/2 <= 1/2 + {quantity}", "1/2 <= 1/2 + u", ["0 <= u"], quantity)
    chain = f"K(M) <= 1/2 <= 1/2 + {quantity}"
    rejected(half(chain), "$.steps[0].minors")
    rejected(half(chain, above), "$.steps[1].minors")


@pytest.mark.parametrize(("t", "factor"), [("1/x", "1/x + 1"), ("t", "t + 1"), ("0 - 2", "0 - 2 + 1")])
def test_a_power_of_a_time_that_is_not_known_to_be_one_is_bounded_by_nothing(t, factor):
    """‖Mᵗ‖ ≤ e(t + 1)K(M) would be ≤ 0 for t = −2."""
    step = lemma(f"power_norm(M, {t}) <= exp(1)*({factor})*K(M)", "kreiss-power", "the lemma itself")
    rejected(half("K(M) <= 1/2", step), "$.steps[0].states")


def test_the_time_of_a_power_in_the_statement_is_a_number_from_0_on():
    states = "power_norm(M, t) <= exp(1)*(t + 1)*K(M)"
    step = lemma(states, "kreiss-power", "the lemma itself")
    assert check_document(Proof(("square(M)",), states, (step,)).document())
    rejected(Proof(("square(M)",), "1 <= K(M)", (step,)).document(), "$.steps[0].states")


def test_no_division_by_what_is_zero_without_a_hypothesis():
    """With 1/abs(0), ‖A‖ ≤ ρ(A) would follow from 1 − ‖A‖ ≤ 1 − ‖A‖, for every A."""
    zero = inequality("abs(0) == 0", [], "zero")
    step = lemma("rho(1/abs(0)) <= norm(1/abs(0))", "spectral-radius", "the lemma itself")
    order = lemma("rho(A) <= norm(A)", "spectral-radius", "the lemma itself")
    same = inequality("1 - norm(A) <= 1 - norm(A)", [], "itself")
    coefficients = [[["==", "-1*(1/abs(0))", "abs(0)", "0"]]]
    data = {"variable": "rho(A)", "bound": "norm(A)", "coefficients": coefficients}
    monotone = Step("monotone", "1 - rho(A) <= 1 - norm(A)", "x", data)
    last = inequality("norm(A) <= rho(A)", ["1 - rho(A) <= 1 - norm(A)"], "x")
    steps = (zero, step, order, same, monotone, last)
    rejected(Proof(("square(A)",), "norm(A) <= rho(A)", steps).document(), "$.steps[4].coefficients")


def test_what_a_certificate_defines_is_the_quantity_that_its_name_stands_for():
    """In the case norm_C = 5 of a number with that name, nothing is known of ‖C‖."""
    forged = with_quantity("norm(C) <= 5", "u <= 5", ["u = 5"], "norm(C)")
    inner = cases("norm(C) <= 5", "5 <= u", [forged], [], "x")
    document = Proof((), "norm(C) <= 5", (cases("norm(C) <= 5", "u <= 5", [inner], [], "x"),)).document()
    assert "hypothesis 1 is not a fact" in rejected(document, "$.steps[0].yes[0].yes[0]").message
    given = ("norm(C) == 5",)
    assert check_document(Proof(given, "norm(C) <= 5", (forged,)).document())


@pytest.mark.parametrize("states", ["x <= c <= sqrt(-1 - x^2)", "sqrt(-1 - x^2) <= x <= c"])
def test_a_conclusion_that_is_undefined_along_a_family_is_not_refuted_wherever_that_stands(states):
    statement = {"exists": ["c"], "given": ["x >= 1"], "states": states}
    family = {"matrices": {}, "parameters": {"x": "n"}}
    document = {"schema": "kreiss/family-1", "statement": statement, "parameter": "n", "family": family}
    rejected(document, "$.statement.states")
    statement["states"] = "x <= c"
    assert check_document(document)


COUPLED = "[[g, 0], [c, g]]"
WRITTEN = Claim("written out", f"K({COUPLED}) <= 2/(1 - g) + c/(4*(1 - g))", ("0 <= g < 1", "c >= 0"))


def test_a_matrix_may_stand_in_the_statement_as_it_stands_in_a_definition():
    assert check_document(prove_claim(WRITTEN).document())


@pytest.mark.parametrize("other", ["[[g, 0], [2*c, g]]", "[[g, 0, 0], [c, g, 0], [0, 0, g]]", "[[g, 0], [c, 1/c]]"])
def test_a_matrix_that_the_statement_does_not_write_out_is_taken_by_no_step(other):
    document = json.loads(json.dumps(prove_claim(WRITTEN).document()).replace(COUPLED, other))
    rejected({**document, "statement": {**document["statement"], "states": "norm(A) <= c"}}, "$.steps")


@pytest.mark.parametrize("entry", ["1/x", "0/x", "x/x", "sqrt(x - 1)", "K(A)"])
def test_a_matrix_that_the_statement_writes_out_has_entries_that_are_known_to_be_defined(entry):
    matrix = f"[[{entry}]]"
    step = Step("comparison", f"K({matrix}) <= 1", "x", {"bounds": [["0"]], "minors": [[[1, ["1"]]]]})
    caught = rejected(Proof(GIVEN[1:], step.states, (step,)).document(), "$.steps[0].states")
    assert "not known to be defined" in caught.message


def test_what_is_known_to_be_defined_may_stand_in_such_a_matrix():
    claim = Claim("root", "K([[sqrt(x), 0], [c, sqrt(x)]]) <= 1", ("0 <= sqrt(x) < 1", "0 <= c <= 2*(1 - sqrt(x))"))
    assert check_document(prove_claim(claim).document())
