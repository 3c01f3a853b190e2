"""Forged certificates about circles next to |z| = 1 are rejected, each for the obligation that it breaks."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from checker.forging import by_nodes

from kreiss.numeric import certify_kreiss, certify_kreiss_algebraic
from kreiss.verify.checker import Rejected, check_document

Document = dict[str, Any]


@pytest.fixture(scope="module")
def stochastic() -> Document:
    return certify_kreiss([["1/2", "1/2", "1/3"], ["1/4", "3/4", 1], [0, 0, "1/3"]], 1e-6).certificate


@pytest.fixture(scope="module")
def next_to() -> Document:
    e = Fraction(1, 10**6)
    with by_nodes():
        return certify_kreiss([[1 - e, 0], ["1/2", "1/2"]], 1e-6).certificate


@pytest.fixture(scope="module")
def defective() -> Document:
    return certify_kreiss([[1, 1], [0, 1]]).certificate


def step(document: Document, reason: str) -> Document:
    return next(step for step in document["steps"] if step["reason"] == reason)


def forged(document: Document, reason: str, **changes: object) -> Document:
    copy = deepcopy(document)
    step(copy, reason).update(changes)
    return copy


def rejected(document: Document, match: str | None = None) -> None:
    with pytest.raises(Rejected, match=match):
        check_document(document)


def test_the_honest_certificates_are_accepted(stochastic, next_to, defective):
    for document in (stochastic, next_to, defective):
        check_document(document)
    assert len(step(next_to, "segment")["w"]) == 4


ZERO = {"denominator": 1, "re": [[0, 0, 0]] * 3}
ONE = {"denominator": 1, "re": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}


@pytest.mark.parametrize(
    "changes",
    [
        {"kappa": "1"},
        {"kappa": "0"},
        {"kappa": "-3"},
        {"e": "-1/2"},
        {"e": "1/2"},
        {"e": 0.0},
        {"w": ["0"]},
        {"w": []},
        {"w": ["0", "1"]},
        {"w": ["0", "3/2"]},
        {"w": ["1/2", "1/4"]},
        {"w": ["0", "0"]},
        {"w": ["1/1024", "1/2"]},
        {"w": ["0", "1/8", "1/2"]},
        {"T": []},
        {"T": [ONE]},
        {"T": [ZERO, ZERO, ZERO, ZERO]},
        {"T": [{"denominator": 1, "re": [[1, 2, 0], [0, 1, 0], [0, 0, 1]]}]},
        {"semidefinite": []},
        {"semidefinite": [[]]},
        {"semidefinite": [["elimination"]]},
        {"semidefinite": None},
    ],
    ids=str,
)
def test_a_changed_segment_is_rejected(stochastic, changes):
    rejected(forged(stochastic, "segment", **changes))


def test_a_start_that_the_matrix_does_not_keep_is_rejected(stochastic):
    copy = deepcopy(stochastic)
    step(copy, "segment")["T"][0]["re"][0][0] += 1
    rejected(copy, "semidefinite")


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("i", [0, 1, 2, -1])
def test_each_coefficient_of_each_part_is_looked_at(next_to, part, i):
    copy = deepcopy(next_to)
    step(copy, "segment")["semidefinite"][part][i]["lower"][0][0] *= 2
    rejected(copy, "semidefinite")


def test_an_upper_bound_below_the_segments_is_rejected(stochastic):
    copy = deepcopy(stochastic)
    copy["statement"]["upper"] = copy["statement"]["lower"]
    rejected(copy)


@pytest.mark.parametrize("reason", ["segment", "stable", "circle"])
def test_an_upper_bound_without_one_of_the_steps_is_rejected(stochastic, reason):
    copy = deepcopy(stochastic)
    copy["steps"].remove(step(copy, reason))
    rejected(copy)


def test_circles_that_do_not_meet_the_segment_are_rejected(stochastic):
    other = certify_kreiss([["1/4", "1/4"], ["1/8", "1/2"]], 1e-1)
    assert other.upper is not None
    copy = deepcopy(stochastic)
    w = Fraction(step(copy, "segment")["w"][-1])
    for circle in [s for s in copy["steps"] if s["reason"] == "circle"]:
        circle["u"] = str(Fraction(circle["u"]) - (1 - w) / 2)
    rejected(copy)


def test_a_segment_says_nothing_of_a_ball(next_to):
    copy = deepcopy(next_to)
    copy["statement"]["radius"] = "1/1000000000000"
    copy["steps"].remove(step(copy, "witness"))
    copy["statement"]["lower"] = "1"
    rejected(copy, "ball")


def test_a_segment_does_not_prove_an_eigenvalue_outside_away(stochastic):
    """The direct sum with 2: every inequality of the part still holds, but no P of a circle is definite."""
    copy = deepcopy(stochastic)
    matrix = copy["statement"]["matrix"]
    for row in matrix["re"]:
        row.append(0)
    matrix["re"].append([0, 0, 0, 2 * matrix["denominator"]])
    rejected(copy)


@pytest.mark.parametrize("w", [[1, 0], [0, 0], [0], [0, 1.0], "x"], ids=str)
def test_a_vector_that_does_not_grow_is_rejected(defective, w):
    rejected(forged(defective, "defective", w=w))


@pytest.mark.parametrize(
    "changes",
    [
        {"S": {"denominator": 1, "re": [[0, 0], [0, 0]]}},
        {"S": {"denominator": 1, "re": [[-1, 0], [0, -1]]}},
        {"S": {"denominator": 1, "re": [[1, 1], [0, 1]]}},
        {"D": {"denominator": 1, "re": [[1, 1], [0, 1]]}},
        {"D": {"denominator": 2, "re": [[1, 0], [0, 1]]}},
        {"D": {"denominator": 1, "re": [[1, 0], [1, 1]]}},
        {"D": {"denominator": 1, "re": [[1]]}},
    ],
    ids=str,
)
def test_a_changed_form_or_semisimple_part_is_rejected(defective, changes):
    rejected(forged(defective, "defective", **changes))


def test_a_defective_eigenvalue_inside_the_circle_is_no_reason(defective):
    copy = deepcopy(defective)
    copy["statement"]["matrix"] = {"denominator": 2, "re": [[1, 2], [0, 1]]}
    step(copy, "defective")["D"] = {"denominator": 2, "re": [[1, 0], [0, 1]]}
    rejected(copy, "D\\*SD")


@pytest.fixture(scope="module")
def algebraic() -> Document:
    return certify_kreiss_algebraic([["9/10", 0], [10, "9/10"]], 1e-1).certificate


def test_segments_and_a_disc_that_cover_all_circles_need_no_circle(algebraic):
    assert [s["reason"] for s in algebraic["steps"]].count("disc") == 1
    assert "circle" not in [s["reason"] for s in algebraic["steps"]]
    check_document(algebraic)


def test_no_segment_and_no_disc_can_be_left_out(algebraic):
    for i, removed in enumerate(algebraic["steps"]):
        copy = deepcopy(algebraic)
        del copy["steps"][i]
        rejected(copy, "lower" if removed["reason"] == "witness" else "leave no 0 < u < 1 out")


def test_the_order_of_the_steps_does_not_matter(algebraic):
    copy = deepcopy(algebraic)
    copy["steps"].reverse()
    check_document(copy)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"u": "0"}, "0 < u"),
        ({"u": "2"}, "0 < u"),
        ({"u": "1"}, "semidefinite"),
        ({"nu": "0"}, "ν > 0"),
        ({"nu": "1"}, "semidefinite"),
        ({"P": {"denominator": 1, "re": [[-9, 0], [0, -9]]}}, "semidefinite"),
        ({"P": {"denominator": 1, "re": [[9, 1], [0, 9]]}}, "Hermitian"),
        ({"definite": {"denominator": 1, "lower": [[9], [0, 9]], "weights": [0, 0]}}, "definite"),
        ({"definite": None}, "definite"),
        ({"semidefinite": "elimination", "nu": "1/2"}, "semidefinite"),
    ],
    ids=str,
)
def test_a_changed_disc_is_rejected(algebraic, changes, match):
    rejected(forged(algebraic, "disc", **changes), match)


def test_a_disc_with_an_indefinite_form_is_rejected():
    """L ⪰ 0 holds for a negative P, since the eigenvalue 4 is far outside: a circle, but nothing for smaller ones."""
    disc = {
        "reason": "disc",
        "u": "1",
        "nu": "1",
        "P": {"denominator": 5, "re": [[-1]]},
        "semidefinite": "elimination",
        "definite": "elimination",
    }
    statement = {"quantity": "K", "matrix": {"denominator": 1, "re": [[4]]}, "lower": "1", "upper": "1"}
    document = {"schema": "kreiss/enclosure-1", "statement": statement, "steps": [disc]}
    rejected(document, "definite")
    circle = {name: field for name, field in disc.items() if name != "definite"} | {"reason": "circle"}
    rejected({**document, "steps": [circle]}, "stable")


def test_a_segment_that_does_not_begin_at_the_circle_says_nothing_of_it(stochastic):
    """Its first part does not hold from 0 on, and stability does not follow."""
    copy = deepcopy(stochastic)
    first = step(copy, "segment")
    first["w"][0] = str(Fraction(first["w"][-1]) / 2)
    first["semidefinite"] = [["elimination"] * (len(first["T"]) + 2)]
    rejected(copy)


def test_a_segment_with_a_larger_bound_does_not_cover(algebraic):
    copy = deepcopy(algebraic)
    low = step(copy, "segment")
    low["kappa"] = str(Fraction(low["kappa"]) * 2)
    rejected(copy, "leave no 0 < u < 1 out")
