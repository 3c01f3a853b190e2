"""Claims about functions of one symmetric matrix H, through its eigenvalues.

q(J) ≤ f, where the blocks of J are functions of H, is q(J(x)) ≤ f for every number x that may be an eigenvalue: a claim
about a matrix of numbers, or about numbers alone. Of x it is known that |p(x)| ≤ ‖p(H)‖ for each p(H) whose norm the
claim speaks of; of H = c·I + XᵀX, that c ≤ x, by way of ‖ ‖H‖ − H ‖ ≤ ‖H‖ − c.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, inequality, spectrum
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import QUANTITIES, RELATIONS, Tree, replaced, show, walk
from kreiss.verify.proving.forms.scalars import quantities
from kreiss.verify.proving.problem import Facts, oriented
from kreiss.verify.proving.task import Task

Prove = Callable[[Claim, Task], tuple[Step, ...] | None]
ONE: Tree = ("num", Fraction(1))
_OF_NUMBERS = ("norm", "rho", "numerical_radius")
_SYMMETRIC = ("symmetric", "diagonal")


def steps_at_eigenvalues(task: Task, prove: Prove, prove_form: Prove) -> Iterator[Step]:
    """Steps for a conclusion of bounds on functions of one symmetric matrix; none where it is none.

    ``prove`` gives the steps of a proof of another claim, or None; ``prove_form`` of a bound on a norm.
    """
    for relation in task.claim.conclusion:
        bound = _bound(relation)
        found = None if bound is None else next(_matrices(bound, task.facts), None)
        if bound is None or found is None:
            return
        yield from _Symbol(task, found).steps(bound, prove, prove_form)
        if bound.power > 1:
            known = (f"0 <= {show(bound.quantity)}", show(bound.alone))
            yield task.inequality(show(relation), known, "by the bound at each eigenvalue")


def bounds_a_function(claim: Claim) -> bool:
    """Whether each conclusion of a claim bounds a norm or radius of one function of a symmetric matrix."""
    bounds = [_bound(relation) for relation in claim.conclusion if relation[0] in RELATIONS]
    facts = Facts(claim)
    return all(bound and bound.quantity[1] in _OF_NUMBERS and next(_matrices(bound, facts), None) for bound in bounds)


@dataclass(frozen=True)
class _Bound:
    """q(J)^power ≤ f, or < f."""

    sign: str
    quantity: Tree
    power: int
    value: Tree

    @property
    def alone(self) -> Tree:
        """The relation for q(J) itself."""
        root: Tree = ("^", self.value, ("num", Fraction(1, self.power)))
        return self.sign, self.quantity, self.value if self.power == 1 else root


def _bound(relation: Tree) -> _Bound | None:
    sign, small, large = oriented(relation)
    quantity, power = small, 1
    if small[0] == "^" and small[2][1].denominator == 1 and small[2][1] > 1:
        quantity, power = small[1], int(small[2][1])
    if sign not in ("<=", "<") or quantity[0] != "call" or quantity[1] not in QUANTITIES or quantity[1] == "dim":
        return None
    return _Bound(sign, quantity, power, large)


def _matrices(bound: _Bound, facts: Facts) -> Iterator[Tree]:
    """Symmetric matrices of which the argument of the quantity is a function."""
    given = facts.claim.hypotheses
    letters = [name for tree in given if tree[0] == "call" and tree[1] in _SYMMETRIC for name in tree[2]]
    grams: list[Tree] = [("name", name) for name, body in facts.definitions.items() if _shift(body, facts) is not None]
    stated = (bound.quantity, *(body for body in facts.definitions.values() if facts.is_matrix(body)))
    grams += [part for tree in stated for part in walk(tree) if gram(part, facts)]
    for matrix in dict.fromkeys((*letters, *grams)):
        try:
            value = at(bound.quantity[2][0], matrix, ONE, facts)
        except PrecisionExhausted:
            continue
        if value[0] == "matrix" or bound.quantity[1] in _OF_NUMBERS:
            yield matrix


def _shift(body: Tree, facts: Facts) -> Tree | None:
    """c for a matrix c·I + XᵀX."""
    if gram(body, facts):
        return ("num", Fraction(0))
    match body:
        case ("+", ("*", c, ("name", "I")), rest) | ("+", rest, ("*", c, ("name", "I"))):
            return c if not facts.is_matrix(c) and _shift(rest, facts) == ("num", 0) else None
    return None


def gram(tree: Tree, facts: Facts) -> tuple[Tree, Tree] | None:
    """(c, X) for cXᵀX, with a number c."""
    match tree:
        case ("*", ("*", c, L), X) | ("*", c, ("*", L, X)) if not facts.is_matrix(c) and L == transposed(X):
            return c, X
        case ("*", L, X) if L == transposed(X):
            return ONE, X
    return None


def transposed(tree: Tree) -> Tree:
    """The transpose of an expression."""
    return tree[2][0] if tree[:2] == ("call", "transpose") else ("call", "transpose", (tree,))


def at(tree: Tree, matrix: Tree, x: Tree, facts: Facts) -> Tree:
    """The expression with x for the matrix and 1 for I; ``PrecisionExhausted`` for what has other matrices."""
    if tree == matrix:
        return x
    match tree:
        case ("name", "I"):
            return ONE
        case ("name", name) if name in facts.definitions and facts.is_matrix(facts.definitions[name]):
            return at(facts.definitions[name], matrix, x, facts)
        case ("matrix", rows):
            return ("matrix", tuple(tuple(_number(entry, matrix, x, facts) for entry in row) for row in rows))
    return _of_operation(tree, matrix, x, facts) if facts.is_matrix(tree) else tree


def _of_operation(tree: Tree, matrix: Tree, x: Tree, facts: Facts) -> Tree:
    match tree:
        case ("call", "transpose", (argument,)):
            return _number(argument, matrix, x, facts)
        case ("call", "inverse", (argument,)):
            return ("/", ONE, _number(argument, matrix, x, facts))
        case ("call", "resolvent", (argument, z)):
            return ("/", ONE, ("-", z, _number(argument, matrix, x, facts)))
        case ("neg" | "+" | "-" | "*" | "/" as sign, *parts):
            values = [_number(part, matrix, x, facts) for part in parts]
            others = [value for value in values if value != ONE]
            return others[0] if sign == "*" and len(others) == 1 else (sign, *values)
        case ("^", base, ("num", exponent)) if exponent.denominator == 1 and exponent >= 1:
            return ("^", _number(base, matrix, x, facts), ("num", exponent))
    raise PrecisionExhausted(f"not a function of {show(matrix)}: {show(tree)}")


def _number(tree: Tree, matrix: Tree, x: Tree, facts: Facts) -> Tree:
    value = at(tree, matrix, x, facts)
    if value[0] == "matrix":
        raise PrecisionExhausted("a matrix that is not written as one")
    return value


class _Symbol:
    """A claim, and a symmetric matrix of it with the name of an eigenvalue."""

    def __init__(self, task: Task, matrix: Tree) -> None:
        self._task, self._matrix = task, matrix
        stated = (*task.claim.hypotheses, *task.claim.conclusion)
        names = {part[1] for tree in stated for part in walk(tree) if part[0] in ("name", "define")}
        name = "x"
        while name in names:
            name += "_"
        self._x: Tree = ("name", name)

    def steps(self, bound: _Bound, prove: Prove, prove_form: Prove) -> Iterator[Step]:
        """Steps that end in q(J) ≤ f."""
        task = self._task
        before, known = self._from_below(prove_form)
        yield from before
        inner = [*self._equations(), *self._ranges([*task.facts.relations, *known], bound)]
        inner += [self._lowest(relation) for relation in known]
        readable = [step.states for step in inner if all(map(_of_a_name, quantities(parse(step.states)[0])))]
        given = tuple(show(tree) for tree in self._scalar(bound)) + tuple(readable)
        due = at(bound.quantity[2][0], self._matrix, self._x, task.facts)
        sign, quantity, value = bound.alone
        if due[0] == "matrix":
            states = show((sign, ("call", quantity[1], (due, *quantity[2][1:])), value))
            found = prove(Claim(task.claim.id, states, given), task)
            if found is None:
                raise PrecisionExhausted(f"not shown at an eigenvalue: {states}")
            inner += found
        else:
            about = Task(Claim(task.claim.id, "0 <= 1", given), task.deadline)
            for side in (due, ("neg", due)):
                inner += _reaches(sign, side, value, about)
        steps = [step for step in inner if step.kind != "fact"]
        reason = "a function of a symmetric matrix is what it is at the eigenvalues"
        yield spectrum(show(bound.alone), show(self._matrix), str(self._x[1]), steps, reason)

    def _from_below(self, prove: Prove) -> tuple[tuple[Step, ...], list[Tree]]:
        """‖ ‖H‖ − H ‖ ≤ ‖H‖ − c for a matrix H = c·I + XᵀX."""
        body = self._task.facts.definitions.get(self._matrix[1], self._matrix)
        shift = _shift(body, self._task.facts)
        if shift is None:
            return (), []
        norm: Tree = ("call", "norm", (self._matrix,))
        apart: Tree = ("call", "norm", (("-", ("*", norm, ("name", "I")), self._matrix),))
        relation: Tree = ("<=", apart, norm if shift == ("num", 0) else ("-", norm, shift))
        found = prove(Claim(self._task.claim.id, show(relation), self._task.claim.given), self._task)
        return (found, [relation]) if found is not None else ((), [])

    def _scalar(self, bound: _Bound) -> Iterator[Tree]:
        """The hypotheses about numbers alone, and definitions of numbers."""
        facts = self._task.facts
        for tree in facts.relations:
            if not any(True for part in walk(tree) if part[0] == "call" and part[1] in QUANTITIES):
                yield tree
        for name, body in facts.definitions.items():
            if not facts.is_matrix(body) and not any(True for _ in quantities(body)):
                yield ("define", name, body)

    def _equations(self) -> Iterator[Step]:
        """l(x) = r(x), or an order, for equations and orders of the hypotheses in H alone."""
        facts = self._task.facts
        for tree in map(oriented, self._task.claim.hypotheses):
            if tree[0] in RELATIONS:
                if not (facts.is_matrix(tree[1]) and facts.is_matrix(tree[2])):
                    continue
                try:
                    sides = [at(side, self._matrix, self._x, facts) for side in tree[1:]]
                except PrecisionExhausted:
                    continue
                if not any(side[0] == "matrix" for side in sides):
                    yield Step("fact", show((tree[0], *sides)), "an eigenvalue")

    def _ranges(self, relations: list[Tree], bound: _Bound) -> Iterator[Step]:
        """What is known of x: |p(x)| ≤ ‖p(H)‖ ≤ e for a known bound e, or ‖p(H)‖ itself."""
        facts = self._task.facts
        known = {part for tree in (*relations, bound.value) for part in quantities(tree) if part[1] == "norm"}
        for quantity in sorted(known, key=show):
            try:
                value = at(quantity[2][0], self._matrix, self._x, facts)
            except PrecisionExhausted:
                continue
            orders = [tree for tree in map(oriented, relations) if tree[0] in ("<=", "<", "==")]
            above = [(sign, high) for sign, low, high in orders if low == quantity]
            for side in (value, ("neg", value)):
                for sign, limit in above:
                    yield self._through(side, quantity, sign, limit)
                if not above:
                    yield Step("fact", show(("<=", side, quantity)), "an eigenvalue")

    def _through(self, side: Tree, quantity: Tree, sign: str, limit: Tree) -> Step:
        """p(x) ≤ ‖p(H)‖ ≤ e."""
        states: Tree = ("<" if sign == "<" else "<=", side, limit)
        return self._step(states, ("<=", side, quantity), (sign, quantity, limit))

    def _lowest(self, relation: Tree) -> Step:
        """c ≤ x from ‖H‖ − x ≤ ‖ ‖H‖ − H ‖ ≤ ‖H‖ − c."""
        _, apart, limit = relation
        norm: Tree = ("call", "norm", (self._matrix,))
        least: Tree = ("num", Fraction(0)) if limit == norm else limit[2]
        return self._step(("<=", least, self._x), ("<=", ("-", norm, self._x), apart), relation)

    def _step(self, states: Tree, *given_facts: Tree) -> Step:
        found = dict.fromkeys(part for tree in (*given_facts, states) for part in quantities(tree))
        short: dict[Tree, Tree] = {part: ("name", f"q{i}_") for i, part in enumerate(found, 1)}
        given = [show(replaced(tree, short)) for tree in given_facts]
        why = "what is known of an eigenvalue"
        step = inequality(show(replaced(states, short)), given, why, deadline=self._task.deadline)
        names = {name[1]: show(part) for part, name in short.items()}
        return Step("inequality", show(states), step.reason, {**step.data, "quantities": names})


def _of_a_name(quantity: Tree) -> bool:
    """Whether the inequality prover can read a quantity."""
    return bool(quantity[2][0][0] == "name")


def _reaches(sign: str, side: Tree, value: Tree, about: Task) -> list[Step]:
    """A side below a bound; below a maximum if it is below one of its arguments."""
    relation = show((sign, side, value))
    for part in value[2] if value[:2] == ("call", "max") else ():
        try:
            first = about.inequality(show((sign, side, part)), (), "at an eigenvalue")
        except PrecisionExhausted:
            continue
        return [first, inequality(relation, [first.states], "the greatest of these", deadline=about.deadline)]
    return [about.inequality(relation, (), "at an eigenvalue")]
