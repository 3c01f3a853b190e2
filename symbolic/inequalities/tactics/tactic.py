"""What a tactic is, and what it may ask of the search that it is a part of."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from flint import fmpq, fmpq_mpoly

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.symbolic.inequalities.sampling import values
from kreiss.symbolic.inequalities.steps import Identity, Node, System, Term
from kreiss.symbolic.inequalities.systems import Problem


class Search(ABC):
    """A search in one problem, as tactics see it; ``around``, ``ordering``, ``dividing`` and ``loose`` say where it is.

    ``lemma_depth`` counts the lemmas within lemmas.
    """

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        self.problem, self.deadline = problem, deadline
        self.kind = {auxiliary.name: auxiliary.kind for auxiliary in problem.auxiliaries}
        self.degrees = {a.name: a.degree for a in problem.auxiliaries if a.kind == "root"}
        self.around = self.ordering = self.dividing = self.loose = False
        self.lemma_depth = 0

    @abstractmethod
    def solve(self, system: System, target: int) -> Node | None:
        """A proof that the relations have no common solution, or None; the target is the relation to contradict."""

    @abstractmethod
    def solve_lemma(self, system: System, target: int) -> Node | None:
        """As ``solve``, for a lemma inside a proof: only so many of them may be nested."""

    @abstractmethod
    def leaf(self, system: System, target: int) -> Node | None:
        """A proof without inner nodes."""

    @contextmanager
    def a_share(self, part: float) -> Iterator[None]:
        """For what is tried with a part of the time left; when that part is over, the search goes on after it."""
        outer, self.deadline = self.deadline, self.deadline.share(part)
        try:
            yield
        except OutOfTime:
            outer.check()
        finally:
            self.deadline = outer

    def leaf_of_zero(self, system: System, target: int, factor: fmpq_mpoly) -> Node | None:
        """The leaf where the last relation is factor = 0 and the target says −goal > 0 with the factor in the goal."""
        identity = Identity([Term(fmpq(1), (target,))])
        identity.times(len(system.relations) - 1, -(system.relations[target].polynomial / factor))
        return identity.node(system)

    def branch(self, outer: System, system: System, target: int, go_on: Callable[[System], Node | None]) -> Node | None:
        """A case with no sample point is probably empty: try to show that first, then go on with it."""
        if not len(system.points):
            last = len(system.relations) - 1
            node = self.solve_lemma(
                System(system.relations, outer.points, system.passive | {target}, system.pairs), last
            )
            if node is not None:
                return node
        return go_on(system)

    def signs(self, system: System, polynomial: fmpq_mpoly) -> set[int]:
        """The signs that the polynomial is seen to take at the sample points; zeros up to rounding do not count."""
        if polynomial.is_constant():
            value = polynomial.leading_coefficient() if not polynomial.is_zero() else 0
            return {1} if value > 0 else {-1} if value < 0 else set()
        found, size = values(polynomial, system.points)
        with np.errstate(all="ignore"):
            clear = found[np.abs(found) > 1e-11 * size]
        return set(np.sign(clear).astype(int).tolist())

    def vanishes(self, system: System, polynomial: fmpq_mpoly) -> bool:
        """Whether the polynomial is zero, up to rounding, at some sample point."""
        found, size = values(polynomial, system.points)
        return bool(np.any(np.abs(found) <= 1e-11 * size))

    def odd_root(self, names: list[str]) -> bool:
        """Whether some of the roots is not a square root."""
        return any(self.degrees[name] != 2 for name in names)


class Tactic(Protocol):
    """A way to contradict the target in a system."""

    def __call__(self, search: Search, system: System, target: int) -> Node | None:
        """The proof, or None where the tactic does not apply or fails."""
