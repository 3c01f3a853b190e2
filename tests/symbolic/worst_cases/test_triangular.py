"""The bound proved on circles is the exact constant of triangular matrices with eigenvalues of opposite signs."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.symbolic.constants.closed_forms import triangular
from kreiss.symbolic.constants.order_two import exact_kreiss
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.checker import check_document

PARTS = theorem("triangular").parts


@pytest.mark.parametrize("part", PARTS, ids=[part.states for part in PARTS])
def test_each_part_rests_on_no_cited_lemma(part):
    checked = check_document(part.prove().document())
    assert checked.assumptions == ()
    assert checked.statement.startswith(part.states)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 19), st.integers(0, 19), st.integers(1, 60))
def test_opposite_signs_have_the_constant_of_the_larger_eigenvalue_at_its_side(a, b, c):
    """K of [[a, c], [0, −b]] and of its negative, by discriminants alone, and the closed form."""
    first, second, coupling = (Fraction(n, 20) for n in (max(a, b), -min(a, b), c))
    rows = [[first, coupling], [Fraction(0), second]]
    exact = exact_kreiss(rows)
    assert exact.equals(exact_kreiss([[-x for x in row] for row in rows]))
    low, high = exact.enclosure(20)
    value = triangular(first, coupling, second).kreiss.evalf(30)
    assert float(low) - 1e-12 <= float(value) <= float(high) + 1e-12
