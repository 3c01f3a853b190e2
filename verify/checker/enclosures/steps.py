"""What steps of several quantities share: points and vectors, P ≻ 0 for the curve before, growth without bound."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.arithmetic.matrices import Matrix, number
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend
from kreiss.verify.checker.enclosures.facts import Argument, Facts, Pair


def point_of(step: Mapping[str, Any], path: str) -> Pair:
    """The Gaussian rational z = a + ib of a step."""
    z = matrices.field(step, "z", path)
    return number(z, "re", f"{path}.z"), number(z, "im", f"{path}.z")


def witnessed(facts: Facts, step: Mapping[str, Any], z: Pair, far: Fraction, path: str) -> None:
    """far·‖R(z)‖ ≥ lower for every matrix of the ball, for a ``far`` > 0 that is at most the distance of z.

    That is ‖(zI − A)v‖ ≤ (far/lower − ε)‖v‖ for the vector v.
    """
    lower = number(step, "lower", path)
    image, square = shifted_squares(facts.A, z, step, path)
    t = far / lower - facts.radius if lower > 0 else Fraction(0)
    if lower < 0 or t < 0 or (lower > 0 and image > t * t * square):
        raise Rejected(f"{path}.lower", "the witness proves less")
    facts.reach(lower)


def shifted_squares(A: Matrix, z: Pair, step: Mapping[str, Any], path: str) -> tuple[Fraction, int]:
    """‖(zI − A)v‖² and ‖v‖² for z = a + ib and the step's non-zero vector v = x + iy of integers."""
    a, b = z
    x, y = vector(step, len(A.rows), path)
    work = sum(matrices.cost(value) for value in z) + 40 * multiplication(matrices.length([x, y]), A.den.bit_length())
    spend(4 * len(x) * work)
    image_x = [a * p - b * q - r for p, q, r in zip(x, y, apply(A, x), strict=True)]
    image_y = [a * q + b * p - r for p, q, r in zip(x, y, apply(A, y), strict=True)]
    return sum((entry * entry for entry in image_x + image_y), Fraction(0)), sum(entry * entry for entry in x + y)


def vector(step: Mapping[str, Any], size: int, path: str) -> tuple[list[int], list[int]]:
    """Real and imaginary part of the non-zero vector v, ``{"re", "im"}``, in the embedded dimension ``size``."""
    v, path = matrices.field(step, "v", path), f"{path}.v"
    x, y = (matrices.integers(v, part, path) for part in ("re", "im"))
    if len(x) != len(y) or size not in (len(x), 2 * len(x)) or not any(x + y):
        raise Rejected(path, "expected a non-zero vector of the matrix's order")
    if size == 2 * len(x):  # v ↦ (v, −iv): the eigenvector space on which the embedding acts like A
        x, y = x + y, y + [-entry for entry in x]
    return x, y


def apply(A: Matrix, x: list[int]) -> list[Fraction]:
    """Ax."""
    values = matrices.image(A.rows, x)
    spend(len(x) * (20 + 16 * division(matrices.length([values]), A.den.bit_length())))
    return [Fraction(value, A.den) for value in values]


def stable(facts: Facts, step: Mapping[str, Any], path: str) -> None:
    """No eigenvalue lies on the curve of ``facts.last`` or beyond, since its P is ≻ 0.

    Its L ⪰ 0 contains P − u²A*PA ⪰ I, so that ρ(A) < 1/u (Stein), or 2xP − A*P − PA ⪰ I: Re λ < x (Lyapunov).
    """
    if facts.last is None:
        raise Rejected(path, "expected a circle or a line before this step")
    place, P = facts.last
    matrices.proved(P.rows, P.den, step, "definite", path, strict=True)
    facts.stable.add(place)


def infinite(argument: Callable[[Matrix, Mapping[str, Any], str], object]) -> Argument:
    """A step that proves the quantity infinite."""

    def step(facts: Facts, step: Mapping[str, Any], path: str) -> None:
        argument(facts.A, step, path)
        facts.infinite = True

    return step


def indefinite(A: Matrix, step: Mapping[str, Any], path: str, least: int) -> tuple[Fraction, Matrix]:
    """The s ≥ ``least`` and the symmetric P of a proof of growth, with its v: v*Pv < 0."""
    s = number(step, "s", path)
    if s < least:
        raise Rejected(f"{path}.s", f"expected s ≥ {least}")
    P = matrices.symmetric(matrices.field(step, "P", path), len(A.rows), f"{path}.P")
    v = matrices.integers(step, "v", path, len(A.rows))
    if sum(a * b for a, b in zip(v, apply(P, v), strict=True)) >= 0:
        raise Rejected(f"{path}.v", "expected v*Pv < 0")
    return s, P


def reach(intervals: list[Pair]) -> Fraction:
    """The largest r for which the intervals leave nothing of [0, r] out."""
    result = Fraction(0)
    for low, high in sorted(intervals):
        if low <= result:
            result = max(result, high)
    return result


def nonnegative(p: Fraction, q: Fraction, r: Fraction, a: Fraction, b: Fraction) -> bool:
    """Whether p·u² + q·u + r ≥ 0 on [a, b]: at both ends, and at the vertex when it is a minimum inside."""
    if min(p * a * a + q * a + r, p * b * b + q * b + r) < 0:
        return False
    if p <= 0 or not 2 * p * a < -q < 2 * p * b:
        return True
    return q * q <= 4 * p * r
