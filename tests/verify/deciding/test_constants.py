"""Claims with an unspecified constant are proved through an explicit value, and never refuted by single values."""

import json
from fractions import Fraction

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.deciding.constants import values_stated
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.running.records import record, restored

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
LINEAR = Claim("linear", "K(J) <= c*(1 + norm(C)/(1 - gamma))", COUPLED, exists=("c",))


def test_a_true_order_claim_is_proved_at_a_value_that_the_certificate_states():
    verdict = decide(LINEAR, budget=10)
    assert verdict.verdict == "PROVED"
    assert verdict.evidence["constants"] == "c = 1"
    assert "c = 1/2" in verdict.evidence["refuted_at"]
    assert verdict.certificate["statement"] == {"given": ["c = 1", *COUPLED], "states": LINEAR.states}
    stored = json.loads(json.dumps(record(verdict)))
    assert restored(LINEAR, stored).verdict == "PROVED"
    stored["certificate"]["statement"]["given"][0] = "c = 1/2"
    assert restored(LINEAR, stored) is None


def test_a_false_order_claim_is_refuted_along_a_family_that_its_record_keeps():
    claim = Claim("bounded", "K(J) <= c", COUPLED, exists=("c",))
    verdict = decide(claim, budget=12)
    assert verdict.verdict == "REFUTED"
    assert verdict.witness.document()["matrices"] == {"A": [["0"]], "C": [["n"]], "D": [["0"]]}
    stored = json.loads(json.dumps(record(verdict)))
    assert restored(claim, stored).witness == verdict.witness
    assert restored(LINEAR, {**stored, "statement": LINEAR.statement}) is None
    stored["certificate"]["family"]["matrices"]["C"] = [["1"]]
    assert restored(claim, stored) is None


def test_an_order_claim_without_family_or_proof_is_undecided_and_shows_the_values_that_fail():
    claim = Claim("powers", "sup_powers(A) <= c*K(A)^(1/2)", ("norm(A) <= 2", "K(A) <= 10"), exists=("c",))
    verdict = decide(claim, budget=3)
    assert verdict.verdict == "UNDECIDED"
    assert "c = 1/10" in verdict.evidence["refuted_at"]


def test_many_constants_are_tried_at_one_value():
    names = tuple(f"c{i}" for i in range(40))
    claim = Claim("many", f"x <= {' + '.join(f'{name}*x' for name in names)}", ("x >= 0",), exists=names)
    verdict = decide(claim, budget=10)
    assert (verdict.verdict, verdict.evidence["constants"].count("= 1/10")) == ("PROVED", 40)


def test_a_statement_at_other_hypotheses_is_no_value_of_the_claim():
    at_one = {"given": ["c = 1", *COUPLED], "states": LINEAR.states}
    assert values_stated(LINEAR, at_one) == {"c": 1}
    for given in (
        ["c = x", *COUPLED],
        ["c = 1e999999999", *COUPLED],
        ["c = 1/0", *COUPLED],
        ["c = 1"],
        [*COUPLED],
        ["c = 1", "c = 2", *COUPLED],
        ["d = 1", *COUPLED],
        None,
    ):
        assert values_stated(LINEAR, {**at_one, "given": given}) is None
    assert values_stated(LINEAR, {**at_one, "states": "K(J) <= c"}) is None


def test_no_single_point_refutes_an_order_claim():
    with pytest.raises(InvalidClaim, match="leaves c open"):
        refute(LINEAR, 1)


@pytest.mark.parametrize("name", ["x", "gamma", "A", "J", ""])
def test_only_free_numbers_are_constants(name):
    with pytest.raises(InvalidClaim, match="not a free number"):
        Claim("linear", LINEAR.states, COUPLED, exists=(name,))


def test_an_order_claim_reads_with_its_constant_first():
    assert in_words(LINEAR).startswith(
        "There is a real number c, the same for everything that follows, such that:\nFor"
    )
    assert "$c$" in in_latex(LINEAR)


def test_a_hypothesis_about_constants_alone_restricts_what_is_chosen():
    bounded = Claim("bounded", "norm(A) <= c", ("c >= 7", "norm(A) <= 5"), exists=("c",))
    verdict = decide(bounded, 6)
    assert (verdict.verdict, verdict.evidence["constants"]) == ("PROVED", "c = 10")
    assert restored(bounded, json.loads(json.dumps(record(verdict)))).verdict == "PROVED"
    assert decide(Claim("unbounded", "norm(A) <= c", ("c >= 1",), exists=("c",)), 1).verdict == "UNDECIDED"
    assert decide(Claim("none", "norm(A) <= c", ("c <= 0", "norm(A) <= 5"), exists=("c",)), 1).verdict == "UNDECIDED"


def test_a_proof_at_a_value_that_is_not_allowed_is_not_taken_back():
    unbounded = Claim("unbounded", "norm(A) <= c", ("c >= 1",), exists=("c",))
    vacuous = decide(unbounded.at({"c": Fraction(1, 10)}), 4)
    assert vacuous.verdict == "PROVED"
    stored = record(Verdict(unbounded, "PROVED", certificate=vacuous.certificate))
    assert restored(unbounded, stored) is None
