"""The strategies draw what they say, exactly, and shrink counterexamples to simple ones."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from kreiss.verify.checker.refutations.values import PROPERTIES, from_fractions
from kreiss.verify.claims import Claim
from kreiss.verify.search import rounds
from kreiss.verify.search.strategies import instances, matrices, named, points, rationals, shrunk

STRUCTURES = ["square", "symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular"]


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_matrix_has_its_structure_exactly(structure):
    @settings(deadline=None, max_examples=25)
    @given(matrices(structure))
    def check(rows):
        assert PROPERTIES[structure](from_fractions(rows))

    check()


@settings(deadline=None, max_examples=25)
@given(matrices("nonnegative", rows=2), matrices("any", rows=2, columns=3))
def test_shapes_are_as_asked(square, wide):
    assert PROPERTIES["nonnegative"](from_fractions(square))
    assert (len(square), len(square[0]), len(wide), len(wide[0])) == (2, 2, 2, 3)


@given(rationals(Fraction(0), Fraction(1)))
def test_numbers_stay_in_their_range(x):
    assert 0 <= x <= 1
    assert x.denominator <= 100


CLAIM = Claim("c", "K(J) <= x", ("J = [[A, B], [C, D]]", "symmetric(A)", "x > 1", "norm(A) <= 2"))


@settings(deadline=None, max_examples=25)
@given(points(CLAIM))
def test_a_point_fits_the_claim(point):
    values = named(*point)
    assert set(values) == {"A", "B", "C", "D", "x"}
    assert len(values["A"]) == len(values["B"])
    assert len(values["A"][0]) == len(values["C"][0])


@settings(deadline=None, max_examples=10)
@given(instances(Claim("c", "x <= 5", ("0 <= x <= 1",))))
def test_an_instance_satisfies_the_hypotheses(point):
    assert rounds.feasible(*point)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_counterexample_shrinks_to_a_simple_one(seed):
    layout, vector = shrunk(Claim("root", "sqrt(x) <= (x + 2)/3", ("x >= 1",)), 200, seed)
    assert named(layout, vector) == {"x": 2}


def test_no_counterexample_is_none():
    assert shrunk(Claim("mean", "sqrt(x) <= (x + 1)/2", ("x >= 0",)), 100) is None
