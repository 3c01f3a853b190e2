"""Budgets: whichever engine is at work when a deadline passes ends at once, in any thread, and says so."""

from fractions import Fraction
from threading import Thread

import pytest
import sympy

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.symbolic.inequalities.prover import decided
from kreiss.symbolic.proof import CutShort, Proof, inequality
from kreiss.symbolic.worst_cases.comparison import bound_steps
from kreiss.verify import verify
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.constants import decide_constant
from kreiss.verify.deciding.proved import proof, vacuously
from kreiss.verify.deciding.sharpness import certificate
from kreiss.verify.proving import acceptance
from kreiss.verify.proving.forms.search import eliminated
from kreiss.verify.proving.instances import with_instance
from kreiss.verify.proving.prover import contradiction, proof_of
from kreiss.verify.refuting import sampling
from kreiss.verify.refuting.families import family_against
from kreiss.verify.refuting.refuter import hunt
from kreiss.verify.refuting.witness import examine, hypotheses_at

HALF = Fraction(1, 2)
COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
HARD = Claim("hard", "K(J)^2 <= 1 + norm(C)^2/(1 - gamma)^2 + sqrt(norm(C))", COUPLED)
ORDER = Claim("order", "K(J) <= c*norm(C)", COUPLED, exists=("c",))
MOTZKIN = ("x^4*y^2 + x^2*y^4 + z^6 >= 3*x^2*y^2*z^2", ["x + y + z >= 1"])
LARGE, RATES = "2/(1 - g) + 2/(1 - h) + 2*c/((1 - g)*(1 - h))", ["0 <= g", "g < 1", "0 <= h", "h < 1", "0 <= c"]
BLOCKS = {"A": [[HALF]], "C": [[Fraction(9)]], "D": [[HALF]]}
BOUND = {"schema": "kreiss/proof-1"}
HILBERT = [[sympy.Rational(1, i + j + 1) for j in range(9)] for i in range(8)]
RAISING = {
    "an inequality": lambda end: decided(*MOTZKIN, end),
    "an inequality with exponentials": lambda end: decided("exp(x) >= 1 + x + x^2/3", ["x >= 0"], end),
    "a false inequality": lambda end: decided("x^3 + y^3 >= x*y - 1/30", ["x >= 0", "y >= 0"], end),
    "a step of a proof": lambda end: inequality(MOTZKIN[0], MOTZKIN[1], "by squares", deadline=end),
    "a comparison of blocks": lambda end: bound_steps(LARGE, [["g", "0"], ["c", "h"]], RATES, deadline=end),
    "a proof": lambda end: proof_of(HARD, end),
    "a contradiction": lambda end: contradiction(HARD, end),
    "equations for weights": lambda end: eliminated(HILBERT, end),
    "a sharp bound": lambda end: certificate(HARD, BOUND, end),
    "a family": lambda end: family_against(ORDER, end),
    "an instance": lambda end: examine(HARD, BLOCKS, {}, 1e-9, end),
    "hypotheses at a point": lambda end: hypotheses_at(HARD, BLOCKS, {}, end),
}
ENDING = {
    "a search for a counterexample": lambda end: hunt(HARD, end, end, seed=0),
    "an attempt to prove": lambda end: proof(HARD, end, []),
    "a look at the hypotheses": lambda end: vacuously(HARD, end),
    "values of constants": lambda end: decide_constant(ORDER, end, lambda claim, share: hunt(claim, share, end, 0)),
    "random instances": lambda end: sampling.certify(HARD, end),
}
BEFORE = 12
"""How often a deadline that has passed is looked at by an engine that is handed it."""
AT_ONCE = 60
"""How often a deadline that has passed may still be looked at: by each engine that handed a part of it down."""


class Ticks:
    """A clock that runs by being read."""

    def __init__(self):
        self.read = 0

    def __call__(self):
        self.read += 1
        return self.read


@pytest.mark.parametrize("engine", RAISING.values(), ids=RAISING)
def test_an_engine_does_not_begin_once_time_is_over(engine):
    clock = Ticks()
    with pytest.raises(OutOfTime):
        engine(Deadline(0, clock))
    assert clock.read <= BEFORE


@pytest.mark.parametrize("ticks", [1, 7, 40])
@pytest.mark.parametrize("engine", [*RAISING.values(), *ENDING.values()], ids=[*RAISING, *ENDING])
def test_an_engine_ends_at_once_when_time_ends_in_the_middle(engine, ticks):
    clock = Ticks()
    try:
        engine(Deadline(ticks, clock))
    except OutOfTime:
        assert clock.read >= ticks
    except CutShort:
        assert clock.read >= ticks / 2
    assert clock.read <= ticks + AT_ONCE


def test_an_attempt_that_time_ended_is_not_called_a_proof_that_was_not_found():
    tried = []
    assert proof(HARD, Deadline(5, Ticks()), tried) is None
    assert tried == ["prover: the budget ended before a proof was found"]


def test_a_verdict_within_no_time_says_that_time_ended():
    (verdict,) = verify([Claim("hard", HARD.states, HARD.given, sharp=True)], budget=1e-9, workers=1)
    assert verdict.verdict == "UNDECIDED"
    assert verdict.evidence["tried"] == ["prover: the budget ended before a proof was found"]


def test_claims_are_decided_in_a_thread_that_is_not_the_main_one():
    claims = [Claim("mean", "sqrt(x) <= (x + 1)/2", ("x >= 1",)), Claim("false", "norm(A) <= rho(A)")]
    found = []
    thread = Thread(target=lambda: found.extend(verify(claims, budget=10, workers=1)))
    thread.start()
    thread.join()
    assert [verdict.verdict for verdict in found] == ["PROVED", "REFUTED"]


def test_a_proof_loses_what_nothing_uses_in_few_checks_of_the_whole():
    given = ("0 <= x", "x <= 1", "y <= x")
    steps = [
        inequality("x <= 2", ["x <= 1"], "listed by none"),
        inequality("x <= 1", ["x <= 1"], "given"),
        inequality("x^2 <= x", ["0 <= x", "x <= 1"], "listed below"),
        inequality("y <= 3", ["y <= x", "x <= 1"], "listed by none"),
        inequality("x^2 <= 1", ["x^2 <= x", "x <= 1"], "the conclusion"),
    ]
    checked = []

    def suffices(shorter):
        checked.append(shorter)
        return acceptance.is_accepted(shorter)

    shorter = acceptance.without_superfluous_steps(Proof(given, "x^2 <= 1", tuple(steps)), suffices, NEVER)
    assert [step.reason for step in shorter.steps] == ["listed below", "the conclusion"]
    assert len(checked) == 2
    document = with_instance(shorter.document())
    assert acceptance.is_accepted(shorter)
    assert document["steps"] == shorter.document()["steps"]
