"""Strategies for coupled blocks: K, ρ and powers by the blocks' rates and norms, and the worst case of their class."""

from collections.abc import Iterator

from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Step, Term, cases, decay, domination, growth_bound, inequality, monotone, transitive
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.symbolic.worst_cases.one_way import (
    at_least_threshold,
    contraction_steps,
    coupled_steps,
    equality_steps,
    excess,
    least_bound,
    threshold,
)
from kreiss.symbolic.worst_cases.two_way import at_critical, below_critical, stable_steps, unstable_steps
from kreiss.verify.language.trees import Tree, show
from kreiss.verify.proving.problem import BlockClass, block_classes, coefficients_in
from kreiss.verify.proving.task import Task


def conclusion_from(task: Task, bounds: tuple[str, ...]) -> Iterator[Step]:
    """The claim itself as an inequality between numbers, once bounds on K are facts."""
    for tree in task.claim.conclusion:
        if task.facts.is_matrix(tree[1]):
            raise PrecisionExhausted("the conclusion is not about numbers")
        yield _last_inequality(task, tree, bounds)


def _last_inequality(task: Task, tree: Tree, bounds: tuple[str, ...]) -> Step:
    return task.inequality(show(tree), bounds, "follows from the bounds above")


def one_way_coupling(task: Task) -> Iterator[Step]:
    """One-way coupling with equal rates and c > 0: K ≤ c/(4h) + h/c; then the claim."""
    for block, rate, coupling in _one_way(task):
        yield from _preparation(task, block)
        yield _stable_rate(task, rate)
        yield task.inequality(f"0 < {coupling}", (), "the coupling does not vanish")
        yield from coupled_steps(rate, coupling, block.name, deadline=task.deadline)
        yield from _from_bound(task, block, least_bound(rate, coupling), (f"0 < {coupling}",))


def exact_worst_case(task: Task) -> Iterator[Step]:
    """One-way coupling with equal rates: K ≤ 1 or K ≤ c/(4h) + h/c, as c ≤ 2h or c > 2h; then the claim."""
    for block, rate, coupling in _one_way(task):
        yield from _preparation(task, block)
        yield _stable_rate(task, rate)
        on, apart = threshold(rate, coupling), excess(rate, coupling)
        contraction = contraction_steps(rate, coupling, block.name, deadline=task.deadline)
        low = [*contraction, *_from_bound(task, block, "1", (on,))]
        positive = task.inequality(f"0 < {coupling}", (apart,), "c exceeds 2(1 − γ), which is positive")
        bound, known = least_bound(rate, coupling), (apart, f"0 < {coupling}")
        coupled = coupled_steps(rate, coupling, block.name, deadline=task.deadline)
        high = [positive, *coupled, *_from_bound(task, block, bound, known)]
        for tree in task.claim.conclusion:
            yield cases(show(tree), on, low, high, "the worst case changes its form at c = 2(1 − γ)")


def _one_way(task: Task) -> list[tuple[BlockClass, str, str]]:
    """The first block matrix with one-way coupling and equal rates, with its rate and its coupling."""
    found = [(block, *block.one_way) for block in block_classes(task.facts) if block.one_way]
    return found[:1]


def _from_bound(task: Task, block: BlockClass, bound: str, extra: tuple[str, ...]) -> Iterator[Step]:
    """The conclusion from ``K(J) <= bound``: by transitivity if it bounds K(J) itself, else as it increases in K(J)."""
    for tree in task.claim.conclusion:
        claimed = block.upper_bound(tree)
        if claimed is not None:
            sign, right = claimed
            yield task.inequality(f"{bound} {sign} {right}", extra, "the worst case is below the claimed bound")
            yield transitive(f"K({block.name})", bound, right, "by the worst case", sign=sign)
        elif tree[0] == "==" or not block.occurs(tree):
            yield _last_inequality(task, tree, (f"K({block.name}) <= {bound}", f"1 <= K({block.name})", *extra))
        else:
            yield from _increasing(task, block, bound, extra, tree)


def _increasing(task: Task, block: BlockClass, bound: str, extra: tuple[str, ...], tree: Tree) -> Iterator[Step]:
    """A relation whose sides differ by a polynomial in K(J) with non-negative coefficients, proved at the bound."""
    quantity = show(block.quantity)
    coefficients = coefficients_in(tree, block.quantity, task.deadline)
    for text in coefficients:
        if text != "0":
            yield task.inequality(f"0 <= {text}", extra, f"a coefficient of a power of {quantity}")
    yield task.inequality(block.at(tree, bound), extra, "the claim at the worst case")
    terms: list[list[Term]] = [[(1, [text])] if text != "0" else [] for text in coefficients]
    yield monotone(show(tree), quantity, bound, terms, f"it increases with {quantity}")


