"""The exact arithmetic that replay scripts are made of: matrices as rows of fractions, pairs (lower, upper) of bounds.

What stands here is both run, to find out what a script will print, and copied into the script by ``sources``, without
its types. So every function is short, plain, and needs nothing but fractions and one another.
"""

import ast
import inspect
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from math import inf

Vector = Sequence[Fraction]
Rows = Sequence[Sequence[Fraction]]
Bound = Fraction | float
Pair = tuple[Bound, Bound]
Node = tuple[Fraction, Fraction, Rows]


def times(M: Rows, v: Vector) -> Vector:
    """Mv."""
    return [sum((a * b for a, b in zip(row, v, strict=True)), Fraction(0)) for row in M]


def square(v: Vector) -> Fraction:
    """‖v‖²."""
    return sum((a * a for a in v), Fraction(0))


def mul(A: Rows, B: Rows) -> Rows:
    """AB."""
    return [[sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0)) for y in zip(*B, strict=True)] for x in A]


def add(A: Rows, B: Rows) -> Rows:
    """A + B."""
    return [[a + b for a, b in zip(x, y, strict=True)] for x, y in zip(A, B, strict=True)]


def scale(s: Fraction, A: Rows) -> Rows:
    """sA."""
    return [[s * a for a in x] for x in A]


def transpose(A: Rows) -> Rows:
    """Aᵀ."""
    return [list(x) for x in zip(*A, strict=True)]


def eye(n: int) -> Rows:
    """The identity."""
    return [[Fraction(i == j) for j in range(n)] for i in range(n)]


def trace(A: Rows) -> Fraction:
    """tr A."""
    return sum((row[i] for i, row in enumerate(A)), Fraction(0))


def det(A: Rows) -> Fraction:
    """det A, by elimination."""
    k = next((k for k, row in enumerate(A) if row[0]), None)
    if k is None:
        return Fraction(not A)
    p, rest = Fraction(A[k][0]), [*A[:k], *A[k + 1 :]]
    minor = [[a - row[0] * b / p for a, b in zip(row[1:], A[k][1:], strict=True)] for row in rest]
    return (-p if k % 2 else p) * det(minor)


def power(A: Rows, t: int) -> Rows:
    """Aᵗ."""
    P = eye(len(A))
    for _ in range(t):
        P = mul(P, A)
    return P


def inverse(A: Rows) -> Rows:
    """A⁻¹, by Gauss and Jordan's elimination."""
    M = [[*x, *e] for x, e in zip(A, eye(len(A)), strict=True)]
    for k in range(len(M)):
        p = next(i for i in range(k, len(M)) if M[i][k])
        M[k], M[p] = M[p], M[k]
        M[k] = [x / Fraction(M[k][k]) for x in M[k]]
        M = [x if i == k else [a - x[k] * b for a, b in zip(x, M[k], strict=True)] for i, x in enumerate(M)]
    return [x[len(A) :] for x in M]


def semidefinite(M: Rows) -> bool:
    """M ⪰ 0, by elimination: no negative pivot, and a zero pivot in a zero row only."""
    if not M:
        return True
    p, rest = Fraction(M[0][0]), [row[1:] for row in M[1:]]
    if p <= 0:
        return p == 0 and not any(M[0]) and semidefinite(rest)
    return semidefinite([[a - row[0] * b / p for a, b in zip(row[1:], M[0][1:], strict=True)] for row in M[1:]])


def definite(M: Rows) -> bool:
    """M ≻ 0, by elimination: every pivot is positive."""
    if not M:
        return True
    p = Fraction(M[0][0])
    return p > 0 and definite([[a - row[0] * b / p for a, b in zip(row[1:], M[0][1:], strict=True)] for row in M[1:]])


def ordered(X: Rows, Y: Rows, strict: bool) -> bool:
    """X ⪯ Y, or X ≺ Y: both are symmetric, and Y − X is positive semidefinite, or definite."""
    D = add(Y, scale(Fraction(-1), X))
    return X == transpose(X) and Y == transpose(Y) and (definite(D) if strict else semidefinite(D))


def norm_below(M: Rows, x: Fraction) -> bool:
    """‖M‖ ≤ x, since x²I − MᵀM ⪰ 0."""
    C = list(zip(*M, strict=True))
    n = range(len(C))
    gram = [[sum((a * b for a, b in zip(C[i], C[j], strict=True)), Fraction(0)) for j in n] for i in n]
    return x >= 0 and semidefinite([[x * x * (i == j) - gram[i][j] for j in n] for i in n])


def powers_below(M: Rows, x: Fraction, T: int) -> bool:
    """‖Mᵗ‖ ≤ x for all t, since it is so for t < T, and ‖M^T‖ ≤ 1."""
    P = eye(len(M))
    for _ in range(T):
        if not norm_below(P, x):
            return False
        P = mul(P, M)
    return norm_below(P, Fraction(1))


def radius_below(M: Rows, x: Fraction, Z: Rows) -> bool:
    """w(M) ≤ x, and K(M) = 1 if x ≤ 1, since [[xI + Z, M], [Mᵀ, xI − Z]] ⪰ 0 (Ando)."""
    n = range(len(M))
    top = [[x * (i == j) + Z[i][j] for j in n] + list(M[i]) for i in n]
    return semidefinite(top + [[M[j][i] for j in n] + [x * (i == j) - Z[i][j] for j in n] for i in n])


def abscissa_below(M: Rows, x: Fraction) -> bool:
    """(M + Mᵀ)/2 ⪯ xI; for x = 0, K_ct(M) = 1."""
    n = range(len(M))
    return semidefinite([[2 * x * (i == j) - M[i][j] - M[j][i] for j in n] for i in n])


