"""Claims in floating point: how far a point is from satisfying the hypotheses, and by how much the conclusion fails.

Everything here proposes and proves nothing; what it proposes is decided exactly elsewhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.extents import completed, places
from kreiss.verify.language.trees import Tree
from kreiss.verify.search import estimates

Point = Mapping[str, Any]
"""Free names with float arrays (matrices) and floats (numbers)."""

_HOPELESS = 0.5  # missing so much of a hypothesis, a point is not worth evaluating


def deficit(claim: Claim, point: Point) -> float:
    """Σ over the hypotheses of how far each is from holding, relative to its sides; 0 where all hold."""
    return _Model(claim, point).deficit()


def violation(claim: Claim, point: Point) -> float:
    """(lhs − rhs)/(|lhs| + |rhs|) of the conclusion's worst relation: positive where it fails, in [−1, 1]."""
    return _Model(claim, point).violation()


def score(claim: Claim, point: Point) -> float:
    """What a search maximises: the violation, less ten deficits; negative wherever a hypothesis fails."""
    model = _Model(claim, point)
    missing = model.deficit()
    if missing > _HOPELESS:
        return -10 * missing
    violated = model.violation()
    return violated if missing <= 1e-13 else min(violated - 10 * missing, -1e-9)


def sides(claim: Claim, point: Point) -> tuple[float, float]:
    """The two sides of the conclusion's worst relation between numbers."""
    model = _Model(claim, point)
    found = [(model.value(left), model.value(right)) for _, left, right in claim.conclusion]
    return max(found, key=lambda pair: _failing(_excess(*pair)) if np.ndim(pair[0]) == 0 else 0.0)


