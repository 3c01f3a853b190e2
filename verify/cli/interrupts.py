"""Ctrl-C and SIGTERM: both stop a command in the same way, and each has its exit status."""

import signal
from types import FrameType
from typing import NoReturn

INTERRUPTED, TERMINATED = 130, 143  # exit statuses by the shell's custom: 128 and the signal's number
_received: list[int] = []


class Terminated(KeyboardInterrupt):
    """The process was asked to end by SIGTERM."""


def stopped_status() -> int:
    """The exit status of a command that an interrupt has stopped, however that came to be known."""
    return TERMINATED if _received else INTERRUPTED


def answer_sigterm() -> None:
    """Let SIGTERM stop this process as Ctrl-C does."""
    _received.clear()
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    _received.append(number)
    raise Terminated
