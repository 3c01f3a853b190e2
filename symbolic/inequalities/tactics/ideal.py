"""Equations as rewriting rules: normal forms modulo r^q = E, with the multiples of the equations that they subtract."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flint import fmpq, fmpq_mpoly

from kreiss.symbolic.inequalities.steps import Identity, System, by_powers, variables_of


@dataclass(frozen=True)
class Rule:
    """v^degree may be replaced: the equation of that number is lead·(v^degree − value)."""

    variable: str
    degree: int
    value: fmpq_mpoly
    number: int
    lead: fmpq


@dataclass
class Ideal:
    """The equations of a system as rules for normal forms, and those that are not."""

    rules: list[Rule] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    def normal(self, polynomial: fmpq_mpoly, identity: Identity | None = None) -> fmpq_mpoly:
        """The polynomial reduced by all rules; ``identity`` is given the multiples of equations to subtract."""
        for rule in self.rules:
            polynomial = self._reduced(polynomial, rule, identity)
        return polynomial

    @staticmethod
    def _reduced(polynomial: fmpq_mpoly, rule: Rule, identity: Identity | None) -> fmpq_mpoly:
        parts = by_powers(polynomial, rule.variable)
        if len(parts) <= rule.degree:
            return polynomial
        context = polynomial.context()
        v = context.gens()[context.names().index(rule.variable)]
        multiple = context.constant(0)
        for power in range(len(parts) - 1, rule.degree - 1, -1):
            multiple += parts[power] * v ** (power - rule.degree)
            parts[power - rule.degree] += parts[power] * rule.value
        if identity is not None:
            identity.times(rule.number, -multiple / rule.lead)
        return sum((part * v**power for power, part in enumerate(parts[: rule.degree])), context.constant(0))


def ideal_of(system: System, target: int) -> Ideal:
    """Equations monic in a variable become rules, later variables first, no variable twice."""
    result, taken = Ideal(), set()
    names = system.context.names()
    for number in range(len(system.relations) - 1, -1, -1):
        relation = system.relations[number]
        if relation.sign != "=" or relation.polynomial.is_zero() or number == target:
            continue
        rule = _rule(relation.polynomial, number, [n for n in reversed(names) if n not in taken])
        if rule is None or any(rule.variable in variables_of(other.value) for other in result.rules):
            result.others.append(number)
        else:
            result.rules.append(rule)
            taken.add(rule.variable)
    return result


def _rule(polynomial: fmpq_mpoly, number: int, names: Sequence[str]) -> Rule | None:
    for name in names:
        parts = by_powers(polynomial, name)
        if len(parts) > 1 and parts[-1].is_constant() and parts[-1].leading_coefficient() != 0:
            lead, v = (
                parts[-1].leading_coefficient(),
                polynomial.context().gens()[polynomial.context().names().index(name)],
            )
            value = v ** (len(parts) - 1) - polynomial / lead
            if int(value.degrees()[polynomial.context().names().index(name)]) <= 0:
                return Rule(name, len(parts) - 1, value, number, lead)
    return None
