"""A proof is accepted only for what it proves: every kind of step, forged, is rejected."""

import copy
import json
from functools import cache
from time import process_time

import pytest
from checker.forging import places, rejected, step_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.symbolic.proof import Proof, inequality
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim

CLASS = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
NUMBERS = ("M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1", "c >= 2*(1 - gamma)")
CLAIMS = {
    "upper": ("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", CLASS),
    "coupled": ("K(J) <= norm(C)/(4*(1 - gamma)) + (1 - gamma)/norm(C)", (*CLASS, "norm(C) >= 2*(1 - gamma)")),
    "exact": ("K(M) == c/(4*(1 - gamma)) + (1 - gamma)/c", NUMBERS),
    "increasing": ("(1 - gamma)*K(J) <= 1 + norm(C)/4", CLASS),
}


@cache
def _proved(name):
    states, given_ = CLAIMS[name]
    proof = prove_claim(Claim(name, states, given=given_))
    assert proof is not None
    return json.dumps(proof.document())


def document(name):
    return json.loads(_proved(name))


@pytest.mark.parametrize("name", CLAIMS)
def test_the_proof_is_accepted_as_it_is(name):
    checked = check_document(document(name))
    assert checked.statement.startswith(CLAIMS[name][0])
    assert checked.assumptions == ()


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("upper", "K(J) <= 1/(1 - gamma) + norm(C)/(4*(1 - gamma))"),
        ("upper", "K(J) <= 2/(1 - gamma) + norm(C)/(8*(1 - gamma))"),
        ("upper", "K(J) <= 2/(1 - gamma) - norm(C)/(4*(1 - gamma))"),
        ("upper", "K(J) < 2/(1 - gamma) + norm(C)/(4*(1 - gamma))"),
        ("upper", "K(J) >= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))"),
        ("upper", "K(A) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))"),
        ("upper", "sup_powers(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))"),
        ("exact", "K(M) == c/(4*(1 - gamma))"),
        ("exact", "K(M) == c/(4*(1 - gamma)) + 2*(1 - gamma)/c"),
        ("increasing", "(1 - gamma)*K(J) <= 1 + norm(C)/8"),
    ],
)
def test_a_stronger_statement_under_the_same_steps_is_rejected(name, states):
    forged = document(name)
    forged["statement"]["states"] = states
    rejected(forged)


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A)", "gamma = max(rho(A), rho(D))", "gamma < 1"]),
        ("upper", ["J = [[A, B], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1"]),
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = rho(A)", "gamma < 1"]),
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))"]),
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = min(rho(A), rho(D))", "gamma < 1"]),
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(C))", "gamma < 1"]),
        ("upper", ["J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma <= 1"]),
        ("coupled", [*CLASS, "norm(C) >= 0"]),
        ("exact", ["M = [[gamma, 0], [c, gamma]]", "0 <= gamma < 1", "c >= 1 - gamma"]),
        ("exact", ["M = [[gamma, 0], [c, c]]", "0 <= gamma < 1", "c >= 2*(1 - gamma)"]),
        ("exact", ["M = [[gamma, 1], [c, gamma]]", "0 <= gamma < 1", "c >= 2*(1 - gamma)"]),
        ("exact", ["M = [[gamma, 0], [c, gamma]]", "gamma < 1", "c >= 2*(1 - gamma)"]),
    ],
)
def test_a_weaker_hypothesis_under_the_same_steps_is_rejected(name, given_):
    forged = document(name)
    forged["statement"]["given"] = given_
    rejected(forged)


@pytest.mark.parametrize("name", CLAIMS)
def test_no_step_can_be_dropped(name):
    whole = document(name)
    for i in range(len(whole["steps"])):
        forged = copy.deepcopy(whole)
        del forged["steps"][i]
        rejected(forged)


