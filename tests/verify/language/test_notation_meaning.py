"""Short notation means what its author wrote: numbers with capital letters, zero matrices, orders, and predicates.

The author's text is evaluated here, by a reader of its own: a matrix is ⪰ 0 if all its principal minors are ≥ 0, a
number beside a matrix is a multiple of I. The text that certificates carry is read and evaluated by the checker, and by
the writers. ``--claims N`` takes N random claims.
"""

import ast
import re
from fractions import Fraction
from itertools import combinations, permutations
from math import prod
from operator import eq, ge, gt, le, lt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidClaim
from kreiss.verify.checker.arithmetic.intervals import exactly
from kreiss.verify.checker.refutations import evaluation as checkers
from kreiss.verify.checker.refutations import values
from kreiss.verify.checker.refutations.refutation import read_statement
from kreiss.verify.claims import Claim
from kreiss.verify.evaluation.evaluation import Evaluation

SIGNS = {"<=": le, "<": lt, ">=": ge, ">": gt, "==": eq}
SMALL = st.sampled_from([Fraction(text) for text in ("-1", "-1/2", "0", "0", "1/2", "1", "1", "2")])
MATRICES, NUMBERS, DECLARED = ("A", "B", "P"), ("x", "l"), ("L", "M")


def multiple(c, n):
    return tuple(tuple(c * (i == j) for j in range(n)) for i in range(n))


def transposed(M):
    return tuple(zip(*M, strict=True))


def times(M, N):
    return tuple(tuple(sum(a * b for a, b in zip(x, y, strict=True)) for y in zip(*N, strict=True)) for x in M)


def combined(M, N, c):
    return tuple(tuple(a + c * b for a, b in zip(x, y, strict=True)) for x, y in zip(M, N, strict=True))


def determinant(M):
    def sign(p):
        return (-1) ** sum(a > b for i, a in enumerate(p) for b in p[i + 1 :])

    return sum(sign(p) * prod(M[i][j] for i, j in enumerate(p)) for p in permutations(range(len(M))))


def minors(M):
    """The principal minors."""
    places = (chosen for k in range(1, len(M) + 1) for chosen in combinations(range(len(M)), k))
    return [determinant([[M[i][j] for j in chosen] for i in chosen]) for chosen in places]


class Author:
    """The meaning of lines at a point: numbers are fractions, matrices tuples of rows."""

    def __init__(self, point):
        self.names = point

    def holds(self, given, states):
        return not all(map(self.line, given)) or self.line(states)

    def line(self, text):
        parts = re.split(r"(<=|>=|==|<|>)", text)
        if len(parts) == 1:
            call = ast.parse(text.strip(), mode="eval").body
            return all(self.predicate(call.func.id, self.value(argument)) for argument in call.args)
        sides = [self.value(ast.parse(part.strip(), mode="eval").body) for part in parts[::2]]
        return all(self.relation(sign, *sides[i : i + 2]) for i, sign in enumerate(parts[1::2]))

    def relation(self, sign, left, right):
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return SIGNS[sign](left, right)
        if sign == "==" and 0 in (left, right):
            return not any(map(any, right if left == 0 else left))
        if isinstance(left, Fraction):
            left = multiple(left, len(right))
        if isinstance(right, Fraction):
            right = multiple(right, len(left))
        if sign == "==":
            return left == right
        low, high = (left, right) if sign in ("<=", "<") else (right, left)
        symmetric = low == transposed(low) and high == transposed(high)
        return symmetric and all(x > 0 or (x == 0 and "=" in sign) for x in minors(combined(high, low, -1)))

    def predicate(self, name, M):
        if name == "orthogonal":
            return times(transposed(M), M) == times(M, transposed(M)) == multiple(1, len(M))
        return self.relation("<=" if name == "psd" else "<", Fraction(0), M)

    def value(self, node):
        match node:
            case ast.Constant(value=value):
                return Fraction(value)
            case ast.Name(id=name):
                return self.names[name]
            case ast.UnaryOp(operand=operand):
                return self.joined(ast.Mult(), Fraction(-1), self.value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self.joined(op, self.value(left), self.value(right))
        return transposed(self.value(node.args[0]))

    @staticmethod
    def joined(op, left, right):
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}[type(op)]
        if isinstance(op, ast.Mult):
            if isinstance(left, Fraction):
                return tuple(tuple(left * x for x in row) for row in right)
            return (
                tuple(tuple(x * right for x in row) for row in left)
                if isinstance(right, Fraction)
                else times(left, right)
            )
        return combined(left, right, 1 if isinstance(op, ast.Add) else -1)


