"""Bounds on quantities of matrices by Hermitian forms: the step ``form``.

A Hermitian expression G in matrices is ⪰ 0 if, for a real number σ > 0,

    σ·G = Σ w·S*PS + Σ (aLb + (aLb)*)

with known P ⪰ 0 and numbers w ≥ 0, and with equations L = 0 of the hypotheses. The identity is multiplied out in
non-commuting letters, with formal fractions as coefficients. What has to be ⪰ 0:

    ‖X‖ ≤ f        f² − X*X, or [[f, X], [X*, f]]        c‖X‖² ≤ f     f − c·X*X, c ≥ 0
    w(X) ≤ f       2f − eX − (eX)*, for every e with |e| = 1
    K(X) ≤ f       f²(z − X)*(z − X) − (|z| − 1)², for every z with |z| > 1; or with zᵐ for z, as every point is one
    K_ct(X) ≤ f    f²(z − X)*(z − X) − (Re z)², for every z with Re z > 0; X, f and c are free of e and z
                   for both also with (z − X)(z − X)* for (z − X)*(z − X), as z − X is square
    ‖X⁻¹‖ ≤ f      f²X*X − 1 for a square X, which is then invertible
    X ⪯ Y          Y − X for symmetric X and Y; it is shown wherever the inverses in it exist
    λ_max(X) ≤ f   f − X for a symmetric X that is known to have a value

What is known to be ⪰ 0, for every matrix X that has a value:

    S*S    ‖X‖² − X*X    ‖X‖² − XX*    [[‖X‖, X], [X*, ‖X‖]]    2w(X) − uX − (uX)* for |u| = 1
    [[2w(X), X − X*], [X* − X, 2w(X)]], 2w(X) − iX − (iX)* in real numbers    −X − X* where K_ct(X) ≤ 1 is known
    K(X)²(p − X)*(p − X) − (|p| − 1)² for a point p with |p| > 1, K_ct(X)²(p − X)*(p − X) − (Re p)² for Re p > 0
    Y − X for X ⪯ Y, or X ≺ Y, that is a hypothesis or was shown before; λ_max(X) − X for a symmetric X

All matrices are real, so that the adjoint of a block is its transpose. Sizes that the statement does not force to
agree (``shapes``) are never taken to agree, and blocks fit one by one (``partitions``). An inverse may be used where a
hypothesis or an earlier step shows that it exists; one in X itself always: if it does not exist, the quantity counts as
the least that it can be, which f reaches. Where f is itself a quantity that may be infinite, such as K(J), nothing is
to be shown for f = ∞: the form is taken for an f that is at most some real number.
"""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items, listed
from kreiss.verify.checker.arithmetic.polynomials import constant
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import LEAST, abstract, is_number, oriented
from kreiss.verify.checker.language.statements import Tree, expression, is_name, parse
from kreiss.verify.checker.proofs import words
from kreiss.verify.checker.proofs.algebra import CONJUGATE, Algebra, Form, inverse_of
from kreiss.verify.checker.proofs.bounds import nonnegative
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, names, relations
from kreiss.verify.checker.proofs.rational import Quotient, product
from kreiss.verify.checker.proofs.words import Blocks

_SQUARE: Tree = ("num", Fraction(2))
_SOME_NUMBER: Tree = ("name", "a real number")  # no name of a claim
_HIGHEST_POWER = 6
_FACTS = ("square", "adjoint", "linear")


