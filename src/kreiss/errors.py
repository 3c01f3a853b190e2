"""What kreiss raises: each error says what was expected, what was got, and what to do.

The base class stands here because ``numeric`` and ``symbolic`` may not import each other, and a caller wants one
``except KreissError`` for both.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


class KreissError(Exception):
    """Base of every error that a user's input or budget can cause."""


class InvalidMatrix(KreissError, ValueError):
    """The input is not a finite, square, non-empty matrix of numbers."""


class InvalidArgument(KreissError, ValueError):
    """An option or parameter is outside its range."""


class InvalidClaim(KreissError, ValueError):
    """A claim, statement or hypothesis is not in the claim language; the message points at the column."""


class InvalidCertificate(KreissError, ValueError):
    """A document is not a certificate, or does not prove what it states; the message names the JSON path."""


class UnstableMatrix(KreissError, ArithmeticError):
    """The spectral radius reaches 1 where the question needs ρ < 1."""


class PrecisionExhausted(KreissError, ArithmeticError):
    """The working precision or budget ended before a rigorous answer was reached.

    ``lower`` is the lower end that was proved before, None where there is none.
    """

    def __init__(self, message: str, lower: "Fraction | None" = None) -> None:
        super().__init__(message)
        self.lower = lower


class Undecidable(KreissError, ArithmeticError):
    """Two enclosures overlap, so that their order is not known; the message says by how much to tighten."""


class MissingExtra(KreissError, ImportError):
    """What was called needs a package of an extra that is not installed; the message says how to install it."""
