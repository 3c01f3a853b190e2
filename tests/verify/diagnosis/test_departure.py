"""The departure from normality: exact where the eigenvalues are, enclosed at any order, zero for normal ones."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.diagnosis.balls.departure import departure
from kreiss.verify.diagnosis.balls.spectrum import discs
from kreiss.verify.diagnosis.blocks import Blocks, cut
from kreiss.verify.diagnosis.quantity import EXACT


def of(J, split=None, radius=Fraction(0), *, around=False):
    matrix = exact_matrix(J)
    return departure(Blocks(matrix, cut(matrix.n, split)), radius, discs(matrix, float(radius)) if around else None)


def in_floats(J):
    return math.sqrt(max(0.0, np.sum(abs(J) ** 2) - np.sum(abs(np.linalg.eigvals(J)) ** 2)))


@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
@settings(max_examples=40)
def test_it_encloses_what_floats_say(seed, n, complex_):
    g = np.random.default_rng(seed)
    J = g.standard_normal((n, n)) + (1j * g.standard_normal((n, n)) if complex_ else 0)
    found = of(J)
    assert found.lower - 1e-7 <= in_floats(J) <= found.upper + 1e-7
    assert found.rigor == EXACT


@given(st.integers(0, 10**6), st.sampled_from([0, 1e-9, 1e-3]), st.booleans())
@settings(max_examples=20)
def test_at_large_orders_and_in_balls_it_is_enclosed(seed, radius, around):
    g = np.random.default_rng(seed)
    J = g.standard_normal((45, 45)) / 6
    found = of(J, radius=Fraction(radius), around=around)
    E = g.standard_normal(J.shape)
    M = J + E * radius / np.linalg.norm(E, 2)
    for X in (J, M):
        assert found.lower <= in_floats(X) * (1 + 1e-9)
        assert in_floats(X) * (1 - 1e-9) <= found.upper


@pytest.mark.parametrize("J", [[[2, 1], [1, 3]], [[0, -1], [1, 0]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]], [[5]], [[0]]])
def test_normal_matrices_have_none(J):
    assert (of(J).lower, of(J).upper, of(J).rigor) == (0, 0, EXACT)


def test_a_one_way_coupling_of_normal_blocks_is_its_norm():
    J = [["1/2", 0, 0], [3, "1/3", 1], [4, 1, "1/4"]]
    found = of(J, 1)
    assert (found.lower, found.upper) == (5, 5)
    plain = of(J)
    assert plain.lower <= 5 <= plain.upper
