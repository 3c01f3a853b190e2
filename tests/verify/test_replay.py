"""A replay script runs with the standard library alone and prints the contradiction that the witness is."""

import math
import subprocess
import sys
from fractions import Fraction

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.replay import script
from kreiss.verify.witness import examine


def block(*rows):
    return [[Fraction(entry) for entry in row] for row in rows]


def replayed(claim, matrices, parameters=()):
    """The numbers that the script prints for the sides of the conclusion."""
    instance = examine(claim, matrices, {name: Fraction(x) for name, x in dict(parameters).items()}, gap=1e-3)
    text = script(claim, instance.witness)
    run = subprocess.run([sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, check=True)
    left, _, right = run.stdout.splitlines()[-1].removeprefix("not ").split()
    return instance, float(Fraction(left)) if left != "inf" else math.inf, float(Fraction(right))


NEUMANN = Claim(
    "neumann", "K(J0 + eps*B0) <= K(J0)/(1 - eps*norm(B0)*K(J0)/(1 - gamma))",
    ("J0 = [[A, 0], [C, D]]", "gamma = max(rho(A), rho(D))", "eps > 0", "eps*norm(B0)*K(J0) < 1 - gamma"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "matrices", "parameters"),
    [
        (Claim("w", "norm(A) <= 19/10*numerical_radius(A)"), {"A": block([0, 1], [0, 0])}, {}),
        (NEUMANN, {"A": block([0]), "C": block([2]), "D": block([0]), "B0": block([0, 2], [0, 0])}, {"eps": "1/3"}),
        (Claim("k", "K(A) <= 2"), {"A": block(["1/2", 0], ["9/2", "1/2"])}, {}),
        (Claim("k", "K(A - transpose(A)/2) <= 1"), {"A": block([0, 1, 0], ["1/2", 0, 2], [3, 0, 0])}, {}),
        (Claim("s", "sup_powers(-A) <= x^2"), {"A": block(["1/2", 0], [4, "1/2"])}, {"x": 2}),
        (Claim("p", "power_norm(A, t) <= exp(-t)"), {"A": block(["1/2"])}, {"t": 3}),
        (Claim("r", "norm(resolvent(A, z)*A/2) <= 1"), {"A": block(["1/2", 1], [0, "1/3"])}, {"z": 1}),
        (Claim("i", "norm(inverse(A)^2) <= dim(A)"), {"A": block([1, 2], [0, 1])}, {}),
    ],
    ids=lambda value: value.id if isinstance(value, Claim) else None,
)
def test_a_replay_prints_the_sides_that_the_certificate_encloses(claim, matrices, parameters):
    instance, left, right = replayed(claim, matrices, parameters)
    for side, interval in ((left, instance.witness.left), (right, instance.witness.right)):
        if math.isfinite(side):
            assert float(interval.lo) * 0.99 - 1e-9 <= side <= float(interval.hi) * 1.01 + 1e-9
        else:
            assert interval.lo > 10**100


def test_a_quantity_without_a_replay_is_named():
    claim = Claim("c", "K_ct(A) <= 1")
    instance = examine(claim, {"A": block([0])}, {}, gap=1e-3)
    with pytest.raises(InvalidClaim, match="K_ct has no replay"):
        script(claim, instance.witness)
