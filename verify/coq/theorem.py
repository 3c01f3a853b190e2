"""``kreiss/proof-1`` as a theorem of Coq, for two blocks of any order: inequalities, cases, transitivity, comparison.

The claim's matrices are functions of two indices over an ordered field with square roots, its quantities numbers with
what defines them: c with ‖Cv‖ ≤ c‖v‖ for all v and no lesser one is norm(C). Each inequality of the proof object is a
lemma, each other step a few lines over ``formal/theories/Comparison.v``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.verify.checker.arithmetic.matrices import rational
from kreiss.verify.checker.language.hypotheses import Hypotheses, abstract, is_number, plain_name, quantities, read
from kreiss.verify.checker.language.statements import Tree, expression, names_of, parse
from kreiss.verify.coq.inequality import Lemma, lemma
from kreiss.verify.coq.terms import Terms, out_of_reach, variable

_HEAD = """(** {title}

    Written by kreiss from the proof object; compile it with: coqc -Q formal/theories Kreiss FILE *)

From Coq Require Import ZArith Ring Field.
From Kreiss Require Import OrderedRing Statement OrderedField Blocks Comparison.

Section Theorem_of_kreiss.
Variable F : ordered_field.
Hypothesis roots : has_roots F.
Local Open Scope ring_scope.
Add Ring F_ring : (laws F) (morphism (integers F), constants [integer_constant]).
Add Field F_field : (field_laws F) (morphism (integers F), constants [integer_constant]).
"""
_AND = " /\\ "
_FOOT = """End Theorem_of_kreiss.

