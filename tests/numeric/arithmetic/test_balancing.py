"""Balancing is an exact similarity, and the resolvent's norm comes out right where the matrix is badly scaled."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.arithmetic.scales import frobenius_norm
from kreiss.numeric.reading import gallery
from kreiss.numeric.resolvent.triples import LeastTriple

squares = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(-4, 4), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(squares, st.lists(st.integers(-60, 60), min_size=5, max_size=5))
def test_the_balanced_matrix_is_similar_exactly_and_not_larger(rows, k):
    A = exact_matrix(
        [[Fraction(x) * Fraction(2) ** (k[i] - k[j]) for j, x in enumerate(row)] for i, row in enumerate(rows)]
    )
    balanced = balance(A)
    T = [Fraction(2) ** exponent for exponent in balanced.exponents]
    for i, (row, old) in enumerate(zip(balanced.B.entries(), A.entries(), strict=True)):
        for j, ((x, y), (x0, y0)) in enumerate(zip(row, old, strict=True)):
            assert (T[i] * x, T[i] * y) == (x0 * T[j], y0 * T[j])
    assert frobenius_norm(balanced.B) <= frobenius_norm(A)


@pytest.mark.parametrize("n", [10, 30])
def test_the_resolvent_of_a_badly_scaled_matrix_agrees_with_high_precision(n):
    A = gallery.companion_demo(10) if n == 10 else _badly_scaled(n)
    balanced = balance(exact_matrix(A))
    triples = LeastTriple(balanced.B.approx, balanced.T)
    for z in (0.1 + 5.6j, 3.0, 40.0 - 2.0j):
        with mpmath.workdps(40):
            S = mpmath.mpc(z) * mpmath.eye(n) - mpmath.matrix(A.tolist())
            sigma = min(mpmath.svd_c(S, compute_uv=False))
        triple = triples.of(z, 1.0)
        assert triple.sigma == pytest.approx(float(sigma), rel=1e-9)
        assert np.linalg.norm(triple.vector) == pytest.approx(1)


def _badly_scaled(n: int):
    rng = np.random.default_rng(3)
    d = 2.0 ** rng.integers(-20, 20, n)
    return d[:, None] * rng.standard_normal((n, n)) / d
