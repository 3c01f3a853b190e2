"""Bounds on K(A) and K_ct(A) of a sparse matrix too large to be enclosed.

The lower end is a witness (``nodes.witness``), exact: a point z and a vector v with integer entries. Sparse factors of
zI − A, or GMRES where they would be full, and inverse iteration find v, at points beside the extreme eigenvalues that
Arnoldi's method finds, as long as the time lasts. The upper end is that of a diagonal form (``forms``) where one is
found, else none.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from math import inf
from typing import Any

import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from scipy.sparse.linalg import ArpackError, ArpackNoConvergence, gmres

from kreiss.deadlines import Deadline
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.arithmetic.roots import root_below
from kreiss.numeric.enclosures.interval import Interval
from kreiss.numeric.enclosures.options import deadline
from kreiss.numeric.nodes.witness import gaussian, integer_vector
from kreiss.numeric.sparse.forms import prove_upper
from kreiss.numeric.sparse.matrix import SparseMatrix, sparse_matrix

BUDGET = 45.0  # seconds: points looked at later seldom raise the lower end
_EIGENVALUES = 6  # extreme ones, to start from: more take longer, and overlook less
_MOST_RESTARTS, _ROUGH = 100, 1e-3  # of Arnoldi's iteration, and its tolerance: they are places to start from
_STEPS = tuple(10.0**-k for k in (1, 2, 3, 0, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5))
"""How far from the boundary to look, in parts of 1 (on circles) or of the matrix's size, the likeliest first."""
_POWER_STEPS = 4  # of inverse iteration
_BITS = 60  # of the witness, which is found in floats
_SHARPER = 24  # steps of the search beside the best point
_SOLVED, _KRYLOV, _MOST_CYCLES = 1e-6, 60, 3  # of GMRES: a vector that is only near costs a little of the lower end
_GOLDEN = 0.25  # in log₁₀ of the distance: its first step


Solve = Callable[[Array], Array]


@dataclass(frozen=True, repr=False, kw_only=True)
class SparseBounds(Interval):
    """lower ≤ K, and K ≤ upper where that was proved: None says that no upper end was, so that K may be infinite.

    ``argmax`` is the witness's point, ``upper_by`` says what proves the upper end, ``eigenvalue`` is an estimate of the
    extreme eigenvalue, None where none was found. ``points`` counts the points looked at, until all were (``ended`` is
    "complete"), or "budget", or "interrupted". Guarantee: exact.
    """

    quantity: str
    order: int
    lower: Fraction
    upper: Fraction | None
    argmax: complex | None
    upper_by: str | None
    eigenvalue: complex | None
    points: int
    elapsed: float
    ended: str
    rigor: str = "exact"


@np.errstate(all="ignore")
def bound_kreiss_sparse(
    A: object, *, continuous: bool = False, budget: float | Deadline | None = BUDGET
) -> SparseBounds:
    """Bounds on K(A), or with ``continuous`` on K_ct(A), of a sparse matrix of scipy, within about ``budget`` seconds.

    For matrices too large for ``certify_kreiss``: the lower end is exact, and as high as the points that time allows;
    the upper end is exact as well, and None where none was proved. There is no certificate: that would hold all n²
    entries. Raises ``InvalidMatrix`` and ``InvalidArgument``. Sources: as in ``forms`` and ``nodes.witness``.

    >>> import scipy.sparse
    >>> bound_kreiss_sparse(scipy.sparse.diags_array([0.5, 0.5])).upper
    Fraction(1, 1)
    """
    began, ends = time.perf_counter(), deadline(budget)
    matrix = sparse_matrix(A)
    proved = prove_upper(matrix, ends, continuous=continuous)
    search = _Search(matrix, continuous=continuous)
    ended = search.run(ends) if proved is None or proved[0] > 1 else "complete"
    return SparseBounds(
        quantity="K_ct" if continuous else "K",
        order=matrix.n,
        lower=search.lower,
        upper=None if proved is None else proved[0],
        argmax=search.at,
        upper_by=None if proved is None else proved[1],
        eigenvalue=search.eigenvalue,
        points=search.points,
        elapsed=time.perf_counter() - began,
        ended=ended,
    )


