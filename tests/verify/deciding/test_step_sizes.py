"""Hypotheses that are sharp: the step sizes up to which the field's iterations are stable, and no further."""

import json

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_words
from kreiss.verify.deciding.decide import decide
from kreiss.verify.reporting.prose import told
from kreiss.verify.reporting.report import grounds
from kreiss.verify.running.records import record, restored

STRONG = ("0 < m <= l", "m <= H <= l")
STEPS = {
    "heavy ball": ("rho([[1 - h + b, -b], [1, 0]]) < 1", ("0 <= b < 1",), "2*(1 + b)"),
    "Nesterov": ("rho([[(1 + b)*(1 - h), -b*(1 - h)], [1, 0]]) < 1", ("0 <= b < 1",), "2*(1 + b)/(1 + 2*b)"),
    "simultaneous descent-ascent": ("rho([[1 - h*m, -h*l], [h*l, 1 - h*m]]) < 1", ("m > 0",), "2*m/(m^2 + l^2)"),
    "alternating descent-ascent": ("rho([[1, -h], [h, 1 - h^2]]) <= 1", (), "2"),
    "extragradient": ("rho([[1 - h^2*l^2, -h*l], [h*l, 1 - h^2*l^2]]) < 1", ("l > 0",), "1/l"),
    "optimistic descent": ("rho([[1 - 2*h*l, h*l], [1, 0]]) < 1", ("l > 0",), "2/(3*l)"),
    "two time scales": ("rho([[1, -h], [k*h, 1 - k*h]]) < 1", ("0 < k <= 4",), "1"),
    "two time scales, momentum": (
        "rho([[1 - h + b, -b, c], [1, 0, 0], [0, 0, 1 - e]]) < 1",
        ("0 < e < 2", "0 <= b < 1"),
        "2*(1 + b)",
    ),
    "decay and a delay of two steps": ("rho([[5/6, 0, -h], [1, 0, 0], [0, 1, 0]]) < 1", (), "2/3"),
    "gradient descent, all dimensions": ("rho(I - h*H) < 1", STRONG, "2/l"),
    "heavy ball, all dimensions": (
        "rho([[(1 + b)*I - h*H, -b*I], [I, 0]]) < 1",
        (*STRONG, "0 <= b < 1"),
        "2*(1 + b)/l",
    ),
}


def upto(name, factor="1", *, sharp="h", sign="<"):
    states, given, bound = STEPS[name]
    sign = "<=" if "<=" in states else sign
    text = bound if factor == "1" else f"{factor}*({bound})"
    return Claim("c", states, (*given, f"0 < h {sign} {text}"), sharp=sharp)


@pytest.mark.parametrize("name", STEPS)
def test_the_largest_step_size_of_an_iteration_is_proved_to_be_the_largest(name):
    claim = upto(name)
    verdict = decide(claim, 20)
    assert verdict.verdict == "PROVED"
    assert verdict.certificate["statement"] == claim.sharp_statement
    assert ", sharp in h <" in check_document(json.loads(json.dumps(verdict.certificate))).statement
    assert grounds(verdict).startswith("proof, and it fails beyond h <")


@pytest.mark.parametrize("name", STEPS)
def test_a_larger_step_size_is_refuted_by_a_counterexample(name):
    verdict = decide(upto(name, "21/20"), 20)
    assert (verdict.verdict, grounds(verdict)) == ("REFUTED", "counterexample")


@pytest.mark.parametrize("name", ["heavy ball", "extragradient", "decay and a delay of two steps"])
def test_a_smaller_step_size_holds_and_is_not_sharp(name):
    verdict = decide(upto(name, "3/4"), 20)
    assert verdict.verdict == "REFUTED"
    assert ", but not sharp in h <" in check_document(json.loads(json.dumps(verdict.certificate))).statement
    assert grounds(verdict).startswith("holds, but is not sharp in h <")
    assert grounds(verdict).endswith(f": h < {verdict.evidence['better']} is enough")
    assert verdict.certificate["better"] == verdict.evidence["better"]