def test_a_comparison_needs_every_minor_and_the_right_bounds():
    for change in (
        lambda step: step["minors"].pop(),
        lambda step: step["minors"].reverse(),
        lambda step: step["minors"][0].append([1, []]),
        lambda step: step["minors"][0][0].__setitem__(0, 2),
        lambda step: step["minors"][0][0].__setitem__(0, -1),
        lambda step: step["minors"][0][0][1].append("1 - r"),
        lambda step: step["bounds"][0].__setitem__(0, "0"),
        lambda step: step["bounds"][0].__setitem__(0, "rho(A)"),
        lambda step: step["bounds"][0].__setitem__(0, "rho(D)"),
        lambda step: step["bounds"][1].__setitem__(0, "norm(C)/2"),
        lambda step: step["bounds"][1].__setitem__(0, "0"),
        lambda step: step.__setitem__("bounds", [["gamma"]]),
    ):
        forged = document("coupled")
        change(step_of("comparison", forged["steps"]))
        rejected(forged)


def test_a_comparison_holds_for_every_radius_or_not_at_all():
    """Inside a case that restricts r, the minors are known for some r only."""
    states = "K(J) <= 1"
    facts = ["0 <= c", "1 < r", "r <= 1 + c"]
    statement = {"given": ["J = [[1/2, 0], [c, 1/2]]", "c >= 0"], "states": states}
    inner = {"kind": "comparison", "states": states, "reason": "", "bounds": [["1/2", "0"], ["c", "1/2"]], "minors": []}
    split = {"kind": "cases", "states": states, "reason": "", "on": "r <= 1 + c", "yes": [inner], "no": [inner]}
    error = rejected({"schema": "kreiss/proof-1", "statement": statement, "steps": [split]})
    assert "restricts r" in error.message
    assert inequality("0 <= c*(r - 1)", facts, "a fact about such r").kind == "inequality"


def test_a_bound_that_depends_on_the_radius_is_no_bound():
    fact = inequality("0 <= r", ["1 < r"], "r is positive").document()
    step = {"kind": "comparison", "states": "K(J) <= r", "reason": "", "bounds": [["0"]], "minors": [[]]}
    forged = {"schema": "kreiss/proof-1", "statement": {"given": ["J = [[0]]"], "states": "K(J) <= r"}, "radius": "q"}
    rejected({**forged, "steps": [fact, step]})
    forged["statement"]["states"] = "K(J) <= 2"
    rejected({**forged, "radius": "r", "steps": [fact, step]})


def test_a_block_that_is_no_letter_is_bounded_by_its_own_norm():
    given = ["J = [[I - A, 0], [C, I - A]]", "norm(I - A) <= 0", "norm(A) <= 1", "square(A)"]
    for bound in ("0", "1", "norm(A)", "norm(C)"):
        step = {"kind": "domination", "states": f"rho(J) <= rho([[{bound}, 0], [norm(C), {bound}]])", "reason": ""}
        proof = {"schema": "kreiss/proof-1", "statement": {"given": given, "states": step["states"]}, "steps": [step]}
        if bound == "0":
            assert check_document(proof)
        else:
            rejected(proof)


def test_a_comparison_matrix_that_depends_on_the_radius_is_none():
    """With 100r on the diagonal, rI - J is far from singular for every r, although K(J) is 50 at g = 1/2."""
    claim = {"given": ["J = [[g, 0], [100, g]]", "0 <= g <= 1/2"], "states": "K(J) <= 10"}
    e = "10^2*(99*r)^2 - (r - 1)^2 - 10*(r - 1)*100"
    facts = [
        inequality("g <= 100*r", ["1 < r", "g <= 1/2"], "true").document(),
        inequality(f"0 <= {e}", ["1 < r"], "true").document(),
    ]
    corner = [[1, [e]], [1000, ["r - 1"]]]
    minors = [[*corner, [1000000, []]], corner, [[1, [e, e]], [2000, [e, "r - 1"]]]]
    bounds = [["100*r", "0"], ["100", "100*r"]]
    step = {"kind": "comparison", "states": claim["states"], "reason": "", "bounds": bounds, "minors": minors}
    forged = {"schema": "kreiss/proof-1", "statement": claim, "steps": [*facts, step]}
    assert "depends on r" in rejected(forged).message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("z", "1 + (1 - gamma)"),
        ("vector", ["2*(1 - gamma)", "-c"]),
        ("vector", ["0", "0"]),
        ("vector", ["1"]),
        ("minors", [[[1, []]]]),
        ("minors", []),
        ("minors", [[["==", "1", "gamma", "c"]]]),
        ("minors", [[["==", "1", "c", "c", "c"]]]),
    ],
)
def test_a_witness_must_reach_the_bound(field, value):
    forged = document("exact")
    step_of("witness", forged["steps"])[field] = value
    rejected(forged)


