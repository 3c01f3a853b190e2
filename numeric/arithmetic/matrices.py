"""Matrices as exact numbers: reading, validating, and the two forms that everything else uses.

A float is the dyadic rational that it is; ``0.1`` read from an array is 3602879701896397/2⁵⁵, while the string
``"0.1"`` is 1/10. A matrix is held as integers over one positive denominator, X + iY = (re + i·im)/den.
"""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

import numpy as np
from flint import fmpq_mat, fmpz_mat, fmpz_poly
from numpy.typing import NDArray

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic import copying
from kreiss.numeric.arithmetic.literals import Complex, exact_number, exact_real
from kreiss.numeric.arithmetic.slices import Slices
from kreiss.numeric.arithmetic.sources import rows_of

Exact = tuple[Fraction, Fraction]
Array = NDArray[Any]
_SMALLEST_NORMAL = 2.0**-1022  # below it floats lose bits
_LARGEST_EXPONENT = 1000
"""Integers up to that power of two are far from the largest that float64 holds."""
_BINARY = (np.float64, np.float32, np.float16)
"""Types whose numbers float64 holds exactly."""
_BINARY_COMPLEX = (np.complex128, np.complex64)
copying.allow()


@dataclass(frozen=True)
class ExactMatrix:
    """The square matrix (re + i·im)/den with integer parts; ``im`` is None for a real matrix."""

    re: fmpz_mat
    im: fmpz_mat | None
    den: int

    def __getattr__(self, name: str) -> fmpz_mat | None:
        """``re`` and ``im`` of a matrix made of floats, when they are asked for first."""
        approx, den = vars(self).get("approx"), vars(self).get("den")
        if name not in ("re", "im") or approx is None or den is None:
            raise AttributeError(name)
        bits = den.bit_length() - 1
        parts = {"re": dyadic(approx.real, bits), "im": dyadic(approx.imag, bits) if np.iscomplexobj(approx) else None}
        vars(self).update(parts)
        return parts[name]

    def __hash__(self) -> int:
        return hash((self.den, *(repr(part.tolist()) for part in (self.re, self.im) if part is not None)))

    @property
    def n(self) -> int:
        """The number of rows."""
        return len(self.approx) if self._floats else int(self.re.nrows())

    @property
    def real(self) -> bool:
        """Whether it is given as a real matrix."""
        return bool(np.isrealobj(self.approx)) if self._floats else self.im is None

    @property
    def _floats(self) -> bool:
        """Whether ``approx`` is the matrix exactly."""
        return "exactly" in vars(self)

    @cached_property
    def approx(self) -> Array:
        """The nearest float64 (complex128) array. Guarantee: estimate, correctly rounded entries, ±inf on overflow."""
        real = _quotients(self.re, self.den)
        return real if self.im is None else real + 1j * _quotients(self.im, self.den)

    @cached_property
    def embedded(self) -> fmpz_mat:
        """Integer rows of the real embedding [[X, −Y], [Y, X]], or of X itself when the matrix is real.

        The embedding is a ∗-homomorphism: it keeps sums, products, adjoints, norms and semidefiniteness, and
        K(embedding of A) = max(K(A), K(Ā)) = K(A).
        """
        return self.re if self.im is None else embed(self.re, self.im)

    @cached_property
    def slices(self) -> Slices:
        """The integers of ``embedded``, for products at the speed of BLAS. Guarantee: exact."""
        bits = self.den.bit_length() - 1
        if self._floats and np.frexp(np.abs(self.approx).max())[1] + bits < _LARGEST_EXPONENT:
            return Slices.of_floats(np.ldexp(embedded_array(self), bits))
        return Slices.of_integers(self.embedded)

    @cached_property
    def characteristic(self) -> fmpz_poly:
        """An integer multiple of the real embedding's characteristic polynomial. Guarantee: exact."""
        alike = (fmpq_mat(X) / self.den for X in (self.embedded, _without_row_factors(self.embedded)))
        return min(alike, key=lambda X: int(X.numer_denom()[1])).charpoly().numer()

    def rounded(self, bits: int) -> ExactMatrix:
        """The real embedding in multiples of 2^−bits, each entry rounded down, where that is shorter."""
        if self.den.bit_length() <= bits + 1:
            return self
        rows = [[(entry << bits) // self.den for entry in row] for row in self.embedded.tolist()]
        return ExactMatrix(fmpz_mat(rows), None, 1 << bits)

    @classmethod
    def of_floats(cls, approx: Array, re: fmpz_mat, im: fmpz_mat | None, den: int) -> ExactMatrix:
        """(re + i·im)/den, which the float array ``approx`` is exactly."""
        matrix = cls(re, im, den)
        vars(matrix).update(approx=approx, exactly=True)
        return matrix

    @classmethod
    def dyadic(cls, approx: Array, bits: int) -> ExactMatrix:
        """The matrix of these finite floats, multiples of 2^−bits; its integers are read when they are asked for."""
        matrix = object.__new__(cls)
        vars(matrix).update(approx=approx, den=1 << bits, exactly=True)
        return matrix

    def entries(self) -> list[list[Exact]]:
        """The entries as pairs (real part, imaginary part) of Fractions."""
        zeros = fmpz_mat(self.n, self.n)
        re, im = (
            [[Fraction(int(x), self.den) for x in row] for row in M.tolist()] for M in (self.re, self.im or zeros)
        )
        return [list(zip(*pair, strict=True)) for pair in zip(re, im, strict=True)]

    def document(self) -> dict[str, Any]:
        """The JSON form ``{"denominator", "re", "im"}`` of ``docs/certificate-format.md``."""
        form: dict[str, Any] = {"denominator": self.den, "re": integer_rows(self.re)}
        return form if self.im is None else form | {"im": integer_rows(self.im)}

    def triangle(self) -> dict[str, Any]:
        """The JSON form ``{"denominator", "lower"}`` of a real symmetric matrix: its rows up to the diagonal."""
        return {"denominator": self.den, "lower": [row[: i + 1] for i, row in enumerate(integer_rows(self.re))]}

    def divided(self, r: Fraction) -> ExactMatrix:
        """A/r for r > 0."""
        if r == 1:
            return self
        if r.numerator & (r.numerator - 1) == 0 and r.denominator & (r.denominator - 1) == 0:
            moved = self.moved(np.asarray(r.denominator.bit_length() - r.numerator.bit_length()))
            if moved is not None:
                return moved
        im = None if self.im is None else self.im * r.denominator
        return ExactMatrix(self.re * r.denominator, im, self.den * r.numerator)

    def moved(self, exponents: NDArray[np.int64]) -> ExactMatrix | None:
        """The entries times 2^exponents, where the matrix is made of floats and they hold that as well."""
        if not self._floats or np.abs(exponents).max() > _LARGEST_EXPONENT // 4:
            return None
        if not (_is_moderate(self.approx.real) and _is_moderate(self.approx.imag)):
            return None
        bits = self.den.bit_length() - 1 - int(exponents.min())
        return ExactMatrix.dyadic(self.approx * np.ldexp(1.0, exponents), max(0, bits))

    def adjoint(self) -> ExactMatrix:
        """A*."""
        return ExactMatrix(self.re.transpose(), None if self.im is None else -self.im.transpose(), self.den)


def integer_rows(matrix: fmpz_mat) -> list[list[int]]:
    """The entries of an integer matrix as Python ints."""
    return [[int(entry) for entry in row] for row in matrix.tolist()]


def _without_row_factors(X: fmpz_mat) -> fmpz_mat:
    """DXD⁻¹ for D = diag(1/g), each g_i the greatest divisor of row i: short where rows have denominators of their own.

    Guarantee: exact.
    """
    rows = integer_rows(X)
    g = [gcd(*row) or 1 for row in rows]
    return fmpz_mat(
        [[x // own * other for x, other in zip(row, g, strict=True)] for row, own in zip(rows, g, strict=True)]
    )


def embed(re: fmpz_mat, im: fmpz_mat) -> fmpz_mat:
    """The real matrix [[re, −im], [im, re]]."""
    top = [x + [-b for b in y] for x, y in zip(re.tolist(), im.tolist(), strict=True)]
    bottom = [y + x for x, y in zip(re.tolist(), im.tolist(), strict=True)]
    return fmpz_mat(top + bottom)


def embedded_array(A: ExactMatrix) -> Array:
    """The nearest float64 array of the real embedding. Guarantee: estimate."""
    X = A.approx
    return X if A.real else np.block([[X.real, -X.imag], [X.imag, X.real]])


def _quotients(matrix: fmpz_mat, den: int) -> Array:
    if den & (den - 1) == 0:
        with suppress(OverflowError):  # an entry beyond the range of double precision
            numerators = np.array([[float(int(entry)) for entry in row] for row in matrix.tolist()])
            scaled: Array = np.ldexp(numerators, 1 - den.bit_length())
            if np.all((numerators == 0) | (np.abs(scaled) > _SMALLEST_NORMAL)):
                return scaled
    rows = [[_quotient(int(entry), den) for entry in row] for row in matrix.tolist()]
    return np.array(rows, dtype=np.float64)


def _quotient(numerator: int, den: int) -> float:
    try:
        return numerator / den
    except OverflowError:
        return float("inf") if numerator > 0 else float("-inf")


def exact_matrix(source: object) -> ExactMatrix:
    """Read a square matrix of numbers exactly.

    ``source`` is a numpy array, a sparse array, a frame, a nested sequence (ints, floats, Fractions, Decimals, complex
    numbers, "p/q", decimal or complex strings, ``{"re", "im"}`` mappings), a sympy matrix of Gaussian rationals, an
    mpmath matrix, or anything with ``__array__``. Guarantee: exact.
    Raises ``InvalidMatrix`` for anything that is not a non-empty, square, finite matrix of numbers.
    """
    if isinstance(source, ExactMatrix):
        return source
    if isinstance(source, np.ndarray) and source.dtype in _BINARY:
        wide = source.astype(np.float64, copy=False)
        if _is_plain(wide):
            return _from_floats(np.asarray(wide))
    if isinstance(source, np.ndarray) and source.dtype in _BINARY_COMPLEX:
        array = source.astype(np.complex128, copy=False)
        if np.any(array.imag) and _is_plain(array.real) and _is_plain(array.imag):
            return _from_floats(np.asarray(array))
    rows = rows_of(source)
    if not rows:
        raise InvalidMatrix("expected a non-empty square matrix, got one with no rows")
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise InvalidMatrix(f"expected rows of equal length, got lengths {', '.join(map(str, sorted(lengths)))}")
    if lengths != {len(rows)}:
        raise InvalidMatrix(f"expected a square matrix, got {len(rows)}×{lengths.pop()}")
    return from_entries([[exact_entry(entry, i, j) for j, entry in enumerate(row)] for i, row in enumerate(rows)])


def _is_plain(array: Array) -> bool:
    """Whether the array is square and finite, with exponents in a range that one denominator spans cheaply."""
    if array.ndim != 2 or array.shape[0] != array.shape[1] or not array.size or np.ma.is_masked(array):
        return False
    if not np.all(np.isfinite(array)):
        return False
    return _is_moderate(array)


def _is_moderate(array: Array) -> bool:
    """Whether entries that are not 0 are neither tiny nor huge."""
    magnitudes = np.abs(array[array != 0])
    return not magnitudes.size or bool(magnitudes.min() > 2.0**-400 and magnitudes.max() < 2.0**400)


def _from_floats(array: Array) -> ExactMatrix:
    """A plain float64 or complex128 array, entry by entry the dyadic number that it is, over the least denominator."""
    return ExactMatrix.dyadic(array.copy(), max(0, *(_fraction_bits(part) for part in (array.real, array.imag))))


def _fraction_bits(array: Array) -> int:
    """The bits after the point that the entries of a plain float64 array take."""
    fractions, exponents = np.frexp(array)
    mantissas = np.ldexp(fractions, 53).astype(np.int64)
    trailing = np.frexp(np.maximum(mantissas & -mantissas, 1).astype(np.float64))[1].astype(np.int64) - 1
    return -int(np.where(mantissas == 0, 0, exponents.astype(np.int64) - 53 + trailing).min())


def from_entries(entries: Sequence[Sequence[Exact]]) -> ExactMatrix:
    """The matrix with the given exact entries (pairs of Fractions). Guarantee: exact."""
    den = lcm(*(part.denominator for row in entries for pair in row for part in pair))
    re, im = (
        fmpz_mat([[pair[k].numerator * (den // pair[k].denominator) for pair in row] for row in entries])
        for k in (0, 1)
    )
    return ExactMatrix(re, im if any(pair[1] for row in entries for pair in row) else None, den)


def exact_entry(value: Any, i: int, j: int) -> Exact:
    """The entry in row i and column j, counted from 0; raises ``InvalidMatrix``."""
    where = f"entry ({i + 1}, {j + 1})"
    try:
        if isinstance(value, dict):
            if set(value) != {"re", "im"}:
                raise InvalidMatrix(f"{where}: expected the keys 're' and 'im', got {', '.join(map(str, value))}")
            return real_number(value["re"]), real_number(value["im"])
        real, imag = _parts(value)
        return real_number(real), real_number(imag)
    except InvalidMatrix:
        raise
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        if getattr(value, "is_algebraic", False):
            raise InvalidMatrix(
                f"{where}: expected a rational number, got {value!s:.40}: only certify_kreiss and certify_kreiss_ct "
                "enclose irrational ones; give a rational approximation"
            ) from None
        got = str(value) if isinstance(value, np.generic) else repr(value)  # repr: np.float64(nan)
        raise InvalidMatrix(f"{where}: expected a finite number, got {got:.40}{_hint(value)}") from None


def _hint(value: object) -> str:
    """How complex numbers are written, for an entry that may be meant as one."""
    if isinstance(value, list) and len(value) != 2:
        return "; of a stack of matrices give one at a time"
    meant = (isinstance(value, str) and value[-1:] in {"i", "j"}) or (isinstance(value, list) and len(value) == 2)
    return '; complex entries are 0.5+2j in .csv, and "0.5+2j" or {"re": "1/2", "im": 2} in .json' if meant else ""


def _parts(value: Any) -> tuple[Any, Any]:
    if isinstance(value, str):
        value = exact_number(value)
    if isinstance(value, Complex):
        return value
    if isinstance(value, (numbers.Real, Decimal)):
        return value, 0
    if hasattr(value, "as_real_imag"):  # sympy
        real, imag = value.as_real_imag()
        return real, imag
    if hasattr(value, "imag") and hasattr(value, "real"):  # complex, numpy, mpmath
        return value.real, value.imag
    return value, 0


def real_number(value: Any) -> Fraction:
    """``value`` as the exact rational that it is; raises ValueError, TypeError or ArithmeticError otherwise."""
    if isinstance(value, (bool, np.bool_, np.timedelta64)):
        raise TypeError("a truth value or a time is not a number")
    if isinstance(value, str):
        return exact_real(value)
    if isinstance(value, numbers.Integral):  # numpy's have no as_integer_ratio
        return Fraction(int(value))
    if isinstance(value, Decimal):
        return Fraction(value)
    if hasattr(value, "_mpf_"):
        return from_mpf(value)
    if getattr(value, "is_Rational", False):  # sympy
        return Fraction(int(value.p), int(value.q))
    if getattr(value, "is_Float", False):  # sympy
        return from_mpf(value._to_mpmath(value._prec))
    numerator, denominator = value.as_integer_ratio()
    return Fraction(int(numerator), int(denominator))


def from_mpf(value: Any) -> Fraction:
    """An mpmath number as the dyadic rational that it is; raises ValueError if it is not finite. Guarantee: exact."""
    sign, mantissa, exponent, _ = value._mpf_
    if not mantissa and exponent:
        raise ValueError("not finite")
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


def dyadic(array: Array, bits: int) -> fmpz_mat:
    """The integer matrix nearest to 2^bits·array, exactly for entries that are multiples of 2^−bits.

    Raises ``OverflowError`` for entries that are not finite.
    """
    scaled = np.ldexp(array, bits)
    if not np.all(np.isfinite(scaled)):
        raise OverflowError("not finite")
    if np.abs(scaled).max(initial=0.0) < 2**62:
        return fmpz_mat(np.rint(scaled).astype(np.int64).tolist())
    return fmpz_mat([[round(entry) for entry in row] for row in scaled.tolist()])


def stack(a: fmpz_mat, b: fmpz_mat, c: fmpz_mat, d: fmpz_mat) -> fmpz_mat:
    """The block matrix [[a, b], [c, d]]."""
    return fmpz_mat(
        [x + y for left, right in ((a, b), (c, d)) for x, y in zip(left.tolist(), right.tolist(), strict=True)]
    )
