"""``kreiss/sharpness-1``: no better right-hand side in the same quantities holds, or a better one does.

The statement is a claim ``x <= f`` (or ``x >= f``) with ``"sharp": true``. The *quantities* of f are the numbers and
the quantities of matrices, such as norm(C), that occur in it. The claim is sharp if it holds, and every instance of its
hypotheses has a partner with the same quantities at which x = f: then f is the least (greatest) function of them.
With a hypothesis ``x < f`` as ``sharp``, that is said of x ≥ f in the claim turned round: partners satisfy the other
hypotheses, the negation of the conclusion, and x ≤ f, so that no claim from ``x < g`` with a greater g holds.

PROVED: ``instance`` gives the partner by numbers, each free matrix being 1×1, and a proof of each obligation that
follows: what partners satisfy, their quantities, and f ≤ x there; or f − t ≤ x for every t in (0, 1), the ``margin``,
on which the partner may depend. REFUTED: the claim holds, but so does x ≤ g, or the claim from x < g, with an
expression g in the same quantities, and at some instance g < f, or f < g.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field, items
from kreiss.verify.checker.documents import Checked, Rejected, check_document, spend
from kreiss.verify.checker.language.hypotheses import (
    LEAST,
    QUANTITIES,
    SIGNS,
    Hypotheses,
    abstract,
    is_number,
    oriented,
    read,
)
from kreiss.verify.checker.language.shapes import Shapes, Size
from kreiss.verify.checker.language.statements import PREDICATES, Tree, expression, parse
from kreiss.verify.checker.proofs.context import outside_quantities
from kreiss.verify.checker.proofs.proof import VACUOUS, fresh
from kreiss.verify.checker.refutations.refutation import require_value

SCHEMA = "kreiss/sharpness-1"
FINITE = {"norm", "rho", "numerical_radius", "abs", "min", "max", "dim"}
ONE: Tree = ("num", Fraction(1))
_SCALAR = {"norm", "rho", "numerical_radius"}
_NEGATED = {"<=": ">", "<": ">=", ">=": "<", ">": "<="}


def check(document: Mapping[str, Any]) -> Checked:
    """Return which of the two is shown, with the lemmas of all proofs, or raise ``Rejected``. Guarantee: exact."""
    statement = field(document, "statement", "$")
    sharp, verdict = field(statement, "sharp", "$.statement"), field(document, "verdict", "$")
    if verdict not in ("PROVED", "REFUTED"):
        raise Rejected("$.verdict", "expected PROVED or REFUTED")
    chosen = () if sharp is True else parse(sharp, "$.statement.sharp")
    known, relation, asked = question(statement, chosen, "$.statement")
    plain = {"given": statement["given"], "states": statement["states"]}
    shown = [_proof(field(document, "bound", "$"), plain, "$.bound")]
    if verdict == "PROVED":
        shown += _attained(document, known, relation, asked)
    else:
        shown += _improved(document, known, relation, asked, chosen)
    sharp = ("sharp" if verdict == "PROVED" else "but not sharp") + (f" in {sharp}" if chosen else "")
    words = f"{plain['states']}, {sharp}" + (f", given {'; '.join(plain['given'])}" if plain["given"] else "")
    vacuous = any(proof.vacuous for proof in shown)
    words += VACUOUS if vacuous else ""
    lemmas = tuple(dict.fromkeys(lemma for proof in shown for lemma in proof.assumptions))
    return Checked(SCHEMA, words, lemmas, vacuous=vacuous)


def question(statement: object, chosen: Sequence[Tree], path: str) -> tuple[Hypotheses, Tree, tuple[Tree, ...]]:
    """What is known, the relation x ≤ f or x ≥ f whose f is to be the best, and what partners are asked to satisfy.

    It is the conclusion, or the opposite of the ``chosen`` hypothesis, in whose place the negated conclusion stands.
    """
    known, conclusion = read(statement, path)
    given = tuple(tree for text in field(statement, "given", path) for tree in parse(text, path))
    signs = tuple(_NEGATED) if chosen else ("<=", ">=")
    numbers = (tree[0] in signs and all(is_number(side, known) for side in tree[1:]) for tree in (*chosen, *conclusion))
    if len(conclusion) != 1 or len(chosen) > 1 or not all(numbers):
        raise Rejected(f"{path}.states", f"expected one relation between numbers, with {' or '.join(signs)}")
    ((sign, left, right),) = conclusion
    if not chosen:
        return known, conclusion[0], given
    wanted = [folded(oriented(tree)) for tree in chosen]
    others = tuple(tree for tree in given if tree[0] not in SIGNS or folded(oriented(tree)) not in wanted)
    if len(others) == len(given):
        raise Rejected(f"{path}.sharp", "expected true, or a relation of the hypotheses")
    return known, (f"{_NEGATED[chosen[0][0]][0]}=", *chosen[0][1:]), (*others, (_NEGATED[sign], left, right))


def _proof(document: object, statement: Mapping[str, Any], path: str, schema: str = "kreiss/proof-1") -> Checked:
    """Check a nested document of exactly this statement."""
    if field(document, "schema", path) != schema or field(document, "statement", path) != statement:
        raise Rejected(path, f"expected a {schema} of {statement['states']!s:.200}")
    try:
        return check_document(document)
    except Rejected as error:
        raise Rejected(path + error.path.removeprefix("$"), error.message) from None


def _improved(
    document: Mapping[str, Any], known: Hypotheses, relation: Tree, asked: Sequence[Tree], chosen: Sequence[Tree]
) -> list[Checked]:
    """The same with g for f, an expression in the quantities of f, and f ≤ g, or f ≥ g, fails at a point."""
    better, proof, point = (field(document, name, "$") for name in ("better", "proof", "point"))
    tree = expression(better, "$.better")
    if not set(quantities(tree, known)) <= set(quantities(relation[2], known)):
        raise Rejected("$.better", "uses a quantity that the right-hand side of the claim does not")
    shown, missed = (field(nested, "statement", path) for nested, path in ((proof, "$.proof"), (point, "$.point")))
    said = question(shown, [(*part[:2], tree) for part in chosen], "$.proof")[1:]
    if folded(said) != folded(((*relation[:2], tree), asked)):
        raise Rejected("$.proof", "is not of the claim with the better side")
    if parse(field(missed, "states", "$.point"), "$.point") != ((relation[0], relation[2], tree),):
        raise Rejected("$.point", "is not of the two sides")
    plain = {"given": document["statement"]["given"], "states": missed["states"]}
    missing = _proof(point, plain, "$.point", "kreiss/refutation-1")
    require_value(point, relation[1], "$.point")
    return [_proof(proof, {"given": shown["given"], "states": shown["states"]}, "$.proof"), missing]


def _attained(document: Mapping[str, Any], known: Hypotheses, relation: Tree, asked: Sequence[Tree]) -> list[Checked]:
    """A proof of each obligation, under the hypotheses, with the margin and the partner's block matrices as more."""
    lines = list(document["statement"]["given"])
    if "margin" in document:
        lines.append(f"0 < {(margin := fresh(document['margin'], known, '$.margin'))} < 1")
        relation = (*relation[:2], ("-" if relation[0] == "<=" else "+", relation[2], ("name", margin)))
    partner = Partner(known, field(document, "instance", "$"), field(document, "models", "$"))
    if _sizes(known, [relation]) != _sizes(known, [relation, *partner.values.values()]):
        raise Rejected("$.instance", "has a quantity that not every instance has, for its sizes")
    lines += partner.lines
    due = obligations(partner, relation, asked)
    proofs = items(field(document, "proofs", "$"), "$.proofs")
    if len(proofs) != len(due):
        raise Rejected("$.proofs", f"expected {len(due)} proofs, got {len(proofs)}")
    accepted = []
    for i, (tree, proof) in enumerate(zip(due, proofs, strict=True)):
        path = f"$.proofs[{i}]"
        states = field(field(proof, "statement", path), "states", f"{path}.statement")
        if [folded(oriented(shown)) for shown in parse(states, path) if shown[0] in SIGNS] != [folded(oriented(tree))]:
            raise Rejected(f"{path}.statement.states", "is not the obligation that is due")
        accepted.append(_proof(proof, {"given": lines, "states": states}, path))
    return accepted


