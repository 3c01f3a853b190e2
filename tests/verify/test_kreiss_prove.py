"""``kreiss.prove``: a verdict on an inequality is given only when the checker has accepted a certificate of it."""

from dataclasses import replace

import pytest

import kreiss
from kreiss.errors import InvalidCertificate
from kreiss.symbolic import inequalities
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
