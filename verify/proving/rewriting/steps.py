"""Steps for bounds by a sum of products: X = Σ c·s·W gives ‖X‖ ≤ Σ |c|·|s|·Π ‖atom‖, each step a form written down.

[[f, X], [X*, f]] = Σ |c|·[[‖W‖, ±W], [±W*, ‖W‖]]        Π n² − W*W = Σ (n₁ ⋯ nⱼ₋₁)²·S*(nⱼ² − aⱼ*aⱼ)S, S = aⱼ₊₁ ⋯
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kreiss.deadlines import Deadline
from kreiss.symbolic.proof import Step, form, lemma
from kreiss.verify.language.grammar import parse
from kreiss.verify.language.trees import Tree, norm, replaced, show, walk
from kreiss.verify.proving.forms.scalars import Scalars, numbers_in, quantities
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.rewriting.sums import ONE, ZERO, Sum, Word, product, size_of, total

TWO: Tree = ("num", Fraction(2))
_MINUS, _BOTH = "[[I, 0], [0, -I]]", {1: "[[I, I]]", -1: "[[I, -I]]"}


class Numbers:
    """Inequalities between numbers from chosen facts: the fewer there are, the sooner they are proved."""

    def __init__(self, facts: Facts, deadline: Deadline) -> None:
        self._facts, self._deadline = facts, deadline

    def step(self, relation: Tree, reason: str, *known: Tree, alone: bool = False, near: bool = False) -> Step:
        """A step that proves the relation from ``known`` and, but where they ``alone`` are to do, the hypotheses.

        With ``near``, of the hypotheses those about the numbers of the relation and of ``known`` alone. Raises
        ``PrecisionExhausted`` where none is found soon, and ``OutOfTime``.
        """
        scalars = Scalars(self._facts)
        if alone:
            scalars.relations, scalars.defined = [], {}
        if near:
            own = set().union(*map(numbers_in, (relation, *known, *_definitions(scalars))))
            scalars.relations = [fact for fact in scalars.relations if numbers_in(fact) <= own]
        for fact in known:
            scalars.add(fact)
        return scalars.soon(relation, reason, self._deadline)

    def values(self, X: Tree) -> Iterator[Step]:
        """Steps by which the quotients of numbers in a matrix expression have values."""
        for part in dict.fromkeys(walk(X)):
            if part[0] == "/" and part[2][0] != "num" and not self._facts.is_matrix(part):
                yield self.step(("<=", part, part), "it has a value")

    def weakened(self, relation: Tree) -> tuple[Tree, list[Tree]]:
        """A bound with the upper bounds of the hypotheses in place of quantities, and those that were put in."""
        _, small, large = relation
        upper = [(low, high) for sign, low, high in Scalars(self._facts).relations if sign in ("<=", "<", "==")]
        bounds = {low: high for low, high in upper if low[0] == "call" and not any(quantities(high))}
        return ("<=", small, replaced(large, bounds)), [high for low, high in bounds.items() if low in walk(large)]

    def read(self, text: str, reason: str, *known: Tree) -> Step:
        """As ``step``, from ``known`` alone, for a relation that is text."""
        return self.step(parse(text)[0], reason, *known, alone=True)


def _definitions(scalars: Scalars) -> Iterator[Tree]:
    yield from (("define", name, body) for name, body in scalars.defined.items())


def vanishing_step(nothing: Tree, equation: Tree) -> Step:
    """‖X − Y‖ ≤ 0 for an equation X == Y of the hypotheses."""
    term = {"equation": show(equation), "left": "[[I], [0]]", "right": "[[0, I]]"}
    return form(show(("<=", nothing, ZERO)), [term], "the hypotheses say so", **{"as": "linear"})


def units_steps(equation: Tree, numbers: Numbers) -> tuple[Tree, list[Step]] | None:
    """1 ≤ ‖P‖‖Q‖ for an equation PQ == I between square matrices: ‖Q⁻¹‖ ≤ ‖P‖, and 1 ≤ ‖Q‖‖Q⁻¹‖."""
    match equation:
        case ("==", ("*", P, Q), ("name", "I")) | ("==", ("name", "I"), ("*", P, Q)):
            inverse: Tree = ("call", "inverse", (Q,))
        case ("==", ("^", P, power), ("name", "I")) | ("==", ("name", "I"), ("^", P, power)) if power == TWO:
            Q, inverse = P, ("call", "inverse", (P,))
        case _:
            return None
    below, above = ("<=", norm(inverse), norm(P)), ("<=", ONE, ("*", norm(Q), norm(inverse)))
    bound: Tree = ("<=", ONE, ("*", norm(Q), norm(P)))
    sign = "1/2" if equation[2] == ("name", "I") else "-1/2"
    terms = [
        {"fact": show(norm(P)), "by": show(Q)},
        {"equation": show(equation), "left": f"{sign}*(transpose({show(Q)})*transpose({show(P)}) + I)", "right": "I"},
    ]
    return bound, [
        form(show(below), terms, "a left inverse is the inverse", **{"as": "inverse"}),
        lemma(show(above), "inverse-norms", "a matrix times its inverse is 1"),
        numbers.step(bound, "by both", below, above, alone=True),
    ]


def bound_steps(X: Tree, terms: Sum, numbers: Numbers) -> Iterator[Step]:
    """Steps that end in ‖X‖ ≤ Σ |c|·|s|·Π ‖atom‖ where X = Σ c·s·W."""
    known: list[Tree] = []
    for _, word in terms:
        if norm(word.tree) != word.size and (word.atoms or word.scalar != ONE):
            yield from _of_word(word, numbers)
            known.append(("<=", norm(word.tree), word.size))
    parts = [(c, word.size if not word.atoms and word.scalar == ONE else norm(word.tree)) for c, word in terms]
    middle: Tree = ("<=", norm(X), total(parts))
    if middle[1] != middle[2]:
        yield from numbers.values(X)
        yield from _nonnegative(middle[2], numbers)
        yield form(
            show(middle), [_summand(c, word) for c, word in terms], "the triangle inequality", **{"as": "linear"}
        )
    last: Tree = ("<=", norm(X), size_of(terms))
    if last not in (middle, *known):
        yield numbers.step(last, "by the norms of the factors", middle, *known, alone=True)


def _nonnegative(bound: Tree, numbers: Numbers) -> Iterator[Step]:
    if bound[0] != "num" and bound[:2] != ("call", "norm"):
        yield numbers.step(("<=", ZERO, bound), "the bound is not negative", alone=True)


def _summand(c: Fraction, word: Word) -> dict[str, Any]:
    weight = [[str(abs(c)), []]]
    if not word.atoms and word.scalar == ONE:
        return {"by": _BOTH[1 if c > 0 else -1], "weight": weight}
    turned = {"by": _MINUS} if c < 0 else {}
    return {"fact": show(norm(word.tree)), "as": "linear", "weight": weight, **turned}


def _of_word(word: Word, numbers: Numbers) -> Iterator[Step]:
    """‖s·W‖ ≤ |s|·Π ‖atom‖."""
    if word.scalar == ONE:
        yield from _of_product(word, numbers)
        return
    inner = Word(ONE, word.atoms)
    within = norm(inner.tree) if word.atoms else ONE
    if norm(inner.tree) != inner.size and word.atoms:
        yield from _of_product(inner, numbers)
    known = [{"fact": show(within), "weight": [["1", [f"({show(word.scalar)})^2"]]]}] if word.atoms else []
    size = word.scalar if word.positive else ("call", "abs", (word.scalar,))
    times: Tree = ("<=", norm(word.tree), ("*", size, within) if word.atoms else word.size)
    if word.scalar[0] == "/":
        yield numbers.step(("<=", word.scalar, word.scalar), "it has a value")
    if word.positive:
        yield numbers.step(("<=", ZERO, word.scalar), "by the hypotheses")
        yield numbers.step(("<=", ZERO, times[2]), "the bound is not negative", ("<=", ZERO, word.scalar), alone=True)
        yield form(show(times), known, "a multiple of a matrix")
    else:
        square: Tree = ("<=", ("^", norm(word.tree), TWO), ("*", ("^", word.scalar, TWO), ("^", within, TWO)))
        yield from _nonnegative(square[2], numbers)
        yield form(show(square), known, "a multiple of a matrix")
        yield numbers.step(times, "the square root of that", square, alone=True)
    last: Tree = ("<=", norm(word.tree), word.size)
    if last != times:
        inside: Tree = ("<=", within, inner.size)
        sign = [("<=", ZERO, word.scalar)] if word.positive else []
        yield numbers.step(last, "by the norms of the factors", times, inside, *sign, alone=True)


def _of_product(word: Word, numbers: Numbers) -> Iterator[Step]:
    norms = [atom.norm for atom in word.atoms]
    terms: list[dict[str, Any]] = []
    for i, atom in enumerate(word.atoms):
        rest = word.atoms[i + 1 :]
        tail = {"by": show(product([a.tree for a in rest]))} if rest else {}
        kind = {"as": "adjoint"} if atom.turned else {}
        terms.append({"fact": show(atom.norm), "weight": [["1", [f"{show(n)}^2" for n in norms[:i]]]], **kind, **tail})
    yield from _nonnegative(word.size, numbers)
    yield form(show(("<=", norm(word.tree), word.size)), terms, "norms are submultiplicative")
