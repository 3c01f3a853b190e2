"""K(A/ρ(A)) and K_ct(A − α(A)I) for the exact ρ(A) and α(A): values in fifty digits, certificates, and refusals."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kreiss.errors import InvalidArgument, InvalidMatrix, PrecisionExhausted, UnstableMatrix
from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.numeric.reading import gallery
from kreiss.verify.checker import check_document


def _banded(first, below, diagonal):
    A = np.diag(np.array(diagonal, float)) + np.diag(np.array(below, float), -1)
    A[0] += first
    return A


LITERATURE = {
    "northern spotted owl": (_banded([0, 0, 0.33], [0.18, 0.71], [0, 0, 0.94]), 0.984),
    "killer whale": (
        _banded([0, 0.0043, 0.1132, 0], [0.9775, 0.0736, 0.0452], [0, 0.9111, 0.9534, 0.9804]),
        1.0254,
    ),
    "loggerhead turtle": (
        _banded([0, 0, 0, 0, 127, 4, 80], [0.6747, 0.0486, 0.0147, 0.0518, 0.8091, 0.8091],
                [0, 0.737, 0.661, 0.6907, 0, 0, 0.8089]),
        0.945,
    ),
    "teasel": (
        np.array([[0, 0, 0, 0, 0, 322.38],
                  [0.966, 0, 0, 0, 0, 0],
                  [0.013, 0.01, 0.125, 0, 0, 3.448],
                  [0.007, 0, 0.125, 0.238, 0, 30.17],
                  [0.008, 0, 0.038, 0.245, 0.167, 0.862],
                  [0, 0, 0, 0.023, 0.75, 0]]),
        2.3339,
    ),
}  # fmt: skip
"""Growth rates with them: Lande (1988), Brault & Caswell (1993), Crouse, Crowder & Caswell (1987), Werner
& Caswell (1977)."""


def random_population(n: int, seed: int):
    """Fecundities in the first row, survival below the diagonal and in the last class."""
    draw = np.random.default_rng(seed)
    first = draw.uniform(0, 3, n) * (draw.random(n) < 0.7)
    first[-2:] += 0.5
    return _banded(first, draw.uniform(0.2, 0.95, n - 1), [0] * (n - 1) + [draw.uniform(0.1, 0.9)])


POPULATIONS = {name: A for name, (A, _) in LITERATURE.items()}
POPULATIONS |= {f"random of order {n}": random_population(n, n) for n in range(3, 9)}
BOTH = {"disc": certify_kreiss, "half-plane": certify_kreiss_ct}


ROUNDING = mpmath.mpf(2) ** -66
"""Of a ratio in fifty digits, at a distance of 10⁻²⁰ from an eigenvalue."""


class Normalized:
    """The normalized matrix in fifty digits, of a matrix of floats or rationals, and the ratio at points."""

    def __init__(self, A, continuous):
        self.continuous = continuous
        X = mpmath.matrix([[mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator for x in row] for row in A])
        eigenvalues = mpmath.eig(X, left=False, right=False)
        if continuous:
            self.X = X - max(z.real for z in eigenvalues) * mpmath.eye(len(X))
        else:
            self.X = X / max(abs(z) for z in eigenvalues)

    def ratio(self, z):
        """(|z| − 1)·‖(zI − A)⁻¹‖, or Re z·‖(zI − A)⁻¹‖."""
        n = self.X.rows
        least = mpmath.svd_c(mpmath.mpc(z) * mpmath.eye(n) - self.X, compute_uv=False)[n - 1]
        return (mpmath.mpc(z).real if self.continuous else abs(mpmath.mpc(z)) - 1) / least

    def highest(self, at):
        """The largest ratio of a grid that closes in on a point ``at``."""
        best, step = (self.ratio(at), mpmath.mpc(at)), mpmath.mpf(1) / 16
        for _ in range(3):
            w = best[1].real if self.continuous else abs(best[1]) - 1
            for a in (-1, 0, 1):
                for b in (-1, 0, 1):
                    z = best[1] + w * step * mpmath.mpc(a, b)
                    best = max(best, (self.ratio(z), z), key=lambda pair: pair[0])
            step /= 8
        return best[0]


def sample(A, *, continuous):
    """The largest ratio at points next to the boundary and further out, as a rational below it."""
    with mpmath.workdps(50):
        normal = Normalized(A, continuous)
        z = [mpmath.mpf(10) ** -k for k in (20, 6, 3, 2, 1, 0)]
        return max(normal.ratio(w if continuous else 1 + w) for w in z)


@pytest.mark.parametrize("plane", BOTH)
@pytest.mark.parametrize("name", POPULATIONS)
def test_a_population_divided_by_its_growth_rate_has_the_constant_of_fifty_digits(name, plane):
    A, continuous = POPULATIONS[name], plane == "half-plane"
    enclosure = BOTH[plane](A, normalize=True)
    assert enclosure.complete
    assert enclosure.quantity == ("K_ct_normalized" if continuous else "K_normalized")
    check_document(enclosure.certificate)
    with mpmath.workdps(50):
        normal = Normalized(A, continuous)
        near = mpmath.mpf(10) ** -20 if continuous else 1 + mpmath.mpf(10) ** -20
        z = enclosure.argmax if enclosure.argmax not in (None, 1 + 0j) else near
        highest = max(normal.highest(z), normal.ratio(near))
        lower, upper = (mpmath.mpf(end.numerator) / end.denominator for end in enclosure)
        assert lower * (1 - mpmath.mpf(10) ** -6) <= highest
        assert highest * (1 - ROUNDING) <= upper


@pytest.mark.parametrize("name", LITERATURE)
def test_the_growth_rate_is_that_of_the_literature(name):
    A, rate = LITERATURE[name]
    lower, upper = certify_kreiss(A, 1e-2, normalize=True).normalizer
    assert lower < upper < lower + Fraction(1, 10**12)
    assert abs(float(lower) - rate) < 6e-4


def test_the_growth_rate_is_enclosed():
    lower, upper = certify_kreiss([[1, 1], [1, 0]], normalize=True).normalizer
    assert lower**2 - lower - 1 < 0 < upper**2 - upper - 1


@settings(max_examples=30)
@given(arrays(float, st.integers(2, 4).map(lambda n: (n, n)), elements=st.floats(0.0625, 3, width=16)))
def test_no_ratio_of_a_positive_matrix_is_above_the_upper_end(A):
    for plane, certify in BOTH.items():
        enclosure = certify(A, 1e-2, normalize=True)
        assert 1 <= enclosure.lower <= enclosure.upper
        check_document(enclosure.certificate)
        highest = sample(A.tolist(), continuous=plane == "half-plane")
        with mpmath.workdps(50):
            assert highest * (1 - ROUNDING) <= mpmath.mpf(enclosure.upper.numerator) / enclosure.upper.denominator


def test_a_stochastic_matrix_of_floats_has_the_limit_of_its_rounded_rows_and_not_infinity():
    A = np.random.default_rng(5).random((12, 12))
    A /= A.sum(1, keepdims=True)
    enclosure = certify_kreiss(A, normalize=True)
    assert enclosure.complete
    assert 1 < enclosure.lower
    check_document(enclosure.certificate)


def test_a_riffle_shuffle_has_one_as_its_exact_spectral_radius():
    P = gallery.riffle(10)
    enclosure = certify_kreiss(P, normalize=True)
    assert enclosure.normalizer == (1, 1)
    assert certify_kreiss(P).lower == enclosure.lower
    assert enclosure.lower <= Fraction("1.7105611") <= enclosure.upper


@pytest.mark.slow
def test_a_riffle_shuffle_of_52_cards_has_its_constant_next_to_the_limit():
    enclosure = certify_kreiss(gallery.riffle(52), normalize=True)
    check_document(enclosure.certificate)
    lower, upper = enclosure.normalizer
    assert lower < 1 < upper
    assert enclosure.complete


def test_a_rational_spectral_radius_is_divided_by_exactly():
    assert certify_kreiss([[2, 1], [1, 2]], normalize=True).normalizer == (3, 3)
    assert certify_kreiss([[0, 3], [-3, 0]], normalize=True).normalizer == (3, 3)
    assert certify_kreiss([[0, 4], [1, 0]], normalize=True).matrix.document() == {
        "denominator": 2,
        "re": [[0, 4], [1, 0]],
    }
    assert certify_kreiss_ct([[1, 2], [-2, 1]], normalize=True).normalizer == (1, 1)
    assert certify_kreiss_ct([[1, 2], [-2, 1]], normalize=True).upper == 1


def test_the_sign_of_the_dominant_eigenvalue_does_not_change_the_constant():
    A = np.array([[0, 1.5, 2], [0.5, 0, 0], [0, 0.7, 0.1]])
    plus, minus = (certify_kreiss(sign * A, normalize=True) for sign in (1, -1))
    assert (plus.lower, plus.upper) == (minus.lower, minus.upper)
    assert check_document(minus.certificate).statement == check_document(plus.certificate).statement


def test_a_scale_does_not_change_the_constant_nor_a_shift_the_continuous_one():
    A = np.array([[0, 1.5, 2], [0.5, 0, 0], [0, 0.7, 0.1]])
    for plane, certify in BOTH.items():
        other = A * 2.0**60 if plane == "disc" else A - 7 * np.eye(3)
        first, second = certify(A, normalize=True), certify(other, normalize=True)
        assert first.lower <= second.upper
        assert second.lower <= first.upper


def test_a_defective_rational_radius_makes_the_constant_infinite():
    for certify in BOTH.values():
        enclosure = certify([[2, 1], [0, 2]], normalize=True)
        assert enclosure.upper is None
        check_document(enclosure.certificate)


@pytest.mark.parametrize("A", [[[0, 0, 2], [1, 0, 0], [0, 1, 0]], [[1, -2], [1, 1]],
                               [[1, 1, 1, 0], [1, 0, 0, 1], [0, 0, 1, 1], [0, 0, 1, 0]],
                               [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0]],
                               [[0, 2], [1, 0]]])  # fmt: skip
def test_several_or_complex_or_multiple_dominant_eigenvalues_are_refused_with_what_was_found(A):
    with pytest.raises(UnstableMatrix, match=r"got ρ\(A\) ≈ 1\.\d+, at the eigenvalues .*; enclose that of A/r"):
        certify_kreiss(A, normalize=True)


def test_a_nilpotent_matrix_has_no_spectral_radius_to_divide_by():
    with pytest.raises(InvalidMatrix, match="nilpotent"):
        certify_kreiss([[0, 1], [0, 0]], normalize=True)
    assert certify_kreiss_ct([[0, 1], [0, 0]], normalize=True).upper is None


def test_a_ball_is_not_normalized():
    for certify in BOTH.values():
        with pytest.raises(InvalidArgument, match="radius"):
            certify([[1, 1], [1, 0]], radius="1/10", normalize=True)


def test_the_gap_asked_for_is_reached_and_the_time_given_is_kept():
    enclosure = certify_kreiss([[1, 1, 2], [1, 0, 0], [0, 1, 0]], digits=25, normalize=True)
    assert enclosure.complete
    assert enclosure.gap <= Fraction(1, 10**25)
    check_document(enclosure.certificate)
    with pytest.raises(PrecisionExhausted, match="budget"):
        certify_kreiss(np.random.default_rng(0).random((60, 60)), budget=1e-3, normalize=True)
