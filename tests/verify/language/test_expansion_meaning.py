"""What certificates state means what the claim's author wrote: both are evaluated at random points, by different code.

The author's text is read here, by a small evaluator of its own in which ``O(g)`` is c·g for a given c, the chain
``a R b == O(g)`` is a R b and |b| ≤ c·g, and a limit is a neighbourhood. The text that a certificate carries, with its
constants as definitions, is read and evaluated by the checker. ``--claims N`` takes N random claims.
"""

import ast
import re
from fractions import Fraction
from operator import eq, ge, gt, le, lt

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidClaim
from kreiss.verify.checker.arithmetic.intervals import Interval
from kreiss.verify.checker.refutations.evaluation import Evaluation
from kreiss.verify.checker.refutations.refutation import read_statement
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide

SIGNS = {"<=": le, "<": lt, ">=": ge, ">": gt, "==": eq}
NAMES = ("x", "y", "c", "m")
VALUES = st.sampled_from([Fraction(text) for text in ("-3", "-2", "-1", "-1/2", "0", "1/3", "1", "2", "5/2")])


class Author:
    """The meaning of a claim at values of its free numbers, with the values of the constants in order of appearance."""

    def __init__(self, point, constants):
        self.names, self.constants = dict(point), iter(constants)

    def holds(self, given, states):
        """The conclusion, wherever the hypotheses hold and the limit is near; the order of the constants is theirs."""
        relation, limit = re.fullmatch(r"(.*?)(?: as (.*))?", states).groups()
        hypotheses = [self.line(line) for line in given]
        conclusion = self.line(relation)
        return not all([*hypotheses, self.near(limit)]) or conclusion

    def near(self, limit):
        if limit is None:
            return True
        name, point = limit.split("->")
        x, m = self.names[name.strip()], next(self.constants)
        return x > m if point.strip() == "inf" else m == 0 or abs(x - self.text(point)) < 1 / abs(m)

    def line(self, text):
        parts = re.split(r"(<=|>=|==|<|>)", text)
        if len(parts) == 1:
            name, _, value = text.partition("=")
            self.names[name.strip()] = self.text(value)
            return True
        values, truths = [self.text(part) for part in parts[::2]], []
        for i, sign in enumerate(parts[1::2]):
            order = sign == "==" and re.match(r" *O *\(", parts[2 * i + 2])
            left = abs(values[i]) if order else values[i]
            truths.append((le if order else SIGNS[sign])(left, values[i + 1]))
        return all(truths)

    def text(self, text):
        return self.value(ast.parse(text.strip().replace("^", "**"), mode="eval").body)

    def value(self, node):
        match node:
            case ast.Constant(value=value):
                return Fraction(value)
            case ast.Name(id=name):
                return self.names[name]
            case ast.UnaryOp(operand=operand):
                return -self.value(operand)
            case ast.List(elts=rows):
                return tuple(tuple(self.value(entry) for entry in row.elts) for row in rows)
            case ast.BinOp(left=left, op=op, right=right):
                return self.joined(op, self.value(left), self.value(right))
        function, arguments = node.func.id, [self.value(argument) for argument in node.args]
        if function == "O":
            return next(self.constants) * arguments[0]
        if function in ("min", "max", "abs"):
            return {"min": min, "max": max, "abs": abs}[function](*arguments)
        (matrix,) = arguments  # triangular
        return Fraction(len(matrix)) if function == "dim" else max(abs(row[i]) for i, row in enumerate(matrix))

    @staticmethod
    def joined(op, left, right):
        match op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
        return left ** int(right)


def certified(claim, point, constants):
    """The same by the checker, of what a certificate of the claim states for these constants; None if undecided."""
    chosen = claim.at(dict(zip(claim.constants, constants, strict=True)))
    lines, conclusion = read_statement(chosen.statement)
    free = {name: Interval(value, value) for name, value in point.items() if name not in claim.constants}
    evaluation = Evaluation(free, lambda *_: Interval(Fraction(1), None), 256)
    truths = []
    for tree in [tree for _, trees in lines for tree in trees]:
        if tree[0] == "define":
            evaluation.define(tree[1], tree[2])
        else:
            truths.append(evaluation.holds(tree))
    stated = [evaluation.holds(tree) for tree in conclusion]
    assert None not in [*truths, *stated]
    return not all(truths) or all(stated)


def expressions(names):
    atoms = st.sampled_from([*names, "0", "1", "2", "1/2", "0.25"])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds("{} {} {}".format, inner, st.sampled_from("+-"), inner),
            st.builds("({})*({})".format, inner, inner),
            st.builds("-({})".format, inner),
            st.builds("-{}".format, st.sampled_from(names)),
            st.builds("({})^2".format, inner),
            st.builds("abs({})".format, inner),
            st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
            st.builds("rho([[{}, 0], [{}, {}]])".format, inner, inner, inner),
        ),
        max_leaves=4,
    )


def orders(names):
    return st.builds("O{}({})".format, st.sampled_from(["", " "]), expressions(names))


