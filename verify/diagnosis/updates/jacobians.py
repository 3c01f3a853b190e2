"""The Jacobian of a training step: any JAX update of several groups of parameters, in blocks, as a linear operator.

``step`` takes the parameters to the next ones: a dict, tuple or list whose entries are the groups, each an array or a
tree of arrays. Momenta, second moments and whatever else the update carries are groups like the others. Products with J
are forward-mode derivatives, with its transpose reverse-mode ones, both in the precision of the parameters. It needs
the extra ``training``; who trains with another library passes a SciPy ``LinearOperator`` to ``kreiss.diagnose``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from importlib import import_module
from itertools import accumulate
from typing import Any

import numpy as np
from scipy.sparse.linalg import LinearOperator

from kreiss.errors import InvalidArgument, MissingExtra
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.verify.diagnosis.updates.operators import require_dense, require_finite

Step = Callable[[Any], Any]
_CHUNK = 128  # columns at once: more save calls, and take memory


class CoupledJacobian(LinearOperator):  # type: ignore[misc]
    """J of one step in ``blocks``, the names of the groups, of the given ``sizes``; J is cut at the places ``split``.

    ``matvec`` is J·v and ``rmatvec`` Jᵀ·v. Guarantee: as good as the derivatives of the step in its own precision.
    """

    def __init__(
        self, point: Array, forward: Any, backward: Any, blocks: tuple[str, ...], sizes: tuple[int, ...]
    ) -> None:
        super().__init__(np.float64, (len(point), len(point)))
        self.point, self.blocks, self.sizes = point, blocks, sizes
        self._forward, self._backward = forward, backward

    @property
    def split(self) -> tuple[int, ...]:
        """Where the blocks end, without the last."""
        return tuple(accumulate(self.sizes))[:-1]

    def _matvec(self, v: Array) -> Array:
        return np.asarray(self._forward(_like(v, self.point)), dtype=np.float64)

    def _rmatvec(self, v: Array) -> Array:
        return np.asarray(self._backward(_like(v, self.point)), dtype=np.float64)

    def dense(self) -> Array:
        """J as a float64 array, which holds entries of any narrower type exactly.

        Raises ``InvalidArgument`` beyond order 4000, and ``InvalidMatrix`` for entries that are NaN or infinite.
        """
        n, kind = self.shape[0], self.point.dtype
        require_dense(n)
        along = _jax().vmap(self._forward)
        columns = [along(np.eye(min(_CHUNK, n - k), n, k, dtype=kind)) for k in range(0, n, _CHUNK)]
        found = np.concatenate([np.asarray(part, dtype=np.float64) for part in columns]).T
        require_finite(found)
        return found


def jacobian(step: Step, params: Any, blocks: Sequence[Any] | None = None) -> CoupledJacobian:
    """The Jacobian of ``step`` at ``params``, in the order of ``blocks``.

    ``blocks`` lists the keys of a dict (the places in a tuple), or sequences of keys that make one block together; by
    default each entry is a block, in the order of the dict. Entries of whole numbers, such as counts, are held fixed.

    Raises ``MissingExtra`` without JAX, and ``InvalidArgument`` where ``step`` does not return what it was given, an
    entry is missing from ``blocks`` or there twice, or holds complex numbers.
    """
    jax = _jax()
    groups = _groups(params, blocks)
    tree = _Tree(jax, params, [key for _, keys in groups for key in keys])
    point = tree.flat(params)

    def flat_step(x: Any) -> Any:
        after = step(tree.params(x))
        tree.require_same(after)
        return tree.flat(after)

    _, forward = jax.linearize(flat_step, point)
    _, backward = jax.vjp(flat_step, point)
    sizes = tuple(sum(tree.sizes[key] for key in keys) for _, keys in groups)
    names = tuple(name for (name, _), size in zip(groups, sizes, strict=True) if size)
    maps = (jax.jit(forward), jax.jit(lambda v: backward(v)[0]))
    return CoupledJacobian(np.asarray(point), *maps, names, tuple(filter(None, sizes)))


def _jax() -> Any:
    try:
        return import_module("jax")
    except ImportError:
        raise MissingExtra("expected JAX, which differentiates the step: pip install 'kreiss[training]'") from None


def _like(v: Array, point: Array) -> Array:
    return np.asarray(v).ravel().astype(point.dtype)


def _entries(params: Any) -> dict[Hashable, Any]:
    if isinstance(params, dict):
        return dict(params)
    if isinstance(params, (tuple, list)):
        return dict(enumerate(params))
    raise InvalidArgument(
        f"params: expected a dict, tuple or list of groups of parameters, got {type(params).__name__}"
    )


def _groups(params: Any, blocks: Sequence[Any] | None) -> list[tuple[str, list[Hashable]]]:
    """(name, keys) of each block. Raises ``InvalidArgument``."""
    entries = _entries(params)
    if blocks is None:
        return [(str(key), [key]) for key in entries]
    if isinstance(blocks, str):
        raise InvalidArgument(f"blocks: expected a sequence of keys, got {blocks!r:.40}")
    groups = [[block] if not isinstance(block, (tuple, list)) or block in entries else [*block] for block in blocks]
    named = [key for group in groups for key in group]
    if sorted(map(str, named)) != sorted(map(str, entries)):
        raise InvalidArgument(
            f"blocks: expected each entry of the parameters once ({', '.join(map(str, entries))}), got "
            f"{', '.join(map(str, named))}: what the step carries along is a part of the update"
        )
    return [("+".join(map(str, group)), group) for group in groups]


class _Tree:
    """Parameters as one flat vector of the entries ``keys``, whole numbers left out, and back."""

    def __init__(self, jax: Any, params: Any, keys: list[Hashable]) -> None:
        self.jax, self.keys, self.given = jax, keys, params
        self.parts = {key: jax.tree.flatten(entry) for key, entry in _entries(params).items()}
        moving = {key: filter(self._moves, leaves) for key, (leaves, _) in self.parts.items()}
        self.sizes = {key: sum(int(np.size(leaf)) for leaf in leaves) for key, leaves in moving.items()}
        if not sum(self.sizes.values()):
            raise InvalidArgument("params: expected at least one floating-point number")

    def _moves(self, leaf: Any) -> bool:
        kind = self.jax.numpy.result_type(leaf)
        if np.issubdtype(kind, np.complexfloating):
            raise InvalidArgument("params: expected real numbers, got complex ones: give real and imaginary parts")
        return bool(self.jax.numpy.issubdtype(kind, np.floating))

    def flat(self, params: Any) -> Any:
        """The vector."""
        entries, jnp = _entries(params), self.jax.numpy
        leaves = [leaf for key in self.keys for leaf in self.jax.tree.leaves(entries[key]) if self._moves(leaf)]
        return jnp.concatenate([jnp.ravel(leaf) for leaf in leaves])

    def params(self, x: Any) -> Any:
        """The parameters with the numbers of the vector."""
        entries, first = {}, 0
        for key in self.keys:
            leaves, form = self.parts[key]
            filled = []
            for leaf in leaves:
                if not self._moves(leaf):
                    filled.append(leaf)
                    continue
                size = int(np.size(leaf))
                filled.append(x[first : first + size].reshape(np.shape(leaf)).astype(self.jax.numpy.result_type(leaf)))
                first += size
            entries[key] = self.jax.tree.unflatten(form, filled)
        if isinstance(self.given, dict):
            return {key: entries[key] for key in self.given}
        values = [entries[i] for i in range(len(self.given))]
        return type(self.given)(*values) if hasattr(self.given, "_fields") else type(self.given)(values)

    def require_same(self, after: Any) -> None:
        """Raise ``InvalidArgument`` unless the step returned entries, trees and shapes as it was given."""
        shapes = [self._shapes(tree) for tree in (self.given, after)]
        if shapes[0] != shapes[1]:
            raise InvalidArgument(
                f"step: expected parameters of the form that it was given, {shapes[0]!s:.200}, got {shapes[1]!s:.200}"
            )

    def _shapes(self, tree: Any) -> Any:
        if not isinstance(tree, (dict, tuple, list)):
            return type(tree).__name__
        return {
            key: [tuple(np.shape(leaf)) for leaf in self.jax.tree.leaves(entry)]
            for key, entry in _entries(tree).items()
        }
