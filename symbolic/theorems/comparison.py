"""The comparison theorem.

Problem. What do the spectral radii of normal diagonal blocks and the norms of the other blocks say about the whole
matrix? Statement. Let Ĵ have the entries ρ(J_ii) and ‖J_ij‖. Then K(J) ≤ K(Ĵ), sup_t ‖Jᵗ‖ ≤ sup_t ‖Ĵᵗ‖ and ρ(J) ≤
ρ(Ĵ), for any number of blocks of any sizes (certified here for two, three and four). Ĵ is itself such a J, so nothing
better is possible. Proof. With the diagonal blocks in D and the others in O, (zI − D − O)⁻¹ = (zI − D)⁻¹ + (zI −
D)⁻¹O(zI − D − O)⁻¹; iterating, the norms of the blocks are at most the entries of (|z|I − Ĵ)⁻¹. Source. kreiss; the
argument is classical for matrices of norms (Ostrowski 1961).
"""

from kreiss.symbolic.proof import domination, identity
from kreiss.symbolic.theorems.theorem import Part, Theorem

ITERATED = "resolvent(D + O, z) == resolvent(D, z) + resolvent(D, z)*O*resolvent(D + O, z)"
QUANTITIES = ("K", "sup_powers", "rho")


def _compared(size: int, quantity: str) -> Part:
    """``K(J) <= K(M)`` for a full matrix of ``size`` block rows."""
    blocks = [[f"A{i}{j}" for j in range(1, size + 1)] for i in range(1, size + 1)]
    diagonal = [blocks[i][i] for i in range(size)]
    bounds = [[f"rho({x})" if i == j else f"norm({x})" for j, x in enumerate(row)] for i, row in enumerate(blocks)]
    given = (f"J = {_matrix(blocks)}", f"normal({', '.join(diagonal)})", f"M = {_matrix(bounds)}")
    states = f"{quantity}(J) <= {quantity}(M)"
    return Part(given, states, lambda: [domination(states, "the entries of M bound the blocks of J")])


def _matrix(rows: list[list[str]]) -> str:
    lines = [f"[{', '.join(row)}]" for row in rows]
    return f"[{', '.join(lines)}]"


PARTS = (
    Part((), ITERATED, lambda: [identity(ITERATED, "multiply by zI − D")]),
    *(_compared(size, name) for size in (2, 3, 4) for name in QUANTITIES),
)


THEOREM = Theorem(
    "comparison",
    "The comparison theorem",
    "What do the radii of normal diagonal blocks and the norms of the others say about the whole matrix?",
    "K, sup_t ‖Jᵗ‖ and ρ of a block matrix are at most those of the matrix Ĵ of these numbers, which is itself such a "
    "block matrix.",
    PARTS,
    "kreiss; for matrices of norms Ostrowski 1961",
)
