"""Steps about facts: real inequalities with their certificates, cases, transitivity, substitution, cited lemmas."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items
from kreiss.verify.checker.arithmetic.polynomials import Polynomial
from kreiss.verify.checker.documents import Rejected, spend
from kreiss.verify.checker.inequalities import inequality as certificates
from kreiss.verify.checker.language.hypotheses import abstract, oriented, plain_name
from kreiss.verify.checker.language.statements import Tree, parse
from kreiss.verify.checker.proofs import lemmas
from kreiss.verify.checker.proofs.algebra import Algebra
from kreiss.verify.checker.proofs.bounds import nonnegative
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, subtrees
from kreiss.verify.checker.proofs.partitions import Partitions
from kreiss.verify.checker.proofs.rational import Quotient, Reader


def inequality(step: Any, relation: Tree, context: Context, path: str) -> None:
    """The certificate's hypotheses are facts; its conclusion is the step's relation, with variables for quantities."""
    certificate, where = part(step, "certificate", path), f"{path}.certificate"
    if (part(certificate, "schema", where), part(certificate, "verdict", where)) != (certificates.SCHEMA, "PROVED"):
        raise Rejected(where, "expected a proved inequality")
    try:
        certificates.check(certificate)
    except Rejected as error:
        raise Rejected(where + error.path.removeprefix("$"), error.message) from None
    statement = certificate["statement"]
    wanted = abstract(relation, context.known)
    names = _quantities(step, wanted, context, path)
    for i, tree in enumerate(tree for text in statement["given"] for tree in parse(text, where)):
        if not context.has(replaced(_as_relation(tree), names)):
            raise Rejected(f"{where}.statement.given", f"hypothesis {i + 1} is not a fact known at this step")
    if wanted not in [replaced(oriented(tree), names) for tree in parse(statement["states"], where)]:
        raise Rejected(f"{where}.statement.states", "is not what this step states")
    if infinite := context.infinite(wanted):
        raise Rejected(
            f"{path}.states", f"{min(map(plain_name, infinite))} may be infinite: bound it by an earlier step"
        )
    context.add(wanted)
    if certificate.get("vacuous"):
        context.add(("<=", ONE, ZERO))  # what is known here contradicts itself


def _quantities(step: Any, wanted: Tree, context: Context, path: str) -> dict[Tree, Tree]:
    """What the variables of a certificate stand for: as the step says, or by their plain names where that is clear."""
    quantities = {part for fact in (*context.facts, wanted) for part in subtrees(fact) if part[0] == "of"}
    plain = [(plain_name(quantity), quantity) for quantity in quantities]
    count = Counter(name for name, _ in plain)
    names = {("name", name): q for name, q in plain if count[name] == 1 and name not in context.known.names}
    given = step.get("quantities", {})
    if not isinstance(given, Mapping):
        raise Rejected(f"{path}.quantities", "expected an object")
    for name, text in given.items():
        here = f"{path}.quantities[{name!r:.60}]"
        quantity = context.expression(text, here)
        if quantity[0] != "of" or name in context.known.names:
            raise Rejected(here, "expected a quantity of a matrix, and a name that the claim does not use")
        names["name", name] = quantity
    return names


def replaced(tree: Tree, values: Mapping[Tree, Tree]) -> Tree:
    """The tree with these names replaced, but not inside quantities."""
    spend(10)
    if tree in values:
        return values[tree]
    if tree[0] in ("of", "num", "name"):
        return tree
    return tuple(
        (replaced(branch, values) if isinstance(branch[0], str) else tuple(replaced(x, values) for x in branch))
        if isinstance(branch, tuple) and branch
        else branch
        for branch in tree
    )


def _as_relation(tree: Tree) -> Tree:
    """A hypothesis of a certificate as a relation: what it defines is equal to its value."""
    return ("==", ("name", tree[1]), tree[2]) if tree[0] == "define" else oriented(tree)


def transitive(step: Any, relation: Tree, context: Context, path: str) -> None:
    """x ≤ z from x ≤ y and y ≤ z; x < z if one of the two is strict."""
    sign, low, high = abstract(relation, context.known)
    middle = context.expression(part(step, "via", path), f"{path}.via")
    strict = context.is_ordered(("<", low, middle)) or context.is_ordered(("<", middle, high))
    if sign == "==" or (sign == "<" and not strict):
        raise Rejected(f"{path}.states", "does not follow")
    if not (context.is_ordered(("<=", low, middle)) and context.is_ordered(("<=", middle, high))):
        raise Rejected(f"{path}.via", "does not lie between the two sides")
    context.add((sign, low, high))


def monotone(step: Any, relation: Tree, context: Context, path: str) -> None:
    """x(κ) ≤ y(κ) from x(β) ≤ y(β) and 0 ≤ κ ≤ β, where x − y = Σ αᵢκⁱ with αᵢ ≥ 0 for i ≥ 1, free of κ."""
    sign, left, right = abstract(relation, context.known)
    variable = context.expression(part(step, "variable", path), f"{path}.variable")
    bound = context.expression(part(step, "bound", path), f"{path}.bound")
    if sign == "==" or variable[0] not in ("name", "of") or variable in subtrees(bound):
        raise Rejected(path, "expected an order relation and a bound free of the variable")
    if not (_is_polynomial(left, variable) and _is_polynomial(right, variable)):
        raise Rejected(f"{path}.states", "is not polynomial in the variable")
    if not (context.has(("<=", ZERO, variable)) or context.has(("<=", ONE, variable))) or not context.has(
        ("<=", variable, bound)
    ):
        raise Rejected(f"{path}.bound", "0 <= variable <= bound is not known")
    if not context.has((sign, replaced(left, {variable: bound}), replaced(right, {variable: bound}))):
        raise Rejected(f"{path}.states", "is not known with the bound in place of the variable")
    reader = Reader()
    coefficients = _coefficients(reader.read(left) - reader.read(right), variable, reader)
    shown = items(part(step, "coefficients", path), f"{path}.coefficients")
    if len(shown) != len(coefficients):
        raise Rejected(f"{path}.coefficients", f"expected {len(coefficients)} coefficients")
    for i, (coefficient, terms) in enumerate(zip(coefficients, shown, strict=True)):
        if not coefficient.same_as(nonnegative(terms, context, reader, f"{path}.coefficients[{i}]")):
            raise Rejected(f"{path}.coefficients[{i}]", "is not the coefficient of this power")
    context.add((sign, left, right))


def _is_polynomial(tree: Tree, variable: Tree) -> bool:
    """Whether the expression is written as a polynomial in the variable, so that it is defined wherever it is."""
    if variable not in subtrees(tree):
        return True
    match tree:
        case ("name", _) | ("of", *_):
            return True
        case ("neg", operand):
            return _is_polynomial(operand, variable)
        case ("+" | "-" | "*", left, right):
            return _is_polynomial(left, variable) and _is_polynomial(right, variable)
        case ("/", left, right):
            return variable not in subtrees(right) and _is_polynomial(left, variable)
        case ("^", base, ("num", exponent)):
            return exponent.denominator == 1 and exponent >= 0 and _is_polynomial(base, variable)
    return False


def _coefficients(difference: Quotient, variable: Tree, reader: Reader) -> list[Quotient]:
    """The coefficients of the first and higher powers of a variable that is in no denominator and no root."""
    powers: list[Polynomial] = difference.top.by_powers(reader.numbers.get(variable, len(reader.numbers)))
    return [Quotient(power, difference.bottom) for power in powers[1:]]


def lemma(step: Any, relation: Tree, context: Context, path: str) -> None:
    """An instance of a lemma; a cited one becomes an assumption of the proof."""
    name = part(step, "name", path)
    if not isinstance(name, str) or name not in lemmas.NAMES:
        raise Rejected(f"{path}.name", f"expected one of {', '.join(lemmas.NAMES)}; got {name!r:.40}")
    if not lemmas.gives(name, relation):
        raise Rejected(f"{path}.states", f"is not an instance of {name}")
    asked = lemmas.asks_for(name, relation)
    if asked is not None and not _is_given(*asked, context, path):
        raise Rejected(f"{path}.states", f"{name} asks for more: {asked[0]}")
    conditions = [abstract(condition, context.known) for condition in lemmas.needs(name, relation)]
    if conditions and not any(map(context.has, conditions)):
        raise Rejected(f"{path}.states", f"the condition of {name} is not known")
    if name in lemmas.CITED:
        context.assumptions[lemmas.CITED[name]] = None
    context.add(abstract(relation, context.known))


def _is_given(what: str, tree: Tree, context: Context, path: str) -> bool:
    """Whether a matrix is normal or non-negative, an equation stated or shown; an inverse exists, or a number does."""
    algebra, stated = Algebra(context, path), {*context.identities, *context.known.relations}
    if what == "equation":
        return not stated.isdisjoint((tree, ("==", tree[2], tree[1])))
    if what in ("inverse", "equal"):
        algebra.valued(tree[2] if what == "equal" else tree)
        shown = bool(algebra.inverses) if what == "inverse" else not stated.isdisjoint((tree, ("==", tree[2], tree[1])))
        return shown and algebra.inverses <= context.inverses
    if what == "known":
        return all(context.has(abstract(relation, context.known)) for relation in tree)
    if what == "defined":
        return context.is_defined(abstract(tree, context.known))
    if what == "normal":
        reader = Algebra(context, path)
        M = reader.squared(tree)
        adjoint = reader.adjoint(M)
        named = tree[0] == "name" and tree[1] in context.known.normal
        return named or M == adjoint or reader.times(M, adjoint) == reader.times(adjoint, M)
    return any(predicate == what and tree in names for _, predicate, names in context.known.predicates)


def identity(_: Any, relation: Tree, context: Context, path: str) -> None:
    """A relation between block matrices, which fit block by block, that holds on multiplying out."""
    if relation[0] != "==":
        raise Rejected(f"{path}.states", "expected 'left == right'")
    context.blocks.path = path
    Partitions(context.known, context.shapes, path).same(*relation[1:])
    if not context.blocks.holds(relation):
        raise Rejected(f"{path}.states", "is not an identity in non-commuting blocks")
    context.identities.add(relation)
