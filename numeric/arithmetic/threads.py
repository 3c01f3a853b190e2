"""One thread for BLAS, where the work is many small products, or is shared between threads already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy  # noqa: F401
import scipy.linalg  # noqa: F401
from threadpoolctl import ThreadpoolController

_LIBRARIES = ThreadpoolController().select(user_api="blas").lib_controllers
"""What numpy and scipy have loaded: looking for it takes milliseconds."""
_LARGE = 256  # orders from which threads of BLAS gain more than they cost


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """The block runs with one BLAS thread."""
    limited = [(library, threads) for library in _LIBRARIES if (threads := library.get_num_threads()) != 1]
    for library, _ in limited:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, threads in limited:
            library.set_num_threads(threads)


@contextmanager
def blas_threads(n: int) -> Iterator[None]:
    """The block works with matrices of order n, one at a time: BLAS threads only wait for each other at small ones."""
    if n < _LARGE:
        with one_blas_thread():
            yield
    else:
        yield
