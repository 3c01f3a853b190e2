"""``kreiss/refutation-1``: a witness at which every hypothesis of a statement holds and its conclusion fails.

The hypotheses and the conclusion are read from the statement's text; the witness gives rational matrices and numbers
for its free names, and nothing else. Every other quantity is recomputed here with outward rounding, except K and
K_ct, which come from embedded ``kreiss/enclosure-1`` documents that are checked in turn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of_class
from fractions import Fraction
from typing import Any, TypeVar

from kreiss.verify.checker.arithmetic.intervals import Interval, Unresolved, exactly
from kreiss.verify.checker.arithmetic.matrices import Matrix, field, items, matrix, rational
from kreiss.verify.checker.documents import Checked, Rejected, check_document
from kreiss.verify.checker.language.statements import Tree, names_of, parse
from kreiss.verify.checker.refutations.evaluation import Enclosures, Evaluation
from kreiss.verify.checker.refutations.spectra import INFINITE, reduced
from kreiss.verify.checker.refutations.values import LARGEST_MATRIX, Unfit, Value

V = TypeVar("V")
PRECISIONS = (64, 256, 1024)
_ALWAYS: Tree = ("<=", ("num", Fraction(0)), ("num", Fraction(0)))
"""Decided wherever the definitions of the hypotheses have values, which stands for a line that is one."""
_MOST_ENCLOSURES = 50


def check(document: Mapping[str, Any]) -> Checked:
    """Accept a refutation; its hypotheses must be decided true and its conclusion false. Guarantee: exact."""
    hypotheses, conclusion = read_statement(field(document, "statement", "$"))
    witness = _witness(field(document, "witness", "$"), hypotheses, conclusion)
    enclosures, assumptions = _enclosures(items(document.get("enclosures", []), "$.enclosures"))
    point = _Point(witness, enclosures, hypotheses)
    point.require_hypotheses()
    outcomes = [point.truth(tree, "$.statement.states") for tree in conclusion]  # each relation has to be decided
    if all(outcomes):
        raise Rejected("$.statement.states", "the witness satisfies the conclusion")
    return Checked(document["schema"], _words(document["statement"]), assumptions)


def point_of_hypotheses(statement: object, instance: object, path: str) -> str:
    """Accept that every hypothesis of the statement holds at an instance, and return that point in words."""
    hypotheses, conclusion = read_statement(statement)
    try:
        witness = _witness(field(instance, "witness", "$"), hypotheses, conclusion)
        enclosures, _ = _enclosures(items(field(instance, "enclosures", "$"), "$.enclosures"))
        _Point(witness, enclosures, hypotheses).require_hypotheses()
    except Rejected as error:
        raise Rejected(path + error.path.removeprefix("$"), error.message) from None
    return ", ".join(f"{name} = {_shown(value)}" for name, value in witness.items())


def require_value(refutation: Mapping[str, Any], tree: Tree, path: str) -> None:
    """Accept that an expression has a meaning at the witness of an accepted refutation."""
    hypotheses, conclusion = read_statement(refutation["statement"])
    witness = _witness(refutation["witness"], hypotheses, conclusion)
    point = _Point(witness, lambda quantity, _: _unknown(quantity), hypotheses)
    point.require_value(tree, path)


def _shown(value: Value) -> str:
    if isinstance(value, Matrix):
        rows = (", ".join(str(Fraction(entry, value.den)) for entry in row) for row in value.rows)
        return f"[{', '.join(f'[{row}]' for row in rows)}]"
    return str(value.lo) if isinstance(value, Interval) else "I"


Part = tuple[str, tuple[Tree, ...]]
"""One line of a statement: its JSON path and what it says."""


def read_statement(statement: object) -> tuple[list[Part], tuple[Tree, ...]]:
    """The lines of the hypotheses, with their paths, and the conclusion."""
    given = items(field(statement, "given", "$.statement"), "$.statement.given")
    paths = [f"$.statement.given[{i}]" for i in range(len(given))]
    conclusion = parse(field(statement, "states", "$.statement"), "$.statement.states")
    if any(tree[0] == "define" for tree in conclusion):
        raise Rejected("$.statement.states", "a definition is no conclusion")
    return [(path, parse(text, path)) for path, text in zip(paths, given, strict=True)], conclusion


def _witness(witness: object, *statement: object) -> dict[str, Value]:
    """The values of names of the statement."""
    return named_values(
        witness, "$.witness", names_of(statement) - {"I"}, _block, lambda value, path: exactly(rational(value, path))
    )


def named_values(
    value: object, place: str, known: set[str], matrix: Callable[[Any, str], V], number: Callable[[Any, str], V]
) -> dict[str, V]:
    """The matrices and numbers of the object, by their names, which the statement has."""
    result: dict[str, V] = {}
    for kind, read in (("matrices", matrix), ("parameters", number)):
        path = f"{place}.{kind}"
        group = field(value, kind, place)
        if not isinstance(group, Mapping):
            raise Rejected(path, "expected an object")
        for name, entry in group.items():
            one = f"{path}.{name!s:.60}"
            if name not in known:
                raise Rejected(one, "is no name of the statement, or a constant")
            if name[:1].isupper() != (kind == "matrices"):
                raise Rejected(one, "names of matrices begin with a capital letter, names of numbers do not")
            result[name] = read(entry, one)
    return result


def _block(value: Any, path: str) -> Matrix:
    result = matrix(value, path)
    if "im" in value:
        raise Rejected(f"{path}.im", "a witness is real")
    if max(result.shape) > LARGEST_MATRIX:
        raise Rejected(path, f"larger than {LARGEST_MATRIX}×{LARGEST_MATRIX}")
    return reduced(result)


def _enclosures(documents: Any) -> tuple[Enclosures, tuple[str, ...]]:
    """What the accepted enclosures say, by quantity and matrix, and the lemmas that they cite.

    K ≥ 1 and K_ct ≥ 1 need none: let z → ∞. Nor do sup ‖exp(tA)‖ ≥ 1 and ‖exp(A)‖ ≥ 0.
    """
    if len(documents) > _MOST_ENCLOSURES:
        raise Rejected("$.enclosures", f"more than {_MOST_ENCLOSURES}")
    known: list[tuple[str, Matrix, Interval]] = []
    assumptions: list[str] = []
    for i, document in enumerate(documents):
        path = f"$.enclosures[{i}]"
        if field(document, "schema", path) != "kreiss/enclosure-1":
            raise Rejected(f"{path}.schema", "expected kreiss/enclosure-1")
        try:
            assumptions.extend(check_document(document).assumptions)
        except Rejected as error:
            raise Rejected(path + error.path.removeprefix("$"), error.message) from None
        statement = document["statement"]
        if statement.get("time", "1") != "1":
            raise Rejected(f"{path}.statement.time", "expected 1: exp_norm(A, t) is that of tA at 1")
        known.append((statement["quantity"], reduced(matrix(statement["matrix"], path)), _ends(statement, path)))

    def enclosure(quantity: str, argument: Matrix) -> Interval:
        found = (interval for name, of, interval in known if name == quantity and of == argument)
        return next(found, _unknown(quantity))

    return enclosure, tuple(dict.fromkeys(assumptions))


def _unknown(quantity: str) -> Interval:
    """What is known of a quantity without an enclosure."""
    return Interval(exactly(quantity != "exp_norm").lo, None)


def _ends(statement: Mapping[str, Any], path: str) -> Interval:
    if statement["lower"] == "inf":
        return INFINITE
    upper = None if statement["upper"] == "inf" else rational(statement["upper"], f"{path}.statement.upper")
    return Interval(rational(statement["lower"], f"{path}.statement.lower"), upper)


@dataclass
class _Point:
    """A witness, and the evaluations of the statement's definitions there, one for each precision that is asked for."""

    witness: Mapping[str, Value]
    enclosures: Enclosures
    hypotheses: list[Part]
    evaluations: dict[int, Evaluation] = field_of_class(default_factory=dict)

    def require_hypotheses(self) -> None:
        """Every hypothesis holds and every definition has a value, or ``Rejected`` is raised."""
        for path, trees in self.hypotheses:
            relations = [_ALWAYS if tree[0] == "define" else tree for tree in trees]
            if not all(self.truth(tree, path) for tree in relations):
                raise Rejected(path, "the witness violates this hypothesis")

    def truth(self, tree: Tree, path: str) -> bool:
        """The truth of a relation or predicate at the witness, with as many bits as it takes."""
        reason = "the enclosures of both sides overlap"
        for bits in PRECISIONS:
            try:
                truth = self._evaluation(bits).holds(tree)
            except Unresolved as error:
                reason = str(error)
                continue
            except Unfit as error:
                raise Rejected(path, str(error)) from None
            if truth is not None:
                return truth
        raise Rejected(path, f"is not decided at the witness: {reason}")

    def require_value(self, tree: Tree, path: str) -> None:
        """An expression has a value, however wide its enclosure."""
        reason = ""
        for bits in PRECISIONS:
            try:
                self._evaluation(bits).value(tree)
            except (Unresolved, Unfit) as error:
                reason = str(error)
            else:
                return
        raise Rejected(path, f"the claim has no meaning at the witness: {reason}")

    def _evaluation(self, bits: int) -> Evaluation:
        if bits not in self.evaluations:
            evaluation = Evaluation(self.witness, self.enclosures, bits)
            for _, trees in self.hypotheses:
                for tree in trees:
                    if tree[0] == "define":
                        evaluation.define(tree[1], tree[2])
            self.evaluations[bits] = evaluation
        return self.evaluations[bits]


def _words(statement: Mapping[str, Any]) -> str:
    given = "; ".join(statement["given"])
    return f"not always {statement['states']}" + (f", given {given}" if given else "")