def _sizes(known: Hypotheses, conclusion: Sequence[Tree]) -> set[frozenset[Size]]:
    """The classes of the sizes of matrices that are forced to agree."""
    shapes, classes = Shapes(known, conclusion), dict[Size, set[Size]]()
    for name in known.names:
        for size in (("rows", name), ("columns", name)):
            classes.setdefault(shapes.find(size), set()).add(size)
    return set(map(frozenset, classes.values()))


class Partner:
    """The partner of an instance: numbers for its free matrices, and for free numbers that differ.

    A number of the partner is given in finite numbers of the instance. Block matrices are matrices of numbers under
    names of their own, the ``models``. ``defined`` lists what has to have a value for all that.
    """

    def __init__(self, known: Hypotheses, instance: object, models: object) -> None:
        self.known, self.values, self.models = known, dict[str, Tree](), dict[str, str]()
        self.lines, self.defined = list[str](), list[Tree]()
        if not isinstance(instance, Mapping) or not isinstance(models, Mapping):
            raise Rejected("$.instance", "expected an object")
        for name, text in instance.items():
            self.values[str(name)] = self._value(str(name), text)
        for name, line in models.items():
            self._model(str(name), line)

    def _value(self, name: str, text: object) -> Tree:
        path = f"$.instance.{name!s:.60}"
        if name in self.known.definitions or name in self.known.matrices or name not in self.known.names - {"I"}:
            raise Rejected(path, "expected the name of a free matrix or number")
        tree: Tree = folded(expression(text, path))
        if not is_number(tree, self.known) or not _calls(tree, self.known) <= FINITE:
            raise Rejected(path, "expected a number, in arithmetic, roots, norms, numerical and spectral radii")
        self.defined.append(tree)
        return tree

    def _model(self, name: str, line: object) -> None:
        """``line`` defines, under a name of its own, the block matrix ``name`` at the partner."""
        path = f"$.models.{name!s:.60}"
        trees = parse(line, path)
        if name not in self.known.matrices or trees[0][0] != "define" or not trees[0][1][:1].isupper():
            raise Rejected(path, "expected a definition, for a block matrix of the statement")
        if trees[0][1] in self.known.names or trees[0][1] in self.models.values() or trees[0][1] in self.values:
            raise Rejected(path, "the name is taken")
        if folded(trees[0][2]) != folded(self._matrix(self.known.matrices[name])):
            raise Rejected(path, "is not the block matrix of the partner")
        self.models[name] = trees[0][1]
        self.lines.append(str(line))

    def _matrix(self, tree: Tree) -> Tree:
        rows = tuple(tuple(self.at(entry) for entry in row) for row in tree[1])
        if any(len(row) != len(rows) for row in rows):
            raise Rejected("$.statement", "expected square matrices at the partner")
        self.defined += (entry for row in rows for entry in row)
        return ("matrix", rows)

    def at(self, tree: Tree) -> Tree:
        """The expression at the partner: every 1×1 matrix is a number, and defined numbers are their definitions."""
        spend(20)
        match tree:
            case ("num", _):
                return tree
            case ("name", name):
                return self._name(name)
            case ("call", function, (("name", name), *rest)) if name in self.known.matrices and function in LEAST:
                if name not in self.models:
                    raise Rejected("$.models", f"{name!r:.60} has no model")
                return ("call", function, (("name", self.models[name]), *map(self._time, rest)))
            case ("call", function, (("matrix", _) as matrix, *rest)) if function in LEAST:
                return ("call", function, (self._matrix(matrix), *map(self._time, rest)))
            case ("call", function, arguments):
                return self._call(function, arguments)
            case ("neg", operand):
                return ("neg", self.at(operand))
            case ("^", base, exponent):
                return ("^", self.at(base), exponent)
            case ("+" | "-" | "*" | "/" as sign, left, right):
                return (sign, self.at(left), self.at(right))
        raise Rejected("$.statement", "has an expression that partners of numbers do not have")

    def _time(self, tree: Tree) -> Tree:
        """The exponent of a power: a whole number, so that of the instance or one that is written out."""
        value = self.at(tree)
        if value != tree and not (value[0] == "num" and value[1].denominator == 1 and value[1] >= 0):
            raise Rejected("$.instance", "an exponent at the partner is not seen to be a whole number")
        return value

    def _name(self, name: str) -> Tree:
        if name in self.values:
            return self.values[name]
        if name in self.known.definitions:
            return self.at(self.known.definitions[name])
        if name == "I":
            return ONE
        if not is_number(("name", name), self.known):
            raise Rejected("$.instance", f"gives no value for {name!r:.60}")
        return ("name", name)

    def _call(self, function: str, arguments: tuple[Tree, ...]) -> Tree:
        if all(is_number(argument, self.known) for argument in arguments):
            values = (self.at(arguments[0]), *map(self._time if function in LEAST else self.at, arguments[1:]))
            self.defined += values if function in LEAST else ()
            return _shortened(function, values)
        if function in _SCALAR:
            return _shortened("abs", (self.at(arguments[0]),))
        if function in ("dim", "transpose", "inverse"):
            value = self.at(arguments[0])
            return {"dim": ONE, "transpose": value, "inverse": ("/", ONE, value)}[function]
        raise Rejected("$.statement", f"{function} of a single block has no value at partners of numbers")


