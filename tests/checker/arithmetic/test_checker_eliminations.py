"""What the checker eliminates in a number of bits is positive definite, and enough bits accept what is."""

from fractions import Fraction

import pytest
from checker.forging import enclosure, matrix, rejected
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.checker.arithmetic.matrices import Matrix, eliminated, semidefinite, symmetric
from kreiss.verify.checker.enclosures.disc import _bounded_real, _congruent

BITS = st.integers(2, 40) | st.sampled_from([2, 3, 60, 100, 300])
SIZES = st.sampled_from([1, 2, 10**6, 2**90])


def symmetrized(rows):
    return [[rows[max(i, j)][min(i, j)] for j in range(len(rows))] for i in range(len(rows))]


@st.composite
def symmetric_rows(draw, most=6):
    """Symmetric matrices of many kinds: definite by far, hardly, not quite, and not at all."""
    n, size = draw(st.integers(1, most)), draw(SIZES)
    entry = st.integers(-3, 3) | st.integers(-size, size)
    F = draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=n, max_size=n))
    gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in F] for x in F]
    shift = draw(st.sampled_from([0, 0, 1, -1, 10, size]))
    X = draw(st.sampled_from([gram, symmetrized(F)]))
    scales = [2 ** draw(st.integers(0, 40)) for _ in range(n)] if draw(st.booleans()) else [1] * n
    return [[(x + shift * (i == j)) * scales[i] * scales[j] for j, x in enumerate(row)] for i, row in enumerate(X)]


def definite(X):
    holds, rank = eliminated(X)
    return holds and rank == len(X)


def accepts(X, den, bits):
    try:
        semidefinite(X, den, bits, "$", strict=True)
    except Rejected:
        return False
    return True


@settings(max_examples=400)
@given(symmetric_rows(), st.integers(1, 2**70), BITS)
@example([[0]], 1, 2)
@example([[1, 1], [1, 1]], 1, 300)
@example([[1, 2**400], [2**400, 1]], 1, 2)
@example([[4, 2], [2, 1]], 7, 60)
def test_what_is_accepted_is_positive_definite(X, den, bits):
    if accepts(X, den, bits):
        assert definite(X)


@settings(max_examples=60)
@given(st.integers(20, 45), st.randoms(use_true_random=False), st.integers(2, 30), st.integers(0, 30))
def test_beyond_one_block_of_rows_a_singular_matrix_is_never_accepted(n, random, bits, length):
    F = [[random.randint(-(2**length), 2**length) for _ in range(n - 1)] for _ in range(n)]
    gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in F] for x in F]
    assert not accepts(gram, random.randint(1, 10**6), bits)


@settings(max_examples=30)
@given(st.integers(20, 45), st.randoms(use_true_random=False), st.integers(1, 10**9))
def test_beyond_one_block_of_rows_a_dominant_matrix_is_accepted_in_few_bits(n, random, den):
    X = symmetrized([[random.randint(-9, 9) for _ in range(n)] for _ in range(n)])
    for i, row in enumerate(X):
        row[i] = 20 * n
    assert accepts(X, den, 12)
    X[n - 1][n - 2] = X[n - 2][n - 1] = 21 * n
    assert not any(accepts(X, den, bits) for bits in (12, 40, 200))


@settings(max_examples=200)
@given(symmetric_rows(), st.integers(1, 2**70))
def test_enough_bits_accept_whatever_is_positive_definite(X, den):
    if definite(X):
        longest = max(abs(x) for row in X for x in row).bit_length()
        assert accepts(X, den, 2 * (len(X) + 1) * (longest + 2) + 10)


