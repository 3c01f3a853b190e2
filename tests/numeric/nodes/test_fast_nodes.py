"""What makes nodes fast keeps their proofs: fewer digits, fewer modes, no isolated eigenvalues, images in slices."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.highprec import solve
from kreiss.numeric.arithmetic.matrices import exact_matrix, integer_rows
from kreiss.numeric.arithmetic.slices import BASE_BITS
from kreiss.numeric.disc import circle, kreiss
from kreiss.numeric.disc.circle import Circle
from kreiss.numeric.half_plane.line import Line
from kreiss.numeric.nodes import riccati, witness
from kreiss.numeric.nodes.riccati import rounded_array
from kreiss.numeric.reading.gallery import random_stable
from kreiss.numeric.resolvent.curves import Seen, Track
from kreiss.verify.checker import check_document

SEEDS = st.integers(0, 10**6)


def random_node(rng, node, kind, place, bits, den):
    """A node for random P and A, whose entries have the denominator ``den``, and a random bound."""
    n = int(rng.integers(2, 6))
    A, P = (rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind is complex else 0) for _ in "AP")
    bound = Fraction(int(rng.integers(1, 1 << 60)), int(rng.integers(1, 1 << 60)))
    matrix = exact_matrix(A.tolist()).divided(Fraction(den))
    return node(A=matrix, place=place, bound=bound, P=rounded_array(P + P.conj().T, bits), precision=53)


@settings(max_examples=60)
@given(
    SEEDS,
    st.sampled_from([Circle, Line]),
    st.sampled_from([float, complex]),
    st.fractions(0, 3, max_denominator=1 << 12).filter(lambda u: u > 0),
    st.booleans(),
    st.integers(0, 40),
    st.sampled_from([1, 3, 3**700]),
)
def test_slices_of_the_inequality_err_by_no_more_than_they_say(seed, kind, numbers, place, dyadic, bits, den):
    if dyadic:
        place = Fraction(round(place * (1 << 30)) or 1, 1 << 30)
    node = random_node(np.random.default_rng(seed), kind, numbers, place, bits, den)
    found, found_den, error = node._sliced()
    exact, exact_den = node.inequality()
    cut = sum((digit.astype(object) << (BASE_BITS * k) for k, digit in enumerate(found.digits)), 0)
    wanted = np.array(integer_rows(exact), dtype=object)
    assert np.abs(cut * exact_den - wanted * found_den).max() <= error * exact_den


@settings(max_examples=20)
@given(SEEDS, st.integers(24, 40), st.sampled_from([float, complex]), st.floats(1e-6, 1e-2))
def test_few_modes_give_the_solution_that_doubling_gives(seed, n, kind, eta):
    rng = np.random.default_rng(seed)
    X, Y = (rng.standard_normal((n, 3)) + (1j * rng.standard_normal((n, 3)) if kind is complex else 0) for _ in "XY")
    F = X @ Y.conj().T
    F *= 0.9 / np.linalg.norm(F, 2)
    nu2, eye = 400.0, np.eye(n, dtype=kind)  # N ≤ 10
    rest = riccati._by_few_modes(F, -eye / nu2, (1 + eta) * eye, eta, circle.NEVER)
    assert rest is not None
    P = (1 + eta) * eye + rest
    residual = (1 + eta) * eye + F.conj().T @ P @ solve(eye - P / nu2, F) - P
    assert np.abs(residual).max() <= eta / 10


def test_a_matrix_of_full_rank_has_no_few_modes():
    eye = np.eye(30)
    assert riccati._by_few_modes(0.5 * eye, -eye / 9, eye, 1e-3, circle.NEVER) is None


@pytest.mark.parametrize("n", [2, 30, 70])
def test_a_clearly_stable_matrix_is_certified_without_isolated_eigenvalues(n, monkeypatch):
    def isolated(_):
        raise AssertionError("eigenvalues were isolated")

    monkeypatch.setattr(kreiss, "spectral_radius", isolated)
    K = certify_kreiss(random_stable(n, 3), 1e-3)
    assert K.gap <= Fraction(1, 1000)
    check_document(K.certificate)


@settings(max_examples=20)
@given(SEEDS, st.integers(20, 30), st.sampled_from([float, complex]))
def test_the_image_of_a_witness_is_that_of_integers(seed, n, kind):
    rng = np.random.default_rng(seed)
    A = exact_matrix(
        (rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind is complex else 0)).tolist()
    )
    re, im = (rng.integers(-(1 << 60), 1 << 60, n).tolist() for _ in "xy")
    rows = A.entries()
    for i, (x, y) in enumerate(zip(*witness._image(A, re, im), strict=True)):
        parts = [(a * p - b * q, a * q + b * p) for (a, b), p, q in zip(rows[i], re, im, strict=True)]
        assert (x, y) == tuple(A.den * sum(part) for part in zip(*parts, strict=True))


@given(st.lists(st.floats(-3, 0), min_size=1, max_size=6, unique=True), st.floats(-3, 0), st.floats(0.1, 3))
def test_a_convex_maximum_lies_between_what_is_expected_of_it(places, at, rate):
    def log_N(x):
        return np.exp(rate * x)

    track = Track(Seen(1.0, 0.0, 0.0))
    track.seen = [Seen(np.exp(x), x, 0.0, N=np.exp(log_N(x)), slope=rate * log_N(x)) for x in places]
    lower, upper = track.expected(at)
    assert lower <= log_N(at) + 1e-9
    if min(places) <= at <= max(places) or at <= max(places):
        assert log_N(at) <= upper + 1e-9


def test_a_maximum_that_meets_another_on_one_circle_is_followed_on():
    A = [[-0.07547855909052958, -0.7808257714324863, -38.854132142614255], [0, -0.950165935046649, 44.916184172406595],
         [0, 0, 0.6908169274439222]]  # fmt: skip
    enclosure = certify_kreiss(A, 1e-4)
    assert check_document(enclosure.certificate).statement
    assert enclosure.gap <= Fraction(1e-4)


@pytest.mark.parametrize("order", [32, 64, 100])
def test_doubling_ends_where_nothing_is_left_of_a_nilpotent_matrix(order):
    F, identity = np.diag(np.ones(order - 1), 1), np.eye(order)
    P = riccati.doubling(F, np.zeros((order, order)), identity, 1e-12)
    assert np.array_equal(P, np.diag(np.arange(1.0, order + 1)))  # Σ F*ᵏFᵏ
