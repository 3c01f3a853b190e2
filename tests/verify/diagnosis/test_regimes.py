"""The regime is decided exactly: rational matrices at and next to the edges, irrational norms, and balls."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kreiss
from kreiss.verify.diagnosis.quantity import EXACT, Measured, Missing

TINY = Fraction(1, 10**30)
ONE = Fraction(1)


@pytest.mark.parametrize(
    ("matrix", "name"),
    [
        ([[1, 0], [0, 1]], "contracting"),
        ([[0, -1], [1, 0]], "contracting"),
        ([["3/5", "-4/5"], ["4/5", "3/5"]], "contracting"),
        ([[ONE + TINY, 0], [0, "1/2"]], "unstable"),
        ([[ONE - TINY, 0], [0, "1/2"]], "contracting"),
        ([[0, 1], [0, 0]], "contracting"),
        ([[0, ONE + TINY], [0, 0]], "transient"),
        ([[1, 1], [0, "1/2"]], "marginal"),
        ([[1, 1], [0, 1]], "marginal"),
        ([["1/2", 1], [0, ONE - TINY]], "transient"),
        ([["1/2", 1], [0, ONE + TINY]], "unstable"),
        ([["-1/2", 1], [0, -1]], "marginal"),
    ],
)
def test_rational_matrices_at_the_edges_are_told_apart(matrix, name):
    found = kreiss.diagnose(matrix, budget=3)
    assert (found.regime.name, found.regime.rigor) == (name, EXACT)


@given(st.fractions(-2, 2, max_denominator=50), st.fractions(-2, 2, max_denominator=50), st.fractions(-3, 3))
@settings(max_examples=30)
def test_the_regime_of_triangular_matrices_is_that_of_their_entries(a, d, c):
    J = [[a, 0], [c, d]]
    radius = max(abs(a), abs(d))
    # ‖J‖ ≤ 1 if and only if I − JᵀJ ⪰ 0
    square = [[1 - a * a - c * c, -c * d], [-c * d, 1 - d * d]]
    contracting = square[0][0] >= 0 <= square[1][1] and square[0][0] * square[1][1] >= square[0][1] ** 2
    expected = "contracting" if contracting else "unstable" if radius > 1 else "transient" if radius < 1 else "marginal"
    found = kreiss.diagnose(J, 1, budget=2) if expected != "marginal" else kreiss.diagnose(J, 1, budget=0.5)
    assert found.regime.name == expected


def test_a_marginal_matrix_has_unbounded_powers_or_a_constant():
    bounded, unbounded = (kreiss.diagnose(J, 1, budget=5) for J in ([[1, 1], [0, "1/2"]], [[1, 1], [0, 1]]))
    assert bounded.kreiss.upper is not None
    assert bounded.peak.lower <= bounded.kreiss.upper * Fraction(544, 100)
    assert unbounded.kreiss.lower is None
    assert unbounded.peak.lower is None
    assert isinstance(bounded.horizon, Missing)


def test_an_unstable_matrix_has_no_end_of_its_transient():
    found = kreiss.diagnose([[2, 0], [1, "1/2"]], 1, peak=2)
    assert found.kreiss.lower is None
    assert found.peak.shown() == "∞"
    assert "ρ(J) > 1" in found.horizon.why
    assert found.advice[0].factor is None


@pytest.mark.parametrize(("noise", "name"), [("1/100", "transient"), ("1/2", None), ("1/1000000", "transient")])
def test_the_regime_of_a_ball_is_that_of_all_its_members_or_none(noise, name):
    assert kreiss.diagnose([["1/2", 0], [2, "1/2"]], 1, noise=noise).regime.name == name


def test_a_ball_around_a_contraction_contracts_as_far_as_it_may():
    J = [["1/2", 0], [0, "1/2"]]
    assert kreiss.diagnose(J, 1, noise="49/100").regime.name == "contracting"
    assert kreiss.diagnose(J, 1, noise="51/100").regime.name is None


def test_a_large_matrix_is_decided_by_its_powers():
    g = np.random.default_rng(0)
    A = g.standard_normal((120, 120)) / np.sqrt(120)
    rho = max(abs(np.linalg.eigvals(A)))
    for size, name in ((0.8, "transient"), (1.3, "unstable")):
        found = kreiss.diagnose(A * size / rho, 60)
        assert found.regime.name == name
        assert isinstance(found.radius, Measured)
