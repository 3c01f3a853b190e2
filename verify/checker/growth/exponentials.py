"""‖exp(tA)‖ for one t, and its supremum over t ≥ 0, from rounded integer arithmetic, with every rounding bounded.

X(t) = exp(tA) is its Taylor sum where ‖tA‖_F ≤ 1/2, and squaring doubles t. Between two times t and t + h, its linear
interpolation has the remainder ∫ g(s, r)·A²X(t + r) dr with g ≥ 0 and ∫ g dr = s(h − s)/2 ≤ h²/8:

    ‖X(t + s)‖ ≤ max(‖X(t)‖, ‖X(t + h)‖) + (h²/8)·max over 0 ≤ r ≤ h of ‖A²X(t + r)‖   (0 ≤ s ≤ h),

and likewise for A²X(t + r) in place of X(t + s), where ‖A⁴X(t + r)‖ ≤ ‖A⁴X(t)‖·‖X(r)‖.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, product, rational
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.growth.leaps import Node, image_size, jumps_of, over_nodes
from kreiss.verify.checker.growth.powers import Rounded, bits_of, floor, frobenius, lower_end, times, unit, weigh


def norm(A: Matrix, t: Fraction, upper: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of ‖exp(tA)‖, having accepted that it is at most ``upper``, or rejecting.

    The Taylor sum of exp(tA/2^s), for the least s ≥ 0 with ‖tA/2^s‖_F ≤ 1/2, is squared s times.
    """
    width = bits_of(step, "width", path)
    weigh(t, A.den, frobenius(A.rows))
    square, halvings = 4 * t * t * Fraction(frobenius(A.rows), A.den * A.den), 0
    if square > 1:
        halvings = max(0, (square.numerator.bit_length() - square.denominator.bit_length()) // 2 - 1)
        while square > 1 << 2 * halvings:
            halvings += 1
    rows, error = taylor(A, t / (1 << halvings), width)
    result: Rounded = rows, width, error
    for _ in range(halvings):
        result = times(result, result, width)
    return lower_end(result, width, upper, step, path)


def taylor(A: Matrix, h: Fraction, width: int) -> tuple[Rows, Fraction]:
    """B and e with ‖exp(hA) − B/2^w‖ ≤ e, for ‖hA‖_F ≤ 1/2 and w = ``width``.

    The terms R_j ≈ 2^w(hA)^j/j! are hA·R_{j−1}/j rounded down: their errors e_j ≤ e_{j−1}/2 + δ stay below 2δ. The
    terms after the k-th, the first with 2^k·(k + 1)! ≥ 2^w, sum to at most 2^−k/(k + 1)! ≤ 2^−w ≤ δ.
    """
    size, k, weight = len(A.rows), 0, 1
    total = term = unit(size, width)
    while weight < 1 << width:
        k += 1
        term = floor(product(A.rows, term), h.numerator, A.den * h.denominator * k)
        total = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(total, term, strict=True)]
        weight *= 2 * (k + 1)
    return total, Fraction((2 * k + 1) * size, 1 << width)


def bounded(A: Matrix, kappa: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of sup ‖X(t)‖, having accepted that ‖X(t)‖ ≤ κ for all t ≥ 0, or rejecting."""
    if kappa < 1:
        raise Rejected("$.statement.upper", "sup ‖exp(tA)‖ is never below ‖exp(0)‖ = 1")
    h = rational(matrices.field(step, "step", path), f"{path}.step")
    square = frobenius(A.rows)
    weigh(h, A.den, square)
    if h <= 0 or 4 * h * h * square > A.den * A.den:
        raise Rejected(f"{path}.step", "expected h > 0 with ‖hA‖_F ≤ 1/2")
    if not square:
        raise Rejected("$.statement.matrix", "expected A ≠ 0")
    reach = h
    while 16 * reach * reach * square <= A.den * A.den:
        weigh(reach, A.den, square)
        reach *= 2
    nodes = _nodes(A, h, kappa, bits_of(step, "bits", path), step, path)
    return over_nodes(nodes, lambda a, b: _between(a, b, h, kappa, reach), kappa, len(A.rows), step, path)


def _between(a: Node, b: Node, h: Fraction, kappa: Fraction, reach: Fraction) -> Fraction:
    """By how much ‖X‖ between two nodes may exceed both.

    There ‖X(r)‖ for r up to the length of the jump is at most e^(1/2) < 2 up to ``reach``, where ‖rA‖_F ≤ 1/2, the
    square of 2 up to twice that, and so on; and at most κ for a jump of several steps, which is no longer than t.
    """
    weigh(h, kappa, a.second, b.second, a.fourth)
    length, growth = h * (b.t - a.t), Fraction(2)
    while reach < length and growth < kappa:
        reach, growth = 2 * reach, growth * growth
    if reach < length:
        growth = kappa
    eighth = length**2 / 8
    return eighth * (max(a.second, b.second) + eighth * growth * a.fourth)


def _nodes(A: Matrix, h: Fraction, kappa: Fraction, bits: int, step: Mapping[str, Any], path: str) -> Iterator[Node]:
    """The nodes in order.

    With ‖X(2^j·h) − C‖ ≤ f for each jump, X(t_n) − B_n = Σ_i X(t_n − t_i)((X − C)B_{i−1} + E_i) with ‖E_i‖ < δ, where
    X(t_n − t_i) is the product of X(t_n − t_{n−1}) and X(t_{n−1} − t_i), of norm at most max(κ, 2) and κ; and
    ‖B_{i−1}‖ ≤ κ + 1 while the error is at most 1.
    """
    size, width = len(A.rows), bits_of(step, "width", path)
    A2 = product(A.rows, A.rows)
    second, fourth = Matrix(A2, A.den**2), Matrix(product(A2, A2), A.den**4)
    doublings = [taylor(A, h, width)]
    t, B, error = 0, unit(size, bits), Fraction(0)
    yield _node(t, B, error, second, fourth, bits)
    for j, count in jumps_of(step, path):
        if j and t < 1 << j:
            raise Rejected(f"{path}.jumps", "expected a jump to start no earlier than it is long")
        _double(doublings, j, width, kappa)
        C, wrong = doublings[j]
        for _ in range(count):
            B = floor(product(C, B), 1, 1 << width)
            t += 1 << j
            weigh(kappa, kappa, wrong, error)
            error += kappa * max(kappa, Fraction(2)) * (wrong * (kappa + 1) + Fraction(size, 1 << bits))
            if error > 1:
                raise Rejected(f"{path}.bits", "too few to bound the error")
            yield _node(t, B, error, second, fourth, bits)


def _node(t: int, B: Rows, error: Fraction, second: Matrix, fourth: Matrix, bits: int) -> Node:
    return Node(t, B, error, image_size(B, second, bits, error), image_size(B, fourth, bits, error))


def _double(known: list[tuple[Rows, Fraction]], j: int, width: int, kappa: Fraction) -> None:
    """Extend the list of (C, f) to X(2^j·h): X(2s) − C² = X(s)(X(s) − C) + (X(s) − C)C, rounded down."""
    grid = 1 << 2 * width
    while len(known) <= j:
        C, wrong = known[-1]
        error = wrong * (2 * max(kappa, Fraction(2)) + wrong) + Fraction(len(C), 1 << width)
        known.append((floor(product(C, C), 1, 1 << width), Fraction(ceil(error * grid), grid)))
