"""Enclosures compare where their intervals decide it, and refuse to where they overlap."""

from fractions import Fraction
from math import inf

import pytest

from kreiss.errors import Undecidable
from kreiss.numeric import certify_kreiss, certify_numerical_radius

SMALL = certify_kreiss([[0]])
LARGE = certify_kreiss([["9/10", 0], [10, "9/10"]], gap=1e-3)
SAME = certify_kreiss([["9/10", 0], [10, "9/10"]], gap=1e-2)
INFINITE = certify_kreiss([[2]])


def test_separate_intervals_are_ordered():
    assert SMALL < LARGE
    assert SMALL <= LARGE
    assert not LARGE < SMALL
    assert LARGE > SMALL
    assert not SMALL >= LARGE
    assert LARGE < INFINITE
    assert not INFINITE < INFINITE
    assert INFINITE >= INFINITE


def test_numbers_stand_for_themselves():
    assert 25 < LARGE < Fraction(26)
    assert SMALL <= 1
    assert SMALL >= 1
    assert not SMALL < 1.0
    assert LARGE < inf
    assert INFINITE > 10**400


def test_other_quantities_compare_too():
    assert certify_numerical_radius([[2]], 1e-3) < LARGE


@pytest.mark.parametrize("other", [SAME, LARGE, Fraction(2501, 100)])
def test_overlapping_intervals_are_undecidable_and_say_by_how_much_to_tighten(other):
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        with pytest.raises(Undecidable, match=r"ask for a gap below [0-9]"):
            getattr(LARGE, compare)(other)


def test_a_tightened_enclosure_decides_as_advised():
    bound = LARGE.upper - (LARGE.upper - Fraction(2501, 100)) / 2
    with pytest.raises(Undecidable) as caught:
        assert bound < LARGE
    gap = float(str(caught.value).rsplit(" ", 1)[1])
    assert certify_kreiss([["9/10", 0], [10, "9/10"]], gap) < bound


def test_texts_have_no_order_with_an_enclosure():
    with pytest.raises(TypeError):
        assert "25" < LARGE
