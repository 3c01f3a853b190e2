"""The theorem on matrices that turn states the closed form, which is the exact constant."""

from fractions import Fraction

import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.symbolic.constants.closed_forms import closed_form
from kreiss.symbolic.constants.forms import TurningForm
from kreiss.symbolic.constants.order_two import exact_kreiss
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.checker import check_document


def test_the_proof_rests_on_no_cited_lemma():
    (part,) = theorem("complex-pairs").parts
    assert check_document(part.prove().document()).assumptions == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 20), st.integers(1, 20), st.integers(1, 40))
def test_its_value_is_the_exact_constant(h, b, ratio):
    """h in fortieths, b in twentieths, c = b(1 + ratio/8), halved until they are in the theorem's class."""
    h, b = Fraction(h, 40), Fraction(b, 20)
    c = b * (1 + Fraction(ratio, 8))
    while h * h + b * c >= 1:
        b, c = b / 2, c / 2
    while h >= h * h + b * c:
        h /= 2
    rows = [[h, -b], [c, h]]
    form = closed_form(rows)
    assert isinstance(form, TurningForm)
    b, c, p = (sympy.Rational(x.numerator, x.denominator) for x in (b, c, h * h + b * c))
    s = sympy.sqrt(1 - p)
    inside = bool(c - b <= (b + c) * s)
    assert (exact_kreiss(rows).rational == 1) == inside
    if not inside:
        stated = (b + c - (c - b) * s) / (2 * sympy.sqrt(b * c * p))
        assert sympy.simplify(form.kreiss - stated) == 0
        low, high = exact_kreiss(rows).enclosure(20)
        assert float(low) - 1e-12 <= float(stated.evalf(30)) <= float(high) + 1e-12
