"""Forged certificates about eigenvalues on the unit circle are rejected, each for the obligation that it breaks."""

from copy import deepcopy
from typing import Any

import pytest

from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import Rejected, check_document

Document = dict[str, Any]


@pytest.fixture(scope="module")
def stochastic() -> Document:
    return certify_kreiss([["1/2", "1/2", "1/3"], ["1/4", "3/4", 1], [0, 0, "1/3"]], 1e-1).certificate


@pytest.fixture(scope="module")
def defective() -> Document:
    return certify_kreiss([[1, 1], [0, 1]]).certificate


def step(document: Document, reason: str) -> Document:
    return next(step for step in document["steps"] if step["reason"] == reason)


def forged(document: Document, reason: str, **changes: object) -> Document:
    copy = deepcopy(document)
    step(copy, reason).update(changes)
    return copy


def test_the_honest_certificates_are_accepted(stochastic, defective):
    check_document(stochastic)
    check_document(defective)


ZERO = {"denominator": 1, "re": [[0, 0, 0]] * 3}
ONE = {"denominator": 1, "re": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}


@pytest.mark.parametrize(
    "changes",
    [
        {"c": "1"},
        {"c2": "1"},
        {"c1": "1/2"},
        {"q": "1"},
        {"nu": "11/10"},
        {"order": 0},
        {"order": "1"},
        {"projector": ZERO},
        {"projector": ONE},
        {"P": ONE},
        {"P": {"denominator": 1, "re": [[-100, 0, 0], [0, -100, 0], [0, 0, -100]]}},
        {"definite": "elimination", "P": ZERO},
        {"semidefinite": None},
    ],
    ids=str,
)
def test_a_changed_bound_near_the_circle_is_rejected(stochastic, changes):
    with pytest.raises(Rejected):
        check_document(forged(stochastic, "marginal", **changes))


def test_an_upper_bound_without_the_step_near_the_circle_is_rejected(stochastic):
    copy = deepcopy(stochastic)
    copy["steps"].remove(step(copy, "marginal"))
    with pytest.raises(Rejected, match="stable"):
        check_document(copy)


def test_a_first_node_further_from_the_circle_widens_the_bound_beyond_the_statement(stochastic):
    copy = deepcopy(stochastic)
    circles = [s for s in copy["steps"] if s["reason"] == "circle"]
    for circle in circles[:-1]:
        copy["steps"].remove(circle)
    with pytest.raises(Rejected):
        check_document(copy)


@pytest.mark.parametrize("w", [[1, 0], [0, 0], [0], [0, 1.0], "x"], ids=str)
def test_a_vector_that_does_not_grow_is_rejected(defective, w):
    with pytest.raises(Rejected):
        check_document(forged(defective, "defective", w=w))


def test_a_vector_of_a_stable_matrix_is_rejected(defective):
    copy = deepcopy(defective)
    copy["statement"]["matrix"]["re"] = [[1, 1], [0, 0]]
    with pytest.raises(Rejected):
        check_document(copy)
