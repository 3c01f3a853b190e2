"""Nodes from the nodes before them, and nodes by elimination: found faster, they are the same, and proved the same."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpz_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.disc import circle
from kreiss.numeric.disc.circle import Circle, prove_circle, riccati
from kreiss.numeric.disc.continued import POINTS, continued_solution
from kreiss.numeric.nodes.riccati import doubling, stein
from kreiss.numeric.reading.gallery import random_stable
from kreiss.numeric.semidefinite.elimination import ELIMINATION, eliminates
from kreiss.verify.checker import check_document

SEEDS = st.integers(0, 10**6)
ORDER = 30
ROOM = 1e-3


def row_of(A, places):
    """Nodes at these places, 1.001 times above the norm there."""
    X = exact_matrix(A)
    nodes = []
    for u in map(Fraction, places):
        angles = np.exp(2j * np.pi * np.arange(2000) / 2000)
        highest = max(1 / np.linalg.svd(np.eye(len(A)) - float(u) * z * A, compute_uv=False)[-1] for z in angles)
        nodes.append(prove_circle(X, u, Fraction(highest * (1 + 1.1 * ROOM)), ROOM, before=nodes[-POINTS:]))
    return nodes


@pytest.mark.parametrize("kind", [float, complex])
def test_a_solution_continued_from_other_nodes_solves_the_riccati_equation(kind):
    A = random_stable(ORDER, seed=3).astype(kind)
    A = A * (np.exp(0.3j) if kind is complex else 1)
    nodes = row_of(A, ["0.80", "0.79", "0.785", "0.78"])
    last = nodes[-1]
    u, nu2, eta = float(last.place), float(last.bound) ** 2 * (1 - last.slack), last.slack
    P = continued_solution(A, u, nu2, eta, nodes[:POINTS])
    exactly = riccati(u * A, nu2, eta, doubling)
    F, eye = u * A, np.eye(ORDER)
    residual = (1 + eta) * eye + F.conj().T @ P @ np.linalg.solve(eye - P / nu2, F) - P
    assert np.linalg.norm(residual, 2) <= eta
    assert np.linalg.norm(P - exactly, 2) <= 0.01 * np.linalg.norm(exactly, 2)


def test_nodes_that_lead_nowhere_cost_no_proof():
    A = random_stable(ORDER, seed=3)
    nodes = row_of(A, ["0.3", "0.5", "0.999"])
    node = prove_circle(exact_matrix(A), nodes[0].place, nodes[0].bound, ROOM, before=nodes[::-1])
    assert node is not None
    assert node.rigor == "exact"
    beyond = prove_circle(exact_matrix(A), Fraction("0.3"), Fraction(10**200), 1.0, before=nodes)
    assert beyond is None


@pytest.mark.parametrize("exact", [True, False])
def test_an_enclosure_by_continued_nodes_is_that_without_and_checks(exact, monkeypatch):
    A = random_stable(40, seed=5)
    K = certify_kreiss(A, 1e-6, exact=exact)
    monkeypatch.setattr(circle, "_continued", lambda *_: iter(()))
    plain = certify_kreiss(A, 1e-6, exact=exact)
    assert (K.nodes, K.lower) == (plain.nodes, plain.lower)
    assert abs(K.upper - plain.upper) <= plain.lower * Fraction(1, 10**6)
    assert check_document(K.certificate)


@given(SEEDS, st.sampled_from([6, 30, 60]), st.sampled_from([1e-3, 1e-12]), st.sampled_from([float, complex]))
@settings(max_examples=20, deadline=None)
def test_a_stein_equation_is_solved_to_the_digits_asked_for(seed, n, digits, kind):
    rng = np.random.default_rng(seed)
    V, R = (rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind is complex else 0) for _ in "VR")
    V = V * (0.9 / np.abs(np.linalg.eigvals(V)).max())
    R = R + R.conj().T
    D = stein(V, R, digits)
    exactly = stein(V, R)
    assert np.abs(D - exactly).max() <= 100 * digits * np.abs(exactly).max()
    assert np.abs(V.conj().T @ exactly @ V + R - exactly).max() <= 1e-9 * np.abs(exactly).max()


@given(SEEDS, st.integers(1, 6), st.integers(0, 6), st.integers(-2, 2))
@settings(max_examples=200, deadline=None)
def test_elimination_of_a_triangle_decides_as_the_eigenvalues_do(seed, n, rank, shift):
    F = np.random.default_rng(seed).integers(-3, 4, (n, rank))
    X = F @ F.T + shift * np.eye(n, dtype=int)
    least = np.linalg.eigvalsh(X.astype(float))[0]
    decided = eliminates(fmpz_mat(X.tolist()))
    assert decided if shift >= 0 else (decided == (least > -1e-9) or abs(least) < 1e-9)


@pytest.mark.parametrize("A", [[["9/10", 0], [10, "9/10"]], [[0.5 + 0.3j, 2], [0, -0.4j]], [["1/2"]]])
def test_nodes_of_two_by_two_matrices_are_proved_by_elimination_which_the_checker_repeats(A):
    K = certify_kreiss(A)
    nodes = [step for step in K.steps if isinstance(step, Circle)]
    assert all(node.semidefinite is ELIMINATION for node in nodes)
    assert K.rigor == "exact"
    assert check_document(K.certificate)
