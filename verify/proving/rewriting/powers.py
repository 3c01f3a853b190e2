"""Lower bounds of norms of powers: ‖A‖ᵏ ≤ ‖Aᵏ‖ for a normal A, and ‖A‖ᵏ ≤ ‖W‖ for a product W of k factors A and Aᵀ.

For a normal A, ‖A‖ ≤ ρ(A) and ρ(A)ᵏ = ρ(Aᵏ) ≤ ‖Aᵏ‖. For a product, ‖A‖² ≤ ‖G‖ for G = AᵀA and ‖G‖² ≤ ‖G²‖, and so on:
with n = ‖A‖ this ends in n^(k + m) ≤ ‖V‖, where V is W and m more factors, so that ‖V‖ ≤ ‖W‖nᵐ.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, cases, form, lemma, transitive
from kreiss.verify.language.trees import Tree, norm, show
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.rewriting.steps import TWO, Numbers, bound_steps
from kreiss.verify.proving.rewriting.sums import ZERO, Atom, Sum, size_of, transposed

_HIGHEST = 8  # the power of A whose norm is compared: the words in it are that long
Sums = Callable[[Tree, Sequence[Atom]], Iterator[Sum]]


def power_steps(goal: Tree, setting: Setting, numbers: Numbers, sums: Sums) -> list[Step]:
    """Steps that end in ‖A‖ᵏ ≤ ‖W‖, or none."""
    match goal:
        case ("<=", ("^", ("call", "norm", (A,)), ("num", k)), ("call", "norm", (W,))) if _is_whole(k):
            try:
                if W == ("^", A, ("num", k)) and A[0] == "name" and A[1] in setting.facts.normal:
                    return list(_of_normal(goal, A, ("num", k), numbers))
                return list(_of_product(goal, A, int(k), W, setting, numbers, sums))
            except PrecisionExhausted:
                return []
    return []


def _is_whole(k: Fraction) -> bool:
    return k.denominator == 1 and 2 <= k <= _HIGHEST


def _of_normal(goal: Tree, A: Tree, k: Tree, numbers: Numbers) -> Iterator[Step]:
    rho, whole = ("call", "rho", (A,)), ("call", "rho", (("^", A, k),))
    known: list[tuple[Tree, str]] = [
        (("<=", norm(A), rho), "normal-norm"),
        (("<=", ("^", rho, k), whole), "radius-power"),
        (("<=", whole, goal[2]), "spectral-radius"),
    ]
    yield from (lemma(show(relation), name, "the lemma itself") for relation, name in known)
    yield numbers.step(goal, "by the spectral radius", *(relation for relation, _ in known), alone=True)


def _of_product(goal: Tree, A: Tree, k: int, W: Tree, setting: Setting, numbers: Numbers, sums: Sums) -> Iterator[Step]:
    n, power = norm(A), 1
    known: list[Tree] = []
    V, turned = A, transposed(A)
    while power < k:
        V = ("*", turned, V) if power == 1 and not setting.is_symmetric(A) else ("*", V, V)
        power *= 2
        square: Tree = ("<=", ("^", norm(A if power == 2 else known[-1][2][2][0]), TWO), norm(V))
        half = [{"fact": show(norm(V)), "as": "linear", "by": "[[I], [-I]]", "weight": [["1/2", []]]}]
        yield form(show(square), half, "the square of a norm is a norm of squares")
        known.append(square)
    high: Tree = ("<=", ("^", n, ("num", Fraction(power))), norm(V))
    if power > 2:
        yield numbers.step(high, "by these squares", *known, alone=True)
    atoms = [Atom(W), Atom(A), Atom(A, True)]
    word = next((terms for terms in sums(V, atoms) if len(terms) == 1), None)
    if word is None or word[0][1].atoms.count(Atom(W)) != 1:
        raise PrecisionExhausted("no product of these")
    yield from bound_steps(V, word, numbers)
    top: Tree = ("<=", high[1], size_of(word))
    yield numbers.step(top, "both together", high, ("<=", norm(V), size_of(word)), alone=True)
    if power == k:
        yield numbers.step(goal, "by the bounds above", top, alone=True)
        return
    none, some = ("<=", n, ZERO), ("<", ZERO, n)
    extra: Tree = n if power == k + 1 else ("^", n, ("num", Fraction(power - k)))
    divided: Tree = ("<=", ("/", high[1], extra), goal[2])
    yes = [
        numbers.step(("<=", goal[1], ZERO), "the norm is 0", none, alone=True),
        transitive(show(goal[1]), "0", show(goal[2]), "a norm is not negative"),
    ]
    no = [numbers.step(divided, "the norm is positive", top, some, alone=True)]
    no.append(numbers.step(goal, "the rest of its powers", divided, some, alone=True))
    yield cases(show(goal), show(none), yes, no, "a norm is 0 or positive")
