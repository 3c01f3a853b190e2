"""Deadlines that are handed down: an engine is given one, asks it between two steps, and passes it on to what it calls.

Nothing interrupts anything: a limit holds on every platform and in every thread, and what it cuts short says so.
A budget's seconds are processor time, so that a verdict does not depend on what else the machine is doing; where a user
waits for one number they are seconds of the clock on the wall.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf


class OutOfTime(Exception):
    """A deadline has passed: control flow, and no ``KreissError``, so that no engine takes it for "not found".

    Who sets a deadline catches it; every other handler lets it through.
    """


@dataclass(frozen=True)
class Deadline:
    """The time ``end`` on ``clock`` (seconds); what is handed down of it is never later."""

    end: float
    clock: Callable[[], float] = time.process_time

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline ``seconds`` of this process's processor time from now, over all its threads."""
        return cls(time.process_time() + seconds)

    @classmethod
    def on_the_wall(cls, seconds: float) -> "Deadline":
        """The deadline ``seconds`` from now by the clock on the wall."""
        return cls(time.monotonic() + seconds, time.monotonic)

    @property
    def left(self) -> float:
        """The seconds left, at least 0; ``inf`` without a limit."""
        return max(0.0, self.end - self.clock())

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return not self.unlimited and self.clock() >= self.end  # reading the clock may cost more than a step

    @property
    def unlimited(self) -> bool:
        """Whether this deadline never comes."""
        return self.end == inf

    def check(self) -> None:
        """Raise ``OutOfTime`` once the time is over."""
        if self.passed:
            raise OutOfTime(f"the deadline has passed by {self.clock() - self.end:.3g} s")

    def within(self, seconds: float) -> "Deadline":
        """``seconds`` from now on the same clock, or this deadline where it is sooner."""
        return Deadline(min(self.end, self.clock() + seconds), self.clock)

    def share(self, part: float) -> "Deadline":
        """A part, from 0 to 1, of the time left."""
        return self if self.unlimited else self.within(part * self.left)


NEVER = Deadline(inf)
