"""A forged refutation is rejected: one forgery per obligation, and any single change to a true one."""

import json
from fractions import Fraction

import pytest
from checker.forging import changed, places, rejected
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.witness import examine

GIVEN = ("J0 = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1", "K0 = K(J0)",
         "eps > 0", "eps*norm(B0)*K0 < 1 - gamma")  # fmt: skip
CLAIM = Claim("neumann-bound", "K(J0 + eps*B0) <= K0/(1 - eps*norm(B0)*K0/(1 - gamma))", GIVEN)


def block(*rows):
    return [[Fraction(entry) for entry in row] for row in rows]


def genuine(claim, matrices, **parameters):
    instance = examine(claim, matrices, {name: Fraction(x) for name, x in parameters.items()}, gap=1e-3)
    return json.loads(json.dumps(instance.witness.certificate))


BLOCKS = {"A": block(["1/2"]), "C": block([4]), "D": block(["1/2"]), "B0": block([0, 1], [0, 0])}
REFUTATION = genuine(CLAIM, BLOCKS, eps="1/8")
CONTINUOUS_CLAIM = Claim("ct", "K_ct(J) <= norm(C)/4 + 1/eps", ("J = [[A - I, 0], [C, A - I]]", "eps >= 1"))
CONTINUOUS = genuine(CONTINUOUS_CLAIM, {"A": block(["1/2"]), "C": block([4])}, eps=2)
ELEMENTARY = genuine(Claim("r", "norm(A) <= 19/10*numerical_radius(A)", ("rho(A) < 1",)), {"A": block([0, 1], [0, 0])})


@pytest.mark.parametrize("document", [REFUTATION, CONTINUOUS, ELEMENTARY])
def test_the_genuine_refutations_are_accepted(document):
    assert check_document(document).statement.startswith("not always ")


def test_a_witness_that_violates_a_hypothesis_is_rejected():
    rejected(changed(REFUTATION, "witness", "parameters", "eps", to="1/4"), "$.statement.given[6]")
    rejected(changed(REFUTATION, "witness", "parameters", "eps", to="-1/8"), "$.statement.given[5]")


def test_a_witness_that_is_not_symmetric_is_rejected():
    forged = genuine(Claim("s", "K(A) <= 1", ("rho(A) < 1",)), {"A": block([0, 4], [0, 0])})
    forged["statement"]["given"].append("symmetric(A)")
    rejected(forged, "$.statement.given[1]")


def test_a_witness_that_satisfies_the_conclusion_is_rejected():
    rejected(changed(ELEMENTARY, "statement", "states", to="norm(A) <= 2*numerical_radius(A)"), "$.statement.states")
    rejected(changed(ELEMENTARY, "statement", "states", to="numerical_radius(A) < norm(A)"), "$.statement.states")


def test_equality_in_a_strict_hypothesis_is_a_violation():
    forged = changed(ELEMENTARY, "statement", "given", to=["norm(A) < 1"])
    rejected(forged, "$.statement.given[0]")
    assert check_document(changed(ELEMENTARY, "statement", "given", to=["norm(A) <= 1"]))


def test_a_kreiss_constant_without_its_enclosure_is_not_believed():
    rejected(changed(REFUTATION, "enclosures", to=[]))
    for i in range(len(REFUTATION["enclosures"])):
        rejected(changed(REFUTATION, "enclosures", to=[e for j, e in enumerate(REFUTATION["enclosures"]) if j != i]))


def test_a_forged_enclosure_inside_is_rejected_at_its_path():
    stable = next(i for i, e in enumerate(REFUTATION["enclosures"]) if e["statement"]["upper"] != "inf")
    rejected(changed(REFUTATION, "enclosures", stable, "statement", "upper", to="1"), f"$.enclosures[{stable}]")
    rejected(changed(REFUTATION, "enclosures", stable, "statement", "lower", to="99"), f"$.enclosures[{stable}]")
    rejected(changed(REFUTATION, "enclosures", stable, "schema", to="kreiss/refutation-1"), "$.enclosures")


def test_an_enclosure_of_another_matrix_does_not_count():
    other = changed(REFUTATION, "witness", "matrices", "C", to={"denominator": 1, "re": [[5]]})
    rejected(other)


def test_the_two_kreiss_constants_of_a_matrix_are_not_confused():
    rejected(changed(CONTINUOUS, "enclosures", 0, "statement", "quantity", to="K"), "$.enclosures[0]")
    matrix = CONTINUOUS["enclosures"][0]["statement"]["matrix"]
    one = certify_kreiss([[Fraction(x, matrix["denominator"]) for x in row] for row in matrix["re"]], gap=1e-3)
    rejected(changed(CONTINUOUS, "enclosures", to=[one.certificate]), "$.statement.states")
    assert check_document({**CONTINUOUS, "enclosures": [one.certificate, *CONTINUOUS["enclosures"]]})


