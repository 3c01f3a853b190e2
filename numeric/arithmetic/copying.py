"""How FLINT's integer and rational matrices and polynomials are copied, and handed to other processes."""

import copyreg
from collections.abc import Callable

from flint import fmpq_mat, fmpz_mat, fmpz_poly


def allow() -> None:
    """Let ``copy`` and ``pickle`` take them."""
    copyreg.dispatch_table.update({fmpz_mat: _reduced, fmpq_mat: _reduced_quotient, fmpz_poly: _reduced_polynomial})


def _reduced(matrix: fmpz_mat) -> tuple[Callable[..., fmpz_mat], tuple[int, int, list[int]]]:
    """How an integer matrix is copied and handed to another process: the arguments that make it again."""
    entries = [int(entry) for entry in matrix.entries()]
    return _integer_matrix, (int(matrix.nrows()), int(matrix.ncols()), entries)


def _integer_matrix(rows: int, columns: int, entries: list[int]) -> fmpz_mat:
    return fmpz_mat(rows, columns, entries)


def _reduced_quotient(matrix: fmpq_mat) -> tuple[Callable[..., fmpq_mat], tuple[fmpz_mat, int]]:
    numerator, denominator = matrix.numer_denom()
    return _quotient_matrix, (numerator, int(denominator))


def _quotient_matrix(numerator: fmpz_mat, denominator: int) -> fmpq_mat:
    return fmpq_mat(numerator) / denominator


def _reduced_polynomial(polynomial: fmpz_poly) -> tuple[Callable[..., fmpz_poly], tuple[list[int]]]:
    return _polynomial, ([int(coefficient) for coefficient in polynomial.coeffs()],)


def _polynomial(coefficients: list[int]) -> fmpz_poly:
    return fmpz_poly(coefficients)
