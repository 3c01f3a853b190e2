"""Poles of G on the boundary or beyond it: eigenvalues of A in a minimal system, all of which are poles.

In a minimal system the vectors B, AB, A²B, … span the space of states, and so do C*, A*C*, …: no eigenvalue is hidden.
"""

from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import product, rational, transpose
from kreiss.verify.checker.arithmetic.roots import value_sign
from kreiss.verify.checker.documents import Rejected, multiplication, spend
from kreiss.verify.checker.enclosures import disc, half_plane
from kreiss.verify.checker.enclosures.half_plane_boundary import polynomial_and_vector, require_minimal
from kreiss.verify.checker.systems.system import SystemFacts


def minimal(facts: SystemFacts, _: Mapping[str, Any], path: str) -> None:
    """The system is minimal: KKᵀ ≻ 0 for K = [B, AB, …, A^(n−1)B], and for [C*, A*C*, …, A*^(n−1)C*]."""
    for A, B in ((facts.A.rows, facts.B.rows), (transpose(facts.A.rows), transpose(facts.C.rows))):
        K = blocks = B  # denominators are positive factors of columns
        for _k in range(len(A) - 1):
            blocks = product(A, blocks)
            K = [left + right for left, right in zip(K, blocks, strict=True)]
        matrices.semidefinite(product(K, transpose(K)), 1, "elimination", path, strict=True)
    facts.minimal = True


def unstable(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """G has a pole beyond the boundary: A has an eigenvalue there, by the step of the constants of that name."""
    _require_minimal(facts, path)
    beyond = disc.unbounded if facts.discrete else half_plane.unbounded  # powers only if some |λ| ≥ 1
    beyond(facts.A, step, path)
    facts.pole_outside = True


def pole(facts: SystemFacts, step: Mapping[str, Any], path: str) -> None:
    """G has a pole on the boundary or beyond it: a root of f, the minimal polynomial of a vector w, f(A)w = 0.

    The roots s of the even or odd polynomial f come in pairs s, −s: one has Re s ≥ 0. One is imaginary if s = 0 is, or
    if g(s²) = f(s) and g has a root between a < b ≤ 0, where g(a) and g(b) have different signs. In discrete time the
    same is said of the polynomial in s that f(z), z = (1 + s)/(1 − s), is a power of 1 − s short of; it has a lower
    degree if and only if z = −1 is a root.
    """
    _require_minimal(facts, path)
    f, w = polynomial_and_vector(facts.A, step, path)
    require_minimal(facts.A, f, w, path)
    turned = _turned(f) if facts.discrete else f
    if any(turned[len(turned) - 2 :: -2] if len(turned) > 1 else []):
        raise Rejected(f"{path}.f", "expected roots that the boundary mirrors onto each other")
    facts.pole_outside = True
    if len(turned) < len(f) or turned[0] == 0 or ("between" in step and _crosses(turned[::2], step, path)):
        facts.pole_on_boundary = True


def _require_minimal(facts: SystemFacts, path: str) -> None:
    if not facts.minimal:
        raise Rejected(path, "expected the step 'minimal' before this one: an eigenvalue that is hidden is no pole")


def _turned(f: list[int]) -> list[int]:
    """(1 − s)^d·f((1 + s)/(1 − s)), without leading zeros, by Horner's rule with the powers of 1 − s."""
    degree, bits = len(f) - 1, max(map(int.bit_length, f)) + 2 * len(f)
    spend(4 * (degree + 1) ** 2 * (1 + multiplication(bits, 2)))
    result, power = [f[-1]], [1]
    for c in reversed(f[:-1]):
        power = _plus(power, [0, *(-x for x in power)])  # times 1 − s
        result = _plus(_plus(result, [0, *result]), [c * x for x in power])
    while len(result) > 1 and result[-1] == 0:
        result.pop()
    return result


def _plus(p: list[int], q: list[int]) -> list[int]:
    longer, shorter = (p, q) if len(p) >= len(q) else (q, p)
    return [x + y for x, y in zip(longer, shorter + [0] * (len(longer) - len(shorter)), strict=True)]


def _crosses(g: list[int], step: Mapping[str, Any], path: str) -> bool:
    """Whether g changes its sign between the two numbers a < b ≤ 0."""
    pair = [rational(end, f"{path}.between") for end in matrices.items(step["between"], f"{path}.between")]
    if len(pair) != 2 or not pair[0] < pair[1] <= 0:
        raise Rejected(f"{path}.between", "expected two numbers a < b ≤ 0")
    if value_sign(g, pair[0]) * value_sign(g, pair[1]) > 0:
        raise Rejected(f"{path}.between", "expected numbers between which the polynomial changes its sign")
    return True
