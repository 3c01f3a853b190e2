"""Processes that work for this one: each does one task at a time, a dead one is replaced, none outlives its parent."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

T = TypeVar("T")
_CHANCES = 2  # for a claim whose process was killed: a second, as it may have been another's fault


class WorkerDied(Exception):
    """The process that worked on a task died, and so did the next one that was given it."""


class Workers(ThreadPoolExecutor):
    """An executor of ``count`` fresh processes, each with a thread here that hands it one task after the other.

    So it is known which task a process died of: it gets a second process, and raises ``WorkerDied`` if that dies too.
    Leaving on an exception ends the processes at once.
    """

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._own = threading.local()
        self._pools: list[ProcessPoolExecutor] = []
        self._closed = False

    def submit(self, work: Callable[..., T], /, *args: Any, **options: Any) -> Future[T]:
        """The future of a task."""
        return super().submit(self._carried_out, work, *args, **options)

    def _carried_out(self, work: Callable[..., T], *args: Any, **options: Any) -> T:
        for _ in range(_CHANCES):
            if self._closed:
                break
            try:
                return self._process().submit(work, *args, **options).result()
            except BrokenProcessPool:
                del self._own.pool
        raise WorkerDied("the process that worked on this died, and so did a second one")

    def _process(self) -> ProcessPoolExecutor:
        """This thread's process."""
        if not hasattr(self._own, "pool"):
            self._own.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_serve)
            self._pools.append(self._own.pool)
        pool: ProcessPoolExecutor = self._own.pool
        return pool

    def __exit__(self, kind: type[BaseException] | None, *rest: Any) -> None:
        if kind is not None:
            self._abandon()
        self.shutdown(wait=kind is None)
        for pool in self._pools:
            pool.shutdown(wait=kind is None)

    def _abandon(self) -> None:
        """End the processes, whatever they are doing."""
        self._closed = True
        self.shutdown(wait=False, cancel_futures=True)
        for pool in self._pools:
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.terminate()


def _serve() -> None:
    """Make this process end with its parent, which alone answers to an interrupt from the keyboard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
