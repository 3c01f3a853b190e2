"""Forged certificates of K(A/ρ(A)) and K_ct(A − α(A)I) are rejected, obligation by obligation, and under junk."""

from fractions import Fraction

import pytest
from checker.forging import Forger, changed, move, rejected
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss, certify_kreiss_ct, distance_to_instability
from kreiss.verify.checker import check_document

GOLDEN = [[1, 1], [1, 0]]
LESLIE = [[0, "3/2", 2], ["1/2", 0, 0], [0, "7/10", "1/10"]]
OTHER = [[0, "3/2", 2], ["1/2", 0, 0], [0, "7/10", "1/5"]]
FORGER = Forger(
    {
        "disc": certify_kreiss(LESLIE, 1e-2, normalize=True).certificate,
        "golden": certify_kreiss(GOLDEN, 1e-2, normalize=True).certificate,
        "half-plane": certify_kreiss_ct(LESLIE, 1e-2, normalize=True).certificate,
    }
)
FOREIGN = {
    "disc": certify_kreiss(OTHER, 1e-2, normalize=True).certificate,
    "half-plane": certify_kreiss_ct(OTHER, 1e-2, normalize=True).certificate,
}
PLANES = ["disc", "half-plane"]


def step(document):
    return document["steps"][0]


@pytest.mark.parametrize("name", FORGER.documents)
def test_the_genuine_document_is_accepted_and_says_what_is_normalized(name):
    statement = check_document(FORGER.genuine(name)).statement
    assert ("K_ct(A − α(A)I)" if name == "half-plane" else "K(A/ρ(A))") in statement


@pytest.mark.parametrize("name", PLANES)
def test_a_narrower_enclosure_is_rejected(name):
    assert FORGER.rejected(name, move("upper", "99/100"))
    assert FORGER.rejected(name, move("lower", "101/100"))


@pytest.mark.parametrize("name", PLANES)
def test_the_ends_of_the_neighbour_are_not_those_of_the_matrix(name):
    inner = step(FORGER.genuine(name))["constant"]["statement"]
    for end in ("lower", "upper"):
        assert FORGER.rejected(name, lambda document, _, end=end: document["statement"].update({end: inner[end]}))


@pytest.mark.parametrize("name", FORGER.documents)
def test_it_proves_nothing_of_the_matrix_itself_nor_of_the_other_plane(name):
    for quantity in ("K", "K_ct", "M", "w", "K_normalized", "K_ct_normalized"):
        if quantity != FORGER.genuine(name)["statement"]["quantity"]:
            assert FORGER.rejected(name, lambda document, _, q=quantity: document["statement"].update(quantity=q))


@pytest.mark.parametrize("name", PLANES)
def test_a_neighbour_of_another_matrix_is_too_far_away(name):
    other = FOREIGN[name]
    assert FORGER.rejected(name, lambda document, _: document.update(steps=other["steps"]))
    assert FORGER.rejected(name, lambda document, _: document["statement"].update(matrix=other["statement"]["matrix"]))


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("part", ["constant", "distance", "right", "left"])
def test_each_part_belongs_to_the_others(name, part):
    assert FORGER.rejected(name, lambda document, _: step(document).update({part: step(FOREIGN[name])[part]}))


@pytest.mark.parametrize("name", PLANES)
def test_the_eigenvalue_is_next_to_the_dominant_one(name):
    for factor in ("101/100", "99/100", "-1" if name == "half-plane" else "2"):
        value = str(Fraction(step(FORGER.genuine(name))["eigenvalue"]) * Fraction(factor))
        assert FORGER.rejected(name, lambda document, _, value=value: step(document).update(eigenvalue=value))


def test_the_spectral_radius_is_not_zero_and_the_shift_between_0_and_1():
    assert FORGER.rejected("disc", lambda document, _: step(document).update(eigenvalue=0))
    for shift in (0, -1, 3, "1/2"):
        assert FORGER.rejected("disc", lambda document, _, shift=shift: step(document).update(shift=shift))
        assert FORGER.rejected("half-plane", lambda document, _, shift=shift: step(document).update(shift=shift))


