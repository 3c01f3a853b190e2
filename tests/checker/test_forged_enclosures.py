"""Every field of real enclosure certificates is changed, one after the other and at random.

The checker answers ``Rejected``, or accepts a statement that is still true: it follows from the known constant if the
matrix is unchanged, and withstands an independent evaluation with 30 digits if the matrix is another one.
"""

import copy
import json
from fractions import Fraction

import mpmath
import pytest
from checker.forging import at, by_nodes, changed, other_values, places
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss import numeric
from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import Rejected, check_document

WORST = Fraction(2501, 100)
COMPLEX = [["1/2", 0], [{"re": 3, "im": -1}, {"re": 0, "im": "1/2"}]]


def genuine(A, gap=1.0):
    with by_nodes():
        return json.loads(json.dumps(certify_kreiss(A, gap).certificate))


FINE = certify_kreiss(COMPLEX, 1e-6)
DOCUMENTS = {
    "finite": (genuine([["9/10", 0], [10, "9/10"]], 0.5), WORST, WORST),
    "complex": (genuine(COMPLEX, 0.7), FINE.lower, FINE.upper),
    "one": (genuine([["1/2", "1/2"], [0, "1/2"]]), Fraction(1), Fraction(1)),
    "infinite": (genuine([["3/2", 1], [0, "1/2"]]), None, None),
    "tail only": (genuine([["1/10", "21/10"], [0, "1/10"]], 0.5), Fraction(1), Fraction(3)),
}
"""Documents, and bounds on the true constant (None for ∞)."""


def entries(matrix) -> mpmath.matrix:
    im = matrix.get("im", [[0] * len(row) for row in matrix["re"]])
    rows = [[mpmath.mpc(*entry) for entry in zip(*pair, strict=True)] for pair in zip(matrix["re"], im, strict=True)]
    return mpmath.matrix(rows) / matrix["denominator"]


def ratio(matrix, z) -> mpmath.mpf:
    """(|z| − 1)‖(zI − A)⁻¹‖ of a document's matrix, by mpmath's singular values."""
    A = entries(matrix)
    sigma = min(mpmath.svd_c(z * mpmath.eye(A.rows) - A, compute_uv=False))
    return mpmath.inf if sigma == 0 else (abs(z) - 1) / sigma


def as_mpf(text):
    x = Fraction(text)
    return mpmath.mpf(x.numerator) / x.denominator


def withstands(document) -> bool:
    """Whether no point of a grid refutes the upper end, and the witness shows the lower end."""
    statement = document["statement"]
    with mpmath.workdps(30):
        if statement["upper"] != "inf":
            for radius in ("1.01", "1.1", "1.3", "2", "5"):
                for k in range(8):
                    z = mpmath.mpf(radius) * mpmath.expjpi(mpmath.mpf(k) / 4)
                    if ratio(statement["matrix"], z) * (1 - mpmath.mpf("1e-20")) > as_mpf(statement["upper"]):
                        return False
        if statement["lower"] == "inf" or Fraction(statement["lower"]) <= 1:
            return True
        points = [step["z"] for step in document["steps"] if step["reason"] == "witness"]
        shown = [ratio(statement["matrix"], mpmath.mpc(*(as_mpf(z[part]) for part in ("re", "im")))) for z in points]
        return any(value * (1 + mpmath.mpf("1e-20")) >= as_mpf(statement["lower"]) for value in shown)


def spectral_radius(matrix) -> mpmath.mpf:
    with mpmath.workdps(30):
        return max(map(abs, mpmath.eig(entries(matrix))[0]))


def still_true(name, document) -> bool:
    original, least, most = DOCUMENTS[name]
    statement = document["statement"]
    if statement["quantity"] != "K":
        return name == "infinite" and statement["quantity"] == "sup_powers"
    if statement["matrix"] != original["statement"]["matrix"]:
        growing = spectral_radius(statement["matrix"]) > 1
        return growing if statement["upper"] == "inf" and statement["lower"] == "inf" else withstands(document)
    if least is None:
        return statement["upper"] == "inf"
    above = statement["upper"] == "inf" or Fraction(statement["upper"]) >= least
    return above and statement["lower"] != "inf" and Fraction(statement["lower"]) <= most


def verdict(name, document) -> str:
    """ "rejected", or "accepted" for a statement that is still true."""
    try:
        checked = check_document(document)
    except Rejected as rejected:
        return "rejected" if rejected.path.startswith("$") and rejected.message else "without a path or a reason"
    assert checked.assumptions == ()
    assert still_true(name, document), f"accepted a false statement: {document['statement']}"
    return "accepted"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_genuine_document_is_accepted(name):
    assert verdict(name, DOCUMENTS[name][0]) == "accepted"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_any_one_field_changed_is_rejected_or_leaves_a_true_statement(name):
    document = DOCUMENTS[name][0]
    counts = {"accepted": 0, "rejected": 0}
    for path in places(document):
        original = at(document, path)
        for value in other_values(original):
            if type(value) is not type(original) or value != original:
                counts[verdict(name, changed(document, *path, to=value))] += 1
    assert counts["rejected"] > counts["accepted"] > 0


