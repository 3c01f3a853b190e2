"""A fuzz of claims, inequalities and files: verdicts and typed errors come out of it, nothing else, and none is wrong.

Texts are written by a grammar that knows the language, and a few that hardly do. Short by default; ``--fuzz 10000``
takes that many of each kind, ``--campaign-seed`` others; a failure names its seed. What is PROVED is held against
random exact instances, each decided by the evaluation that also looks for counterexamples; the checker has accepted
every certificate before.
"""

import io
import random

import numpy as np
import pytest
import scipy.io

from kreiss.errors import KreissError
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.reading.files import read_matrix
from kreiss.symbolic.inequalities import prove
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.decision import PROVED
from kreiss.verify.running.sweep import sweep

QUANTITIES = ["norm", "rho", "numerical_radius", "K", "K_ct", "sup_powers"]
GIVEN = ["norm(A) <= 1", "rho(A) < 1", "symmetric(A)", "square(A, B)", "0 <= x < 1", "A*B == B*A", "nonnegative(B)",
         "J = [[A, 0], [C, D]]", "g = max(rho(A), rho(D))", "g < 1", "H = transpose(X)*X", "x > 0", "dim(A) == 2",
         "norm(inverse(A)) <= 2", "y = x^2 + 1", "numerical_radius(A) <= 1", "diagonal(D)", "T = 2*I"]  # fmt: skip


@pytest.fixture(scope="module")
def seeds(request):
    first = request.config.getoption("--campaign-seed")
    return range(first, first + request.config.getoption("--fuzz"))


def matrix(rng, depth):
    leaf = rng.choice(["A", "A", "B", "C", "D", "I", "J", "X", "T"])
    if depth <= 0 or rng.random() < 0.3:
        return leaf
    inner = [matrix(rng, depth - 1) for _ in range(4)]
    return rng.choice([
        f"({inner[0]} + {inner[1]})", f"({inner[0]} - {inner[1]})", f"{inner[0]}*{inner[1]}", f"-{leaf}",
        f"transpose({inner[0]})", f"inverse({inner[0]})", f"{leaf}^{rng.randint(0, 4)}", f"{number(rng, 0)}*{inner[0]}",
        f"resolvent({leaf}, {number(rng, 0)})", f"[[{inner[0]}, 0], [{inner[1]}, {inner[2]}]]",
        f"[[{number(rng, 0)}, {number(rng, 0)}], [{number(rng, 0)}, {number(rng, 0)}]]",
    ])  # fmt: skip


def number(rng, depth):
    leaf = rng.choice(["x", "y", "g", "0", "1", "2", "1/3", "0.99", "7", "1e-30", "10^20", "norm(A)", "rho(B)"])
    if depth <= 0 or rng.random() < 0.2:
        return leaf
    a, b = number(rng, depth - 1), number(rng, depth - 1)
    quantity = f"{rng.choice(QUANTITIES)}({matrix(rng, depth - 1)})"
    return rng.choice([
        quantity, quantity, f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"{a}/({b})", f"sqrt({a})", f"abs({a})",
        f"max({a}, {b})", f"min({a}, {b})", f"({a})^{rng.choice([2, 3, '(1/2)', -1])}", f"exp({a})", f"log({a})",
        f"power_norm({matrix(rng, 0)}, {rng.randint(0, 4)})", f"dim({matrix(rng, 0)})",
    ])  # fmt: skip


def relation(rng, side):
    text = f"{side(rng, 2)} {rng.choice(['<=', '<', '>=', '==', '>'])} {side(rng, 2)}"
    return text if rng.random() > 0.1 else "".join(rng.sample(text, len(text)))


def random_claim(rng):
    side = matrix if rng.random() < 0.1 else number
    states = relation(rng, side)
    if rng.random() < 0.05:
        states = f"{number(rng, 2)} == O({number(rng, 1)})"
    return Claim("fuzz", states, tuple(rng.sample(GIVEN, rng.randint(0, 4))))