class _Model:
    """The values of all names at a point; those of defined ones as they are asked for."""

    def __init__(self, claim: Claim, point: Point) -> None:
        self.claim, self.names = claim, dict(point)
        self.definitions = {tree[1]: tree[2] for tree in claim.hypotheses if tree[0] == "define"}

    def deficit(self) -> float:
        with np.errstate(all="ignore"):
            return sum(_missing(self._excess(tree)) for tree in self.claim.hypotheses if tree[0] != "define")

    def violation(self) -> float:
        with np.errstate(all="ignore"):
            return max(map(_failing, (self._excess(tree) for tree in self.claim.conclusion)))

    def _excess(self, tree: Tree) -> float:
        """By how much a relation or predicate fails, relatively; a strict one fails by a hair at equality."""
        if tree[0] == "call":
            return sum(_PREDICATES[tree[1]](_of_order_one(self.value(argument))) for argument in tree[2])
        sign, left, right = tree[0], self.value(tree[1]), self.value(tree[2])
        if sign == "==":
            return _distance(left, right)
        low, high = (left, right) if sign in ("<=", "<") else (right, left)
        excess = _excess(low, high) if np.ndim(low) == 0 and not isinstance(low, _Identity) else _beyond(low, high)
        return float(max(excess, 1e-12)) if sign in ("<", ">") and excess >= 0 else excess

    def _named(self, name: str) -> Any:
        if name not in self.names:
            with np.errstate(all="ignore"):
                self.names[name] = self.value(self.definitions[name])
        return self.names[name]

    def value(self, tree: Tree) -> Any:
        match tree:
            case ("num", number):
                return float(number)
            case ("name", name):
                return _IDENTITY if name == "I" else self._named(name)
            case ("neg", operand):
                return _minus(self.value(operand))
            case ("matrix", rows):
                return _blocks([[self.value(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                values = [_of_order_one(self.value(argument)) for argument in arguments]
                return _FUNCTIONS[function](*values)
            case ("^", base, ("num", exponent)):
                return _power(self.value(base), exponent)
            case (sign, left, right):
                return _OPERATIONS[sign](self.value(left), self.value(right))
        raise TypeError(f"not a tree: {tree!r}")


def _missing(excess: float) -> float:
    """How far a hypothesis is from holding; one that is undefined is as far as can be."""
    return 1.0 if np.isnan(excess) else max(0.0, excess)


def _failing(excess: float) -> float:
    """By how much a conclusion fails; one that is undefined does not."""
    return -1.0 if np.isnan(excess) else excess


def _excess(left: float, right: float) -> float:
    """(left − right)/(|left| + |right|), ±1 with an infinite side, nan with an undefined one."""
    if np.isnan(left) or np.isnan(right):
        return np.nan
    if np.isinf(left) or np.isinf(right):
        return 0.0 if left == right else 1.0 if left > right else -1.0
    size = abs(left) + abs(right)
    return (left - right) / size if size else 0.0


def _beyond(low: Any, high: Any) -> float:
    """−λ_min(Y − X) over the size of both, for X ⪯ Y; with how far they are from symmetric."""
    low, high = (_identity_beside(x, y) for x, y in ((low, high), (high, low)))
    if np.ndim(low) == 0:
        return _excess(low, high)
    if low.shape != high.shape or low.shape[0] != low.shape[1]:
        return np.nan
    size = np.abs(low).max() + np.abs(high).max()
    if not np.isfinite(size) or not size:
        return np.nan if np.isnan(size) else 0.0
    skew = max(float(np.abs(x - x.T).max()) for x in (low, high))
    least = float(np.linalg.eigvalsh((high - low + (high - low).T) / 2).min())
    return float((max(-least, 0.0) + skew) / size if skew else -least / size)


class _Identity:
    """A multiple of the identity of any size."""

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def sized(self, n: int) -> NDArray[np.float64]:
        return self.scale * np.eye(n)


_IDENTITY = _Identity(1.0)


def _of_order_one(x: Any) -> Any:
    """A multiple of the identity whose size nothing fixes, as the matrix of order 1; anything else as is."""
    return x.sized(1) if isinstance(x, _Identity) else x


def _distance(left: Any, right: Any) -> float:
    """|left − right|/(|left| + |right|), of numbers or, entry by entry, of matrices."""
    left, right = (_identity_beside(x, y) for x, y in ((left, right), (right, left)))
    if np.ndim(left) == 0:
        return abs(_excess(left, right))
    size = np.abs(left).max() + np.abs(right).max()
    return float(np.abs(left - right).max() / size) if size else 0.0


def _identity_beside(x: Any, other: Any) -> Any:
    """A multiple of the identity in the size of ``other``; its factor, beside another multiple; anything else as is."""
    if not isinstance(x, _Identity):
        return x
    return x.scale if isinstance(other, _Identity) else x.sized(len(other))


def _minus(x: Any) -> Any:
    return _Identity(-x.scale) if isinstance(x, _Identity) else -x


def _plus(x: Any, y: Any) -> Any:
    if isinstance(x, _Identity) and isinstance(y, _Identity):
        return _Identity(x.scale + y.scale)
    if isinstance(x, _Identity):
        x, y = y, x
    return x + (y.sized(len(x)) if isinstance(y, _Identity) else y)


def _times(x: Any, y: Any) -> Any:
    if isinstance(x, _Identity) or isinstance(y, _Identity):
        x, y = (x, y) if isinstance(x, _Identity) else (y, x)
        return x.scale * y if _is_matrix(y) else _Identity(x.scale * (y.scale if isinstance(y, _Identity) else y))
    return x @ y if _is_matrix(x) and _is_matrix(y) else x * y


def _over(x: Any, y: Any) -> Any:
    return _times(x, 1 / y if y else np.nan)


def _power(x: Any, exponent: Any) -> Any:
    if isinstance(x, _Identity):
        return _Identity(_power(x.scale, exponent))
    if _is_matrix(x):
        return np.linalg.matrix_power(x, int(exponent))
    try:
        result = float(x) ** float(exponent)
    except (OverflowError, ZeroDivisionError):
        return np.inf
    return result if isinstance(result, float) else np.nan


def _is_matrix(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.ndim == 2


def _blocks(rows: list[list[Any]]) -> NDArray[np.float64]:
    if not any(isinstance(entry, _Identity) or _is_matrix(entry) for row in rows for entry in row):
        return np.array(rows, dtype=float)
    heights = [next((len(e) for e in row if _is_matrix(e)), 0) for row in rows]
    widths = [next((e.shape[1] for e in column if _is_matrix(e)), 0) for column in zip(*rows, strict=True)]
    identities = places(rows, lambda entry: isinstance(entry, _Identity) and bool(entry.scale))
    heights, widths, _ = completed(heights, widths, identities)
    blocks = [
        [_filled(e, h, w) for e, w in zip(row, widths, strict=True)] for row, h in zip(rows, heights, strict=True)
    ]
    return np.concatenate([np.concatenate(row, axis=1) for row in blocks])


def _filled(entry: Any, height: int, width: int) -> Any:
    if isinstance(entry, _Identity):
        return entry.sized(height)
    return entry if _is_matrix(entry) else np.zeros((height, width))


def _negative(A: NDArray[np.float64]) -> float:
    return float(-np.minimum(A, 0).sum() / (np.abs(A).sum() or 1))


def _off(part: Callable[[Any], Any]) -> Callable[[Any], float]:
    """How much of a matrix lies in ``part``, which should be zero."""

    def measure(A: Any) -> float:
        return float(np.abs(part(A)).sum() / (np.abs(A).sum() or 1))

    return measure


_PREDICATES: Mapping[str, Callable[[Any], float]] = {
    "square": lambda A: 0.0 if A.shape[0] == A.shape[1] else 1.0,
    "symmetric": _off(lambda A: A - A.T),
    "normal": _off(lambda A: A @ A.T - A.T @ A),
    "diagonal": _off(lambda A: A - np.diag(np.diag(A))),
    "lower_triangular": _off(lambda A: np.triu(A, 1)),
    "upper_triangular": _off(lambda A: np.tril(A, -1)),
    "nonnegative": _negative,
}
_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _plus,
    "-": lambda x, y: _plus(x, _minus(y)),
    "*": _times,
    "/": _over,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "K": estimates.kreiss_constant,
    "K_ct": estimates.half_plane_constant,
    "rho": estimates.spectral_radius,
    "norm": estimates.norm,
    "sup_powers": estimates.sup_powers,
    "numerical_radius": estimates.numerical_radius,
    "dim": lambda A: float(len(A)),
    "eigmax": estimates.greatest_eigenvalue,
    "abscissa": estimates.abscissa,
    "trace": lambda A: float(np.trace(A)),
    "det": lambda A: float(np.linalg.det(A)),
    "exp_norm": lambda A, t: estimates.exponential_norm(t * A),
    "sup_exp": estimates.sup_exponential,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "abs": abs,
    "min": lambda *xs: float(np.min(xs)),
    "max": lambda *xs: float(np.max(xs)),
    "inverse": estimates.inverse,
    "transpose": lambda A: A.T,
    "power_norm": lambda A, t: estimates.norm(np.linalg.matrix_power(A, max(0, round(t)))),
    "resolvent": lambda A, z: estimates.inverse(z * np.eye(len(A)) - A),
}