def _preparation(task: Task, block: BlockClass) -> Iterator[Step]:
    """The rates and the couplings are non-negative."""
    for name, known in block.signs():
        if known:
            yield inequality(f"0 <= {name}", known, "it bounds a spectral radius", deadline=task.deadline)
        else:
            yield task.inequality(f"0 <= {name}", (), "by the hypotheses")


def _stable_rate(task: Task, rate: str) -> Step:
    return task.inequality(f"{rate} < 1", (), "the rate is below 1")


def attained(task: Task) -> Iterator[Step]:
    """K(M) for a matrix of numbers [[γ, 0], [c, γ]]: both directions of the exact value, then the claim."""
    for block, rate, coupling in _one_way(task):
        if not block.of_numbers or block.transposed:
            return
        yield from _preparation(task, block)
        yield _stable_rate(task, rate)
        yield task.inequality(at_least_threshold(rate, coupling), (), "the coupling is at least the threshold")
        yield from equality_steps(rate, coupling, block.name, task.deadline)
        best = least_bound(rate, coupling)
        for tree in task.claim.conclusion:
            low = block.lower_bound(tree)
            if low is not None:
                yield task.inequality(f"{low[1]} {low[0]} {best}", (), "the claimed bound is below the exact value")
                yield transitive(low[1], best, f"K({block.name})", "the exact value", sign=low[0])
            elif not block.is_exactly(tree, best):
                known = (f"0 < {coupling}", f"{best} <= {show(block.quantity)}")
                yield from _from_bound(task, block, best, known)


def stability(task: Task) -> Iterator[Step]:
    """ρ(J) < 1 below the critical coupling; ρ(M) ≥ 1 for a matrix of numbers at and above it."""
    for block in block_classes(task.facts, "rho"):
        if len(block.bounds) != 2 or block.bounds[0][0] != block.bounds[1][1]:
            continue
        (rate, b), (c, _) = block.bounds
        yield from _preparation(task, block)
        yield _stable_rate(task, rate)
        if block.is_stability(task.claim.conclusion):
            yield task.inequality(below_critical(rate, b, c), (), "the coupling is below the critical one")
            yield from stable_steps(rate, b, c, block.name, task.deadline)
        else:
            yield task.inequality(at_critical(rate, b, c), (), "the coupling reaches the critical one")
            yield from unstable_steps(rate, b, c, block.name)
        return


def decay_of_powers(task: Task) -> Iterator[Step]:
    """‖Jᵗ‖ ≤ δ after a known number of steps; its factor is the largest number in the hypotheses."""
    for block in block_classes(task.facts, "power_norm"):
        if block.one_way and not block.transposed:
            for tree in task.claim.conclusion:
                yield decay(show(tree), task.facts.largest_number(), block.bounds, "the powers decay geometrically")
            return


def growth_of_powers(task: Task) -> Iterator[Step]:
    """sup ‖Jᵗ‖ ≤ 1 + c/(1 − γ) for one-way coupling with equal rates, and what follows."""
    for block in block_classes(task.facts, "sup_powers"):
        if block.one_way is None or block.transposed:
            continue
        rate, coupling = block.one_way
        numbers, best = f"[[{rate}, 0], [{coupling}, {rate}]]", f"1 + {coupling}/(1 - {rate})"
        yield from _preparation(task, block)
        yield task.inequality(f"{rate} < 1", (), "the rate is below 1")
        yield task.inequality(f"0 <= {coupling}", (), "a norm")
        yield domination(f"sup_powers({block.name}) <= sup_powers({numbers})", "the entries bound the blocks")
        yield growth_bound(f"sup_powers({numbers}) <= {best}", "the powers of a Jordan block")
        yield transitive(f"sup_powers({block.name})", f"sup_powers({numbers})", best, "both together")
        yield from conclusion_from(task, (f"sup_powers({block.name}) <= {best}",))
        return


def direct_comparison(task: Task) -> Iterator[Step]:
    """The claimed bound compared with (r − 1)‖(rI − Ĵ)⁻¹‖ for every r > 1."""
    for block in block_classes(task.facts):
        bounds = [claimed for tree in task.claim.conclusion if (claimed := block.upper_bound(tree))]
        if len(bounds) == len(task.claim.conclusion) and all(sign == "<=" for sign, _ in bounds):
            yield from _preparation(task, block)
            for _, right in bounds:
                facts = task.facts.about(f"{right} {' '.join(text for row in block.bounds for text in row)}", ())
                yield from bound_steps(right, block.bounds, facts, name=block.name, deadline=task.deadline)
            return