About {name}.
Print Assumptions {name}.
"""


def in_coq(name: str, documents: Sequence[Mapping[str, Any]]) -> str:
    """A file of Coq with each of the proofs that is translated, and a comment in place of each other.

    Raises ``InvalidArgument`` if none is.
    """
    parts, errors = [], []
    for i, document in enumerate(documents, 1):
        try:
            parts.append(theorem(f"{name.replace('-', '_')}_{i}", document))
        except InvalidArgument as error:
            errors.append(error)
            parts.append(f"(* Part {i} is left out. {error} *)\n")
    if len(errors) == len(documents):
        raise errors[0]
    return "\n".join(parts)


def theorem(name: str, document: Mapping[str, Any]) -> str:
    """A file of Coq that states and proves what an accepted ``kreiss/proof-1`` document does.

    Guarantee: none until ``coqc`` has compiled it. Raises ``InvalidArgument`` for what is not translated.
    """
    known, conclusion = read(document["statement"], "$.statement")
    claim = _Claim(known, document["radius"])
    script = _Script(claim, name)
    script.steps(document["steps"])
    goal = [claim.statement(tree) for tree in conclusion]
    premises = claim.premises()
    title = f"{document['statement']['states']} given {', '.join(document['statement']['given']) or 'nothing'}"
    lines = [
        _HEAD.format(title=title.replace("*)", "* )")),
        *(each.text + "\n" for each in script.lemmas),
        f"Theorem {name} :",
        *(f"  {premise}" for premise in premises),
        f"  {_AND.join(goal)}.",
        "Proof.",
        f"  intros {' '.join(claim.labels)}.",
        *(f"  {line}" for line in (*claim.opening, *script.lines)),
        "  repeat first [fact | split].",
        "Qed.",
        _FOOT.format(name=name),
    ]
    return "\n".join(lines)


@dataclass
class _Claim:
    """The claim: its block matrix, its quantities, and the hypotheses by name."""

    known: Hypotheses
    radius: str
    used: dict[str, Tree] = field(default_factory=dict)
    opening: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.known.matrices) > 1:
            raise out_of_reach("a claim about several block matrices")
        self.name, matrix = next(iter(self.known.matrices.items()), ("", ("matrix", ())))
        self.rows = matrix[1]
        if self.rows and [len(row) for row in self.rows] != [2, 2]:
            raise out_of_reach("a matrix that has not two block rows")
        self.numbers = bool(self.rows) and all(is_number(entry, self.known) for row in self.rows for entry in row)

    def blocks(self) -> Iterator[tuple[int, int, str]]:
        """The blocks that are letters, with their places."""
        for i, row in enumerate(self.rows):
            for j, entry in enumerate(row):
                if entry[0] == "name" and not is_number(entry, self.known):
                    yield i, j, entry[1]

    def block(self, entry: Tree) -> str:
        """A block as a matrix of Coq."""
        if self.numbers:
            return f"(number F {Terms().term(entry)})"
        if entry == ("num", Fraction(0)):
            return "(nil F)"
        if entry[0] == "name" and not is_number(entry, self.known) and entry[1] != "I":
            return variable(entry[1])
        raise out_of_reach("a block that is neither a letter nor 0")

    @property
    def sizes(self) -> tuple[str, str]:
        """The orders of the two diagonal blocks."""
        return ("1", "1") if self.numbers else ("order_1", "order_2")

    def matrix(self) -> str:
        """[[A, B], [C, D]]."""
        return f"(block F {self.sizes[0]} {' '.join(self.block(entry) for row in self.rows for entry in row)})"

    def bounded(self, tree: Tree) -> str:
        """K(J) <= f for the value f."""
        return f"K_at_most F ({self.sizes[0]} + {self.sizes[1]}) {self.matrix()} (nil F) {Terms().term(tree)}"

    def is_constant(self, tree: Tree) -> bool:
        """Whether an expression is K(J)."""
        return tree == ("call", "K", (("name", self.name),))

    def statement(self, relation: Tree) -> str:
        """A relation of the claim: a bound of K(J), or one between numbers."""
        sign, left, right = relation
        if sign == "<=" and self.is_constant(left):
            return self.bounded(self.scalar(right))
        return f"({Terms().relation((sign, self.scalar(left), self.scalar(right)))})"

    def scalar(self, tree: Tree) -> Tree:
        """An expression in quantities that are indeterminates; they are remembered."""
        for quantity in quantities(tree):
            self.remember(plain_name(("of", *quantity[1:])), quantity)
        for name in names_of(abstract(tree, self.known)):
            if is_number(("name", name), self.known):
                self.remember(name, ("name", name))
        return abstract(tree, self.known)

    def remember(self, name: str, tree: Tree) -> None:
        """A number that the theorem is about."""
        if name != self.radius:
            self.used.setdefault(name, tree)

    def premises(self) -> list[str]:
        """The quantified variables and the hypotheses of the theorem; fills in ``labels`` and how the proof begins."""
        places = {name: (i, j) for i, j, name in self.blocks()}
        for relation in self.known.relations:
            self.scalar(relation)
        for name, value in self.known.definitions.items():
            if name in self.used:
                self.scalar(value)
        blocks, numbers = [variable(name) for name in places], [variable(name) for name in sorted(self.used)]
        stated = list(self._stated(places))
        self.labels = [*(self.sizes if places else ()), *blocks, *numbers, *(label for label, _ in stated)]
        matrices = f" ({' '.join(self.sizes)} : nat) ({' '.join(blocks)} : nat -> nat -> F)" if blocks else ""
        return [f"forall{matrices} ({' '.join(numbers)} : F),", *(f"{text} ->" for _, text in stated)]

    def _stated(self, places: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
        """The name and the text of each hypothesis."""
        for name, place in places.items():
            if name in self.known.symmetric:
                yield f"symmetric_{name}", f"symmetric F {self._order(place)[0]} {variable(name)}"
        for name, tree in sorted(self.used.items()):
            if tree[0] == "call":
                yield f"is_{name}", self._quantity(name, tree, places)
        for name, value in self.known.definitions.items():
            if name in self.used:
                yield f"is_{name}", self._definition(name, value)
        for i, relation in enumerate(self.known.relations):
            yield f"given_{i}", Terms().relation(abstract(relation, self.known))

    def _order(self, place: tuple[int, int]) -> tuple[str, str]:
        return self.sizes[place[0]], self.sizes[place[1]]

    def _quantity(self, name: str, tree: Tree, places: Mapping[str, tuple[int, int]]) -> str:
        """What makes a number the norm, or the spectral radius of a symmetric matrix; and what the proof has of it."""
        _, function, (argument, *_) = tree
        letter = argument[1] if argument[0] == "name" else ""
        if letter not in places:
            raise out_of_reach(f"{function} of an expression")
        rows, columns = self._order(places[letter])
        if function == "norm":
            self.opening.append(
                f"assert (bound_{name} := proj1 is_{name}). assert (least_{name} := proj1 bound_{name})."
            )
            return f"is_norm F {rows} {columns} {variable(letter)} {variable(name)}"
        if function == "rho" and letter in self.known.symmetric:
            bound = f"bounded_of_spectrum F (inverses F) _ _ _ symmetric_{letter} (proj1 is_{name})"
            self.opening.append(f"assert (bound_{name} := {bound}). assert (least_{name} := proj1 bound_{name}).")
            return f"is_radius F {rows} {variable(letter)} {variable(name)}"
        raise out_of_reach(f"{function} of a block")

    def _definition(self, name: str, value: Tree) -> str:
        tree = abstract(value, self.known)
        own = variable(name)
        if tree[0] == "call" and tree[1] == "max":
            arguments = [Terms().term(argument) for argument in tree[2]]
            pattern = " & ".join([*(f"least_{name}_{i}" for i in range(len(arguments))), f"one_{name}"])
            self.opening.append(f"destruct is_{name} as ({pattern}).")
            parts = [f"{argument} <= {own}" for argument in arguments]
            equal = " \\/ ".join(f"{own} = {argument}" for argument in arguments)
            return _AND.join([*parts, f"({equal})"])
        return f"{own} = {Terms().term(tree)}"


@dataclass
class _Script:
    claim: _Claim
    name: str
    lemmas: list[Lemma] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    on_circles: list[str] = field(default_factory=list)
    """What each relation that holds for every r > 1 is shown by."""
    fresh: Iterator[int] = field(default_factory=count)

    def steps(self, steps: Sequence[Any]) -> None:
        """The lines of each step, which leave what it states among the hypotheses."""
        for step in steps:
            match step["kind"]:
                case "inequality":
                    self._inequality(step)
                case "comparison":
                    self._comparison(step)
                case "cases":
                    self._cases(step)
                case "transitive":
                    self._transitive(step)
                case kind:
                    raise out_of_reach(f"the step {kind}")

    def _relation(self, step: Mapping[str, Any]) -> Tree:
        (relation,) = parse(step["states"], "$")
        return relation

    def _inequality(self, step: Mapping[str, Any]) -> None:
        if "quantities" in step:
            raise out_of_reach("an inequality about a quantity of an expression")
        each = lemma(f"{self.name}_step_{len(self.lemmas) + 1}", step["certificate"])
        self.lemmas.append(each)
        name = f"{self.name}_step_{len(self.lemmas)}"
        self._remember(step, each)
        number = next(self.fresh)
        pattern = " & ".join([*(f"defined_{number}_{i}" for i in range(each.divisors)), f"shown_{number}"])
        arguments = " ".join(map(variable, each.names))
        shown = f"{name} {arguments} {' '.join(['ltac:(fact)'] * len(_premises(step)))}"
        line = f"destruct ({shown}) as ({pattern})." if each.divisors else f"assert ({pattern} := {shown})."
        if self.claim.radius in each.names:
            self.on_circles.append(line)
        else:
            self.lines.append(line)

    def _remember(self, step: Mapping[str, Any], each: Lemma) -> None:
        known = {plain_name(("of", *q[1:])): q for q in self._quantities(step)}
        for name in each.names:
            self.claim.remember(name, known.get(name, ("name", name)))

    def _quantities(self, step: Mapping[str, Any]) -> Iterator[Tree]:
        """The quantities of blocks that a certificate may speak of."""
        for _, _, letter in self.claim.blocks():
            for function in ("norm", "rho"):
                yield ("call", function, (("name", letter),))

    def _comparison(self, step: Mapping[str, Any]) -> None:
        _, left, right = self._relation(step)
        if not self.claim.is_constant(left):
            raise out_of_reach("K of another matrix")
        value = self.claim.scalar(right)
        bounds = [[self.claim.scalar(expression(entry, "$")) for entry in row] for row in step["bounds"]]
        if len(step["minors"]) != 3:
            raise out_of_reach("a comparison by sums of minors")
        (a, b), (c, d) = [[Terms().term(entry) for entry in row] for row in bounds]
        number, f = next(self.fresh), Terms().term(value)
        self.lines += [
            f"assert (bound_{number} : {self.claim.bounded(value)}).",
            f"{{ apply (comparison F (inverses F) roots _ _ _ _ _ _ {a} {b} {c} {d} {f}).",
            *(f"  - {self._bound(entry)}" for row in self.claim.rows for entry in row),
        ]
        for which, terms in zip(("N11", "N22", "det_N"), step["minors"], strict=True):
            self.lines.append(f"  - intros {variable(self.claim.radius)} beyond.")
            self.lines += [f"    {line}" for line in self.on_circles]
            self.lines.append(f"    {self._sum(terms)}")
            self.lines.append(f"    unfold {'det_N, N11, N22, N12' if which == 'det_N' else which}; identity.")
        self.lines.append("}")

    def _bound(self, entry: Tree) -> str:
        if self.claim.numbers:
            return "block_bound (bounded_number F)."
        if entry[0] == "num":
            return "block_bound (bounded_nil F)."
        letter = entry[1]
        function = "rho" if letter in self.claim.known.symmetric else "norm"
        name = f"{function}_{letter}"
        self.claim.remember(name, ("call", function, (("name", letter),)))
        return f"block_bound bound_{name}."

    def _sum(self, terms: Sequence[Any]) -> str:
        """The minor is at least a sum of products of what is ≥ 0, up to an identity."""
        proof = "(nonneg_0 F)"
        for term in terms:
            if len(term) != 2:
                raise out_of_reach("a minor that uses an equation")
            weight = rational(term[0], "$")
            product = f"(proj1 (of_Z_pos F {weight.numerator} eq_refl))"
            if weight.denominator != 1:
                raise out_of_reach("a minor with a fraction as weight")
            for text in term[1]:
                product = f"(nonneg_mul F _ _ {product} {self._factor(self.claim.scalar(expression(text, '$')))})"
            proof = f"(nonneg_add F _ _ {proof} {product})"
        return f"refine (nonneg_eq F _ _ {proof} _)."

    def _factor(self, tree: Tree) -> str:
        match tree:
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and exponent % 2 == 0:
                half = Terms().term(base if exponent == 2 else ("^", base, ("num", exponent / 2)))
                return f"(nonneg_square F {half})"
        return f"(ltac:(fact) : nonneg {Terms().term(tree)})"

    def _cases(self, step: Mapping[str, Any]) -> None:
        _, left, right = self._relation({"states": step["on"]})
        first, second = (Terms().term(self.claim.scalar(side)) for side in (left, right))
        number, outer = next(self.fresh), list(self.on_circles)
        self.lines.append(f"assert (shown_{number} : {self.claim.statement(self._relation(step))}).")
        self.lines.append(f"{{ destruct (le_or_lt F {first} {second}) as [case_{number}|case_{number}].")
        for branch in ("yes", "no"):
            self.lines.append("{")
            self.steps(step[branch])
            self.lines.append("fact. }")
            self.on_circles = list(outer)
        self.lines.append("}")

    def _transitive(self, step: Mapping[str, Any]) -> None:
        sign, left, _ = relation = self._relation(step)
        number, middle = next(self.fresh), Terms().term(self.claim.scalar(expression(step["via"], "$")))
        stated = self.claim.statement(relation)
        self.lines.append(f"assert (shown_{number} : {stated}).")
        if not self.claim.is_constant(left) or sign != "<=":
            raise out_of_reach("transitivity between numbers")
        self.lines.append(f"{{ apply (K_at_most_le F _ _ _ {middle}); fact. }}")


def _premises(step: Mapping[str, Any]) -> list[str]:
    """The hypotheses of an inequality, where a chain counts as several."""
    return [text for text in step["certificate"]["statement"]["given"] for _ in parse(text, "$")]
