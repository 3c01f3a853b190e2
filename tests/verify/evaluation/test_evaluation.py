"""The writers' evaluation and the checker's, two programs for one meaning: they never contradict each other."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.verify.checker.arithmetic import intervals
from kreiss.verify.checker.language.statements import parse
from kreiss.verify.checker.refutations import evaluation as checkers
from kreiss.verify.checker.refutations import values
from kreiss.verify.evaluation import matrices, numbers, ranges
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.matrices import Identity
from kreiss.verify.evaluation.numbers import Number

SMALL = st.fractions(-3, 3, max_denominator=4)
QUANTITIES = ("norm", "rho", "numerical_radius", "dim", "abscissa", "trace", "det")
SQUARES = {"A": 2, "B": 2, "H": 3}
SHAPES = {"A": (2, 2), "B": (2, 2), "C": (3, 2), "H": (3, 3)}


def nothing_known(quantity, matrix):
    return ranges.Range(Fraction(1), None)


def both(matrices, parameters, bits=64):
    """The writers' and the checker's evaluation of one point."""
    names = {name: values.from_fractions(rows) for name, rows in matrices.items()}
    names |= {name: intervals.exactly(x) for name, x in parameters.items()}
    unknown = intervals.Interval(Fraction(1), None)
    return Evaluation(matrices, parameters, nothing_known), checkers.Evaluation(names, lambda *_: unknown, bits)


def rows(shape):
    return st.lists(st.lists(SMALL, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])


points = st.tuples(
    st.fixed_dictionaries({name: rows(shape) for name, shape in SHAPES.items()}),
    st.fixed_dictionaries({"x": SMALL, "y": SMALL}),
)
SQUARE = ("A", "B", "transpose(A)", "inverse(B)", "transpose(C)*C", "(x*I + A)", "(I/2*x - A)", "I*A*x",
          "[[x, y], [1, x]]")  # fmt: skip
square = st.recursive(
    st.sampled_from(SQUARE),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"({t})^2"),
    ),
    max_leaves=3,
)
large = st.sampled_from(["H", "[[A, 0], [C, 1/2*H]]", "[[A, I], [I, 0]]", "[[H, C], [0, y*I]]", "C*A*transpose(C) - H"])
number = st.recursive(
    st.one_of(
        st.sampled_from(["x", "y", "1/2", "2", "0"]),
        st.tuples(st.sampled_from(QUANTITIES), square).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["norm", "rho"]), large).map(lambda t: f"{t[0]}({t[1]})"),
        square.map(lambda text: f"power_norm({text}, 3)"),
        st.sampled_from(
            [
                "norm(C)",
                "sup_powers(1/4*A)",
                "sup_powers(B)",
                "norm(resolvent(A, x))",
                "K(A)",
                "numerical_radius(H)",
                "eigmax(transpose(A)*A - B*transpose(B))",
                "eigmax(A)",
                "abscissa(H)",
                "det(H)",
                "sup_exp(A)",
                "exp_norm(A, x)",
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sqrt", "abs", "exp", "log"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(inner, st.sampled_from(["2", "(1/2)", "3", "(-1)"])).map(lambda t: f"({t[0]})^{t[1]}"),
    ),
    max_leaves=4,
)


def range_of(evaluation, tree):
    return evaluation.value(tree).range(64)


def tree_of(text):
    return parse(text, "$")[0]


MEANINGLESS = (values.Unfit, intervals.Unresolved, matrices.Unfit, ranges.Unresolved)


def outcome(evaluate, *arguments):
    try:
        return evaluate(*arguments)
    except MEANINGLESS as error:
        return type(error).__name__


@settings(max_examples=150, deadline=None)
@given(points, number, number, st.sampled_from(["<=", "<", "==", ">="]))
def test_ranges_overlap_and_truths_never_contradict(point, left, right, sign):
    own, checker = both(*point)
    tree = tree_of(f"{left} {sign} {right}")
    for side in tree[1:]:
        mine, theirs = outcome(range_of, own, side), outcome(checker.value, side)
        if isinstance(mine, ranges.Range) and isinstance(theirs, intervals.Interval):
            assert theirs.hi is None or mine.lo is None or mine.lo <= theirs.hi
            assert theirs.lo is None or mine.hi is None or theirs.lo <= mine.hi
    truths = {outcome(own.holds, tree), outcome(checker.holds, tree)}
    assert not {True, False} <= truths


@settings(max_examples=100, deadline=None)
@given(points, st.one_of(square, large))
def test_matrices_are_the_same(point, text):
    own, checker = both(*point)
    tree = tree_of(f"Z = {text}")[2]
    mine, theirs = outcome(own.value, tree), outcome(checker.value, tree)
    if isinstance(mine, str) or isinstance(theirs, str):
        assert mine == theirs
    elif isinstance(mine, Identity):
        assert mine.scale == theirs.scale
    else:
        assert matrices.fractions(mine) == [[Fraction(x, theirs.den) for x in row] for row in theirs.rows]


@settings(max_examples=100, deadline=None)
@given(points, square, st.sampled_from(sorted(matrices.PREDICATES)))
def test_predicates_agree(point, text, predicate):
    own, checker = both(*point)
    tree = tree_of(f"{predicate}({text})")
    assert outcome(own.holds, tree) == outcome(checker.holds, tree)


ONE, HALF = Fraction(1), Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("rho([[1, -x], [x, 1]])^2 == 1 + x^2", True),
        ("rho([[1, -x], [x, 1]]) == sqrt(1 + x^2)", True),
        ("rho([[1, -x], [x, 1 - x^2]]) == 1", True),
        ("rho([[1, -x], [x, 1 - x^2]]) < 1", False),
        ("norm([[1, x], [0, 1]]) == sqrt(1 + x^2/2 + x*sqrt(1 + x^2/4))", True),
        ("norm([[1, x], [0, 1]])^2 == 1 + x^2/2 + x*sqrt(1 + x^2/4)", True),
        ("norm([[1, 1], [0, 1]]) == (1 + sqrt(5))/2", True),
        ("norm([[1, 1], [0, 1]]) < (1 + sqrt(5))/2", False),
        ("norm([[1, 1], [0, 1]]) == (1 + sqrt(5))/2 + 1/10^30", False),
        ("2*numerical_radius([[0, x], [0, 0]]) == norm([[0, x], [0, 0]])", True),
        ("numerical_radius([[1, 1], [0, 1]]) == 3/2", True),
        ("numerical_radius([[1, x, 0], [0, 1, x], [0, 0, 1]]) > 1 + x*sqrt(2)/2 - 1/10^15", True),
        ("numerical_radius([[1, x, 0], [0, 1, x], [0, 0, 1]]) < 1 + x*sqrt(2)/2 + 1/10^15", True),
        ("sqrt(2) + sqrt(3) == sqrt(5 + 2*sqrt(6))", True),
        ("sqrt(norm([[1, 1], [0, 1]])^2 - norm([[1, 1], [0, 1]]) - 1) == 0", True),
        ("exp(log(2)) == 2", None),
        ("abs(1 - sqrt(2)) == sqrt(2) - 1", True),
        ("max(sqrt(2), 1/2)*min(sqrt(2), 2) == 2", True),
        ("sup_powers([[1/2, 2], [0, 1/2]]) == norm([[1/2, 2], [0, 1/2]])", True),
    ],
)
def test_equalities_between_algebraic_numbers_are_decided(text, truth):
    assert Evaluation({}, {"x": HALF}, nothing_known).holds(tree_of(text)) is truth


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fractions(0, 5, max_denominator=6), min_size=2, max_size=4), st.fractions(-1, 1, max_denominator=3))
def test_a_number_and_itself_written_differently_are_equal(parts, shift):
    roots = [numbers.power(numbers.exactly(x), HALF) for x in (*parts[:2], parts[0] * parts[1])]
    squared = numbers.power(numbers.added(roots[0], roots[1]), Fraction(2))
    doubled = numbers.multiplied(numbers.exactly(2), roots[2])
    expanded = numbers.added(numbers.exactly(parts[0] + parts[1]), doubled)
    assert numbers.compare("==", squared, expanded) is True
    moved = numbers.added(expanded, numbers.exactly(shift))
    assert numbers.compare("==", squared, moved) is (shift == 0)
    assert numbers.compare("<=", expanded, moved) is (shift >= 0)


def test_infinity_is_above_every_number_and_beside_itself_open():
    infinite = numbers.between(ranges.INFINITE)
    assert numbers.compare("<=", infinite, numbers.exactly(10**9)) is False
    assert numbers.compare("<", numbers.exactly(10**9), infinite) is True
    assert numbers.compare("==", infinite, infinite) is None
    assert numbers.compare("<=", numbers.multiplied(numbers.exactly(0), infinite), numbers.exactly(1)) is None


def test_a_deadline_that_has_passed_ends_an_evaluation():
    late = Evaluation({"A": [[HALF, Fraction(9)], [Fraction(0), HALF]]}, {}, nothing_known, Deadline.after(0))
    with pytest.raises(OutOfTime):
        late.value(tree_of("norm(A) <= 1")[1])


def test_numbers_are_the_values_of_numbers():
    value = Evaluation({}, {"x": HALF}, nothing_known).value(tree_of("x <= 1")[1])
    assert isinstance(value, Number)
    assert value.exact == HALF
