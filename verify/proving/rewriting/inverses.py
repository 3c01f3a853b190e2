"""Inverses of matrices near one whose inverse is known: M is invertible if ‖Q‖ < 1 for Q = 1 − NM, with some N.

    R = N + QR, so that ‖R‖ ≤ ‖N‖/(1 − ‖Q‖) for R = M⁻¹; and with q = (1 + ‖Q‖)/2 and f = ‖N‖/(1 − q)
    (1 − q)²(f²M*M − 1) = M*(‖N‖² − N*N)M + (q − Q)*(q − Q)/q + (1/q − 1)((q² − ‖Q‖²) + (‖Q‖² − Q*Q))

Where Q = 0, f = ‖N‖ is enough. N is a multiple of 1, an inverse that is known to exist, or a product of such.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product as pairs

from kreiss.symbolic.proof import Step, form
from kreiss.verify.language.trees import Tree, are_inverse, norm, show, walk
from kreiss.verify.proving.forms.multipliers import IDENTITY
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.rewriting.steps import Numbers, bound_steps
from kreiss.verify.proving.rewriting.sums import ONE, ZERO, Atom, Sum, Word, size_of

_MOST_PRODUCTS = 12  # of known inverses, as candidates for N


@dataclass(frozen=True)
class Near:
    """R = M⁻¹ beside N, and Q = 1 − NM as a sum."""

    R: Tree
    N: Word
    rest: Sum

    @property
    def M(self) -> Tree:
        """What R is the inverse of."""
        return inverted(self.R)

    @property
    def Q(self) -> Tree:
        """1 − NM."""
        return gap(self.N, self.M)

    @property
    def around(self) -> Sum:
        """R = N + QR as a sum."""
        rest = tuple((c, Word(word.scalar, (*word.atoms, Atom(self.R)))) for c, word in self.rest)
        return ((Fraction(1), self.N), *rest)

    @property
    def bound(self) -> Tree:
        """‖R‖ ≤ ‖N‖ + (the size of Q)·‖R‖."""
        return ("<=", norm(self.R), size_of(self.around))

    @property
    def value(self) -> Tree:
        """The same solved for ‖R‖, whose right side has a value where Q is small."""
        return ("<=", norm(self.R), ("/", self.N.size, ("-", ONE, size_of(self.rest))))


def inverted(R: Tree) -> Tree:
    """M of M⁻¹, which for a resolvent is z − A."""
    return R[2][0] if R[1] == "inverse" else ("-", ("*", R[2][1], IDENTITY), R[2][0])


def inverses_in(*trees: Tree) -> Iterable[Tree]:
    """The inverses and resolvents in expressions, each once."""
    found = (part for tree in trees for part in walk(tree))
    return dict.fromkeys(part for part in found if part[0] == "call" and part[1] in ("inverse", "resolvent"))


def gap(N: Word, M: Tree) -> Tree:
    """1 − NM."""
    return ("-", IDENTITY, ("*", N.tree, M))


def candidates(R: Tree, known: Sequence[Tree], facts: Facts) -> Iterator[Word]:
    """Words N that may be near M⁻¹."""
    yield from _conjugate(R)
    yield from (Word(ONE, (Atom(S),)) for S in known)
    for s in _multiples(inverted(R), facts):
        yield Word(ONE if s == ONE else ("/", ONE, s), ())
    for count, (S, T) in enumerate(pairs(known, repeat=2)):
        if count < _MOST_PRODUCTS:
            yield Word(ONE, (Atom(S), Atom(T)))


def _conjugate(R: Tree) -> Iterator[Word]:
    """T(z − A)⁻¹S for R = (z − TAS)⁻¹, where T and S are inverse to each other, and (z − A)⁻¹/s for (sz − sA)⁻¹."""
    match R:
        case ("call", "resolvent", (("*", ("*", T, A), S), z)) if are_inverse(T, S):
            yield Word(ONE, (Atom(T), Atom(("call", "resolvent", (A, z))), Atom(S)))
        case ("call", "resolvent", (("*", s, A), ("*", other, z))) if s == other:
            yield Word(("/", ONE, s), (Atom(("call", "resolvent", (A, z))),))


def _multiples(M: Tree, facts: Facts) -> Iterator[Tree]:
    """The numbers s of summands s·I."""
    match M:
        case ("name", "I"):
            yield ONE
        case ("*", s, ("name", "I")) if not facts.is_matrix(s):
            yield s
        case ("+" | "-", left, right):
            yield from _multiples(left, facts)
            yield from _multiples(right, facts)


def near_steps(near: Near, numbers: Numbers) -> Iterator[Step]:
    """Steps that show that R exists, and then its bound."""
    M, R, Q = near.M, near.R, near.Q
    if near.N.scalar != ONE:
        yield numbers.step(("<=", near.N.scalar, near.N.scalar), "it has a value")
    itself: Sum = ((Fraction(1), near.N),)
    if not near.rest:
        exact: Tree = ("<=", norm(("call", "inverse", (M,))), norm(near.N.tree))
        yield from bound_steps(near.N.tree, itself, numbers)
        yield form(show(exact), [_known(near.N, M, "1")], "M has the inverse N", **{"as": "inverse"})
        if R[1] == "resolvent":
            terms = [{"fact": show(exact[1]), "as": "linear"}]
            yield form(show(("<=", norm(R), exact[1])), terms, "the resolvent is that inverse", **{"as": "linear"})
        if exact != near.bound:
            known: list[Tree] = [exact, ("<=", norm(near.N.tree), near.N.size), ("<=", norm(R), exact[1])]
            known = [fact for fact in known if fact[1] != fact[2]]
            yield numbers.step(near.bound, "by the bounds above", *known, alone=True)
        return
    yield from bound_steps(Q, near.rest, numbers)
    small: Tree = ("<", norm(Q), ONE)
    yield numbers.step(small, "the two are near each other", ("<=", norm(Q), size_of(near.rest)))
    yield from _exists(near, numbers, small)
    yield from bound_steps(R, near.around, numbers)


def _exists(near: Near, numbers: Numbers, small: Tree) -> Iterator[Step]:
    """A bound that is twice as large, by a form of M*M, which shows that the inverse exists."""
    M, q = near.M, show(norm(near.Q))
    size = norm(near.N.tree) if near.N.atoms else near.N.scalar
    alpha = show(size)
    twice: Tree = ("/", ("*", ("num", Fraction(2)), size), ("-", ONE, norm(near.Q)))
    bound: Tree = ("<=", norm(("call", "inverse", (M,))), twice)
    weights = [f"4/(1 - {q})^2", f"8/((1 + {q})*(1 - {q})^2)", f"4/((1 - {q})*(1 + {q}))", f"(1 + 3*{q})/(1 + {q})"]
    for weight in weights:
        yield numbers.read(f"0 <= {weight}", "a weight is not negative", small)
    yield numbers.step(("<=", ZERO, bound[2]), "the bound is not negative", small)
    half = f"(1 + {q})/2*I - ({show(near.Q)})"
    terms: list[dict[str, object]] = [
        {"weight": [["1", [weights[1]]]], "by": half},
        {"fact": q, "weight": [["1", [weights[2]]]]},
        {"weight": [["1", [weights[3]]]]},
    ]
    if near.N.atoms:
        terms.insert(0, _known(near.N, M, weights[0]))
    yield form(show(bound), terms, f"‖x‖ <= {alpha}‖Mx‖ + ‖Q‖‖x‖: M is invertible", **{"as": "inverse"})


def _known(N: Word, M: Tree, weight: str) -> dict[str, object]:
    """‖N‖² − N*N at M."""
    return {"fact": show(norm(N.tree)), "weight": [["1", [] if weight == "1" else [weight]]], "by": show(M)}
