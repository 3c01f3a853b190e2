"""A survey of the powers of a matrix too large to be enclosed, by products with vectors.

A product of an unknown program has an unknown error: what rests on it alone is an ``estimate``. Of a sparse matrix the
entries are known, and with them the error of each product, |fl(Ax) − Ax| ≤ γ|A||x|; so x_t = fl(A·x_{t−1}) and
w_t = |A|w_{t−1} + γ|A||x_{t−1}| prove ‖Aᵗx₀‖ ≥ ‖x_t‖ − ‖w_t‖, and ‖A_ij‖ ≤ √(‖A_ij‖₁‖A_ij‖_∞).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.linalg
import scipy.sparse
from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, LinearOperator, aslinearoperator, eigs, svds

from kreiss.deadlines import NEVER
from kreiss.errors import InvalidMatrix, KreissError
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.semidefinite.roundoff import gamma
from kreiss.verify.diagnosis.balls.outward import above, below
from kreiss.verify.diagnosis.blocks import cut
from kreiss.verify.diagnosis.bounds import Function, kreiss_of, peak_of
from kreiss.verify.diagnosis.quantity import ESTIMATE, EXACT, VERIFIED, Measured, Missing, Quantity, weaker
from kreiss.verify.diagnosis.updates.operators import dense_of

_STARTS = 3  # turns of an iteration: more come closer, and cost products
_TOLERANCE = 1e-6  # of an iteration for a singular value or an eigenvalue: an estimate
_RADII = (1.001, 1.01, 1.03, 1.1, 1.3, 2.0)
"""Where K is looked for, on circles about 1."""
_EXPONENTS = (1, 2, 4, 8, 16, 32, 64)
"""The powers t for which a vector is looked for that Jᵗ stretches most."""


@dataclass(frozen=True)
class Survey:
    """What products say of an operator too large to be enclosed: each quantity with its grade.

    Block norms, ρ, K, and the peak of the powers with a power that attains it about; ``by_norms`` are K and the peak of
    the matrix of the blocks' norms, which bound J's if the norms do.
    """

    order: int
    sizes: tuple[int, ...]
    norms: tuple[tuple[Measured, ...], ...]
    radius: Quantity
    kreiss: Quantity
    peak: Quantity
    kreiss_by_norms: Quantity
    peak_by_norms: Quantity

    def __str__(self) -> str:
        return f"survey of order {self.order}: K {self.kreiss.shown()}, peak {self.peak.shown()}"


def survey(operator: Any, split: object = None, *, powers: int = 100, seed: int = 0) -> Survey:
    """A survey of a sparse matrix or LinearOperator, with ``powers`` steps from random vectors of the ``seed``.

    A sparse matrix is that of its entries in double precision, those given twice added up. Guarantee: "verified-float"
    for its lower ends and block norms; the rest says "estimate". Raises ``InvalidMatrix`` for what is not square, or a
    sparse matrix of anything but finite real numbers, and ``InvalidArgument``.
    """
    if operator.shape[0] != operator.shape[1]:
        raise InvalidMatrix(f"expected a square operator, got {operator.shape[0]}×{operator.shape[1]}")
    cuts = cut(operator.shape[0], getattr(operator, "split", None) if split is None else split)
    sparse = _doubles(operator) if scipy.sparse.issparse(operator) else None
    J = aslinearoperator(operator if sparse is None else sparse)
    norms = _norms(J, sparse, cuts, seed)
    rows = [[x.upper or Fraction(0) for x in row] for row in norms]
    grade = weaker(*(x for row in norms for x in row))
    return Survey(
        order=J.shape[0],
        sizes=tuple(b - a for a, b in pairwise(cuts)),
        norms=norms,
        radius=_radius(J, seed),
        kreiss=_kreiss(J, sparse, powers, seed),
        peak=_peak(J, sparse, powers, seed),
        kreiss_by_norms=_by_norms(kreiss_of, rows, grade),
        peak_by_norms=_by_norms(peak_of, rows, grade),
    )


def _doubles(operator: Any) -> Any:
    """A sparse matrix in double precision, each entry once: sums of short integers or of single precision lose more."""
    if operator.dtype.kind in "biuf":
        with np.errstate(over="ignore"):
            sparse = scipy.sparse.csr_array(operator, dtype=np.float64, copy=True)
        sparse.sum_duplicates()
        if np.all(np.isfinite(sparse.data)):
            return sparse
    raise InvalidMatrix("expected a sparse matrix of finite real numbers")


def _by_norms(of: Function, rows: list[list[Fraction]], grade: str) -> Quantity:
    try:
        return Measured(Fraction(1), of(rows, NEVER)[1], grade, "the matrix of norms")
    except KreissError as error:
        return Missing(f"the matrix of the blocks' norms bounds nothing: {error}")


def _norms(J: LinearOperator, sparse: Any, cuts: tuple[int, ...], seed: int) -> tuple[tuple[Measured, ...], ...]:
    size = range(len(cuts) - 1)
    if sparse is None:
        return tuple(tuple(_estimated_norm(J, cuts, i, j, seed) for j in size) for i in size)
    blocks = [[sparse[cuts[i] : cuts[i + 1], cuts[j] : cuts[j + 1]] for j in size] for i in size]
    return tuple(tuple(map(_sparse_norm, row)) for row in blocks)


def _sparse_norm(block: Any) -> Measured:
    """Between the longest column and √(‖·‖₁‖·‖_∞), of the block scaled by a power of two to entries of order one."""
    sizes = abs(block)
    size = float(sizes.data.max(initial=0.0))
    if not size:
        return Measured(Fraction(0), Fraction(0), EXACT, "the block is zero")
    exponent = math.frexp(size)[1]
    sizes.data = np.ldexp(sizes.data, -exponent)
    columns, rows = np.asarray(sizes.sum(axis=0)).ravel(), np.asarray(sizes.sum(axis=1)).ravel()
    share = gamma(max(block.shape) + 8)
    longest = float(np.sqrt(np.asarray((sizes * sizes).sum(axis=0)).ravel().max()))
    upper = above(float(np.sqrt(columns.max()) * np.sqrt(rows.max())) * (1 + 4 * share))
    lower, scale = below(longest * (1 - 4 * share)), Fraction(2) ** exponent
    by = "a column; at most: √(‖·‖₁‖·‖_∞)"
    return Measured(Fraction(lower) * scale, Fraction(upper) * scale, VERIFIED, by)


def _estimated_norm(J: LinearOperator, cuts: tuple[int, ...], i: int, j: int, seed: int) -> Measured:
    """The greatest singular value of a block by Lanczos' method."""
    (a, b), (c, d) = (cuts[i], cuts[i + 1]), (cuts[j], cuts[j + 1])

    def forward(v: Array) -> Array:
        return _rows(J.matvec(_placed(v.ravel(), c, J.shape[1])), a, b)

    def backward(v: Array) -> Array:
        return _rows(J.rmatvec(_placed(v.ravel(), a, J.shape[0])), c, d)

    if min(b - a, d - c) < 3:
        values = (
            np.array([forward(e) for e in np.eye(d - c)])
            if d - c <= b - a
            else np.array([backward(e) for e in np.eye(b - a)])
        )
        return _estimate(float(np.linalg.norm(values, 2)), "products with unit vectors")
    block = LinearOperator((b - a, d - c), forward, backward, dtype=np.float64)
    start = np.random.default_rng(seed).standard_normal(min(block.shape))
    try:
        value = float(svds(block, 1, v0=start, tol=_TOLERANCE, return_singular_vectors=False)[0])
    except ArpackError:
        value = 0.0
    return _estimate(value, "Lanczos")