def truths(claim, point):
    """What the statement of a certificate says at a point, as the checker and as the writers read it."""
    called = {name: claim.written.names.get(name, name) for name in claim.free}
    numbers = {name: point[called[name]] for name in claim.numbers}
    matrices = {name: [list(row) for row in point[name]] for name in claim.matrices}
    lines, conclusion = read_statement(claim.statement)
    known = {name: values.from_fractions(rows) for name, rows in matrices.items()}
    checker = checkers.Evaluation({**known, **{n: exactly(x) for n, x in numbers.items()}}, None, 256)
    writer = Evaluation(matrices, numbers, None)
    given = [tree for _, trees in lines for tree in trees]
    assert tuple(given) == claim.hypotheses
    return [not all(map(reader.holds, given)) or all(map(reader.holds, conclusion)) for reader in (checker, writer)]


numbers = st.recursive(
    st.sampled_from(["x", "l", "L", "M", "0", "1", "0.5"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=2,
)
matrices = st.recursive(
    st.sampled_from([*MATRICES, "P", "transpose(A)"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("{}*{}".format, numbers, inner),
        st.builds("transpose({0})*{0}".format, inner.filter(str.isalpha)),
    ),
    max_leaves=3,
)


@st.composite
def lines(draw, mixed):
    """A chain in which numbers stand beside matrices, a matrix that is zero, or a predicate."""
    kind = draw(st.integers(0, 5))
    if kind == 0:
        few = draw(st.lists(matrices, min_size=1, max_size=2 if mixed else 1))
        return f"{draw(st.sampled_from(['psd', 'positive_definite', 'orthogonal']))}({', '.join(few)})"
    if kind == 1:
        return draw(st.sampled_from(["{} == 0", "0 == {}"])).format(draw(matrices))
    sides = draw(st.lists(st.one_of(numbers, matrices, matrices), min_size=2, max_size=3))
    signs = draw(st.lists(st.sampled_from(["<=", "<", ">=", ">"]), min_size=len(sides) - 1, max_size=len(sides) - 1))
    return sides[0] + "".join(f" {sign} {side}" for sign, side in zip(signs, sides[1:], strict=True))


@st.composite
def claims(draw):
    given = tuple(draw(st.lists(lines(mixed=True), max_size=2)))
    states = draw(lines(mixed=False))
    used = set(re.findall(r"\b[A-Za-z]\b", " ".join([*given, states])))
    declared = tuple(name for name in DECLARED if name in used)
    return Claim("random", states, given, declared=declared)


def square():
    return st.one_of(
        st.tuples(st.tuples(SMALL, SMALL), st.tuples(SMALL, SMALL)),
        st.tuples(SMALL, SMALL, SMALL).map(lambda t: ((t[0], t[1]), (t[1], t[2]))),
        st.sampled_from(
            [multiple(Fraction(1), 2), ((Fraction(3, 5), Fraction(4, 5)), (Fraction(-4, 5), Fraction(3, 5)))]
        ),
    )


def test_short_notation_means_what_its_author_wrote(request):
    seen = set()

    @settings(max_examples=request.config.getoption("--claims"), suppress_health_check=list(HealthCheck), database=None)
    @given(claims(), st.fixed_dictionaries({**dict.fromkeys(MATRICES, square()), **dict.fromkeys("xlLM", SMALL)}))
    def differs_nowhere(claim, point):
        by_author = Author(point).holds(claim.given, claim.states)
        assert truths(claim, point) == [by_author, by_author]
        seen.add(by_author)

    differs_nowhere()
    assert seen == {True, False}


VALUES = {
    "eigmax(S)": lambda A, S, C: np.linalg.eigvalsh(S)[-1],
    "eigmin(S)": lambda A, S, C: np.linalg.eigvalsh(S)[0],
    "sigmamin(A)": lambda A, S, C: np.linalg.svd(A)[1][-1],
    "sigmamin(C)": lambda A, S, C: np.linalg.svd(C)[1][-1],
    "sigmamin(transpose(C))": lambda A, S, C: np.linalg.svd(C)[1][-1],
    "cond(A)": lambda A, S, C: np.linalg.cond(A),
    "numerical_abscissa(A)": lambda A, S, C: np.linalg.eigvalsh((A + A.T) / 2)[-1],
    "abscissa(A)": lambda A, S, C: np.linalg.eigvals(A).real.max(),
    "trace(A)": lambda A, S, C: np.trace(A),
    "det(A)": lambda A, S, C: np.linalg.det(A),
}


@pytest.mark.parametrize("text", VALUES)
def test_functions_have_the_values_of_textbooks(text):
    rng = np.random.default_rng(3)
    claim = Claim("value", f"{text} <= x")
    for n in (1, 2, 3):
        A, C = rng.integers(-4, 5, (n, n)) + 9 * np.eye(n, dtype=int), rng.integers(-4, 5, (n + 1, n))
        rows = {"A": A, "S": A + A.T, "C": C}
        expected = VALUES[text](*(value.astype(float) for value in rows.values()))
        for hair, holds in ((1e-6, True), (-1e-6, False)):
            point = {name: tuple(tuple(map(Fraction, map(int, row))) for row in value) for name, value in rows.items()}
            assert truths(claim, {**point, "x": Fraction(float(expected) + hair)}) == [holds, holds]


def test_a_condition_number_in_a_conclusion_says_that_there_is_an_inverse():
    assert Claim("cond", "cond(A - B) >= 1").statement["given"] == ["inverse(A - B)*(A - B) == I"]


@pytest.mark.parametrize("text", ["C == 0", "0 == C", "transpose(C)*C == 0"])
def test_a_zero_matrix_has_any_shape(text):
    claim = Claim("zero", text)
    for entry in (0, 1):
        point = {"C": ((Fraction(entry), Fraction(0)),)}
        assert truths(claim, point) == [entry == 0] * 2 == [Author(point).line(text)] * 2


def test_an_order_of_matrices_that_are_not_square_has_no_meaning():
    claim = Claim("flat", "C <= C")
    with pytest.raises(values.Unfit):
        truths(claim, {"C": ((Fraction(1), Fraction(0)),)})


def test_what_hypotheses_bring_with_them_they_imply():
    claim = Claim("brought", "norm(H) <= l", ("m <= H <= l", "psd(P, Q)", "0 <= A*B", "A <= A"))
    assert claim.statement["given"] == [
        "m*I <= H <= l*I", "0*I <= P", "0*I <= A*B", "A <= A", "0*I <= Q", "symmetric(H, P, Q, A)"]  # fmt: skip


def test_numbers_in_a_chain_of_a_hypothesis_stay_related_as_numbers():
    claim = Claim("chain", "0 < m <= H < 2", ("0 < m <= H <= l < 3",))
    assert claim.statement["given"] == ["0 < m", "m*I <= H <= l*I", "l < 3", "symmetric(H)"]
    assert claim.statement["states"] == "0*I < m*I <= H < 2*I"


@pytest.mark.parametrize(
    ("states", "said"),
    [("psd(A, B)", "a predicate of one matrix"), ("A == 0 <= B", "expected one chain"), ("A == 1", "compares a matrix"),
     ("psd(x)", "psd expects a matrix"), ("A <= psd(B)", "compares"), ("A <= O(1)", "bounds a number")],
)  # fmt: skip
def test_notation_that_says_nothing_is_refused(states, said):
    with pytest.raises(InvalidClaim, match=said):
        Claim("c", states)


def test_names_of_numbers_that_became_predicates_stay_names():
    claim = Claim("old", "norm(A) <= psd + orthogonal", ("norm(A) <= psd", "orthogonal = 0"))
    assert claim.numbers == ("psd",)
