"""Claims that fail for all values of their constants: germs, values along a family, and the families that are found."""

import operator
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.verify.checker import check_document
from kreiss.verify.checker.arithmetic import intervals
from kreiss.verify.checker.arithmetic.intervals import Interval
from kreiss.verify.checker.families.family import germ
from kreiss.verify.checker.families.germs import ZERO, Germ, Range, exactly
from kreiss.verify.checker.families.values import Family
from kreiss.verify.checker.language.statements import expression
from kreiss.verify.checker.refutations.evaluation import Evaluation
from kreiss.verify.checker.refutations.values import from_fractions
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.evaluation import along, germs, ranges
from kreiss.verify.refuting.families import refute_for_all
from kreiss.verify.refuting.witness import examine
from kreiss.verify.reporting.report import counterexample

pytestmark = pytest.mark.xdist_group("families")  # one process finds each of them, once
COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
LATE = (*COUPLED, "0 < delta <= 1/2")
LARGE = 10**12
functions = st.recursive(
    st.sampled_from(["0", "1", "n", "1/2", "3*n", "1 - 1/n", "-2/n^2"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map("({0[0]}){0[1]}({0[2]})".format),
        inner.map("1/(n + ({})^2)".format),
    ),
    max_leaves=3,
)


def at(value: Germ, n: int) -> Fraction:
    """The value of a germ without constants."""
    top, bottom = (
        sum(Fraction(c, part.den) * Fraction(n) ** power for power, c in part.terms.items())
        for part in (value.top, value.bottom)
    )
    return top / bottom


@settings(deadline=None, max_examples=200)
@given(functions, functions)
def test_germs_are_ordered_as_their_values_at_a_large_parameter(left, right):
    x, y = germ(left, "n", "$"), germ(right, "n", "$")
    difference = at(x, LARGE) - at(y, LARGE)
    assert (x - y).sign == (difference > 0) - (difference < 0)
    assert at(x * y, LARGE) == at(x, LARGE) * at(y, LARGE)


@settings(deadline=None, max_examples=200)
@given(functions, functions)
def test_the_germs_of_the_writers_are_those_of_the_checker(left, right):
    own, theirs = [along.germ(text) for text in (left, right)], [germ(text, "n", "$") for text in (left, right)]
    for combine in (operator.add, operator.sub, operator.mul):
        mine, checkers = combine(*own), combine(*theirs)
        assert mine.sign == checkers.sign
        assert (germ(mine.text(), "n", "$") - checkers).sign == 0
        assert mine.rational in (checkers.rational, at(checkers, LARGE))


QUANTITIES = (
    "norm(A)", "rho(A)", "numerical_radius(A)", "power_norm(A, 3)", "norm(A*A - 2*transpose(A))", "dim(A)",
    "sqrt(norm(A))", "norm([[A, 0], [I, A]])", "abs(x)*norm(A)/(1 + rho(A))", "max(x, norm(A)) - min(x, 2)",
    "log(1 + norm(A))", "exp(x)", "norm(A)^2*x", "rho(x*A + I)", "1/(2 + norm(A))", "sup_powers(A/3)",
)  # fmt: skip
ENTRIES = ("0", "0", "1", "1/2", "n", "-2", "1 - 1/n", "1/n", "-1/n^2")


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from(ENTRIES), min_size=4, max_size=4),
    st.sampled_from(ENTRIES[:3]),
    st.sampled_from(QUANTITIES),
)
def test_a_value_along_a_family_encloses_the_value_at_each_member(entries, number, quantity):
    n = 50
    rows = (tuple(germ(x, "n", "$") for x in entries[:2]), tuple(germ(x, "n", "$") for x in entries[2:]))
    x, tree = germ(number, "n", "$"), expression(quantity, "$")
    enclosed = Family({"A": rows, "x": exactly(x)}, lambda *_: ZERO).value(tree)
    member = {"A": from_fractions([[at(entry, n) for entry in row] for row in rows]), "x": Interval(at(x, n), at(x, n))}
    exact = Evaluation(member, lambda *_: Interval(None, None), 64).value(tree)
    assert isinstance(enclosed, Range)
    assert enclosed.lo is None or exact.hi is None or at(enclosed.lo, n) <= exact.hi
    assert enclosed.hi is None or exact.lo is None or exact.lo <= at(enclosed.hi, n)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from(ENTRIES), min_size=4, max_size=4),
    st.sampled_from(ENTRIES[:3]),
    st.sampled_from((*QUANTITIES, "rho([[A, I], [I, 0]])", "norm((x*I - A)^2)", "K(A)", "K_ct(A)/norm(A)")),
)
def test_the_writers_and_the_checker_bound_a_value_along_a_family_alike(entries, number, quantity):
    tree = expression(quantity, "$")
    theirs = {"A": tuple(tuple(germ(x, "n", "$") for x in row) for row in (entries[:2], entries[2:]))}
    own = {"A": tuple(tuple(along.germ(x) for x in row) for row in (entries[:2], entries[2:]))}
    values = []
    for evaluate in (
        lambda: along.Along({**own, "x": germs.exactly(along.germ(number))}, lambda *_: germs.ZERO).value(tree),
        lambda: Family({**theirs, "x": exactly(germ(number, "n", "$"))}, lambda *_: ZERO).value(tree),
    ):
        try:
            values.append(evaluate())
        except (intervals.Unresolved, ranges.Unresolved):
            values.append(None)
    mine, checkers = values
    assert (mine is None) == (checkers is None)
    if mine is not None and "log" not in quantity and "exp" not in quantity:
        for a, b in ((mine.lo, checkers.lo), (mine.hi, checkers.hi)):
            assert (a is None) == (b is None)
            assert a is None or (germ(a.text(), "n", "$") - b).sign == 0


