"""Exact polynomials in several variables over the rationals, for checking identities.

A polynomial is integer coefficients over one positive denominator. A monomial is one integer: the exponent of the
variable number i in its bits 16·i … 16·i + 15, so that multiplying monomials is adding integers and a new variable
changes nothing that exists.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

from kreiss.verify.checker.arithmetic.matrices import rational
from kreiss.verify.checker.documents import Rejected, division, multiplication, spend

WIDTH = 16
HIGHEST_DEGREE = 4000
MOST_PRODUCTS = 400_000
_FACTOR = re.compile(r"([A-Za-z_@][A-Za-z0-9_]{0,80})(?:\^([0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class Polynomial:
    """The sum of ``terms[m] / den`` times the monomial m; no coefficient is zero."""

    terms: Mapping[int, int]
    den: int = 1

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and not self - other

    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> "Polynomial":
        spend(self.work())
        return Polynomial({m: -c for m, c in self.terms.items()}, self.den)

    def __add__(self, other: "Polynomial") -> "Polynomial":
        spend(self.work(other.den.bit_length()) + other.work(self.den.bit_length()))
        spend(division(self.den.bit_length(), other.den.bit_length()))
        divisor = gcd(self.den, other.den)
        left, right = other.den // divisor, self.den // divisor
        terms = {m: c * left for m, c in self.terms.items()}
        for m, c in other.terms.items():
            total = terms.get(m, 0) + c * right
            if total:
                terms[m] = total
            else:
                terms.pop(m, None)
        return Polynomial(terms, self.den * left)

    def __sub__(self, other: "Polynomial") -> "Polynomial":
        return self + -other

    def __mul__(self, other: "Polynomial") -> "Polynomial":
        pairs = len(self.terms) * len(other.terms)
        if pairs > MOST_PRODUCTS or self.degree + other.degree > HIGHEST_DEGREE:
            raise Rejected("$", "a polynomial is too large to be expanded")
        pair_work = 3 + self.width // 128 + other.width // 128 + multiplication(self.bits, other.bits)
        spend(pairs * pair_work + self.work() + other.work())
        terms: dict[int, int] = {}
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                terms[m + n] = terms.get(m + n, 0) + c * d
        result = Polynomial({m: c for m, c in terms.items() if c}, self.den * other.den)
        spend(result.work())
        return result

    def __pow__(self, exponent: int) -> "Polynomial":
        if not exponent:
            return constant(Fraction(1))
        result = self
        for bit in bin(exponent)[3:]:
            result = result * result
            if bit == "1":
                result = result * self
        return result

    def scaled(self, factor: Fraction) -> "Polynomial":
        """``factor`` times the polynomial."""
        if not factor:
            return Polynomial({})
        spend(self.work(max(factor.numerator.bit_length(), factor.denominator.bit_length())))
        terms = {m: c * factor.numerator for m, c in self.terms.items()}
        return Polynomial(terms, self.den * factor.denominator)

    @cached_property
    def bits(self) -> int:
        """The length of the longest coefficient, or of the denominator."""
        return max(max(map(int.bit_length, self.terms.values()), default=0), self.den.bit_length())

    @cached_property
    def width(self) -> int:
        """The length of the longest monomial."""
        return max(self.terms, default=0).bit_length()

    def work(self, bits: int = 1) -> int:
        """The work of a product with a number of so many bits, of reading all exponents, and of holding the result."""
        return 10 + len(self.terms) * (4 + self.width // 8 + self.bits // 64 + multiplication(self.bits, bits))

    @cached_property
    def degree(self) -> int:
        """The largest sum of exponents; 0 for constants."""
        return max((sum(exponents(m)) for m in self.terms), default=0)

    def constant_value(self) -> Fraction | None:
        """The value of a constant polynomial, None for any other."""
        if any(self.terms):
            return None
        return Fraction(self.terms.get(0, 0), self.den)

    def variables(self) -> set[int]:
        """The numbers of the variables that occur."""
        spend(self.work())
        return {i for m in self.terms for i, e in enumerate(exponents(m)) if e}

    def by_powers(self, variable: int) -> list["Polynomial"]:
        """The coefficients p₀, p₁, … of Σ pₖ·vᵏ, v the variable of that number."""
        spend(self.work())
        shift, mask = WIDTH * variable, (1 << WIDTH) - 1
        parts: list[dict[int, int]] = [{}]
        for m, c in self.terms.items():
            power = m >> shift & mask
            parts.extend({} for _ in range(power + 1 - len(parts)))
            parts[power][m - (power << shift)] = c
        return [Polynomial(part, self.den) for part in parts]

    def integers(self, variable: int) -> list[int]:
        """The coefficients of a positive multiple of the polynomial in one variable, the constant one first."""
        values = [part.terms.get(0, 0) for part in self.by_powers(variable)] if self else []
        spend(len(values) * division(self.bits, self.bits))
        content = gcd(*values)
        return [value // content for value in values]


def exponents(monomial: int) -> list[int]:
    """The exponents of the variables number 0, 1, … up to the last that occurs."""
    result, mask = [], (1 << WIDTH) - 1
    while monomial:
        result.append(monomial & mask)
        monomial >>= WIDTH
    return result


def constant(value: Fraction) -> Polynomial:
    """The constant polynomial."""
    return Polynomial({0: value.numerator} if value else {}, value.denominator)


def variable(number: int) -> Polynomial:
    """The polynomial that is one variable."""
    return Polynomial({1 << WIDTH * number: 1})


def total(parts: Iterable[Polynomial]) -> Polynomial:
    """The sum, of halves, so that no part is copied often."""
    waiting = [Polynomial({}), *parts]
    while len(waiting) > 1:
        waiting = [a + b for a, b in zip(waiting[::2], waiting[1::2], strict=False)] + waiting[len(waiting) & ~1 :]
    return waiting[0]


def read(value: object, names: Mapping[str, int], path: str) -> Polynomial:
    """A polynomial from JSON: an object whose keys are monomials such as "x^2*y" ("1" for none), or a rational."""
    if not isinstance(value, Mapping):
        return constant(rational(value, path))
    return total(
        Polynomial({_monomial(key, names, path): 1}).scaled(rational(coefficient, f"{path}[{key!r:.80}]"))
        for key, coefficient in value.items()
    )


def _monomial(text: object, names: Mapping[str, int], path: str) -> int:
    if text == "1":
        return 0
    result, degree = 0, 0
    for part in str(text).split("*"):
        match = _FACTOR.fullmatch(part)
        if match is None or match[1] not in names:
            raise Rejected(path, f"{part!r:.80} is not a power of a known variable")
        power = int(match[2] or 1)
        degree += power
        if degree > HIGHEST_DEGREE:
            raise Rejected(path, f"a degree exceeds {HIGHEST_DEGREE}")
        result += power << WIDTH * names[match[1]]
    return result