def form(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``norm(X) <= f``, ``norm(X)^2 <= f``, w, K, K_ct, or ``X <= Y``: what has to be ⪰ 0 is a sum of what is known."""
    between_matrices = not is_number(relation, context.known)
    value = ZERO if between_matrices else abstract(relation[2], context.known)
    unbounded = value[0] == "of" and bool(context.infinite(value))
    finite = context.branch(("<=", value, _SOME_NUMBER)) if unbounded else context
    algebra = Algebra(finite, path)
    goal = _Goal(step, relation, algebra)
    total = Form(algebra)
    total.add(goal.blocks, _scale(step, goal.context, total, algebra.complex, path))
    for term, algebra.path in listed(part(step, "terms", path), f"{path}.terms"):
        weight, blocks = _term(term, goal, algebra, total)
        total.add(blocks, Quotient(constant(Fraction(-1))) * weight)
    if not total.vanishes():
        raise Rejected(f"{path}.terms", "the two sides differ when multiplied out")
    if missing := algebra.inverses - context.inverses - goal.inverses:
        raise Rejected(f"{path}.terms", f"{len(missing)} inverses are not known to exist")
    if not unbounded:
        context.inverses |= goal.shown
    if between_matrices:
        context.identities.add(relation)
    else:
        context.add(abstract(relation, context.known))


class _Goal:
    """What has to be ⪰ 0; ``context`` knows the range of the point, ``shown`` is the inverse that then exists."""

    def __init__(self, step: Any, relation: Tree, algebra: Algebra) -> None:
        self.step, self.algebra, self.path = step, algebra, algebra.path
        self.context, self.shown = algebra.context, set[str]()
        sign, left, self.bound = relation
        self.function, self.factor = "", ONE
        if sign == "<=" and not is_number(relation, algebra.known):
            self.blocks = algebra.between(left, self.bound)
        else:
            self._read_quantity(sign, left, relation)
        self.inverses = set(algebra.inverses)
        if self.function:
            self._check_bound(abstract(self.bound, algebra.known))
        self.rows, columns = algebra.sizes(self.blocks)
        algebra.fit(self.rows, columns)

    def _read_quantity(self, sign: str, left: Tree, relation: Tree) -> None:
        """q(X) ≤ f, or c‖X‖² ≤ f."""
        self.factor, left = (left[1], left[2]) if left[0] == "*" and left[2][0] == "^" else (ONE, left)
        self.squared = left[0] == "^" and left[2] == _SQUARE
        quantity = left[1] if self.squared else left
        if sign != "<=" or quantity[:2] not in [("call", function) for function in _GOALS]:
            raise Rejected(f"{self.path}.states", f"expected a quantity <= f, with {', '.join(_GOALS)}")
        if self.squared and quantity[1] != "norm":
            raise Rejected(f"{self.path}.states", "expected the square of a norm")
        self.function, (self.argument,) = quantity[1], quantity[2]
        if names(relation) & self.own_names():
            raise Rejected(f"{self.path}.states", "the step's own scalars stand in what it states")
        self.blocks = _GOALS[self.function](self)

    def _check_bound(self, value: Tree) -> None:
        """The bound is defined, and at least what the quantity counts as where X has no value; the factor is ≥ 0."""
        context = self.algebra.context
        if not context.is_defined(value):
            raise Rejected(f"{self.path}.states", "the bound is not known to be defined")
        exists = self.inverses <= context.inverses
        if self.function == "eigmax":
            self.inverses.clear()  # none but those that are known to exist
            return
        least: Tree = ("num", Fraction(0 if exists else LEAST[self.function]))
        if not (self.squared and exists) and not context.has(("<=", least, value)):
            raise Rejected(f"{self.path}.states", f"the bound is not known to be at least {least[1]}")
        if not context.has(("<=", ZERO, abstract(self.factor, context.known))):
            raise Rejected(f"{self.path}.states", "the factor of the square is not known to be at least 0")

    def own_names(self) -> set[str]:
        """The scalars that the step introduces."""
        return {name for key in ("unit", "point", "size") if isinstance(name := self.step.get(key), str)}

    def fresh(self, key: str) -> str:
        """The name of a scalar that neither the claim nor any fact uses, so that nothing restricts it."""
        name, context = part(self.step, key, self.path), self.algebra.context
        used = {*context.known.names, context.radius, context.cosine, *self.algebra.complex}
        used |= names(tuple(context.facts))
        if not is_name(name) or name in used or str(name)[0].isupper():
            raise Rejected(f"{self.path}.{key}", "expected a name of a number that nothing else uses")
        return str(name)

    def norm(self) -> Blocks:
        if self.step.get("as") == "inverse":
            return self._inverse()
        X, f = self.algebra.valued(self.argument), self.algebra.read(self.bound)
        if self.step.get("as") == "linear" and not self.squared:
            return _linear(X, f, self.algebra)
        gram = _scaled(_gram(X, False, self.algebra), self.algebra.read(self.factor))
        square = f if self.squared else words.product(f, f)
        return words.difference(words.identity(len(gram), square[0][0]), gram)

    def _inverse(self) -> Blocks:
        """f²X*X − 1; the inverse then exists, and is not taken to before."""
        if self.squared or self.argument[:2] != ("call", "inverse"):
            raise Rejected(f"{self.path}.states", "expected norm(inverse(X)) <= f")
        X, f = self.algebra.squared(self.argument[2][0]), self.algebra.read(self.bound)
        if self.algebra.inverses <= self.context.inverses:
            self.shown = inverse_of(self.argument, self.context, self.path)
        gram = _gram(X, False, self.algebra)
        return words.difference(_scaled(gram, words.product(f, f)), words.identity(len(X)))

    def numerical_radius(self) -> Blocks:
        """2f − eX − (eX)*."""
        unit = self.fresh("unit")
        self.algebra.complex[unit] = ("/", ONE, ("name", unit))
        X, f = self.algebra.squared(self.argument), self.algebra.read(self.bound)
        return _range(X, f, words.scalar(unit), self.algebra)

    def eigmax(self) -> Blocks:
        """f − X."""
        return _below(self.argument, self.bound, self.algebra)

    def kreiss(self) -> Blocks:
        """f²(z − X)*(z − X) − (|z| − 1)²; |z| is the name ``size``, or Re z for K_ct."""
        point, size = self.fresh("point"), self.fresh("size")
        if point == size:
            raise Rejected(f"{self.path}.size", "expected another name than the point's")
        discrete, radius = self.function == "K", ("name", size)
        square, double = ("^", radius, _SQUARE), ("*", _SQUARE, radius)
        self.algebra.complex[point] = ("/", square, ("name", point)) if discrete else ("-", double, ("name", point))
        self.context = self.context.branch(("<", ONE if discrete else ZERO, radius))
        for positive in (radius, ("+", radius, ONE)):
            self.context.add(("<", ZERO, positive))
        X, f = self.algebra.squared(self.argument), self.algebra.read(self.bound)
        power: Tree = ("num", Fraction(self._exponent(discrete)))
        z, d = (self.algebra.read(("^", ("name", name), power))[0][0] for name in (point, size))
        shifted = words.difference(words.identity(len(X), z), X)
        self.algebra.sizes(shifted)
        distance = d - words.number(Fraction(1 if discrete else 0))
        gram = _gram(shifted, self.step.get("as") == "adjoint", self.algebra)
        return words.difference(_scaled(gram, words.product(f, f)), words.identity(len(X), distance * distance))

    def _exponent(self, discrete: bool) -> int:
        """m, where zᵐ stands for the point."""
        exponent = self.step.get("power", 1)
        if type(exponent) is not int or not 1 <= exponent <= (_HIGHEST_POWER if discrete else 1):
            raise Rejected(f"{self.path}.power", f"expected a whole number from 1 to {_HIGHEST_POWER}, and 1 for K_ct")
        return exponent

    def point(self, tree: Tree, discrete: bool) -> words.Element:
        """How far a point p is known to lie outside: |p|, or Re p for K_ct, or less.

        p is a real number, with |p| > 1 known for K and p > 0 for K_ct; or, where the goal is about the same quantity,
        ±z; or cz, with c ≥ 1 known for K and c > 0 for K_ct; or z + c for K_ct, with c ≥ 0.
        """
        for size in (tree, ("neg", tree), ("call", "abs", (tree,)))[: 3 if discrete else 1]:
            if self._is_known("<", discrete, size):
                return self.algebra.read(size)[0][0]
        if self.function != ("K" if discrete else "K_ct"):
            raise Rejected(f"{self.algebra.path}.at", "is not known to be a point outside")
        z, d = ("name", self.step["point"]), words.scalar(self.step["size"])
        match tree:
            case _ if tree == z or (discrete and tree == ("neg", z)):
                return d
            case ("*", c, other) if other == z and self._is_known("<=" if discrete else "<", discrete, c):
                return self.algebra.read(c)[0][0] * d
            case ("+", other, c) if other == z and not discrete and self._is_known("<=", False, c):
                return d + self.algebra.read(c)[0][0]
        raise Rejected(f"{self.algebra.path}.at", "is not known to be a point outside")

    def _is_known(self, sign: str, one: bool, c: Tree) -> bool:
        """Whether c, a real number, is known to be at least (or above) 1, or 0."""
        if names(c) & self.algebra.complex.keys() or names(c) & self.own_names():
            return False
        return self.context.has((sign, ONE if one else ZERO, abstract(c, self.algebra.known)))


_GOALS: dict[str, Callable[[_Goal], Blocks]] = {
    "norm": _Goal.norm,
    "numerical_radius": _Goal.numerical_radius,
    "eigmax": _Goal.eigmax,
    "K": _Goal.kreiss,
    "K_ct": _Goal.kreiss,
}


def _scale(step: Any, context: Context, total: Form, own: Collection[str], path: str) -> Quotient:
    """The product of numbers that are known to be positive; 1 if the step gives none."""
    trees = [context.expression(text, f"{path}.scale") for text in items(step.get("scale", []), f"{path}.scale")]
    if any(names(tree) & {*own} for tree in trees) or not all(context.has(("<", ZERO, tree)) for tree in trees):
        raise Rejected(f"{path}.scale", "a factor is not known to be positive")
    return product(map(total.numbers.read, trees))


def _term(term: Any, goal: _Goal, algebra: Algebra, total: Form) -> tuple[Quotient, Blocks]:
    """w and S*PS, or 1 and aLb + (aLb)*."""
    path = algebra.path
    if not isinstance(term, Mapping):
        raise Rejected(path, "expected an object")
    if "equation" in term:
        return Quotient(constant(Fraction(1))), _equation(term, goal, algebra)
    weight = _weight(term.get("weight", [[1, []]]), goal, total, f"{path}.weight")
    S = _read(term.get("by"), len(goal.blocks), algebra)
    rows, columns = algebra.sizes(S)
    algebra.fit(columns, goal.rows)
    if "fact" not in term and "order" not in term:
        return weight, words.product(algebra.adjoint(S), S)
    P = _order(term["order"], algebra) if "order" in term else _fact(term, goal, algebra)
    for sizes in algebra.sizes(P):
        algebra.fit(sizes, rows)
    return weight, words.product(algebra.adjoint(S), words.product(P, S))


def _read(text: object, size: int, algebra: Algebra) -> Blocks:
    """A block matrix from its text; the identity for none."""
    return words.identity(size) if text is None else algebra.read(expression(text, algebra.path))


def _weight(terms: object, goal: _Goal, total: Form, path: str) -> Quotient:
    """A number ≥ 0: a sum of products of what is known to be."""
    result = nonnegative(terms, goal.context, total.numbers, path)
    for term in items(terms, path):
        for text in term[1] if len(term) == 2 else term[1:]:
            if names(expression(text, path)) & goal.algebra.complex.keys():
                raise Rejected(path, "a weight that is not real")
    return result


def _fact(term: Mapping[str, Any], goal: _Goal, algebra: Algebra) -> Blocks:
    """A known P ⪰ 0 about a quantity."""
    quantity, kind = expression(term["fact"], algebra.path), term.get("as", "square")
    match quantity:
        case ("call", "norm", (argument,)) if kind in _FACTS:
            X, n = algebra.valued(argument), algebra.read(quantity)
            if kind == "linear":
                return _linear(X, n, algebra)
            gram = _gram(X, kind == "adjoint", algebra)
            return words.difference(words.identity(len(gram), words.product(n, n)[0][0]), gram)
        case ("call", "numerical_radius", (argument,)):
            X, w = algebra.squared(argument), algebra.read(quantity)
            if kind == "skew":
                return _linear(words.difference(X, algebra.adjoint(X)), [[w[0][0] + w[0][0]]], algebra)
            return _range(X, w, _unit(term.get("unit", "1"), algebra), algebra)
        case ("call", "eigmax", (argument,)):
            return _below(argument, quantity, algebra)
        case ("call", "K_ct", (argument,)) if kind == "dissipative":
            if not goal.context.has(("<=", abstract(quantity, algebra.known), ONE)):
                raise Rejected(f"{algebra.path}.fact", "is not known to be at most 1")
            X = algebra.squared(argument)
            return _range(X, [[words.number(Fraction(0))]], words.number(Fraction(1)), algebra)
        case ("call", "K" | "K_ct" as function, (argument,)):
            return _outside(function, argument, term, goal, algebra)
    expected = f"norm(X), as one of {', '.join(_FACTS)}, numerical_radius(X), eigmax(X), K(X) or K_ct(X)"
    raise Rejected(f"{algebra.path}.fact", f"expected {expected}")


def _order(text: object, algebra: Algebra) -> Blocks:
    """Y − X for X ⪯ Y that is a hypothesis, or was shown before."""
    found, context = relations(text, algebra.path), algebra.context
    if len(found) != 1 or found[0] not in {*map(oriented, context.known.relations), *context.identities}:
        raise Rejected(f"{algebra.path}.order", "is not an order of the hypotheses, or of an earlier step")
    return algebra.between(*found[0][1:])


def _below(X: Tree, f: Tree, algebra: Algebra) -> Blocks:
    """f − X for a symmetric X, as the order X ⪯ f·I."""
    return algebra.between(X, ("*", f, ("name", "I")))


def _outside(function: str, argument: Tree, term: Mapping[str, Any], goal: _Goal, algebra: Algebra) -> Blocks:
    """K(X)²(p − X)*(p − X) − (|p| − 1)², or K_ct(X)²(p − X)*(p − X) − (Re p)², for a point p = ``at``."""
    at = expression(term.get("at"), f"{algebra.path}.at")
    X, k = algebra.squared(argument), algebra.read(("call", function, (argument,)))
    match at:
        case ("+", one, rest) if one == ONE and function == "K" and goal.function == "K_ct":
            distance = goal.point(rest, False)
        case _:
            distance = goal.point(at, function == "K") - words.number(Fraction(function == "K"))
    shifted = words.difference(words.identity(len(X), algebra.read(at)[0][0]), X)
    gram = _gram(shifted, term.get("as") == "adjoint", algebra)
    return words.difference(_scaled(gram, words.product(k, k)), words.identity(len(X), distance * distance))


def _gram(X: Blocks, adjoint: bool, algebra: Algebra) -> Blocks:
    """X*X, or XX*."""
    pair = (X, algebra.adjoint(X)) if adjoint else (algebra.adjoint(X), X)
    return algebra.times(*pair)


def _unit(text: object, algebra: Algebra) -> words.Element:
    """A scalar of modulus 1: a product of the step's unit and its conjugate, or the negative of one."""
    blocks = algebra.read(expression(text, algebra.path))
    own = {name for name, conjugate in algebra.complex.items() if conjugate == ("/", ONE, ("name", name))}
    if len(blocks) == len(blocks[0]) == len(blocks[0][0].terms) == 1:
        ((scalars, word), value) = blocks[0][0].terms[0]
        if not word and abs(value) == 1 and all(name.removeprefix(CONJUGATE) in own for name, _ in scalars):
            return blocks[0][0]
    raise Rejected(f"{algebra.path}.unit", "expected a product of the unit scalar of the step, or 1 or -1")


def _equation(term: Mapping[str, Any], goal: _Goal, algebra: Algebra) -> Blocks:
    """aLb + (aLb)* for an equation of the hypotheses."""
    found = parse(term["equation"], f"{algebra.path}.equation")
    if len(found) != 1 or found[0][0] != "==" or found[0] not in algebra.known.relations:
        raise Rejected(f"{algebra.path}.equation", "is not an equation of the hypotheses")
    L = algebra.valued(("-", *found[0][1:]))
    a, b = (_read(term.get(side), len(L if side == "left" else L[0]), algebra) for side in ("left", "right"))
    chain = [goal.rows, *(sizes for blocks in (a, L, b) for sizes in algebra.sizes(blocks)), goal.rows]
    for first, second in zip(chain[::2], chain[1::2], strict=True):
        algebra.fit(first, second)
    result = words.product(a, words.product(L, b))
    return [[x + y for x, y in zip(*pair, strict=True)] for pair in zip(result, algebra.adjoint(result), strict=True)]


def _scaled(blocks: Blocks, factor: Blocks) -> Blocks:
    return [[factor[0][0] * entry for entry in row] for row in blocks]


def _linear(X: Blocks, f: Blocks, algebra: Algebra) -> Blocks:
    """[[f, X], [X*, f]]."""
    first, last = words.identity(len(X), f[0][0]), words.identity(len(X[0]), f[0][0])
    upper = [[*one, *row] for one, row in zip(first, X, strict=True)]
    return upper + [[*row, *one] for row, one in zip(algebra.adjoint(X), last, strict=True)]


def _range(X: Blocks, f: Blocks, unit: words.Element, algebra: Algebra) -> Blocks:
    """2f − uX − (uX)*."""
    turned = _scaled(X, [[unit]])
    rest = words.difference(words.identity(len(X), f[0][0] + f[0][0]), turned)
    return words.difference(rest, algebra.adjoint(turned))
