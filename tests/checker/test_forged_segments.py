"""Forged certificates about circles next to |z| = 1 are rejected, each for the obligation that it breaks."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import Rejected, check_document

Document = dict[str, Any]


@pytest.fixture(scope="module")
def stochastic() -> Document:
    return certify_kreiss([["1/2", "1/2", "1/3"], ["1/4", "3/4", 1], [0, 0, "1/3"]], 1e-6).certificate


@pytest.fixture(scope="module")
def next_to() -> Document:
    e = Fraction(1, 10**6)
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
