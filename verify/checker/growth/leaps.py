"""sup ‖Aᵗ‖ over a long smooth hump: powers at nodes that lie far apart, and second differences between them.

Write X = ±A, D = X − I, and let the nodes be t_0 = 0 < t_1 < … < t_N, each h = 2^j after the one before. Linear
interpolation between two nodes t and t + h has the remainder Σ_i g(s, i)·X^{t+i}D², g ≥ 0, Σ_i g = s(h − s)/2 ≤ h²/8:

    ‖X^{t+s}‖ ≤ max(‖X^t‖, ‖X^{t+h}‖) + (h²/8)·max_{i<h} ‖X^{t+i}D²‖   (0 < s < h),

and likewise for X^{t+i}D² in place of X^{t+i}, where ‖X^{t+i}D⁴‖ ≤ ‖Xⁱ‖·‖X^tD⁴‖ ≤ κ‖X^tD⁴‖ as h ≤ t.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, Rows, product
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.enclosures.steps import vector
from kreiss.verify.checker.growth.powers import bits_of, floor, frobenius, norm_at_most, stretch, unit, weigh

_MOST_DOUBLINGS, _MOST_NODES = 60, 200_000


@dataclass
class Node:
    """t, B ≈ 2^b·X^t with error e, and bounds of ‖X^tD²‖ and ‖X^tD⁴‖.

    In continuous time t counts steps of length h, X^t is exp(thA), and A stands in place of D.
    """

    t: int
    B: Rows
    error: Fraction
    second: Fraction
    fourth: Fraction


def bounded(A: Matrix, kappa: Fraction, step: Mapping[str, Any], path: str) -> Fraction:
    """A lower end of sup ‖Aᵗ‖, having accepted that ‖Aᵗ‖ ≤ κ for all t ≥ 0, or rejecting."""
    if kappa < 1:
        raise Rejected("$.statement.upper", "sup ‖Aᵗ‖ is never below ‖A⁰‖ = 1")
    nodes = _nodes(A, kappa, bits_of(step, "bits", path), step, path)
    return over_nodes(nodes, lambda a, b: _between(a, b, kappa), kappa, len(A.rows), step, path)


def over_nodes(
    nodes: Iterable[Node],
    between: Callable[[Node, Node], Fraction],
    kappa: Fraction,
    size: int,
    step: Mapping[str, Any],
    path: str,
) -> Fraction:
    """A lower end of sup ‖X^t‖, having accepted that ‖X^t‖ ≤ κ for all t ≥ 0, or rejecting.

    ``between`` says by how much ‖X‖ between two nodes may exceed both. Induction over the nodes: κ bounds the powers up
    to t_{n−1}; then the error of the node t_n is known, and with ‖X^{t_n}‖ the interpolation bounds the powers up to
    t_n. At the last node ‖X^T‖ ≤ 1, and ‖X^{T+s}‖ ≤ ‖X^s‖.
    """
    bits, peak = bits_of(step, "bits", path), matrices.integer(matrices.field(step, "t", path), f"{path}.t")
    v = vector(step, size, path)
    lower, slack, before = Fraction(1), Fraction(0), None
    for node in nodes:
        if before is not None:
            following = between(before, node)
            _accept(before, kappa - max(slack, following), bits, path)
            slack = following
        if node.t == peak:
            lower = max(lower, stretch(node.B, bits, v, node.error, step, path))
        before = node
    if before is None or before.t == 0:
        raise Rejected(f"{path}.jumps", "expected a node")
    _accept(before, min(Fraction(1), kappa - slack), bits, path)
    return lower


def _accept(node: Node, bound: Fraction, bits: int, path: str) -> None:
    """‖X^t‖ ≤ bound, where X⁰ = I."""
    if not (norm_at_most(node.B, bits, bound - node.error, bits) if node.t else bound >= 1):
        raise Rejected(f"{path}.jumps", f"the norm at the node {node.t} is not shown to be as small as the bound asks")


def _between(a: Node, b: Node, kappa: Fraction) -> Fraction:
    """By how much a power between two nodes may exceed both."""
    h = b.t - a.t
    if h == 1:
        return Fraction(0)
    eighth = Fraction(h * h, 8)
    return eighth * (max(a.second, b.second) + eighth * kappa * a.fourth)


def _nodes(A: Matrix, kappa: Fraction, bits: int, step: Mapping[str, Any], path: str) -> Iterator[Node]:
    """The nodes in order.

    With ‖X^h − C‖ ≤ f for each jump, X^{t_n} − B_n = Σ_i X^{t_n−t_i}((X^h − C)B_{i−1} + E_i) with ‖E_i‖ < δ: every
    power in it is X^h·X^{t_{n−1}−t_i}, at most κ², and ‖B_{i−1}‖ ≤ κ + 1 while the error is at most 1.
    """
    sign = matrices.integer(matrices.field(step, "sign", path), f"{path}.sign")
    if sign not in (1, -1):
        raise Rejected(f"{path}.sign", "expected 1 or -1")
    size, width = len(A.rows), bits_of(step, "width", path)
    X = Matrix([[sign * entry for entry in row] for row in A.rows], A.den)
    D2, D4 = _differences(X)
    doublings = [_Doubling([], Fraction(0))]
    t, B, error = 0, unit(size, bits), Fraction(0)
    yield Node(t, B, error, Fraction(0), Fraction(0))
    for j, count in jumps_of(step, path):
        _double(doublings, X, j, width, kappa)
        C = doublings[j]
        for _ in range(count):
            if j and t < 1 << j:
                raise Rejected(f"{path}.jumps", "expected a jump to start no earlier than it is long")
            B = floor(product(X.rows, B), 1, X.den) if j == 0 else floor(product(C.rows, B), 1, 1 << width)
            t += 1 << j
            weigh(kappa, kappa, C.error, error)
            error += kappa * kappa * (C.error * (kappa + 1) + Fraction(size, 1 << bits))
            if error > 1:
                raise Rejected(f"{path}.bits", "too few to bound the error")
            yield Node(t, B, error, image_size(B, D2, bits, error), image_size(B, D4, bits, error))


@dataclass
class _Doubling:
    """C with ‖X^{2^j} − C/2^w‖ ≤ error."""

    rows: Rows
    error: Fraction


def _double(known: list[_Doubling], X: Matrix, j: int, width: int, kappa: Fraction) -> None:
    """Extend the list to X^{2^j}: X^{2h} − C² = X^h(X^h − C) + (X^h − C)C. The first entry stands for X, exactly."""
    rounding, grid = Fraction(len(X.rows), 1 << width), 1 << 2 * width
    while len(known) <= j:
        half = known[-1] if len(known) > 1 else _Doubling(floor(X.rows, 1 << width, X.den), rounding)
        square = floor(product(half.rows, half.rows), 1, 1 << width)
        error = half.error * (2 * kappa + half.error) + rounding
        known.append(_Doubling(square, Fraction(ceil(error * grid), grid)))


def jumps_of(step: Mapping[str, Any], path: str) -> Iterator[tuple[int, int]]:
    """The step's jumps: pairs of an exponent and a count."""
    total = 0
    for pair, at in matrices.listed(matrices.field(step, "jumps", path), f"{path}.jumps"):
        numbers = [matrices.integer(entry, at) for entry in matrices.items(pair, at)]
        if len(numbers) != 2:
            raise Rejected(at, "expected a pair [j, count]")
        j, count = numbers
        total += count
        if not (0 <= j <= _MOST_DOUBLINGS and count >= 1 and total <= _MOST_NODES):
            raise Rejected(at, f"expected j from 0 to {_MOST_DOUBLINGS}, and a count of nodes")
        yield j, count


def _differences(X: Matrix) -> tuple[Matrix, Matrix]:
    """D² and D⁴ for D = X − I."""
    D = [[entry - (X.den if i == j else 0) for j, entry in enumerate(row)] for i, row in enumerate(X.rows)]
    D2 = product(D, D)
    return Matrix(D2, X.den**2), Matrix(product(D2, D2), X.den**4)


def image_size(B: Rows, D: Matrix, bits: int, error: Fraction) -> Fraction:
    """A bound of ‖X^t D‖ from B ≈ 2^b·X^t: Frobenius norms."""
    weigh(D.den << abs(bits), error)
    exactly = Fraction(isqrt(frobenius(product(B, D.rows))) + 1, D.den << bits)
    return exactly + error * Fraction(isqrt(frobenius(D.rows)) + 1, D.den)
