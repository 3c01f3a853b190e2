"""One piece of work among many: what it did not foresee becomes its own outcome, and the rest goes on."""

import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from kreiss.errors import KreissError

P = ParamSpec("P")
T = TypeVar("T")

PLEASE = "an internal error is a mistake in kreiss: please report it, with the claim and what --debug prints"


@dataclass(frozen=True)
class Failure:
    """An exception that nobody foresaw: what it says in one line, and its traceback."""

    message: str
    trace: str

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        """What is kept of an exception, which may refer to what no other process can read."""
        said = " ".join(str(error).split())
        message = f"internal error: {type(error).__name__}{f': {said}' if said else ''}"
        return cls(message, "".join(traceback.format_exception(error)))


def attempted(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T | Failure:
    """The result of the work, or what it failed with. Raises what is foreseen, ``KreissError``, and interrupts.

    This is the one place that catches everything, since a mistake in one claim must not cost the verdicts on others.
    """
    try:
        return work(*args, **options)
    except KreissError:
        raise
    except Exception as error:
        return Failure.of(error)


def outcome(future: Future[T]) -> T | Failure:
    """What a finished future holds; a ``Failure`` where its executor failed. Raises as ``attempted`` does."""
    error = CancelledError("its executor gave the work up") if future.cancelled() else future.exception()
    if error is None:
        return future.result()
    if isinstance(error, KreissError) or not isinstance(error, Exception):
        raise error
    return Failure.of(error)
