"""The resolvent of a block matrix.

Problem. How does (zI − J)⁻¹ depend on the blocks of J? Statement. For J = [[A, 0], [C, D]] it is [[R_A, 0], [R_D C
R_A, R_D]] with R_X = (zI − X)⁻¹; for a full J it has two forms, with the Schur complement of zI − A or of zI − D; its
derivative in z is −(zI − J)⁻². Proof. Elimination finds the blocks, and multiplying out both products confirms them.
Source. arXiv:2606.04031v1 as summarised (triangular case); classical.
"""

from kreiss.symbolic.blocks.resolvent import BlockResolvent, block_resolvent
from kreiss.symbolic.proof import Step, identity
from kreiss.symbolic.theorems.theorem import Part, Theorem

LOWER = (("A", 0), ("C", "D"))
FULL = (("A", "B"), ("C", "D"))
CHAIN = (("A", 0, 0), ("C", "D", 0), ("E", "F", "G"))
FORMS = (block_resolvent(LOWER), block_resolvent(CHAIN), block_resolvent(FULL), block_resolvent(FULL, order=(1, 0)))


def _derivative() -> list[Step]:
    """d/dz (zI − J)⁻¹ = −(zI − J)⁻², block by block."""
    return [*FORMS[0].proof().steps, identity(DERIVATIVE, "the derivative in z, multiplied out")]


def _part(form: BlockResolvent) -> Part:
    proof = form.proof()
    return Part(proof.given, proof.states, lambda: proof.steps)


DERIVATIVE = f"-resolvent(J, z)^2 == {FORMS[0].derivative().text()}"
PARTS = (*map(_part, FORMS), Part(FORMS[0].proof().given, DERIVATIVE, _derivative))


THEOREM = Theorem(
    "block-resolvent",
    "Resolvents of block matrices",
    "How does the resolvent depend on the blocks?",
    "Triangular J have resolvents in those of their diagonal blocks, full ones in a Schur complement. The last "
    "statement gives the derivative in z.",
    PARTS,
    "arXiv:2606.04031v1 as summarised (triangular case); classical",
)
