"""``kreiss.prove``: a verdict on an inequality is given only when the checker has accepted a certificate of it."""

import json
from dataclasses import replace

import pytest

import kreiss
from kreiss.errors import InvalidCertificate
from kreiss.symbolic import inequalities
from kreiss.symbolic.inequalities.exact import holds
from kreiss.symbolic.inequalities.systems import read_statement
from kreiss.verify.checker import check_document

HALF = ["x >= 0"]


@pytest.fixture
def found(monkeypatch):
    """Put another result in the place of what the prover finds."""

    def put(result):
        monkeypatch.setattr(inequalities, "prove", lambda *_, **__: result)

    return put


@pytest.mark.parametrize(
    ("states", "given", "verdict"),
    [("sqrt(x) <= (x + 1)/2", HALF, "PROVED"), ("x^2 > x", "x > 0", "REFUTED"), ("sqrt(x) <= x + 1", [], "UNDECIDED")],
)
def test_what_is_found_and_accepted_is_the_verdict(states, given, verdict):
    result = kreiss.prove(states, given)
    assert result.verdict == verdict
    assert verdict == "UNDECIDED" or check_document(result.certificate).statement


def test_a_proof_that_the_checker_rejects_is_no_verdict(found):
    result = kreiss.prove("sqrt(x) <= (x + 1)/2", HALF)
    found(replace(result, certificate={**result.certificate, "proofs": result.certificate["proofs"][:1]}))
    with pytest.raises(InvalidCertificate, match="rejected at"):
        kreiss.prove("sqrt(x) <= (x + 1)/2", HALF)


@pytest.mark.parametrize(("states", "given"), [("sqrt(x) <= (x + 1)/3", HALF), ("sqrt(x) <= (x + 1)/2", [])])
def test_a_valid_certificate_of_another_statement_is_no_verdict(found, states, given):
    found(kreiss.prove("sqrt(x) <= (x + 1)/2", HALF))
    with pytest.raises(InvalidCertificate, match="another statement"):
        kreiss.prove(states, given)


def test_a_refutation_is_not_taken_for_a_proof(found):
    found(replace(kreiss.prove("x^2 > x", ["x > 0"]), verdict="PROVED"))
    with pytest.raises(InvalidCertificate, match="another statement"):
        kreiss.prove("x^2 > x", ["x > 0"])


@pytest.mark.parametrize(
    ("states", "given", "hypothesis"),
    [
        ("sqrt(x) <= x + 1", [], "x >= 0"),
        ("log(1 + x) <= x", [], "(1+x) > 0"),
        ("x*y < 1/2", ["x^2 + y^2 == 1"], "x >= 1"),
    ],
)
def test_what_is_undecided_comes_with_a_hypothesis_that_suffices_and_holds_somewhere(states, given, hypothesis):
    found = kreiss.prove(states, given, budget=8).sufficient
    assert found.hypothesis == hypothesis
    assert found.certificate["statement"] == {"given": [*given, hypothesis], "states": states}
    assert check_document(found.certificate).statement
    statement = read_statement(states, [*given, hypothesis])
    assert holds(statement, found.at)
    assert json.loads(json.dumps(found.document()))["at"] == {name: str(value) for name, value in found.at.items()}


def test_no_hypothesis_that_contradicts_the_others_is_said_to_suffice():
    """With x > 1 it is true of nothing."""
    result = kreiss.prove("x*y < 1/2", ["x^2 + y^2 == 1", "x < 1", "y < 1"], budget=3)
    assert (result.verdict, result.sufficient) == ("UNDECIDED", None)
