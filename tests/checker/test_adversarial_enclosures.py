"""Enclosures made by hand to prove what is false: each is rejected."""

import pytest
from checker.forging import enclosure, matrix, rejected

from kreiss.verify.checker import check_document


def circle(u, nu, P, **fields):
    return {"reason": "circle", "u": u, "nu": nu, "P": P, "semidefinite": "elimination", **fields}


STABLE = {"reason": "stable", "definite": "elimination"}


def test_a_circle_beyond_the_spectrum_bounds_nothing_without_stability():
    # A = 2, u = 1: |1 - 2ζ| ≥ 1 on the circle, by a negative P; yet K = ∞
    outside = circle(1, 2, matrix([-1]))
    assert check_document(enclosure("M", matrix([2]), 2, outside, radius=1))
    rejected(enclosure("K", matrix([2]), 2, outside))
    rejected(enclosure("K", matrix([2]), 2, outside, STABLE))
    rejected(enclosure("distance_to_instability", matrix([2]), "inf", outside, lower="1/2"))
    rejected(enclosure("distance_to_instability", matrix([2]), "inf", outside, STABLE, lower="1/2"))


@pytest.mark.parametrize("u", [0, -1, "3/2", 2, True])
def test_a_circle_of_the_kreiss_constant_lies_inside_the_unit_circle(u):
    rejected(enclosure("K", matrix([0]), 2, circle(1, 2, matrix([1])), STABLE, circle(u, 2, matrix([1]))))


@pytest.mark.parametrize("P", [matrix([2, 1], [0, 2]), {**matrix([2, 0], [0, 2]), "im": [[0, 1], [1, 0]]},
                               {**matrix([2]), "im": [[1]]}, matrix([2, 0]), matrix([2], [2])])  # fmt: skip
def test_a_form_is_hermitian_and_of_the_order_of_the_matrix(P):
    rejected(enclosure("K", matrix([0, 0], [0, 0]), 9, circle(1, 9, P), STABLE))


def test_a_real_form_of_half_the_order_stands_for_itself_twice():
    zero = matrix([0, 0], [0, 0])
    assert check_document(enclosure("K", zero, 2, circle(1, 2, matrix([2])), STABLE))


@pytest.mark.parametrize("upper", ["1/2", 0, -1])
def test_no_constant_is_below_one(upper):
    radius = {"reason": "numerical-radius", "Z": matrix([0]), "semidefinite": "elimination"}
    rejected(enclosure("K", matrix([0]), upper, circle(1, 2, matrix([1])), STABLE, circle("1/2", "1/4", matrix([1]))))
    rejected(enclosure("K", matrix([0]), upper, radius))


def test_growth_is_shown_for_powers_not_for_damped_ones():
    half = {"reason": "unstable", "s": "1/4", "P": matrix([-1]), "v": [1], "stein": "elimination"}
    rejected(enclosure("K", matrix([1], den=2), "inf", half))


@pytest.mark.parametrize("weights", [[1], [0, 0.5], [0, True], [0, 10**9], [0, -(10**9)]])
def test_weights_are_bounded_integers(weights):
    proof_of = {"denominator": 1, "lower": [[0], [0, 0]], "weights": weights}
    rejected(enclosure("K", matrix([0]), 2, circle(1, 2, matrix([2])) | {"semidefinite": proof_of}, STABLE))


def test_a_negative_diagonal_is_not_dominant_whatever_its_weight():
    heavy = {"denominator": 1, "lower": [[0], [0, 0]], "weights": [0, 100_000]}
    rejected(enclosure("K", matrix([0]), 1, circle(1, "1/2", matrix([1])) | {"semidefinite": heavy}, STABLE))


def test_a_ball_that_all_but_reaches_a_circle_is_rejected_in_words():
    """The node's ν is 10^7980, longer than any number of the document."""
    large = 10**3990
    circles = circle(1, 1, matrix([1])), STABLE, circle(f"1/{large}", large, matrix([1]))
    rejected(enclosure("K", matrix([0]), 2, *circles, radius=f"{large - 1}/{large}"), "$.statement.upper")


# Short documents that ask for long computations
