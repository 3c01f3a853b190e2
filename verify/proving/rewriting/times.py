"""Lemmas about norms at a time, ‖Xᵗ‖ and ‖exp(tX)‖, and about the supremum of the latter, as instances to try."""

from collections.abc import Iterator

from kreiss.verify.language.trees import Tree, norm
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.proposals import ONE, TWO, Instance, claimed_rates, known_bounds, similar


def of_flows(quantity: Tree, setting: Setting) -> Iterator[Instance]:
    """Instances about ‖exp(tX)‖, or the supremum of these; none for another quantity."""
    _, function, (X, *_) = quantity
    if function == "exp_norm":
        yield from _at_a_time(quantity, X, setting)
    if function == "sup_exp":
        yield Instance(("<=", quantity, ONE), "contraction", (("<=", ("call", "K_ct", (X,)), ONE),))
        yield Instance(("<=", ("call", "K_ct", (X,)), quantity), "flow-lower-half")
    if function in ("exp_norm", "sup_exp"):
        yield from similar(quantity, X)


def _at_a_time(quantity: Tree, X: Tree, setting: Setting) -> Iterator[Instance]:
    """‖exp(tX)‖ ≤ exp(tu) for u with λ_max(X + Xᵀ) ≤ 2u: the claim's own u, and half of that λ_max."""
    t, twice = quantity[2][1], doubled(X)
    for u in dict.fromkeys([*claimed_rates(t, setting), ("/", twice, TWO)]):
        bound: Tree = ("call", "exp", (("*", t, u),))
        yield Instance(("<=", quantity, bound), "power-rate", (("<=", twice, ("*", TWO, u)),))


def doubled(X: Tree) -> Tree:
    """λ_max(X + Xᵀ)."""
    return ("call", "eigmax", (("+", X, ("call", "transpose", (X,))),))


def harmonic(quantity: Tree, setting: Setting) -> Iterator[Instance]:
    """(t(1 − g) + g)‖Xᵗ‖ ≤ g for the known bounds g of ‖X‖ that are at most 1."""
    size, t = norm(quantity[2][0]), quantity[2][1]
    for g in dict.fromkeys(known_bounds(size, setting)):
        left: Tree = ("*", ("+", ("*", t, ("-", ONE, g)), g), quantity)
        yield Instance(("<=", left, g), "power-harmonic", (("<=", size, g), ("<=", g, ONE)))
