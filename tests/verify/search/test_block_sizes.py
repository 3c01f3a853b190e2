"""0 and multiples of I among blocks take the size that the other blocks, and being square, leave to them."""

import copy
import json
import subprocess
import sys
from fractions import Fraction

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.checker import Rejected, check_document
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.families import refute_for_all
from kreiss.verify.refuting.refuter import refute
from kreiss.verify.refuting.witness import examine, refutes
from kreiss.verify.replay import script
from kreiss.verify.running.sweep import sweep
from kreiss.verify.search.shapes import shapes

MOMENTUM = "J = [[(1 + b)*I - a*Q, -b*I], [I, 0]]"
SWAP = "J = [[H, I], [I, 0]]"
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("definition", "matrix", "order"),
    [
        (SWAP, "H", 4),
        (MOMENTUM, "Q", 4),
        ("J = [[0, I], [-I, H]]", "H", 4),
        ("J = [[0, I, 0], [0, 0, I], [H, 0, 0]]", "H", 6),
        ("L = 2*I - b*I\nJ = [[H, L], [L/2, 0]]", "H", 4),
    ],
)
def test_blocks_have_the_size_of_the_matrix_beside_them(definition, matrix, order):
    claim = Claim("size", "dim(J) == 0", (*definition.split("\n"), f"dim({matrix}) == 2"))
    assert [shape[matrix] for shape in shapes(claim)] == [(2, 2)]
    point = {matrix: [[HALF, Fraction(0)], [Fraction(1), HALF]]}
    instance = examine(claim, point, dict.fromkeys(claim.numbers, HALF), gap=1e-2)
    assert (instance.hypotheses, instance.conclusion) == (True, False)
    assert instance.witness.left.point == order
    assert refutes(claim, instance.witness)


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("norm(J) <= 1/2", (SWAP,)),
        ("rho(J) <= 9/10", (MOMENTUM, "symmetric(Q)", "0 < a", "0 <= b < 1", "a*norm(Q) < 2*(1 + b)")),
        ("norm(J) <= 1", (MOMENTUM, "symmetric(Q)", "0 < a <= 1", "0 <= b < 1", "norm(Q) <= 1")),
    ],
)
def test_a_false_claim_about_such_blocks_is_refuted(states, given):
    claim = Claim("block", states, given)
    witness = refute(claim, budget=10)
    assert witness is not None
    assert refutes(claim, witness)
    assert "False" in executed(script(claim, witness))


def executed(program):
    return subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout


def test_a_sweep_draws_points_of_such_blocks():
    swept = sweep(Claim("momentum", "rho(J) >= 0", (MOMENTUM, "symmetric(Q)", "0 <= b < 1")), 20)
    assert (swept.holding, swept.empty) == (20, 0)


def test_a_family_has_such_blocks():
    claim = Claim("open", "norm(J) <= c", (SWAP,), exists=("c",))
    assert refute_for_all(claim, 20) is not None


def test_what_gives_no_size_or_two_has_no_meaning():
    assert examine(Claim("none", "norm([[I, 0], [0, I]]) <= 1"), {}, {}, 1e-2) is None
    two = Claim("two", "norm(J) <= 1", ("J = [[A, I], [0, C]]", "dim(A) == 1", "dim(C) == 2"))
    with pytest.raises(InvalidClaim, match="no order of A, C fits"):
        list(shapes(two))
    assert examine(two, {"A": [[HALF]], "C": [[HALF, HALF], [HALF, HALF]]}, {}, 1e-2) is None


GENUINE = {
    "schema": "kreiss/refutation-1",
    "statement": {"given": [SWAP, "norm(H) <= 1"], "states": "norm(J)^2 <= 1"},
    "witness": {"matrices": {"H": {"denominator": 1, "re": [[1, 0], [0, 0]]}}, "parameters": {}},
    "enclosures": [],
}


def changed(given=None, states=None, H=None):
    document = copy.deepcopy(GENUINE)
    document["statement"]["given"] = given or document["statement"]["given"]
    document["statement"]["states"] = states or document["statement"]["states"]
    document["witness"]["matrices"]["H"]["re"] = H or document["witness"]["matrices"]["H"]["re"]
    return json.loads(json.dumps(document))


def test_the_checker_sizes_the_blocks_too():
    assert check_document(GENUINE).statement.startswith("not always ")
    assert check_document(changed(states="dim(J) < 4"))


@pytest.mark.parametrize(
    "document",
    [
        changed(H=[[1, 0]]),
        changed(["J = [[I, 0], [0, I]]", "norm(H) <= 1"]),
        changed(["J = [[H, I], [0, 0]]", "norm(H) <= 1"], states="dim(J) <= 4"),
        changed(["J = [[H, 0*I], [0*I, 0]]", "norm(H) <= 1"], states="dim(J) < 4"),
        changed(["J = [[H, 1], [1, 0]]", "norm(H) <= 1"]),
        changed(states="norm(J)^2 <= 3"),
        changed(states="dim(J) <= 4"),
        changed(["J = [[H, I], [I, 0]]", "dim(J) == 3"]),
        changed(["G = [[H, I]]", "J = [[G, I], [I, 0]]", "norm(H) <= 1"]),
    ],
)
def test_blocks_of_no_size_or_two_and_what_holds_are_rejected(document):
    with pytest.raises(Rejected):
        check_document(document)
