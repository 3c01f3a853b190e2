"""Proofs in words: every kind of step has a rule, facts name quantities, and the terminal tells all of it."""

import sys

import pytest

from kreiss.symbolic.theorems.rendering import RULES
from kreiss.verify import cli
from kreiss.verify.checker.proofs import proof
from kreiss.verify.reporting.prose import arguments, lines, shown, told

STEP = {"kind": "inequality", "states": "0 <= norm(A*B)", "reason": "it is a norm"}


def certificate(*steps, given=("x <= 1",), states="x <= 1"):
    return {"schema": "kreiss/proof-1", "statement": {"given": list(given), "states": states}, "steps": list(steps)}


def test_every_kind_of_step_that_the_checker_knows_has_a_rule_in_words():
    assert set(proof._KINDS) <= set(RULES)


@pytest.mark.parametrize(
    ("line", "quantities", "given", "read"),
    [
        ("norm_C <= 2", {}, [], "norm(C) <= 2"),
        ("norm_C <= 2", {}, ["norm_C < 1"], "norm_C <= 2"),
        ("u1 <= K_ct_J", {"u1": "norm(A*B)"}, [], "norm(A*B) <= K_ct(J)"),
        ("power_norm_J_3 <= rho_A11", {}, [], "power_norm(J, 3) <= rho(A11)"),
    ],
)
def test_the_facts_of_an_inequality_name_quantities_as_the_claim_does(line, quantities, given, read):
    step = {**STEP, "certificate": {"statement": {"given": [line]}, "proofs": []}, "quantities": quantities}
    ((told_step,),) = [argument.steps for argument in arguments(certificate(step, given=given))]
    assert told_step.facts[0].formulas == (read,)


def test_a_step_is_told_with_its_rule_its_facts_and_the_branches_of_a_case():
    inner = {"kind": "transitive", "states": "x <= 3", "reason": "twice", "via": "2"}
    on = {"kind": "cases", "states": "x <= 3", "reason": "either way", "on": "x <= 2", "yes": [inner], "no": [inner]}
    text = "\n".join(lines(arguments(certificate(on))))
    assert "1. x ≤ 3\n     case distinction: either way" in text
    assert "if x ≤ 2:" in text
    assert "unless x ≤ 2:" in text
    assert text.count("transitivity: twice") == 2
    assert "through 2" in text


def test_sums_of_products_are_written_as_formulas():
    minors = [[[1, ["(r - 1)", "norm(C)"]], [2, ["(1)"]], ["==", "m", "x", "y"]], []]
    step = {"kind": "witness", "states": "1 <= K(M)", "reason": "a point", "z": "2", "vector": ["1", "c"]}
    step["minors"] = minors
    (argument,) = arguments(certificate(step))
    assert argument.steps[0].minors == ("((r - 1))*(norm(C)) + (2) + (m)*((x) - (y))", "0")
    assert [fact.formulas for fact in argument.steps[0].facts] == [("2",), ("[[1], [c]]",)]


def test_what_is_no_formula_is_shown_as_it_stands():
    assert shown("2 +") == "2 +"
    assert shown("x <= 1") == "x ≤ 1"


def test_what_is_no_proof_argues_nothing():
    assert arguments({"schema": "kreiss/refutation-1"}) == ()


def test_every_verdict_is_told_with_its_claim_and_its_grounds(decided, hostile):
    texts = {verdict.claim.id: told(verdict) for verdict in (*decided, hostile)}
    first = "1. 0 ≤ γ\n     real inequality, certified by identity: it bounds a spectral radius"
    assert first in texts["kreiss-upper-bound"]
    assert "Every instance has a partner" in texts["comparison"]
    assert "The better bound is smaller at one point" in texts["upper-bound-sharp"]
    assert "A = [0]" in texts["upper-bound-sharp"]
    assert "left side = 3, right side = 11/4" in texts["peak-tracking"]
    assert "K([0, 0; n, 0]) ≥ n/4" in texts["scaling-by-rates"]
    assert "Cited: spijker" in texts["kreiss-matrix-theorem-upper"]
    assert "Tried:" in texts[hostile.claim.id]


def test_the_command_line_tells_proofs(monkeypatch, capsys, tmp_path):
    path = tmp_path / "my.claims.toml"
    path.write_text('schema = "kreiss/claims-1"\n[[claim]]\nid = "mean"\nstates = "x*y <= (x^2 + y^2)/2"\n')
    monkeypatch.setattr(sys, "argv", ["kreiss", "verify", str(path), "--no-examples", "--explain", "proof"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "mean: PROVED, proof\nFor all real numbers x and y:" in out
    assert "1 of 1 verdicts as expected" in out
