"""A theorem: the problem it answers, what it states, its machine-checked proofs, and where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from kreiss.symbolic.proof import Proof


@dataclass(frozen=True)
class Theorem:
    """One result. ``derive()`` builds its proofs from nothing; each is a document that the checker accepts.

    ``statement`` says in words what the proofs say together; ``remarks`` what a reader should take from it.
    """

    name: str
    title: str
    problem: str
    statement: str
    derive: Callable[[], tuple[Proof, ...]]
    source: str
    remarks: str = ""
