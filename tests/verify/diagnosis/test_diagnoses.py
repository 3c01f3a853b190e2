"""The whole diagnosis: each enclosure holds its quantity, K and the peak their bounds, the ball its members."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kreiss
from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric import certify_kreiss
from kreiss.verify.diagnosis.quantity import ESTIMATE, EXACT, GRADES, Measured, Missing

SEEDS = st.integers(0, 10**6)
ROUNDING = 1e-9


def coupled(seed, sizes=(2, 2), gamma=0.9, coupling=3.0, *, one_way=True):
    """Symmetric diagonal blocks with ρ ≤ γ; couplings below the diagonal, or small ones above it too."""
    g, n = np.random.default_rng(seed), sum(sizes)
    J, places = np.zeros((n, n)), np.cumsum([0, *sizes])
    for i in range(len(sizes)):
        for j in range(len(sizes)):
            X = g.standard_normal((sizes[i], sizes[j]))
            rows, columns = slice(places[i], places[i + 1]), slice(places[j], places[j + 1])
            if i == j:
                X = X + X.T
                J[rows, columns] = X * gamma * g.uniform(0.2, 1) / np.linalg.norm(X, 2)
            elif i > j or not one_way:
                J[rows, columns] = X * coupling * (1 if i > j else 1e-3) / np.linalg.norm(X, 2)
    return J


def norms(J, last):
    power, found = np.eye(len(J)), []
    for _ in range(last + 1):
        found.append(np.linalg.norm(power, 2))
        power = J @ power
    return np.array(found)


def member(seed, J, radius):
    E = np.random.default_rng(seed + 1).standard_normal(J.shape)
    return J + E * radius / np.linalg.norm(E, 2) * (1 - 1e-12)


def holds(quantity, value):
    return (quantity.lower or 0) <= value * (1 + ROUNDING) and (
        quantity.upper is None or value * (1 - ROUNDING) <= quantity.upper
    )


@given(SEEDS, st.sampled_from([(2, 2), (1, 3), (2, 1, 2)]), st.booleans())
@settings(max_examples=12)
def test_each_enclosure_holds_what_floats_say(seed, sizes, one_way):
    J = coupled(seed, sizes, one_way=one_way)
    found = kreiss.diagnose(J, tuple(np.cumsum(sizes)[:-1].tolist()))
    values = norms(J, 200)
    assert holds(found.norm, np.linalg.norm(J, 2))
    assert holds(found.radius, max(abs(np.linalg.eigvals(J))))
    assert holds(found.peak, values.max())
    assert holds(found.peak, values[found.peak.t])
    assert holds(found.departure, math.sqrt(max(0, np.sum(J**2) - np.sum(abs(np.linalg.eigvals(J)) ** 2))))
    if isinstance(found.horizon, Measured):
        assert np.all(values[int(found.horizon.upper) :] <= 1 + ROUNDING)
    for rate, place, size in zip(found.rates, np.cumsum([0, *sizes]), sizes, strict=False):
        block = J[place : place + size, place : place + size]
        assert holds(rate, max(abs(np.linalg.eigvals(block))))


@given(SEEDS, st.booleans())
@settings(max_examples=12)
def test_K_lies_between_1_and_each_of_its_bounds(seed, one_way):
    found = kreiss.diagnose(coupled(seed, one_way=one_way), 2)
    K, bounds = found.kreiss, found.bounds
    assert K.lower >= 1
    assert K.upper is not None
    assert K.lower <= found.peak.upper
    assert found.peak.lower <= found.ceiling.upper
    for bound in (bounds.paper, bounds.worst, bounds.kreiss):
        assert isinstance(bound, Missing) or K.lower <= bound.upper
    if one_way:
        assert bounds.worst.lower <= bounds.paper.upper
        assert bounds.kreiss.lower <= bounds.worst.upper
    if isinstance(bounds.peak, Measured):
        assert found.peak.lower <= bounds.peak.upper


@given(SEEDS, st.sampled_from([1e-9, 1e-6, 1e-3]))
@settings(max_examples=10)
def test_the_answers_with_noise_hold_for_members_of_the_ball(seed, noise):
    J = coupled(seed)
    found = kreiss.diagnose(J, 2, noise=noise)
    M = member(seed, J, noise)
    values = norms(M, 300)
    assert holds(found.norm, np.linalg.norm(M, 2))
    for quantity, value in (
        (found.radius, max(abs(np.linalg.eigvals(M)))),
        (found.peak, values.max()),
        (found.departure, math.sqrt(max(0, np.sum(M**2) - np.sum(abs(np.linalg.eigvals(M)) ** 2)))),
    ):
        assert isinstance(quantity, Missing) or holds(quantity, value)
    assert holds(found.norms[1][0], np.linalg.norm(M[2:, :2], 2))
    assert holds(found.norms[0][1], np.linalg.norm(M[:2, 2:], 2))
    if isinstance(found.horizon, Measured):
        assert np.all(values[int(found.horizon.upper) :] <= 1 + ROUNDING)
    if isinstance(found.kreiss, Measured):
        assert certify_kreiss(M).lower <= found.kreiss.upper
        assert certify_kreiss(M).upper >= found.kreiss.lower
    if isinstance(found.bounds.peak, Measured):
        assert values.max() <= found.bounds.peak.upper * (1 + ROUNDING)


@given(SEEDS)
@settings(max_examples=4)
def test_what_belongs_to_the_matrix_does_not_depend_on_the_split(seed):
    J = coupled(seed, (2, 1, 2))
    answers = [kreiss.diagnose(J, split) for split in (None, 2, (2, 3), (1, 2, 3, 4))]
    for name in ("norm", "radius", "kreiss", "peak", "horizon"):
        assert len({(getattr(found, name).lower, getattr(found, name).upper) for found in answers}) == 1
    assert len({found.regime.name for found in answers}) == 1
    assert [len(found.norms) for found in answers] == [1, 2, 3, 5]


@given(SEEDS)
@settings(max_examples=4)
def test_orthogonal_changes_inside_the_blocks_and_exchanging_them_change_nothing(seed):
    J = coupled(seed)
    order = [3, 2, 0, 1]
    P = np.eye(4)[order]
    first, second = kreiss.diagnose(J, 2), kreiss.diagnose(P @ J @ P.T, 2)
    for name in ("norm", "radius", "kreiss", "peak"):
        ours, theirs = getattr(first, name), getattr(second, name)
        assert ours.lower <= theirs.upper
        assert theirs.lower <= ours.upper
    assert holds(second.norms[0][1], np.linalg.norm(J[2:, :2], 2))
    assert second.bounds.worst.lower <= first.bounds.worst.upper
    assert first.bounds.worst.lower <= second.bounds.worst.upper


def test_more_blocks_never_loosen_the_bound_by_norms_below_the_coarser_one():
    J = coupled(5, (2, 2, 2), coupling=0.2)
    coarse, fine = (kreiss.diagnose(J, split).bounds for split in (2, (2, 4)))
    assert isinstance(coarse.peak, Measured)
    assert isinstance(fine.peak, Measured)
    for bound in (coarse, fine):
        assert bound.kreiss.upper >= kreiss.diagnose(J).kreiss.lower


def test_the_readmes_matrix_has_the_known_constants():
    found = kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1)
    assert found.kreiss.lower <= Fraction(2501, 100) <= found.kreiss.upper
    assert found.bounds.worst.lower <= Fraction(2501, 100) <= found.bounds.worst.upper
    assert found.bounds.paper.lower <= 45 <= found.bounds.paper.upper
    assert found.bounds.margin.lower <= Fraction(1, 100) <= found.bounds.margin.upper
    assert (found.departure.lower, found.departure.upper, found.departure.rigor) == (10, 10, EXACT)
    assert (found.peak.t, found.peak.rigor, found.kreiss.rigor) == (9, EXACT, EXACT)
    assert (found.horizon.lower, found.horizon.upper) == (63, 63)
    assert found.bounds.hypotheses.one_way
    assert found.kreiss.evidence.certificate["statement"]["quantity"] == "K"


def test_both_couplings_have_a_worst_case_and_no_bound_of_the_papers():
    found = kreiss.diagnose([["1/2", "1/10"], [1, "1/2"]], 1)
    assert isinstance(found.bounds.paper, Missing)
    assert found.bounds.margin.lower <= Fraction(15, 100) <= found.bounds.margin.upper
    assert found.bounds.worst.lower <= found.kreiss.upper
    assert found.kreiss.lower <= found.bounds.worst.upper


def test_couplings_beyond_the_critical_one_leave_the_matrix_its_own_answers():
    found = kreiss.diagnose([["1/2", -1], [1, "1/2"]], 1)
    assert found.bounds.margin.upper < 0
    assert isinstance(found.bounds.kreiss, Missing)
    assert "ρ ≥ 1" in found.bounds.kreiss.why
    assert isinstance(found.kreiss, Measured)


def test_nothing_is_estimated():
    for noise in (0, 1e-6):
        document = kreiss.diagnose(coupled(1), 2, noise=noise, peak=2).document
        assert ESTIMATE not in str(document)
        assert all(grade in str(document) for grade in GRADES[1:2])


def test_narrow_floats_are_read_as_the_numbers_that_they_are():
    J = coupled(2).astype(np.float32)
    assert kreiss.diagnose(J, 2).kreiss == kreiss.diagnose(J.astype(np.float64), 2).kreiss


def test_a_budget_that_ends_leaves_bounds_that_hold():
    J = coupled(4, (60, 60), gamma=0.99, coupling=1.0)
    found = kreiss.diagnose(J, 60, budget=0.02)
    assert holds(found.norm, np.linalg.norm(J, 2))
    assert isinstance(found.kreiss, Missing) or found.kreiss.lower <= norms(J, 500).max()
    assert isinstance(found.peak, Missing) or holds(found.peak, norms(J, 1000).max())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"split": 0}, InvalidArgument, "split: expected where the 2×2 matrix is cut"),
        ({"split": 2}, InvalidArgument, "split"),
        ({"split": (1, 1)}, InvalidArgument, "split"),
        ({"split": (1.5,)}, InvalidArgument, "split"),
        ({"noise": -1}, InvalidArgument, "noise: expected a positive number"),
        ({"peak": "1/2"}, InvalidArgument, "peak: expected at least 1"),
        ({"budget": 0}, InvalidArgument, "budget"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        kreiss.diagnose([[0.5, 0], [1, 0.5]], **arguments)


@pytest.mark.parametrize("entry", [math.nan, math.inf, 1e200])
def test_entries_that_no_bound_reaches_are_refused(entry):
    with pytest.raises(InvalidMatrix):
        kreiss.diagnose(np.array([[entry, 0.0], [0.0, 0.5]]), 1)


def test_it_is_shown_in_a_line():
    text = str(kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1))
    assert text.startswith("transient: K [25.00")
    assert text.endswith("at t = 9")
    assert "Diagnosis(transient" in repr(kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1))
