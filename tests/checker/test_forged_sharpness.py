"""A forged certificate of sharpness, or of its absence, is rejected: one forgery per obligation, then every field."""

import json

import pytest
from checker.forging import changed, matrix, places, rejected
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.checker.language.hypotheses import Hypotheses
from kreiss.verify.checker.language.statements import parse
from kreiss.verify.checker.proofs.sharpness import quantities
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.language.grammar import FUNCTIONS, MATRIX, NUMBER, SHORT_FUNCTIONS
from kreiss.verify.proving.prover import prove_claim

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
STRONG = (*COUPLED, "norm(C) >= 2*(1 - gamma)")
EXACT = "norm(C)/(4*(1 - gamma)) + (1 - gamma)/norm(C)"
SHARP = Claim("sharp", f"K(J) <= {EXACT}", STRONG, sharp=True)
SLACK = Claim("slack", "K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", STRONG, sharp=True)
ATTAINED, BEATEN = (json.loads(json.dumps(decide(claim, budget=40).certificate)) for claim in (SHARP, SLACK))


def proof(states, given, budget=20):
    return json.loads(json.dumps(prove_claim(Claim("c", states, tuple(given)), budget).document()))


def numbers(states, given, instance, *proofs, models=None, bound=None):
    """A claim about numbers alone, with a partner."""
    return {
        "schema": "kreiss/sharpness-1",
        "statement": {"given": list(given), "states": states, "sharp": True},
        "verdict": "PROVED",
        "bound": bound or proof(states, given),
        "instance": instance,
        "models": models or {},
        "proofs": list(proofs),
    }


def test_the_genuine_certificates_are_accepted():
    assert check_document(ATTAINED).statement.startswith(f"K(J) <= {EXACT}, sharp, given")
    assert check_document(BEATEN).statement.startswith("K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma)), but not sharp")


def test_a_bound_that_is_not_proved_is_neither():
    other = proof("K(J) >= 1", STRONG)
    for document in (ATTAINED, BEATEN):
        rejected(changed(document, "bound", to=other), "$.bound")
        rejected(changed(document, "bound", "steps", to=[]), "$.bound")
        rejected(changed(document, "statement", "states", to="K(J) <= 1"), "$.bound")
        rejected(changed(document, "statement", "given", to=list(COUPLED)), "$.bound")


def test_every_obligation_needs_its_proof():
    for i in range(len(ATTAINED["proofs"])):
        rejected(changed(ATTAINED, "proofs", to=[p for j, p in enumerate(ATTAINED["proofs"]) if j != i]), "$.proofs")
        rejected(changed(ATTAINED, "proofs", i, "steps", to=[]), f"$.proofs[{i}]")
        rejected(changed(ATTAINED, "proofs", i, to=ATTAINED["proofs"][i - 1]), f"$.proofs[{i}]")
        rejected(changed(ATTAINED, "proofs", i, "statement", "given", to=list(COUPLED)), f"$.proofs[{i}]")
        stronger = [*ATTAINED["proofs"][i]["statement"]["given"], "gamma = 1/2"]
        rejected(changed(ATTAINED, "proofs", i, "statement", "given", to=stronger), f"$.proofs[{i}]")


def test_a_partner_with_other_quantities_does_not_count():
    """K([[γ, 0], [2c, γ]]) exceeds the bound, but its coupling is not c."""
    rejected(changed(ATTAINED, "instance", "C", to="2*norm(C)"), "$.models")
    model = changed(ATTAINED, "instance", "C", to="2*norm(C)")
    rejected(changed(model, "models", "J", to="J1 = [[gamma, 0], [2*norm(C), gamma]]"), "$.proofs")
    document = numbers("x <= y", ["x <= y", "x <= 1"], {"x": "y"})
    rejected(document, "$.proofs")
    rejected(numbers("x - 1 <= y", ["x <= y"], {"x": "y + 1"}), "$.proofs")
    assert check_document(numbers("x <= y", ["x <= y"], {"x": "y"}))
    rejected(numbers("x <= y", ["x <= y"], {"y": "x"}), "$.proofs")