def _calls(tree: Tree, known: Hypotheses) -> set[str]:
    return {part[1] for part in outside_quantities(abstract(tree, known)) if part[0] in ("call", "of")}


def _shortened(function: str, arguments: tuple[Tree, ...]) -> Tree:
    """A call without repeated arguments of min and max, and without abs around a norm or spectral radius."""
    different = tuple(dict.fromkeys(arguments)) if function in ("min", "max") else arguments
    match different:
        case (("call", inner, _) as argument,) if function == "abs" and inner in (*_SCALAR, "abs"):
            return argument
        case (argument,) if function in ("min", "max"):
            return argument
    return ("call", function, different)


def _is_finite(tree: Tree) -> bool:
    match tree:
        case ("num" | "name", _):
            return True
        case ("call", function, arguments):
            return function in FINITE and all(map(_is_finite, arguments))
        case ("neg", operand):
            return _is_finite(operand)
        case ("+" | "-" | "*", left, right):
            return _is_finite(left) and _is_finite(right)
        case ("/", left, ("num", divisor)):
            return divisor != 0 and _is_finite(left)
        case ("^", base, ("num", exponent)):
            return exponent.denominator == 1 and exponent >= 0 and _is_finite(base)
    return False


def quantities(tree: Tree, known: Hypotheses) -> Iterator[Tree]:
    """The names of numbers and the quantities of matrices in an expression."""
    match tree:
        case ("name", _):
            yield tree
        case ("call", function, _) if function in QUANTITIES:
            yield tree
        case ("call", _, arguments):
            for argument in arguments:
                yield from quantities(argument, known)
        case ("num", _):
            return
        case (_, *operands):
            for operand in operands:
                yield from quantities(operand, known)


