"""A time limit on work that has none of its own: exact arithmetic can run long past a budget."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from kreiss.errors import PrecisionExhausted


class OutOfTime(PrecisionExhausted):
    """The time allowed for one step of a decision has passed."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise ``OutOfTime`` inside the block after ``seconds``.

    The main thread of a process with interval timers (any POSIX system) is interrupted; elsewhere the block runs on.
    Limits do not nest: an inner one replaces the outer.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"not decided within {seconds:.3g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
