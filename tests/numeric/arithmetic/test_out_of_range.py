"""Where floats leave their range or lose their digits, higher precision takes over and encloses."""

from fractions import Fraction

import numpy as np
import pytest

from kreiss.errors import InvalidArgument
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_ct,
    certify_matrix_theorem,
    certify_pseudospectral_radius,
    distance_to_instability,
)
from kreiss.numeric.portraits import draw_portrait
from kreiss.verify.checker import check_document

NILPOTENT = [[10**9, -(10**9)], [10**9, -(10**9)]]
TAME = [["1/2", "1"], ["1/1000", "501/1000"]]
HUGE = [["5e58", "0", "2e5"], ["4e47", "0", "3e50"], ["-2", "0.3", "-7e45"]]
SLOW_LINES = [
    ["-1/2", "90000", "0", "100"],
    ["0", "-1/2", "1", "-200000000000000"],
    ["0", "0", "-1/2", "-3"],
    ["0", "0", "0", "-1/2"],
]
SLOWER_LINES = [["-1/2", 200000000000, 0], [0, "-1/2", 200000000000], [0, 0, "-124999999/250000000"]]


def close_eigenvectors(s):
    """S·diag(9/10, −1/2)·S⁻¹ with S = [[1, 1], [1, 1 + 1/s]]."""
    S, inverse = [[1, 1], [1, 1 + Fraction(1, s)]], [[s + 1, -s], [-s, s]]
    values = (Fraction(9, 10), Fraction(-1, 2))
    return [[sum(S[i][k] * values[k] * inverse[k][j] for k in range(2)) for j in range(2)] for i in range(2)]


@pytest.mark.parametrize("gap", [1e-2, 1e-6])
def test_a_nilpotent_integer_matrix_has_the_constant_of_its_norm(gap):
    K, c = certify_kreiss(NILPOTENT, gap), 2 * 10**9
    assert K.lower <= Fraction(c, 4) + Fraction(1, c) <= K.upper
    assert K.gap <= gap
    check_document(K.certificate)


@pytest.mark.parametrize("gap", [1e-2, 1e-6])
@pytest.mark.parametrize("s", [10**8, 10**12, 10**19])
def test_eigenvectors_that_nearly_agree_are_no_obstacle(s, gap):
    K = certify_kreiss(close_eigenvectors(s), gap)
    assert K.complete
    assert 1 < K.lower / s < Fraction(6, 5)
    check_document(K.certificate)


def test_a_search_that_steps_far_stays_in_its_bracket():
    K = certify_kreiss(TAME, 0.01)
    assert K.lower <= Fraction("1.000002009") <= K.upper
    assert K.complete


def test_entries_near_1e58_are_decided():
    assert certify_kreiss(HUGE).upper is None
    assert certify_kreiss_ct(HUGE).upper is None


@pytest.mark.parametrize("rows", [SLOW_LINES, SLOWER_LINES])
@pytest.mark.parametrize("gap", [0.5, 1e-2, 1e-6])
def test_the_last_line_lies_right_of_the_numerical_abscissa_however_large_the_constant_is(rows, gap):
    K = certify_kreiss_ct(rows, gap)
    assert K.complete
    check_document(K.certificate)


@pytest.mark.parametrize("rows", [NILPOTENT, close_eigenvectors(10**8)])
def test_what_crashed_once_is_drawn_and_measured(rows):
    theorem = certify_matrix_theorem(rows, 1e-2)
    assert theorem.holds
    assert theorem.kreiss.upper is not None
    assert certify_pseudospectral_radius(rows, "1/1000", 1e-3).gap <= Fraction(1, 1000)
    assert draw_portrait(np.array(rows, dtype=float), theorem.kreiss, points=12).axes


@pytest.mark.parametrize("digits", [60, pytest.param(150, marks=pytest.mark.slow)])
def test_many_digits_are_reached(digits):
    K = certify_kreiss([["9/10", 0], [10, "9/10"]], digits=digits)
    assert K.complete
    assert K.upper <= K.lower * (1 + Fraction(1, 10**digits))


@pytest.mark.parametrize("options", [{"digits": 400}, {"gap": "1e-400"}])
def test_a_gap_beyond_the_exponents_of_floats_is_an_argument_error(options):
    with pytest.raises(InvalidArgument, match=next(iter(options))):
        certify_kreiss([["1/2", 3], [0, "1/3"]], **options)


@pytest.mark.parametrize("k", [1, 4, 7, 10, 14])
@pytest.mark.parametrize("seed", range(5))
def test_distances_to_instability_next_to_the_circle_are_enclosed(seed, k):
    rng = np.random.default_rng(100 * k + seed)
    size = 1 - 10.0**-k
    rotating = np.linalg.qr(rng.standard_normal((3, 3)))[0] * size
    jordan = size * np.exp(2j * np.pi * rng.random()) * np.eye(4) + 10.0 ** rng.integers(-3, 3) * np.eye(4, k=1)
    values = (size - 1e-3) * np.exp(2j * np.pi * rng.random(4))
    companion = np.diag(np.ones(7), -1)
    companion[0] = -np.poly(np.concatenate([values, values.conj()])).real[1:]
    for matrix in (rotating, jordan, companion):
        distance = distance_to_instability(matrix)
        assert distance.gap <= 1e-6
        check_document(distance.certificate)
