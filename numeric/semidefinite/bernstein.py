"""Matrix polynomials: through given values, and ⪰ 0 on an interval, proved by their Bernstein coefficients there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import comb, lcm
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_mat

from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.semidefinite.positivity import Dominance, clearly_indefinite, prove_semidefinite

Proofs = tuple[Dominance | None, ...]
"""A proof for each Bernstein coefficient, None for one that is zero."""


def interpolated(points: Sequence[Fraction], values: Sequence[BallMatrix]) -> list[BallMatrix]:
    """The coefficients of the polynomial through the values at the points. Guarantee: estimate."""
    weights = (
        fmpq_mat([[fmpq((x**k).numerator, (x**k).denominator) for k in range(len(points))] for x in points])
        .inv()
        .tolist()
    )
    combined = []
    for row in weights:
        terms = [value * Fraction(int(weight.p), int(weight.q)) for value, weight in zip(values, row, strict=True)]
        combined.append(sum(terms[1:], terms[0]))
    return combined


@dataclass(frozen=True)
class Polynomial:
    """Σ_k C_k·x^k/den with symmetric integer matrices C_k."""

    coefficients: Sequence[fmpz_mat]
    den: int


def prove_nonnegative(polynomial: Polynomial, a: Fraction, b: Fraction, bits: int) -> Proofs | None:
    """Proofs that the polynomial is ⪰ 0 on [a, b], or None. Guarantee: exact."""
    found: list[tuple[fmpz_mat, int]] = []
    for X, den in bernstein(polynomial, a, b):  # what is clearly indefinite costs less to find than one proof
        if clearly_indefinite(X, den):
            return None
        found.append((X, den))
    proofs: list[Dominance | None] = []
    for X, den in found:
        proofs.append(prove_semidefinite(X, den, precision=bits))
        if proofs[-1] is None and any(X.entries()):
            return None
    return tuple(proofs)


def likely(polynomial: Polynomial, a: Fraction, b: Fraction) -> bool:
    """Whether no Bernstein coefficient on [a, b] is clearly indefinite, but for that of a = 0, which rounding makes so.

    Guarantee: estimate, for a polynomial rounded before.
    """
    return not any(clearly_indefinite(*each) for each in islice(bernstein(polynomial, a, b), 0 if a else 1, None))


def bernstein(polynomial: Polynomial, a: Fraction, b: Fraction) -> Iterator[tuple[fmpz_mat, int]]:
    """The Bernstein coefficients on [a, b], each over a denominator. Guarantee: exact."""
    m = len(polynomial.coefficients) - 1
    for i in range(m + 1):
        weights = [_coefficient(m, i, k, a, b) for k in range(m + 1)]
        den = lcm(*(weight.denominator for weight in weights))
        terms = [C * int(weight * den) for C, weight in zip(polynomial.coefficients, weights, strict=True)]
        yield sum(terms[1:], terms[0]), polynomial.den * den


def _coefficient(m: int, i: int, k: int, a: Fraction, b: Fraction) -> Fraction:
    """The i-th Bernstein coefficient of degree m of x^k on [a, b]."""
    terms = (comb(i, j) * comb(m - i, k - j) * b**j * a ** (k - j) for j in range(min(i, k) + 1))
    return sum(terms, Fraction(0)) / comb(m, k)


def documents(parts: Sequence[Proofs]) -> list[list[Any]]:
    """The field ``semidefinite`` of a step."""
    return [["elimination" if proof is None else proof.document() for proof in part] for part in parts]
