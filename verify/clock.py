"""What a budget counts, and a time limit on work that has none of its own: exact arithmetic can run long past a budget.

A budget's seconds are processor time, so that a verdict does not depend on what else the machine is doing; by the wall
clock they end after three times as many.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from kreiss.errors import PrecisionExhausted


class OutOfTime(PrecisionExhausted):
    """The time allowed for one step of a decision has passed."""


_PATIENCE = 3


def now() -> float:
    """The seconds that budgets count: processor time, or a third of the time by the wall clock where that is more."""
    return max(time.process_time(), (time.monotonic() - _STARTED) / _PATIENCE)


_STARTED = time.monotonic() - _PATIENCE * time.process_time()


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise ``OutOfTime`` inside the block after ``seconds`` of processor time.

    The main thread of a process with interval timers (any POSIX system) is interrupted; elsewhere the block runs on.
    Limits do not nest: an inner one replaces the outer.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"not decided within {seconds:.3g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
