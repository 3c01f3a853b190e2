"""Deciding an inequality between real functions (algebraic ones, exp and log): PROVED, REFUTED or UNDECIDED."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic
from typing import Any

import numpy as np

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidArgument
from kreiss.symbolic.inequalities.exact import holds, ratio
from kreiss.symbolic.inequalities.refute import Point, Refuter
from kreiss.symbolic.inequalities.relaxation import Relaxation, goal_text, least_relaxation
from kreiss.symbolic.inequalities.sampling import Floats, Sampler, values
from kreiss.symbolic.inequalities.search import Schedule
from kreiss.symbolic.inequalities.steps import Node, System
from kreiss.symbolic.inequalities.sufficient import Sufficient, new_bounds
from kreiss.symbolic.inequalities.systems import Obligation, Statement, polynomial_problem, read_statement, text_of
from kreiss.symbolic.inequalities.tactics.exponentials import by_exponentials
from kreiss.symbolic.inequalities.tactics.orders import by_orders, comparable
from kreiss.views import View, Viewed

SCHEMA = "kreiss/inequality-1"
SAMPLES = 1500  # points that show what may hold: more mislead seldomer, and cost time at every step
_FOR_PROOFS, _FOR_A_GLANCE = 0.8, 1 / 3
"""Of the time, for proofs; and for a counterexample before them, as a false statement has no proof."""
_WITHOUT_EXPONENTIALS = 1 / 4  # of the time for proofs, before exponentials are bounded: they open many cases
_WITHOUT_ORDERS = 3 / 4  # of the time for proofs without exponentials, before roots are ordered by their radicands
_FOR_ORDERS = 1 / 3  # of the time then left, for the order of exponentials by their arguments, before their bounds
_FOR_HELP = 1 / 6  # of the time, kept for what may help where neither a proof nor a counterexample is found
_FOR_A_RELAXATION, _FOR_A_HYPOTHESIS = 1 / 2, 1 / 4
"""Of the time for help: for a weaker relation; and of what is left then, for each hypothesis that is tried."""
_MOST_INSTANCES = 100  # samples among which a point is looked for that meets the hypotheses exactly
_MOST_CLOSE = 8  # points that are compared exactly, to show where the two sides come closest
_SIMPLE = (1, 10, 1000, 10**9)
"""Denominators of points that are shown."""


@dataclass(frozen=True)
class InequalityResult(Viewed):
    """A verdict on an inequality.

    ``point`` is a counterexample (REFUTED only), ``certificate`` the document that the checker accepts (PROVED and
    REFUTED), ``tried`` says what was attempted, ``vacuous`` whether no point satisfies the hypotheses, ``cut_short``
    whether the time for proofs ended before all was tried.

    Of what is UNDECIDED, ``left`` is the goal that the search for a proof ended with, ``closest`` the point where the
    two sides came closest, ``ratio`` the smaller one over the greater one there, about, ``relaxation`` a relation like
    the one asked about that is proved, and ``sufficient`` a further hypothesis with which the one asked about is, each
    with a certificate that the checker accepts.
    """

    verdict: str
    point: dict[str, Fraction] | None
    certificate: dict[str, Any] | None
    tried: tuple[str, ...]
    elapsed: float
    vacuous: bool = False
    cut_short: bool = False
    left: str = ""
    closest: dict[str, Fraction] | None = None
    ratio: Fraction | None = None
    relaxation: Relaxation | None = None
    sufficient: Sufficient | None = None

    @property
    def proof(self) -> dict[str, Any] | None:
        """The certificate where the verdict is PROVED and the hypotheses can be met, as far as is known; else None."""
        return self.certificate if self.verdict == "PROVED" and not self.vacuous else None

    def views(self) -> tuple[View, ...]:
        """The verdict, the statement that a certificate has, where it fails, or what was tried."""
        stated = {} if self.certificate is None else self.certificate["statement"]
        rows = [("states", stated["states"])] if stated else []
        rows += [("given", text) for text in stated.get("given", ())]
        rows += [("vacuous", "no point satisfies the hypotheses")] if self.vacuous else []
        rows += [(f"fails at {name} =", str(value)) for name, value in (self.point or {}).items()]
        rows += [("tried", text) for text in self.tried] if self.certificate is None else []
        return (View(self.verdict, [*rows, ("time", f"{self.elapsed:.2f} s")]),)


def prove(states: str, given: Sequence[str] = (), *, budget: float = 30.0) -> InequalityResult:
    """Decide whether ``states`` holds for all real numbers that satisfy ``given``.

    The texts are relations between expressions in +, −, *, /, rational powers, sqrt, abs, min and max; a chain
    ``0 <= g < 1`` states both; ``given`` may also define names, ``s = q + 1``. The conclusion must be defined wherever
    the hypotheses hold. Guarantee: exact; floating point only proposes, and a PROVED or REFUTED result carries a
    certificate that ``kreiss check`` accepts. UNDECIDED says nothing about the statement.

    Where the verdict is UNDECIDED, a sixth of the budget goes into what helps to go on from there.
    ``budget`` is in seconds of processor time, so that a verdict does not depend on what else the machine does. Raises
    ``InvalidClaim`` for text outside the language and ``InvalidArgument`` for a budget ≤ 0.

    >>> prove("sqrt(x) <= (x + 1)/2", ["x >= 0"]).verdict
    'PROVED'
    >>> prove("x^2 > x", ["x > 0"]).verdict
    'REFUTED'
    """
    if not budget > 0:
        raise InvalidArgument(f"expected a budget of more than 0 seconds, got {budget}")
    end = Deadline.after(budget)
    decision = Decision(read_statement(states, given), end.share(1 - _FOR_HELP))
    try:
        result = decision.result()
    except OutOfTime:
        result = decision.undecided()
    return decision.helped(result, end) if result.verdict == "UNDECIDED" else result


def decided(states: str, given: Sequence[str], deadline: Deadline) -> InequalityResult:
    """What ``prove`` says. Raises ``InvalidClaim``, and ``OutOfTime`` once the deadline has passed."""
    deadline.check()
    return Decision(read_statement(states, given), deadline).result()


class Decision:
    """One statement on its way to a verdict, until a deadline."""

    def __init__(self, statement: Statement, deadline: Deadline) -> None:
        self.began, self.deadline = monotonic(), deadline
        self.trouble, self.cut_short = "the budget ended before a proof was tried", True
        self.problem = polynomial_problem(statement)
        self.sampler = Sampler(self.problem)
        self.points = self.sampler.draw(SAMPLES)
        self.search = Schedule(self.problem, deadline.share(_FOR_PROOFS))
        self.refuter = Refuter(self.problem, self.sampler, self.points, deadline.share(_FOR_A_GLANCE))
        given = list(statement.given)
        self.header: dict[str, Any] = {"schema": SCHEMA, "statement": {"given": given, "states": statement.states}}

    def result(self) -> InequalityResult:
        """The verdict: vacuous truths first, then quick counterexamples, proofs, and a longer search for points.

        Raises ``OutOfTime``.
        """
        self.deadline.check()
        if not len(self.points):
            node = self._emptiness()
            if node is not None:
                return self._proved([node], vacuous=True)
        self.refuter.deadline = self.deadline.share(_FOR_A_GLANCE)
        point = self._glance()
        if point is not None:
            return self._refuted(point)
        self.cut_short = False
        proofs, self.trouble = self._proofs()
        if proofs is not None:
            return self._proved(proofs)
        point = self.refuter.thorough(self.deadline)
        return self.undecided() if point is None else self._refuted(point)

    def undecided(self) -> InequalityResult:
        """UNDECIDED, with what was tried and what kept it from an end."""
        tried = ("rational points", *self.search.tried, self.trouble)
        elapsed = monotonic() - self.began
        return InequalityResult("UNDECIDED", None, None, tried, elapsed, cut_short=self.cut_short)

    def helped(self, result: InequalityResult, end: Deadline) -> InequalityResult:
        """The result of ``undecided`` with the goal left, the closest point, and what is proved that is like it."""
        left = ""
        if self.search.left is not None:
            system, target = self.search.left
            relation = system.relations[target]
            sign = {">": ">=", ">=": ">", "=": "!="}[relation.sign]
            left = goal_text(self.problem, relation.polynomial if sign == "!=" else -relation.polynomial, sign)
        closest, share = self._closest()
        result = replace(result, left=left, closest=closest, ratio=share)
        result = replace(result, relaxation=self._relaxation(end.share(_FOR_A_RELAXATION)))
        result = replace(result, sufficient=self._sufficient(end))
        return replace(result, elapsed=monotonic() - self.began)

    def _closest(self) -> tuple[Point | None, Fraction | None]:
        """Of the points of least slack, made rational, the one with the largest ratio of the sides; and that ratio."""
        found = [near for row in self.refuter.best[:_MOST_CLOSE] if (near := self._near(row)) is not None]
        return max(found, key=lambda near: near[1], default=(None, None))

    def _near(self, row: Floats) -> tuple[Point, Fraction] | None:
        """The simplest rational point next to one of floats that surely meets the hypotheses, and the ratio there."""
        found = ((point, ratio(self.problem.statement, point)) for point in self._simple(row))
        return next(((point, share) for point, share in found if share is not None), None)

    def _simple(self, row: Floats) -> Iterator[Point]:
        """Rational points next to one of floats, the simplest first."""
        place = row[self.sampler.columns]
        for most in _SIMPLE if np.isfinite(place).all() else ():
            values = [Fraction(float(x)).limit_denominator(most) for x in place]
            yield dict(zip(self.problem.variables, values, strict=True))

    def instance(self) -> Point | None:
        """The simplest point found at which the hypotheses and the conclusion hold, for certain."""
        points = [point for row in self.points[:_MOST_INSTANCES] for point in self._simple(row)]
        points.sort(key=lambda point: sum(abs(x.numerator) + x.denominator for x in point.values()))
        return next((point for point in points if holds(self.problem.statement, point)), None)

    def _sufficient(self, end: Deadline) -> Sufficient | None:
        """What defines the conclusion, or the first bound of one number with which it is proved, not vacuously."""
        statement = self.problem.statement
        undefined = [o.about for o in self.problem.obligations if self._undefined(o) and o.about.endswith(" 0")]
        for hypothesis in (*undefined, *new_bounds(self.problem.variables, self.points[:, self.sampler.columns])):
            if end.passed:
                return None
            enlarged = read_statement(statement.states, (*statement.given, hypothesis))
            decision = Decision(enlarged, end.share(_FOR_A_HYPOTHESIS))
            try:
                proof = decision.result().proof
            except OutOfTime:
                continue
            point = None if proof is None else decision.instance()
            if point is not None and proof is not None:
                return Sufficient(hypothesis, proof, point)
        return None

    def _relaxation(self, end: Deadline) -> Relaxation | None:
        statement = self.problem.statement
        if len(statement.conclusion) > 1:
            return None
        sign, left, right = statement.conclusion[0]

        def proof(states: str, attempts: int) -> dict[str, Any] | None:
            try:
                return decided(states, statement.given, end.share(1 / attempts)).proof
            except OutOfTime:
                return None

        return least_relaxation(sign, text_of(left), text_of(right), proof)

    def _glance(self) -> Point | None:
        """A counterexample that is found in the share of the time for it."""
        try:
            return self.refuter.quick()
        except OutOfTime:
            return None

    def _proved(self, proofs: list[Node], vacuous: bool = False) -> InequalityResult:
        document = self.header | {"verdict": "PROVED"} | ({"vacuous": True} if vacuous else {}) | {"proofs": proofs}
        return InequalityResult("PROVED", None, document, tuple(self.search.tried), monotonic() - self.began, vacuous)

    def _refuted(self, point: Point) -> InequalityResult:
        values = {name: str(value) if value.denominator > 1 else int(value) for name, value in point.items()}
        document = self.header | {"verdict": "REFUTED", "point": values}
        return InequalityResult("REFUTED", point, document, ("rational points",), monotonic() - self.began)

    def _emptiness(self) -> Node | None:
        """A proof that the hypotheses have no common solution, with a few of them in turn as the target."""
        relations = self.problem.hypotheses
        ranked = sorted(range(len(relations)), key=lambda n: (relations[n].sign == "=", len(relations[n].polynomial)))
        for target in ranked[:3]:
            try:
                node = self._solved(System(relations, self.points, pairs=self.problem.pairs), target)
            except OutOfTime:
                return None
            if node is not None:
                return node
        return None

    def _proofs(self) -> tuple[list[Node] | None, str]:
        """A proof for each obligation, or None and what could not be shown."""
        proofs = []
        for obligation in self.problem.obligations:
            where = self._undefined(obligation)
            if where:
                return None, f"the conclusion is undefined at {where}, as {obligation.about} fails: add a hypothesis"
            try:
                node = self._solved(
                    System(obligation.relations, self.points, pairs=obligation.pairs), obligation.target
                )
            except OutOfTime:
                self.cut_short = True
                return None, f"the budget ended before this was shown: {obligation.about}"
            if node is None:
                return None, f"not shown: {obligation.about}"
            proofs.append(node)
        return proofs, ""

    def _solved(self, system: System, target: int) -> Node | None:
        """A proof that the system has no solution: by algebra, by orders of functions, by bounds of exponentials."""
        if not system.pairs and not comparable(self.search, system):
            return self.search.solve(system, target)
        node = None
        with self.search.a_share(_WITHOUT_EXPONENTIALS if system.pairs else _WITHOUT_ORDERS):
            node = self.search.solve(system, target)
        if node is None:
            with self.search.a_share(_FOR_ORDERS if system.pairs else 1):
                node = by_orders(self.search, system, target)
        return by_exponentials(self.search, system, target) if node is None and system.pairs else node

    def _undefined(self, obligation: Obligation) -> str:
        """A sample point where the radicand is negative or the divisor zero; empty where there is none."""
        if not obligation.defines or not len(self.points):
            return ""
        negation = obligation.relations[-1]
        found, size = values(negation.polynomial, self.points)
        failing = np.flatnonzero(found > 1e-9 * size if negation.sign == ">" else found == 0)
        if not len(failing):
            return ""
        row = self.points[failing[0]]
        places = zip(self.problem.variables, self.sampler.columns, strict=True)
        return ", ".join(f"{name} = {row[place]:.6g}" for name, place in places)
