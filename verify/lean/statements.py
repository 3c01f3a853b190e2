"""Enclosures and theorems as statements of Lean 4, in the words of a public formalisation of the Kreiss matrix theorem.

Each is a ``Prop`` with a name, neither proved nor assumed. Nothing here has been compiled: no Lean is at hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.verify.checker.language.hypotheses import Hypotheses, is_number, read
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
_WORDS = """
    Complex CStarMatrix Fin Kreiss KreissResolventBound Matrix NeZero NumStability Prop Sort Type operator rho max min
    spectralRadius algebraMap order_1 order_2 abbrev at attribute axiom by calc catch class declare_syntax_cat
    decreasing_by def default deriving do elab else end example exists export extends finally for forall from fun have
    if import in include inductive infix infixl infixr initialize instance lemma let local macro macro_rules match meta
    mut mutual namespace noncomputable nonrec notation obtain omit opaque open partial postfix prefix private protected
    public rec return scoped section set_option show sorry structure suffices syntax termination_by then theorem this
    try unless universe unsafe using variable where while with
"""
_TAKEN = frozenset(_WORDS.split())
"""Names that a file uses itself, and words of Lean."""
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
            parts.append(f"-- Part {i} is left out. {' '.join(str(error).split())}\n")
    if len(errors) == len(documents):
        raise errors[0]
    return _HEAD.format(title=f"The theorem {name}.") + _OPERATORS + "\n".join([*parts, _FOOT])


def _claim(name: str, statement: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one claim."""
    known, conclusion = read(statement, "$.statement")
    if len(known.matrices) != 1:
        raise _out_of_reach("a claim about no block matrix, or several")
    ((matrix, (_, rows)),) = known.matrices.items()
    terms = _Terms(_places(rows, known), frozenset(name for name in known.names if is_number(("name", name), known)))
    _require_within_reach(known, terms, matrix)
    bounds = [relation for relation in conclusion if _is_bound(relation, matrix)]
    others = [relation for relation in conclusion if relation not in bounds]
    stated = (*known.definitions.values(), *known.relations, *others, *(right for _, _, right in bounds))
    if any(matrix in names_of(tree) for tree in stated):
        raise _out_of_reach("a quantity of the block matrix other than an upper bound of K")
    numbers = sorted(terms.numbers)
    text = f"{statement['states']}, given {', '.join(statement['given'])}."
    yield f"/-- {text.replace('/-', '/ -').replace('-/', '- /')} -/"
    yield f"def {name} : Prop :="
    yield f"  ∀ ({' '.join(_SIZES)} : ℕ) [NeZero order_1] [NeZero order_2]"
    for letter, (i, j) in terms.places.items():
        yield f"    ({letter} : Matrix (Fin {_SIZES[i]}) (Fin {_SIZES[j]}) ℝ)"
    yield f"    ({' '.join(numbers)} : ℝ)," if numbers else "    ,"
    yield from (f"  {letter}.IsSymm →" for letter in terms.places if letter in known.symmetric)
    yield from (f"  {each} ≠ 0 →" for each in dict.fromkeys(map(terms.term, _divisors(stated))))
    yield from (f"  {own} = {terms.term(value)} →" for own, value in known.definitions.items())
    yield from (f"  {terms.relation(relation)} →" for relation in known.relations)
    blocks = " ".join("0" if entry[0] == "num" else entry[1] for row in rows for entry in row)
    yield "  " + " ∧ ".join(
        f"KreissResolventBound (operator (Matrix.fromBlocks {blocks})) {terms.term(relation[2])}"
        if relation in bounds
        else terms.relation(relation)
        for relation in conclusion
    )
    yield ""