def obligations(partner: Partner, relation: Tree, asked: Sequence[Tree]) -> list[Tree]:
    """What is due: what is asked of the partner, each quantity of f in both directions, and the bound the other way.

    What stands among the hypotheses, or compares an expression that is always defined with itself, needs no proof.
    """
    sign, left, right = relation
    due = [tree for line in asked for tree in _hypothesis(line, partner)]
    for quantity in dict.fromkeys(quantities(right, partner.known)):
        due += [("<=", partner.at(quantity), quantity), ("<=", quantity, partner.at(quantity))]
    due.append(("<=", right, partner.at(left)) if sign == "<=" else ("<=", partner.at(left), right))
    due += _definitions(partner, due)
    held = {folded(oriented(tree)) for tree in partner.known.relations}
    return [tree for tree in dict.fromkeys(due) if folded(oriented(tree)) not in held and not _is_reflexive(tree)]


def _definitions(partner: Partner, due: Sequence[Tree]) -> list[Tree]:
    """That what ``given`` defines has a value v at the partner: v ≤ v, but where v is due outside of quantities."""
    known = partner.known
    entries = [entry for matrix in known.matrices.values() for row in matrix[1] for entry in row]
    values = [*[partner.at(tree) for tree in (*known.definitions.values(), *entries)], *partner.defined]
    shown = set(outside_quantities(tuple(abstract(tree, known) for tree in due)))
    return [("<=", value, value) for value in values if abstract(value, known) not in shown]


def _is_reflexive(tree: Tree) -> bool:
    sign, left, right = tree[0], *map(folded, tree[1:])
    return sign not in ("<", ">") and left == right and _is_finite(left)


def _hypothesis(tree: Tree, partner: Partner) -> Iterator[Tree]:
    """What a line of ``given`` asks of the partner; 1×1 matrices have every structure but a sign."""
    if tree[0] in SIGNS:
        yield (tree[0], partner.at(tree[1]), partner.at(tree[2]))
    elif tree[0] != "define":
        for argument in tree[2]:
            known = partner.known
            if argument[0] != "name" or argument[1] in known.matrices or argument[1] in known.definitions:
                raise Rejected("$.statement.given", "a predicate of a matrix that is not a single block")
            if tree[1] == "nonnegative":
                yield ("<=", ("num", Fraction(0)), partner.at(argument))
            elif tree[1] not in PREDICATES or is_number(argument, partner.known):
                raise Rejected("$.statement.given", "expected a predicate of a block")


def folded(tree: Any) -> Any:
    """The tree with quotients and negatives of numbers as numbers, by which two ways of writing one compare equal."""
    spend(5)
    if not isinstance(tree, tuple):
        return tree
    parts = tuple(map(folded, tree))
    match parts:
        case ("/", ("num", top), ("num", bottom)) if bottom:
            return ("num", top / bottom)
        case ("neg", ("num", value)):
            return ("num", -value)
    return parts
