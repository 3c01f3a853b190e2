"""What is known of v = exp(u), for proofs of inequalities: two families of bounds, and exp(a + b) = exp(a)·exp(b).

For pairs (u, v) and (u', v'), with d = u − u', v = v'·exp(d), v' > 0:

    taylor   v ≥ v'·Σ_{k ≤ n} dᵏ/k!, n odd: the remainder dⁿ⁺¹·exp(θd)/(n + 1)! is ≥ 0.
    pade     (−1)ⁿ·(v·D(d) − v'·N(d)) ≥ 0 where d ≥ 0 is known, for the diagonal Padé approximant N/D of order n,
             D(d) = N(−d), N(d) = Σ_k (2n − k)!·n!/((2n)!·k!·(n − k)!)·dᵏ: exp(d)·D(d) − N(d) is
             (−1)ⁿ·d²ⁿ⁺¹/(2n)!·∫₀¹ tⁿ(1 − t)ⁿ·exp(td) dt (Hermite).
    power    Σ n_i·u_i = 0 for whole n_i: Π v_i^{n_i} over n_i > 0 is Π v_i^{−n_i} over n_i < 0.

(0, 1) is a pair.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, factorial

from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, total
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.inequalities.systems import Pair, Relation

LARGEST_ORDER, LARGEST_POWER = 40, 200
NEUTRAL: Pair = (constant(Fraction(0)), constant(Fraction(1)))


def taylor(pair: Pair, other: Pair, order: int) -> Relation:
    """v − v'·Σ dᵏ/k! ≥ 0, for an odd order."""
    if order % 2 == 0:
        raise Rejected("$.proofs", "expected an odd order: Taylor polynomials of even order bound nothing")
    distance = pair[0] - other[0]
    return Relation(pair[1] - other[1] * _series(distance, [Fraction(1, factorial(k)) for k in range(order + 1)]), ">=")


def pade(pair: Pair, other: Pair, order: int) -> Relation:
    """(−1)ⁿ·(v·N(−d) − v'·N(d)) ≥ 0, for d ≥ 0."""
    distance, n = pair[0] - other[0], order
    numbers = [Fraction(comb(n, k) * factorial(2 * n - k), factorial(2 * n)) for k in range(n + 1)]
    gap = pair[1] * _series(-distance, numbers) - other[1] * _series(distance, numbers)
    return Relation(gap.scaled(Fraction((-1) ** n)), ">=")


def _series(x: Polynomial, coefficients: Sequence[Fraction]) -> Polynomial:
    return total((x**k).scaled(c) for k, c in enumerate(coefficients))


def power(pairs: Sequence[Pair], exponents: Sequence[int]) -> Relation:
    """Π v_i^{n_i} = 1, without denominators, where Σ n_i·u_i = 0 identically."""
    if total(u.scaled(Fraction(n)) for (u, _), n in zip(pairs, exponents, strict=True)):
        raise Rejected("$.proofs", "the arguments do not add up to zero")
    sides = [constant(Fraction(1)), constant(Fraction(1))]
    for (_, v), n in zip(pairs, exponents, strict=True):
        sides[n < 0] = sides[n < 0] * v ** abs(n)
    return Relation(sides[0] - sides[1], "=")


BOUNDS = {"taylor": taylor, "pade": pade}
