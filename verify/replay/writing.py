"""How a bound stands in a replay script: some lines and a test, with numbers as short as they may be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kreiss.verify.replay.arithmetic import Rows

_MOST_DIGITS = 18  # with which a decimal is tried before a fraction is written


@dataclass(frozen=True)
class Shown:
    """Lines of a script, and then an expression: the square of a lower bound (``squared``), or a test of the bound.

    ``@`` stands for the matrix, ``#`` for the bound.
    """

    lines: tuple[str, ...]
    expression: str
    uses: tuple[str, ...]
    squared: bool = False

    def of(self, name: str, bound: str = "") -> "Shown":
        """The same for the names of the matrix and of the bound in the script."""
        lines = tuple(line.replace("@", name) for line in self.lines)
        return Shown(lines, self.expression.replace("@", name).replace("#", bound), self.uses, self.squared)


def text(x: Fraction) -> str:
    """A fraction in a script."""
    return f"F({x.numerator})" if x.denominator == 1 else f"F({x.numerator}, {x.denominator})"


def listed(v: Any) -> str:
    """A vector in a script, or a list of other things that numbers are divided by."""
    return f"[{', '.join(listed(x) for x in v)}]" if isinstance(v, list | tuple) else text(Fraction(v))


def written(M: Rows) -> str:
    """A matrix in a script."""
    rows = (", ".join(str(x) if x.denominator == 1 else text(x) for x in row) for row in M)
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def shown_if(holds: bool, expression: str, *uses: str) -> Shown | None:
    """A test without lines, if it holds."""
    return Shown((), expression, uses) if holds else None


def floats(M: Rows) -> NDArray[np.float64]:
    """The matrix in floats."""
    return np.array([[float(x) for x in row] for row in M])


def rounded(v: NDArray[Any]) -> Iterator[list[Fraction]]:
    """The vector in ever more digits, as whole numbers times a power of ten; simple ratios first."""
    scaled = v / np.abs(v).max()
    yield [Fraction(float(x)).limit_denominator(6) for x in scaled]
    for digits in range(1, _MOST_DIGITS):
        yield [Fraction(round(Fraction(float(x)) * 10**digits)) for x in scaled]


def shortened(M: Rows, accepts: Callable[[Rows], bool]) -> Rows:
    """The matrix in as few digits as are accepted; no rows if it is not."""
    for digits in (0, 1, 2, 3, 4, 6, 8, 12, 16):
        shorter = [[Fraction(round(x * 10**digits), 10**digits) for x in row] for row in M]
        if accepts(shorter):
            return shorter
    return M if accepts(M) else []