def outcome(work, seed):
    """Why a case fails, in a list that is empty where it does not."""
    try:
        return [f"seed {seed}: {trouble}" for trouble in work(random.Random(seed))]
    except KreissError:
        return []
    except Exception as error:
        return [f"seed {seed}: {error!r}"]


def one_claim(rng):
    claim = random_claim(rng)
    verdict = decide(claim, budget=0.5)
    if verdict.verdict == PROVED and not claim.constants and "vacuous" not in verdict.evidence:
        totals = sweep(claim, 4)
        if totals.failing or totals.broken:
            yield f"{claim.states} given {claim.given}: proved, and an instance fails or breaks"


def one_inequality(rng):
    def side(rng, depth):
        leaf = rng.choice(["x", "y", "z", "0", "1", "2", "1/3", "10^9"])
        if depth <= 0:
            return leaf
        a, b = side(rng, depth - 1), side(rng, depth - 1)
        return rng.choice([f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"{a}/({b})", f"sqrt({a})", f"({a})^3",
                           f"exp({a})", f"max({a}, {b})", f"abs({a})", f"({a})^(1/3)"])  # fmt: skip

    given = [relation(rng, side) for _ in range(rng.randint(0, 2))]
    states = relation(rng, side)
    assert prove(states, given, budget=0.3).verdict in ("PROVED", "REFUTED", "UNDECIDED")
    yield from ()


def one_file(rng, folder):
    """A good file of some format, or one that is cut, changed in a few bytes, or noise."""
    A = np.array([[rng.randint(-9, 9) / 4 for _ in range(2)] for _ in range(2)])
    ending = rng.choice(["npy", "npz", "mtx", "csv", "txt", "json", "mat"])
    content = written(A, ending)
    damage = rng.choice(["none", "cut", "flip", "noise"])
    if damage == "cut":
        content = content[: rng.randint(0, len(content))]
    if damage == "flip":
        content = bytearray(content)
        for _ in range(rng.randint(1, 5)):
            content[rng.randrange(len(content))] = rng.randrange(256)
    if damage == "noise":
        content = rng.randbytes(rng.randint(0, 300))
    path = folder / f"A.{ending}"
    path.write_bytes(bytes(content))
    read = read_matrix(str(path))
    if damage == "none" and read.entries() != exact_matrix(A).entries():
        yield f"a .{ending} file reads as another matrix"


def written(A, ending):
    stream = io.BytesIO()
    if ending == "npy":
        np.save(stream, A)
    elif ending == "npz":
        np.savez(stream, A=A)
    elif ending == "mat":
        scipy.io.savemat(stream, {"A": A})
    elif ending == "mtx":
        scipy.io.mmwrite(stream, A, precision=17)
    elif ending == "json":
        stream.write(str(A.tolist()).encode())
    else:
        separator = "," if ending == "csv" else " "
        stream.write("\n".join(separator.join(map(repr, row)) for row in A.tolist()).encode())
    return stream.getvalue()


def test_random_claims_end_in_verdicts_that_no_instance_contradicts(seeds):
    assert not [trouble for seed in seeds for trouble in outcome(one_claim, seed)]


@pytest.mark.parametrize("seed", [100, 130, 184, 602, 686, 878, 70001854, 70002008, 70002218, 90008836])
def test_claims_that_once_ended_in_another_error_end_in_verdicts(seed):
    """Numbers out of the range of floats in margins, sums and programmes; K and powers of I; undefined logarithms."""
    assert not outcome(one_claim, seed)


@pytest.mark.parametrize("seed", [41000215, 41001210, 41005255, 80003470, 80005496])
def test_inequalities_that_once_ended_in_another_error_end_in_verdicts(seed):
    """Slacks, roots and ratios of sides out of the range of floats; a solver that panics, which is no ``Exception``."""
    assert not outcome(one_inequality, seed)


def test_random_inequalities_end_in_verdicts(seeds):
    assert not [trouble for seed in seeds for trouble in outcome(one_inequality, seed)]


def test_random_files_are_read_exactly_or_refused(seeds, tmp_path):
    assert not [trouble for seed in seeds for trouble in outcome(lambda rng: one_file(rng, tmp_path), seed)]