def test_a_model_is_the_partners_block_matrix_under_a_name_of_its_own():
    rows = "[[gamma, 0], [norm(C), gamma]]"
    forgeries = ["J1 = [[gamma, 0], [norm(C), 0]]", "J1 = [[gamma, 0]]", f"J = {rows}", f"A = {rows}", f"j = {rows}"]
    for line in (*forgeries, "K(J) <= 1", "symmetric(A)", "", 3, None):
        rejected(changed(ATTAINED, "models", "J", to=line), "$.models")
    rejected(changed(ATTAINED, "models", to={}), "$")
    rejected(changed(ATTAINED, "models", to={"C": "C1 = [[1]]"}), "$.models")


@pytest.mark.parametrize(
    "value",
    [
        "A",
        "1/gamma",
        "sqrt(gamma)",
        "K(J)",
        "[[1]]",
        "gamma <= 1",
        "",
        1,
        None,
        "gamma^(1/2)",
        "gamma^(-1)",
        "gamma/0",
        "log(1)",
        "sup_powers(J)",
    ],
)
def test_a_value_of_the_partner_is_a_number_that_is_always_defined(value):
    rejected(changed(ATTAINED, "instance", "A", to=value), "$")


@pytest.mark.parametrize("name", ["J", "gamma", "I", "B", "x", ""])
def test_only_free_matrices_and_numbers_have_values(name):
    rejected({**ATTAINED, "instance": {**ATTAINED["instance"], name: "gamma"}}, "$.instance")


def test_an_undefined_hypothesis_is_not_taken_for_a_trivial_one():
    """x/y <= x/y excludes y = 0, where the partner would lie."""
    given = ["x/y <= x/y", "y >= 0", "x == 1"]
    rejected(numbers("0 <= y", given, {"y": "0"}, bound=proof("0 <= y", given)))
    given = ["norm(A)/norm(A) <= norm(A)/norm(A)", "square(A)"]
    rejected(numbers("norm(A) >= 0", given, {"A": "0"}, bound=proof("norm(A) >= 0", given)))


def test_a_sign_that_the_hypotheses_ask_for_is_due_of_the_partner():
    given = ["nonnegative(A)", "norm(A) <= x"]
    bound = proof("norm(A) <= x", given)
    rejected(numbers("norm(A) <= x", given, {"A": "-x"}, bound=bound), "$.proofs")
    given = ["J = [[A]]", "symmetric(J)", "norm(A) <= x"]
    forged = numbers("norm(A) <= x", given, {"A": "x"}, models={"J": "J1 = [[x]]"}, bound=proof("norm(A) <= x", given))
    rejected(forged, "$.statement.given")


def test_blocks_that_no_numbers_fit_have_no_partner():
    given, zero = ["J = [[A, 0], [C, D]]", "P = J + E", "norm(P) <= x"], {"C": "0", "D": "0", "E": "0"}
    rejected(numbers("norm(P) <= x", given, {"A": "x", **zero}, bound=proof("norm(P) <= x", given)))
    given = ["square(A)", "B = inverse(A)", "norm(B) <= 1"]
    rejected(numbers("norm(A) >= 0", given, {"A": "0"}, bound=proof("norm(A) >= 0", given)))


def test_another_name_of_a_block_matrix_is_not_taken_for_a_block():
    given, bound = ["J = [[A, 0], [C, D]]", "P = J", "symmetric(P)", "norm(C) <= x"], "norm(C) <= x"
    forged = numbers(bound, given, {"A": "0", "C": "x", "D": "0"}, bound=proof(bound, given))
    rejected(forged, "$.statement.given")
    given = ["J = [[A, 0], [C, D]]", "P = J", "dim(P) <= 1", "norm(C) <= x"]
    rejected(numbers(bound, given, {"A": "0", "C": "x", "D": "0"}, bound=proof(bound, given)), "$")


