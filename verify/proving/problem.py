"""What a claim says, as the prover needs it: facts about numbers, and block matrices with bounds on their blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import plain
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.grammar import parse_expression
from kreiss.verify.language.trees import NONNEGATIVE, RELATIONS, SUPREMA, Tree, is_matrix, replaced, show
from kreiss.verify.proving.symbols import Symbols

_LEAST = dict.fromkeys(SUPREMA, "1") | dict.fromkeys(NONNEGATIVE, "0")
_ORDERS = {"<=": "<=", "<": "<", ">=": "<=", ">": "<"}
_IDENTITY: Tree = ("name", "I")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def oriented(relation: Tree) -> Tree:
    """An order with the smaller side on the left."""
    sign, left, right = relation
    return (_ORDERS[sign], right, left) if sign in (">=", ">") else relation


class Facts:
    """The hypotheses of a claim about numbers, as text for the inequality prover."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.definitions = {tree[1]: tree[2] for tree in claim.hypotheses if tree[0] == "define"}
        self.relations = [tree for tree in claim.hypotheses if tree[0] in RELATIONS and not self.is_matrix(tree[1])]
        self.orders = [oriented(tree) for tree in claim.hypotheses if tree[0] in _ORDERS and self.is_matrix(tree[1])]
        self.normal = claim.stated("symmetric", "normal", "diagonal")

    def is_matrix(self, tree: Tree) -> bool:
        """Whether the expression is a matrix."""
        return is_matrix(tree, self.claim.scope.kind)

    def numbers(self, matrix: Tree) -> tuple[tuple[Tree, ...], ...] | None:
        """The entries of a square matrix of numbers, by its name or as written; None for any other."""
        match self.definitions.get(matrix[1], matrix) if matrix[0] == "name" else matrix:
            case ("matrix", rows) if len(rows) == len(rows[0]):
                entries = [entry for row in rows for entry in row]
                return None if any(map(self.is_matrix, entries)) else tuple(map(tuple, rows))
        return None

    def is_equality_with_one(self, tree: Tree) -> bool:
        """Whether the relation is K(A) == 1."""
        return (tree[0], tree[1][:2], tree[2]) == ("==", ("call", "K"), ("num", 1))

    def euler_steps(self, flow: Tree) -> list[tuple[str, str]]:
        """J and h where J = I + hM for a matrix M: a name that the claim defines so, or, for the blocks of M, these."""
        found: list[tuple[str, str]] = []
        body = self.definitions.get(flow[1], flow) if flow[0] == "name" else flow
        match body:
            case ("-", ("name", base), ("name", "I")):
                found.append((base, "1"))
            case ("matrix", rows) if any(map(self.is_matrix, rows[0])) and len(rows) == len(rows[0]):
                found.append((show(("matrix", tuple(map(_raised, rows, range(len(rows)))))), "1"))
        for name, body in self.definitions.items():
            match body:
                case ("+", first, other) if first == _IDENTITY and other == flow:
                    found.append((name, "1"))
                case ("+", first, ("*", size, other)) if first == _IDENTITY and other == flow:
                    found.append((name, show(size)))
        return found

    def bounded_blocks(self) -> list[Tree]:
        """Blocks on diagonals in the conclusion that are no letters, if the norm of each is in a hypothesis."""
        names = {part[1] for part in _subtrees(self.claim.conclusion) if part[0] == "name"}
        rows = [body[1] for name, body in self.definitions.items() if name in names and body[0] == "matrix"]
        blocks = [row[i] for matrix in rows for i, row in enumerate(matrix) if len(row) == len(matrix)]
        found = [block for block in blocks if self.is_matrix(block) and block[0] != "name"]
        known = {part for tree in self.relations for part in _subtrees(tree) if part[:2] == ("call", "norm")}
        return list(dict.fromkeys(found)) if all(("call", "norm", (block,)) in known for block in found) else []

    def largest_number(self) -> str:
        """The largest number that stands in a hypothesis."""
        values = [tree[1] for tree in _subtrees(self.claim.hypotheses) if tree[0] == "num"]
        return str(max(values, default=Fraction(0)))

    def arguments_of(self, function: str) -> list[Tree]:
        """The matrices of which the claim uses K (or another function), each once."""
        found = [
            tree[2][0]
            for tree in _subtrees((self.claim.hypotheses, self.claim.conclusion))
            if tree[:2] == ("call", function)
        ]
        return list(dict.fromkeys(found))

    def all(self) -> list[str]:
        """Every fact about numbers: hypotheses, definitions, signs of quantities, and what ``g = max(…)`` says."""
        lines = [show(tree) for tree in self.relations]
        for name, body in self.definitions.items():
            if not self.is_matrix(body):
                lines.append(f"{name} = {show(body)}")
        trees = (tuple(self.relations), tuple(self.definitions.values()), self.claim.conclusion)
        quantities = dict.fromkeys(tree for tree in _subtrees(trees) if tree[0] == "call" and tree[1] in _LEAST)
        lines += [f"{_LEAST[tree[1]]} <= {show(tree)}" for tree in quantities if tree[2][0][0] == "name"]
        return lines

    def ordered_quantities(self) -> Iterator[tuple[str, str]]:
        """ρ(A) ≤ w(A) ≤ ‖A‖ where the claim speaks of two of them, and ‖A‖ ≤ ρ(A) for normal A, each with its lemma."""
        functions = ("rho", "numerical_radius", "norm")
        radius, numerical, norm = ({show(tree) for tree in self.arguments_of(function)} for function in functions)
        yield from ((f"norm({A}) <= rho({A})", "normal-norm") for A in sorted(self.normal))
        radius, norm = radius | self.normal, norm | self.normal
        lower, upper = radius & numerical, numerical & norm
        yield from ((f"rho({A}) <= norm({A})", "spectral-radius") for A in sorted(radius & norm))
        yield from ((f"rho({A}) <= numerical_radius({A})", "numerical-radius-lower") for A in sorted(lower))
        yield from ((f"numerical_radius({A}) <= norm({A})", "numerical-radius-upper") for A in sorted(upper))

    def about(self, text: str, extra: Sequence[str], *, linked: bool = False) -> list[str]:
        """The facts that use only names of ``text``, of ``extra`` and of the definitions of these.

        With ``linked``, names that share a hypothesis with one of these count as well.
        """
        lines = [line for line in self.all() if not _is_rate(line)]
        names = _closed(set(_NAME.findall(plain(" ".join([text, *extra])))), lines)
        if linked:
            names = _closed(self._linked(names), lines)
        rates = [f"0 <= {rate}" for rate in self.rates() if rate in names]
        names |= {"max", "min", "sqrt", "abs"}
        return [line for line in lines if set(_NAME.findall(plain(line))) <= names] + rates

    def _linked(self, names: set[str]) -> set[str]:
        groups = [set(_NAME.findall(plain(show(tree)))) for tree in self.relations]
        for _ in groups:
            for group in groups:
                if group & names:
                    names = names | group
        return names

    def rates(self) -> dict[str, tuple[str, ...]]:
        """Names defined as the greatest of some spectral radii, with these."""
        found = {}
        for name, body in self.definitions.items():
            if body[:2] == ("call", "max") and all(tree[:2] == ("call", "rho") for tree in body[2]):
                found[name] = tuple(show(tree) for tree in body[2])
        return found


