"""A theorem: the problem it answers, what it states, its machine-checked proofs, and where it comes from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kreiss.symbolic.proof import Proof, Step


@dataclass(frozen=True)
class Part:
    """One statement of a theorem in the claim language, with the function that builds the steps of its proof."""

    given: tuple[str, ...]
    states: str
    steps: Callable[[], Iterable[Step]]
    radius: str = "r"
    cosine: str = ""

    def prove(self) -> Proof:
        """The proof, built now."""
        return Proof(self.given, self.states, tuple(self.steps()), self.radius, self.cosine)


@dataclass(frozen=True)
class Theorem:
    """One result, in the order problem, statement, proof, source.

    ``statement`` says in words what the parts say together; ``remarks`` what a reader should take from it.
    """

    name: str
    title: str
    problem: str
    statement: str
    parts: tuple[Part, ...]
    source: str
    remarks: str = ""

    def derive(self) -> tuple[Proof, ...]:
        """The proofs of all parts, built from nothing; each is a document that the checker accepts."""
        return tuple(part.prove() for part in self.parts)