@pytest.mark.parametrize("value", ["sqrt(x - 1)", "1/x + 1", "0*(1/x)", "log(x)"])
def test_what_the_hypotheses_define_has_a_value_at_the_partner(value):
    """For sqrt(x - 1) only x = 1 is allowed, where 1 - x <= 1 is far from sharp; a partner x = 0 is none."""
    given, bound = ["0 <= x", "x <= 1", f"g = {value}"], "1 - x <= 1"
    proofs = [proof("0 <= 1", given), proof("1 <= 1 - 0", given)]
    rejected(numbers(bound, given, {"x": "0"}, *proofs), "$.proofs")
    rejected(numbers(bound, given, {"x": "0"}, *proofs, proofs[0]), "$.proofs[2].statement.states")
    given = ["0 <= x", "x <= 1", f"M = [[{value}]]"]
    models = {"M": f"M1 = [[{value.replace('x', '0')}]]"}
    rejected(numbers(bound, given, {"x": "0"}, proof("0 <= 1", given), proof("1 <= 1 - 0", given), models=models))


def test_a_definition_that_has_a_value_everywhere_asks_for_nothing():
    given = ["0 <= x", "x <= 1", "g = (max(x, 1/2)^2 - abs(x))/3"]
    proofs = [proof("0 <= 1", given), proof("1 <= 1 - 0", given)]
    assert check_document(numbers("1 - x <= 1", given, {"x": "0"}, *proofs))


def test_shapes_that_the_hypotheses_force_are_those_of_the_partner():
    """P = J + E makes E a matrix of two rows at least, so no number stands for it."""
    given = ["J = [[A, 0], [C, D]]", "P = J + E", "norm(C) <= x"]
    forged = numbers(
        "norm(C) <= x", given, {"A": "0", "C": "x", "D": "0", "E": "0"}, bound=proof("norm(C) <= x", given)
    )
    rejected(forged, "$.instance")


def test_an_exponent_of_the_partner_is_a_whole_number():
    given = ["M = [[a]]", "power_norm(M, t) <= x", "0 <= s"]
    bound = proof("power_norm(M, t) <= x", given)
    for time in ("s", "1/2", "t + 1", "0 - 1", "norm(M)"):
        rejected(numbers("power_norm(M, t) <= x", given, {"t": time}, bound=bound, models={"M": "M1 = [[a]]"}), "$.ins")
    one = numbers("power_norm(M, t) <= x", given, {"t": "1"}, bound=bound, models={"M": "M1 = [[a]]"})
    rejected(one, "$.proofs")


def test_a_sharp_bound_about_nothing_is_said_to_be_one():
    given = ["x <= -1", "x >= 1"]
    terms = [{"weight": 1, "factors": [0]}, {"weight": 1, "factors": [1]}, {"weight": 2}]
    absurd = {"schema": "kreiss/inequality-1", "statement": {"given": given, "states": "1 <= 0"}, "verdict": "PROVED",
              "vacuous": True, "proofs": [{"rule": "identity", "terms": terms}]}  # fmt: skip
    step = {"kind": "inequality", "states": "1 <= 0", "reason": "forged", "certificate": absurd}
    everything = {"schema": "kreiss/proof-1", "statement": {"given": given, "states": "x <= y"}, "steps": [step]}
    proofs = [changed(everything, "statement", "states", to=states) for states in ("y <= -1", "y >= 1")]
    document = numbers("x <= y", given, {"x": "y"}, *proofs, bound=everything)
    assert check_document(document).statement.endswith("(vacuous: nothing satisfies the hypotheses)")


def test_a_better_bound_needs_its_proof_its_point_and_the_same_quantities():
    rejected(changed(BEATEN, "better", to="1"), "$.proof")
    rejected(changed(BEATEN, "better", to=f"{EXACT} + rho(A) - rho(A)"), "$.better")
    rejected(changed(BEATEN, "better", to=f"{EXACT} <= 7"), "$.better")
    rejected(changed(BEATEN, "proof", to=BEATEN["bound"]), "$.proof")
    rejected(changed(BEATEN, "proof", "steps", to=[]), "$.proof")
    rejected(changed(BEATEN, "point", to=BEATEN["bound"]), "$.point")
    rejected(changed(BEATEN, "point", "statement", "given", to=[]), "$.point")
    rejected(changed(BEATEN, "point", "witness", "matrices", to={}), "$.point")


