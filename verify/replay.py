"""Replay scripts: a few lines of plain Python, standard library only, that print the two sides of a refuted claim.

A replay is for the eye: it computes in floating point, by methods unlike those of the search and of the checker. The
proof is the certificate.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.grammar import MATRIX, Tree
from kreiss.verify.witness import Witness

_HELPERS = {  # name -> (names it needs, source)
    "mul": ((), "mul = lambda A, B: [[sum(a*b for a, b in zip(x, y)) for y in zip(*B)] for x in A]"),
    "add": ((), "add = lambda A, B: [[a + b for a, b in zip(x, y)] for x, y in zip(A, B)]"),
    "scale": ((), "scale = lambda s, A: [[s*a for a in x] for x in A]"),
    "transpose": ((), "transpose = lambda A: [list(x) for x in zip(*A)]"),
    "eye": ((), "eye = lambda n: [[float(i == j) for j in range(n)] for i in range(n)]"),
    "blocks": ((), "blocks = lambda rows: [sum((X[i] for X in row), []) for row in rows for i in range(len(row[0]))]"),
    "power": (("mul", "eye"), "power = lambda A, t: mul(power(A, t - 1), A) if t else eye(len(A))"),
    "inverse": (
        ("eye",),
        "def inverse(A):\n"
        "    M = [list(x) + e for x, e in zip(A, eye(len(A)))]\n"
        "    for k in range(len(M)):\n"
        "        p = max(range(k, len(M)), key=lambda i: abs(M[i][k]))\n"
        "        M[k], M[p] = M[p], [x for x in M[k]]\n"
        "        M[k] = [x/M[k][k] for x in M[k]]\n"
        "        M = [x if i == k else [a - x[k]*b for a, b in zip(x, M[k])] for i, x in enumerate(M)]\n"
        "    return [x[len(A):] for x in M]",
    ),
    "norm": (
        ("mul",),
        "def norm(A):  # power iteration on A*A\n"
        "    H, v = [[complex(a).conjugate() for a in x] for x in zip(*A)], [[1 + 0.1*i] for i in range(len(A[0]))]\n"
        "    for _ in range(100):\n"
        "        v = mul(H, mul(A, v))\n"
        "        size = math.sqrt(sum(abs(x[0])**2 for x in v)) or 1\n"
        "        v = [[x[0]/size] for x in v]\n"
        "    return math.sqrt(sum(abs(x[0])**2 for x in mul(A, v)))",
    ),
    "rho": (
        ("mul", "scale"),
        "def rho(A):  # Gelfand's formula by squaring\n"
        "    log = 0.0\n"
        "    for k in range(50):\n"
        "        size = max(abs(a) for x in A for a in x)\n"
        "        if size == 0: return 0.0\n"
        "        log, A = log + math.log(size)/2**k, scale(1/size, A)\n"
        "        A = mul(A, A)\n"
        "    return math.exp(log)",
    ),
    "K": (
        ("rho", "norm", "inverse", "add", "scale", "eye"),
        "def K(A):  # the best point of a grid outside the unit circle\n"
        "    if rho(A) >= 1: return math.inf\n"
        "    points = [cmath.rect(1 + (1 - rho(A))*1.4**k, math.pi*a/6) for k in range(-9, 30) for a in range(7)]\n"
        "    shifted = lambda z: add(scale(z, eye(len(A))), scale(-1, A))\n"
        "    return max([1.0] + [(abs(z) - 1)*norm(inverse(shifted(z))) for z in points])",
    ),
    "sup_powers": (
        ("mul", "norm", "eye"),
        "def sup_powers(A):\n"
        "    P, best = eye(len(A)), 1.0\n"
        "    for _ in range(500):\n"
        "        P = mul(P, A)\n"
        "        best = max(best, norm(P))\n"
        "    return best",
    ),
    "numerical_radius": (
        ("add", "scale", "transpose", "norm", "eye"),
        "def numerical_radius(A):  # the largest eigenvalue of Re(e^{ia} A), shifted to be the norm\n"
        "    s = sum(abs(a) for x in A for a in x)\n"
        "    turned = lambda w: add(scale(w/2, A), scale(w.conjugate()/2, transpose(A)))\n"
        "    turns = [cmath.rect(1, math.pi*k/60) for k in range(61)]\n"
        "    return max(norm(add(scale(s, eye(len(A))), turned(w))) - s for w in turns)",
    ),
}
_PLAIN = {"sqrt": "math.sqrt", "exp": "math.exp", "log": "math.log", "abs": "abs", "min": "min", "max": "max"}


def script(claim: Claim, witness: Witness) -> str:
    """A Python script that prints both sides of the claim's conclusion at the witness. Guarantee: estimate.

    Raises ``InvalidClaim`` for a claim that speaks of a quantity without a replay (``K_ct``) or states a predicate.
    """
    writer = _Writer(claim)
    lines = [f"{name} = {_rows(rows)}" for name, rows in witness.matrices.items()]
    lines += [f"{name} = {_fraction(value)}" for name, value in witness.parameters.items()]
    lines += [f"{tree[1]} = {writer.text(tree[2])}" for tree in claim.hypotheses if tree[0] == "define"]
    for tree in claim.hypotheses:
        if tree[0] not in ("define", "call") and not writer.is_matrix(tree[1]):
            lines.append(f'print("given", {writer.text(tree[1])}, "{tree[0]}", {writer.text(tree[2])})')
    for tree in claim.conclusion:
        if tree[0] == "call":
            raise InvalidClaim(f"claim '{claim.id}': a conclusion {tree[1]}(…) has no replay")
        left, right = writer.text(tree[1]), writer.text(tree[2])
        lines.append(f'print("not", {left}, "{tree[0]}", {right})')
    return "\n".join([*_heading(claim), *_sources(writer.used), *lines]) + "\n"


def _heading(claim: Claim) -> list[str]:
    return [f"# {claim.id}: not always {claim.states}", "import cmath, math", "from fractions import Fraction"]


def _sources(used: Iterable[str]) -> list[str]:
    """The helpers in use, each after those that it needs."""
    needed: dict[str, None] = {}

    def require(name: str) -> None:
        for other in _HELPERS[name][0]:
            require(other)
        needed[name] = None

    for name in used:
        require(name)
    return [_HELPERS[name][1] for name in needed]


class _Writer:
    """Python source of expressions, noting the helpers that it uses; matrices are lists of rows."""

    def __init__(self, claim: Claim) -> None:
        self.claim, self.used = claim, dict.fromkeys(["mul"])

    def helper(self, name: str) -> str:
        if name not in _HELPERS:
            raise InvalidClaim(f"claim '{self.claim.id}': {name} has no replay")
        self.used[name] = None
        return name

    def is_matrix(self, tree: Tree) -> bool:
        return _kind(self.claim, tree)

    def text(self, tree: Tree) -> str:
        match tree:
            case ("num", value):
                return _fraction(value)
            case ("name", name):
                return str(name)
            case ("neg", operand):
                inner = self.text(operand)
                return f"{self.helper('scale')}(-1, {inner})" if self.is_matrix(operand) else f"(-{inner})"
            case ("matrix", rows):
                return self._matrix(rows)
            case ("call", function, arguments):
                return self._call(function, arguments)
            case ("^", base, ("num", exponent)):
                return (
                    f"{self.helper('power')}({self.text(base)}, {exponent})"
                    if self.is_matrix(base)
                    else (f"({self.text(base)})**{_fraction(exponent)}")
                )
        return self._operation(*tree)

    def _operation(self, sign: str, left: Tree, right: Tree) -> str:
        x, y = self.text(left), self.text(right)
        if not self.is_matrix(left) and not self.is_matrix(right):
            return f"({x} {sign} {y})"
        if sign == "*":
            name = "mul" if self.is_matrix(left) and self.is_matrix(right) else "scale"
            x, y = (x, y) if not self.is_matrix(left) or name == "mul" else (y, x)
            return f"{self.helper(name)}({x}, {y})"
        if sign == "/":
            return f"{self.helper('scale')}(1/{y}, {x})"
        y = y if sign == "+" else f"{self.helper('scale')}(-1, {y})"
        return f"{self.helper('add')}({x}, {y})"

    def _call(self, function: str, arguments: tuple[Tree, ...]) -> str:
        values = [self.text(argument) for argument in arguments]
        if function in _PLAIN:
            return f"{_PLAIN[function]}({', '.join(values)})"
        if function == "dim":
            return f"len({values[0]})"
        if function == "power_norm":
            return f"{self.helper('norm')}({self.helper('power')}({values[0]}, {values[1]}))"
        if function == "resolvent":
            shifted = f"{self.helper('scale')}({values[1]}, {self.helper('eye')}(len({values[0]})))"
            return f"{self.helper('inverse')}({self.helper('add')}({shifted}, scale(-1, {values[0]})))"
        return f"{self.helper(function)}({', '.join(values)})"

    def _matrix(self, rows: Any) -> str:
        if not any(self.is_matrix(entry) for row in rows for entry in row):
            return "[" + ", ".join("[" + ", ".join(map(self.text, row)) + "]" for row in rows) + "]"
        heights = [next((self.text(e) for e in row if self.is_matrix(e)), "") for row in rows]
        widths = [next((self.text(e) for e in column if self.is_matrix(e)), "") for column in zip(*rows, strict=True)]
        lines = [
            [self.text(entry) if self.is_matrix(entry) else f"[[0]*len({w}[0]) for _ in {h}]"
             for entry, w in zip(row, widths, strict=True)]
            for row, h in zip(rows, heights, strict=True)
        ]  # fmt: skip
        return f"{self.helper('blocks')}([" + ", ".join("[" + ", ".join(line) + "]" for line in lines) + "])"


def _kind(claim: Claim, tree: Tree) -> bool:
    """Whether an expression is a matrix: by its names and literals outside of functions that yield numbers."""
    if tree[0] == "call":
        return tree[1] in ("inverse", "transpose", "resolvent")
    if tree[0] in ("num", "name"):
        return tree[0] == "name" and (tree[1] == "I" or claim.scope.kind(tree[1]) == MATRIX)
    return tree[0] == "matrix" or any(_kind(claim, part) for part in tree[1:] if isinstance(part, tuple))


def _fraction(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"


def _rows(rows: list[list[Fraction]]) -> str:
    return "[" + ", ".join("[" + ", ".join(map(_fraction, row)) + "]" for row in rows) + "]"
