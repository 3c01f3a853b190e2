"""Deciding many claims: in this process or over several, each within its budget, with progress as they finish."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.deciding.decide import Verdict, decide, refuted
from kreiss.verify.refuting.examples import Examples
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.records import Record, record, restored

Progress = Callable[[Verdict], None]


def verify(
    claims: Sequence[Claim],
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
    """The verdicts on claims, in their order, each within about ``budget`` seconds.

    ``workers`` processes are used (by default one per core, at most one per claim; 1 stays in this process), or any
    ``concurrent.futures`` executor whose workers can import kreiss. ``stored`` verdicts (of a lock file, by claim id)
    and those of an open ``journal`` are re-checked instead of decided again, UNDECIDED ones unless they had less time
    or another seed; the journal takes in each new one.
    Counterexamples of ``examples`` are tried first, and new ones are kept there.
    ``progress`` is called with each verdict as it comes. Guarantee: exact for PROVED and REFUTED. Raises
    ``InvalidArgument`` for a budget or number of workers < 1.
    """
    _require_positive(budget, workers)
    known = {**(stored or {}), **(journal.results if journal else {})}
    verdicts: dict[str, Verdict] = {}

    def left() -> list[Claim]:
        return [claim for claim in claims if claim.id not in verdicts]

    for found, new in (
        (_restored(claims, known, budget, seed), False),
        (_met_again(left, examples), True),
        (_decided(left, budget, seed, workers, executor), True),
    ):
        for verdict in found:
            if new:
                _note(verdict, journal, examples, budget, seed)
            verdicts[verdict.claim.id] = verdict
            if progress is not None:
                progress(verdict)
    return tuple(verdicts[claim.id] for claim in claims)


def _require_positive(budget: float, workers: int | None) -> None:
    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    if workers is not None and workers < 1:
        raise InvalidArgument(f"expected at least 1 worker, got {workers}")


def _note(verdict: Verdict, journal: Journal | None, examples: Examples | None, budget: float, seed: int) -> None:
    """Keep a new verdict where it is to be kept."""
    if journal is not None:
        journal.add(verdict.claim.id, record(verdict, budget, seed))
    if examples is not None and isinstance(verdict.witness, Witness):
        examples.keep(verdict.claim, verdict.witness)


def _restored(claims: Sequence[Claim], known: Mapping[str, Record], budget: float, seed: int) -> Iterator[Verdict]:
    """Stored verdicts that hold for their claims."""
    for claim in claims:
        kept = restored(claim, known[claim.id], budget, seed) if claim.id in known else None
        if kept is not None:
            yield kept


def _met_again(left: Callable[[], Sequence[Claim]], examples: Examples | None) -> Iterator[Verdict]:
    """Verdicts on claims that a kept counterexample refutes."""
    if examples is None:
        return
    for claim in left():
        began = time.monotonic()
        witness = examples.refute(claim)
        if witness is not None:
            yield refuted(claim, witness, {"kept": True}, time.monotonic() - began)


def _decided(
    left: Callable[[], Sequence[Claim]], budget: float, seed: int, workers: int | None, executor: Executor | None
) -> Iterator[Verdict]:
    """Verdicts on what is left as they come, from this process or from others."""
    claims = left()
    count = min(workers or os.cpu_count() or 1, len(claims))
    if executor is None and count <= 1:
        for claim in claims:
            yield decide(claim, budget, seed)
        return
    with _executor(executor, count) as pool:
        for future in as_completed([pool.submit(decide, claim, budget, seed) for claim in claims]):
            yield future.result()


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


@contextmanager
def processes(workers: int | None) -> Iterator[Executor | None]:
    """A pool of fresh processes, by default one per core; None for one worker, which is this process."""
    count = workers if workers is not None else os.cpu_count() or 1
    _require_positive(1.0, count)
    if count == 1:
        yield None
        return
    with _executor(None, count) as pool:
        yield pool


@contextmanager
def _executor(given: Executor | None, count: int) -> Iterator[Executor]:
    """The caller's executor as it is, or a pool of fresh processes that is closed at once on an interrupt."""
    if given is not None:
        yield given
        return
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        yield pool
    except BaseException:
        for process in list(getattr(pool, "_processes", {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