def test_a_bound_is_no_better_than_itself():
    itself = {**BEATEN, "better": SLACK.states.removeprefix("K(J) <= "), "proof": BEATEN["bound"]}
    rejected(changed(itself, "point", "statement", "states", to=f"{itself['better']} <= {itself['better']}"), "$.point")


@pytest.mark.parametrize("states", ["K(J) == 1", "K(J) < 2", "1 <= K(J) <= 2", "x = 1", "A <= C", "symmetric(A)"])
def test_only_one_weak_inequality_between_numbers_is_sharp(states):
    rejected(changed(ATTAINED, "statement", "states", to=states), "$.statement.states")


def test_the_statement_and_the_verdict_say_which_is_claimed():
    for value in (False, None, 1, "true"):
        rejected(changed(ATTAINED, "statement", "sharp", to=value), "$.statement.sharp")
    rejected(changed(ATTAINED, "verdict", to="REFUTED"))
    rejected(changed(BEATEN, "verdict", to="PROVED"))
    rejected(changed(BEATEN, "verdict", to="UNDECIDED"), "$.verdict")


PLACES = [
    (document, path)
    for document in (ATTAINED, BEATEN)
    for path in places(document)
    if path and "reason" not in path and "certificate" not in path and "enclosures" not in path
]
junk = st.sampled_from(
    [None, 0, -1, "1/3", "gamma", "x", "norm(C)", [], {}, True, 1.5, "K(J) <= 1", "gamma < 1", "1 <= 0"]
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES), junk)
def test_a_changed_field_is_rejected_or_leaves_the_statement_as_it_was(place, value):
    genuine, path = place
    document = changed(genuine, *path, to=value)
    try:
        check_document(document)
    except Rejected:
        return
    assert (document["statement"], document["verdict"]) == (genuine["statement"], genuine["verdict"])
    assert document.get("better") == genuine.get("better")
    assert document.get("instance") == genuine.get("instance")


def test_quantities_of_one_matrix_that_may_have_either_sign_are_told_apart():
    """The bound is attained by A = B of order one; λ_min(B) is no function of λ_max(B)."""
    given = ["A <= B", "symmetric(A, B)", "eigmax(A) <= -eigmax(-B)"]
    terms = [{"order": "A <= B"}, {"fact": "eigmax(B)"}]
    step = {"kind": "form", "states": "eigmax(A) <= eigmax(B)", "reason": "forged", "terms": terms}
    bound = {"schema": "kreiss/proof-1", "statement": {"given": given, "states": step["states"]}, "steps": [step]}
    better = changed({**bound, "steps": []}, "statement", "states", to=given[2])
    witness = {"matrices": {"A": matrix([0, 0], [0, 0]), "B": matrix([1, 0], [0, 2])}, "parameters": {}}
    missed = {"given": given, "states": "eigmax(B) <= -eigmax(-B)"}
    point = {"schema": "kreiss/refutation-1", "statement": missed, "witness": witness}
    for nested in (bound, better, point):
        assert check_document(nested)
    parts = {"bound": bound, "better": "-eigmax(-B)", "proof": better, "point": point}
    head = {"schema": "kreiss/sharpness-1", "statement": {**bound["statement"], "sharp": True}, "verdict": "REFUTED"}
    rejected(head | parts, "$.better")


@pytest.mark.parametrize("function", [name for name, (_, value) in FUNCTIONS.items() if value == NUMBER])
def test_a_quantity_of_a_matrix_is_one_and_the_matrix_is_none(function):
    kinds = FUNCTIONS[function][0]
    if kinds[0] == MATRIX and function not in SHORT_FUNCTIONS:
        text = f"{function}(A, 2)" if len(kinds) > 1 else f"{function}(A)"
        (tree,) = (relation[1] for relation in parse(f"{text} <= 1", "$"))
        assert list(quantities(tree, Hypotheses())) == [tree]
