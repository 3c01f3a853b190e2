"""Bounds on norms at a time by exponentials, one after the other: q ≤ c·p ≤ c·exp(tu) ≤ f.

The last order is one between numbers: that t ≥ −log(…)/u, say. It is proved from few facts, as what is known of the
matrices beside it would hide it.
"""

from collections.abc import Sequence

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, transitive
from kreiss.verify.language.trees import Tree, replaced, show, walk
from kreiss.verify.proving.forms.scalars import Scalars
from kreiss.verify.proving.forms.ways.proposals import ZERO
from kreiss.verify.proving.problem import Facts


def through_exponential(
    goal: Tree, known: Tree, relations: Sequence[Tree], facts: Facts, deadline: Deadline
) -> list[Step]:
    """Steps from a known p ≤ g, an exponential, to the goal q ≤ f, where relations lead from q to p; none elsewhere.

    Raises ``OutOfTime``.
    """
    chain, bound = [known], known[2]
    if known[0] != "<=" or bound[:2] != ("call", "exp") or goal[0] != "<=":
        return []
    while chain[0][1] != goal[1]:
        part = chain[0][1]
        alike = [tree for tree in relations if tree[0] == "<=" and tree[1][:2] == part[:2]]
        above = next((tree for tree in alike if part in walk(tree[2]) and tree not in chain), None)
        if above is None:
            return []
        chain, bound = [above, *chain], replaced(above[2], {part: bound})
    middle: Tree = ("<=", goal[1], bound)
    try:
        first = [] if middle == known else [alone(middle, chain, facts, deadline)]
        rest = _of_numbers(("<=", bound, goal[2]), facts, deadline)
    except PrecisionExhausted:
        return []
    return [*first, *rest, transitive(show(goal[1]), show(bound), show(goal[2]), "by the lemma")]


def alone(goal: Tree, known: Sequence[Tree], facts: Facts, deadline: Deadline) -> Step:
    """A goal from a few facts and the hypotheses. Raises ``PrecisionExhausted`` where that does not do."""
    scalars = Scalars(facts)
    for fact in known:
        scalars.add(fact)
    return scalars.soon(goal, "by these bounds alone", deadline)


def _of_numbers(relation: Tree, facts: Facts, deadline: Deadline) -> list[Step]:
    """A relation by the hypotheses, or by those with a logarithm and the signs of the numbers alone."""
    plain = Scalars(facts)
    try:
        return [plain.soon(relation, "of the numbers alone", deadline)]
    except PrecisionExhausted:
        few = [tree for tree in plain.relations if any(part[:2] == ("call", "log") for part in walk(tree))]
        numbers = {part for tree in (*few, relation) for part in walk(tree) if part[0] == "name"}
    signs: dict[Tree, Step] = {}
    for name in sorted(part for part in numbers if not facts.is_matrix(part)):
        sign: Tree = ("<", ZERO, name)
        try:
            signs[sign] = plain.soon(sign, "its sign", deadline)
        except PrecisionExhausted:
            continue
    plain.relations = [*few, *signs]
    return [*signs.values(), plain.soon(relation, "of the numbers alone", deadline)]
