"""Steps for many circles, next to |z| = 1 above all: one matrix polynomial for them, or powers that grow without bound.

All matrices are those of the real embedding.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import bernstein, matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, combination, number, product, transpose
from kreiss.verify.checker.documents import Rejected, division, spend
from kreiss.verify.checker.enclosures.facts import Facts

_MOST_COEFFICIENTS = 12
_MOST_PARTS = 15


def segment(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """(1 − u)N(u) ≤ κ for w_0 ≤ 1 − u ≤ w_m, 0 < u < 1, and A has no eigenvalue of modulus 1/u there.

    With v = 1 − u, e ≥ 0 and a symmetric polynomial T(v),

        M(v) = [[T − u²A*TA − (v+e)I, −vuA*T], [−vuTA, κ²(v+e)I − v²T]] ⪰ 0 on [w_0, w_m],

    since its Bernstein coefficients are ⪰ 0 on each of the parts. For v > 0, M/(v + e) is congruent to the L
    of a circle for P = T/(v + e) and ν = κ/v.
    """
    kappa, e = number(step, "kappa", path), number(step, "e", path)
    if kappa <= 0 or e < 0:
        raise Rejected(path, "expected κ > 0 and e ≥ 0")
    ends = bernstein.parts(step, "w", [], _MOST_PARTS, path)
    if ends[-1] > 1:
        raise Rejected(f"{path}.w", "expected numbers from 0 to 1")
    T = bernstein.matrices(step, len(facts.A.rows), 1, _MOST_COEFFICIENTS, path)
    bernstein.semidefinite(step, *_polynomial(facts.A, kappa * kappa, e, T), ends, path)
    facts.segments.append((ends[0], ends[-1], kappa))


def _polynomial(A: Matrix, kappa2: Fraction, e: Fraction, T: list[Matrix]) -> tuple[list[Rows], int]:
    """The coefficients of M(v) as integers over one denominator."""
    unit, n = bernstein.common_denominator(T), len(A.rows)
    a, c = A.den, e.denominator * kappa2.denominator
    den = unit * a * a * c
    spend(20 * (len(T) + 2) * division(den.bit_length(), den.bit_length()))
    zero = [[0] * n for _ in range(n)]
    t = [zero, zero, *(matrices.times(k.rows, unit // k.den) for k in T), zero, zero]
    TA = [product(k, A.rows) for k in t]
    AT, ATA = [transpose(k) for k in TA], [product(transpose(A.rows), k) for k in TA]
    result = []
    for k in range(len(T) + 2):
        shift = (e, Fraction(1), Fraction(0))[min(k, 2)] * den
        first = combination([(a * a * c, t[k + 2]), (-c, ATA[k + 2]), (2 * c, ATA[k + 1]), (-c, ATA[k])], -int(shift))
        off = combination([(a * c, AT[k]), (-a * c, AT[k + 1])])
        last = combination([(-a * a * c, t[k])], int(shift * kappa2))
        result.append(matrices.blocks(first, off, last))
    return result, den


def unbounded(A: Matrix, step: Mapping[str, Any], path: str) -> None:
    """The powers of A are unbounded: with N = A − D, AD = DA, x = Nw, Nx = 0; S ⪰ 0, D*SD = S, and x*Sx > 0.

    A^t w = D^t w + t·D^(t−1)x, and |D^(t−1)x|_S = |x|_S: so |A^t w|_S ≥ t·|x|_S − |w|_S is unbounded.
    """
    n = len(A.rows)
    D = matrices.matrix(matrices.field(step, "D", path), f"{path}.D")
    if D.shape != A.shape:
        raise Rejected(f"{path}.D", "expected the order of the (embedded) matrix")
    S = matrices.symmetric(matrices.field(step, "S", path), n, f"{path}.S")
    w = matrices.integers(step, "w", path, n)
    if product(A.rows, D.rows) != product(D.rows, A.rows):
        raise Rejected(f"{path}.D", "expected AD = DA")
    if product(transpose(D.rows), product(S.rows, D.rows)) != matrices.times(S.rows, D.den**2):
        raise Rejected(f"{path}.S", "expected D*SD = S")
    matrices.semidefinite(S.rows, S.den, "elimination", f"{path}.S")
    N = combination([(D.den, A.rows), (-A.den, D.rows)])
    x = matrices.image(N, w)
    if any(matrices.image(N, x)):
        raise Rejected(f"{path}.w", "expected (A − D)²w = 0")
    if sum(a * b for a, b in zip(x, matrices.image(S.rows, x), strict=True)) <= 0:
        raise Rejected(f"{path}.w", "expected x*Sx > 0 for x = (A − D)w")
