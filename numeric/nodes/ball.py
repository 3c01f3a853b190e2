"""K, or K_ct, for every matrix within a distance ε of one: the same nodes and witness, each with ε allowed for.

With R = (zI − A)⁻¹ and ‖E‖ ≤ ε: (zI − A − E)⁻¹ = R(I − ER)⁻¹, so ‖R‖ ≤ ρ on a curve gives ρ/(1 − ερ) for A + E as long
as ερ < 1, and the node's bound grows by the same factor. On the first curve, the circle |z| = 1 or the imaginary axis,
this also keeps the eigenvalues of A + tE, 0 ≤ t ≤ 1, off it, so that none gets across. A witness loses ε, and the
numerical abscissa grows by ε at most.
"""

from collections.abc import Callable
from fractions import Fraction

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import UnstableMatrix
from kreiss.numeric.arithmetic.matrices import ExactMatrix
from kreiss.numeric.nodes.chain import Bounds, Points
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.nodes.witness import Witness


def widened(A: ExactMatrix, bounds: Bounds, radius: Fraction, bits: int, upper: Callable[[Points], Fraction]) -> Bounds:
    """The bounds that the steps for A prove for every matrix within ``radius`` of it; ``upper`` is what places and
    bounds prove. Guarantee: exact.

    Raises ``UnstableMatrix`` where the ball may reach a matrix with an eigenvalue on the first curve.
    """
    steps = tuple(step.weakened(A, radius, bits) if isinstance(step, Witness) else step for step in bounds.steps)
    nodes = [step for step in steps if isinstance(step, Node)]
    if any(radius * node.resolvent >= 1 for node in nodes):
        enough = min(1 / node.resolvent for node in nodes)
        raise UnstableMatrix(
            f"the ball may reach a matrix with an eigenvalue on {nodes[0].boundary}: expected a radius below "
            f"{decimal_below(enough, 6)}, for which the nodes exclude that, got {decimal_above(radius, 6)}"
        )
    points = [(node.place, node.bound / (1 - radius * node.resolvent)) for node in nodes]
    lower = max((step.lower for step in steps if isinstance(step, Witness)), default=Fraction(1))
    return Bounds(max(lower, Fraction(1)), upper(points), bounds.argmax, steps)