def test_cases_must_cover_everything():
    for change in (
        lambda step: step.__setitem__("no", []),
        lambda step: step.__setitem__("yes", []),
        lambda step: step.__setitem__("on", "norm(C) < 2*(1 - gamma)"),
        lambda step: step.__setitem__("on", "norm(C) <= 1/(1 - gamma)"),
        lambda step: step.__setitem__("on", "norm(C) <= 1"),
        lambda step: step.update(yes=step["no"]),
    ):
        forged = document("increasing")
        change(step_of("cases", forged["steps"]))
        rejected(forged)


def test_monotone_needs_its_coefficients_and_its_bound():
    for change in (
        lambda step: step["coefficients"].pop(),
        lambda step: step["coefficients"][0].append([1, []]),
        lambda step: step.__setitem__("bound", "2"),
        lambda step: step.__setitem__("variable", "norm(C)"),
    ):
        forged = document("increasing")
        change(step_of("monotone", forged["steps"]))
        rejected(forged)


def test_transitivity_needs_both_links():
    forged = document("upper")
    step = step_of("transitive", forged["steps"])
    step["via"] = "0"
    rejected(forged)


def test_an_inequality_may_assume_known_facts_only():
    fact = inequality("norm(C) <= 1", ["norm(C) <= 1"], "assumed")
    proof = Proof(("gamma < 1",), "norm(C) <= 1", (fact,))
    assert "not a fact" in rejected(proof.document()).message
    refuted = copy.deepcopy(proof.document())
    refuted["steps"][0]["certificate"]["verdict"] = "REFUTED"
    rejected(refuted)


def test_an_infinite_quantity_is_not_a_number():
    """Without a bound, K may be infinite, and K < K + 1 says nothing about real numbers."""
    for given_, states in (((), "K(A) < K(A) + 1"), (("k = K(A)",), "k < k + 1")):
        step = inequality(states, (), "true of real numbers")
        assert "infinite" in rejected(Proof(given_, states, (step,)).document()).message


