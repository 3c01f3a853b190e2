"""K and K_ct enclosed by algebra alone: the gap asked for is reached, by steps that need no complex analysis."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import PrecisionExhausted, UnstableMatrix
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_algebraic,
    certify_kreiss_ct,
    certify_kreiss_ct_algebraic,
    gallery,
)
from kreiss.verify.checker import check_document

STEPS = {
    "K": {"witness", "segment", "disc", "numerical-radius"},
    "K_ct": {"witness", "segment", "line", "stable", "numerical-abscissa"},
}


def checked(K):
    """The enclosure, whose certificate the checker has accepted, and whose steps are algebra."""
    check_document(K.certificate)
    assert {step["reason"] for step in K.certificate["steps"]} <= STEPS[K.quantity]
    assert K.rigor == "exact"
    return K


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-9])
def test_a_known_constant_is_enclosed(gap):
    K = checked(certify_kreiss_algebraic([["9/10", 0], [10, "9/10"]], gap))
    assert K.lower <= Fraction(2501, 100) <= K.upper
    assert K.gap <= Fraction(gap)


def test_the_number_of_segments_grows_like_the_logarithm_of_the_gap():
    few, many = (certify_kreiss_algebraic([["9/10", 0], [10, "9/10"]], gap).nodes for gap in (1e-3, 1e-9))
    assert many <= 4 * few


@pytest.mark.parametrize(
    "A",
    [
        [["1/2", "1/2", "1/3"], ["1/4", "3/4", 1], [0, 0, "1/3"]],
        [["999999/1000000", 0], ["1/2", "1/2"]],
        [["1/2", 0], [{"re": 3, "im": -1}, {"re": 0, "im": "1/2"}]],
        [[0, 10], [0, 0]],
        [["-99/100", 3], [0, "1/2"]],
    ],
    ids=["an eigenvalue on the circle", "one next to it", "complex", "nilpotent", "negative"],
)
def test_it_agrees_with_the_enclosure_by_circles(A):
    K, other = checked(certify_kreiss_algebraic(A)), certify_kreiss(A)
    assert K.lower <= other.upper
    assert other.lower <= K.upper
    assert K.gap <= Fraction(1, 10**6)


def test_one_is_proved_by_the_numerical_radius():
    K = checked(certify_kreiss_algebraic([[0, 1], [1, 0]]))
    assert (K.lower, K.upper, K.nodes) == (1, 1, 0)


def test_an_infinite_constant_has_no_algebraic_certificate():
    with pytest.raises(UnstableMatrix, match="infinite"):
        certify_kreiss_algebraic([[2]])


def test_a_budget_that_ends_is_said():
    with pytest.raises(PrecisionExhausted, match="budget"):
        certify_kreiss_algebraic(gallery.grcar(16), budget=1e-3)


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_random_matrices_are_enclosed(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5))
    A = np.triu(rng.normal(size=(n, n)), 1) * rng.choice([0.3, 2, 10]) + np.diag(rng.uniform(-0.97, 0.97, n))
    K, other = checked(certify_kreiss_algebraic(A, 1e-3)), certify_kreiss(A, 1e-3)
    assert K.lower <= other.upper
    assert other.lower <= K.upper


@pytest.mark.parametrize("gap", [1e-2, 1e-6, 1e-9])
def test_a_known_constant_of_the_half_plane_is_enclosed(gap):
    K = checked(certify_kreiss_ct_algebraic([[-1, 10], [0, -1]], gap))
    assert K.lower <= Fraction(26, 10) <= K.upper
    assert K.gap <= Fraction(gap)


@pytest.mark.parametrize(
    "A",
    [
        [[0, 3], [0, -1]],
        [[0, 5, 0], [-5, 0, 1], [0, 0, -1]],
        [["-1/1000000", 5], [0, -2]],
        [[{"re": -1, "im": 1}, 2], [0, "-1/2"]],
        [["-1/1099511627776", "1/1000000000000"], [0, "-1/1000000000000"]],
        [["-1/1000000", 1], [0, -20]],
    ],
    ids=["an eigenvalue on the axis", "a pair there", "next to it", "complex", "small", "of two sizes"],
)
def test_it_agrees_with_the_enclosure_by_lines(A):
    K, other = checked(certify_kreiss_ct_algebraic(A)), certify_kreiss_ct(A)
    assert K.lower <= other.upper
    assert other.lower <= K.upper
    assert K.gap <= Fraction(1, 10**6)


def test_one_is_proved_by_the_numerical_abscissa():
    K = checked(certify_kreiss_ct_algebraic([[0, 1], [-1, 0]]))
    assert (K.lower, K.upper, K.nodes) == (1, 1, 0)


def test_an_infinite_constant_of_the_half_plane_has_no_algebraic_certificate():
    with pytest.raises(UnstableMatrix, match="infinite"):
        certify_kreiss_ct_algebraic([[0, 1], [0, 0]])


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_random_matrices_left_of_the_axis_are_enclosed(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 5))
    A = np.triu(rng.normal(size=(n, n)), 1) * rng.choice([0.3, 2]) - np.diag(10 ** rng.uniform(-1, 1, n))
    K, other = checked(certify_kreiss_ct_algebraic(A, 1e-3)), certify_kreiss_ct(A, 1e-3)
    assert K.lower <= other.upper
    assert other.lower <= K.upper


@pytest.mark.slow
def test_grcar_of_order_20_is_enclosed():
    G = np.triu(np.tril(np.ones((20, 20)), 3)) - np.diag(np.ones(19), -1)
    checked(certify_kreiss_algebraic(G / (1.02 * np.abs(np.linalg.eigvals(G)).max())))