def parabola(p: Fraction, q: Fraction, r: Fraction, a: Fraction, b: Fraction) -> bool:
    """Whether ps² + qs + r ≥ 0 for a ≤ s ≤ b."""
    ends = p * a * a + q * a + r >= 0 and p * b * b + q * b + r >= 0
    return ends and (p <= 0 or not 2 * p * a < -q < 2 * p * b or q * q <= 4 * p * r)


def circles(M: Rows, x: Fraction, nodes: Sequence[Node]) -> bool:
    """K(M) ≤ x: max ‖(I − sM)⁻¹‖ over |s| = u is at most ν for each node (u, ν, P), and u·ν lies below its chords."""
    n, good = range(len(M)), nodes[0][0] == 1 and semidefinite(nodes[0][2]) and max(Fraction(1), nodes[-1][1]) <= x
    for u, nu, P in nodes:
        B = scale(u, M)
        PB = mul(P, B)
        G = mul(transpose(B), PB)
        top = [[P[i][j] - G[i][j] - (i == j) for j in n] + [-PB[j][i] for j in n] for i in n]
        good &= semidefinite(top + [[-a for a in PB[i]] + [nu * nu * (i == j) - P[i][j] for j in n] for i in n])
    for (b, m, _), (a, k, _) in (nodes[i - 1 : i + 1] for i in range(1, len(nodes))):
        s = (b * m - a * k) / (b - a)
        good &= a < b and parabola(s, x + a * k - s * a - s, s * a - a * k, a, b)
    return good


def lines(M: Rows, x: Fraction, w: Fraction, nodes: Sequence[Node]) -> bool:
    """K_ct(M) ≤ x: max ‖(zI − M)⁻¹‖ over Re z = s is at most ν for each (s, ν, P), 1/(s − w) beyond, and convex."""
    n, s = range(len(M)), nodes[-1][0]
    good = nodes[0][0] == 0 and semidefinite(nodes[0][2]) and abscissa_below(M, w) and 0 < w and s <= x * (s - w)
    for s, nu, P in nodes:
        G = mul(P, M)
        top = [[2 * s * P[i][j] - G[i][j] - G[j][i] - (i == j) for j in n] + [-a for a in P[i]] for i in n]
        good &= semidefinite(top + [[-a for a in P[i]] + [nu * nu * (i == j) for j in n] for i in n])
    for (a, m, _), (b, k, _) in (nodes[i - 1 : i + 1] for i in range(1, len(nodes))):
        d = (k - m) / (b - a)
        good &= a < b and parabola(-d, d * a - m, x, a, b)
    return good


def exponential(x: Fraction, n: int) -> Pair:
    """Bounds of e^x for |x| ≤ n/2: n terms of the series, and the last one for all others."""
    total = term = Fraction(1)
    for k in range(1, n):
        term = term * x / k
        total += term
    return total - abs(term), total + abs(term)


def exactly(x: Bound) -> Pair:
    """The pair of one number."""
    return (x, x)


def plus(x: Pair, y: Pair) -> Pair:
    """x + y."""
    return (x[0] + y[0], x[1] + y[1])


def minus(x: Pair, y: Pair) -> Pair:
    """x − y."""
    return (x[0] - y[1], x[1] - y[0])


def product(x: Pair, y: Pair) -> Pair:
    """x·y; zero times infinity is zero, as bounds go."""
    ends = [a * b if a and b else Fraction(0) for a in x for b in y]
    return (min(ends), max(ends))


def quotient(x: Pair, y: Pair) -> Pair:
    """x/y; no bounds where y may be zero."""
    if y[0] <= 0 <= y[1]:
        return (-inf, inf)
    return product(x, (0 if y[1] == inf else 1 / Fraction(y[1]), 0 if y[0] == -inf else 1 / Fraction(y[0])))


def least(*x: Pair) -> Pair:
    """The minimum."""
    return (min(a[0] for a in x), min(a[1] for a in x))


def greatest(*x: Pair) -> Pair:
    """The maximum."""
    return (max(a[0] for a in x), max(a[1] for a in x))


def size(x: Pair) -> Pair:
    """|x|."""
    return (max(x[0], -x[1], Fraction(0)), max(-x[0], x[1]))


class _Plain(ast.NodeTransformer):
    """Python without types, docstrings and ``strict=True``, with F for Fraction."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("F" if node.id == "Fraction" else node.id, node.ctx)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        node.keywords = []
        if isinstance(node.func, ast.Name) and node.func.id == "sum":
            node.args = node.args[:1]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        self.generic_visit(node)
        node.returns, node.body = None, node.body[1:]
        if len(node.body) == 1 and isinstance(node.body[0], ast.Return) and node.body[0].value is not None:
            return ast.Assign([ast.Name(node.name, ast.Store())], ast.Lambda(node.args, node.body[0].value))
        return node


@cache
def _functions() -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(sys.modules[__name__]))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def names() -> frozenset[str]:
    """Every function that a script may hold."""
    return frozenset(_functions())


def sources(used: Iterable[str]) -> list[str]:
    """Python source of the named functions, each after those that it needs, with their docstrings as comments."""
    needed: dict[str, str] = {}

    def require(name: str) -> None:
        node = _functions()[name]
        inner = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - {name}
        for other in sorted(inner & _functions().keys()):
            require(other)
        if name not in needed:
            comment = (ast.get_docstring(node) or "").removesuffix(".")
            plain = ast.fix_missing_locations(_Plain().visit(ast.parse(ast.unparse(node)).body[0]))
            needed[name] = (
                f"# {comment}\n{ast.unparse(plain)}" if isinstance(plain, ast.FunctionDef) else ast.unparse(plain)
            )

    for name in used:
        require(name)
    return list(needed.values())
