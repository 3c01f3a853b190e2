"""``kreiss/family-1``: a claim with open constants fails for every value of them, along a family of instances.

The statement says: there are numbers (``exists``), the same for all matrices and other numbers that satisfy ``given``,
with which ``states`` holds. The family gives each matrix and each other number as a rational function of a whole number
n. For any values of the constants, all hypotheses hold and the conclusion fails for all large n; so no values will do.
Each constant is p, 0 or −p with a positive p, and every combination is checked, with p as an indeterminate.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from kreiss.verify.checker.arithmetic.intervals import Unresolved
from kreiss.verify.checker.arithmetic.matrices import field, items, listed
from kreiss.verify.checker.arithmetic.polynomials import variable
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.families.germ_matrices import LARGEST_MATRIX, Rows, Value, equal, square
from kreiss.verify.checker.families.germs import ZERO, Germ, exactly, number
from kreiss.verify.checker.families.values import Family, signs, witnessed
from kreiss.verify.checker.language.statements import Tree, expression, is_name, names_of
from kreiss.verify.checker.refutations.refutation import named_values, read_statement
from kreiss.verify.checker.refutations.values import Unfit

Result = TypeVar("Result")
SCHEMA = "kreiss/family-1"
MOST_CONSTANTS, _MOST_BOUNDS = 4, 50


def check(document: Mapping[str, Any]) -> Checked:
    """Accept a family; hypotheses must be decided true and the conclusion false, for all large n. Guarantee: exact."""
    statement = field(document, "statement", "$")
    lines, conclusion = read_statement(statement)
    known = names_of((lines, conclusion))
    constants = _constants(field(statement, "exists", "$.statement"), known, "$.statement.exists")
    parameter = _parameter(field(document, "parameter", "$"), known)
    given = _family(field(document, "family", "$"), parameter, known - {*constants, "I"})
    below = _LowerBounds(items(document.get("bounds", []), "$.bounds"), parameter)
    for choice in signs(len(constants)):
        values = [exactly(constant(i, sign)) for i, sign in enumerate(choice)]
        family = Family({**given, **dict(zip(constants, values, strict=True))}, below)
        for path, trees in lines:
            for tree in trees:
                _require_hypothesis(family, tree, path)
        if False not in [_truth(family, tree, "$.statement.states") for tree in conclusion]:
            raise Rejected("$.statement.states", "is not seen to fail along the family")
    return Checked(SCHEMA, _words(statement, constants))


def constant(index: int, sign: int) -> Germ:
    """The value of a constant: a positive indeterminate times its sign. The variable number 0 is n."""
    return Germ(variable(index + 1)) * number(sign) if sign else ZERO


def _require_hypothesis(family: Family, tree: Tree, path: str) -> None:
    if tree[0] == "define":
        _guarded(lambda: family.define(tree[1], tree[2]), path)
    elif _truth(family, tree, path) is not True:
        raise Rejected(path, "is not seen to hold along the family")


def _truth(family: Family, tree: Tree, path: str) -> bool | None:
    return _guarded(lambda: family.holds(tree), path)


def _guarded(action: Callable[[], Result], path: str) -> Result:
    try:
        return action()
    except (Unfit, Unresolved) as error:
        raise Rejected(path, str(error)) from None


def _constants(value: object, known: set[str], path: str) -> list[str]:
    """The constants: names of numbers, each of which the statement uses."""
    names = [name for name in items(value, path) if _is_number_name(name) and name in known]
    if len(names) != len(items(value, path)) or len(set(names)) < len(names) or not 1 <= len(names) <= MOST_CONSTANTS:
        raise Rejected(path, f"expected between 1 and {MOST_CONSTANTS} different names of numbers of the statement")
    return names


def _is_number_name(value: object) -> bool:
    return is_name(value) and str(value)[0].islower()


def _parameter(value: object, known: set[str]) -> str:
    if not _is_number_name(value):
        raise Rejected("$.parameter", "expected the name of a number")
    if value in known:
        raise Rejected("$.parameter", "is a name of the statement")
    return str(value)


def _family(value: object, parameter: str, known: set[str]) -> dict[str, Value]:
    """The matrices and numbers of the family, by name."""
    return named_values(
        value,
        "$.family",
        known,
        lambda entry, path: _matrix(entry, parameter, path),
        lambda entry, path: exactly(germ(entry, parameter, path)),
    )


def _matrix(value: object, parameter: str, path: str) -> Rows:
    rows = tuple(tuple(germ(entry, parameter, at) for entry in items(row, at)) for row, at in listed(value, path))
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise Rejected(path, "expected rows of one length, at least 1×1")
    if max(len(rows), len(rows[0])) > LARGEST_MATRIX:
        raise Rejected(path, f"larger than {LARGEST_MATRIX}×{LARGEST_MATRIX}")
    return rows


def germ(text: object, parameter: str, path: str) -> Germ:
    """A rational function of the parameter, as text."""
    family = Family({parameter: exactly(Germ(variable(0)))}, lambda *_: ZERO)
    tree = expression(text, path)
    if _functions(tree):
        raise Rejected(path, "expected a rational function")
    value = _guarded(lambda: family.value(tree), path)
    result = getattr(value, "point", None)
    if not isinstance(result, Germ):
        raise Rejected(path, "expected a rational function")
    return result


def _functions(tree: object) -> bool:
    return isinstance(tree, tuple) and (tree[:1] in (("call",), ("matrix",)) or any(map(_functions, tree)))


class _LowerBounds:
    """What the document shows of K and K_ct: for a matrix of germs, a point z, a vector, and the bound they give."""

    def __init__(self, entries: Sequence[Any], parameter: str) -> None:
        if len(entries) > _MOST_BOUNDS:
            raise Rejected("$.bounds", f"more than {_MOST_BOUNDS}")
        self.known = [self._read(entry, parameter, f"$.bounds[{i}]") for i, entry in enumerate(entries)]

    @staticmethod
    def _read(entry: object, parameter: str, path: str) -> tuple[str, Rows, Germ]:
        quantity = field(entry, "quantity", path)
        if quantity not in ("K", "K_ct"):
            raise Rejected(f"{path}.quantity", "expected K or K_ct")
        rows = _matrix(field(entry, "matrix", path), parameter, f"{path}.matrix")
        vector = items(field(entry, "vector", path), f"{path}.vector")
        v = tuple(germ(part, parameter, f"{path}.vector") for part in vector)
        z, lower = (germ(field(entry, key, path), parameter, f"{path}.{key}") for key in ("z", "lower"))
        if not _guarded(lambda: witnessed(quantity, square(rows), z, v, lower), path):
            raise Rejected(path, "the vector does not show this bound")
        return quantity, rows, lower

    def __call__(self, quantity: str, rows: Rows) -> Germ:
        found = (
            lower for name, of, lower in self.known if name == quantity and len(of) == len(rows) and equal(of, rows)
        )
        return next(found, ZERO)


def _words(statement: Mapping[str, Any], constants: Sequence[str]) -> str:
    given = "; ".join(statement["given"])
    return f"for no {', '.join(constants)} always {statement['states']}" + (f", given {given}" if given else "")
