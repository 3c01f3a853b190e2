"""Matrix polynomials: through given values, and ⪰ 0 on an interval, proved by their Bernstein coefficients there."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, lcm
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_mat

from kreiss.numeric.arithmetic.highprec import BallMatrix
from kreiss.numeric.semidefinite.positivity import Dominance, prove_semidefinite

Proofs = tuple[Dominance | None, ...]
"""A proof for each Bernstein coefficient, None for one that is zero."""


def interpolated(points: Sequence[Fraction], values: Sequence[BallMatrix]) -> list[BallMatrix]:
    """The coefficients of the polynomial through the values at the points. Guarantee: estimate."""
    weights = fmpq_mat([[rational(x**k) for k in range(len(points))] for x in points]).inv().tolist()
    combined = []
    for row in weights:
        terms = [value * Fraction(int(weight.p), int(weight.q)) for value, weight in zip(values, row, strict=True)]
        combined.append(sum(terms[1:], terms[0]))
    return combined


def prove_nonnegative(coefficients: Sequence[fmpq_mat], a: Fraction, b: Fraction, bits: int) -> Proofs | None:
    """Proofs that the polynomial with these coefficients is ⪰ 0 on [a, b], or None. Guarantee: exact."""
    proofs: list[Dominance | None] = []
    for numerator, den in bernstein(coefficients, a, b):
        proofs.append(prove_semidefinite(numerator, den, precision=bits))
        if proofs[-1] is None and any(numerator.entries()):
            return None
    return tuple(proofs)


def bernstein(coefficients: Sequence[fmpq_mat], a: Fraction, b: Fraction) -> list[tuple[fmpz_mat, int]]:
    """The Bernstein coefficients on [a, b] of the polynomial with these coefficients, as integers over a denominator.

    Guarantee: exact.
    """
    m = len(coefficients) - 1
    parts = [coefficient.numer_denom() for coefficient in coefficients]
    common = lcm(*(int(den) for _, den in parts))
    numerators = [numerator * (common // int(den)) for numerator, den in parts]
    result = []
    for i in range(m + 1):
        weights = [_coefficient(m, i, k, a, b) for k in range(m + 1)]
        scale = lcm(*(weight.denominator for weight in weights))
        terms = [X * (scale // w.denominator * w.numerator) for w, X in zip(weights, numerators, strict=True)]
        result.append((sum(terms[1:], terms[0]), common * scale))
    return result


def _coefficient(m: int, i: int, k: int, a: Fraction, b: Fraction) -> Fraction:
    """The i-th Bernstein coefficient of degree m of x^k on [a, b]."""
    terms = (comb(i, j) * comb(m - i, k - j) * b**j * a ** (k - j) for j in range(min(i, k) + 1))
    return sum(terms, Fraction(0)) / comb(m, k)


def blocks(first: fmpq_mat, off: fmpq_mat, last: fmpq_mat) -> fmpq_mat:
    """[[first, off], [off*, last]]."""
    top = [x + y for x, y in zip(first.tolist(), off.tolist(), strict=True)]
    return fmpq_mat(top + [x + y for x, y in zip(off.transpose().tolist(), last.tolist(), strict=True)])


def documents(parts: Sequence[Proofs]) -> list[list[Any]]:
    """The field ``semidefinite`` of a step."""
    return [["elimination" if proof is None else proof.document() for proof in part] for part in parts]


def rational(x: Fraction) -> fmpq:
    """x as FLINT's rational."""
    return fmpq(x.numerator, x.denominator)
