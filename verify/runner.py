"""Deciding many claims: in this process or over several, each within its budget, with progress as they finish."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.verdicts import Verdict, decide

Progress = Callable[[Verdict], None]


def verify(
    claims: Sequence[Claim],
    *,
    budget: float = 30.0,
    workers: int | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on claims, in their order, each within about ``budget`` seconds.

    ``workers`` processes are used (by default one per core, at most one per claim; 1 stays in this process), or any
    ``concurrent.futures`` executor whose workers can import kreiss. ``progress`` is called with each verdict as it
    comes. Guarantee: exact for PROVED and REFUTED. Raises ``InvalidArgument`` for a budget or number of workers < 1.
    """
    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    if workers is not None and workers < 1:
        raise InvalidArgument(f"expected at least 1 worker, got {workers}")
    count = min(workers or os.cpu_count() or 1, len(claims))
    if executor is None and count <= 1:
        return tuple(_told(decide(claim, budget, seed), progress) for claim in claims)
    with _executor(executor, count) as pool:
        return _collected([pool.submit(decide, claim, budget, seed) for claim in claims], progress)


def only(claims: Sequence[Claim], ids: Sequence[str]) -> tuple[Claim, ...]:
    """The claims with these ids, in the order of the file; all of them for no ids."""
    known = {claim.id for claim in claims}
    for wanted in ids:
        if wanted not in known:
            raise InvalidClaim(f"no claim has the id '{wanted}'; the ids are {', '.join(sorted(known))}")
    return tuple(claim for claim in claims if not ids or claim.id in ids)


def _told(verdict: Verdict, progress: Progress | None) -> Verdict:
    if progress is not None:
        progress(verdict)
    return verdict


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


def _collected(futures: Sequence["Future[Verdict]"], progress: Progress | None) -> tuple[Verdict, ...]:
    for future in as_completed(futures):
        _told(future.result(), progress)
    return tuple(future.result() for future in futures)
