"""The array of an operator that is known by its products, column by column, and what is refused of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric.arithmetic.matrices import Array

LARGEST_DENSE = 4000  # larger ones take gigabytes
_CHUNK = 256  # columns at once: more save calls, and take memory


def dense_of(operator: Any) -> Array:
    """The array of an operator, by products with the columns of the identity, in float64.

    Raises ``InvalidArgument`` beyond order 4000 and ``InvalidMatrix`` for one that is not square or not finite.
    """
    rows, n = operator.shape
    if rows != n:
        raise InvalidMatrix(f"expected a square operator, got {rows}×{n}")
    require_dense(n)
    identity = [np.eye(n, min(_CHUNK, n - k), -k) for k in range(0, n, _CHUNK)]
    columns = [np.asarray(operator.matmat(block)) for block in identity]
    found = np.concatenate(columns, axis=1)
    found = found.astype(np.complex128 if np.iscomplexobj(found) else np.float64)
    require_finite(found)
    return found


def require_dense(n: int) -> None:
    """Raise ``InvalidArgument`` for an order whose array is too large."""
    if n > LARGEST_DENSE:
        raise InvalidArgument(
            f"expected an order of at most {LARGEST_DENSE} for a dense matrix, got {n}, which takes "
            f"{n * n * 8 / 2**30:.1f} GiB and a time that grows like n³: use "
            "kreiss.verify.diagnosis.updates.survey.survey"
        )


def require_finite(J: Array) -> None:
    """Raise ``InvalidMatrix`` for a matrix with entries that are NaN or infinite, and say how many."""
    wrong = np.argwhere(~np.isfinite(J))
    if len(wrong):
        i, j = wrong[0].tolist()
        raise InvalidMatrix(
            f"expected a finite Jacobian, got {len(wrong)} of {J.size} entries that are NaN or infinite, the first at "
            f"({i + 1}, {j + 1}): the step is not differentiable there, or its parameters have diverged"
        )
