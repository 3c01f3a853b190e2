"""From a claim to a proof: a block identity is multiplied out; a bound on K goes through the comparison matrix.

What a strategy finds counts only if the independent checker accepts it as a proof of the claim as stated.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidArgument, PrecisionExhausted
from kreiss.symbolic.proof import (
    CutShort,
    Proof,
    Step,
    domination,
    euler,
    identity,
    inequality,
    lemma,
    transitive,
    until,
)
from kreiss.symbolic.theorems.catalogue import part_that_states
from kreiss.verify.checker.proofs.lemmas import NAMES as LEMMAS
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import RELATIONS, Tree, show
from kreiss.verify.proving.acceptance import (
    are_accepted,
    is_accepted,
    shows_nothing_satisfies,
    without_superfluous_steps,
)
from kreiss.verify.proving.coupled import (
    attained,
    conclusion_from,
    decay_of_powers,
    direct_comparison,
    exact_worst_case,
    growth_of_powers,
    one_way_coupling,
    stability,
)
from kreiss.verify.proving.eigenvalues import spectral_steps
from kreiss.verify.proving.forms.bounds import BOUNDED, orders, steps_by_bounds
from kreiss.verify.proving.forms.scalars import quantities
from kreiss.verify.proving.forms.search import form_steps
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.problem import Facts, oriented
from kreiss.verify.proving.renaming import Lettered, Renaming
from kreiss.verify.proving.rewriting.flows import steps_for_flows
from kreiss.verify.proving.rewriting.strategy import steps_by_rewriting
from kreiss.verify.proving.rewriting.two_rates import steps_at_two_rates
from kreiss.verify.proving.small import cosine_of, steps_by_minors
from kreiss.verify.proving.spectra import steps_at_eigenvalues
from kreiss.verify.proving.splits import steps_by_splits
from kreiss.verify.proving.task import Task

_LONGEST_AUXILIARY = 3.0  # seconds for a bound that a proof needs on the way
_FOR_REWRITING = 0.4  # of what is left, for norms of sums of products: what is found is mostly found in a second
_UNBOUNDED = re.compile(r"\b(K|K_ct|sup_powers|sup_exp)\(", re.ASCII)


def prove_claim(claim: Claim, budget: float = 30.0) -> Proof | None:
    """A proof of the claim that the checker accepts, or None if no strategy finds one within the budget (seconds).

    Guarantee: exact. ``Proof.document()`` is the certificate; the lemmas it cites are what the checker reports. None
    says nothing about the claim. Raises ``InvalidArgument`` for a budget ≤ 0.
    """
    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    try:
        return proof_of(claim, Deadline.after(budget))
    except OutOfTime:
        return None


def proof_of(claim: Claim, deadline: Deadline, left: list[str] | None = None, *, by_forms: bool = True) -> Proof | None:
    """A proof of the claim that the checker accepts, or None if no strategy finds one. Guarantee: exact.

    ``left`` is given what strategies could not show, a line each. The search for proofs by forms, the last and by far
    the longest, is left out where it is not asked for. Raises ``OutOfTime`` where the deadline passes before one is
    found, or kept a strategy from trying all it can.
    """
    renaming = Renaming(claim.plain)
    found = _proof_of(renaming.claim, deadline, [] if left is None else left, by_forms)
    carried = None if found is None else renaming.proof(found)
    return carried if carried is None or carried is found or is_accepted(carried) else None


def _proof_of(claim: Claim, deadline: Deadline, left: list[str], by_forms: bool) -> Proof | None:
    if is_accepted(immediate := Proof(claim.given, claim.states, ())):
        return immediate
    task, cut_short = Task(claim, deadline), False
    for strategy in (
        _catalogued,
        _lemmas,
        _dominated,
        _identities,
        decay_of_powers,
        _numbers,
        _ordered,
        attained,
        one_way_coupling,
        exact_worst_case,
        steps_at_two_rates,
        direct_comparison,
        growth_of_powers,
        _lettered,
        stability,
        spectral_steps,
        _minors,
        steps_by_splits,
        _at_eigenvalues,
        _continuous,
        _flows,
        _rewritten,
        *((_forms,) if by_forms else ()),
    ):
        deadline.check()
        try:
            steps = tuple(strategy(task))
        except PrecisionExhausted as error:
            cut_short |= isinstance(error, CutShort)
            left.append(str(error).split(" given ")[0])
            continue
        if steps and is_accepted(proof := Proof(claim.given, claim.states, steps, cosine=cosine_of(steps))):
            return without_superfluous_steps(proof, is_accepted, deadline)
    if cut_short:
        raise OutOfTime("a strategy was cut short")
    return None


def contradiction(claim: Claim, deadline: Deadline) -> Proof | None:
    """A proof that nothing satisfies the hypotheses, by ``1 <= 0`` as a consequence, which proves any claim.

    Guarantee: exact. None says nothing about the hypotheses. Raises ``OutOfTime``.
    """
    renaming = Renaming(claim.plain)
    found = _contradiction(renaming.claim, deadline)
    if found is None or shows_nothing_satisfies(found := renaming.proof(found)):
        return found
    return None


def _contradiction(claim: Claim, deadline: Deadline) -> Proof | None:
    task = Task(claim, deadline)
    order = [lemma(text, name, "the lemma itself") for text, name in task.facts.ordered_quantities()]
    facts = [*task.facts.all(), *(step.states for step in order)]
    for lines in (facts, [line for line in facts if not _UNBOUNDED.search(line)]):
        try:
            steps = (
                *order,
                inequality("1 <= 0", lines, "the hypotheses contradict each other", deadline=task.deadline),
            )
        except PrecisionExhausted:
            continue
        if shows_nothing_satisfies(proof := Proof(claim.given, claim.states, steps)):
            return without_superfluous_steps(proof, shows_nothing_satisfies, deadline)
    return None


def _catalogued(task: Task) -> Iterator[Step]:
    """A theorem of the catalogue with exactly this text."""
    part = part_that_states(task.claim.given, task.claim.states)
    if part is not None and part.radius == "r":
        with until(task.deadline):
            steps = tuple(part.steps())
        yield from steps


def _lemmas(task: Task) -> Iterator[Step]:
    """A relation that a lemma states."""
    for tree in (order for relation in task.claim.conclusion for order in _both(relation)):
        names = [name for name in LEMMAS if are_accepted(task.claim, (lemma(show(tree), name, "the lemma itself"),))]
        if names:
            yield lemma(show(tree), names[0], "the lemma itself")
        elif task.facts.is_equality_with_one(tree):
            yield lemma(f"{show(tree[1])} <= 1", "contraction", "the numerical radius is at most 1")


def _both(relation: Tree) -> tuple[Tree, ...]:
    """The relation; an equation of two values of a quantity as two orders, since lemmas state orders."""
    sign, left, right = relation
    same = sign == "==" and left[0] == right[0] == "call" and left[1] == right[1]
    return (("<=", left, right), ("<=", right, left)) if same else (relation,)


def _ordered(task: Task) -> Iterator[Step]:
    """What follows from ρ ≤ w ≤ ‖·‖, from ‖A‖ = ρ(A) for normal A, and from K(A) = 1 where ‖A‖ ≤ 1."""
    bounds = []
    for text, name in task.facts.ordered_quantities():
        bounds.append(text)
        yield lemma(text, name, "the lemma itself")
    for matrix in task.facts.arguments_of("K"):
        known = [text for text in bounds if f"norm({show(matrix)})" in text]
        yield task.inequality(f"norm({show(matrix)}) <= 1", tuple(known), "the norm is at most 1")
        bounds.append(f"K({show(matrix)}) <= 1")
        yield lemma(bounds[-1], "contraction", "the norm is at most 1")
    yield from conclusion_from(task, tuple(bounds))


def _dominated(task: Task) -> Iterator[Step]:
    """K(J) ≤ K(M), or the same for ρ and powers, where the numbers in M bound the blocks of J."""
    for tree in task.claim.conclusion:
        if tree[0] in ("<=", ">=") and tree[1][0] == tree[2][0] == "call":
            yield domination(show(tree), "the entries bound the blocks")


def _identities(task: Task) -> Iterator[Step]:
    if all(tree[0] == "==" and task.facts.is_matrix(tree[1]) for tree in task.claim.conclusion):
        for tree in task.claim.conclusion:
            yield identity(show(tree), "both sides agree when multiplied out in non-commuting letters")


def _numbers(task: Task) -> Iterator[Step]:
    """A relation that follows from the hypotheses alone."""
    if not task.facts.arguments_of("K"):
        for rate, parts in task.facts.rates().items():
            known = (f"0 <= {parts[0]}", f"{parts[0]} <= {rate}")
            yield inequality(f"0 <= {rate}", known, "it bounds a spectral radius", deadline=task.deadline)
        yield from conclusion_from(task, ())


def _lettered(task: Task) -> Iterator[Step]:
    """What holds for any blocks of these norms holds for blocks that are no letters, such as I − hA."""
    blocks = task.facts.bounded_blocks()
    if blocks:
        lettered = Lettered(task.claim, blocks)
        found = proof_of(lettered.claim, task.deadline, by_forms=False)
        yield from () if found is None or found.cosine else lettered.proof(found).steps


def _at_eigenvalues(task: Task) -> Iterator[Step]:
    """Bounds on functions of one symmetric matrix, at each of its eigenvalues."""

    def steps_of(claim: Claim, outer: Task) -> tuple[Step, ...] | None:
        found = proof_of(claim, outer.deadline)
        return None if found is None or found.cosine else found.steps

    def by_forms(claim: Claim, outer: Task) -> tuple[Step, ...] | None:
        inner = Setting(claim, Facts(claim))
        try:
            return tuple(steps_by_bounds(inner, outer.deadline.within(_LONGEST_AUXILIARY), are_accepted))
        except PrecisionExhausted:
            return None
        except OutOfTime:
            outer.deadline.check()
            return None

    yield from steps_at_eigenvalues(task, steps_of, by_forms)


def _forms(task: Task) -> Iterator[Step]:
    """Bounds on quantities of expressions in matrices, by forms and lemmas, and orders of matrices, by forms."""
    conclusion = task.claim.conclusion
    numbers = all(tree[0] in RELATIONS and not task.facts.is_matrix(tree[1]) for tree in conclusion)
    if all(tree[0] in ("<=", ">=") and task.facts.is_matrix(tree[1]) for tree in conclusion):
        setting = Setting(task.claim, task.facts)
        for tree in map(oriented, conclusion):
            yield from form_steps(tree, setting, task.deadline) or ()
    if numbers and all(quantity[1] in BOUNDED for tree in conclusion for quantity in quantities(tree)):
        yield from steps_by_bounds(Setting(task.claim, task.facts), task.deadline, are_accepted)


def _rewritten(task: Task) -> Iterator[Step]:
    """Bounds on norms by writing what they are norms of as sums of products."""
    conclusion = task.claim.conclusion
    if any(tree[0] not in RELATIONS or task.facts.is_matrix(tree[1]) for tree in conclusion):
        return
    goals = [goal for tree in conclusion for goal in orders(tree)]
    if all(quantity[1] == "norm" for goal in goals for quantity in quantities(goal[1])):
        with _in_a_share(task, "the norms were not rewritten") as soon:
            yield from steps_by_rewriting(Setting(task.claim, task.facts), goals, soon, are_accepted)


def _minors(task: Task) -> Iterator[Step]:
    """Norms and numerical radii of small matrices of numbers, by determinants."""
    with _in_a_share(task, "the determinants were not bounded") as soon:
        yield from steps_by_minors(Task(task.claim, soon))


@contextmanager
def _in_a_share(task: Task, missed: str) -> Iterator[Deadline]:
    """A share of the time left; raises ``CutShort`` where only that has passed."""
    try:
        yield task.deadline.within(max(_FOR_REWRITING * task.deadline.left, _LONGEST_AUXILIARY))
    except OutOfTime:
        task.deadline.check()
        raise CutShort(f"{missed} in the time for it") from None


def _continuous(task: Task) -> Iterator[Step]:
    """K_ct(M) ≤ f for M = (J − I)/h, from K(J) ≤ f."""
    for tree in task.claim.conclusion:
        match tree:
            case ("<=", ("call", "K_ct", (flow,)), right):
                for base, size in task.facts.euler_steps(flow):
                    yield from _through(task, euler(show(flow), base, size), show(flow), base, show(right))


def _flows(task: Task) -> Iterator[Step]:
    """Bounds on K_ct of coupled flows, by those of their blocks."""

    def by_a_form(claim: Claim, outer: Task) -> tuple[Step, ...] | None:
        (goal,) = claim.conclusion
        found = form_steps(goal, Setting(claim, Facts(claim)), outer.deadline.within(_LONGEST_AUXILIARY))
        return None if found is None else tuple(found)

    with _in_a_share(task, "the flow was not compared") as soon:
        yield from steps_for_flows(Task(task.claim, soon), by_a_form)


def _through(task: Task, step: Step, flow: str, base: str, bound: str) -> Iterator[Step]:
    if bound != f"K({base})":
        found = proof_of(Claim(task.claim.id, f"K({base}) <= {bound}", task.claim.given), task.deadline)
        if found is None:
            return
        yield from found.steps
    yield step
    if bound != f"K({base})":
        yield transitive(f"K_ct({flow})", f"K({base})", bound, "by that step")