def _placed(v: Array, first: int, n: int) -> Array:
    whole = np.zeros(n)
    whole[first : first + len(v)] = v
    return whole


def _rows(v: Array, first: int, last: int) -> Array:
    return np.asarray(v, dtype=np.float64).ravel()[first:last]


def _estimate(value: float, by: str, t: int | None = None) -> Measured:
    return Measured(Fraction(value), Fraction(value), ESTIMATE, by, t)


def _radius(J: LinearOperator, seed: int) -> Quantity:
    """The eigenvalue of largest modulus by Arnoldi's method."""
    if J.shape[0] < 4:
        return _estimate(float(np.abs(np.linalg.eigvals(dense_of(J))).max()), "LAPACK")
    start = np.random.default_rng(seed).standard_normal(J.shape[0])
    try:
        values = eigs(J, 1, which="LM", v0=start, tol=_TOLERANCE, return_eigenvectors=False)
    except ArpackNoConvergence as unfinished:
        values = unfinished.eigenvalues
    except ArpackError as error:
        return Missing(f"Arnoldi's method failed: {error}")
    return (
        _estimate(float(np.abs(values).max()), "Arnoldi")
        if len(values)
        else Missing("Arnoldi's method did not converge")
    )


def _peak(J: LinearOperator, sparse: Any, powers: int, seed: int) -> Quantity:
    """max ‖Jᵗv‖/‖v‖ over the v that iterations with (Jˢ)*Jˢ come to, for several s, and all t up to ``powers``."""
    best, t, start = 1.0, 0, np.random.default_rng(seed).standard_normal(J.shape[0])
    chosen = start
    for s in (s for s in _EXPONENTS if s <= powers):
        v = start
        for _ in range(_STARTS):
            v = _back(J, v, s)
        if not v.any():
            continue
        lengths = _lengths(J, v, powers)
        if not np.all(np.isfinite(lengths)):
            return Missing("the powers leave the range of double precision")
        if lengths.max() > best:
            best, t, chosen = float(lengths.max()), int(np.argmax(lengths)), v
    if sparse is None:
        return _estimate(best, "iteration with (Jᵗ)*Jᵗ", t)
    lower, t = _proved_stretch(sparse, chosen, powers)
    return Measured.of_floats(max(lower, 1.0), float("inf"), VERIFIED, "a vector", t)