@pytest.mark.parametrize("bits", [1, 0, -1, -(10**9), True, 2.5, "60", None, [60], 10**9, 10**40])
def test_bits_are_a_whole_number_that_is_not_too_large(bits):
    circle = {"reason": "circle", "u": 1, "nu": 2, "P": matrix([2, 0], [0, 2]), "semidefinite": bits}
    stable = {"reason": "stable", "definite": 20}
    zero = matrix([0, 0], [0, 0])
    assert check_document(enclosure("K", zero, 2, circle | {"semidefinite": 20}, stable))
    rejected(enclosure("K", zero, 2, circle, stable), "$")
    rejected(enclosure("K", zero, 2, circle | {"semidefinite": 20}, {"reason": "stable", "definite": bits}), "$")


@st.composite
def circles(draw):
    n = draw(st.integers(1, 3))
    entry = st.integers(-6, 6)
    A, P = (draw(st.lists(st.lists(entry, min_size=n, max_size=n), min_size=n, max_size=n)) for _ in range(2))
    P = symmetrized(P)
    for i, row in enumerate(P):
        row[i] += 30 * draw(st.integers(0, 1))
    numbers = (Fraction(draw(st.integers(1, 9)), draw(st.integers(1, 9))) for _ in range(2))
    return Matrix(A, draw(st.integers(1, 20))), *numbers, Matrix(P, draw(st.integers(1, 9)))


@settings(max_examples=300)
@given(circles())
def test_the_form_that_is_eliminated_in_bits_is_congruent_to_the_one_of_the_circle(drawn):
    """M = T*LT for T = [[0, I], [I, −F]], up to positive factors, and one is ⪰ 0 if and only if the other is."""
    A, u, nu, P = drawn
    (L, l_den), (M, m_den) = _bounded_real(A, u, nu, P), _congruent(A, u, nu, P)
    n = len(A.rows)
    F = [[u * Fraction(a, A.den) for a in row] for row in A.rows]
    T = [[Fraction(0)] * n + [Fraction(i == j) for j in range(n)] for i in range(n)]
    T += [[Fraction(i == j) for j in range(n)] + [-x for x in F[i]] for i in range(n)]
    size = range(2 * n)
    LT = [[sum(L[i][k] * T[k][j] for k in size) for j in size] for i in size]
    assert [[sum(T[k][i] * LT[k][j] for k in size) / l_den for j in size] for i in size] == [
        [Fraction(x, m_den) for x in row] for row in M
    ]
    assert eliminated(L)[0] == eliminated(M)[0]


@given(symmetric_rows(), st.integers(1, 99))
def test_a_lower_triangle_is_read_as_the_symmetric_matrix_that_it_is_of(X, den):
    lower = {"denominator": den, "lower": [row[: i + 1] for i, row in enumerate(X)]}
    assert symmetric(lower, len(X), "$") == symmetric({"denominator": den, "re": X}, len(X), "$") == Matrix(X, den)
    if len(X) > 1:
        assert symmetric(lower, 2 * len(X), "$") == symmetric({"denominator": den, "re": X}, 2 * len(X), "$")


@pytest.mark.parametrize("change", [
    {"denominator": 0}, {"denominator": -1}, {"denominator": True}, {"lower": []}, {"lower": [[2], [0, 2], [0, 0, 2]]},
    {"lower": [[2], [2]]}, {"lower": [[2, 0], [0, 2]]}, {"lower": [[2], [0, 2.0]]}, {"lower": [[2], [0, "2"]]},
    {"lower": "22"}, {"lower": [2, [0, 2]]}, {"re": [[2, 0], [0, 2]]}, {"im": [[0], [0, 0]]}, {"lower": [[2], [9, 2]]},
])  # fmt: skip
def test_a_triangle_has_one_form(change):
    P = {"denominator": 1, "lower": [[2], [0, 2]]}
    circle = {"reason": "circle", "u": 1, "nu": 2, "semidefinite": 20}
    zero, stable = matrix([0, 0], [0, 0]), {"reason": "stable", "definite": 20}
    assert check_document(enclosure("K", zero, 2, circle | {"P": P}, stable))
    rejected(enclosure("K", zero, 2, circle | {"P": P | change}, stable), "$")
