"""Matrix polynomials that are ⪰ 0 on an interval, since their Bernstein coefficients on each of its parts are."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import comb, lcm
from typing import Any

from kreiss.verify.checker.arithmetic import matrices as exact
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend


def semidefinite(step: Mapping[str, Any], coefficients: list[Rows], den: int, ends: list[Fraction], path: str) -> None:
    """Σ M_k·x^k/den ⪰ 0 between the first and the last of the ``ends``, or rejected.

    The polynomial is the sum of its Bernstein coefficients on [a, b] with weights C(m, i)·t^i·(1 − t)^(m−i) ≥ 0, t =
    (x − a)/(b − a). The field ``semidefinite`` has for each part the proofs that they are ⪰ 0.
    """
    parts = exact.items(exact.field(step, "semidefinite", path), f"{path}.semidefinite")
    if len(parts) != len(ends) - 1:
        raise Rejected(f"{path}.semidefinite", "expected one list of proofs for each part")
    for k, (proofs, (a, b)) in enumerate(zip(parts, pairwise(ends), strict=True)):
        where = f"{path}.semidefinite[{k}]"
        if len(exact.items(proofs, where)) != len(coefficients):
            raise Rejected(where, f"expected {len(coefficients)} proofs, one for each Bernstein coefficient")
        for i, proof in enumerate(proofs):
            rows, scale = _coefficient(coefficients, i, a, b)
            exact.semidefinite(rows, den * scale, proof, f"{where}[{i}]")


def parts(step: Mapping[str, Any], name: str, before: list[Fraction], most: int, path: str) -> list[Fraction]:
    """The ends of an interval's parts, 0 ≤ x_0 < x_1 < …: those ``before`` the field ``name``, then its numbers."""
    ends = before + [exact.rational(end, f"{path}.{name}") for end in exact.items(exact.field(step, name, path), path)]
    if not 2 <= len(ends) <= most + 1 or ends[0] < 0 or any(a >= b for a, b in pairwise(ends)):
        raise Rejected(f"{path}.{name}", f"expected increasing numbers from 0 on, for 1 to {most} parts")
    return ends


def matrices(step: Mapping[str, Any], size: int, least: int, most: int, path: str) -> list[Matrix]:
    """The field ``T``: from ``least`` to ``most`` symmetric matrices."""
    items = exact.items(exact.field(step, "T", path), f"{path}.T")
    if not least <= len(items) <= most:
        raise Rejected(f"{path}.T", f"expected from {least} to {most} coefficients")
    return [exact.symmetric(item, size, f"{path}.T[{k}]") for k, item in enumerate(items)]


def common_denominator(matrices: list[Matrix]) -> int:
    """The least common denominator."""
    result = 1
    for matrix in matrices:
        spend(4 * division(result.bit_length(), matrix.den.bit_length()))
        result = lcm(result, matrix.den)
    return result


def _coefficient(coefficients: list[Rows], i: int, a: Fraction, b: Fraction) -> tuple[Rows, int]:
    """The i-th Bernstein coefficient on [a, b], as integers over a denominator.

    That of x^k is Σ_j C(i, j)·C(m − i, k − j)·b^j·a^(k−j)/C(m, k): the mean of the products of k out of m numbers of
    which i are b and the others a.
    """
    m = len(coefficients) - 1
    bits = m * (
        max(a.numerator.bit_length(), b.numerator.bit_length())
        + a.denominator.bit_length()
        + b.denominator.bit_length()
        + m
    )
    longest = max(map(exact.length, coefficients))
    spend(
        m**3 * (20 + 8 * division(bits, bits))
        + (m + 1) * len(coefficients[0]) ** 2 * (2 + multiplication(bits, longest))
    )
    weights = [
        sum((comb(i, j) * comb(m - i, k - j) * b**j * a ** (k - j) for j in range(min(i, k) + 1)), Fraction(0))
        / comb(m, k)
        for k in range(m + 1)
    ]
    scale = lcm(*(weight.denominator for weight in weights))
    factors = [weight.numerator * (scale // weight.denominator) for weight in weights]
    rows = [
        [sum(c * x for c, x in zip(factors, entries, strict=True)) for entries in zip(*lines, strict=True)]
        for lines in zip(*coefficients, strict=True)
    ]
    return rows, scale