@settings(max_examples=200)
@given(st.data())
def test_several_fields_changed_at_random_are_rejected_or_leave_a_true_statement(data):
    name = data.draw(st.sampled_from(sorted(DOCUMENTS)))
    document = DOCUMENTS[name][0]
    for _ in range(data.draw(st.integers(2, 4))):
        path = data.draw(st.sampled_from(list(places(document))))
        if path and isinstance(document, dict):
            document = changed(document, *path, to=data.draw(st.sampled_from(list(other_values(at(document, path))))))
    assert verdict(name, document) in ("accepted", "rejected")


KEYS = ["schema", "statement", "steps", "matrix", "re", "denominator", "reason"]


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1/2", "K"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    )
)
def test_arbitrary_documents_are_rejected(document):
    with pytest.raises(Rejected):
        check_document(document)
    if isinstance(document, dict):
        with pytest.raises(Rejected):
            check_document({**document, "schema": "kreiss/enclosure-1"})


def steps(name, *reasons):
    return [step for step in DOCUMENTS[name][0]["steps"] if step["reason"] in reasons]


def with_steps(name, chosen, **ends):
    document = copy.deepcopy(DOCUMENTS[name][0])
    document["steps"] = copy.deepcopy(chosen)
    document["statement"].update(ends)
    return document


def rejected_at(path, document):
    with pytest.raises(Rejected) as caught:
        check_document(document)
    return caught.value.path.startswith(path)


def test_without_a_witness_the_lower_end_is_at_most_1():
    circles = steps("finite", "circle", "stable")
    assert rejected_at("$.statement.lower", with_steps("finite", circles))
    assert check_document(with_steps("finite", circles, lower="1"))
    assert rejected_at("$.statement.lower", with_steps("finite", circles, lower="1000001/1000000"))


def test_without_stability_the_circles_prove_no_upper_end():
    assert rejected_at("$.steps", with_steps("finite", steps("finite", "witness", "circle")))


def test_stability_needs_the_circle_at_1_before_it():
    first, *others = steps("finite", "circle")
    assert rejected_at("$.steps[0]", with_steps("finite", [*steps("finite", "stable"), first, *others], lower="1"))
    assert rejected_at("$.steps", with_steps("finite", [*others, *steps("finite", "stable")], lower="1"))


def test_each_circle_is_needed():
    circles = steps("finite", "circle")
    for i in range(len(circles)):
        chosen = [circle for j, circle in enumerate(circles) if j != i]
        chosen[1:1] = steps("finite", "stable")
        assert rejected_at("$.st", with_steps("finite", chosen, lower="1"))


def test_the_circles_may_come_in_any_order_and_twice():
    circles = steps("finite", "circle")
    chosen = [*circles[::-1], *circles, *steps("finite", "stable", "witness")]
    assert check_document(with_steps("finite", chosen))


def test_the_proof_of_1_proves_nothing_above_it():
    assert rejected_at("$.statement.lower", with_steps("one", steps("one", "numerical-radius"), lower="1001/1000"))
    assert rejected_at("$.statement.upper", with_steps("one", steps("one", "numerical-radius"), upper="999/1000"))
    assert rejected_at("$.st", with_steps("one", steps("one", "numerical-radius"), lower="inf", upper="inf"))


def test_steps_of_one_matrix_prove_nothing_of_another():
    for name in DOCUMENTS:
        for other in DOCUMENTS:
            if name != other:
                assert rejected_at("$", with_steps(name, DOCUMENTS[other][0]["steps"]))


def test_an_infinite_constant_needs_growth():
    document = with_steps("finite", DOCUMENTS["infinite"][0]["steps"], lower="inf", upper="inf")
    assert rejected_at("$", document)
    assert rejected_at("$.statement", with_steps("infinite", [], lower="inf", upper="inf"))
    assert rejected_at("$.statement.upper", with_steps("infinite", DOCUMENTS["infinite"][0]["steps"], upper="100"))


@pytest.mark.parametrize("quantity", ["K", "K_ct", "w", "sup_powers", "distance_to_instability"])
def test_a_statement_that_says_more_than_the_checker_reads_is_rejected(quantity):
    certify = {
        "K": certify_kreiss,
        "K_ct": numeric.certify_kreiss_ct,
        "w": numeric.certify_numerical_radius,
        "sup_powers": numeric.certify_sup_powers,
        "distance_to_instability": numeric.distance_to_instability,
    }[quantity]
    document = certify([["-1/2", 1], [0, "-1/2"]], 1e-2).certificate
    check_document(document)
    document["statement"]["for every matrix within"] = "1/10"
    with pytest.raises(Rejected, match="has a field that proves nothing"):
        check_document(document)
