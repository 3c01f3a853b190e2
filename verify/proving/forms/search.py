"""Finding the weights of a ``form`` step: least squares at points propose, linear algebra over ℚ(numbers) solves.

With S, P and the equations from a finite list, G = Σ w·S*PS + Σ (aLb + (aLb)*) is linear in the weights. At some points
of the hypotheses, with matrices drawn at random, a search finds weights w ≥ 0 of which few differ from 0; for
these the equations are solved again with the numbers as symbols. That each is ≥ 0 is left to the inequality prover,
and the identity to the checker.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np
import sympy
from scipy.linalg import qr

from kreiss.deadlines import NEVER, Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, form
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree, show, walk
from kreiss.verify.proving.forms.candidates import Candidate, candidates
from kreiss.verify.proving.forms.goals import ONE, POINT, SIZE, Goal, goals
from kreiss.verify.proving.forms.matrices import Array, Unfit, Values
from kreiss.verify.proving.forms.multipliers import UNIT, units
from kreiss.verify.proving.forms.programme import SMALLEST, Point, supports, without_one
from kreiss.verify.proving.forms.scalars import FLOATS, quantities
from kreiss.verify.proving.forms.setting import Draw, Setting
from kreiss.verify.proving.forms.systems import NO_SOLUTION, eliminated
from kreiss.verify.proving.symbols import Symbols

_LONGEST_WEIGHT = 60
"""Operations: longer weights come from equations that hold for the matrices drawn, and for no others."""
_POINTS, _CHECKS, _MOST_DRAWS = 4, 25, 60
"""Points that weights are fitted at, points at which their signs are checked, and draws of matrices for one."""
_DRAWS = 2
"""Draws of matrices of integers for each sign of the point: each is as many equations for the weights."""
_MOST_SINGULAR = 20
"""Draws in place of one with a singular matrix: small matrices of small integers often are."""
_MOST_PROPOSALS = 3
"""Of one search: the checker rejects what holds for the matrices drawn by chance, and the next may be the identity."""
_LARGEST_SYSTEM = 60
"""Unknowns times symbols: a system of twice that size may take minutes."""
_ZERO: Tree = ("num", Fraction(0))
_ROOT = ("call", "sqrt")
_LIKELY, _MOST_FAILED = 2, 2
"""Supports of a search about points, and of all searches for a relation, of which in the end one column is left out."""
_Failed = tuple[Goal, list[Candidate], list[Point], list[int]]


def form_steps(relation: Tree, setting: Setting, deadline: Deadline) -> list[Step] | None:
    """Steps that end in q(X) <= f, for q a norm, its square, w, K or K_ct, from the facts; None if none are found.

    Raises ``OutOfTime``.
    """
    return next(proposed_steps(relation, setting, deadline), None)


def proposed_steps(relation: Tree, setting: Setting, deadline: Deadline) -> Iterator[list[Step]]:
    """A few ways to end in q(X) <= f, the likeliest first: the weights of each fit the matrices that were drawn.

    Raises ``OutOfTime``.
    """
    failed: list[_Failed] = []
    for products, goal in product((False, True), list(goals(relation, setting))):
        deadline.check()
        try:
            terms = list(candidates(goal, setting, products))
            yield from islice(_search(goal, terms, setting, deadline, failed), _MOST_PROPOSALS)
        except (Unfit, np.linalg.LinAlgError):
            continue  # no sizes fit, or a matrix that was drawn has no inverse
    for goal, terms, points, support in failed[:_MOST_FAILED]:
        fewer = without_one(support, points, [term.cost for term in terms], [term.free for term in terms])
        yield from islice(_proposed(goal, terms, fewer, setting, deadline), _MOST_PROPOSALS)


def _search(
    goal: Goal, terms: list[Candidate], setting: Setting, deadline: Deadline, failed: list["_Failed"]
) -> Iterator[list[Step]]:
    numbers = list(_points_of_numbers(goal, setting))
    terms = [term for term in terms if _fits(term, goal, setting, numbers)]
    if not numbers or not terms:
        return
    points = [_point(goal, terms, setting, known) for known in numbers]
    found = supports(points, [term.cost for term in terms], [term.free for term in terms])
    for i, support in enumerate(found):
        failed += [(goal, terms, points, support)] if i < _LIKELY and "point" in goal.fields else []
        yield from _proposed(goal, terms, _with_one(support, goal, terms), setting, deadline)


def _proposed(
    goal: Goal, terms: Sequence[Candidate], found: Iterable[Sequence[int]], setting: Setting, deadline: Deadline
) -> Iterator[list[Step]]:
    for support in found:
        chosen = [terms[i] for i in support]
        deadline.check()
        try:
            weights = _weights(goal, chosen, setting, deadline) if chosen else []
            if _may_be_weights(weights, chosen, setting, goal):
                yield _steps(goal, chosen, weights, setting, deadline)
        except PrecisionExhausted:
            continue


def _with_one(support: list[int], goal: Goal, terms: Sequence[Candidate]) -> Iterator[list[int]]:
    """The support, and where the bound f is a root, with 1, or 1 in one place: its weight may be f² less that, 0."""
    yield support
    parts, several = list(walk(goal.relation[2])), goal.count > 1
    if any((part[0] == "^" and part[2][1].denominator > 1) or (several and part[:2] == _ROOT) for part in parts):
        ones = [{}, *({"by": show(("matrix", (row,)))} for row in units(goal.count))]
        yield from (sorted({*support, i}) for i, term in enumerate(terms) if term.data in ones and i not in support)


def _points_of_numbers(goal: Goal, setting: Setting) -> Iterator[dict[Tree, Any]]:
    """A few points at which the facts hold; none after the first that is not hit, as a miss takes many tries."""
    for _ in range(_POINTS):
        point = setting.draw(goal.relation[2], goal.argument, goal.factor)
        if point is None:
            return
        yield {**point, **_scalars(goal, setting)}


def _scalars(goal: Goal, setting: Setting) -> dict[Tree, Any]:
    """The size d of a point z: |z| > 1 for K, Re z > 0 for K_ct."""
    return {SIZE: float(goal.discrete + np.exp(setting.rng.normal()))}


def _turned(goal: Goal, numbers: Mapping[Tree, Any], setting: Setting) -> Draw:
    """Random matrices, a random unit e, and a random point z of the size d."""
    angle = setting.rng.uniform(0.1, 3)
    unit, size = complex(np.cos(angle), np.sin(angle)), numbers[SIZE]
    point = size * unit if goal.discrete else size + 1j * np.tan(angle / 2)
    return setting.floats({**numbers, UNIT: unit, POINT: point})


def _fits(term: Candidate, goal: Goal, setting: Setting, numbers: Sequence[Mapping[Tree, Any]]) -> bool:
    """Whether the sizes of a term are those of the goal."""
    draw = _turned(goal, numbers[0], setting) if numbers else None
    try:
        return draw is not None and np.shape(term.value(draw, goal)) == np.shape(goal.value(draw))
    except (Unfit, np.linalg.LinAlgError):
        return False


def _point(goal: Goal, terms: Sequence[Candidate], setting: Setting, numbers: Mapping[Tree, Any]) -> Point:
    """As many draws of the matrices as make more equations than terms."""
    order = len(goal.value(_turned(goal, numbers, setting)))
    count = min(_MOST_DRAWS, 2 + 3 * len(terms) // (order * (order + 1)))
    draws = [_turned(goal, numbers, setting) for _ in range(count)]
    columns = [_entries([term.value(draw, goal) for draw in draws]) for term in terms]
    return Point(np.array(columns).T, _entries([goal.value(draw) for draw in draws]))


def _entries(values: Sequence[Array]) -> Array:
    """The entries on and above the diagonal of Hermitian matrices, as real numbers."""
    rows, columns = np.triu_indices(len(values[0]))
    entries = np.array([np.asarray(value, dtype=complex)[rows, columns] for value in values]).ravel()
    return np.concatenate([entries.real, entries.imag])


def _weights(goal: Goal, chosen: Sequence[Candidate], setting: Setting, deadline: Deadline) -> list[Tree]:
    """The weights as expressions in the numbers; raises ``PrecisionExhausted`` if there are none."""
    size = sympy.Symbol(SIZE[1], real=True)
    trees = [goal.relation, *(tree for term in chosen for tree in term.trees)]
    rows: list[list[sympy.Expr]] = []
    names: Mapping[sympy.Symbol, Tree] = {}
    for sign in (1, -1) * _DRAWS:
        known = {UNIT: sympy.Integer(sign), SIZE: size, POINT: sign * size if goal.discrete else size}
        deadline.check()
        values, names = _with_symbols(goal, chosen, setting, trees, known)
        rows += [list(entries) for entries in zip(*(value.ravel() for value in values), strict=True)]
    solution = [sympy.factor(weight) for weight in _solved(rows, {**names, size: SIZE}, setting.rng, deadline)]
    if any(weight.count_ops() > _LONGEST_WEIGHT for weight in solution):
        raise PrecisionExhausted("the weights are not as simple as those of an identity between words")
    return [setting.tree(weight, {**names, size: SIZE}) for weight in solution]


def _with_symbols(
    goal: Goal, chosen: Sequence[Candidate], setting: Setting, trees: Sequence[Tree], known: Mapping[Tree, Any]
) -> tuple[list[Array], Mapping[sympy.Symbol, Tree]]:
    """The terms and G for random matrices of integers, none of which that is inverted is singular."""
    for _ in range(_MOST_SINGULAR):
        try:
            draw, names = setting.symbols(trees, dict(known))
            return [*(term.value(draw, goal) for term in chosen), goal.value(draw)], names
        except Unfit:
            continue
    raise PrecisionExhausted("every matrix that was drawn is singular")


def _solved(
    rows: list[list[sympy.Expr]], names: Mapping[sympy.Symbol, Tree], rng: np.random.Generator, deadline: Deadline
) -> list[sympy.Expr]:
    """x with Σ aᵢxᵢ = b for rows (a, b), by as many of them as are independent; what others leave open is 0."""
    at = {symbol: sympy.Rational(int(rng.integers(2, 99)), int(rng.integers(2, 99))) for symbol in names}
    entries = sympy.lambdify(list(at), [entry for row in rows for entry in row], modules="math")
    samples = np.array(entries(*map(float, at.values())), dtype=float).reshape(len(rows), -1)
    count = len(rows[0]) - 1
    _, triangle, order = qr(samples[:, :count], mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(triangle)) > SMALLEST * np.abs(triangle[0, 0])).sum())
    if rank * len(names) > _LARGEST_SYSTEM:
        raise PrecisionExhausted("a system of equations too large to be solved with its numbers as symbols")
    unknown = sorted(order[:rank])
    _, _, places = qr(samples[:, unknown].T, mode="economic", pivoting=True)
    square = [[rows[i][j] for j in (*unknown, count)] for i in places[:rank]]
    found = dict(zip(unknown, eliminated(square, deadline), strict=True))
    result = [sympy.S.Zero + found.get(j, 0) for j in range(count)]
    missed = samples[:, :count] @ [float(weight.subs(at)) for weight in result] - samples[:, count]
    if np.abs(missed).max() > SMALLEST * np.abs(samples).max():
        raise PrecisionExhausted(NO_SOLUTION)
    return result


def _may_be_weights(weights: Sequence[Tree], chosen: Sequence[Candidate], setting: Setting, goal: Goal) -> bool:
    """Whether no weight is seen to be negative at a few points; it saves the prover hopeless work."""
    signed = [weight for weight, term in zip(weights, chosen, strict=True) if not term.free]
    for _ in range(_CHECKS):
        point = setting.draw(goal.relation[2], goal.argument, goal.factor, *weights)
        values = Values({} if point is None else {**point, **_scalars(goal, setting)}, FLOATS)
        try:
            if any(values.of(weight) < -SMALLEST for weight in signed):
                return False
        except (Unfit, ArithmeticError, ValueError):
            continue
    return True


def _steps(
    goal: Goal, chosen: Sequence[Candidate], weights: Sequence[Tree], setting: Setting, deadline: Deadline
) -> list[Step]:
    """The numbers have values, the bound and the weights are ≥ 0, and then the form."""
    relation = goal.relation
    needed = [(("<=", number, number), "it has a value") for number in _divisions(goal, setting)]
    if relation[1][0] == "call" and relation[1][1] != "eigmax" and not setting.facts.is_matrix(relation[1]):
        needed.append((("<=", _ZERO, relation[2]), "the bound is not negative"))
    elif goal.factor != ONE:
        needed.append((("<=", _ZERO, relation[1][1]), "the factor is not negative"))
    terms: list[dict[str, Any]] = []
    for term, weight in zip(chosen, weights, strict=True):
        if term.free:
            if any((part[0] == "/" and part[2][0] != "num") or part[0] == "^" for part in walk(weight)):
                needed.append((("<=", weight, weight), "it has a value"))
            terms += [] if weight == _ZERO else [term.times(weight)]
            continue
        needed += [(need, "the point lies outside") for need in term.needs if weight != _ZERO]
        parts = [_apart(part) for part in _summands(weight, goal, setting)]
        needed += [(("<=", _ZERO, rest), "a weight is not negative") for rest, _ in parts if rest[0] != "num"]
        left = [(rest, sizes) for rest, sizes in parts if rest != _ZERO]
        products = [[str(x[1]), sizes] if x[0] == "num" else ["1", [show(x), *sizes]] for x, sizes in left]
        if products:
            terms.append({**term.data, "weight": products})
    prove = setting.scalars.soon
    steps = [prove(wanted, reason, deadline) for wanted, reason in dict.fromkeys(needed)]
    return [*steps, form(show(relation), terms, "what has to be ⪰ 0 is a sum of what is", **goal.fields)]


def _divisions(goal: Goal, setting: Setting) -> Iterable[Tree]:
    """The numbers in matrix expressions that may have no value: quotients and powers."""
    inside = (quantity[2][0] for quantity in quantities(goal.relation[2]))
    for tree in (goal.argument, *inside, *setting.matrices.values()):
        for part in walk(tree):
            divided = part[0] == "^" or (part[0] == "/" and part[2][0] != "num")
            if divided and not setting.facts.is_matrix(part):
                yield part


def _summands(weight: Tree, goal: Goal, setting: Setting) -> list[Tree]:
    """A weight that is a polynomial in the size d of a point, by powers of d − 1 where d > 1, or of d; else itself."""
    least = 1 if goal.discrete else 0
    above: Tree = ("-", SIZE, ("num", Fraction(1))) if least else SIZE
    if SIZE not in walk(weight):
        return [weight]
    symbols = Symbols(NEVER)
    shifted = sympy.Dummy("shifted")
    value = sympy.together(symbols.read(weight).subs(symbols.read(SIZE), shifted + least))
    top, bottom = sympy.fraction(value)
    if bottom.has(shifted):
        return [weight]
    result: list[Tree] = []
    for (power,), coefficient in sympy.Poly(sympy.expand(top), shifted).terms():
        rest: Tree = parse(f"0 <= {symbols.text(coefficient / bottom)}")[0][2]
        for _ in range(power):
            rest = ("*", rest, above)
        result.append(rest)
    return result


def _apart(weight: Tree) -> tuple[Tree, list[str]]:
    """A weight without its factors d, which the step knows to be positive, and these; a constant as one number."""
    match weight:
        case ("*", left, right) if right in (SIZE, ("-", SIZE, ("num", 1))):
            rest, sizes = _apart(left)
            return rest, [*sizes, show(right)]
        case ("name", _) if weight == SIZE:
            return ("num", Fraction(1)), [show(SIZE)]
        case ("/", ("num", top), ("num", bottom)):
            return ("num", Fraction(top) / Fraction(bottom)), []
    return weight, []
