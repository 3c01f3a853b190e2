"""Square roots: a goal A + B·r ≥ 0 with r² = E by the signs of A, B and A² − B²E.

With T = −(A + B·r) the negated goal,

    A ≥ 0, B ≥ 0:               T + A + B·r = 0
    A ≥ 0, A² − B²E ≥ 0:        T² + 2A·T + (A² − B²E) = 0   modulo r² = E
    B ≥ 0, B²E − A² ≥ 0:        T² + 2B·r·T + (B²E − A²) = 0 modulo r² = E

so that each case is a contradiction; which one holds may depend on the point.
"""

from typing import TYPE_CHECKING, Any

from flint import fmpq

from kreiss.symbolic.inequalities.lemmas import with_lemmas
from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term, by_powers, split, variables_of

if TYPE_CHECKING:
    from kreiss.symbolic.inequalities.search import Search


class Root:
    """A root r with r² = E in a system: the numbers of r ≥ 0 and of the equation, and the parts of a goal."""

    def __init__(self, system: System, name: str, goal: Any) -> None:
        self.name = name
        self.r = system.context.gens()[system.context.names().index(name)]
        self.equation, self.radicand = _equation(system, name)
        self.sign = system.find(self.r, ">=")
        self.A, self.B, self.multiple = reduced(goal, name, self.radicand)

    def norm(self) -> Any:
        """A² − B²E."""
        return self.A * self.A - self.B * self.B * self.radicand


def _equation(system: System, name: str) -> tuple[int | None, Any]:
    for number, relation in enumerate(system.relations):
        if relation.sign != "=":
            continue
        parts = by_powers(relation.polynomial, name)
        if len(parts) == 3 and parts[1].is_zero() and parts[2].is_constant():
            return number, -parts[0] / parts[2].leading_coefficient()
    return None, None


def reduced(polynomial: Any, name: str, radicand: Any) -> tuple[Any, Any, Any]:
    """(A, B, h) with polynomial = A + B·r + h·(r² − E), A and B free of r."""
    if radicand is None:
        return polynomial, polynomial, polynomial
    context = polynomial.context()
    r = context.gens()[context.names().index(name)]
    parts = by_powers(polynomial, name)
    multiple = context.constant(0)
    for power in range(len(parts) - 1, 1, -1):
        multiple += parts[power] * r ** (power - 2)
        parts[power - 2] += parts[power] * radicand
    return parts[0], parts[1] if len(parts) > 1 else context.constant(0), multiple


def by_squaring(search: "Search", system: System, target: int) -> Node | None:
    """Remove one square root from the goal, the easiest first."""
    relation = system.relations[target]
    if relation.sign == "=":
        return None
    roots = [Root(system, name, -relation.polynomial) for name in variables_of(relation.polynomial)
             if search.kind.get(name) == "root"]  # fmt: skip
    roots = [root for root in roots if root.equation is not None and root.sign is not None]
    roots.sort(key=lambda root: (search.signs(system, root.B) != {-1}, len(search.signs(system, root.A))))
    for root in roots:
        node = _by_sign_of_rest(search, system, target, root)
        if node is not None:
            return node
    return None


def _by_sign_of_rest(search: "Search", system: System, target: int, root: Root) -> Node | None:
    signs = search.signs(system, root.A)
    if signs <= {1}:
        node = with_lemmas(
            search, system, target, [(root.A, ">=")], lambda inner, n: _rest_positive(search, inner, target, root, n[0])
        )
        if node is not None or signs:
            return node
    if signs == {-1}:
        return with_lemmas(
            search, system, target, [(-root.A, ">=")], lambda inner, _: _rest_negative(search, inner, target, root)
        )
    here = len(system.relations)
    negative = _rest_negative(search, system.extended(root.A, "<"), target, root)
    if negative is None:
        return None
    return split(
        root.A, {"<": negative, ">=": _rest_positive(search, system.extended(root.A, ">="), target, root, here)}
    )


def _rest_positive(search: "Search", system: System, target: int, root: Root, rest: int) -> Node | None:
    """A ≥ 0 is relation ``rest``: B ≥ 0, or A² − B²E ≥ 0, or cases by the sign of B."""
    signs = search.signs(system, root.B)
    if signs <= {1}:
        return with_lemmas(
            search, system, target, [(root.B, ">=")], lambda inner, n: _sum_leaf(inner, target, root, rest, n[0])
        )
    strict = ">=" if system.relations[target].sign == ">" else ">"
    norm = root.norm()
    if search.signs(system, norm) <= {1}:
        wanted = [(norm, strict)]
        node = with_lemmas(
            search, system, target, wanted, lambda inner, n: _norm_leaf(inner, target, root, (rest,), fmpq(1), n[0])
        )
        if node is not None:
            return node
    if signs != {-1, 1}:
        return None
    here = len(system.relations)
    below = with_lemmas(search, system.extended(root.B, "<"), target, [(norm, strict)],
                        lambda inner, n: _norm_leaf(inner, target, root, (rest,), fmpq(1), n[0]))  # fmt: skip
    above = _sum_leaf(system.extended(root.B, ">="), target, root, rest, here)
    return split(root.B, {"<": below, ">=": above})


def _rest_negative(search: "Search", system: System, target: int, root: Root) -> Node | None:
    """A ≤ 0: B ≥ 0 and B²E − A² ≥ 0 are needed."""
    strict = ">=" if system.relations[target].sign == ">" else ">"
    wanted = [(root.B, ">="), (-root.norm(), strict)]
    if any(not search.signs(system, p) <= {1} for p, _ in wanted):
        return None
    assert root.sign is not None  # noqa: S101
    sign = root.sign
    return with_lemmas(search, system, target, wanted,
                       lambda inner, n: _norm_leaf(inner, target, root, (n[0], sign), fmpq(1), n[1]))  # fmt: skip


def _sum_leaf(system: System, target: int, root: Root, rest: int, slope: int) -> Node | None:
    """T + A + B·r = −h·(r² − E)."""
    assert root.sign is not None  # noqa: S101
    terms = [Term(fmpq(1), (target,)), Term(fmpq(1), (rest,)), Term(fmpq(1), (slope, root.sign))]
    return _modulo(system, root, terms)


def _norm_leaf(
    system: System, target: int, root: Root, factors: tuple[int, ...], weight: Any, norm: int
) -> Node | None:
    """T² + 2·(A or B·r)·T + |A² − B²E| = 0 modulo r² = E."""
    terms = [Term(fmpq(1), (target, target)), Term(2 * weight, (target, *factors)), Term(fmpq(1), (norm,))]
    return _modulo(system, root, terms)


def _modulo(system: System, root: Root, terms: list[Term]) -> Node | None:
    """The leaf whose terms add up to a multiple of r² − E."""
    assert root.equation is not None  # noqa: S101
    total = sum((term.polynomial(system) for term in terms), system.context.constant(0))
    _, _, multiple = reduced(total, root.name, root.radicand)
    leading = by_powers(system.relations[root.equation].polynomial, root.name)[2].leading_coefficient()
    identity = Identity(terms)
    identity.times(root.equation, -multiple / leading)
    return identity.node(system)
