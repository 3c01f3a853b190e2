"""Matrices with algebraic entries: a rational matrix à and a proved ε with ‖A − Ã‖ ≤ ε, so that à and ε stand for A.

An entry is a sympy number made of rationals, i, roots, sines and cosines of rational multiples of π, and roots of
polynomials (``CRootOf``). FLINT's balls enclose it, with every rounding error in the radius. A root of a polynomial
lies in the rational rectangle in which sympy has isolated it, exactly: if only one of the balls in which FLINT has
isolated all roots meets the rectangle, it is in that one. Names are read, nothing is evaluated by sympy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

from flint import acb, arb, arb_mat, fmpq, fmpq_poly

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.highprec import BallMatrix, to_dyadic, working_precision
from kreiss.numeric.arithmetic.matrices import Exact, ExactMatrix, exact_entry, exact_matrix, from_entries, real_number
from kreiss.numeric.arithmetic.roots import root_above
from kreiss.numeric.arithmetic.scales import log2, power_of_two
from kreiss.numeric.arithmetic.sources import rows_of

_BITS = 200  # of a rational in the place of an irrational entry; a smaller gap asks for more
_GUARD_BITS = 64  # beyond them, lost in evaluating the entries
_MOST_REFINEMENTS = 5  # each doubles the bits; an entry that they do not enclose is refused


class _Refused(Exception):
    """The number is not algebraic, or is not written as it is read here; the message says why."""


class _Unresolved(Exception):
    """More precision is needed."""


def enclosed_matrix(source: object, gap: Fraction) -> tuple[ExactMatrix, Fraction]:
    """(Ã, ε) with a rational à and ‖A − Ã‖ ≤ ε: A itself and 0 where all entries are Gaussian rationals.

    Otherwise ε is about 2^−200·gap² times the largest irrational entry; rational entries are kept. Guarantee: exact.
    Raises ``InvalidMatrix`` as ``exact_matrix`` does, and for transcendental entries.
    """
    if isinstance(source, ExactMatrix) or getattr(getattr(source, "dtype", None), "kind", "O") != "O":
        return exact_matrix(source), Fraction(0)
    rows = rows_of(source)
    irrational = {(i, j): x for i, row in enumerate(rows) for j, x in enumerate(row) if _is_irrational(x)}
    if not irrational:
        return exact_matrix(rows), Fraction(0)
    exact_matrix([[0 if (i, j) in irrational else x for j, x in enumerate(row)] for i, row in enumerate(rows)])
    bits = _BITS - 2 * log2(gap)
    size = max(_size(_enclosed(x, where, _GUARD_BITS, _is_finite)) for where, x in irrational.items())
    grid = bits - log2(size)
    with working_precision(bits + 2 * _GUARD_BITS):
        balls = {where: _enclosed(x, where, bits + _GUARD_BITS, _within(grid)) for where, x in irrational.items()}
        found = {where: _nearest(ball, grid) for where, ball in balls.items()}
    square = sum((error for _, error in found.values()), Fraction(0))

    def entry(x: Any, i: int, j: int) -> Exact:
        return found[i, j][0] if (i, j) in found else exact_entry(x, i, j)

    entries = [[entry(x, i, j) for j, x in enumerate(row)] for i, row in enumerate(rows)]
    return from_entries(entries), power_of_two(root_above(square, _GUARD_BITS))


def _is_irrational(x: Any) -> bool:
    """Whether x is a sympy number that is not written as a Gaussian rational."""
    if not (getattr(x, "is_number", False) and hasattr(x, "as_real_imag")) or x.is_finite is False:
        return False
    return not all(part.is_Rational or part.is_Float for part in x.as_real_imag())


def _enclosed(x: Any, where: tuple[int, int], bits: int, good: Callable[[acb], bool]) -> acb:
    """A ball around x that is good, at ``bits`` bits or as many more as that takes."""
    entry = f"entry ({where[0] + 1}, {where[1] + 1})"
    for more in range(_MOST_REFINEMENTS):
        try:
            with working_precision(bits << more):
                ball = _ball(x)
                if good(ball):
                    return ball
        except _Unresolved:
            continue
        except _Refused as why:
            raise InvalidMatrix(
                f"{entry}: expected an algebraic number, got {x!s:.60}: {why}; give a rational approximation, and "
                "its error as the radius"
            ) from None
    raise InvalidMatrix(
        f"{entry}: expected a number that {bits << more} bits tell from a singularity, got {x!s:.60}; simplify it"
    )


def _is_finite(ball: acb) -> bool:
    return bool(ball.is_finite())


def _within(grid: int) -> Callable[[acb], bool]:
    """Whether a ball's radius is below 2^−grid."""
    return lambda ball: _is_finite(ball) and _upper(ball.real.rad() + ball.imag.rad()) < Fraction(2) ** -grid


