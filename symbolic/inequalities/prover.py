"""Deciding an inequality between algebraic functions of real variables: PROVED, REFUTED or UNDECIDED."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.symbolic.inequalities.refute import Refuter
from kreiss.symbolic.inequalities.sampling import Sampler
from kreiss.symbolic.inequalities.search import OutOfTime, Search
from kreiss.symbolic.inequalities.steps import Node, System
from kreiss.symbolic.inequalities.systems import Obligation, Problem, polynomial_problem, read_statement

SCHEMA = "kreiss/inequality-1"
SAMPLES = 1500


@dataclass(frozen=True)
class InequalityResult:
    """A verdict on an inequality.

    ``point`` is a counterexample (REFUTED only), ``certificate`` the document that the checker accepts (PROVED and
    REFUTED), ``tried`` says what was attempted, ``vacuous`` whether no point satisfies the hypotheses.
    """

    verdict: str
    point: dict[str, Fraction] | None
    certificate: dict[str, Any] | None
    tried: tuple[str, ...]
    elapsed: float
    vacuous: bool = False


def prove(states: str, given: Sequence[str] = (), *, budget: float = 30.0) -> InequalityResult:
    """Decide whether ``states`` holds for all real numbers that satisfy ``given``.

    The texts are relations between expressions in +, −, *, /, rational powers, sqrt, abs, min and max; a chain
    ``0 <= g < 1`` states both; ``given`` may also define names, ``s = q + 1``. The conclusion must be defined wherever
    the hypotheses hold. Guarantee: exact; floating point only proposes, and a PROVED or REFUTED result carries a
    certificate that ``kreiss check`` accepts. UNDECIDED says nothing about the statement.

    Raises ``InvalidClaim`` for text outside the language and ``InvalidArgument`` for a budget ≤ 0 (seconds).

    >>> prove("sqrt(x) <= (x + 1)/2", ["x >= 0"]).verdict
    'PROVED'
    >>> prove("x^2 > x", ["x > 0"]).verdict
    'REFUTED'
    """
    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    start = monotonic()
    statement = read_statement(states, given)
    problem = polynomial_problem(statement)
    header: dict[str, Any] = {
        "schema": SCHEMA,
        "statement": {"given": list(statement.given), "states": statement.states},
    }
    sampler = Sampler(problem)
    points = sampler.draw(SAMPLES)
    refuter = Refuter(problem, sampler, points, start + budget / 3)
    point = refuter.quick()
    search = Search(problem, start + 0.8 * budget)
    proofs, trouble = _proofs(search, problem, points) if point is None else (None, "")
    if point is None and proofs is None:
        refuter.deadline = start + budget
        point = refuter.thorough()
    if point is not None:
        values = {name: str(value) if value.denominator > 1 else int(value) for name, value in point.items()}
        document = header | {"verdict": "REFUTED", "point": values}
        return InequalityResult("REFUTED", point, document, ("rational points",), monotonic() - start)
    tried = ("rational points", *search.tried)
    if proofs is not None:
        document = header | {"verdict": "PROVED", "proofs": proofs}
        return InequalityResult("PROVED", None, document, tried, monotonic() - start)
    return InequalityResult("UNDECIDED", None, None, (*tried, trouble), monotonic() - start)


def _proofs(search: Search, problem: Problem, points: Any) -> tuple[list[Node] | None, str]:
    """A proof for each obligation, or None and what could not be shown."""
    proofs = []
    for obligation in problem.obligations:
        try:
            node = search.solve(System(obligation.relations, points), obligation.target)
        except OutOfTime:
            return None, f"the budget ended before this was shown: {obligation.about}"
        if node is None:
            return None, _not_shown(obligation)
        proofs.append(node)
    return proofs, ""


def _not_shown(obligation: Obligation) -> str:
    return f"not shown: {obligation.about}"
