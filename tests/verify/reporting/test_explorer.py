"""The explorer's formulas, run by node, agree with Python's exact values: fractions exactly, roots closely."""

import json
import shutil
import subprocess
from fractions import Fraction

import pytest

from kreiss.symbolic import worst_case_kreiss
from kreiss.symbolic.worst_cases.powers import worst_case_powers
from kreiss.verify.reporting.page.templates import text

GRID = [(p, q) for p in (0, 10, 50, 90, 97) for q in (10, 199, 200, 201, 1000, 17_000, 1_000_000)]
PROGRAM = """
const shown = (pair) => pair.map(String);
const grid = JSON.parse(process.argv[1]);
console.log(JSON.stringify(grid.map(([p, q]) => {
  const [g, c] = [p / 100, q / 1000];
  const exact = formulas.exactly(p, q);
  return {
    worst: shown(exact.worst), paper: shown(exact.paper), floats: [formulas.worst(g, c), formulas.paper(g, c)],
    peak: formulas.peak(g, c), powers: [0, 1, 2, 7].map((t) => formulas.power(g, c, t)),
  };
})));
"""


@pytest.fixture(scope="module")
def computed():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node, which runs the page's formulas outside a browser, is not installed")
    command = [node, "-e", text("formulas.js") + PROGRAM, json.dumps(GRID)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return dict(zip(GRID, json.loads(done.stdout), strict=True))


def matrix(p, q):
    return [[Fraction(p, 100), 0], [Fraction(q, 1000), Fraction(p, 100)]]


def close(value, exact, ulps=32):
    """Whether a double is within some units in the last place of an exact number."""
    return abs(Fraction(value) - exact) <= Fraction(ulps, 2**53) * abs(exact)


@pytest.mark.parametrize(("p", "q"), GRID)
def test_the_worst_case_and_the_bound_are_the_exact_fractions(computed, p, q):
    found, h, c = computed[p, q], 1 - Fraction(p, 100), Fraction(q, 1000)
    worst = worst_case_kreiss(matrix(p, q)).rational
    assert Fraction(*map(int, found["worst"])) == worst
    assert Fraction(*map(int, found["paper"])) == 2 / h + c / (4 * h)
    assert close(found["floats"][0], worst)
    assert close(found["floats"][1], 2 / h + c / (4 * h))


@pytest.mark.parametrize(("p", "q"), GRID)
def test_powers_and_their_peak_are_the_exact_ones_to_the_last_digits(computed, p, q):
    found, rate, c = computed[p, q], Fraction(p, 100), Fraction(q, 1000)
    peak, at = worst_case_powers(matrix(p, q))
    low, high = peak.enclosure(30)
    assert found["peak"][0] == at
    assert close(found["peak"][1], low, 256)
    for t, norm in zip((0, 1, 2, 7), found["powers"], strict=True):
        entry = t * c * rate ** (t - 1) if t else Fraction(0)
        value = Fraction(norm)  # a root of x² − kx − γ²ᵗ, whose derivative is at least x there
        residual = value**2 - entry * value - rate ** (2 * t)
        assert abs(residual) <= Fraction(256, 2**53) * max(value**2, Fraction(1, 2**1000))
    assert low <= high
