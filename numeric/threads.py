"""One thread for BLAS, where the work is many small products, or is shared between threads already."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_blas_thread() -> AbstractContextManager[Any]:
    """The block runs with one BLAS thread."""
    limited: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return limited


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that numpy and scipy have loaded: looking for them takes a millisecond."""
    return ThreadpoolController()