def _raised(row: tuple[Tree, ...], place: int) -> tuple[Tree, ...]:
    """A block row of M as one of I + M."""
    match row[place]:
        case ("-", X, one) if one == _IDENTITY:
            raised: Tree = X
        case ("neg", X):
            raised = ("-", _IDENTITY, X)
        case ("num", _):
            raised = _IDENTITY
        case X:
            raised = ("+", _IDENTITY, X)
    return (*row[:place], raised, *row[place + 1 :])


def _closed(names: set[str], lines: Sequence[str]) -> set[str]:
    """The names, and those in the definitions of these."""
    definitions = [line for line in lines if _defined(line)]
    for _ in definitions:
        for line in definitions:
            if _defined(line) in names:
                names = names | set(_NAME.findall(plain(line)))
    return names


def _is_rate(line: str) -> bool:
    return bool(re.fullmatch(r"\w+ = max\((rho\(\w+\)(, )?)+\)", line))


def _defined(line: str) -> str:
    match = re.match(r"(\w+) = ", line)
    return match[1] if match else ""


def _subtrees(tree: object) -> Iterator[Tree]:
    if isinstance(tree, tuple):
        if tree and isinstance(tree[0], str):
            yield tree
        for part in tree:
            yield from _subtrees(part)


def _is_to_be_signed(text: str) -> bool:
    """Whether the sign of a bound is not plain from its form: all but numbers, norms and spectral radii."""
    return not re.fullmatch(r"[0-9/]+|(norm|rho)\(\w+\)", text)


def _mirrored(tree: Tree) -> Tree:
    """The relation with its sides exchanged and its sign kept: f <= K(J) reads K(J) <= f."""
    return tree[0], tree[2], tree[1]


def coefficients_in(relation: Tree, quantity: Tree, deadline: Deadline) -> list[str]:
    """Coefficients of the first and higher powers of a quantity in the difference of the (oriented) sides, as text.

    Raises ``PrecisionExhausted`` if the difference is not a polynomial in it, and ``OutOfTime``.
    """
    sign, left, right = relation
    symbols = Symbols(deadline)
    variable = symbols.read(quantity)
    difference = symbols.read(left) - symbols.read(right)
    numerator, denominator = sympy.fraction(sympy.together(difference if sign in ("<=", "<") else -difference))
    inside = any(quantity in _subtrees(tree) for tree in symbols.known if tree != quantity)
    if inside or denominator.has(variable) or not numerator.is_polynomial(variable):
        raise PrecisionExhausted(f"not a polynomial in {show(quantity)}: {show(relation)}")
    powers = sympy.Poly(numerator, variable).all_coeffs()[::-1][1:]
    return [symbols.text(power / denominator) for power in powers]