CHAIN = (
    "J = [[A, 0, 0], [B, C, 0], [0, E, D]]",
    "symmetric(A, C, D)",
    "gamma = max(rho(A), rho(C), rho(D))",
    "gamma < 1",
)
UNBOUNDED = [
    Claim("chain", "K(J) <= O(1/(1 - gamma))", (*CHAIN, "norm(B) <= 1", "norm(E) <= 1")),
    Claim("coupling-free", "K(J) <= O(1/(1 - gamma))", COUPLED),
    Claim("rate-free", "K(J) <= O(1 + norm(C)) as gamma -> 1", COUPLED),
    Claim("complexity", "power_norm(J, t) <= delta", (*LATE, "t >= O(K(J)^2*log(1/delta))")),
    Claim("radius", "norm(A) <= c*rho(A) + d", exists=("c", "d")),
    Claim("powers", "sup_powers(J) <= O(1 + norm(C))", COUPLED),
    Claim("root", "K(J) <= O(sqrt(norm(C)))", (*COUPLED, "gamma <= 1/2")),
    Claim("half-plane", "K_ct(A) <= O(1)", ("rho(A) <= 1",)),
    Claim("upper", "K(A) <= O(1)", ("rho(A) < 1", "upper_triangular(A)")),
    Claim("numbers", "x^2 == O(x) as x -> inf"),
    Claim("infinity", "x <= O(1) as y -> inf", ("x >= 1", "y >= 1")),
]


@cache
def family(claim):
    """The family along which a claim fails, found once."""
    return refute_for_all(claim, 10)


@pytest.mark.parametrize("claim", UNBOUNDED, ids=lambda claim: claim.id)
def test_a_false_order_claim_fails_along_a_family(claim):
    found = family(claim)
    assert check_document(found.certificate).statement.startswith("for no c")
    assert "for all large n" in counterexample(Verdict(claim, "REFUTED", witness=found))


EXAMINED = [claim for claim in UNBOUNDED if claim.id not in ("half-plane", "complexity", "powers")]


@pytest.mark.parametrize("constant", [Fraction(-3), Fraction(0), Fraction(1), Fraction(100)])
@pytest.mark.parametrize("claim", EXAMINED, ids=lambda claim: claim.id)
def test_a_member_of_the_family_far_out_is_a_counterexample_for_given_constants(claim, constant):
    found, n = family(claim), 10**6

    def value(text):
        return at(germ(text, "n", "$"), n)

    chosen = claim.at(dict.fromkeys(claim.constants, constant))
    matrices = {name: [[value(entry) for entry in row] for row in rows] for name, rows in found.matrices.items()}
    numbers = {name: value(text) for name, text in found.parameters.items()}
    instance = examine(chosen, matrices, numbers, gap=1e-2)
    assert (instance.hypotheses, instance.conclusion) == (True, False)


TRUE = [
    Claim("linear", "K(J) <= O(1 + norm(C)/(1 - gamma))", COUPLED),
    Claim("late-enough", "power_norm(J, t) <= delta", (*LATE, "t >= O(K(J)^2*log(1/delta)/(1 - gamma)^2)")),
    Claim("contraction", "K(A) <= O(1)", ("norm(A) <= 1",)),
    Claim("radius", "norm(A) <= O(numerical_radius(A))"),
    Claim("near", "x <= O(x^2) as x -> inf"),
    Claim("lower-half", "K(A) <= O(sup_powers(A))"),
    Claim("square", "norm(A^2) <= O(norm(A)^2)", ("square(A)",)),
]


@pytest.mark.parametrize("claim", TRUE, ids=lambda claim: claim.id)
def test_no_family_refutes_a_true_order_claim(claim):
    assert refute_for_all(claim, 0.5) is None


@pytest.mark.parametrize("claim", [Claim("none", "x <= 1"), Claim("taken", "n <= O(1)", ("n >= x",))])
def test_a_claim_without_constants_or_whose_names_are_taken_has_no_family(claim):
    assert refute_for_all(claim, 1) is None


def test_the_bound_that_a_family_states_is_below_the_certified_constant():
    bound = family(UNBOUNDED[2]).certificate["bounds"][0]
    rows = [[at(germ(entry, "n", "$"), 40) for entry in row] for row in bound["matrix"]]
    assert at(germ(bound["lower"], "n", "$"), 40) <= certify_kreiss(rows, gap=1e-3).upper