def _places(rows: Sequence[Sequence[Tree]], known: Hypotheses) -> dict[str, tuple[int, int]]:
    """The letters of a matrix of two block rows, each with its block row and column."""
    if [len(row) for row in rows] != [2, 2]:
        raise _out_of_reach("a matrix that has not two block rows")
    blocks = {
        (i, j): entry for i, row in enumerate(rows) for j, entry in enumerate(row) if entry != ("num", Fraction(0))
    }
    if any(entry[0] != "name" or entry[1] == "I" or is_number(entry, known) for entry in blocks.values()):
        raise _out_of_reach("a block that is neither a letter nor 0")
    places = {entry[1]: place for place, entry in blocks.items()}
    if len(places) < len(blocks):
        raise _out_of_reach("a block that stands twice")
    return places


def _require_within_reach(known: Hypotheses, terms: "_Terms", matrix: str) -> None:
    """Nothing is left out: every matrix is a block, and every predicate the symmetry of a diagonal one."""
    if any(name in _TAKEN or name.startswith("_") for name in known.names):
        raise _out_of_reach(f"the name {min(name for name in known.names if name in _TAKEN or name.startswith('_'))}")
    if known.names - terms.numbers - terms.places.keys() - {matrix}:
        raise _out_of_reach("a matrix that is no block of the block matrix")
    if not known.definitions.keys() <= terms.numbers:
        raise _out_of_reach("the definition of a matrix")
    for predicate in known.predicates:
        if predicate[1] != "symmetric":
            raise _out_of_reach("a hypothesis other than symmetry, a definition or a relation")
        if not all(terms.is_square(argument) for argument in predicate[2]):
            raise _out_of_reach("the symmetry of anything but diagonal blocks")


def _divisors(trees: object) -> Iterator[Tree]:
    """What is divided by, other than numbers ≠ 0: where it is 0, a claim says nothing, and Lean has x/0 = 0."""
    if isinstance(trees, tuple):
        for tree in trees:
            yield from _divisors(tree)
        if len(trees) == 3 and trees[0] == "/" and (trees[2][0] != "num" or trees[2][1] == 0):
            yield trees[2]


def _is_bound(relation: Tree, matrix: str) -> bool:
    """Whether a relation is K(J) ≤ f."""
    return relation[:2] == ("<=", ("call", "K", (("name", matrix),)))


@dataclass(frozen=True)
class _Terms:
    """Expressions over the reals, in numbers and in norms and spectral radii of blocks; the places of the blocks."""

    places: Mapping[str, tuple[int, int]]
    numbers: frozenset[str]

    def is_square(self, tree: Tree) -> bool:
        """Whether it is a diagonal block: others are square for some sizes only, which a claim would suppose."""
        i, j = self.places.get(tree[1], (0, 1)) if tree[0] == "name" else (0, 1)
        return i == j

    def relation(self, relation: Tree) -> str:
        """A relation between numbers."""
        sign, left, right = relation
        return f"{self.term(left)} {({'<=': '≤', '>=': '≥', '==': '='}).get(sign, sign)} {self.term(right)}"

    def term(self, tree: Tree) -> str:
        """A number; raises ``InvalidArgument`` for what is not translated."""
        match tree:
            case ("num", value):
                return _number(value)
            case ("name", name) if name in self.numbers:
                return str(name)
            case ("neg", operand):
                return f"(-{self.term(operand)})"
            case ("+" | "-" | "*" | "/" as sign, left, right):
                return f"({self.term(left)} {sign} {self.term(right)})"
            case ("^", base, ("num", exponent)) if exponent.denominator == 1 and 0 < exponent <= _LONGEST_POWER:
                return f"({self.term(base)} ^ {exponent})"
            case ("call", "norm", (("name", name),)) if name in self.places:
                return f"‖operator {name}‖"
            case ("call", "rho", (("name", name) as block,)) if self.is_square(block):
                return f"(rho {name})"
            case ("call", "max" | "min" as function, (first, second)):
                return f"({function} {self.term(first)} {self.term(second)})"
        raise _out_of_reach(
            "an expression with something other than sums, quotients, powers, max, and norm and rho of blocks"
        )


def _out_of_reach(what: str) -> InvalidArgument:
    return InvalidArgument(f"--lean: {what} is not translated to Lean (docs/formal.md says what is)")
