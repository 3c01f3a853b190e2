"""Surveys by products: what is proved of sparse matrices lies below the truth, the rest says that it is an estimate."""

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