@st.composite
def chains(draw, names, *, greater):
    """A chain of relations with O(…) where it may stand; the last may be ``== O(…)`` in a conclusion."""
    signs = draw(st.lists(st.sampled_from(list(SIGNS)), min_size=1, max_size=3))
    sides = [draw(expressions(names)) for _ in range(len(signs) + 1)]
    up, down = (("<=", "<"), (">=", ">")) if greater else ((">=", ">"), ("<=", "<"))
    for i in range(len(sides)):
        allowed = all(sign in up for sign in signs[:i][-1:]) and all(sign in down for sign in signs[i : i + 1])
        if allowed and draw(st.booleans()):
            sides[i] = draw(st.sampled_from(["{order}", "{side} + {order}", "{order} + {side}"])).format(
                order=draw(orders(names)), side=sides[i]
            )
    if greater and draw(st.integers(0, 2)) == 0 and "O" not in sides[-2]:
        signs[-1], sides[-1] = "==", draw(orders(names))
    space = draw(st.sampled_from(["", " "]))
    return sides[0] + "".join(f"{space}{sign}{space}{side}" for sign, side in zip(signs, sides[1:], strict=True))


@st.composite
def claims(draw):
    given = draw(st.lists(chains(NAMES, greater=False), max_size=2))
    names = NAMES
    if draw(st.booleans()):
        given.insert(draw(st.integers(0, len(given))), "J = [[x, 0], [y, c]]")
        names = (*NAMES, "rho(J)", "dim(J)")
    states = draw(chains(names, greater=True))
    if draw(st.booleans()):
        states += f" as {draw(st.sampled_from('xy'))} -> {draw(st.sampled_from(['inf', '0', '1/3', '-1', '-1/2']))}"
    exists = draw(st.sampled_from([(), ("c",)]))
    try:
        return Claim("random", states, tuple(given), exists=exists)
    except InvalidClaim as error:
        assume("is not a" not in str(error))  # a limit or a constant that the claim does not speak of
        raise


def test_an_expanded_claim_means_what_its_author_wrote(request):
    @settings(max_examples=request.config.getoption("--claims"), suppress_health_check=list(HealthCheck), database=None)
    @given(claims(), st.data())
    def differs_nowhere(claim, data):
        point = {name: data.draw(VALUES) for name in NAMES}
        constants = [point[name] for name in claim.exists]
        constants += [data.draw(VALUES) for _ in claim.constants[len(claim.exists) :]]
        by_author = Author(point, constants[len(claim.exists) :]).holds(claim.given, claim.states)
        point = {name: value for name, value in point.items() if name in claim.numbers}
        assert certified(claim, point, constants) is by_author

    differs_nowhere()


@pytest.mark.parametrize(
    ("states", "given", "point", "c", "holds"),
    [
        ("0 >= -x == O(1)", ("x >= 1",), {"x": 5}, 1, False),
        ("0 >= -1 == O(x^2)", ("x >= 0",), {"x": 0}, 1, False),
        ("-1 <= x == O(x)", ("x > 0",), {"x": Fraction(1, 9)}, 1, True),
        ("x < y == O(1)", (), {"x": -5, "y": -3}, 2, False),
        ("x < y == O(1)", (), {"x": -5, "y": -3}, 3, True),
        ("x <= 5 == y", ("O(x) <= y == 5",), {"x": 1, "y": 5}, 5, True),
        ("x <= O(y) >= x == 1", (), {"x": 1, "y": 1}, 1, True),
        ("1 <= abs(x) == O(1)", (), {"x": -1}, 1, True),
    ],
)
def test_a_chain_before_an_order_bounds_its_last_side(states, given, point, c, holds):
    claim = Claim("chain", states, given)
    point = {name: Fraction(value) for name, value in point.items()}
    assert Author(point, [Fraction(c)]).holds(given, states) is holds
    assert certified(claim, point, [Fraction(c)]) is holds


@pytest.mark.parametrize(
    ("states", "given", "verdict"),
    [
        ("0 >= -x == O(1)", ("x >= 1",), "REFUTED"),
        ("norm(A) >= -norm(A) == O(1)", (), "REFUTED"),
        ("-1 <= x == O(x)", ("x > 0",), "PROVED"),
        ("-y <= x == O(1)", ("0 <= x", "x <= 1", "y >= 0"), "PROVED"),
    ],
)
def test_the_verdict_on_a_chain_is_that_of_its_meaning(states, given, verdict):
    assert decide(Claim("chain", states, given), 8).verdict == verdict


def test_an_order_ends_its_chain():
    for states in ("x == O(y) >= 1", "x == O(y) >= 1 as x -> 0", "1 <= x == O(y) > y"):
        with pytest.raises(InvalidClaim, match=r"'== O\(…\)' ends a chain: expected the end, found '>"):
            Claim("chain", states)


def test_a_limit_tends_to_one_number():
    for point in ("1 <= 2", "0 == 0", "1 - 0"):
        with pytest.raises(InvalidClaim, match="expected a number or inf after '->'"):
            Claim("limit", f"x <= 1 as x -> {point}")
