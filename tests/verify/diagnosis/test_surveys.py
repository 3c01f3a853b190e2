"""Surveys by products: what is proved of sparse matrices lies below the truth, the rest says that it is an estimate."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.linalg import LinearOperator, aslinearoperator

import kreiss
from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric import certify_kreiss
from kreiss.verify.diagnosis.quantity import ESTIMATE, VERIFIED, Measured
from kreiss.verify.diagnosis.updates.operators import dense_of
from kreiss.verify.diagnosis.updates.survey import survey


def sparse(seed, n=12):
    g = np.random.default_rng(seed)
    A = np.where(g.random((n, n)) < 0.15, g.standard_normal((n, n)), 0)
    A = np.tril(A, -1) + np.diag(g.uniform(-0.5, 0.9, n))
    return scipy.sparse.csr_array(A), A


@given(st.integers(0, 10**6))
@settings(max_examples=15)
def test_lower_ends_of_a_sparse_matrix_are_proved(seed):
    S, A = sparse(seed)
    found = survey(S, 6)
    power, largest = np.eye(12), 1.0
    for _ in range(100):
        power = A @ power
        largest = max(largest, np.linalg.norm(power, 2))
    assert found.peak.rigor == found.kreiss.rigor == VERIFIED
    assert found.peak.lower <= largest * (1 + 1e-12)
    assert found.kreiss.lower <= certify_kreiss(A).upper
    for i in range(2):
        for j in range(2):
            norm = np.linalg.norm(A[6 * i : 6 * i + 6, 6 * j : 6 * j + 6], 2)
            assert found.norms[i][j].lower <= norm * (1 + 1e-12)
            assert norm * (1 - 1e-12) <= found.norms[i][j].upper
    if isinstance(found.peak_by_norms, Measured):
        assert largest * (1 - 1e-12) <= found.peak_by_norms.upper


def test_what_products_alone_say_is_called_an_estimate():
    _, A = sparse(1)
    found = survey(aslinearoperator(A), 6)
    assert {x.rigor for row in found.norms for x in row} == {ESTIMATE}
    assert {found.peak.rigor, found.kreiss.rigor, found.radius.rigor} == {ESTIMATE}
    assert "≈" in str(found)
    assert abs(float(found.radius.lower) - max(abs(np.diag(A)))) < 1e-3


def test_the_estimates_come_near_to_what_is_proved():
    A = np.block([[np.eye(4) * 0.9, np.zeros((4, 4))], [np.eye(4) * 3.0, np.eye(4) * 0.8]])
    found, proved = survey(aslinearoperator(A), 4), kreiss.diagnose(A, 4)
    assert float(found.peak.lower) == pytest.approx(float(proved.peak.lower), rel=1e-3)
    assert float(found.kreiss.lower) == pytest.approx(float(proved.kreiss.lower), rel=0.1)
    assert float(found.norms[1][0].lower) == pytest.approx(3.0, rel=1e-3)


def test_an_operator_is_diagnosed_by_its_columns():
    A = np.array([[0.5, 0.0], [2.0, 0.25]])
    operator = LinearOperator((2, 2), matvec=lambda v: A @ v, dtype=np.float64)
    assert np.array_equal(dense_of(operator), A)
    assert kreiss.diagnose(operator, 1).kreiss == kreiss.diagnose(A, 1).kreiss


def test_operators_that_are_too_large_not_square_or_not_finite_are_refused():
    large = LinearOperator((5000, 5000), matvec=lambda v: v, dtype=np.float64)
    with pytest.raises(InvalidArgument, match=r"kreiss\.verify\.diagnosis\.updates\.survey\.survey"):
        kreiss.diagnose(large)
    with pytest.raises(InvalidMatrix, match="square"):
        kreiss.diagnose(LinearOperator((2, 3), matvec=lambda v: v[:2], dtype=np.float64))
    with pytest.raises(InvalidMatrix, match="square"):
        survey(scipy.sparse.csr_array((2, 3)))
    with pytest.raises(InvalidMatrix, match="NaN or infinite"):
        kreiss.diagnose(LinearOperator((2, 2), matvec=lambda v: v * np.nan, dtype=np.float64))
    with pytest.raises(InvalidMatrix, match="finite real"):
        survey(scipy.sparse.csr_array([[1.0, np.inf], [0.0, 1.0]]))


def test_a_large_sparse_matrix_is_surveyed():
    n = 6000
    A = scipy.sparse.block_array(
        [[scipy.sparse.eye_array(n) * 0.5, None], [scipy.sparse.eye_array(n) * 4.0, scipy.sparse.eye_array(n) * 0.5]]
    )
    found = survey(A.tocsr(), n, powers=20)
    assert found.peak.lower > 4
    assert found.norms[1][0].upper < 4.001
    assert found.peak_by_norms.upper < 4.2


KINDS = (np.bool_, np.int8, np.int64, np.float32, np.float64, np.longdouble)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sparse_matrix_of_any_kind_is_that_of_its_entries_in_double_precision(kind):
    A = (np.tile([100, 99, 0, 1], (50, 2)) / (3 if np.issubdtype(kind, np.floating) else 1)).astype(kind)
    norm = survey(scipy.sparse.csr_array(np.vstack([A, np.zeros((50, 8), kind)])[:8])).norms[0][0]
    assert norm == survey(scipy.sparse.csr_array(A[:8].astype(np.float64))).norms[0][0]


def test_the_norm_of_many_entries_in_single_precision_is_enclosed():
    n = 3000
    A = np.zeros((n, n), np.float32)
    A[:, :3] = 1 / 3
    norm = survey(scipy.sparse.csr_array(A)).norms[0][0]
    square = 3 * n * Fraction(float(np.float32(1 / 3))) ** 2
    assert norm.lower**2 <= square <= norm.upper**2


def test_entries_given_twice_are_added_up():
    twice = scipy.sparse.csr_array(([1.0, -1.0, 0.5], [0, 0, 1], [0, 2, 3]), shape=(2, 2))
    norm = survey(twice).norms[0][0]
    assert norm.lower <= Fraction(1, 2) <= norm.upper
    assert twice.nnz == 3


@pytest.mark.parametrize("exponent", [-1040, -540, 0, 400, 1000])
def test_the_norms_of_a_sparse_matrix_are_enclosed_at_every_scale(exponent):
    scale = Fraction(2) ** exponent
    A = scipy.sparse.csr_array(np.array([[0.0, float(3 * scale), 0.0], [0.0, float(4 * scale), 0.0], [0.0, 0.0, 0.0]]))
    norm = survey(A, powers=1).norms[0][0]
    assert norm.lower <= 5 * scale <= norm.upper < 6 * scale


@pytest.mark.parametrize("size", [3.0, 1e100, 1e150])
def test_the_powers_of_a_nilpotent_matrix_end_and_their_peak_is_found(size):
    found = survey(scipy.sparse.csr_array(np.array([[0.0, size, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])))
    assert found.peak.t in (1, 2)
    assert size * 0.9 <= found.peak.lower <= Fraction(size) * (1 + Fraction(1, 10**9))


def test_a_sparse_matrix_of_complex_numbers_or_beyond_the_range_is_refused():
    for entries in ([[1j]], [[np.nan]], np.array([[np.finfo(np.longdouble).max]])):
        with pytest.raises(InvalidMatrix, match="finite real"):
            survey(scipy.sparse.csr_array(np.array(entries)))
