"""The methods that a search for counterexamples is made of: optimisation, normal matrices, and reproducible seeds."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import NEVER
from kreiss.verify.checker.refutations.values import PROPERTIES, from_fractions
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.search import rounds
from kreiss.verify.search.ascent import Ascent
from kreiss.verify.search.layouts import layouts
from kreiss.verify.search.normal import cayley, turned
from kreiss.verify.search.seeds import seeds


def valley(x):
    """Largest, and 1, at (1, …, 1), at the end of a bent valley."""
    return 1 - sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1))


def hills(x):
    """Largest, and 2, at (0, 0, 0), among many lower tops."""
    return 2 - sum(0.1 * t * t + 0.5 * (1 - np.cos(3 * t)) for t in x)


def never(best):
    return False


@pytest.mark.parametrize("method", ["local", "everywhere"])
def test_both_methods_climb_a_bent_valley(method):
    ascent = Ascent([-1.2, 1.0], valley, never)
    ascent.steps = 1000
    getattr(ascent, method)(np.random.default_rng(0))
    assert ascent.best > 1 - 1e-3
    assert ascent.score(ascent.vector) == ascent.best


def test_the_global_method_leaves_a_lower_top():
    found = []
    for seed in range(4):
        ascent = Ascent([4.2, -4.2, 2.1], hills, never)
        ascent.steps = 1000
        ascent.everywhere(np.random.default_rng(seed))
        found.append(ascent.best)
    local = Ascent([4.2, -4.2, 2.1], hills, never)
    local.local(np.random.default_rng(0))
    assert max(found) > 2 - 1e-6 > local.best


def test_the_global_method_reaches_across_orders_of_magnitude():
    ascent = Ascent([1.0, 1.0], lambda x: -(np.log(abs(x[0]) / 1e5) ** 2) - np.log(abs(x[1]) / 1e-3) ** 2, never)
    ascent.steps = 1000
    ascent.everywhere(np.random.default_rng(1))
    assert ascent.best > -1e-3


def test_a_single_number_and_an_early_end_are_no_obstacle():
    one = Ascent([3.0], lambda x: -abs(x[0]), never)
    one.everywhere(np.random.default_rng(0))
    assert one.best > -1e-6
    calls = []
    ended = Ascent([3.0, 3.0], lambda x: calls.append(1) or -1.0, lambda best: True)
    ended.everywhere(np.random.default_rng(0))
    assert len(calls) < 20


small = st.fractions(-3, 3, max_denominator=5)


@settings(deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: st.lists(small, min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2)))
def test_cayleys_transform_is_orthogonal(entries):
    size = next(n for n in range(2, 5) if n * (n - 1) // 2 == len(entries))
    Q = cayley(size, entries)
    assert [[sum(a * b for a, b in zip(x, y, strict=True)) for y in Q] for x in Q] == [
        [Fraction(i == j) for j in range(size)] for i in range(size)
    ]
    assert turned([[Fraction(i == j) for j in range(size)] for i in range(size)], entries) == [
        [Fraction(i == j) for j in range(size)] for i in range(size)
    ]


@pytest.mark.parametrize(
    ("given_", "properties"),
    [
        (("normal(A)",), ("normal",)),
        (("normal(A)", "nonnegative(A)"), ("normal", "nonnegative")),
        (("normal(A)", "upper_triangular(A)"), ("normal", "upper_triangular")),
        (("normal(A)", "symmetric(A)"), ("normal", "symmetric")),
    ],
)
def test_a_rounded_normal_matrix_of_every_family_is_exactly_normal(given_, properties):
    rng = np.random.default_rng(0)
    for layout in layouts(Claim("c", "norm(A) <= 1", given_)):
        for vector in islice(seeds(layout, rng), 20):
            rows = layout.point([Fraction(x).limit_denominator(50) for x in vector])[0]["A"]
            assert all(PROPERTIES[name](from_fractions(rows)) for name in properties)


def test_normal_matrices_are_symmetric_or_turn_in_any_plane():
    families = [layout for layout in layouts(Claim("c", "norm(A) <= 1", ("normal(A)",))) if layout.order == 6]
    assert [layout.turns for layout in families] == [(), (3, 4, 5)]
    Q = families[1].point([Fraction(0), Fraction(1), Fraction(0), Fraction(1), Fraction(0), Fraction(1, 2)])[0]["A"]
    assert Q[0][2] or Q[1][2]


PLANES = ("normal(A, B)", "norm(A + transpose(A)) <= norm(A)/10", "norm(B + transpose(B)) <= norm(B)/10")


def test_rotations_in_different_planes_refute_what_holds_in_the_plane():
    claim = Claim("planes", "norm(A*B - B*A) <= norm(A)*norm(B)/2", PLANES)
    witness = refute(claim, budget=40)
    assert witness is not None
    assert len(witness.matrices["A"]) == 3


def test_the_same_seed_finds_the_same_points():
    claim = Claim(
        "c",
        "K(J) <= 1 + norm(C)/(4*(1 - gamma))",
        ("J = [[A, 0], [C, D]]", "normal(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1"),
    )
    runs = [rounds.Search(claim, NEVER, np.random.default_rng(5)).candidates() for _ in range(2)]
    first, second = ([(c.layout, c.vector, c.score) for c in islice(run, 4)] for run in runs)
    assert [one[1:] for one in first] == [one[1:] for one in second]
