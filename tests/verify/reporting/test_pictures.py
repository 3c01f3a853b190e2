"""Pictures of verdicts: whatever the witness, one or none; each is well-formed and shares no name with another."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.verify.claims import Claim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.evaluation.ranges import Range
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.reporting.page.pictures import pictures

ENTRIES = st.sampled_from([Fraction(x) for x in ("0", "1", "-1", "1/2", "3", "1/1000", "-7/3")])
SQUARES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=n, max_size=n)
)
HUGE = [[Fraction(10) ** 400]]


def refuted(states, rows):
    witness = Witness({"A": rows}, {}, Range(None, None), Range(Fraction(1), Fraction(1)), {})
    return Verdict(Claim("c", states), "REFUTED", (), witness)


@settings(max_examples=12)
@given(st.sampled_from(["K(A) <= 1", "sup_powers(A) <= 1", "K_ct(A) <= 1", "norm(A) <= 1"]), SQUARES)
@example("K(A) <= 1", HUGE)
@example("sup_powers(A) <= 1", HUGE)
@example("K(A) <= 1", [[Fraction(2)]])
def test_every_witness_has_a_well_formed_picture_or_none(states, rows):
    found = pictures(refuted(states, rows), "figure")
    assert len(found) == (0 if states.startswith("norm") or rows == HUGE else 1)
    for picture in found:
        assert ElementTree.fromstring(str(picture.svg)).tag == "svg"
        assert picture.alt
        assert "A at the counterexample" in picture.caption


def test_a_matrix_too_large_for_a_picture_has_none():
    rows = [[Fraction(i == j, 2) for j in range(13)] for i in range(13)]
    assert pictures(refuted("K(A) <= 1/2", rows), "figure") == ()


def test_pictures_of_one_page_share_no_name_and_refer_to_their_own(decided):
    shown = [(f"f{i}", str(p.svg)) for i, v in enumerate(decided) for p in pictures(v, f"f{i}")]
    assert len(shown) >= 3
    for prefix, svg in shown:
        names = re.findall(r' id="([^"]+)"', svg)
        assert len(names) == len(set(names))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg)) <= set(names)
        assert all(name.startswith(prefix) for name in names)


@pytest.mark.parametrize("function", ["K", "sup_powers"])
def test_the_claimed_bound_is_drawn_where_the_conclusion_is_one_relation(function):
    (picture,) = pictures(
        refuted(f"{function}(A) <= 1", [[Fraction(1, 2), Fraction(3)], [Fraction(0), Fraction(1, 2)]]), "f"
    )
    assert "claimed: 1" in picture.svg