def test_a_continuous_constant_needs_its_enclosure_of_its_matrix():
    rejected(changed(CONTINUOUS, "enclosures", to=[]), "$.statement.states")
    rejected(changed(CONTINUOUS, "witness", "matrices", "C", "re", to=[[5]]), "$.statement.states")
    rejected(changed(CONTINUOUS, "enclosures", 0, "statement", "lower", to="9"), "$.enclosures[0].statement.lower")
    rejected(changed(CONTINUOUS, "enclosures", 0, "statement", "upper", to="1"), "$.enclosures[0].statement.upper")


def test_the_continuous_constant_is_at_least_one_without_an_enclosure():
    document = changed(ELEMENTARY, "statement", "states", to="K_ct(A) <= 99/100")
    assert check_document(document)
    rejected(changed(ELEMENTARY, "statement", "states", to="K_ct(A) <= 1"), "$.statement.states")


def test_undecided_relations_are_rejected():
    forged = changed(ELEMENTARY, "statement", "states", to="sqrt(2)*norm(A) < sqrt(2)")
    rejected(forged, "$.statement.states")
    forged = changed(ELEMENTARY, "statement", "states", to="1/(norm(A) - 1) <= 0")
    rejected(forged, "$.statement.states")


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("witness",), None),
        (("witness", "matrices"), []),
        (("witness", "parameters", "A"), "1"),
        (("witness", "matrices", "A"), {"denominator": 1, "re": [[0, 1], [0, 0]], "im": [[0, 1], [0, 0]]}),
        (("witness", "matrices", "A"), {"denominator": 1, "re": [[0] * 61] * 61}),
        (("witness", "matrices", "A"), {"denominator": 1, "re": [[0, 1, 2], [0, 0, 1]]}),
        (("witness", "matrices"), {}),
        (("statement", "given"), "rho(A) < 1"),
        (("statement", "given"), ["A = [[0]]"]),
        (("statement", "states"), "norm(B) <= 1"),
        (("statement", "states"), "x = norm(A)"),
        (("statement", "states"), "norm(A) <= A"),
        (("statement", "states"), "inverse(A) == A"),
        (("statement", "states"), "norm(A + 1) <= 1"),
        (("statement", "states"), "norm(A^-1) <= 1"),
        (("statement", "states"), "norm(A^1000) + 2^1000^1000 <= 1"),
        (("statement", "states"), "((2^1000)^1000)^1000 <= 1"),
        (("statement", "states"), "exp(exp(exp(exp(9)))) <= 1"),
        (("statement", "states"), "log(norm(A) - 1) <= 1"),
        (("statement", "states"), "K_ct(A) <= 1"),
        (("statement", "states"), "power_norm(A, 1/2) <= 1"),
        (("statement", "states"), "norm([[A, A], [A, 1]]) <= 1"),
        (("statement", "states"), "norm(I) <= 1/2"),
        (("enclosures",), {}),
        (("enclosures",), [{}] * 51),
        (("enclosures",), [None]),
    ],
)
def test_malformed_or_meaningless_documents_are_rejected(keys, value):
    rejected(changed(ELEMENTARY, *keys, to=value))


DOCUMENTS = {CLAIM.states: REFUTATION, CONTINUOUS_CLAIM.states: CONTINUOUS}
PLACES = [(document, path) for document in DOCUMENTS.values() for path in places(document) if path]
junk = st.sampled_from([None, 0, -1, 7, "1/3", "0", "", "x", [], {}, True, 1.5, [[1]], "inf", 10**30])


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(PLACES), junk)
def test_a_changed_field_is_rejected_or_leaves_a_true_refutation(place, value):
    """Whatever still passes has the claim's own conclusion fail at its own witness: it is decided from those alone."""
    document = changed(place[0], *place[1], to=value)
    try:
        check_document(document)
    except Rejected:
        return
    claim = Claim("same", document["statement"]["states"], tuple(document["statement"]["given"]))
    assert claim.states in DOCUMENTS
    blocks = {
        name: [[Fraction(x, m["denominator"]) for x in row] for row in m["re"]]
        for name, m in document["witness"]["matrices"].items()
    }
    eps = Fraction(document["witness"]["parameters"]["eps"])
    instance = examine(claim, blocks, {"eps": eps}, gap=1e-3)
    assert (instance.hypotheses, instance.conclusion) == (True, False)