def _size(ball: acb) -> Fraction:
    """A bound on |z| over the ball, not 0."""
    return _upper(ball.real) + _upper(ball.imag) or Fraction(1)


def _upper(ball: arb) -> Fraction:
    """A rational above |x| over the ball."""
    mantissa, exponent = ball.abs_upper().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _nearest(ball: acb, grid: int) -> tuple[Exact, Fraction]:
    """The multiple of 2^−grid next to the ball's middle, and a bound on its squared distance from all of the ball."""
    parts = to_dyadic(BallMatrix(arb_mat([[ball.real.mid(), ball.imag.mid()]])), grid).entries()
    errors = [_upper(x - arb((n, -grid))) for x, n in zip((ball.real, ball.imag), parts, strict=True)]
    re, im = (Fraction(int(n)) / Fraction(2) ** grid for n in parts)
    return (re, im), sum((error * error for error in errors), Fraction(0))


def _ball(x: Any) -> acb:
    """The number as a ball at the working precision."""
    if x.is_Rational or x.is_Float:
        return acb(_fmpq(real_number(x)))
    read = _READ.get(type(x).__name__)
    if read is None:
        raise _Refused(f"{x!s:.40} is transcendental, or of a kind that is not read")
    return read(x)


def _fmpq(q: Fraction) -> fmpq:
    return fmpq(q.numerator, q.denominator)


def _power(x: Any) -> acb:
    """The principal power with a rational exponent."""
    base, exponent = x.args
    if not exponent.is_Rational:
        raise _Refused(f"the exponent {exponent!s:.40} is not rational")
    z, e = _ball(base), real_number(exponent)
    if e.denominator <= 2:
        return (z if e.denominator == 1 else z.sqrt()) ** e.numerator
    if z.imag == 0 and z.real > 0:
        return acb(z.real ** arb(_fmpq(e)))
    return z ** acb(_fmpq(e))


def _turns(x: Any, *units: str) -> fmpq:
    """q for the argument qπ, or qπ times further units."""
    coefficient, rest = x.args[0].as_coeff_Mul()
    if not coefficient.is_Rational or {type(part).__name__ for part in rest.args or (rest,)} != {"Pi", *units}:
        raise _Refused(f"the argument of {x!s:.40} is not a rational multiple of π")
    return _fmpq(real_number(coefficient))


def _cosine(x: Any) -> acb:
    return acb(arb.cos_pi_fmpq(_turns(x)))


def _sine(x: Any) -> acb:
    return acb(arb.sin_pi_fmpq(_turns(x)))


def _root_of_unity(x: Any) -> acb:
    q = _turns(x, "ImaginaryUnit")
    return acb(arb.cos_pi_fmpq(q), arb.sin_pi_fmpq(q))


def _root(x: Any) -> acb:
    """The root of a polynomial that lies in the rectangle where sympy has isolated it."""
    box = x._get_interval()
    corners = (box.a, box.b, 0, 0) if hasattr(box, "a") and not hasattr(box, "ax") else (box.ax, box.bx, box.ay, box.by)
    left, right, bottom, top = (arb(_fmpq(Fraction(str(corner)))) for corner in corners)
    polynomial: Any = fmpq_poly([_fmpq(real_number(c)) for c in reversed(x.poly.all_coeffs())])
    roots: list[acb] = [pair[0] for pair in polynomial.complex_roots()]
    meeting = [z for z in roots if not (z.real < left or z.real > right or z.imag < bottom or z.imag > top)]
    if len(meeting) != 1:
        raise _Unresolved
    return meeting[0]


_READ: dict[str, Callable[[Any], acb]] = {
    "ImaginaryUnit": lambda _: acb(0, 1),
    "GoldenRatio": lambda _: (acb(5).sqrt() + 1) / 2,
    "Add": lambda x: reduce(add, map(_ball, x.args)),
    "Mul": lambda x: reduce(mul, map(_ball, x.args)),
    "Pow": _power,
    "cos": _cosine,
    "sin": _sine,
    "tan": lambda x: _sine(x) / _cosine(x),
    "exp": _root_of_unity,
    "ComplexRootOf": _root,
    "re": lambda x: acb(_ball(x.args[0]).real),
    "im": lambda x: acb(_ball(x.args[0]).imag),
    "conjugate": lambda x: _ball(x.args[0]).conjugate(),
}
"""Kinds of sympy numbers, by name."""