def _lengths(J: LinearOperator, v: Array, powers: int) -> Array:
    """‖Jᵗv‖/‖v‖ for t = 0, …, powers."""
    x = v / _length(v)
    lengths = [1.0]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(powers):
            x = np.asarray(J.matvec(x), dtype=np.float64).ravel()
            lengths.append(_length(x))
    return np.array(lengths)


def _length(x: Array) -> float:
    """‖x‖, ∞ where an entry left the range; squares leave it only where ‖x‖ does. Guarantee: estimate."""
    return float(scipy.linalg.norm(x)) if np.all(np.isfinite(x)) else math.inf


def _back(J: LinearOperator, v: Array, t: int) -> Array:
    """(Jᵗ)*Jᵗv, of length 1."""
    for apply in [J.matvec] * t + [J.rmatvec] * t:
        v = np.asarray(apply(v), dtype=np.float64).ravel()
        length = _length(v)
        v = v / length if length > 0 else v
    return v


def _proved_stretch(A: Any, v: Array, powers: int) -> tuple[float, int]:
    """(lower, t): ‖Aᵗv‖ ≥ lower·‖v‖ by bounds on every rounding. Guarantee: verified-float."""
    sizes, share = abs(A), gamma(int(np.diff(A.indptr).max(initial=0)) + 8)
    x, w = v, np.zeros(len(v))
    length = above(float(np.linalg.norm(v)) * (1 + len(v) * 2.0**-52))
    best, at = 0.0, 0
    for t in range(1, powers + 1):
        w = (sizes @ w + share * (sizes @ np.abs(x))) * (1 + 4 * share) + 2.0**-1000
        x = A @ x
        with np.errstate(over="ignore"):
            norms = float(np.linalg.norm(x)), float(np.linalg.norm(w))
        if not max(norms) < math.inf:
            break
        lower = below((norms[0] * (1 - len(v) * 2.0**-52) - above(norms[1] * (1 + len(v) * 2.0**-52))) / length)
        if lower > best:
            best, at = lower, t
    return best, at


def _kreiss(J: LinearOperator, sparse: Any, powers: int, seed: int) -> Quantity:
    """(r − 1)‖v‖/‖(rI − J)v‖ for v = Σ Jᵏu/rᵏ⁺¹, which is about (rI − J)⁻¹u, and the u that iterations come to."""
    best, by = 1.0, "K ≥ 1"
    for r in _RADII:
        u = np.random.default_rng(seed).standard_normal(J.shape[0])
        for _ in range(_STARTS):
            v = _resolvent(J.matvec, u, r, powers)
            ratio = (r - 1) * _ratio(J, sparse, v, r)
            if not np.isfinite(ratio):
                break
            best, by = (ratio, "a point outside the unit circle") if ratio > best else (best, by)
            u = _resolvent(J.rmatvec, v, r, powers)
    if sparse is None:
        return _estimate(best, by)
    return Measured.of_floats(below(best), float("inf"), VERIFIED, by)


def _resolvent(apply: Callable[[Array], Array], u: Array, r: float, terms: int) -> Array:
    """Σ Jᵏu/rᵏ⁺¹, of length 1."""
    term = total = u / np.linalg.norm(u)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(terms):
            term = np.asarray(apply(term), dtype=np.float64).ravel() / r
            total = total + term
        length = np.linalg.norm(total)
        return np.asarray(total / length)


def _ratio(J: LinearOperator, sparse: Any, v: Array, r: float) -> float:
    """‖v‖/‖(rI − J)v‖, rounded down where the entries of J are known."""
    image = r * v - np.asarray(J.matvec(v), dtype=np.float64).ravel()
    length = float(np.linalg.norm(image))
    if sparse is not None:
        share = gamma(int(np.diff(sparse.indptr).max(initial=0)) + 8)
        rounding = float(np.linalg.norm(share * (abs(sparse) @ np.abs(v) + r * np.abs(v))))
        length = above((length + above(rounding)) * (1 + 4 * len(v) * 2.0**-52))
    return float(np.linalg.norm(v)) * (1 - len(v) * 2.0**-51) / length if length > 0 else float("inf")
