"""Systems in one variable: the checker's Sturm sequences against the prover's root isolation, and known cases."""

from fractions import Fraction
from itertools import pairwise

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import NEVER
from kreiss.symbolic.inequalities.tactics.univariate import solution
from kreiss.verify.checker.arithmetic.matrices import integer_root
from kreiss.verify.checker.arithmetic.roots import has_solution, separators, sturm_chain

COEFFICIENTS = st.lists(st.integers(-6, 6), max_size=6)
SIGNS = st.sampled_from([">=", ">", "="])


def stripped(coefficients):
    while coefficients and not coefficients[-1]:
        coefficients = coefficients[:-1]
    return coefficients


def times(p, q):
    result = [0] * (len(p) + len(q) - 1)
    for i, c in enumerate(p):
        for j, d in enumerate(q):
            result[i + j] += c * d
    return result


@settings(max_examples=200)
@given(st.lists(st.tuples(COEFFICIENTS.map(stripped), SIGNS), min_size=1, max_size=4))
def test_two_independent_deciders_agree(relations):
    found = solution([([fmpq(c) for c in p] or [fmpq(0)], sign) for p, sign in relations], NEVER)
    assert has_solution(relations) == (found is not False)
    if isinstance(found, Fraction):
        for p, sign in relations:
            value = sum((c * found**k for k, c in enumerate(p)), Fraction(0))
            assert value == 0 if sign == "=" else value > 0 or (value == 0 and sign == ">=")


@settings(max_examples=60)
@given(st.lists(st.fractions(-3, 3, max_denominator=5), min_size=1, max_size=5))
def test_separators_part_the_distinct_roots(roots):
    p = [1]
    for root in roots:
        p = times(p, [-root.numerator, root.denominator])
    points = separators([p])
    for low, high in pairwise(points):
        assert sum(low < root < high for root in set(roots)) <= 1
    assert points[0] < min(roots)
    assert max(roots) < points[-1]
    assert not set(points) & set(roots)


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ([([-2, 0, 1], "="), ([0, 1], ">=")], True),
        ([([-2, 0, 1], "="), ([0, 1], ">="), ([-2, 1], ">=")], False),
        ([([1, -2, 1], ">"), ([1, -1], ">="), ([-1, 1], ">=")], False),
        ([([1, -2, 1], ">="), ([1, -1], ">="), ([-1, 1], ">=")], True),
        ([([4, 0, -4, 0, 1], "=")], True),
        ([([-4, 0, 4, 0, -1], ">")], False),
        ([([], ">=")], True),
        ([([], ">")], False),
        ([([-1], ">=")], False),
        ([([1, 0, 1], "=")], False),
        ([([-2, 0, 1], "="), ([-3, 0, 1], "=")], False),
        ([([-2, 0, 1], "="), ([-4, 0, 0, 0, 1], "=")], True),
    ],
)
def test_known_systems_are_decided(relations, expected):
    assert has_solution(relations) is expected


def test_a_chain_ends_with_a_multiple_of_the_common_divisor():
    assert len(sturm_chain([1, -2, 1])) == 2


@settings(max_examples=100)
@given(st.integers(0, 10**40), st.integers(1, 9))
def test_the_integer_root_is_the_largest(value, degree):
    root = integer_root(value, degree)
    assert root**degree <= value < (root + 1) ** degree
