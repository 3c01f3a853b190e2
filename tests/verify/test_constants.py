"""Claims with an unspecified constant are proved through an explicit value, and never refuted by single values."""

import json

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.constants import states_a_value_of
from kreiss.verify.reading import in_latex, in_words
from kreiss.verify.records import record, restored
from kreiss.verify.refuter import refute
from kreiss.verify.verdicts import decide

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
LINEAR = Claim("linear", "K(J) <= c*(1 + norm(C)/(1 - gamma))", COUPLED, exists=("c",))


def test_a_true_order_claim_is_proved_at_a_value_that_the_certificate_states():
    verdict = decide(LINEAR, budget=40)
    assert verdict.verdict == "PROVED"
    assert verdict.evidence["constants"] == "c = 1"
    assert "c = 1/2" in verdict.evidence["refuted_at"]
    assert verdict.certificate["statement"] == {"given": ["c = 1", *COUPLED], "states": LINEAR.states}
    stored = json.loads(json.dumps(record(verdict)))
    assert restored(LINEAR, stored).verdict == "PROVED"
    stored["certificate"]["statement"]["given"][0] = "c = 1/2"
    assert restored(LINEAR, stored) is None


def test_a_false_order_claim_is_undecided_and_shows_the_values_that_fail():
    claim = Claim("bounded", "K(J) <= c", COUPLED, exists=("c",))
    verdict = decide(claim, budget=12)
    assert verdict.verdict == "UNDECIDED"
    assert "c = 1" in verdict.evidence["refuted_at"]


def test_a_statement_at_other_hypotheses_is_no_value_of_the_claim():
    at_one = {"given": ["c = 1", *COUPLED], "states": LINEAR.states}
    assert states_a_value_of(LINEAR, at_one)
    for given in (["c = x", *COUPLED], ["c = 1"], [*COUPLED], ["c = 1", "c = 2", *COUPLED], ["d = 1", *COUPLED], None):
        assert not states_a_value_of(LINEAR, {**at_one, "given": given})
    assert not states_a_value_of(LINEAR, {**at_one, "states": "K(J) <= c"})


def test_no_single_point_refutes_an_order_claim():
    with pytest.raises(InvalidClaim, match="leaves c open"):
        refute(LINEAR, 1)


@pytest.mark.parametrize("name", ["x", "gamma", "A", "J", ""])
def test_only_free_numbers_are_constants(name):
    with pytest.raises(InvalidClaim, match="not a free number"):
        Claim("linear", LINEAR.states, COUPLED, exists=(name,))


def test_an_order_claim_reads_with_its_constant_first():
    assert in_words(LINEAR).startswith(
        "There are real numbers c, the same for everything that follows, such that:\nFor all"
    )
    assert "$c$" in in_latex(LINEAR)
