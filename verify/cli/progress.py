"""A bar with count, time and estimate on stderr where that is a terminal; elsewhere a line now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from kreiss.verify.cli.terminal import is_quiet

_SECONDS = 120.0
"""Between two lines of a log: nothing is written of what is done sooner."""


class _Rate(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        """The rate, as soon as it is known."""
        return Text("" if task.speed is None else f"{task.speed:.3g}/s")


@contextmanager
def progress(description: str, total: int) -> Iterator[Callable[[int, str], None]]:
    """What to call with the number done so far and a description; it shows nothing with ``--quiet``."""
    console = Console(stderr=True)
    if is_quiet():
        yield lambda done, text: None
        return
    if not console.is_terminal:
        yield _log(console, description, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done, text: bar.update(task, completed=done, description=text)


def _log(console: Console, description: str, total: int) -> Callable[[int, str], None]:
    """Lines of plain text, one at most in each span of time: a log of them is short, and can be read."""
    began = last = time.monotonic()

    def advance(done: int, text: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS:
            last = now
            line = f"{description}: {done} of {total} after {now - began:.0f} s, last {text}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return advance
