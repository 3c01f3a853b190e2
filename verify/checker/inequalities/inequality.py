"""Inequalities between real functions (algebraic ones, exp and log): ``kreiss/inequality-1``.

The statement's text alone determines systems of polynomial relations that have to have no real solution
(``systems``). A proof of one is a tree. Its inner nodes split by the sign of a polynomial, name a polynomial,
or eliminate a variable; its leaves are an identity that adds up to a contradiction, or relations in one variable that
are decided here (``roots``). A refutation is a rational point (``points``).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field, items, listed, rational
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, read, total, variable
from kreiss.verify.checker.arithmetic.roots import has_solution
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.inequalities.exponentials import BOUNDS, LARGEST_ORDER, LARGEST_POWER, NEUTRAL, power
from kreiss.verify.checker.inequalities.points import check_names, refutes
from kreiss.verify.checker.inequalities.systems import (
    Obligation,
    Pair,
    Relation,
    Statement,
    emptiness,
    obligations,
    read_statement,
)

SCHEMA = "kreiss/inequality-1"
HIGHEST_DEGREE = 400
_FRESH = re.compile(r"@[A-Za-z0-9]{1,60}", re.ASCII)
CASES = {"<": "-", "=": "0", ">": "+", "<=": "-0", ">=": "0+"}
"""The signs that each case of a split covers."""


def check(document: Mapping[str, Any]) -> Checked:
    """Return what a proof or refutation of an inequality shows, or raise ``Rejected``. Guarantee: exact."""
    statement = read_statement(field(document, "statement", "$"), "$.statement")
    verdict = field(document, "verdict", "$")
    if verdict == "REFUTED":
        return _check_point(document, statement)
    if verdict != "PROVED":
        raise Rejected("$.verdict", "expected PROVED or REFUTED")
    vacuous = document.get("vacuous", False)
    if vacuous not in (True, False):
        raise Rejected("$.vacuous", "expected true or false")
    due = emptiness(statement) if vacuous else obligations(statement)
    proofs = items(field(document, "proofs", "$"), "$.proofs")
    if len(proofs) != len(due):
        raise Rejected("$.proofs", f"expected {len(due)} proofs, one for each obligation, got {len(proofs)}")
    for i, (obligation, proof) in enumerate(zip(due, proofs, strict=True)):
        check_infeasible(obligation, proof, f"$.proofs[{i}]")
    return Checked(SCHEMA, statement.text + (" (vacuous: no point satisfies the hypotheses)" if vacuous else ""))


def _check_point(document: Mapping[str, Any], statement: Statement) -> Checked:
    entries = field(document, "point", "$")
    if not isinstance(entries, Mapping):
        raise Rejected("$.point", "expected an object")
    point = {str(name): rational(value, f"$.point.{name!s:.60}") for name, value in entries.items()}
    check_names(statement, point, "$.point")
    if not refutes(statement, point):
        raise Rejected("$.point", "the hypotheses are not seen to hold and the conclusion to fail at this point")
    where = ", ".join(f"{name} = {value}" for name, value in point.items())
    return Checked(SCHEMA, f"false: {statement.text}; at {where or 'any point'}")


@dataclass(frozen=True)
class _State:
    relations: tuple[Relation, ...]
    names: dict[str, int]
    pairs: tuple[Pair, ...] = ()

    def with_relation(self, *relations: Relation) -> "_State":
        return _State((*self.relations, *relations), self.names, self.pairs)

    def pair(self, key: object, path: str) -> Pair:
        """The pair (u, exp(u)) of that number; (0, 1) for None."""
        if key is None:
            return NEUTRAL
        if type(key) is not int or not 0 <= key < len(self.pairs):
            raise Rejected(path, f"expected the number of an exponential below {len(self.pairs)}, got {key!r:.40}")
        return self.pairs[key]

    def relation(self, key: object, path: str) -> Relation:
        if type(key) is not int or not 0 <= key < len(self.relations):
            raise Rejected(path, f"expected the number of a relation below {len(self.relations)}, got {key!r:.40}")
        return self.relations[key]


def check_infeasible(obligation: Obligation, proof: object, path: str) -> None:
    """Accept a proof that the relations have no common real solution, or raise ``Rejected``."""
    _check_node(_State(obligation.relations, obligation.names, obligation.pairs), proof, path)


def _check_node(state: _State, node: object, path: str) -> None:
    rule = field(node, "rule", path)
    if not isinstance(rule, str) or rule not in _RULES:
        raise Rejected(f"{path}.rule", f"expected one of {', '.join(_RULES)}; got {rule!r:.40}")
    _RULES[rule](state, node, path)


def _check_split(state: _State, node: Mapping[str, Any], path: str) -> None:
    """Any real number is negative, zero or positive: each case is refuted with its sign as one more relation."""
    polynomial = read(field(node, "on", path), state.names, f"{path}.on")
    cases = field(node, "cases", path)
    if not isinstance(cases, Mapping) or not set(cases) <= set(CASES):
        raise Rejected(f"{path}.cases", f"expected an object with keys among {', '.join(CASES)}")
    if set("".join(CASES[case] for case in cases)) != set("-0+"):
        raise Rejected(f"{path}.cases", "the cases do not cover every sign")
    for case, proof in cases.items():
        relation = Relation(-polynomial, case.replace("<", ">")) if "<" in case else Relation(polynomial, case)
        _check_node(state.with_relation(relation), proof, f"{path}.cases[{case!r}]")


def _check_define(state: _State, node: Mapping[str, Any], path: str) -> None:
    """A fresh variable that equals a polynomial always exists."""
    value = read(field(node, "value", path), state.names, f"{path}.value")
    names, fresh = _with_fresh(state, node, path)
    state = _State(state.relations, names, state.pairs).with_relation(Relation(fresh - value, "="))
    _check_node(state, field(node, "then", path), f"{path}.then")


def _with_fresh(state: _State, node: Mapping[str, Any], path: str) -> tuple[dict[str, int], Polynomial]:
    """The names with the one that the node adds, and its variable."""
    name = field(node, "name", path)
    if not isinstance(name, str) or not _FRESH.fullmatch(name) or name in state.names:
        raise Rejected(f"{path}.name", "expected a fresh name of the form @name")
    names = {**state.names, name: len(state.names)}
    return names, variable(names[name])


def _check_exponential(state: _State, node: Mapping[str, Any], path: str) -> None:
    """A fresh variable that is the exponential of a polynomial, and so is positive, always exists."""
    argument = read(field(node, "of", path), state.names, f"{path}.of")
    names, fresh = _with_fresh(state, node, path)
    state = _State(state.relations, names, (*state.pairs, (argument, fresh))).with_relation(Relation(fresh, ">"))
    _check_node(state, field(node, "then", path), f"{path}.then")


def _check_bound(state: _State, node: Mapping[str, Any], path: str) -> None:
    """One more relation, which holds of the exponential function."""
    kind, order = field(node, "kind", path), field(node, "order", path)
    if kind not in BOUNDS or type(order) is not int or not 1 <= order <= LARGEST_ORDER:
        raise Rejected(path, f"expected one of {', '.join(BOUNDS)} and an order from 1 to {LARGEST_ORDER}")
    pair = state.pair(field(node, "pair", path), f"{path}.pair")
    other = state.pair(node.get("against"), f"{path}.against")
    if kind == "pade":
        known = state.relation(field(node, "sign", path), f"{path}.sign")
        if known.sign == "=" or known.polynomial != pair[0] - other[0]:
            raise Rejected(f"{path}.sign", "expected the relation that the first argument is not the smaller one")
    _check_node(state.with_relation(BOUNDS[kind](pair, other, order)), field(node, "then", path), f"{path}.then")


def _check_power(state: _State, node: Mapping[str, Any], path: str) -> None:
    """One more relation, as exp(a + b) = exp(a)·exp(b)."""
    entries = items(field(node, "exponents", path), f"{path}.exponents")
    pairs = [state.pair(key, f"{path}.exponents") for key in range(len(entries))]
    if any(type(n) is not int or abs(n) > LARGEST_POWER for n in entries):
        raise Rejected(f"{path}.exponents", f"expected whole numbers up to {LARGEST_POWER}, one for each exponential")
    _check_node(state.with_relation(power(pairs, entries)), field(node, "then", path), f"{path}.then")


def _check_eliminate(state: _State, node: Mapping[str, Any], path: str) -> None:
    """From b·v − a = 0 with b ≠ 0 known: v = a/b everywhere, each relation multiplied by a positive power of b."""
    name = field(node, "variable", path)
    if not isinstance(name, str) or name not in state.names:
        raise Rejected(f"{path}.variable", "expected the name of a variable")
    number = state.names[name]
    equation = state.relation(field(node, "using", path), f"{path}.using")
    parts = equation.polynomial.by_powers(number)
    if equation.sign != "=" or len(parts) != 2:
        raise Rejected(f"{path}.using", f"expected an equation of degree one in {name}")
    top, bottom = -parts[0], parts[1]
    if not bottom.constant_value():
        top, bottom = _with_positive(state, node, top, bottom, path)
    relations = tuple(Relation(_replaced(r.polynomial, number, top, bottom), r.sign) for r in state.relations)
    _check_node(_State(relations, state.names, state.pairs), field(node, "then", path), f"{path}.then")


def _with_positive(
    state: _State, node: Mapping[str, Any], top: Polynomial, bottom: Polynomial, path: str
) -> tuple[Polynomial, Polynomial]:
    """(a, b) or (−a, −b), whichever has its denominator positive by the relation that the node names."""
    relation = state.relation(field(node, "sign", path), f"{path}.sign")
    if relation.sign == ">" and relation.polynomial == bottom:
        return top, bottom
    if relation.sign == ">" and relation.polynomial == -bottom:
        return -top, -bottom
    raise Rejected(
        f"{path}.sign", "expected the relation that the coefficient of the variable, or its negative, is > 0"
    )


def _replaced(polynomial: Polynomial, number: int, top: Polynomial, bottom: Polynomial) -> Polynomial:
    """b^k · p(a/b), with k the degree of p in the variable; for a constant b simply p(a/b)."""
    parts = polynomial.by_powers(number)
    value = bottom.constant_value()
    if value is not None:
        top, bottom = top.scaled(1 / value), constant(Fraction(1))
    result = parts[-1]
    power = bottom
    for part in reversed(parts[:-1]):
        result = result * top + part * power
        power = power * bottom
    return result


def _check_identity(state: _State, node: Mapping[str, Any], path: str) -> None:
    """Σ wₖ·Πg·(Σ sᵢpᵢ²) + Σ hⱼ·eⱼ = 0 identically, although each term is ≥ 0 and one of them > 0: a contradiction."""
    sums, strict = [], False
    for term, where in listed(field(node, "terms", path), f"{path}.terms"):
        polynomial, positive = _term(state, term, where)
        sums.append(polynomial)
        strict = strict or positive
    if not strict:
        raise Rejected(f"{path}.terms", "no term is positive: nothing is contradicted")
    for pair, where in listed(node.get("equations", []), f"{path}.equations"):
        relation = state.relation(field(pair, "relation", where), f"{where}.relation")
        if relation.sign != "=":
            raise Rejected(f"{where}.relation", "expected an equation")
        sums.append(relation.polynomial * read(field(pair, "times", where), state.names, f"{where}.times"))
    if total(sums):
        raise Rejected(path, "the sum is not identically zero")


def _term(state: _State, term: Any, path: str) -> tuple[Polynomial, bool]:
    """One term and whether it is known to be positive: a positive weight, strict factors, and no squares."""
    weight = rational(field(term, "weight", path), f"{path}.weight")
    if weight <= 0:
        raise Rejected(f"{path}.weight", "expected a positive number")
    result, positive = constant(weight), True
    for key, where in listed(term.get("factors", []), f"{path}.factors"):
        relation = state.relation(key, where)
        result = result * relation.polynomial
        positive = positive and relation.sign == ">"
    if "squares" not in term:
        return result, positive
    return result * _squares(state, term["squares"], f"{path}.squares"), False


def _squares(state: _State, value: object, path: str) -> Polynomial:
    parts = []
    for square, at in listed(value, path):
        weight = rational(field(square, "weight", at), f"{at}.weight")
        if weight < 0:
            raise Rejected(f"{at}.weight", "expected a number ≥ 0")
        base = read(field(square, "of", at), state.names, f"{at}.of")
        parts.append((base * base).scaled(weight))
    return total(parts)


def _check_univariate(state: _State, node: Mapping[str, Any], path: str) -> None:
    """The named relations, all in one variable, are decided here."""
    chosen = [state.relation(*key) for key in listed(field(node, "relations", path), f"{path}.relations")]
    used = set().union(*(relation.polynomial.variables() for relation in chosen))
    if len(used) > 1:
        raise Rejected(f"{path}.relations", "expected relations in one variable")
    number = next(iter(used), 0)
    if sum(relation.polynomial.degree for relation in chosen) > HIGHEST_DEGREE:
        raise Rejected(f"{path}.relations", f"the degrees add up to more than {HIGHEST_DEGREE}")
    if has_solution([(relation.polynomial.integers(number), relation.sign) for relation in chosen]):
        raise Rejected(f"{path}.relations", "some real number satisfies these relations")


_RULES: Mapping[str, Callable[[_State, Any, str], None]] = {
    "split": _check_split,
    "define": _check_define,
    "eliminate": _check_eliminate,
    "identity": _check_identity,
    "univariate": _check_univariate,
    "exponential": _check_exponential,
    "bound": _check_bound,
    "power": _check_power,
}
