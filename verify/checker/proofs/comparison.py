"""The comparison theorem: bounding a block matrix by the matrix of the norms of its blocks.

Let J have diagonal blocks with ‖J_ii‖ ≤ γ_i, or normal ones with ρ(J_ii) ≤ γ_i, and blocks off the diagonal with
‖J_ij‖ ≤ c_ij, and let Ĵ ≥ 0 be the matrix of these numbers. (Blocks on the diagonal of a square matrix are square in
the language.) Suppose that f ≥ 0 and, for every r > 1,

    N(r) = f²·(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²·I ⪰ 0.

Then K(J) ≤ f. *Proof.* N ⪰ 0 says f·‖(rI − Ĵ)x‖ ≥ (r − 1)‖x‖, so rI − Ĵ is invertible for all r > 1; since ρ(Ĵ) is an
eigenvalue of Ĵ ≥ 0, ρ(Ĵ) ≤ 1. Let |z| = r > 1. ‖(zI − J_ii)⁻¹‖ ≤ 1/(r − γ_i), as γ_i ≤ ρ(Ĵ) < r and ‖J_ii‖ = ρ(J_ii)
for a normal block.
With zI − J = Δ − O (block diagonal part and the rest), the Neumann series Σ (Δ⁻¹O)^m Δ⁻¹ has blocks of norm at most
the entries of Σ (Δ̂⁻¹Ô)^m Δ̂⁻¹ = (rI − Ĵ)⁻¹, which converges. So the norms of the blocks of the resolvent are at most
these entries, the norm of a block matrix is at most the norm of the matrix of its blocks' norms, and that norm grows
with non-negative entries: (r − 1)‖(zI − J)⁻¹‖ ≤ (r − 1)‖(rI − Ĵ)⁻¹‖ ≤ f. ∎ (What is classical in this is proved in
``docs/certificate/lemmas.md``.)

K_ct(J) ≤ f likewise, with Ĵ_ii = 1 − a for a block X with K_ct(X + aI) ≤ 1, that is, X + aI dissipative, which may be
negative, and r = 1 + Re z: then ‖(z − X)v‖ ≥ Re v*(z − X)v ≥ Re z + a = r − Ĵ_ii for unit v. *Proof.* With κ ≥ −Ĵ_ii,
s = ρ(Ĵ + κ) − κ is an eigenvalue of Ĵ, and Ĵ_ii ≤ s; so s ≤ 1, and (rI − Ĵ)⁻¹ = Σ (r + κ)^(−t−1)(Ĵ + κ)ᵗ ≥ 0 for r > 1.
With H = Δ̂⁻¹Ô ≥ 0, Σ_{m<k} H^m = (I − Hᵏ)(I − H)⁻¹ ≤ (I − H)⁻¹ = (rI − Ĵ)⁻¹Δ̂ for all k: the series converges. ∎

A symmetric matrix is ⪰ 0 exactly if its principal minors are ≥ 0. These are what is due.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from kreiss.verify.checker.arithmetic.polynomials import Polynomial, constant, total
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import Hypotheses, abstract, holds, is_number, rational_value
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.rational import Quotient, Reader, denominator, determinant

MOST_BLOCKS = 6
ZERO: Tree = ("num", Fraction(0))
ONE: Tree = ("num", Fraction(1))


def comparison_matrix(
    matrix: Tree, bounds: list[list[Tree]], known: Hypotheses, facts: set[Tree], path: str, *, flow: bool = False
) -> None:
    """Accept ``bounds`` as entries of Ĵ for the block matrix, or raise ``Rejected``."""
    size = len(matrix[1])
    if size > MOST_BLOCKS or any(len(row) != size for row in (*matrix[1], *bounds)) or len(bounds) != size:
        raise Rejected(path, f"expected as many rows and columns as the block matrix has, at most {MOST_BLOCKS}")
    entries = [entry for row in matrix[1] for entry in row]
    numbers = [entry for entry in entries if is_number(entry, known)]
    if len(numbers) < len(entries) and any(rational_value(number) != 0 for number in numbers):
        raise Rejected(path, "among blocks, an entry is a matrix, 0 or I")
    for i, row in enumerate(bounds):
        for j, bound in enumerate(row):
            here = matrix[1][i][j]
            allowed = _of_flow(here, known, facts) if flow and i == j else _bounds_of(here, i == j, known, facts)
            if not any(bound == value or holds(("<=", value, bound), facts) for value in allowed):
                raise Rejected(f"{path}[{i}][{j}]", "is not known to bound this block")


def _bounds_of(entry: Tree, diagonal: bool, known: Hypotheses, facts: set[Tree]) -> Iterator[Tree]:
    """Non-negative bounds of a block: its norm, ρ of a normal one on the diagonal, |s| of a number."""
    match entry:
        case ("name", "I"):
            yield ("num", Fraction(1))
        case _ if is_number(entry, known):
            yield from _bounds_of_number(folded(abstract(entry, known)), facts)
        case _:
            if diagonal and entry[0] == "name" and entry[1] in known.normal:
                yield abstract(("call", "rho", (entry,)), known)
            yield abstract(("call", "norm", (entry,)), known)


def _of_flow(entry: Tree, known: Hypotheses, facts: set[Tree]) -> Iterator[Tree]:
    """1 + s for a number s, and 1 − a where K_ct(X + aI) ≤ 1 is known."""
    if is_number(entry, known):
        yield folded(("+", ONE, abstract(entry, known)))
    for _, low, _ in facts:
        match low:
            case ("of", "K_ct", (("+", X, ("*", a, ("name", "I"))),)) if X == entry and holds(("<=", low, ONE), facts):
                rate = rational_value(a)  # √x − √x is 0 only where it has a value
                yield ("-", ONE, a) if rate is None else ("num", 1 - rate)


def _bounds_of_number(number: Tree, facts: set[Tree]) -> Iterator[Tree]:
    if number[0] == "num":
        yield ("num", abs(number[1]))
    else:
        yield ("call", "abs", (number,))
        if holds(("<=", ZERO, number), facts):
            yield number


def folded(tree: Tree) -> Tree:
    """A constant expression as one number; any other as it is."""
    quotient = Reader().read(tree)
    value = quotient.top.constant_value()
    return tree if value is None or quotient.bottom else ("num", value)


def due_minors(bounds: list[list[Tree]], value: Tree, radius: str, weight: Tree, reader: Reader) -> list[Quotient]:
    """The principal minors of f²(rI − Ĵ)ᵀ(rI − Ĵ) − weight²·I, by size and then in lexicographic order."""
    size, f = len(bounds), reader.read(value)
    r = reader.polynomial(("name", radius))
    scale, zero = reader.polynomial(weight), constant(Fraction(0))
    entries = [[reader.polynomial(entry) for entry in row] for row in bounds]
    shifted = [[(r if i == j else zero) - entries[i][j] for j in range(size)] for i in range(size)]
    gram = [[total(shifted[k][i] * shifted[k][j] for k in range(size)) for j in range(size)] for i in range(size)]
    below = denominator(f.bottom)
    top, bottom = f.top * f.top, below * below
    shift = bottom * scale * scale
    rows = [[top * gram[i][j] - (shift if i == j else zero) for j in range(size)] for i in range(size)]
    return principal_minors(rows, f)


def principal_minors(rows: list[list[Polynomial]], f: Quotient) -> list[Quotient]:
    """All principal minors of ``rows`` over the square of f's denominator."""
    size = len(rows)
    return [_minor(rows, subset, f) for count in range(1, size + 1) for subset in combinations(range(size), count)]


def _minor(rows: list[list[Polynomial]], subset: tuple[int, ...], f: Quotient) -> Quotient:
    chosen = [[rows[i][j] for j in subset] for i in subset]
    return Quotient(determinant(chosen), {factor: 2 * power * len(subset) for factor, power in f.bottom.items()})
