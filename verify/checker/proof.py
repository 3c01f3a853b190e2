"""Proofs of claims about block matrices: ``kreiss/proof-1``.

A proof is a list of steps. Each states a relation in the claim language, and is checked from the hypotheses and the
relations of earlier steps; the proof is accepted if the claim's conclusion is then among the facts. All facts hold for
every matrix and number that the hypotheses allow, and for every real r > 1 (``radius`` names r). The kinds of steps:

    identity     a relation between block matrices, multiplied out in non-commuting letters (``identities``)
    inequality   a real inequality with its ``kreiss/inequality-1`` certificate, from facts
    comparison   K(J) ≤ f from the principal minors of f²(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I (``comparison``)
    witness      K(M) ≥ f for a matrix of numbers, from a point z and a vector
    cases        two lists of steps, for x ≤ y and for x > y, that end in the same relation
    lemma        an instance of a cited lemma (``lemmas``)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kreiss.verify.checker import comparison, inequality, lemmas
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.exact import field as part
from kreiss.verify.checker.exact import items, rational
from kreiss.verify.checker.hypotheses import Hypotheses, abstract, holds, initial_facts, is_number, oriented, read
from kreiss.verify.checker.identities import Reader as BlockReader
from kreiss.verify.checker.polynomials import constant
from kreiss.verify.checker.rational import Quotient, Reader, product
from kreiss.verify.checker.statements import Tree, expression, parse

SCHEMA = "kreiss/proof-1"
ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))
MOST_STEPS, DEEPEST_CASES = 500, 20
UNBOUNDED = ("K_", "sup_powers_")


@dataclass
class Context:
    """What is known at a step; ``local`` is true inside a case that restricts r."""

    known: Hypotheses
    facts: set[Tree]
    identities: set[Tree]
    blocks: BlockReader
    radius: str
    assumptions: dict[str, None] = field(default_factory=dict)
    local: bool = False
    depth: int = 0

    def branch(self, fact: Tree) -> "Context":
        """The context of a case, with its condition."""
        local = self.local or self.radius in _names(fact)
        return Context(self.known, {*self.facts, fact}, set(self.identities), self.blocks, self.radius,
                       self.assumptions, local, self.depth + 1)  # fmt: skip

    def has(self, relation: Tree) -> bool:
        """Whether the (abstracted) relation is known."""
        return holds(relation, self.facts)

    def expression(self, text: object, path: str) -> Tree:
        """An expression with quantities replaced by their variables."""
        return abstract(expression(text, path), self.known)


def check(document: Mapping[str, Any]) -> Checked:
    """Return what the proof shows and the lemmas it cites, or raise ``Rejected``. Guarantee: exact."""
    statement = part(document, "statement", "$")
    known, conclusion = read(statement, "$.statement")
    if any(tree[0] not in ("<=", "<", ">=", ">", "==") for tree in conclusion):
        raise Rejected("$.statement.states", "expected a relation")
    radius = document.get("radius", "r")
    if not isinstance(radius, str) or not radius.isidentifier() or "_" in radius or radius in known.names:
        raise Rejected("$.radius", "expected a name without '_' that the claim does not use")
    facts = initial_facts(known, conclusion) | {("<", ONE, ("name", radius))}
    context = Context(known, facts, set(), BlockReader(known, "$.steps"), radius)
    check_steps(part(document, "steps", "$"), context, "$.steps")
    for relation in conclusion:
        if not _established(relation, context):
            raise Rejected("$.steps", "the steps do not end in what is to be shown")
    given = "; ".join(part(statement, "given", "$.statement"))
    text = part(statement, "states", "$.statement") + (f" given {given}" if given else "")
    return Checked(SCHEMA, text, tuple(context.assumptions))


def _established(relation: Tree, context: Context) -> bool:
    if relation in context.identities:
        return True
    try:
        return context.has(abstract(oriented(relation), context.known))
    except Rejected:
        return False


def check_steps(value: object, context: Context, path: str) -> None:
    """Check steps in order; each adds its relation to the context."""
    steps = items(value, path)
    if len(steps) > MOST_STEPS or context.depth > DEEPEST_CASES:
        raise Rejected(path, "too many steps")
    for i, step in enumerate(steps):
        here = f"{path}[{i}]"
        kind = part(step, "kind", here)
        if not isinstance(kind, str) or kind not in _KINDS:
            raise Rejected(f"{here}.kind", f"expected one of {', '.join(_KINDS)}; got {kind!r:.40}")
        if not isinstance(part(step, "reason", here), str):
            raise Rejected(f"{here}.reason", "expected text")
        for relation in _relations(part(step, "states", here), f"{here}.states"):
            _KINDS[kind](step, relation, context, here)


def _relations(text: object, path: str) -> list[Tree]:
    relations = parse(text, path)
    if any(tree[0] not in ("<=", "<", ">=", ">", "==") for tree in relations):
        raise Rejected(path, "expected a relation")
    return [oriented(tree) for tree in relations]


def _identity(step: Any, relation: Tree, context: Context, path: str) -> None:
    if relation[0] != "==":
        raise Rejected(f"{path}.states", "expected 'left == right'")
    context.blocks.path = path
    if not context.blocks.holds(relation):
        raise Rejected(f"{path}.states", "is not an identity in non-commuting blocks")
    context.identities.add(relation)


def _inequality(step: Any, relation: Tree, context: Context, path: str) -> None:
    """The certificate's hypotheses are facts; its conclusion is the step's relation, with variables for quantities."""
    certificate = part(step, "certificate", path)
    where = f"{path}.certificate"
    if part(certificate, "schema", where) != inequality.SCHEMA or part(certificate, "verdict", where) != "PROVED":
        raise Rejected(where, "expected a proved inequality")
    try:
        inequality.check(certificate)
    except Rejected as error:
        raise Rejected(where + error.path.removeprefix("$"), error.message) from None
    statement = certificate["statement"]
    assumed = [tree for text in statement["given"] for tree in parse(text, where)]
    for i, tree in enumerate(assumed):
        if not _is_fact(tree, context):
            raise Rejected(f"{where}.statement.given", f"hypothesis {i + 1} is not a fact known at this step")
    shown = [abstract(tree, context.known) for tree in _relations(statement["states"], where)]
    wanted = abstract(relation, context.known)
    if wanted not in shown:
        raise Rejected(f"{where}.statement.states", "is not what this step states")
    for name in _unbounded((tuple(assumed), wanted), context):
        if not any(fact[1] == ("name", name) and not _unbounded(fact[2], context) for fact in context.facts):
            raise Rejected(f"{path}.states", f"{name} may be infinite: bound it by an earlier step")
    context.facts.add(wanted)


def _unbounded(tree: Tree, context: Context) -> set[str]:
    """The variables of quantities that may be infinite, such as ``K_J``."""
    return {name for name in _names(tree) - context.known.names if name.startswith(UNBOUNDED)}


def _is_fact(tree: Tree, context: Context) -> bool:
    if tree[0] == "define":
        return ("==", ("name", tree[1]), abstract(tree[2], context.known)) in context.facts
    return context.has(oriented(abstract(tree, context.known)))


def _kreiss_of(side: Tree, path: str) -> Tree:
    match side:
        case ("call", "K", (tuple(matrix),)):
            return matrix
    raise Rejected(f"{path}.states", "expected K of a matrix on this side")


def _matrix(tree: Tree, context: Context, path: str) -> Tree:
    found = context.known.matrices.get(tree[1]) if tree[0] == "name" else tree
    if found is None or found[0] != "matrix":
        raise Rejected(f"{path}.states", "expected a matrix that the hypotheses define by its blocks")
    return found


def _comparison(step: Any, relation: Tree, context: Context, path: str) -> None:
    if context.local:
        raise Rejected(path, "a comparison inside a case that restricts r")
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected K(J) <= f")
    matrix = _matrix(_kreiss_of(left, path), context, path)
    value = abstract(right, context.known)
    if context.radius in _names(value):
        raise Rejected(f"{path}.states", "the bound depends on r")
    if ("<=", ZERO, value) not in context.facts and value[0] != "num":
        raise Rejected(f"{path}.states", "the bound is not known to be defined and non-negative")
    if value[0] == "num" and value[1] < 0:
        raise Rejected(f"{path}.states", "the bound is negative")
    bounds = [[context.expression(entry, f"{path}.bounds") for entry in items(row, f"{path}.bounds")]
              for row in items(part(step, "bounds", path), f"{path}.bounds")]  # fmt: skip
    comparison.comparison_matrix(matrix, bounds, context.known, context.facts, f"{path}.bounds")
    reader = Reader()
    due = comparison.due_minors(bounds, value, context.radius, reader)
    shown = items(part(step, "minors", path), f"{path}.minors")
    if len(shown) != len(due):
        raise Rejected(f"{path}.minors", f"expected {len(due)} principal minors")
    for i, (minor, terms) in enumerate(zip(due, shown, strict=True)):
        if not minor.same_as(_nonnegative(terms, context, reader, f"{path}.minors[{i}]")):
            raise Rejected(f"{path}.minors[{i}]", "is not the principal minor that is due")
    context.assumptions.update(dict.fromkeys(comparison.LEMMAS))
    context.facts.add(("<=", abstract(left, context.known), value))


def _nonnegative(terms: object, context: Context, reader: Reader, path: str) -> Quotient:
    """Σ w·Πe of terms ``[w, [e, …]]`` with w > 0, each e being the difference of the sides of a fact, hence ≥ 0."""
    total = Quotient(constant(Fraction(0)))
    for i, term in enumerate(items(terms, path)):
        weight, *rest = items(term, f"{path}[{i}]") or [None]
        value = rational(weight, f"{path}[{i}][0]")
        if value <= 0 or len(rest) != 1:
            raise Rejected(f"{path}[{i}]", "expected a positive weight and a list of factors")
        factors = [context.expression(text, f"{path}[{i}]") for text in items(rest[0], f"{path}[{i}][1]")]
        total = total + Quotient(constant(value)) * product(
            _known_difference(f, context, reader, path) for f in factors
        )
    return total


def _known_difference(tree: Tree, context: Context, reader: Reader, path: str) -> Quotient:
    """The expression as a quotient, equal to right − left of a fact left ≤ right."""
    value = reader.read(tree)
    if context.has(("<=", ZERO, tree)):
        return value
    for sign, left, right in context.facts:
        if sign in ("<=", "<") and value.same_as(reader.read(right) - reader.read(left)):
            return value
    raise Rejected(path, "a factor is not known to be non-negative")


def _witness(step: Any, relation: Tree, context: Context, path: str) -> None:
    """z > 1, v ≠ 0 and (z − 1)²‖v‖² ≥ f²‖(zI − M)v‖² give (z − 1)‖(zI − M)⁻¹‖ ≥ f, or an eigenvalue z > 1."""
    sign, left, right = relation
    if sign != "<=":
        raise Rejected(f"{path}.states", "expected f <= K(M)")
    rows = _matrix(_kreiss_of(right, path), context, path)[1]
    value, z = abstract(left, context.known), context.expression(part(step, "z", path), f"{path}.z")
    vector = [
        context.expression(text, f"{path}.vector") for text in items(part(step, "vector", path), f"{path}.vector")
    ]
    if any(len(row) != len(rows) for row in rows) or len(vector) != len(rows):
        raise Rejected(f"{path}.vector", "expected one entry for each row of a square matrix")
    if not all(is_number(entry, context.known) for row in rows for entry in row):
        raise Rejected(f"{path}.states", "expected a matrix of numbers")
    if not context.has(("<", ONE, z)):
        raise Rejected(f"{path}.z", "is not known to exceed 1")
    reader = Reader()
    length, gap = (context.expression(part(step, name, path), f"{path}.{name}") for name in ("length", "gap"))
    if not context.has(("<", ZERO, length)) or not context.has(("<=", ZERO, gap)):
        raise Rejected(path, "length > 0 and gap >= 0 are not known")
    v, at, f = [reader.read(entry) for entry in vector], reader.read(z), reader.read(value)
    images = [at * v[i] - _sum([reader.read(entry) * x for entry, x in zip(row, v, strict=True)])
              for i, row in enumerate(rows)]  # fmt: skip
    square, factor = _sum([x * x for x in v]), at - reader.read(ONE)
    if not reader.read(length).same_as(square):
        raise Rejected(f"{path}.length", "is not the square of the vector's norm")
    if not reader.read(gap).same_as(factor * factor * square - f * f * _sum([y * y for y in images])):
        raise Rejected(f"{path}.gap", "is not (z - 1)^2*|v|^2 - f^2*|(zI - M)v|^2")
    context.facts.add(("<=", value, abstract(right, context.known)))


def _sum(quotients: list[Quotient]) -> Quotient:
    result = quotients[0]
    for quotient in quotients[1:]:
        result = result + quotient
    return result


def _cases(step: Any, relation: Tree, context: Context, path: str) -> None:
    conditions = _relations(part(step, "on", path), f"{path}.on")
    if len(conditions) != 1 or conditions[0][0] != "<=":
        raise Rejected(f"{path}.on", "expected one relation 'x <= y'")
    _, low, high = abstract(conditions[0], context.known)
    if not (_is_total(low) and _is_total(high)):
        raise Rejected(f"{path}.on", "expected expressions that are defined everywhere")
    wanted = abstract(relation, context.known)
    for name, fact in (("yes", ("<=", low, high)), ("no", ("<", high, low))):
        branch = context.branch(fact)
        check_steps(part(step, name, path), branch, f"{path}.{name}")
        if not branch.has(wanted):
            raise Rejected(f"{path}.{name}", "does not end in what the cases are to show")
    context.facts.add(wanted)


def _is_total(tree: Tree) -> bool:
    match tree:
        case ("num" | "name", _):
            return True
        case ("neg", operand):
            return _is_total(operand)
        case ("+" | "-" | "*", left, right):
            return _is_total(left) and _is_total(right)
        case ("/", left, ("num", value)):
            return value != 0 and _is_total(left)
        case ("^", base, ("num", exponent)):
            return exponent.denominator == 1 and exponent >= 0 and _is_total(base)
        case ("call", "min" | "max" | "abs", arguments):
            return all(map(_is_total, arguments))
    return False


def _lemma(step: Any, relation: Tree, context: Context, path: str) -> None:
    name = part(step, "name", path)
    if not isinstance(name, str) or name not in lemmas.STATEMENTS:
        raise Rejected(f"{path}.name", f"expected one of {', '.join(lemmas.STATEMENTS)}; got {name!r:.40}")
    if not lemmas.gives(name, relation):
        raise Rejected(f"{path}.states", f"is not an instance of {name}")
    context.assumptions[f"{name}: {lemmas.STATEMENTS[name]}"] = None
    context.facts.add(abstract(relation, context.known))


def _names(tree: object) -> set[str]:
    if not isinstance(tree, tuple):
        return set()
    if len(tree) == 2 and tree[0] == "name":
        return {tree[1]}
    return set().union(*map(_names, tree))


_KINDS: dict[str, Callable[[Any, Tree, Context, str], None]] = {
    "identity": _identity,
    "inequality": _inequality,
    "comparison": _comparison,
    "witness": _witness,
    "cases": _cases,
    "lemma": _lemma,
}
