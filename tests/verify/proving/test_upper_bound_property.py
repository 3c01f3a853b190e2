"""The paper's upper bound holds at every random block-triangular matrix of symmetric rational blocks, by enclosure."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kreiss.verify.claims import load_claims
from kreiss.verify.refuting.witness import examine

CLAIM = next(claim for claim in load_claims() if claim.id == "kreiss-upper-bound")


@st.composite
def contractions(draw, size):
    """A symmetric rational matrix with absolute row sums, and hence ρ, below 1."""
    entries = draw(st.lists(st.integers(-9, 9), min_size=size * size, max_size=size * size))
    rows = [[entries[min(i, j) * size + max(i, j)] for j in range(size)] for i in range(size)]
    bound = max(sum(map(abs, row)) for row in rows) + draw(st.sampled_from([1, 2, 10]))
    return [[Fraction(entry, bound) for entry in row] for row in rows]


@st.composite
def block_triangular(draw):
    """The blocks A, D and C of J = [[A, 0], [C, D]]."""
    a, d = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    entry = st.fractions(min_value=-20, max_value=20, max_denominator=6)
    coupling = draw(st.lists(st.lists(entry, min_size=a, max_size=a), min_size=d, max_size=d))
    return {"A": draw(contractions(a)), "C": coupling, "D": draw(contractions(d))}


@settings(deadline=None, max_examples=12)
@example({"A": [[Fraction(9, 10)]], "C": [[Fraction(10)]], "D": [[Fraction(9, 10)]]})
@given(block_triangular())
def test_the_upper_bound_is_certified_at_every_instance(blocks):
    instance = examine(CLAIM, blocks, {}, gap=1e-3)
    assert instance is not None
    assert instance.hypotheses is True
    assert instance.conclusion is True
