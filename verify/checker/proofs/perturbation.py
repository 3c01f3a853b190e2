"""Steps that relate the Kreiss constants of two matrices.

neumann: let ‖(zI − J)⁻¹‖ ≤ s for all |z| > 1 and ‖E‖·s < 1. As zI − J − E = (zI − J)(I − (zI − J)⁻¹E), the Neumann
series gives ‖(zI − J − E)⁻¹‖ ≤ ‖(zI − J)⁻¹‖/(1 − ‖E‖s), hence K(J + E) ≤ K(J)/(1 − ‖E‖s).

averaging: let J = [[A, 0], [C, D]] with any square A, D, and N = [[0, 0], [‖C‖, 0]]. Then K(J) ≥ K(N). If ρ(J) > 1,
K(J) = ∞. Else take unit vectors with u*Cv = ‖C‖ and r > 1. G(z) = diag(v, u)*(zI − J)⁻¹diag(v, u) is a 2×2 matrix of
norm at most ‖(zI − J)⁻¹‖, with G(z) = I/z + [[v*Av, 0], [‖C‖, u*Du]]/z² + O(z⁻³) and G₁₂ = 0. With U = diag(1,
e^{−iθ}), the mean over θ of e^{iθ}·U*G(re^{iθ})U keeps the coefficient of z⁻¹ on the diagonal and that of z⁻² below
it: it is [[1/r, 0], [‖C‖/r², 1/r]] = (rI − N)⁻¹. The norm of a mean is at most the greatest norm.
"""

from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.documents import Rejected
from kreiss.verify.checker.language.hypotheses import abstract, is_number
from kreiss.verify.checker.language.statements import Tree
from kreiss.verify.checker.proofs.bounds import compare, matrix_of, numbers_of
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context


def neumann(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``K(P) <= K(J)/(1 - e*s)`` where the hypotheses define P = J + E, e bounds ‖E‖, and s bounds the resolvent."""
    size, bound = (context.expression(part(step, name, path), f"{path}.{name}") for name in ("size", "resolvent"))
    base, perturbation = _sum_of(relation[1], context, path)
    quantity = ("call", "K", (base,))
    due = ("/", abstract(quantity, context.known), ("-", ONE, ("*", size, bound)))
    if relation[0] != "<=" or abstract(relation[2], context.known) != due:
        raise Rejected(f"{path}.states", "expected K(P) <= K(J)/(1 - size*resolvent)")
    if not _bounds_norm(size, perturbation, context):
        raise Rejected(f"{path}.size", "is not known to bound the perturbation")
    if not context.has(("<", ("*", size, bound), ONE)):
        raise Rejected(path, "size*resolvent < 1 is not known")
    compare(step, matrix_of(quantity, "K", context, path), bound, ONE, context, path)
    context.add(("<=", abstract(relation[1], context.known), due))


def _sum_of(side: Tree, context: Context, path: str) -> tuple[Tree, Tree]:
    match side:
        case ("call", "K", (("name", name),)):
            match context.known.definitions.get(name):
                case ("+", ("name", _) as base, perturbation):
                    return base, perturbation
    raise Rejected(f"{path}.states", "expected K of a name defined as the sum of a matrix and its perturbation")


def _bounds_norm(size: Tree, perturbation: Tree, context: Context) -> bool:
    """Whether ``size`` is ‖E‖, or e·‖E‖ for the perturbation e·E by a number e ≥ 0."""
    match perturbation:
        case ("name", _):
            return size == abstract(("call", "norm", (perturbation,)), context.known)
        case ("*", number, ("name", _) as matrix) if is_number(number, context.known):
            factor = abstract(number, context.known)
            due = ("*", factor, abstract(("call", "norm", (matrix,)), context.known))
            return size == due and context.has(("<=", ZERO, factor))
    return False


def averaging(step: Any, relation: Tree, context: Context, path: str) -> None:
    """``f <= K(J)`` for J = [[A, 0], [C, D]] from ``f <= K(N)`` for N = [[0, 0], [norm(C), 0]]."""
    sign, left, right = relation
    name = part(step, "matrix", path)
    if sign != "<=" or not isinstance(name, str):
        raise Rejected(f"{path}.states", "expected f <= K(J) and the name of a matrix")
    rows = matrix_of(right, "K", context, path)[1]
    if [len(rows), *map(len, rows)] != [2, 2, 2] or rows[0][1] != ZERO or rows[1][0][0] != "name":
        raise Rejected(f"{path}.states", "expected J = [[A, 0], [C, D]]")
    smaller = ("call", "K", (("name", name),))
    coupling = abstract(("call", "norm", (rows[1][0],)), context.known)
    if is_number(rows[1][0], context.known):
        raise Rejected(f"{path}.states", "expected a block below the diagonal")
    if numbers_of(smaller, "K", context, path) != [[ZERO, ZERO], [coupling, ZERO]]:
        raise Rejected(f"{path}.matrix", "expected the matrix [[0, 0], [norm(C), 0]]")
    value = abstract(left, context.known)
    if not context.is_ordered(("<=", value, abstract(smaller, context.known))):
        raise Rejected(f"{path}.states", "is not known for the smaller matrix")
    context.add(("<=", value, abstract(right, context.known)))
