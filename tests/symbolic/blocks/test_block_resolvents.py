"""Block formulas are derived, hold when multiplied out, and agree with numbers."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument
from kreiss.symbolic.blocks.elements import ONE, ZERO, block, scalar
from kreiss.symbolic.blocks.elimination import BlockMatrix, confirm_inverse, inverse, scaled_identity
from kreiss.symbolic.blocks.resolvent import block_resolvent

LOWER = [["A", 0], ["C", "D"]]
FULL = [["A", "B"], ["C", "D"]]
THREE = [["A", 0, 0], ["C", "D", 0], ["E", "F", "G"]]
FOUR = [["A", 0, 0, 0], ["C", "D", 0, 0], ["E", "F", "G", 0], ["H", "L", "M", "N"]]
letters = st.sampled_from(
    [block(x) for x in "ABC"] + [(scalar("z") - block(x)).inverse() for x in "AB"] + [scalar("z")]
)
elements = st.lists(st.tuples(st.integers(-2, 2), st.lists(letters, max_size=3)), max_size=3).map(
    lambda terms: sum((value * _product(word) for value, word in terms), ZERO)
)


def _product(word):
    result = ONE
    for letter in word:
        result = result * letter
    return result


@settings(deadline=None, max_examples=60)
@given(elements, elements, elements)
def test_elements_form_a_ring(x, y, z):
    assert (x * y) * z == x * (y * z)
    assert x * (y + z) == x * y + x * z
    assert x + y == y + x
    assert x - x == ZERO


@settings(deadline=None, max_examples=60)
@given(elements, elements)
def test_the_derivative_obeys_the_product_rule(x, y):
    assert (x * y).derivative("z") == x.derivative("z") * y + x * y.derivative("z")


def test_an_inverse_multiplies_to_one_from_both_sides():
    e = scalar("z") - block("A") - block("B") * block("C")
    assert e * e.inverse() == e.inverse() * e == ONE
    assert (2 * scalar("z")).inverse() * scalar("z") * 2 == ONE


@pytest.mark.parametrize("blocks", [LOWER, THREE, FOUR, [["A", "B"], [0, "D"]]])
def test_a_triangular_resolvent_uses_resolvents_of_the_diagonal_blocks_only(blocks):
    text = block_resolvent(blocks).text()
    diagonal = {blocks[i][i] for i in range(len(blocks))}
    assert {part.split(",")[0] for part in text.split("resolvent(")[1:]} == diagonal


def test_the_resolvent_of_a_lower_triangular_matrix_is_the_one_of_the_paper():
    expected = "[[resolvent(A, z), 0], [resolvent(D, z)*C*resolvent(A, z), resolvent(D, z)]]"
    assert block_resolvent(LOWER).text() == expected


def test_both_schur_complements_give_inverses_of_the_full_matrix():
    first, second = block_resolvent(FULL, order=[0, 1]), block_resolvent(FULL, order=[1, 0])
    assert "resolvent(D + C*resolvent(A, z)*B, z)" in first.text()
    assert "resolvent(A + B*resolvent(D, z)*C, z)" in second.text()


def test_the_derivative_is_minus_the_square():
    assert block_resolvent(FOUR).derivative().rows[0][0].text() == "-resolvent(A, z)*resolvent(A, z)"


def test_a_wrong_inverse_is_noticed():
    shifted = scaled_identity(2, scalar("z")) - block_resolvent(LOWER).matrix
    right = inverse(shifted)
    wrong = BlockMatrix((right.rows[0], (-right.rows[1][0], right.rows[1][1])))
    with pytest.raises(ArithmeticError, match="not the inverse"):
        confirm_inverse(shifted, wrong)


@pytest.mark.parametrize(("blocks", "sizes"), [(LOWER, (2, 3)), (FULL, (2, 1)), (FOUR, (1, 2, 1, 3))])
def test_the_formula_agrees_with_a_numerical_inverse(blocks, sizes):
    rng = np.random.default_rng(7)
    values = {
        name: rng.standard_normal((sizes[i], sizes[j]))
        for i, row in enumerate(blocks)
        for j, name in enumerate(row)
        if name
    }
    whole = np.block(
        [
            [values[name] if name else np.zeros((sizes[i], sizes[j])) for j, name in enumerate(row)]
            for i, row in enumerate(blocks)
        ]
    )
    z = 1.5 + 2j
    formula = block_resolvent(blocks).function("numpy")(z, **values)
    assert np.abs(formula @ (z * np.eye(sum(sizes)) - whole) - np.eye(sum(sizes))).max() < 1e-9
    with mpmath.workdps(40):
        exact = {name: mpmath.matrix(value.tolist()) for name, value in values.items()}
        high = block_resolvent(blocks).function("mpmath")(mpmath.mpc(z), **exact)
        residual = high * (mpmath.mpc(z) * mpmath.eye(sum(sizes)) - mpmath.matrix(whole.tolist())) - mpmath.eye(
            sum(sizes)
        )
        assert mpmath.mnorm(residual, 1) < mpmath.mpf(10) ** -30


@pytest.mark.parametrize("blocks", [[], [["A"], ["B"]], [["A", "B"]], [["A", 1], ["C", "D"]], [["A b"]]])
def test_an_array_that_is_no_block_matrix_is_refused(blocks):
    with pytest.raises(InvalidArgument):
        block_resolvent(blocks)


def test_a_vanishing_pivot_says_to_choose_another_order():
    matrix = BlockMatrix(((ZERO, ONE), (ONE, ZERO)))
    with pytest.raises(InvalidArgument, match="pivot"):
        inverse(matrix)


def test_a_missing_block_is_named():
    with pytest.raises(InvalidArgument, match="block D"):
        block_resolvent(LOWER).function()(2.0, A=[[0.5]], C=[[1.0]])