@pytest.mark.parametrize("name", PLANES)
def test_eigenvectors_are_exact_and_not_orthogonal(name):
    for vector in ("right", "left"):
        v = step(FORGER.genuine(name))[vector]
        for forged in ([v[0] + 1, *v[1:]], v[1:], [*v, 0], [0] * len(v)):
            assert FORGER.rejected(name, lambda document, _, k=vector, v=forged: step(document).update({k: v}))
        assert check_document(
            FORGER.forged(name, lambda document, _, k=vector, v=v: step(document).update({k: [3 * x for x in v]}))
        )


@pytest.mark.parametrize("name", PLANES)
def test_the_enclosures_inside_prove_what_they_state(name):
    for part, end, factor in (("constant", "upper", "9/10"), ("constant", "lower", "11/10"), ("distance", "lower", 2)):
        statement = step(FORGER.genuine(name))[part]["statement"]
        value = str(Fraction(statement[end]) * Fraction(factor))
        forged = changed(FORGER.genuine(name), "steps", 0, part, "statement", end, to=value)
        assert rejected(forged, f"$.steps[0].{part}.s")


@pytest.mark.parametrize("name", PLANES)
def test_the_enclosures_inside_are_of_the_quantities_that_are_needed(name):
    genuine = step(FORGER.genuine(name))
    for part, other in (("constant", "distance"), ("distance", "constant")):
        assert FORGER.rejected(name, lambda document, _, p=part, o=other: step(document).update({p: genuine[o]}))
    for part in ("constant", "distance"):
        infinite = changed(FORGER.genuine(name), "steps", 0, part, "statement", "upper", to="inf")
        assert part == "distance" or rejected(infinite, "$.steps[0]")
    assert rejected(changed(FORGER.genuine(name), "steps", 0, "distance", "statement", "lower", to="0"), "$.steps[0]")


def test_a_distance_of_a_matrix_that_keeps_the_dominant_eigenvalue_is_rejected():
    document = FORGER.genuine("golden")
    half = {"denominator": 2, "re": [[1, 0], [0, 1]]}
    other = distance_to_instability([["1/2", 0], [0, "1/2"]]).certificate
    assert other["statement"]["matrix"] == half
    assert rejected(changed(document, "steps", 0, "distance", to=other), "$.steps[0].distance")


def test_a_complex_matrix_and_a_document_without_steps_are_rejected():
    matrix = FORGER.genuine("golden")["statement"]["matrix"]
    zeros = [[0, 0], [0, 0]]
    assert FORGER.rejected("golden", lambda document, _: document["statement"].update(matrix=matrix | {"im": zeros}))
    for ends in ({}, {"lower": "1", "upper": "inf"}):
        forged = FORGER.forged("golden", lambda document, _, ends=ends: document["statement"].update(ends))
        assert rejected(changed(forged, "steps", to=[]), "$.steps")


def test_a_radius_and_a_field_that_no_one_reads_are_rejected():
    assert FORGER.rejected("golden", lambda document, _: document["statement"].update(radius="0"))
    assert FORGER.rejected("golden", lambda document, _: step(document).update(p="0"))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_junk_at_any_place_is_rejected_or_changes_nothing_that_is_claimed(data):
    document = FORGER.mutated(data)
    if document is not None:
        what = (document["statement"]["matrix"], document["statement"]["quantity"])
        (genuine,) = (
            d for d in FORGER.documents.values() if (d["statement"]["matrix"], d["statement"]["quantity"]) == what
        )
        lower, upper = (document["statement"][end] for end in ("lower", "upper"))
        assert Fraction(lower) <= Fraction(genuine["statement"]["lower"])
        assert upper == "inf" or Fraction(upper) >= Fraction(genuine["statement"]["upper"])
