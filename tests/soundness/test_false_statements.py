"""Random statements with a known counterexample are refuted; random consequences of true inequalities never are."""

import random
from fractions import Fraction

import pytest

from kreiss.deadlines import Deadline
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.refuting.sampling import certify
from kreiss.verify.refuting.witness import examine, refutes

TERMS = (
    "norm(A)", "rho(A)", "numerical_radius(A)", "norm(inverse(A))", "norm(A^2)", "rho(A*B)", "norm(A + B)", "norm(A*B)",
    "norm(B)", "rho(B)", "x", "norm([[A, I], [I, 0]])", "rho([[A, -x*I], [I, 0]])", "norm([[A, 0], [B, A]])",
    "power_norm(A, 3)", "sqrt(norm(A))", "norm(transpose(A)*B)", "norm(resolvent(A, x))", "abs(x)",
    "max(norm(A), norm(B))", "rho([[1, -x], [x, 1]])",
)  # fmt: skip
GIVEN = ("square(A, B)", "norm(A) <= 20", "norm(B) <= 20", "-20 <= x <= 20", "norm(A*B) >= 0", "norm(A + B) >= 0")
FACTS = (
    ("rho(A)", "numerical_radius(A)"), ("numerical_radius(A)", "norm(A)"), ("norm(A)", "2*numerical_radius(A)"),
    ("norm(A + B)", "norm(A) + norm(B)"), ("norm(A*B)", "norm(A)*norm(B)"), ("norm(A^2)", "norm(A)^2"),
    ("rho(A*B)", "norm(A)*norm(B)"), ("rho(A*B)", "rho(B*A)"), ("1", "norm(A)*norm(inverse(A))"),
    ("norm(A)", "norm([[A, I], [I, 0]])"), ("1", "norm([[A, I], [I, 0]])"), ("power_norm(A, 3)", "norm(A)*norm(A^2)"),
    ("rho([[1, -x], [x, 1]])^2", "1 + x^2"), ("norm([[A, 0], [B, A]])", "norm(A) + norm(B)"),
    ("norm(transpose(A)*A)", "norm(A)^2"), ("norm(A)^2", "norm(transpose(A)*A)"),
)  # fmt: skip
CASES = 12


def expression(rng):
    term, other = rng.sample(TERMS, 2)
    return rng.choice(
        [term, f"{term} {rng.choice('+-*')} {other}", f"{rng.choice(['1/2', '2', '3'])}*{term}", f"({term})^2"]
    )


def matrix(order, rng):
    return [[Fraction(rng.randint(-6, 6), rng.choice([1, 2, 3])) for _ in range(order)] for _ in range(order)]


def false_statement(rng):
    """A claim, and a point at which the checker accepts that it fails."""
    while True:
        claim = Claim("false", f"{expression(rng)} {rng.choice(['<=', '<', '=='])} {expression(rng)}", GIVEN)
        for order in (1, 2, 2):
            point = {"A": matrix(order, rng), "B": matrix(order, rng)}
            instance = examine(claim, point, {"x": Fraction(rng.randint(-8, 8), 2)}, 1e-3)
            fails = instance is not None and (instance.hypotheses, instance.conclusion) == (True, False)
            if fails and refutes(claim, instance.witness):
                return claim


@pytest.mark.parametrize("seed", range(CASES))
def test_a_statement_with_a_counterexample_is_refuted(seed):
    claim = false_statement(random.Random(seed))
    witness = refute(claim, budget=10)
    assert witness is not None, claim.states
    assert refutes(claim, witness)


@pytest.mark.parametrize("seed", range(CASES))
def test_a_true_statement_has_no_counterexample(seed):
    rng = random.Random(seed)
    (a, b), (c, d) = rng.sample(FACTS, 2)
    factor = rng.choice(["1/2", "1", "3"])
    claim = Claim("true", f"{factor}*{a} + {c} <= {factor}*({b}) + {d}", GIVEN)
    assert refute(claim, budget=0.5) is None
    found = certify(claim, Deadline.after(5), seed, most=20)
    assert found.counterexample is None
    assert found.holding
