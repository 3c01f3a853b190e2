"""What is said of sparse matrices that are too large to be enclosed holds of small ones that are enclosed as well."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from kreiss.deadlines import NEVER
from kreiss.errors import InvalidMatrix
from kreiss.numeric import bound_kreiss_sparse, certify_kreiss, certify_kreiss_ct
from kreiss.numeric.sparse.forms import prove_upper
from kreiss.numeric.sparse.matrix import SparseMatrix, sparse_matrix

CERTIFY = {False: certify_kreiss, True: certify_kreiss_ct}


def tridiagonal(n, below, middle, above):
    bands = [np.full(n - 1, below), np.full(n, middle), np.full(n - 1, above)]
    return scipy.sparse.diags_array(bands, offsets=[-1, 0, 1])


def random_sparse(seed, n, *, complex_entries=False):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n)) * (rng.random((n, n)) < 0.4)
    return A + 1j * rng.standard_normal((n, n)) * (A != 0) if complex_entries else A


def convection_diffusion(n, diffusion, speed):
    """Central differences: its symmetric part is that of diffusion alone."""
    h = 1 / (n + 1)
    return tridiagonal(n, diffusion / h**2 - speed / 2 / h, -2 * diffusion / h**2, diffusion / h**2 + speed / 2 / h)


@pytest.mark.parametrize("continuous", [False, True])
@given(st.integers(0, 10**6), st.integers(2, 7), st.booleans(), st.floats(0.2, 0.999))
def test_the_bounds_hold_of_what_is_enclosed(continuous, seed, n, complex_entries, radius):
    A = random_sparse(seed, n, complex_entries=complex_entries)
    values = np.linalg.eigvals(A)
    A = A - (values.real.max() + 1 - radius) * np.eye(n) if continuous else A * radius / (np.abs(values).max() or 1.0)
    bounds = bound_kreiss_sparse(scipy.sparse.csr_array(A), continuous=continuous)
    enclosed = CERTIFY[continuous](A, 1e-3)
    if enclosed.upper is not None:
        assert bounds.lower <= enclosed.upper
        assert bounds.upper is None or bounds.upper >= enclosed.lower


@pytest.mark.parametrize("continuous", [False, True])
def test_the_lower_end_comes_near_to_an_enclosed_constant(continuous):
    A = tridiagonal(30, 0.05, 0.2, 0.6) - (0.8 if continuous else 0) * scipy.sparse.eye_array(30)
    bounds, enclosed = bound_kreiss_sparse(A, continuous=continuous), CERTIFY[continuous](A.toarray(), 1e-3)
    assert float(enclosed.lower) * 0.95 <= float(bounds.lower) <= float(enclosed.upper)


def test_a_diffusion_with_convection_has_the_constant_one():
    bounds = bound_kreiss_sparse(convection_diffusion(5000, 1e-3, 1.0), continuous=True)
    assert (bounds.lower, bounds.upper) == (1, 1)
    assert "numerical abscissa" in bounds.upper_by


def test_a_substochastic_matrix_is_bounded_by_two_positive_vectors():
    A = np.abs(random_sparse(3, 12))
    A[:, 0] += 5
    A = A / A.sum(axis=1, keepdims=True) * 0.99
    upper, by = prove_upper(sparse_matrix(scipy.sparse.csr_array(A)), NEVER, continuous=False)
    enclosed = certify_kreiss(A, 1e-3)
    assert "two positive vectors" in by
    assert 1 < enclosed.lower <= upper


@pytest.mark.parametrize("continuous", [False, True])
def test_no_upper_end_is_given_beyond_the_boundary(continuous):
    A = scipy.sparse.csr_array(np.array([[1.5, 1.0], [0.0, 0.5]]))
    bounds = bound_kreiss_sparse(A, continuous=continuous)
    assert bounds.upper is None


def test_a_matrix_that_is_wide_in_every_order_is_bounded_by_iterations(monkeypatch):
    monkeypatch.setattr("kreiss.numeric.sparse.matrix._WIDEST_BAND", 0)
    A = np.array([[0.5, 3.0, 0.0], [0.0, 0.3, 1.0], [0.0, 0.0, 0.4]])
    bounds, enclosed = bound_kreiss_sparse(scipy.sparse.csr_array(A)), certify_kreiss(A, 1e-3)
    assert float(enclosed.lower) * 0.95 <= float(bounds.lower) <= float(enclosed.upper)
    assert bounds.upper >= enclosed.lower


def test_a_budget_that_ends_leaves_what_is_always_true():
    bounds = bound_kreiss_sparse(tridiagonal(40, 0.05, 0.9, 0.9), budget=1e-9)
    assert (bounds.lower, bounds.upper, bounds.ended) == (1, None, "budget")


@given(st.integers(0, 10**6), st.integers(1, 6), st.booleans())
def test_products_and_sums_are_those_of_the_dense_matrix(seed, n, complex_entries):
    A = random_sparse(seed, n, complex_entries=complex_entries).round(1)
    S = sparse_matrix(scipy.sparse.csr_array(A))
    v = np.arange(1, n + 1)
    re, im = S.image(v.tolist(), (-v).tolist())
    exact = [[Fraction(x.real), Fraction(x.imag)] for x in A.ravel()]
    rows = [exact[i * n : i * n + n] for i in range(n)]
    assert re == [S.den * sum(p * int(x) + q * int(x) for (p, q), x in zip(row, v, strict=True)) for row in rows]
    assert im == [S.den * sum(q * int(x) - p * int(x) for (p, q), x in zip(row, v, strict=True)) for row in rows]
    assert np.allclose(S.doubled_hermitian_part.approx.toarray(), A + A.conj().T)
    for i, j, modulus, _ in S.moduli(metzler=False):
        assert Fraction(modulus, S.den) ** 2 >= exact[i * n + j][0] ** 2 + exact[i * n + j][1] ** 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (np.eye(2), "expected a sparse matrix of scipy, got ndarray"),
        (scipy.sparse.csr_array((2, 3)), "expected a non-empty square matrix, got 2×3"),
        (scipy.sparse.csr_array(np.array([[np.nan]])), "entry"),
        (scipy.sparse.coo_array(([1.0, 2.0], ([0, 0], [0, 0])), shape=(1, 1)), "two for"),
    ],
)
def test_what_is_no_sparse_matrix_is_refused(source, message):
    with pytest.raises(InvalidMatrix, match=message):
        bound_kreiss_sparse(source)


def test_the_zero_matrix_has_the_constant_one():
    assert bound_kreiss_sparse(SparseMatrix(3, 1, [])).upper == 1