@dataclass(frozen=True)
class BlockClass:
    """A block matrix of the claim with text for the bounds of its blocks (``bounds``: the comparison matrix)."""

    facts: Facts
    name: str
    bounds: list[list[str]]
    of_numbers: bool

    @property
    def quantity(self) -> Tree:
        """K(J)."""
        return "call", "K", (("name", self.name),)

    @property
    def one_way(self) -> tuple[str, str] | None:
        """(γ, c) for [[γ, 0], [c, γ]] and its transpose."""
        if len(self.bounds) != 2 or self.bounds[0][0] != self.bounds[1][1]:
            return None
        couplings = [text for text in (self.bounds[1][0], self.bounds[0][1]) if text != "0"]
        return (self.bounds[0][0], couplings[0]) if len(couplings) == 1 else None

    @property
    def transposed(self) -> bool:
        """Whether the coupling stands above the diagonal."""
        return self.bounds[0][1] != "0"

    def signs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Names among the bounds that have to be shown non-negative, each with the facts that show it, if any."""
        rates = self.facts.rates()
        for name in dict.fromkeys(text for row in self.bounds for text in row if _is_to_be_signed(text)):
            yield name, (f"0 <= {rates[name][0]}", f"{rates[name][0]} <= {name}") if name in rates else ()

    def upper_bound(self, tree: Tree) -> tuple[str, str] | None:
        """(sign, f) if the relation says K(J) ≤ f or K(J) < f."""
        sign, left, right = tree
        if sign in (">=", ">"):
            sign, left, right = {">=": "<=", ">": "<"}[sign], right, left
        if sign == "==" or left != self.quantity or self.quantity in _subtrees(right):
            return None
        return sign, show(right)

    def lower_bound(self, tree: Tree) -> tuple[str, str] | None:
        """(sign, f) if the relation says f ≤ K(J) or f < K(J)."""
        return self.upper_bound(_mirrored(tree))

    def occurs(self, tree: Tree) -> bool:
        """Whether K(J) occurs in the relation."""
        return self.quantity in _subtrees(tree)

    def at(self, tree: Tree, bound: str) -> str:
        """The relation with ``bound`` in place of K(J)."""
        return show(replaced(tree, {self.quantity: parse_expression(bound)}))

    def is_stability(self, conclusion: tuple[Tree, ...]) -> bool:
        """Whether the claim is ρ(J) < 1."""
        radius, one = ("call", "rho", (("name", self.name),)), ("num", 1)
        return conclusion in ((("<", radius, one),), ((">", one, radius),))

    def is_exactly(self, tree: Tree, bound: str) -> bool:
        """Whether the relation is K(J) == bound, as it is written."""
        value = parse_expression(bound)
        return tree in (("==", self.quantity, value), ("==", value, self.quantity))


def block_classes(facts: Facts, function: str = "K") -> Iterator[BlockClass]:
    """The block matrices of the claim for which the comparison theorem bounds K (or another function)."""
    for argument in facts.arguments_of(function):
        matrix = facts.definitions.get(argument[1]) if argument[0] == "name" else None
        if matrix is None or matrix[0] != "matrix" or any(len(row) != len(matrix[1]) for row in matrix[1]):
            continue
        bounds = [[_bound(entry, i == j, facts) for j, entry in enumerate(row)] for i, row in enumerate(matrix[1])]
        if all(text is not None for row in bounds for text in row):
            numbers = not any(facts.is_matrix(entry) for row in matrix[1] for entry in row)
            yield BlockClass(facts, argument[1], [[text or "0" for text in row] for row in bounds], numbers)


def _bound(entry: Tree, diagonal: bool, facts: Facts) -> str | None:
    """Text for ρ of a normal diagonal block, the norm of another, or a number itself, to be shown non-negative."""
    match entry:
        case ("name", "I"):
            return "1"
        case _ if not facts.is_matrix(entry):
            value = Symbols(NEVER).read(entry)
            return str(abs(value)) if value.is_Rational else show(entry)
        case ("name", name) if diagonal and name in facts.normal:
            rate = next((rate for rate, parts in facts.rates().items() if f"rho({name})" in parts), None)
            return rate or f"rho({name})"
        case ("name", _):
            mine: Tree = ("call", "norm", (entry,))
            known = [show(high) for sign, low, high in facts.relations if sign == "<=" and low == mine]
            return known[0] if diagonal and known else show(mine)
    return None
