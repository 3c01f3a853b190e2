"""A forged certificate that a hypothesis is sharp, or is not, is rejected: one forgery per obligation."""

import json

import pytest
from checker.forging import changed, rejected

from kreiss.verify.checker import check_document
from kreiss.verify.checker.language.statements import parse
from kreiss.verify.checker.proofs import sharpness
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.proving.prover import prove_claim

HEAVY = ("rho([[1 - h + b, -b], [1, 0]]) < 1", ("0 <= b < 1", "0 < h < 2*(1 + b)"))
ALTERNATING = ("rho([[1, -h], [h, 1 - h^2]]) <= 1", ("0 < h <= 2",))


def certificate(states, given):
    return json.loads(json.dumps(decide(Claim("c", states, given, sharp="h"), 40).certificate))


ATTAINED, BEYOND = certificate(*HEAVY), certificate(*ALTERNATING)
BEATEN = certificate(HEAVY[0], ("0 <= b < 1", "0 < h < 3/2*(1 + b)"))


def proof(states, given):
    return json.loads(json.dumps(prove_claim(Claim("c", states, tuple(given)), 20).document()))


def about_numbers(states, given, sharp, instance, *due, margin=None):
    """A claim about numbers with a partner, and proofs of what is said to be due."""
    lines = [*given, *([f"0 < {margin} < 1"] if margin else [])]
    return {
        "schema": "kreiss/sharpness-1",
        "statement": {"given": list(given), "states": states, "sharp": sharp},
        "verdict": "PROVED",
        "bound": proof(states, given),
        "instance": instance,
        "models": {},
        "proofs": [proof(tree, lines) for tree in due],
        **({"margin": margin} if margin else {}),
    }


def test_the_genuine_certificates_are_accepted():
    assert check_document(ATTAINED).statement == (
        "rho([[1 - h + b, -b], [1, 0]]) < 1, sharp in h < 2*(1 + b), given 0 <= b < 1; 0 < h < 2*(1 + b)"
    )
    assert check_document(BEYOND).statement.startswith("rho([[1, -h], [h, 1 - h^2]]) <= 1, sharp in h <= 2")
    assert ", but not sharp in h < 3/2*(1 + b), given" in check_document(BEATEN).statement


def test_a_number_is_the_same_in_every_form():
    statement = {"given": ["0 < x < 0.5"], "states": "x < 1"}
    _, relation, asked = sharpness.question(statement, parse("x < 1/2", "$"), "$")
    assert relation == parse("x >= 1/2", "$")[0]
    assert asked == (*parse("0 < x", "$"), *parse("x >= 1", "$"))


def test_every_obligation_needs_its_proof():
    for document in (ATTAINED, BEYOND):
        for i in range(len(document["proofs"])):
            rejected(
                changed(document, "proofs", to=[p for j, p in enumerate(document["proofs"]) if j != i]), "$.proofs"
            )
            rejected(changed(document, "proofs", i, "steps", to=[]), f"$.proofs[{i}]")
            narrower = [*document["proofs"][i]["statement"]["given"], "h == 1"]
            rejected(changed(document, "proofs", i, "statement", "given", to=narrower), f"$.proofs[{i}]")


@pytest.mark.parametrize(
    "sharp", ["h < 2", "0 < h < 2*(1 + b)", "h <= 2*(1 + b)", "h", "rho([[1 - h + b, -b], [1, 0]]) < 1", "b = 1", 7]
)
def test_what_is_sharp_is_one_relation_of_the_hypotheses(sharp):
    rejected(changed(ATTAINED, "statement", "sharp", to=sharp), "$.statement")


def test_another_hypothesis_asks_for_other_partners():
    for sharp in ("b < 1", "0 < h", "0 <= b"):
        rejected(changed(ATTAINED, "statement", "sharp", to=sharp), "$.proofs")
    rejected(changed(ATTAINED, "statement", "sharp", to=True), "$.statement.states")


def test_hypotheses_that_order_matrices_or_are_equations_are_not_sharp():
    for line in ("A <= I", "x == 1", "symmetric(A)"):
        document = about_numbers("x <= 2", ["x <= 1", line], line, {"x": "1"})
        rejected(document, "$.statement.states")


def test_a_conclusion_is_one_order_of_numbers():
    for states in ("x == 1", "0 <= x <= 1", "A <= I"):
        forged = changed(
            about_numbers("x <= 1", ["0 <= x <= 1"], "x <= 1", {"x": "2"}), "statement", "states", to=states
        )
        rejected(forged, "$.statement.states")


def test_a_partner_inside_or_far_outside_does_not_count():
    rejected(changed(ATTAINED, "instance", "h", to="1 + b"), "$.proofs")
    rejected(changed(ATTAINED, "instance", "h", to="3*(1 + b)"), "$.proofs")
    given = ["0 < x < 1/2"]
    far = about_numbers("x < 1", given, "x < 1/2", {"x": "1"}, "0 < 1", "1 >= 1")
    rejected(far, "$.proofs")
    assert check_document(about_numbers("x < 1/2", given, "x < 1/2", {"x": "1/2"}, "0 < 1/2"))


def test_what_the_bound_depends_on_stays_as_it_is():
    given = ["0 < y", "x < y", "y < 2"]
    assert check_document(about_numbers("x < y", given, "x < y", {"x": "y"}))
    forged = about_numbers("x < y", given, "x < y", {"x": "1", "y": "1"})
    rejected(forged, "$.proofs")


def test_a_hypothesis_that_another_implies_is_not_sharp():
    forged = about_numbers("x < 1", ["x < 1", "x < 2"], "x < 2", {"x": "2"}, "2 >= 1")
    rejected(forged, "$.proofs")
    twice = about_numbers("x < 1", ["x < 1", "1 > x"], "x < 1", {"x": "1"})
    assert check_document(twice)


