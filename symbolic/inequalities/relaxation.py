"""What is said of a statement that stays undecided: a weaker one that is proved, the goal left, the closest point.

A relation L ≤ R is weakened to L ≤ c·R with the least c of a short ladder for which a proof is found, by bisection.
Where R may be negative, L ≤ c·R is another statement than a weaker one; it is proved all the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq_mpoly

from kreiss.symbolic.inequalities.systems import Auxiliary, Problem

LADDER = tuple(Fraction(c) for c in ("17/16", "9/8", "5/4", "3/2", "2", "4", "16"))
_LONGEST_SHOWN = 400  # characters of a goal: longer ones are not read
Certificate = Mapping[str, Any]


@dataclass(frozen=True)
class Relaxation:
    """A relation that the certificate proves: the one asked about, its greater side ``factor`` times as large."""

    factor: Fraction
    states: str
    certificate: Certificate

    def document(self) -> dict[str, Any]:
        """The relaxation as JSON documents show it."""
        return {"factor": str(self.factor), "states": self.states, "certificate": dict(self.certificate)}


def relaxed(sign: str, left: str, right: str, factor: Fraction) -> str:
    """The relation with its greater side multiplied by the factor; both sides are texts that can be multiplied.

    >>> relaxed("<=", "x", "(y + 1)", Fraction(9, 8))
    'x <= 9/8*(y + 1)'
    """
    return f"{left} {sign} {factor}*{right}" if sign in ("<", "<=") else f"{factor}*{left} {sign} {right}"


def least_relaxation(
    sign: str, left: str, right: str, proof: Callable[[str, int], Certificate | None]
) -> Relaxation | None:
    """The relaxation by the least factor of the ladder for which ``proof`` finds a certificate; None for an equation.

    ``proof`` is given the relation and the number of attempts that may still follow, its own among them.
    """
    found, low, high = None, 0, len(LADDER)
    while low < high and sign != "==":
        middle = (low + high) // 2
        states = relaxed(sign, left, right, LADDER[middle])
        certificate = proof(states, (high - low).bit_length())
        if certificate is None:
            low = middle + 1
        else:
            found, high = Relaxation(LADDER[middle], states, certificate), middle
    return found


def goal_text(problem: Problem, goal: fmpq_mpoly, sign: str) -> str:
    """A goal of the search as text, with what its auxiliary variables stand for; "" where it has others, or is long."""
    known = {auxiliary.name: auxiliary for auxiliary in problem.auxiliaries}
    text = _written(goal, known)
    return "" if "@" in text or len(text) > _LONGEST_SHOWN else f"{text} {sign} 0"


def _written(polynomial: fmpq_mpoly, known: Mapping[str, Auxiliary]) -> str:
    text = str(polynomial)
    return re.sub(r"@\w+", lambda match: _operation(known[match[0]], known) if match[0] in known else match[0], text)


def _operation(auxiliary: Auxiliary, known: Mapping[str, Auxiliary]) -> str:
    operands = [_written(operand, known) for operand in auxiliary.operands]
    if auxiliary.kind == "/":
        return f"(({operands[0]})/({operands[1]}))"
    if auxiliary.kind == "root":
        return f"sqrt({operands[0]})" if auxiliary.degree == 2 else f"({operands[0]})^(1/{auxiliary.degree})"
    return f"{auxiliary.kind}({', '.join(operands)})"