def test_a_lemma_is_cited_in_its_own_form_only():
    def cite(name, states):
        step = {"kind": "lemma", "states": states, "reason": "", "name": name}
        return {"schema": "kreiss/proof-1", "statement": {"given": [], "states": states}, "steps": [step]}

    assert check_document(cite("kreiss-lower-half", "K(A) <= sup_powers(A)")).assumptions == ()
    assert check_document(cite("spectral-radius", "rho(A) <= norm(A)")).assumptions == ()
    for states in (
        "sup_powers(A) <= exp(1)*dim(A)*K(A)",
        "sup_powers(A) <= 3*K(A)*dim(A)",
        "sup_powers(A) <= 2.7182818285*(dim(A)*K(A))",
    ):
        assert [text.split(":")[0] for text in check_document(cite("kreiss-upper-half", states)).assumptions] == [
            "spijker"
        ]
    for states in (
        "power_norm(A, 1) <= 4*K(A)",
        "power_norm(A, 2) <= 27/4*K(A)",
        "power_norm(A, 0) <= K(A)",
        "power_norm(A, t) <= exp(1)*(t + 1)*K(A)",
        "power_norm(A, 7) <= (7 + 1)*K(A)*exp(1)",
        "norm(A) <= 4*K(A)",
        "norm(A^3) <= 256/27*K(A)",
    ):
        assert check_document(cite("kreiss-power", states)).assumptions == ()
    for name, states in (
        ("kreiss-upper-half", "sup_powers(A) <= 2.7182818284*dim(A)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= 2*dim(A)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(2)*dim(A)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(1)*dim(B)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(1)*dim(A)*K(B)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(1)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= dim(A)*K(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(1)*dim(A)"),
        ("kreiss-upper-half", "sup_powers(A) <= exp(1)*dim(A)*K(A)*x"),
        ("kreiss-upper-half", "sup_powers(A) < exp(1)*dim(A)*K(A)"),
        ("kreiss-upper-half", "K(A) <= exp(1)*dim(A)*K(A)"),
        ("kreiss-power", "power_norm(A, 1) <= 3.99*K(A)"),
        ("kreiss-power", "power_norm(A, 2) <= 26/4*K(A)"),
        ("kreiss-power", "power_norm(A, 0) <= 1/2*K(A)"),
        ("kreiss-power", "power_norm(A, t) <= exp(1)*t*K(A)"),
        ("kreiss-power", "power_norm(A, t) <= exp(1)*(s + 1)*K(A)"),
        ("kreiss-power", "power_norm(A, t) <= 1000*K(A)"),
        ("kreiss-power", "power_norm(A, 1/2) <= 100*K(A)"),
        ("kreiss-power", "power_norm(A, 3) <= 100*K(B)"),
        ("kreiss-power", "norm(A) <= 3.99*K(A)"),
        ("kreiss-power", "norm(A^2) <= 4*K(A)"),
        ("kreiss-power", "norm(A^3) <= 9*K(A)"),
        ("kreiss-power", "norm(A) <= exp(1)*(1 + 1)*K(A)"),
        ("kreiss-power", "rho(A) <= 4*K(B)"),
        ("kreiss-least", "2 <= K(A)"),
        ("kreiss-lower-half", "sup_powers(A) <= K(A)"),
        ("kreiss-lower-half", "K(A) <= sup_powers(B)"),
        ("spectral-radius", "K(A) <= norm(A)"),
        ("spectral-radius", "norm(A) <= rho(A)"),
        ("no-such-lemma", "rho(A) <= norm(A)"),
    ):
        rejected(cite(name, states))


JUNK = st.sampled_from(
    [None, True, 3, -1, 0.5, "", "x", "r", "0 <= x", "1/0", [], {}, [[]], ["x"], {"kind": "lemma"}, "K(J)"]
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(CLAIMS)), st.randoms(use_true_random=False), JUNK)
def test_damage_anywhere_is_rejected_or_harmless(name, random, junk):
    """Replacing any part of a proof gives ``Rejected``, or the same statement again; never another exception."""
    forged = document(name)
    *where, last = random.choice([path for path in places(forged) if path])
    parent = forged
    for key in where:
        parent = parent[key]
    parent[last] = junk
    try:
        checked = check_document(forged)
    except Rejected:
        return
    assert checked.statement.startswith(CLAIMS[name][0])


@pytest.mark.parametrize(
    "states",
    [
        "((((2^1000)^1000)^1000)^1000)^1000 <= 1",
        "K(J) <= ((((2^1000)^1000)^1000)^1000)^1000",
        "((((x + y)^1000)^1000)^1000)^1000 <= 1",
        "K(J) <= " + "(" * 60 + "x" + ")^9" * 60,
        "J^20*J^20*J^20*J^20 == J^20*(J + 1)^20",
        "-" * 3000 + "1 <= 1",
        "(A + B)^20*(A + B)^20 == A",
        "(A + inverse(A + B))^12 == A",
        "resolvent(A, z)^20*(A + z)^20 == A",
    ],
)
def test_hostile_statements_are_rejected_quickly(states):
    steps = [
        {"kind": kind, "states": states, "reason": "", "bounds": [["1/2", "0"], ["x", "1/2"]], "minors": [[], [], []]}
        for kind in ("identity", "comparison")
    ]
    for step in steps:
        given_ = ["J = [[1/2, 0], [x, 1/2]]", "x >= 0"]
        statement = {"given": given_, "states": states}
        started = process_time()
        rejected({"schema": "kreiss/proof-1", "statement": statement, "steps": [step]})
        assert process_time() - started < 60