def test_partners_violate_the_conclusion():
    forged = about_numbers("x < 2", ["x < 1"], "x < 1", {"x": "1"})
    rejected(forged, "$.proofs")


def test_what_is_defined_has_a_value_at_the_partner():
    """For x < 1 the claim says nothing beyond 1, where sqrt(1 - x) has no value."""
    for value in ("1/(1 - x)", "sqrt(1/2 - x)", "log(1 - x)"):
        given = ["x < 1", f"g = {value}"]
        rejected(about_numbers("x < 1", given, "x < 1", {"x": "1"}), "$.proofs")


def test_entries_of_a_matrix_have_a_value_at_the_partner():
    """rho([[1/0]]) counts as 0, so that rho([[1/(1 - x)]]) > 0 would be violated at x = 1."""
    statement = {"given": ["x < 1"], "states": "rho([[1/(1 - x)]]) > 0"}
    known, relation, asked = sharpness.question(statement, parse("x < 1", "$"), "$")
    partner = sharpness.Partner(known, {"x": "1"}, {})
    due = sharpness.obligations(partner, relation, asked)
    assert due[0][:2] == ("<=", ("call", "rho", (("matrix", ((parse("0 < 1/(1 - 1)", "$")[0][2],),)),)))
    assert parse("1/(1 - 1) <= 1/(1 - 1)", "$")[0] in due


@pytest.mark.parametrize("value", ["1/(1 - 1)", "sqrt(0 - 1)", "log(1)", "K(A)", "A", "h < 1", "", 1, None])
def test_the_partner_consists_of_numbers_that_are_defined_and_finite(value):
    rejected(changed(ATTAINED, "instance", "h", to=value), "$")


def test_a_margin_is_a_new_number():
    for name in ("h", "T", "rho", "0", "", 1, None, ["t"]):
        rejected(changed(BEYOND, "margin", to=name), "$.margin")
    rejected(changed(BEYOND, "margin", to="s"), "$.proofs")
    rejected({key: value for key, value in BEYOND.items() if key != "margin"}, "$.proofs")
    rejected({**ATTAINED, "margin": "t"}, "$.proofs")
    rejected({**BEATEN, "margin": "t"})


def test_a_partner_beyond_the_margin_does_not_count():
    given = ["0 < x <= 1"]
    due = ("0 < 1 + t/2", "1 + t/2 > 1", "1 + t/2 <= 1 + t")
    assert check_document(about_numbers("x <= 1", given, "x <= 1", {"x": "1 + t/2"}, *due, margin="t"))
    rejected(about_numbers("x <= 2", given, "x <= 1", {"x": "2 + t"}, "0 < 2 + t", "2 + t > 2", margin="t"), "$.proofs")
    free = about_numbers("x <= 1", [*given, "t > 0"], "x <= 1", {"x": "1 + t"}, "0 < 1 + t", "1 + t > 1", margin="s")
    rejected(free, "$.proofs")


def test_a_conclusion_may_be_reached_but_for_a_margin():
    given = ["0 <= x", "x < 1"]
    reached = about_numbers(
        "x <= 1", given, True, {"x": "1 - t"}, "0 <= 1 - t", "1 - t < 1", "1 - t <= 1 - t", margin="t"
    )
    assert reached["proofs"]
    reached["proofs"].pop()  # it compares a number that is always defined with itself
    assert check_document(reached)
    missed = about_numbers("x <= 2", given, True, {"x": "1 - t"}, "0 <= 1 - t", "1 - t < 1", margin="t")
    rejected(missed, "$.proofs")


def test_an_exponent_of_the_partner_is_a_whole_number():
    given, states = ["M = [[a]]", "power_norm(M, t) <= x", "t >= 1"], "power_norm(M, t) <= x"
    for time in ("1/2", "1 - s", "t - 1"):
        forged = about_numbers(states, given, "t >= 1", {"t": time})
        rejected({**forged, "models": {"M": "M1 = [[a]]"}}, "$.instance")


def test_a_weaker_hypothesis_needs_its_proof_and_its_point():
    rejected(changed(BEATEN, "better", to="1 + b"), "$.proof")
    rejected(changed(BEATEN, "better", to="2*(1 + b) + h - h"), "$.better")
    rejected(changed(BEATEN, "proof", to=BEATEN["bound"]), "$.proof")
    rejected(changed(BEATEN, "proof", "steps", to=[]), "$.proof")
    rejected(changed(BEATEN, "point", "witness", "parameters", "h", to="5"), "$.point")
    rejected(changed(BEATEN, "statement", "sharp", to="b < 1"), "$")
    stronger = [*BEATEN["proof"]["statement"]["given"], "b == 0"]
    rejected(changed(BEATEN, "proof", "statement", "given", to=stronger), "$.proof")
    both = [*BEATEN["proof"]["statement"]["given"], "h < 3/2*(1 + b)"]
    rejected(changed(BEATEN, "proof", "statement", "given", to=both), "$.proof")
    other = changed(BEATEN, "proof", "statement", "states", to="rho([[1 - h + b, -b], [1, 0]]) < 2")
    rejected(other, "$.proof")


def test_a_smaller_bound_is_no_weaker_hypothesis():
    """The claim holds with 1 + b as well, but the point has to show a greater bound."""
    lines = ["0 <= b < 1", "0 < h", "h < 1 + b"]
    smaller = {**BEATEN, "better": "1 + b", "proof": proof(HEAVY[0], lines)}
    states = "3/2*(1 + b) >= 1 + b"
    rejected(changed(smaller, "point", "statement", "states", to=states), "$.point")
    rejected(changed(smaller, "point", "statement", "states", to="1 + b >= 3/2*(1 + b)"), "$.point")
