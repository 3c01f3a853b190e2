"""Words are reduced to others of the same value, with scalars in what is inverted, also for h = 0."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kreiss.verify.checker.proofs import words

NUMBERS = st.fractions(min_value=-3, max_value=3, max_denominator=3)
MATRICES = st.lists(NUMBERS, min_size=4, max_size=4)
SCALARS = {"h": st.one_of(st.just(Fraction(0)), NUMBERS), "k": NUMBERS}
ONE = words.number(Fraction(1))
A, B, H, K = words.letter("A"), words.letter("B"), words.scalar("h"), words.scalar("k")
INVERTED = [
    ONE - H * A,
    K - A,
    H - A,
    ONE + (ONE + H) * A,
    ONE - H * K * A * B,
    H * H * A - K * A + B,
    ONE - H * A + H * B * A,
]


def times(x, y):
    return [x[0] * y[0] + x[1] * y[2], x[0] * y[1] + x[1] * y[3], x[2] * y[0] + x[3] * y[2], x[2] * y[1] + x[3] * y[3]]


def value(element, letters, scalars):
    total = [Fraction(0)] * 4
    for (powers, word), coefficient in element.terms:
        term = [coefficient, Fraction(0), Fraction(0), coefficient]
        for name, power in powers:
            term = [x * scalars[name] ** power for x in term]
        for part in word:
            term = times(term, of_letter(part, letters, scalars))
        total = [x + y for x, y in zip(total, term, strict=True)]
    return total


def of_letter(part, letters, scalars):
    if part.inverted is None:
        return letters[part.name]
    a, b, c, d = value(part.inverted, letters, scalars)
    determinant = a * d - b * c
    assume(determinant != 0)
    return [d / determinant, -b / determinant, -c / determinant, a / determinant]


@given(
    st.lists(st.sampled_from([A, B, H, K, *map(words.inverse, INVERTED)]), min_size=1, max_size=5),
    st.fixed_dictionaries({"A": MATRICES, "B": MATRICES}),
    st.fixed_dictionaries(SCALARS),
)
def test_a_product_keeps_its_value_where_it_is_reduced(factors, letters, scalars):
    whole = ONE
    for factor in factors:
        whole = whole * factor
    assert value(words.reduce(whole), letters, scalars) == value(whole, letters, scalars)


@pytest.mark.parametrize("element", INVERTED)
def test_an_element_times_its_inverse_is_one(element):
    inverse = words.inverse(element)
    for pair in ((element, inverse), (inverse, element)):
        assert words.reduce(pair[0] * pair[1]) == ONE


def test_resolvents_of_one_matrix_commute_and_obey_the_first_resolvent_identity():
    first, second = words.inverse(H - A), words.inverse(K - A)
    assert words.reduce(first - second) == words.reduce((K - H) * first * second)
    assert words.reduce((K - H) * second * first) == words.reduce((K - H) * first * second)
