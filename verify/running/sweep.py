"""Sweeps: a claim at many random rational instances, decided exactly, over any executor, with a journal to resume from.

The instances come in chunks. Chunk k of a sweep with a seed is always the same work, whichever process does it, so that
a journal needs one short line a chunk, and a sweep that was killed does again only the chunks that were not noted.
An error that nobody foresaw is the outcome of its instance; a chunk with one is not noted, so that it is tried again.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidArgument
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting.witness import Instance, Witness, examine, refutes
from kreiss.verify.running.isolation import Failure, attempted, outcome
from kreiss.verify.running.journal import Journal
from kreiss.verify.search import rounds, simplify
from kreiss.verify.search.layouts import Layout
from kreiss.verify.search.seeds import seeds
from kreiss.verify.search.shapes import LARGEST_ORDER

CHUNK = 100  # instances of one task: more save calls between processes, fewer lose less where one is killed
_IN_FLIGHT, _TRIES, _SECONDS = 64, 300, 20.0
"""Tasks given out at once, draws for one instance, and seconds to decide one."""
Task = tuple[Claim, int, int, int]
Result = Mapping[str, Any]


@dataclass
class Swept:
    """Totals of a sweep: instances that hold, that were left open, and that no feasible point was drawn for.

    ``failing`` and ``broken`` are the places (chunk, index) of those that fail, and of those that met an error nobody
    foresaw, with the error. The totals do not depend on the order in which chunks come.
    """

    holding: int = 0
    open: int = 0
    empty: int = 0
    margin: float | None = None
    closest: tuple[int, int] | None = None
    failing: list[tuple[int, int]] = field(default_factory=list)
    broken: dict[tuple[int, int], Failure] = field(default_factory=dict)

    @property
    def instances(self) -> int:
        """How many instances have been decided or tried."""
        return self.holding + self.open + self.empty + len(self.failing) + len(self.broken)

    def taking(self, chunk: int, result: Result) -> "Swept":
        """These totals after ``add``."""
        self.add(chunk, result)
        return self

    def add(self, chunk: int, result: Result) -> None:
        """Take in the result of a chunk; ``closest`` and ``failing`` are (chunk, index) for ``instance``."""
        self.holding += result["holding"]
        self.open += result["open"]
        self.empty += result["empty"]
        self.failing = sorted([*self.failing, *((chunk, index) for index in result["failing"])])
        self.broken |= {(chunk, index): failure for index, failure in result.get("broken", {}).items()}
        if result["margin"] is not None:
            found = (result["margin"], (chunk, result["closest"]))
            known = [] if self.margin is None or self.closest is None else [(self.margin, self.closest)]
            self.margin, self.closest = min([found, *known])


def sweep(
    claim: Claim,
    instances: int,
    *,
    seed: int = 0,
    executor: Executor | None = None,
    journal: Journal | None = None,
    progress: Callable[[Swept], None] | None = None,
    work: Callable[[Claim, int, int, int], Result] | None = None,
) -> Swept:
    """The totals over that many random instances. Guarantee: exact for each instance.

    ``executor`` is any of ``concurrent.futures``, or Dask's ``Client.get_executor()``. An open ``journal`` takes in
    each chunk and spares those that it holds in full; ``progress`` is called with the totals so far. ``work`` replaces
    ``decide_chunk``. A failing instance is a refutation of the claim: ``instance`` rebuilds it. An instance that meets
    an error nobody foresaw is among the ``broken`` ones, a chunk that kills its worker with all of its instances.
    Raises ``InvalidArgument`` for fewer than 1 instance, for a claim about larger matrices than are drawn, and for a
    journal of something else.
    """
    if instances < 1:
        raise InvalidArgument(f"expected at least 1 instance, got {instances}")
    if not _layouts(claim):
        raise InvalidArgument(
            f"claim '{claim.id}': no instances are drawn, as the hypotheses ask for an order above {LARGEST_ORDER}"
        )
    total = Swept()
    chunks = -(-instances // CHUNK)
    sizes = {chunk: min(CHUNK, instances - chunk * CHUNK) for chunk in range(chunks)}
    done = {} if journal is None else _noted(journal, sizes)
    for chunk, result in done.items():
        total.add(chunk, result)
    if progress is not None:
        progress(total)
    pending = [(claim, seed, chunk, sizes[chunk]) for chunk in sizes if chunk not in done]
    for chunk, found in _results(pending, executor, work or decide_chunk):
        result = _lost(found, sizes[chunk]) if isinstance(found, Failure) else found
        if journal is not None and not result.get("broken"):
            journal.add(str(chunk), result)
        total.add(chunk, result)
        if progress is not None:
            progress(total)
    return total


def _noted(journal: Journal, sizes: Mapping[int, int]) -> dict[int, Result]:
    """The chunks of this sweep that the journal holds in full; one of another size is done again."""
    done = {}
    for chunk, size in sizes.items():
        result = journal.results.get(str(chunk))
        if result is not None and not _is_result(result):
            raise InvalidArgument(f"{journal.path}: chunk {chunk} is not the result of a sweep")
        if result is not None and Swept().taking(chunk, result).instances == size:
            done[chunk] = result
    return done


def _is_result(result: Any) -> bool:
    if (
        not isinstance(result, dict)
        or result.get("broken")
        or not {"holding", "open", "empty", "failing", "margin", "closest"} <= result.keys()
    ):
        return False
    counts = [result["holding"], result["open"], result["empty"], 0 if result["closest"] is None else result["closest"]]
    numbers = isinstance(result["failing"], list) and all(type(x) is int for x in (*counts, *result["failing"]))
    return numbers and (result["margin"] is None or type(result["margin"]) in (int, float))


def _results(
    tasks: list[Task], executor: Executor | None, work: Callable[[Claim, int, int, int], Result]
) -> Iterator[tuple[int, Result | Failure]]:
    """Results as they come, or what kept a chunk from one; a bounded number of tasks waits in the executor."""
    if executor is None:
        for task in tasks:
            yield task[2], attempted(work, *task)
        return
    waiting, running = iter(tasks), dict[Future[Result], int]()
    while True:
        for task in islice(waiting, _IN_FLIGHT - len(running)):
            running[executor.submit(work, *task)] = task[2]
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            found = outcome(future)
            yield running.pop(future), found


def decide_chunk(claim: Claim, seed: int, chunk: int, size: int) -> dict[str, Any]:
    """The instances of one chunk, decided: counts, the smallest margin and its index, those that fail or break."""
    result = _nothing()
    layouts = _layouts(claim)
    for index in range(size):
        found = attempted(_examined, claim, layouts, seed, chunk, index)
        if isinstance(found, Failure):
            result["broken"][index] = found
        elif isinstance(found, OutOfTime):
            result["open"] += 1
        elif found is None or found.hypotheses is not True:
            result["empty"] += 1
        elif found.conclusion is None:
            result["open"] += 1
        elif found.conclusion is False:
            result["failing"].append(index)
        else:
            result["holding"] += 1
            if found.margin is not None and (result["margin"] is None or found.margin < result["margin"]):
                result["margin"], result["closest"] = found.margin, index
    return result


def _nothing() -> dict[str, Any]:
    """The result of a chunk in which nothing has been decided."""
    return {"holding": 0, "open": 0, "empty": 0, "margin": None, "closest": None, "failing": [], "broken": {}}


def _lost(failure: Failure, size: int) -> Result:
    """The result of a chunk that was kept from one."""
    return {**_nothing(), "broken": dict.fromkeys(range(size), failure)}


def _examined(claim: Claim, layouts: list[Layout], seed: int, chunk: int, index: int) -> Instance | OutOfTime | None:
    """What holds at the instance of a place, or that it takes too long to tell."""
    point = _point(layouts, seed, chunk, index)
    try:
        return (
            None if point is None else examine(claim, *point[0].point(point[1]), _gap(*point), Deadline.after(_SECONDS))
        )
    except OutOfTime as ended:
        return ended


def instance(claim: Claim, seed: int, chunk: int, index: int, gap: float = 1e-6) -> Witness | None:
    """The instance of a sweep by its place, with its certificate if the checker accepts that it refutes the claim."""
    point = _point(_layouts(claim), seed, chunk, index)
    found = None if point is None else examine(claim, *point[0].point(point[1]), gap)
    return found.witness if found is not None and refutes(claim, found.witness) else None


def _layouts(claim: Claim) -> list[Layout]:
    return rounds.Search(claim, NEVER, np.random.default_rng(0)).layouts


def _point(layouts: list[Layout], seed: int, chunk: int, index: int) -> tuple[Layout, simplify.Vector] | None:
    """A feasible rational point that depends on its place alone; None if some hundred draws give none."""
    rng = np.random.default_rng([seed, chunk, index])
    layout = layouts[int(rng.integers(len(layouts)))]
    for vector in islice(seeds(layout, rng), _TRIES):
        candidate = tuple(Fraction(x).limit_denominator(1000) for x in vector)
        if rounds.feasible(layout, candidate):
            return layout, candidate
    return None


def _gap(layout: Layout, vector: simplify.Vector) -> float:
    return min(1e-2, max(1e-6, abs(rounds.score(layout, vector)) / 20))
