"""A matrix known up to a norm ball: the enclosure holds every matrix of the ball."""

import re
from copy import deepcopy
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, UnstableMatrix
from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.verify.checker import Rejected, check_document

J = [["1/2", 3], [0, "1/3"]]


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=4).filter(any))
@settings(max_examples=15, deadline=None)
def test_every_matrix_of_the_ball_has_its_constant_in_the_enclosure(entries):
    radius = Fraction(1, 100)
    wide = certify_kreiss(J, 1e-3, radius=radius)
    scale = radius / (
        1 + Fraction(float(np.linalg.norm(np.array(entries))))
    )  # the Frobenius norm bounds the spectral one
    moved = [[Fraction(J[i][k]) + scale * entries[2 * i + k] for k in range(2)] for i in range(2)]
    inside = certify_kreiss(moved, 1e-3)
    assert wide.lower <= inside.upper
    assert inside.lower <= wide.upper


def test_the_certificate_speaks_of_the_ball_and_is_accepted():
    wide = certify_kreiss(J, 1e-3, radius="1/100")
    assert "every matrix within" in check_document(wide.certificate).statement
    assert wide.lower < certify_kreiss(J, 1e-3).lower < wide.upper


@pytest.mark.parametrize("radius", ["1/50", "1/10", 5, -1, "x"])
def test_a_certificate_for_a_larger_ball_is_rejected(radius):
    forged = deepcopy(certify_kreiss(J, 1e-3, radius="1/100").certificate)
    forged["statement"]["radius"] = radius
    with pytest.raises(Rejected):
        check_document(forged)


def test_a_ball_statement_needs_steps_that_hold_in_balls():
    forged = deepcopy(certify_kreiss([["1/2", 0], [0, "1/3"]]).certificate)
    forged["statement"]["radius"] = "1/100"
    with pytest.raises(Rejected, match="ball"):
        check_document(forged)


def test_a_ball_that_reaches_instability_is_a_typed_error():
    with pytest.raises(UnstableMatrix, match="the ball may reach a matrix with an eigenvalue on the unit circle"):
        certify_kreiss(J, radius=2)


@pytest.mark.parametrize("radius", [-1, float("nan"), "x", None])
def test_a_radius_that_is_negative_or_no_number_is_an_argument_error(radius):
    with pytest.raises(InvalidArgument, match="radius"):
        certify_kreiss(J, radius=radius)


FLOW = [["-1/2", 3], [0, "-1/3"]]


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=4).filter(any))
@settings(max_examples=15, deadline=None)
def test_every_matrix_of_the_ball_has_its_continuous_constant_in_the_enclosure(entries):
    radius = Fraction(1, 100)
    wide = certify_kreiss_ct(FLOW, 1e-3, radius=radius)
    scale = radius / (1 + Fraction(float(np.linalg.norm(np.array(entries)))))
    moved = [[Fraction(FLOW[i][k]) + scale * entries[2 * i + k] for k in range(2)] for i in range(2)]
    inside = certify_kreiss_ct(moved, 1e-3)
    assert wide.lower <= inside.upper
    assert inside.lower <= wide.upper


def test_the_continuous_certificate_speaks_of_the_ball_and_is_accepted():
    wide = certify_kreiss_ct(FLOW, 1e-3, radius="1/100")
    assert "every matrix within" in check_document(wide.certificate).statement
    assert wide.lower < certify_kreiss_ct(FLOW, 1e-3).lower < wide.upper


@pytest.mark.parametrize("radius", ["1/50", "1/10", 5, -1, "x", None, []])
def test_a_continuous_certificate_for_a_larger_ball_is_rejected(radius):
    forged = deepcopy(certify_kreiss_ct(FLOW, 1e-3, radius="1/100").certificate)
    forged["statement"]["radius"] = radius
    with pytest.raises(Rejected):
        check_document(forged)


def test_growth_of_one_matrix_says_nothing_about_a_ball():
    forged = deepcopy(certify_kreiss_ct([[1, 0], [0, -1]]).certificate)
    forged["statement"]["radius"] = "1/100"
    with pytest.raises(Rejected, match="ball"):
        check_document(forged)


@pytest.mark.parametrize(
    ("A", "radius", "nodes"),
    [([[-2, 1], [0, -1]], "1/2", 0), ([[-2, 2], [0, -2]], "9/8", 2), ([[-1, 2], [0, -1]], "1/9", 2)],
)
def test_a_ball_about_a_dissipative_matrix_reaches_beyond_the_constant_1_only_where_it_must(A, radius, nodes):
    wide = certify_kreiss_ct(A, radius=radius)
    assert check_document(wide.certificate)
    assert wide.lower == 1
    assert (wide.upper == 1) == (nodes == 0)
    assert wide.nodes >= nodes


@pytest.mark.parametrize("A", [FLOW, [[1, 0], [0, -2]], [[0, 1], [-1, 0]]])
def test_a_ball_that_reaches_the_axis_is_a_typed_error(A):
    with pytest.raises(UnstableMatrix, match="radius"):
        certify_kreiss_ct(A, radius=2)


@pytest.mark.parametrize(
    ("certify", "A"), [(certify_kreiss, [["1/2", 2], [0, "1/2"]]), (certify_kreiss_ct, [[-1, 4], [0, -1]])]
)
def test_the_radius_that_an_error_names_is_one_that_works(certify, A):
    with pytest.raises(UnstableMatrix) as refused:
        certify(A, radius=2)
    enough = re.search(r"expected a radius below (\S+), for which the nodes exclude that, got 2$", str(refused.value))
    assert check_document(certify(A, radius=Fraction(enough[1]) * Fraction(999, 1000)).certificate)