def test_a_number_alone_is_sharp_if_no_larger_number_will_do():
    """With momentum more is allowed, but no number above 2 is allowed whatever the momentum."""
    claim = Claim("c", STEPS["heavy ball"][0], ("0 <= b < 1", "0 < h < 2"), sharp="h")
    verdict = decide(claim, 20)
    assert (verdict.verdict, verdict.certificate["instance"]) == ("PROVED", {"b": "0", "h": "2"})


def test_a_hypothesis_that_others_imply_is_not_sharp():
    claim = Claim("c", "x < 1", ("0 < x < 1", "x < 2"), sharp="x < 2")
    assert decide(claim, 10).verdict == "REFUTED"
    assert decide(Claim("c", "x < 1", ("0 < x < 1", "x < 2"), sharp="x < 1"), 10).verdict == "PROVED"


def test_a_lower_bound_may_be_sharp_too():
    verdict = decide(Claim("c", "1/x <= 1/y", ("y > 0", "x >= y"), sharp="x >= y"), 10)
    assert verdict.verdict == "PROVED"
    assert "No smaller function of y can stand on the right of x ≥ y." in in_words(verdict.claim)
    assert decide(Claim("c", "1/x <= 1/y", ("y > 0", "x >= 2*y"), sharp="x >= 2*y"), 10).verdict == "REFUTED"


def test_what_is_meant_is_stated_named_or_the_last_bound_of_a_number():
    states, given, bound = STEPS["heavy ball"]
    lines = (*given, f"0 < h < {bound}")
    for sharp in ("h", f"h < {bound}", f"h<{bound}", True):
        assert Claim("c", states, lines, sharp=sharp).sharp_statement["sharp"] == f"h < {bound}"
    assert Claim("c", states, lines, sharp="b").sharp_statement["sharp"] == "b < 1"
    assert Claim("c", states, ("0 <= b < 1", f"{bound} > h"), sharp="h").sharp_statement["sharp"] == f"h < {bound}"
    assert Claim("c", "x <= y", ("x <= y", "x <= 1"), sharp=True).sharp_statement["sharp"] is True
    for sharp in ("k", "h < 2", "0 < h < 2*(1 + b)", "h == 2"):
        with pytest.raises(InvalidClaim, match="is no order of numbers among the hypotheses"):
            Claim("c", states, lines, sharp=sharp)
    with pytest.raises(InvalidClaim, match="sharp, column 1: expected"):
        Claim("c", states, lines, sharp="")
    with pytest.raises(InvalidClaim, match="sharp: expected one relation with <= or >="):
        Claim("c", "rho(A) < 1", ("norm(A) < 1",), sharp=True)


def test_a_number_with_a_capital_letter_may_be_sharp():
    claim = Claim(
        "c", "rho(I - a*H) < 1", ("0 < m <= L", "m <= H <= L", "0 < a < 2/L"), sharp="a < 2/L", declared=("L",)
    )
    verdict = decide(claim, 20)
    assert (verdict.verdict, verdict.certificate["statement"]["sharp"]) == ("PROVED", "a < 2/l")
    assert "No greater function of L can stand on the right of a < 2/L." in in_words(claim)


def test_a_stored_verdict_is_of_the_hypothesis_that_it_was_about():
    claim = upto("heavy ball")
    stored = json.loads(json.dumps(record(decide(claim, 20))))
    assert restored(claim, stored).verdict == "PROVED"
    for other in (upto("heavy ball", sharp="b"), upto("heavy ball", sharp=False)):
        assert restored(other, stored) is None
        assert restored(other, {**stored, "sharp": other.sharp}) is None


def test_the_proof_is_told_with_the_partner_on_the_boundary():
    text = told(decide(upto("alternating descent-ascent"), 20))
    assert "No greater number can stand on the right of h ≤ 2." in text
    assert "attains the bound of h <= 2, but for any t between 0 and 1, satisfies the other hypotheses" in text
    assert "h = 2 + t" in text
    text = told(decide(upto("heavy ball", "3/4"), 20))
    assert "It holds with a weaker hypothesis" in text
