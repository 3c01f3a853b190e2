"""What floats propose is corrected to many bits as those bits alone find it; what is proved from it is checked."""

import json
from fractions import Fraction

import numpy as np
import pytest
from flint import acb_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import NEVER
from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.numeric.arithmetic import highprec
from kreiss.numeric.arithmetic.highprec import from_floats, working_precision
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.disc.circle import prove_circle
from kreiss.numeric.nodes import riccati
from kreiss.numeric.reading.gallery import grcar
from kreiss.numeric.resolvent import polish
from kreiss.verify.checker import Checked, check_document

SEEDS = st.integers(0, 10**6)


def stable(n, seed, kind=float):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind is complex else 0)
    return A * (0.9 / np.abs(np.linalg.eigvals(A)).max())


def accepted(enclosure):
    return isinstance(check_document(json.loads(json.dumps(enclosure.certificate))), Checked)


@given(SEEDS, st.integers(1, 8), st.sampled_from([106, 212]))
@settings(max_examples=20)
def test_a_corrected_riccati_solution_leaves_a_residual_of_the_working_precision(seed, n, bits):
    with working_precision(bits):
        F = from_floats(stable(n, seed) * 0.5)
        identity = highprec.identity_like(F)
        G, H = identity * Fraction(-1, 100), identity * Fraction(3, 2)
        P = riccati._corrected(F, G, H, 2.0 ** -(bits // 2), NEVER)
        image = H + F.T @ (P @ highprec.solve(identity + G @ P, F))
        assert highprec.largest_entry(image - P) <= 2.0 ** -(bits // 2)


@given(SEEDS, st.integers(1, 8), st.sampled_from([106, 300]))
@settings(max_examples=20)
def test_the_corrected_vector_is_the_dominant_one(seed, n, bits):
    with working_precision(bits):
        B = acb_mat(stable(n, seed, complex).tolist())
        v = polish._corrected(B, bits)
        if v is None:  # the two largest singular values are too near for floats
            return
        star = B.conjugate().transpose()
        norm = (v.conjugate().transpose() * (B * (star * v)))[0, 0]
        residual = B * (star * v) - v * norm
        assert max(abs(complex(entry)) for entry in residual.entries()) <= 2.0 ** -(bits - 30)
        assert float(norm.real.mid()) == pytest.approx(np.linalg.norm(stable(n, seed, complex), 2) ** 2)


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("n", [12, 13, 20])
def test_certificates_of_orders_on_both_sides_of_the_slices_are_accepted(n, kind):
    enclosure = certify_kreiss(stable(n, n, kind), 1e-2)
    assert enclosure.rigor == "exact"
    assert accepted(enclosure)


def test_certificates_of_matrices_that_are_no_floats_are_accepted():
    rng = np.random.default_rng(3)
    A = [
        [Fraction(int(x), 3 * int(q)) for x, q in zip(*rows, strict=True)]
        for rows in zip(rng.integers(-3, 4, (14, 14)), rng.integers(14, 28, (14, 14)), strict=True)
    ]
    assert accepted(certify_kreiss(A, 1e-2))
    assert accepted(certify_kreiss_ct([[x - 2 * (i == j) for j, x in enumerate(row)] for i, row in enumerate(A)], 1e-2))


def test_certificates_of_badly_scaled_matrices_are_accepted():
    scales = 10.0 ** np.random.default_rng(0).uniform(-3, 3, 14)
    enclosure = certify_kreiss(stable(14, 1) * scales[:, None] / scales, 1e-2)
    assert accepted(enclosure)


@given(SEEDS, st.floats(0.3, 0.99))
@settings(max_examples=30)
def test_no_circle_is_proved_below_the_resolvent(seed, share):
    A = stable(13, seed)
    angles = np.exp(1j * np.linspace(0, np.pi, 60))
    norm = 1 / min(np.linalg.svd(np.eye(13) - z * A, compute_uv=False)[-1] for z in angles)
    assert prove_circle(exact_matrix(A), Fraction(1), Fraction(float(norm * share)), 1e-3) is None


def test_a_stochastic_matrix_of_order_41_has_its_constant():
    rows = np.random.default_rng(0).integers(1, 10, (41, 41))
    P = [[Fraction(int(x), int(row.sum())) for x in row] for row in rows]
    enclosure = certify_kreiss(P, 0.5)
    assert 1 <= enclosure.lower <= enclosure.upper < 2
    norm = np.linalg.norm(np.linalg.matrix_power(np.array(P, dtype=float), 50), 2)  # the limit's norm is a lower bound
    assert enclosure.upper >= norm * (1 - 1e-9)


def test_an_eigenvalue_right_of_the_axis_is_proved_where_floats_lose_it():
    enclosure = certify_kreiss_ct(grcar(64))
    assert enclosure.upper is None
    assert accepted(enclosure)


@given(SEEDS, st.integers(2, 30), st.sampled_from([float, complex]), st.sampled_from([1e-2, 1e-5, 1e-8]))
@settings(max_examples=40)
def test_doubling_in_floats_solves_the_riccati_equation_to_a_part_of_the_slack(seed, n, kind, eta):
    F = stable(n, seed, kind) * 0.6
    angles = np.exp(2j * np.pi * np.arange(64) / 64)
    N = 1 / np.linalg.svd(np.eye(n) - angles[:, None, None] * F, compute_uv=False)[:, -1].min()
    nu2, eye = (2 * N) ** 2, np.eye(n)
    P = riccati.doubling(F, -eye / nu2, (1 + eta) * eye, eta)
    residual = (1 + eta) * eye + F.conj().T @ P @ np.linalg.solve(eye - P / nu2, F) - P
    assert np.abs(residual).max() <= max(1e-2 * eta, 1e-12 * np.abs(P).max())


@given(SEEDS, st.integers(2, 12), st.sampled_from([float, complex]))
@settings(max_examples=20)
def test_steins_equation_is_solved_for_real_and_complex_matrices(seed, n, kind):
    V = stable(n, seed, kind)
    P = riccati.stein(V, np.eye(n))
    assert np.abs(P - V.conj().T @ P @ V - np.eye(n)).max() <= 1e-9 * np.abs(P).max()
