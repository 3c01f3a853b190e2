"""Deciding many claims: in this process or over several, each within its budget, with progress as they finish."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import AbstractContextManager, nullcontext
from typing import Concatenate, ParamSpec

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidArgument, InvalidClaim, KreissError
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.proved import refuted
from kreiss.verify.deciding.verdict import Verdict, broken
from kreiss.verify.decision import BROKEN
from kreiss.verify.refuting.examples import Examples
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.running.isolation import Failure, attempted, outcome
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.records import Record, record, restored
from kreiss.verify.running.workers import Workers

P = ParamSpec("P")
Progress = Callable[[Verdict], None]
_FOR_EXAMPLES = 0.1
"""The part of a budget that kept counterexamples may take besides."""


def verify(
    claims: Claim | Sequence[Claim],
    *,
    budget: float = 30.0,
    workers: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    stored: Mapping[str, Record] | None = None,
    journal: Journal | None = None,
    examples: Examples | None = None,
    progress: Progress | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on claims, in their order, or on one claim, each within about ``budget`` seconds of processor time.

    ``workers`` processes are used (by default one per core, at most one per claim; 1 stays in this process), or any
    ``concurrent.futures`` executor whose workers can import kreiss. ``stored`` verdicts (of a lock file, by claim id)
    and those of an open ``journal`` are re-checked instead of decided again, UNDECIDED ones unless they had less time
    or another seed; the journal takes in each new one.
    Counterexamples of ``examples`` are tried first, and new ones are kept there.
    ``progress`` is called with each verdict as it comes. A claim that cannot be used, or that meets an error nobody
    foresaw, is UNDECIDED with that ``error`` as evidence; it is noted nowhere, and the others go on.
    Guarantee: exact for PROVED and REFUTED. Raises ``InvalidArgument`` for what is no claim, and for a budget
    that is not above 0 or a number of workers below 1.
    """
    claims = _claims(claims)
    _require_positive(budget, workers)
    known = {**(stored or {}), **(journal.results if journal else {})}
    verdicts: dict[str, Verdict] = {}

    def left() -> list[Claim]:
        return [claim for claim in claims if claim.id not in verdicts]

    for found, new in (
        (_restored(claims, known, budget, seed), False),
        (_met_again(left, examples, budget), True),
        (_decided(left, budget, seed, workers, executor), True),
    ):
        for verdict in found:
            if new:
                _note(verdict, journal, examples, budget, seed)
            verdicts[verdict.claim.id] = verdict
            if progress is not None:
                progress(verdict)
    return tuple(verdicts[claim.id] for claim in claims)


def _claims(given: object) -> tuple[Claim, ...]:
    """The claims that a caller hands in: one, or several in some order."""
    claims = (given,) if isinstance(given, Claim | str) or not isinstance(given, Iterable) else tuple(given)
    for claim in claims:
        if not isinstance(claim, Claim):
            raise InvalidArgument(
                f"expected claims, as Claim('id', 'K(A) <= 1') or from load_claims, got {claim!r:.60}"
            )
    return claims


def _require_positive(budget: object, workers: object) -> None:
    if isinstance(budget, bool) or not isinstance(budget, int | float) or not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget!r:.40}")
    if workers is not None and (isinstance(workers, bool) or not isinstance(workers, int) or workers < 1):
        raise InvalidArgument(f"expected at least 1 worker, got {workers!r:.40}")


def _note(verdict: Verdict, journal: Journal | None, examples: Examples | None, budget: float, seed: int) -> None:
    """Keep a new verdict where it is to be kept; what failed is tried again next time."""
    if verdict.outcome == BROKEN:
        return
    if journal is not None:
        journal.add(verdict.claim.id, record(verdict, budget, seed))
    if examples is not None and isinstance(verdict.witness, Witness):
        examples.keep(verdict.claim, verdict.witness)


def _alone(
    step: Callable[Concatenate[Claim, P], Verdict | None], claim: Claim, *args: P.args, **options: P.kwargs
) -> Verdict | None:
    """What a step finds on one claim; whatever goes wrong with it is the claim's outcome."""
    try:
        found = attempted(step, claim, *args, **options)
    except KreissError as error:
        return broken(claim, f"cannot be decided: {error}")
    return broken(claim, found.message, found.trace) if isinstance(found, Failure) else found


def _restored(claims: Sequence[Claim], known: Mapping[str, Record], budget: float, seed: int) -> Iterator[Verdict]:
    """Stored verdicts that hold for their claims."""
    for claim in claims:
        kept = _alone(restored, claim, known[claim.id], budget, seed) if claim.id in known else None
        if kept is not None:
            yield kept


def _met_again(left: Callable[[], Sequence[Claim]], examples: Examples | None, budget: float) -> Iterator[Verdict]:
    """Verdicts on claims that a kept counterexample refutes."""
    if examples is None:
        return
    for claim in left():
        met = _alone(_refuted_again, claim, examples, _FOR_EXAMPLES * budget)
        if met is not None:
            yield met


def _refuted_again(claim: Claim, examples: Examples, seconds: float) -> Verdict | None:
    began = time.monotonic()
    try:
        witness = examples.refute(claim, Deadline.after(seconds))
    except OutOfTime:
        return None
    return None if witness is None else refuted(claim, witness, {"kept": True}, time.monotonic() - began)


def _decided(
    left: Callable[[], Sequence[Claim]], budget: float, seed: int, workers: int | None, executor: Executor | None
) -> Iterator[Verdict]:
    """Verdicts on what is left as they come, from this process or from others."""
    claims = left()
    count = min(workers or os.cpu_count() or 1, len(claims))
    if executor is None and count <= 1:
        for claim in claims:
            yield _fresh(claim, _alone(decide, claim, budget, seed))
        return
    with nullcontext(executor) if executor is not None else Workers(count) as pool:
        running = {pool.submit(_alone, decide, claim, budget, seed): claim for claim in claims}
        for future in as_completed(running):
            found = outcome(future)
            yield _fresh(running[future], found)


def _fresh(claim: Claim, found: Verdict | Failure | None) -> Verdict:
    """The verdict that was found, or what kept its worker from one."""
    if isinstance(found, Verdict):
        return found
    return broken(claim, found.message, found.trace) if found is not None else broken(claim, "no verdict was given")


def only(claims: Sequence[Claim], ids: Sequence[str]) -> tuple[Claim, ...]:
    """The claims with these ids, in the order of the files; all of them for no ids.

    Raises ``InvalidClaim`` for an id that no claim has, or that two files share.
    """
    known = {claim.id for claim in claims}
    for repeated in known if len(known) < len(claims) else ():
        if sum(claim.id == repeated for claim in claims) > 1:
            raise InvalidClaim(f"the id '{repeated}' is used in two files; decide them one by one")
    for wanted in ids:
        if wanted not in known:
            raise InvalidClaim(f"no claim has the id '{wanted}'; the ids are {', '.join(sorted(known))}")
    return tuple(claim for claim in claims if not ids or claim.id in ids)


def processes(workers: int | None) -> AbstractContextManager[Executor | None]:
    """Fresh processes, by default one per core; None for one worker, which is this process."""
    count = workers if workers is not None else os.cpu_count() or 1
    _require_positive(1.0, count)
    return nullcontext() if count == 1 else Workers(count)
