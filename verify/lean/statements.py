"""Enclosures and theorems as statements of Lean 4, in the words of a public formalisation of the Kreiss matrix theorem.

Each is a ``Prop`` with a name, neither proved nor assumed. Nothing here has been compiled: no Lean is at hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.verify.checker.language.hypotheses import is_number, read
from kreiss.verify.checker.language.statements import Tree, names_of

_HEAD = """/-
NOT COMPILED. kreiss has written these statements and has no Lean to compile them with.

{title}

Each `def` below names a proposition. None is proved here, and none is assumed.
`NumStability.KreissResolventBound a K` says that all z with |z| > 1 are in the resolvent set of a, and that
(|z| - 1) ||(z - a)^-1|| <= K. It is defined in
https://github.com/VSCL-x-VERITAS/lean-computational-mathematics
which proves the Kreiss matrix theorem, with Spijker's, for matrices in `CStarMatrix`.
-/
import Mathlib
import ComputationalMathematics.Analysis.LinearOperators.MatrixPowers.Kreiss.ResolventBound

open scoped ComplexOrder
open NumStability

namespace Kreiss

"""
_OPERATORS = """/-- A real matrix as an operator: its norm is the spectral norm. -/
noncomputable def operator {m n : Type*} (A : Matrix m n ℝ) : CStarMatrix m n ℂ :=
  CStarMatrix.ofMatrix (A.map (algebraMap ℝ ℂ))

/-- The spectral radius of a real matrix. -/
noncomputable def rho {n : Type*} [Fintype n] [DecidableEq n] (A : Matrix n n ℝ) : ℝ :=
  (spectralRadius ℂ (operator A)).toReal

"""
_FOOT = "end Kreiss"
_SIZES = ("order_1", "order_2")
_TAKEN = {
    *("operator", "rho", "max", "min", "at", "by", "def", "do", "else", "end", "exists", "forall", "from", "fun"),
    *("have", "if", "in", "let", "match", "namespace", "open", "prefix", "show", "then", "theorem", "variable"),
    *("where", "with", *_SIZES),
}
"""Words of Lean, and names that a file uses itself."""
_LONGEST_POWER = 60  # of a power that is written: a longer one is no formula


def enclosure_in_lean(document: Mapping[str, Any]) -> str:
    """What a certificate of K of one matrix states: its ends, or that there is no bound.

    Raises ``InvalidArgument`` for other quantities, and for balls of matrices.
    """
    statement = document["statement"]
    if statement.get("quantity") != "K" or "radius" in statement:
        raise InvalidArgument("--lean: expected an enclosure of K of one matrix")
    rows, order = _rows(statement["matrix"]), len(statement["matrix"]["re"])
    lines = [
        "/-- The matrix. -/",
        f"noncomputable def A : CStarMatrix (Fin {order}) (Fin {order}) ℂ :=",
        f"  CStarMatrix.ofMatrix !![{rows}]",
        "",
    ]
    if statement["upper"] != "inf":
        lines += [
            "/-- K(A) is at most this. -/",
            f"def upper_end : Prop := KreissResolventBound A {_number(Fraction(statement['upper']))}",
            "",
        ]
    if statement["lower"] == "inf":
        lines += ["/-- K(A) is infinite. -/", "def infinite : Prop := ∀ K : ℝ, ¬ KreissResolventBound A K", ""]
    else:
        lower = _number(Fraction(statement["lower"]))
        lines += [
            "/-- K(A) is at least this. -/",
            f"def lower_end : Prop := ∀ K : ℝ, KreissResolventBound A K → {lower} ≤ K",
            "",
        ]
    title = f"An enclosure of the Kreiss constant of a matrix of order {order}."
    return _HEAD.format(title=title) + "\n".join([*lines, _FOOT])


def _rows(matrix: Mapping[str, Any]) -> str:
    den, re = matrix["denominator"], matrix["re"]
    im = matrix.get("im", [[0] * len(row) for row in re])
    return "; ".join(
        ", ".join(_complex(Fraction(a, den), Fraction(b, den)) for a, b in zip(*parts, strict=True))
        for parts in zip(re, im, strict=True)
    )


def _complex(re: Fraction, im: Fraction) -> str:
    return f"({re} : ℂ)" if im == 0 else f"({re} + ({im}) * Complex.I : ℂ)"


def _number(value: Fraction) -> str:
    return f"({value} : ℝ)"


def theorem_in_lean(name: str, documents: Sequence[Mapping[str, Any]]) -> str:
    """The claims of a theorem's proofs about K of two real blocks; a comment in place of each other claim.

    Raises ``InvalidArgument`` if none is translated.
    """
    parts, errors = [], []
    for i, document in enumerate(documents, 1):
        own = f"{name.replace('-', '_')}_{i}"
        try:
            parts.append("\n".join(_claim(own, document["statement"])))
        except InvalidArgument as error:
            errors.append(error)
            parts.append(f"-- Part {i} is left out. {error}\n")
    if len(errors) == len(documents):
        raise errors[0]
    return _HEAD.format(title=f"The theorem {name}.") + _OPERATORS + "\n".join([*parts, _FOOT])


def _claim(name: str, statement: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one claim."""
    known, conclusion = read(statement, "$.statement")
    if len(known.matrices) != 1:
        raise _out_of_reach("a claim about no block matrix, or several")
    ((matrix, (_, rows)),) = known.matrices.items()
    if [len(row) for row in rows] != [2, 2]:
        raise _out_of_reach("a matrix that has not two block rows")
    places = {
        entry[1]: (i, j)
        for i, row in enumerate(rows)
        for j, entry in enumerate(row)
        if entry[0] == "name" and not is_number(entry, known)
    }
    if any(entry[1] not in places for row in rows for entry in row if entry != ("num", Fraction(0))):
        raise _out_of_reach("a block that is neither a letter nor 0")
    if known.names & _TAKEN:
        raise _out_of_reach(f"the name {min(known.names & _TAKEN)}")
    if any(predicate[1] != "symmetric" for predicate in known.predicates):
        raise _out_of_reach("a hypothesis other than symmetry, a definition or a relation")
    bounds = [relation for relation in conclusion if _is_bound(relation, matrix)]
    others = [relation for relation in conclusion if relation not in bounds]
    stated = (*known.definitions.values(), *known.relations, *others, *(right for _, _, right in bounds))
    if any(matrix in names_of(tree) for tree in stated):
        raise _out_of_reach("a quantity of the block matrix other than an upper bound of K")
    numbers = sorted(name for name in known.names if is_number(("name", name), known) and name != matrix)
    text = f"{statement['states']}, given {', '.join(statement['given'])}."
    yield f"/-- {text.replace('/-', '/ -').replace('-/', '- /')} -/"
    yield f"def {name} : Prop :="
    yield f"  ∀ ({' '.join(_SIZES)} : ℕ) [NeZero order_1] [NeZero order_2]"
    for letter, (i, j) in places.items():
        yield f"    ({letter} : Matrix (Fin {_SIZES[i]}) (Fin {_SIZES[j]}) ℝ)"
    yield f"    ({' '.join(numbers)} : ℝ)," if numbers else "    ,"
    yield from (f"  {letter}.IsSymm →" for letter in places if letter in known.symmetric)
    yield from (f"  {own} = {_term(value)} →" for own, value in known.definitions.items())
    yield from (f"  {_relation(relation)} →" for relation in known.relations)
    blocks = " ".join("0" if entry[0] == "num" else entry[1] for row in rows for entry in row)
    yield "  " + " ∧ ".join(_bound(relation, matrix, blocks) for relation in conclusion)
    yield ""


