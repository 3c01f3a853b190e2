"""What an enclosure of one quantity of one matrix is: two exact ends, and the steps that prove them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol, Self

from kreiss.errors import InvalidArgument
from kreiss.numeric.arithmetic.matrices import ExactMatrix, real_number
from kreiss.numeric.enclosures.interval import Interval

SCHEMA = "kreiss/enclosure-1"


class Step(Protocol):
    """A step of a certificate."""

    def document(self) -> dict[str, Any]:
        """The JSON form of the step."""


@dataclass(frozen=True, repr=False, kw_only=True)
class Enclosure(Interval):
    """lower ≤ q(A) ≤ upper, proved by ``steps``; None stands for infinity.

    ``parameters`` are the statement's further entries, ``precision`` is the largest number of bits that a step took,
    ``elapsed`` is in seconds. Guarantee: exact; ``rigor`` says so.
    """

    quantity: str
    lower: Fraction | None
    upper: Fraction | None
    matrix: ExactMatrix
    parameters: dict[str, Any] = field(default_factory=dict, hash=False)
    steps: tuple[Step, ...] = field(compare=False)
    precision: int
    elapsed: float
    rigor: str = "exact"

    @classmethod
    def proved(
        cls,
        A: ExactMatrix,
        ends: tuple[Fraction | None, Fraction | None],
        steps: Sequence[Step],
        began: float,
        **known: Any,
    ) -> Self:
        """The enclosure between these ends that the steps prove, in the time since ``began``; ``known`` is the rest."""
        elapsed = time.perf_counter() - began
        return cls(matrix=A, lower=ends[0], upper=ends[1], steps=tuple(steps), elapsed=elapsed, **known)

    @property
    def gap(self) -> Fraction | None:
        """(upper − lower)/|lower|, or None where that is not a number."""
        return (self.upper - self.lower) / abs(self.lower) if self.upper is not None and self.lower else None

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The document of schema ``kreiss/enclosure-1`` that proves it."""
        return {
            "schema": SCHEMA,
            "statement": {
                "quantity": self.quantity,
                **self.parameters,
                "matrix": self.matrix.document(),
                "lower": "inf" if self.lower is None else str(self.lower),
                "upper": "inf" if self.upper is None else str(self.upper),
            },
            "steps": [step.document() for step in self.steps],
        }


def positive(name: str, value: object) -> Fraction:
    """``value`` as the positive rational that it is; raises ``InvalidArgument``. Guarantee: exact."""
    try:
        number = real_number(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        number = Fraction(0)
    if number <= 0:
        raise InvalidArgument(f"{name}: expected a positive number, got {value!r:.40}")
    return number


def relative_gap(gap: object) -> Fraction:
    """The relative gap asked for, at most 1; raises ``InvalidArgument``."""
    return min(positive("gap", gap), Fraction(1))
