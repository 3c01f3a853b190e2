"""Statements as systems of polynomial relations: what is to be shown, and what may be assumed.

Every obligation is the absence of a real solution of relations p ≥ 0, p > 0, p = 0, the last of which negates the
claim. What is not polynomial becomes an auxiliary variable "@1", "@2", … numbered by first use:

    d = a/b        b² > 0,  d·b − a = 0             in a conclusion, b ≠ 0 is to be shown first
    r = a^(1/q)    r ≥ 0,   r^q − a = 0             in a conclusion, a ≥ 0 is to be shown first
    m = max(a, …)  m − a ≥ 0, …,  Π (m − a) = 0     (min: a − m ≥ 0; |a| = max(a, −a))
    v = exp(a)     v > 0                            and the pair (a, v): v is the exponential of a
    v = log(a)     a > 0                            and the pair (v, a); in a conclusion, a > 0 is to be shown first

``docs/certificate/inequality.md`` states this translation, which the checker repeats from the text on its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from kreiss.errors import InvalidClaim
from kreiss.names import unstated
from kreiss.symbolic.inequalities.language import RELATIONS, Tree, parse

SPARE = 6
"""Variables "@u1", … that a proof may define, beyond those of the statement."""
EXPONENTIALS = 4
"""Variables "@e1", … that a proof may define as exponentials."""
Pair = tuple[fmpq_mpoly, fmpq_mpoly]
"""Polynomials (u, v) with v = exp(u)."""


@dataclass(frozen=True)
class Relation:
    """``polynomial sign 0`` with sign ">=", ">" or "="."""

    polynomial: fmpq_mpoly
    sign: str


@dataclass(frozen=True)
class Auxiliary:
    """How a variable that stands for an operation is computed: kind "/", "root", "max", "min", "exp" or "log"."""

    name: str
    kind: str
    operands: tuple[fmpq_mpoly, ...]
    degree: int = 2


@dataclass(frozen=True)
class Obligation:
    """Relations that are to have no real solution; ``target`` is the number of the one that negates the claim."""

    relations: tuple[Relation, ...]
    about: str
    pairs: tuple[Pair, ...] = ()
    defines: bool = False
    """Whether it says that the conclusion is defined, rather than true."""

    @property
    def target(self) -> int:
        """The number of the relation that negates the claim."""
        return len(self.relations) - 1


@dataclass(frozen=True)
class Problem:
    """A statement in polynomials: its ring, the variables it ranges over, and its obligations in order."""

    context: fmpq_mpoly_ctx
    variables: tuple[str, ...]
    auxiliaries: tuple[Auxiliary, ...]
    hypotheses: tuple[Relation, ...]
    pairs: tuple[Pair, ...]
    """Those of definitions and hypotheses."""
    equations: tuple[fmpq_mpoly, ...]
    obligations: tuple[Obligation, ...]
    statement: "Statement"


@dataclass(frozen=True)
class Statement:
    """The trees of definitions, hypotheses and conclusion, with the texts they come from."""

    definitions: dict[str, Tree]
    hypotheses: tuple[Tree, ...]
    conclusion: tuple[Tree, ...]
    given: tuple[str, ...]
    states: str


def read_statement(states: str, given: Sequence[str]) -> Statement:
    """Parse the texts; raises ``InvalidClaim`` for text outside the language, double or circular definitions."""
    definitions: dict[str, Tree] = {}
    hypotheses: list[Tree] = []
    if isinstance(given, str):
        given = [given]
    for text in given:
        for tree in parse(text):
            if tree[0] in RELATIONS:
                hypotheses.append(tree)
            elif tree[1] in definitions:
                raise InvalidClaim(f"{text!r:.200}: {tree[1]!r} is defined twice")
            else:
                definitions[tree[1]] = tree[2]
    conclusion = parse(states)
    if conclusion[0][0] == "define":
        raise InvalidClaim(f"{states!r:.200} is a definition; a statement is a relation, for equality '=='")
    used = set().union(*map(_names, [*definitions.values(), *conclusion])) - definitions.keys()
    reason = unstated(used, set().union(*map(_names, hypotheses)))
    if reason is not None:
        raise InvalidClaim(f"{states!r:.200}: {reason}")
    return Statement(definitions, tuple(hypotheses), conclusion, tuple(given), states)


def polynomial_problem(statement: Statement) -> Problem:
    """The obligations of a statement. Exact. Raises ``InvalidClaim`` for division by the constant zero."""
    trees = [*statement.definitions.values(), *statement.hypotheses, *statement.conclusion]
    variables = sorted(set().union(*map(_names, trees)) - set(statement.definitions))
    extra = sum(map(_operations, trees))
    names = [*variables, *(f"@{k + 1}" for k in range(extra)), *(f"@u{k + 1}" for k in range(SPARE))]
    names += [f"@e{k + 1}" for k in range(EXPONENTIALS if any(map(_has_exponential, trees)) else 0)]
    reader = _Reader(statement, fmpq_mpoly_ctx.get(names, Ordering.degrevlex))
    for name in statement.definitions:
        reader.value(("name", name))
    stated = []
    for tree in statement.hypotheses:
        stated.append(reader.relation(tree))
        reader.relations.append(stated[-1])
    hypotheses, pairs = tuple(reader.relations), tuple(reader.pairs)
    equations = tuple(relation.polynomial for relation in stated if relation.sign == "=")
    reader.pending = []
    for tree in statement.conclusion:
        reader.claim(text_of(tree), *reader.negations(tree))
    return Problem(
        context=reader.context,
        variables=tuple(variables),
        auxiliaries=tuple(reader.auxiliaries),
        hypotheses=hypotheses,
        pairs=pairs,
        equations=equations,
        obligations=tuple(reader.pending),
        statement=statement,
    )


def _names(tree: Tree) -> set[str]:
    if tree[0] == "name":
        return {tree[1]}
    children = tree[2] if tree[0] == "call" else tree[1:] if tree[0] != "num" else ()
    return set().union(*map(_names, children)) if children else set()


def _has_exponential(tree: object) -> bool:
    return isinstance(tree, tuple) and (
        (tree[:1] == ("call",) and tree[1] in ("exp", "log")) or any(map(_has_exponential, tree))
    )


def _operations(tree: Tree) -> int:
    """An upper bound for the auxiliary variables that a tree needs: two for a power (its root and its inverse)."""
    own = {"/": 1, "^": 2, "call": 1}.get(tree[0], 0)
    children = tree[2] if tree[0] == "call" else tree[1:] if tree[0] not in ("num", "name") else ()
    return own + sum(map(_operations, children))


@dataclass
class _Reader:
    statement: Statement
    context: fmpq_mpoly_ctx
    relations: list[Relation] = field(default_factory=list)
    auxiliaries: list[Auxiliary] = field(default_factory=list)
    known: dict[Tree, fmpq_mpoly] = field(default_factory=dict)
    pending: list[Obligation] | None = None
    open: set[str] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)

    def claim(self, about: str, *negations: Relation, defines: bool = False) -> None:
        if self.pending is not None:
            self.pending += [
                Obligation((*self.relations, negation), about, tuple(self.pairs), defines) for negation in negations
            ]

    def relation(self, tree: Tree) -> Relation:
        sign, left, right = tree
        first, second = self.value(left), self.value(right)
        difference = second - first if sign in ("<=", "<") else first - second
        return Relation(difference, "=" if sign == "==" else sign.replace("<", ">"))

    def negations(self, tree: Tree) -> list[Relation]:
        relation = self.relation(tree)
        if relation.sign == "=":
            return [Relation(relation.polynomial, ">"), Relation(-relation.polynomial, ">")]
        return [Relation(-relation.polynomial, ">" if relation.sign == ">=" else ">=")]

    def value(self, tree: Tree) -> fmpq_mpoly:
        if tree not in self.known:
            self.known[tree] = self._fresh(tree)
        return self.known[tree]

    def _fresh(self, tree: Tree) -> fmpq_mpoly:
        kind = tree[0]
        if kind == "num":
            return self.context.constant(fmpq(tree[1].numerator, tree[1].denominator))
        if kind == "name":
            return self._name(tree[1])
        if kind == "neg":
            return -self.value(tree[1])
        if kind == "^":
            return self._power(tree)
        if kind == "call":
            return self._call(tree)
        left, right = self.value(tree[1]), self.value(tree[2])
        if kind == "/":
            return self._quotient(left, right, text_of(tree[2]))
        return left + right if kind == "+" else left - right if kind == "-" else _product(left, right, tree)

    def _name(self, name: str) -> fmpq_mpoly:
        if name not in self.statement.definitions:
            return self._generator(name)
        if name in self.open:
            raise InvalidClaim(f"{name!r} is defined through itself")
        self.open.add(name)
        result = self.value(self.statement.definitions[name])
        self.open.discard(name)
        return result

    def _generator(self, name: str) -> fmpq_mpoly:
        return self.context.gens()[self.context.names().index(name)]

    def _auxiliary(self, kind: str, operands: tuple[fmpq_mpoly, ...], degree: int = 2) -> fmpq_mpoly:
        name = f"@{len(self.auxiliaries) + 1}"
        self.auxiliaries.append(Auxiliary(name, kind, operands, degree))
        return self._generator(name)

    def _quotient(self, top: fmpq_mpoly, bottom: fmpq_mpoly, about: str) -> fmpq_mpoly:
        if bottom.is_zero():
            raise InvalidClaim(f"the divisor {about} is zero")
        if bottom.is_constant():
            return top / bottom.leading_coefficient()
        self.claim(f"{about} is not zero", Relation(bottom, "="), defines=True)
        result = self._auxiliary("/", (top, bottom))
        self.relations += [Relation(bottom * bottom, ">"), Relation(result * bottom - top, "=")]
        return result

    def _power(self, tree: Tree) -> fmpq_mpoly:
        _, base, (_, exponent) = tree
        root = self._root(base, exponent.denominator) if exponent.denominator > 1 else self.value(base)
        _check_power(root, abs(exponent.numerator), tree)
        result = root ** abs(exponent.numerator)
        one = self.context.constant(1)
        return result if exponent >= 0 else self._quotient(one, result, text_of(base))

    def _root(self, base: Tree, degree: int) -> fmpq_mpoly:
        key = ("root", base, degree)
        if key not in self.known:
            radicand = self.value(base)
            self.claim(f"{text_of(base)} >= 0", Relation(-radicand, ">"), defines=True)
            result = self._auxiliary("root", (radicand,), degree)
            self.relations += [Relation(result, ">="), Relation(result**degree - radicand, "=")]
            self.known[key] = result
        return self.known[key]

    def _call(self, tree: Tree) -> fmpq_mpoly:
        _, function, arguments = tree
        if function == "sqrt":
            return self._root(arguments[0], 2)
        values = [self.value(argument) for argument in arguments]
        if function in ("exp", "log"):
            return self._exponential(function, values[0], arguments[0])
        if function == "abs":
            values.append(-values[0])
        return values[0] if len(values) == 1 else self._extremum(values, "min" if function == "min" else "max", tree)

    def _exponential(self, function: str, argument: fmpq_mpoly, tree: Tree) -> fmpq_mpoly:
        if function == "log":
            self.claim(f"{text_of(tree)} > 0", Relation(-argument, ">="), defines=True)
        result = self._auxiliary(function, (argument,))
        u, v = (argument, result) if function == "exp" else (result, argument)
        self.relations.append(Relation(v, ">"))
        self.pairs.append((u, v))
        return result

    def _extremum(self, values: list[fmpq_mpoly], kind: str, tree: Tree) -> fmpq_mpoly:
        result = self._auxiliary(kind, tuple(values))
        product = self.context.constant(1)
        for value in values:
            gap = result - value
            self.relations.append(Relation(-gap if kind == "min" else gap, ">="))
            product = _product(product, gap, tree)
        self.relations.append(Relation(product, "="))
        return result


def _product(left: fmpq_mpoly, right: fmpq_mpoly, tree: Tree) -> fmpq_mpoly:
    """The product, unless its expansion is out of reach."""
    if len(left) * len(right) > MOST_PRODUCTS or left.total_degree() + right.total_degree() > LARGEST_DEGREE:
        raise InvalidClaim(f"{text_of(tree)[:80]}…: too large to be expanded")
    return left * right


def _check_power(base: fmpq_mpoly, exponent: int, tree: Tree) -> None:
    """Refuse a power whose expansion may have too many terms, or too high a degree."""
    degree = exponent * max(int(base.total_degree()), 0)
    variables = len(base.context().names()) - len(base.unused_gens())
    terms = 1 if len(base) < 2 else comb(degree + variables, variables)
    digits = exponent * max((_bits(coefficient) for coefficient in base.coeffs()), default=0)
    if exponent > 1 and (degree > LARGEST_DEGREE or terms > MOST_TERMS or digits > LONGEST_COEFFICIENT):
        raise InvalidClaim(f"{text_of(tree)[:80]}…: too large to be expanded")


def _bits(value: fmpq) -> int:
    return max(int(value.p).bit_length(), int(value.q).bit_length())


LARGEST_DEGREE, MOST_TERMS, MOST_PRODUCTS, LONGEST_COEFFICIENT = 1000, 4000, 200_000, 200_000
"""What a system is expanded to at the most: larger ones are proved by nothing here."""


def text_of(tree: Tree) -> str:
    """The expression or relation as text, with all the parentheses that precedence needs and some more."""
    match tree:
        case ("num", value) | ("name", value):
            return str(value) if not isinstance(value, Fraction) or value.denominator == 1 else f"({value})"
        case ("neg", operand):
            return f"-{text_of(operand)}"
        case ("call", function, arguments):
            return f"{function}({', '.join(map(text_of, arguments))})"
        case (sign, left, right) if sign in RELATIONS:
            return f"{text_of(left)} {sign} {text_of(right)}"
        case (sign, left, right):
            return f"({text_of(left)}{sign}{text_of(right)})"
    raise AssertionError(tree)
