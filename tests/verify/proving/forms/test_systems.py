"""Linear systems over fields of rational functions: what is found solves them, and a budget is kept."""

from time import process_time

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import PrecisionExhausted
from kreiss.verify.proving.forms.systems import eliminated

a, b, c = sympy.symbols("a b c", real=True)
ENTRIES = st.sampled_from(
    [
        sympy.Integer(0),
        sympy.Integer(1),
        -a,
        a + 2 * b,
        a / (1 - b),
        c**2 - a,
        b / 3,
        1 / (a * c),
        sympy.Rational(-5, 7),
    ]
)


@st.composite
def systems(draw):
    n = draw(st.integers(1, 3))
    return [[draw(ENTRIES) for _ in range(n + 1)] for _ in range(n)]


@settings(deadline=None, max_examples=40)
@given(systems())
def test_what_is_found_solves_the_system(rows):
    count = len(rows)
    assume(sympy.cancel(sympy.Matrix([row[:count] for row in rows]).det()) != 0)
    found = eliminated(rows, NEVER)
    assert not any(sympy.cancel(sum(row[i] * found[i] for i in range(count)) - row[count]) for row in rows)


@pytest.mark.parametrize("rows", [[[0, 1]], [[a, b, 1], [2 * a, 2 * b, 1]], [[sympy.Integer(1), 1, 0], [1, 1, 0]]])
def test_a_singular_system_has_no_solution(rows):
    with pytest.raises(PrecisionExhausted, match="no weights"):
        eliminated(sympy.Matrix(rows).tolist(), NEVER)


def test_a_large_system_ends_with_its_budget():
    """By fractions one difference of this kind took a minute."""
    size, started = 12, process_time()
    rows = [[(a + i) ** j / (b + i + j) + c**i for j in range(size + 1)] for i in range(size)]
    with pytest.raises(OutOfTime):
        eliminated(rows, Deadline.after(0.5))
    assert process_time() - started < 5
