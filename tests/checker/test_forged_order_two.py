"""The step ``order-two`` proves a bound above the constant, and none below it, wherever det N vanishes."""

from fractions import Fraction

import pytest
from checker.forging import enclosure, matrix, rejected

from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.verify.checker import check_document

FINE = Fraction(1, 10**9)
CASES = {
    "a positive eigenvalue": ("K", matrix([9, 100], [0, 9], den=10)),
    "a negative eigenvalue": ("K", matrix([-9, 100], [0, -9], den=10)),
    "eigenvalues of both signs": ("K", matrix([5, 30], [0, -3], den=10)),
    "a complex pair": ("K", matrix([1, 30], [-2, 2], den=10)),
    "nilpotent": ("K", matrix([0, 10], [0, 0])),
    "a real eigenvalue, on lines": ("K_ct", matrix([-1, 10], [0, -2])),
    "a complex pair, on lines": ("K_ct", matrix([-1, 40], [-10, -1], den=10)),
}
"""Where the determinant vanishes first: at either end of the range, or between the ends."""
certify = {"K": certify_kreiss, "K_ct": certify_kreiss_ct}


def rows(A):
    return [[Fraction(x, A["denominator"]) for x in row] for row in A["re"]]


def bounded(quantity, A, kappa, upper=None, **changes):
    """The claim that the constant is at most ``upper``, κ unless it is given, by the one step."""
    step = {"reason": "order-two", "kappa": str(kappa), **changes}
    return enclosure(quantity, A, str(kappa if upper is None else upper), step)


@pytest.mark.parametrize(("quantity", "A"), CASES.values(), ids=CASES)
def test_a_bound_above_the_constant_is_proved_and_none_below(quantity, A):
    K = certify[quantity](rows(A), FINE)
    assert K.lower > 1
    check_document(bounded(quantity, A, K.upper))
    rejected(bounded(quantity, A, K.lower * (1 - FINE)), "$.steps[0]")
    rejected(bounded(quantity, A, (1 + K.lower) / 2), "$.steps[0]")


@pytest.mark.parametrize(("quantity", "A"), CASES.values(), ids=CASES)
def test_the_statement_is_no_stronger_than_the_step(quantity, A):
    K = certify[quantity](rows(A))
    rejected(bounded(quantity, A, 2 * K.upper, upper=2 * K.upper - FINE), "$.statement.upper")
    check_document(bounded(quantity, A, 2 * K.upper, upper=3 * K.upper))
    document = bounded(quantity, A, 2 * K.upper)
    document["statement"]["lower"] = str(1 + FINE)
    rejected(document, "$.statement.lower")


@pytest.mark.parametrize("kappa", [10**6, 10**30])
@pytest.mark.parametrize(
    ("quantity", "A"),
    [
        ("K", matrix([11, 50], [0, 3], den=10)),
        ("K", matrix([-11, 50], [0, 3], den=10)),
        ("K", matrix([6, 10], [-10, 6], den=10)),
        ("K", matrix([1, 1], [0, 1])),
        ("K", matrix([0, 2], [-2, 0])),
        ("K_ct", matrix([1, 0], [0, -1])),
        ("K_ct", matrix([1, 20], [-20, 1], den=10)),
        ("K_ct", matrix([0, 1], [0, 0])),
    ],
)
def test_an_infinite_constant_has_no_bound(quantity, A, kappa):
    rejected(bounded(quantity, A, kappa), "$.steps[0]")


@pytest.mark.parametrize(("quantity", "A"), [("K", matrix([1, 0], [4, 0])), ("K_ct", matrix([0, 4], [-1, 0]))])
def test_semisimple_eigenvalues_may_lie_on_the_boundary(quantity, A):
    check_document(bounded(quantity, A, 5))


@pytest.mark.parametrize("kappa", [1, "1/2", 0, -2])
def test_k_is_never_bounded_by_one_or_less(kappa):
    rejected(bounded("K", matrix([1, 1], [0, 1], den=4), kappa), "$.steps[0]")


@pytest.mark.parametrize(
    "A",
    [
        matrix([1]),
        matrix([1, 0, 0], [0, 1, 0], [0, 0, 1], den=2),
        {"denominator": 2, "re": [[1, 0], [0, 1]], "im": [[0, 1], [0, 0]]},
    ],
    ids=["order one", "order three", "complex"],
)
def test_other_matrices_are_not_bounded(A):
    rejected(bounded("K", A, 100), "$.steps[0]")


def test_a_complex_number_is_a_real_matrix_of_order_two():
    check_document(bounded("K", {"denominator": 2, "re": [[1]], "im": [[1]]}, 2))


def test_a_ball_is_not_bounded():
    document = bounded("K", matrix([1, 1], [0, 1], den=4), 2)
    document["statement"]["radius"] = "1/1000"
    rejected(document, "$.steps[0].reason")


def test_fields_that_prove_nothing_and_missing_ones_are_rejected():
    A = matrix([1, 1], [0, 1], den=4)
    rejected(bounded("K", A, 2, P=A))
    rejected(enclosure("K", A, 2, {"reason": "order-two"}))
    rejected(bounded("M", A, 2))


def test_numbers_too_long_to_be_reduced_are_counted_before(monkeypatch):
    """A greatest common divisor of integers of ten million bits takes minutes."""
    monkeypatch.setattr("kreiss.verify.checker.enclosures.order_two.Fraction", pytest.fail)
    long = 3**6_000_000
    rejected(bounded("K", matrix([long, 1], [0, long], den=long + 2), 2), "$")