def _is_bound(relation: Tree, matrix: str) -> bool:
    """Whether a relation is K(J) ≤ f."""
    return relation[:2] == ("<=", ("call", "K", (("name", matrix),)))


def _bound(relation: Tree, matrix: str, blocks: str) -> str:
    if _is_bound(relation, matrix):
        return f"KreissResolventBound (operator (Matrix.fromBlocks {blocks})) {_term(relation[2])}"
    return _relation(relation)


def _relation(relation: Tree) -> str:
    sign, left, right = relation
    return f"{_term(left)} {({'<=': '≤', '>=': '≥', '==': '=', '!=': '≠'}).get(sign, sign)} {_term(right)}"


def _term(tree: Tree) -> str:
    """An expression over the reals; raises ``InvalidArgument`` for what is not translated."""
    match tree:
        case ("num", value):
            return _number(value)
        case ("name", name):
            return str(name)
        case ("neg", operand):
            return f"(-{_term(operand)})"
        case ("+" | "-" | "*" | "/" as sign, left, right):
            return f"({_term(left)} {sign} {_term(right)})"
        case ("^", base, ("num", exponent)) if exponent.denominator == 1 and 0 <= exponent <= _LONGEST_POWER:
            return f"({_term(base)} ^ {exponent})"
        case ("call", "norm", (("name", name),)):
            return f"‖operator {name}‖"
        case ("call", "rho", (("name", name),)):
            return f"(rho {name})"
        case ("call", "max" | "min" as function, (first, second)):
            return f"({function} {_term(first)} {_term(second)})"
    raise _out_of_reach("an expression with something other than sums, quotients, powers, max, norm and rho")


def _out_of_reach(what: str) -> InvalidArgument:
    return InvalidArgument(f"--lean: {what} is not translated to Lean (docs/formal.md says what is)")
