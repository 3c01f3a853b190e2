"""A hypothesis that would suffice where a statement stays undecided: the first of a short list with which it is proved.

The list bounds one number at a time, weak bounds before strong ones. What is found says nothing of the statement alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from kreiss.symbolic.inequalities.sampling import Floats

BOUNDS: Mapping[str, Callable[[Floats], Any]] = {
    "{} >= 0": lambda x: x >= 0,
    "{} > 0": lambda x: x > 0,
    "{} <= 1": lambda x: x <= 1,
    "{} < 1": lambda x: x < 1,
    "{} <= 0": lambda x: x <= 0,
    "{} >= 1": lambda x: x >= 1,
    "{} > 1": lambda x: x > 1,
    "0 <= {} <= 1": lambda x: (x >= 0) & (x <= 1),
    "0 < {} < 1": lambda x: (x > 0) & (x < 1),
}
"""What is supposed of a number, from weak to strong, and where it holds: more of them take the time of each proof."""


@dataclass(frozen=True)
class Sufficient:
    """A hypothesis with which the certificate proves the statement, and a point at which all hypotheses hold."""

    hypothesis: str
    certificate: Mapping[str, Any]
    at: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """The hypothesis as JSON documents show it."""
        at = {name: str(value) if isinstance(value, Fraction) else value for name, value in self.at.items()}
        return {"hypothesis": self.hypothesis, "at": at, "certificate": dict(self.certificate)}


def bounds_of(names: Sequence[str]) -> Iterator[str]:
    """The hypotheses that bound one of the numbers.

    >>> list(bounds_of(["h"]))[:3]
    ['h >= 0', 'h > 0', 'h <= 1']
    """
    return (bound.format(name) for bound in BOUNDS for name in names)


def new_bounds(names: Sequence[str], points: Floats) -> Iterator[str]:
    """Those of ``bounds_of`` that hold at some of the points and not at all of them, one column for each name."""
    for bound, holds in BOUNDS.items():
        for name, column in zip(names, points.T, strict=True):
            if 0 < np.count_nonzero(holds(column)) < len(column):
                yield bound.format(name)