class _Search:
    """The highest lower end so far."""

    def __init__(self, A: SparseMatrix, *, continuous: bool) -> None:
        self.A, self.continuous = A, continuous
        self.lower, self.points = Fraction(1), 0
        self.at: complex | None = None
        self.eigenvalue: complex | None = None
        self._best: tuple[float, complex, Array] | None = None

    def run(self, ends: Deadline) -> str:
        """Look at points as long as there are any, and time; then prove the best. Returns what ended it."""
        try:
            ended = self._looked(ends)
        except KeyboardInterrupt:
            ended = "interrupted"
        if self._best is not None:
            _, z, v = self._best
            self._prove(z, v)
        return ended

    def _looked(self, ends: Deadline) -> str:
        values = self._extreme()
        self.eigenvalue = complex(values[0]) if len(values) else None
        longest = 0.0
        for z in chain(self._points(values), self._beside_the_best()):
            if ends.left <= 2 * longest:
                return "budget"
            began = ends.clock()
            self._look(z)
            longest = max(longest, ends.clock() - began)
        return "complete"

    def _extreme(self) -> Array:
        """Some eigenvalues of largest modulus or real part, the most extreme first. Guarantee: estimate."""
        if self.A.n < _EIGENVALUES + 2:
            values = np.linalg.eigvals(self.A.approx.toarray())
        else:
            try:
                values = scipy.sparse.linalg.eigs(
                    self.A.approx,
                    _EIGENVALUES,
                    which="LR" if self.continuous else "LM",
                    maxiter=_MOST_RESTARTS,
                    tol=_ROUGH,
                    v0=np.random.default_rng(0).standard_normal(self.A.n),
                    return_eigenvectors=False,
                )
            except ArpackNoConvergence as unfinished:
                values = unfinished.eigenvalues
            except ArpackError:
                values = np.empty(0)
        return np.asarray(values)[np.argsort(-(values.real if self.continuous else np.abs(values)))]

    def _points(self, values: Array) -> Iterator[complex]:
        """Points beside the boundary in the directions of eigenvalues, and of the real axis."""
        size = float(abs(self.A.approx).sum(axis=0).max()) or 1.0
        if self.continuous:
            heights = np.unique(np.append(np.abs(values.imag) if self.A.real else values.imag, 0.0))
            for step in _STEPS:
                yield from (complex(step * size, y) for y in heights)
        else:
            turned = [value / abs(value) for value in values if abs(value) > 0 and (value.imag >= 0 or not self.A.real)]
            for step in _STEPS:
                yield from ((1 + step) * turn for turn in (*turned, 1.0, -1.0))

    def _look(self, z: complex) -> None:
        """Remember the ratio at z, an estimate, and its vector, where it is the highest."""
        self.points += 1
        found = self._least(z)
        weight = z.real if self.continuous else abs(z) - 1
        if found is not None and weight > 0 and (self._best is None or weight / found[0] > self._best[0]):
            self._best = weight / found[0], z, found[1]

    def _beside_the_best(self) -> Iterator[complex]:
        """Points beside the best one, away from the boundary or towards it, by shorter and shorter steps."""
        step, sign = _GOLDEN, 1.0
        for _ in range(_SHARPER):
            if self._best is None:
                return
            before, z, _ = self._best
            factor = 10.0 ** (sign * step)
            yield complex(z.real * factor, z.imag) if self.continuous else z / abs(z) * (1 + (abs(z) - 1) * factor)
            if self._best[0] <= before:
                step, sign = (step / 2, 1.0) if sign < 0 else (step, -1.0)

    def _least(self, z: complex) -> tuple[float, Array] | None:
        """The least singular value of zI − A and its right vector, by inverse iteration. Guarantee: estimate."""
        n, point = self.A.n, z if z.imag or not self.A.real else z.real
        shifted = (point * scipy.sparse.identity(n, format="csc") - self.A.approx).tocsc()
        solvers = (_factors if self.A.banded else _iterations)(shifted)
        if solvers is None:
            return None
        solve, solve_adjoint = solvers
        v, length = np.random.default_rng(0).standard_normal(n).astype(shifted.dtype), 0.0
        for _ in range(_POWER_STEPS):
            w = solve_adjoint(v / np.linalg.norm(v))
            v = solve(w / np.linalg.norm(w))
            length = float(np.linalg.norm(v))
            if not 0 < length < inf:
                return None
        return 1 / length, v / length

    def _prove(self, z: complex, vector: Array) -> None:
        """The lower end that z and the vector prove, in integers. Guarantee: exact."""
        a, b = gaussian(z, _BITS)
        re, im = integer_vector(vector.astype(complex), _BITS)
        weight = a if self.continuous else root_below(a * a + b * b, 2 * _BITS) - 1
        image = self.A.image(re, im)
        den = self.A.den
        p, q, r = a.numerator * b.denominator, b.numerator * a.denominator, a.denominator * b.denominator
        square = 0  # of ‖(zI − A)v‖ times den·r
        for x, y, s, t in zip(re, im, *image, strict=True):
            square += (den * (p * x - q * y) - r * s) ** 2 + (den * (p * y + q * x) - r * t) ** 2
        if weight <= 0 or not square:
            return
        whole = sum(x * x for x in re + im) * (den * r) ** 2
        self.lower = max(self.lower, root_below(weight**2 * Fraction(whole, square), _BITS))
        self.at = z if self.lower > 1 else None


def _factors(S: Any) -> tuple[Solve, Solve] | None:
    """x ↦ S⁻¹x and S⁻*x by sparse factors."""
    try:
        with warnings.catch_warnings(action="ignore"):
            factors = scipy.sparse.linalg.splu(S)
    except RuntimeError:  # singular
        return None
    return factors.solve, lambda x: np.asarray(factors.solve(x, trans="H"))


def _iterations(S: Any) -> tuple[Solve, Solve]:
    """The same, about, by GMRES."""
    adjoint = S.conj().T.tocsr()

    def solving(X: Any) -> Solve:
        return lambda x: np.asarray(gmres(X, x, rtol=_SOLVED, restart=_KRYLOV, maxiter=_MOST_CYCLES)[0])

    return solving(S.tocsr()), solving(adjoint)
