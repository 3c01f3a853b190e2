"""Ctrl-C and SIGTERM: both stop a command in the same way, and each has its exit status."""

import signal
from types import FrameType
from typing import NoReturn

INTERRUPTED, TERMINATED = 130, 143


class Terminated(KeyboardInterrupt):
    """The process was asked to end by SIGTERM."""


def status_of(interrupt: KeyboardInterrupt) -> int:
    """The exit status of a command that this stopped."""
    return TERMINATED if isinstance(interrupt, Terminated) else INTERRUPTED


def answer_sigterm() -> None:
    """Let SIGTERM stop this process as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated
