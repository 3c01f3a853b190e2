"""K(J) ≤ f for J = [[A, 0], [C, D]] with two rates, ‖A‖ ≤ a < 1 and ‖D‖ ≤ d < 1: f = 1 + c/(√(1 − a) + √(1 − d))².

By comparison with [[a, 0], [c, d]]. With R = r − 1, u = r − a, v = r − d, S = (√(1 − a) + √(1 − d))² and g = c/S, so
that f = 1 + g and c = gS, the sums of the minors of f²(rI − Ĵ)ᵀ(rI − Ĵ) − R² are

    f²c² + g(2 + g)(u² + v²) + (u² − R²) + (v² − R²)
    (u² − R²)(v² − R²) + (2g + g²)(u²(v² − R²) + v²(u² − R²)) + (3g² + 2g³)u²v² + (g² + 2g³ + g⁴)(u²v² − R²S²)

where u − R = 1 − a, v − R = 1 − d, and uv − RS = (R − √(1 − a)√(1 − d))² ≥ 0. K_ct(J) likewise, for a flow.
"""

from collections.abc import Iterator, Sequence

import sympy

from kreiss.deadlines import NEVER
from kreiss.symbolic.proof import Step, Term, comparison, transitive
from kreiss.verify.language.grammar import parse_expression
from kreiss.verify.language.trees import Tree, norm, show, walk
from kreiss.verify.proving.problem import oriented
from kreiss.verify.proving.symbols import Symbols
from kreiss.verify.proving.task import Task

_ROOT = ("call", "sqrt")


def steps_at_two_rates(task: Task) -> Iterator[Step]:
    """Steps for a conclusion K(J) ≤ f about such a J; none where it is none. Raises ``PrecisionExhausted``."""
    for relation in task.claim.conclusion:
        match oriented(relation):
            case ("<=", ("call", "K", (J,)), f) if has_roots(f):
                body = task.facts.definitions.get(J[1], J) if J[0] == "name" else J
                bounds = _comparison_matrix(body, task)
                yield from by_two_rates("K", J, f, bounds, task) if bounds else ()


def has_roots(f: Tree) -> bool:
    """Whether a bound has square roots, as one by two rates does."""
    return any(part[:2] == _ROOT for part in walk(f))


def _comparison_matrix(body: Tree, task: Task) -> list[list[str]]:
    """Numbers that bound the blocks of a matrix of two block rows; none for another."""
    if body[0] != "matrix" or not len(body[1]) == len(body[1][0]) == 2:
        return []
    return [[_size(entry, i == j, task) for j, entry in enumerate(row)] for i, row in enumerate(body[1])]


def _size(entry: Tree, diagonal: bool, task: Task) -> str:
    if not task.facts.is_matrix(entry):
        return show(entry)
    sizes = [norm(entry)]
    if entry[0] == "name" and entry[1] in task.facts.normal:
        sizes.insert(0, ("call", "rho", (entry,)))
    known = [high for sign, low, high in map(oriented, task.facts.relations) if sign == "<=" and low in sizes]
    return show(known[0] if diagonal and known else sizes[0])


def by_two_rates(function: str, J: Tree, f: Tree, bounds: Sequence[Sequence[str]], task: Task) -> Iterator[Step]:
    """Steps that end in K(J) ≤ f or K_ct(J) ≤ f, from a comparison matrix with one zero beside its diagonal."""
    (a, upper), (lower, d) = bounds
    if "0" not in (upper, lower):
        return
    c = lower if upper == "0" else upper
    S = f"({_root(a, f)} + {_root(d, f)})^2"
    g, R, u, v = f"({c})/{S}", "(r - 1)", f"(r - ({a}))", f"(r - ({d}))"
    within, least, quantity = f"1 + {g}", f"{u}*{v} - {R}*{S}", f"{function}({show(J)})"
    for rate in dict.fromkeys((a, d)):
        yield task.inequality(f"{rate} < 1", (), "the rate is below 1")
        yield task.inequality(f"{rate} <= r", ("1 < r", f"{rate} < 1"), "the rate is below 1")
        if function == "K":
            yield task.inequality(f"0 <= {rate}", (), "it bounds a norm")
    yield task.inequality(f"0 <= {c}", (), "it bounds a norm")
    yield task.inequality(f"0 <= {g}", (), "a quotient of such")
    yield task.inequality(f"0 <= {within}", (f"0 <= {g}",), "a sum of such")
    yield task.inequality(f"{R}*{S} <= {u}*{v}", ("1 < r",), "the means of the rates")
    minors = _minors(c, g, within, (R, S), ((u, f"1 - ({a})"), (v, f"1 - ({d})")), least)
    rows = [list(row) for row in bounds]
    yield comparison(f"{quantity} <= {within}", rows, minors, "by the norms of the blocks")
    if parse_expression(within) != f:
        yield task.inequality(f"{within} <= {show(f)}", (f"0 <= {c}",), "the claimed bound")
        yield transitive(quantity, within, show(f), "by both")


def _root(rate: str, f: Tree) -> str:
    """√(1 − a), as the bound writes it if it does."""
    symbols = Symbols(NEVER)
    wanted = symbols.read(parse_expression(f"1 - ({rate})"))
    for part in walk(f):
        if part[:2] == _ROOT and sympy.expand(symbols.read(part[2][0]) - wanted) == 0:
            return show(part)
    return f"sqrt(1 - ({rate}))"


def _minors(
    c: str, g: str, f: str, outer: tuple[str, str], rates: tuple[tuple[str, str], tuple[str, str]], least: str
) -> list[list[Term]]:
    """The sums of the minors of each size, as sums of products of what is ≥ 0."""
    (R, S), ((u, A), (v, D)) = outer, rates
    squares = [f"{u}^2", f"{v}^2"]
    apart = [[[A, u], [A, R]], [[D, v], [D, R]]]  # u² − R² and v² − R²
    first: list[Term] = [(1, [f"({f})^2", f"({c})^2"]), *((1, factors) for pair in apart for factors in pair)]
    first += [(weight, [power, square]) for square in squares for weight, power in ((2, g), (1, f"({g})^2"))]
    second: list[Term] = [(1, [*one, *other]) for one in apart[0] for other in apart[1]]
    mixed = [[squares[0], *factors] for factors in apart[1]] + [[squares[1], *factors] for factors in apart[0]]
    powers = [[f"({g})^2"], [f"({g})^2", g], [f"({g})^4"]]
    second += [(weight, [*power, *factors]) for factors in mixed for weight, power in ((2, [g]), (1, powers[0]))]
    second += [(3, [*powers[0], *squares]), (2, [*powers[1], *squares])]
    rest = [[least, u, v], [least, R, S]]  # u²v² − R²S²
    second += [(weight, [*power, *f]) for f in rest for weight, power in zip((1, 2, 1), powers, strict=True)]
    return [first, second]
