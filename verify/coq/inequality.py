"""``kreiss/inequality-1`` as a lemma of Coq: each obligation refuted as its certificate says.

A relation of an obligation is a hypothesis about a multiple σ·p of its polynomial, with whole coefficients. A node of
the certificate is a case distinction, a substitution, or the identity that ends it; the ring tactic checks them all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import count
from math import lcm, prod
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import rational
from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, read, total
from kreiss.verify.checker.arithmetic.polynomials import variable as indeterminate
from kreiss.verify.checker.inequalities.systems import Relation, Statement, obligations, read_statement
from kreiss.verify.coq.products import identity_of_products
from kreiss.verify.coq.terms import Terms, cleared, out_of_reach, polynomial_term, variable

_MODULO = {">=": "nonneg_modulo", ">": "pos_modulo", "=": "zero_modulo"}
_SPLITS = {
    frozenset("<=>"): ("three_signs", ("<", "=", ">")),
    frozenset(("<", ">=")): ("nonneg_or_negative", (">=", "<")),
    frozenset(("<=", ">")): ("pos_or_nonpositive", (">", "<=")),
    frozenset(("<=", ">=")): ("nonneg_total", (">=", "<=")),
}
"""The lemma for the cases of a split, and the order in which it has them."""
_OPENINGS = {
    "<": "apply lt_of_pos, pos_by_refutation; intros negated.",
    "<=": "apply nonneg_by_refutation; intros negated.",
    "==": "apply equal_of_difference, zero_by_refutation; intros negated.",
}


@dataclass(frozen=True)
class Lemma:
    """A lemma with its proof, the names in the claim language that it is for, and how many divisors are not 0 by it."""

    text: str
    names: tuple[str, ...]
    divisors: int


def lemma(name: str, document: Mapping[str, Any]) -> Lemma:
    """The lemma ``name`` that an accepted ``kreiss/inequality-1`` document states, with its proof.

    The conclusion says first that each divisor in it is not 0. Raises ``InvalidArgument`` for functions other than
    rational ones, for definitions, and for rules that are not translated.
    """
    if document.get("vacuous"):
        raise out_of_reach("a vacuous inequality")
    statement = read_statement(document["statement"], "$.statement")
    if statement.definitions:
        raise out_of_reach("an inequality with definitions")
    return _Script(statement, document["proofs"]).lemma(name)


@dataclass(frozen=True)
class _Fact:
    """A relation p ≥ 0, > 0 or = 0, and the hypothesis that says it of scale·p."""

    relation: Relation
    hypothesis: str
    scale: Fraction

    @property
    def nonneg(self) -> str:
        """A proof that scale·p is ≥ 0."""
        return {">=": "{}", ">": "(proj1 {})", "=": "(nonneg_zero F _ {})"}[self.relation.sign].format(self.hypothesis)


@dataclass(frozen=True)
class _State:
    facts: tuple[_Fact, ...]
    names: dict[str, int]

    def term(self, polynomial: Polynomial) -> str:
        return polynomial_term(polynomial, self.names)


@dataclass
class _Script:
    statement: Statement
    proofs: Sequence[Any]
    lines: list[str] = field(default_factory=list)
    divisors: list[str] = field(default_factory=list)
    facts: list[_Fact] = field(default_factory=list)
    solved: int = 0
    fresh: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.due = obligations(self.statement)
        self.names = dict(self.due[-1].names)

    def lemma(self, name: str) -> Lemma:
        """The whole lemma."""
        reader = Terms()
        premises = [reader.relation(tree) for tree in self.statement.hypotheses]
        if reader.seen:
            raise out_of_reach("an inequality that assumes a quotient to be defined")
        names = tuple(sorted(n for n in self.names if not n.startswith("@")))
        variables = [variable(n) for n in names]
        self.lines.append(f"intros {' '.join([*variables, *(f'given_{i}' for i in range(len(premises)))])}.")
        for i, tree in enumerate(self.statement.hypotheses):
            source = {"<=": "given_{}", "<": "(pos_sub F _ _ given_{})", "==": "(difference_of_equal F _ _ given_{})"}
            self._relation(source[tree[0].replace(">", "<")].format(i))
        reader = Terms(self._quotient, nested=False)
        claims = []
        for tree in self.statement.conclusion:
            claims.append(reader.relation(tree))
            self._claim(f"claim_{len(claims)}", tree[0].replace(">", "<"), claims[-1])
        shown = [
            *(f"defined_{i + 1}" for i in range(len(self.divisors))),
            *(f"claim_{i + 1}" for i in range(len(claims))),
        ]
        self.lines.append(f"exact {reduce(lambda rest, one: f'(conj {one} {rest})', reversed(shown))}.")
        goal = " /\\ ".join(f"({claim})" for claim in [*(f"{d} <> 0" for d in self.divisors), *claims])
        body = "\n".join(f"  {line}" for line in self.lines)
        stated = f"forall {' '.join(variables)} : F,\n  {' -> '.join([*premises, goal])}"
        return Lemma(f"Lemma {name} : {stated}.\nProof.\n{body}\nQed.", names, len(self.divisors))

    def _relation(self, source: str) -> None:
        """The next relation of the system, which follows from ``source`` by an identity."""
        relation = self.due[-1].relations[len(self.facts)]
        self.facts.append(self._stated(relation, f"hyp_{len(self.facts)}", source))

    def _stated(self, relation: Relation, hypothesis: str, source: str) -> _Fact:
        """``source`` says the relation of a term that has the value of its polynomial."""
        scale = cleared(relation.polynomial)
        target = polynomial_term(relation.polynomial.scaled(Fraction(scale)), self.names)
        positive = "" if relation.sign == "=" else f"(of_Z_pos F {scale} eq_refl) "
        self._assert(
            hypothesis, relation.sign, target, f"(of_Z {scale}) 0 0 _ {source} {positive}eq_refl _", "identity"
        )
        return _Fact(relation, hypothesis, Fraction(scale))

    def _assert(self, hypothesis: str, sign: str, target: str, arguments: str, by: str) -> None:
        fact = {">=": f"nonneg {target}", ">": f"pos F {target}", "=": f"{target} = 0"}[sign]
        self.lines.append(f"assert ({hypothesis} : {fact}) by (refine ({_MODULO[sign]} F _ {arguments}); {by}).")

    def _quotient(self, top: str, bottom: str) -> None:
        """The divisor is not 0; so the quotient is a number with the relations that the system has of it."""
        self.divisors.append(bottom)
        number = len(self.divisors)
        self.lines.append(f"assert (defined_{number} : {bottom} <> 0).")
        self.lines.append("{ intros negated.")
        self._refuted()
        self.lines.append("}")
        value = f"(value_{number} & is_value_{number})"
        self.lines.append(f"destruct (exists_quotient F {top} {bottom} defined_{number}) as (aux_{number} & {value}).")
        self._relation(f"(square_pos F _ defined_{number})")
        self._relation(f"is_value_{number}")

    def _claim(self, name: str, sign: str, claim: str) -> None:
        self.lines.append(f"assert ({name} : {claim}).")
        self.lines.append(
            "{ " + "".join(f"try rewrite <- !value_{i + 1}. " for i in range(len(self.divisors))) + _OPENINGS[sign]
        )
        for _ in range(2 if sign == "==" else 1):
            self.lines.append("{")
            self._refuted()
            self.lines.append("}")
        self.lines.append("}")

    def _refuted(self) -> None:
        """The proof of the next obligation, whose last relation is the hypothesis ``negated``."""
        due, proof = self.due[self.solved], self.proofs[self.solved]
        self.solved += 1
        last = self._stated(due.relations[-1], f"hyp_{len(self.facts)}", "negated")
        self._node(_State((*self.facts, last), self.names), proof)

    def _node(self, state: _State, node: Mapping[str, Any]) -> None:
        match node["rule"]:
            case "identity":
                self._identity(state, node)
            case "split":
                self._split(state, node)
            case "eliminate":
                self._eliminate(state, node)
            case "define":
                self._define(state, node)
            case "univariate":
                chosen = [state.facts[k].relation for k in node["relations"]]
                self._identity(state, identity_of_products(chosen, node["relations"]))
            case rule:
                raise out_of_reach(f"the rule {rule}")

    def _split(self, state: _State, node: Mapping[str, Any]) -> None:
        polynomial = read(node["on"], state.names, "$")
        if frozenset(node["cases"]) not in _SPLITS:
            raise out_of_reach("a split into overlapping cases")
        by, cases = _SPLITS[frozenset(node["cases"])]
        scale, new = cleared(polynomial), self._new()
        pattern = f"[{new}|{new}]" if len(cases) == 2 else f"[{new}|[{new}|{new}]]"
        self.lines.append(f"destruct ({by} F {state.term(polynomial.scaled(Fraction(scale)))}) as {pattern}.")
        for case in cases:
            side = -polynomial if case in ("<", "<=") else polynomial
            relation = Relation(side, {"<": ">", "<=": ">="}.get(case, case))
            self.lines.append("{")
            fact = _Fact(relation, new, Fraction(scale))
            self._node(replace(state, facts=(*state.facts, fact)), node["cases"][case])
            self.lines.append("}")

    def _define(self, state: _State, node: Mapping[str, Any]) -> None:
        value, name = read(node["value"], state.names, "$"), node["name"]
        names = {**state.names, name: len(state.names)}
        scale, new = cleared(value), self._new()
        text = state.term(value.scaled(Fraction(scale)))
        part = f"exists_part F (of_Z {scale}) {text} (proj2 (of_Z_pos F {scale} eq_refl))"
        self.lines.append(f"destruct ({part}) as ({variable(name)} & {new}).")
        relation = Relation(indeterminate(names[name]) - value, "=")
        self._node(_State((*state.facts, _Fact(relation, new, Fraction(scale))), names), node["then"])

    def _eliminate(self, state: _State, node: Mapping[str, Any]) -> None:
        """Every relation that is used later, with b·v = a put into it: s·p + q·e for the equation e = 0, s > 0."""
        number, equation = state.names[node["variable"]], state.facts[node["using"]]
        parts = equation.relation.polynomial.by_powers(number)
        top, bottom, sign = -parts[0], parts[1], Fraction(1)
        value, positive = bottom.constant_value(), None
        if value is not None:
            top, bottom, sign = top.scaled(1 / value), constant(Fraction(1)), 1 / value
        else:
            positive = state.facts[node["sign"]]
            if positive.relation.polynomial != bottom:
                top, bottom, sign = -top, -bottom, Fraction(-1)
        needed, facts = _used(node["then"]), list(state.facts)
        for k, fact in enumerate(state.facts):
            powers = fact.relation.polynomial.by_powers(number)
            if len(powers) > 1:
                replaced, factor = _replaced(powers, indeterminate(number), top, bottom)
                facts[k] = replace(fact, relation=Relation(replaced, fact.relation.sign))
                if k in needed:
                    factors = [positive] * (len(powers) - 1) if positive else []
                    change = (factor.scaled(sign), equation, factors)
                    facts[k] = self._replaced(state, fact, facts[k].relation, change)
        self._node(replace(state, facts=tuple(facts)), node["then"])

    def _replaced(
        self, state: _State, old: _Fact, new: Relation, change: tuple[Polynomial, _Fact, list[_Fact]]
    ) -> _Fact:
        """The hypothesis of scale·new = weight·(σb)·…·(σ·old) + (…)·(σe), with whole coefficients throughout."""
        factor, equation, factors = change
        weight = 1 / old.scale / prod((fact.scale for fact in factors), start=Fraction(1))
        factor = factor.scaled(1 / equation.scale)
        scale = lcm(cleared(new.polynomial), weight.denominator, cleared(factor))
        proof = f"(of_Z_pos F {scale * weight} eq_refl)"
        power = f"of_Z {scale * weight}"
        for positive in factors:
            proof = f"(pos_mul F _ _ {proof} {positive.hypothesis})"
            power += f" * {state.term(positive.relation.polynomial.scaled(positive.scale))}"
        target = state.term(new.polynomial.scaled(Fraction(scale)))
        q, name = state.term(factor.scaled(Fraction(scale))), self._new()
        middle = "" if new.sign == "=" else f"{proof} "
        self._assert(
            name, new.sign, target, f"({power}) {q} _ _ {old.hypothesis} {middle}{equation.hypothesis} _", "ring"
        )
        return _Fact(new, name, Fraction(scale))

    def _identity(self, state: _State, node: Mapping[str, Any]) -> None:
        """Terms ≥ 0, one of them > 0, and multiples of equations that add up to 0."""
        terms = [(self._weight(state, term), term) for term in node["terms"]]
        pairs = [self._multiple(state, pair) for pair in node.get("equations", [])]
        squares = [(weight, square) for weight, term in terms for square in term.get("squares", [])]
        scale = lcm(
            *(weight.denominator for weight, _ in terms),
            *(self._square(state, weight, square)[0].denominator for weight, square in squares),
            *(cleared(times) for _, times in pairs),
        )
        strict = next(i for i, (_, term) in enumerate(terms) if self._strict(state, term))
        weight, term = terms.pop(strict)
        first = self._positive(state, weight * scale, term.get("factors", []))
        rest = "(nonneg_0 F)"
        for weight, term in terms:
            rest = f"(nonneg_add F _ _ {rest} {self._term(state, weight * scale, term)})"
        zero = "(@eq_refl F 0)"
        for fact, times in pairs:
            multiple = f"(multiple_of_zero F {state.term(times.scaled(Fraction(scale)))} _ {fact.hypothesis})"
            zero = f"(sum_of_zeros F _ _ {zero} {multiple})"
        self.lines.append(f"refine (no_sum F _ _ _ {first} {rest} {zero} _); ring.")

    def _multiple(self, state: _State, pair: Mapping[str, Any]) -> tuple[_Fact, Polynomial]:
        """An equation, and what its hypothesis is multiplied by."""
        fact = state.facts[pair["relation"]]
        return fact, read(pair["times"], state.names, "$").scaled(1 / fact.scale)

    def _square(self, state: _State, weight: Fraction, square: Mapping[str, Any]) -> tuple[Fraction, str]:
        """The weight of a square, and its base with whole coefficients."""
        base = read(square["of"], state.names, "$")
        scale = cleared(base)
        return rational(square["weight"], "$") * weight / scale**2, state.term(base.scaled(Fraction(scale)))

    def _weight(self, state: _State, term: Mapping[str, Any]) -> Fraction:
        scales = (state.facts[k].scale for k in term.get("factors", []))
        return rational(term["weight"], "$") / prod(scales, start=Fraction(1))

    def _strict(self, state: _State, term: Mapping[str, Any]) -> bool:
        return "squares" not in term and all(state.facts[k].relation.sign == ">" for k in term.get("factors", []))

    def _positive(self, state: _State, weight: Fraction, factors: Sequence[int]) -> str:
        proof = f"(of_Z_pos F {weight} eq_refl)"
        for k in factors:
            proof = f"(pos_mul F _ _ {proof} {state.facts[k].hypothesis})"
        return proof

    def _term(self, state: _State, weight: Fraction, term: Mapping[str, Any]) -> str:
        """A proof that the term is ≥ 0."""
        factors = [state.facts[k].nonneg for k in term.get("factors", [])]
        if "squares" not in term:
            return _product(f"(proj1 (of_Z_pos F {weight} eq_refl))", factors)
        result = "(nonneg_0 F)"
        for square in term["squares"]:
            number, base = self._square(state, weight, square)
            if number:
                of = f"(nonneg_square F {base})"
                part = _product(f"(proj1 (of_Z_pos F {number} eq_refl))", [*factors, of])
                result = f"(nonneg_add F _ _ {result} {part})"
        return result

    def _new(self) -> str:
        return f"fact_{next(self.fresh)}"


def _product(first: str, factors: Sequence[str]) -> str:
    for factor in factors:
        first = f"(nonneg_mul F _ _ {first} {factor})"
    return first


def _replaced(
    powers: Sequence[Polynomial], v: Polynomial, top: Polynomial, bottom: Polynomial
) -> tuple[Polynomial, Polynomial]:
    """b^m·p(a/b), and the q with b^m·p(a/b) = b^m·p + q·(b·v − a), for p = Σ cᵢ·vⁱ of degree m."""
    degree = len(powers) - 1
    replaced = total(c * top**i * bottom ** (degree - i) for i, c in enumerate(powers))
    bv = bottom * v
    factor = total(
        -(c * bottom ** (degree - i) * bv**j * top ** (i - 1 - j)) for i, c in enumerate(powers) for j in range(i)
    )
    return replaced, factor


def _used(node: Mapping[str, Any]) -> set[int]:
    """The numbers of the relations that a proof names."""
    result = {*node.get("relations", ())}
    result.update(node[key] for key in ("using", "sign") if key in node)
    for term in node.get("terms", ()):
        result.update(term.get("factors", ()))
    result.update(pair["relation"] for pair in node.get("equations", ()))
    for inner in (*node.get("cases", {}).values(), *([node["then"]] if "then" in node else [])):
        result |= _used(inner)
    return result
