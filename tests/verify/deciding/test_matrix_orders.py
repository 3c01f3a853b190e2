"""Claims about the order of symmetric matrices: what textbooks say is proved, what they warn of is refuted exactly."""

import subprocess
import sys
from fractions import Fraction

import pytest

from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.deciding.decide import PROVED, REFUTED, UNDECIDED, decide
from kreiss.verify.replay import script

BUDGET = 12.0
TRUE = [
    ("norm(I - 2/(l + m)*H) <= (l - m)/(l + m)", ("m <= H <= l", "0 < m")),
    ("norm(inverse(H)) <= 1/m", ("m*I <= H", "0 < m")),
    ("transpose(S)*A*S <= transpose(S)*B*S", ("A <= B",)),
    ("norm(P) <= l", ("psd(P)", "P <= l")),
    ("psd(P + Q)", ("psd(P, Q)",)),
    ("psd(transpose(X)*X)", ()),
    ("inverse(B) <= inverse(A)", ("positive_definite(A)", "A <= B")),
    ("A <= C", ("A <= B", "C >= B")),
    ("-norm(A)*I <= A <= norm(A)", ("symmetric(A)",)),
    ("norm(Q*A) == norm(A)", ("orthogonal(Q)",)),
    ("norm(A*Q) <= norm(A)", ("orthogonal(Q)",)),
    ("rho(I - h*H) <= 1", ("0 <= H <= l", "0 < h", "h*l <= 2")),
]
FALSE = [
    ("A*A <= B*B", ("0 <= A <= B",)),
    ("A < B", ("A <= B",)),
    ("psd(A*B)", ("psd(A, B)",)),
    ("A <= norm(A)", ()),
    ("norm(I - h*H) <= 1", ("0 <= H <= l", "0 < h", "h*l <= 3")),
    ("norm(P) <= l", ("P <= l", "l > 0")),
    ("positive_definite(P)", ("psd(P)", "norm(P) >= 1")),
    ("A <= B", ("norm(A) <= norm(B)", "symmetric(A, B)")),
    ("Q == I", ("orthogonal(Q)", "dim(Q) == 2")),
    ("orthogonal(Q)", ("norm(Q) == 1", "square(Q)")),
]


@pytest.mark.parametrize(("states", "given"), TRUE)
def test_true_orders_are_proved(states, given):
    assert decide(Claim("true", states, given), BUDGET).verdict == PROVED


@pytest.mark.parametrize(("states", "given"), FALSE)
def test_false_orders_are_refuted_and_the_script_repeats_it(states, given):
    verdict = decide(Claim("false", states, given), BUDGET)
    assert verdict.verdict == REFUTED
    done = subprocess.run(
        [sys.executable, "-I", "-c", script(verdict.claim, verdict.witness)], capture_output=True, text=True, check=True
    )
    said = done.stdout.splitlines()
    assert [line for line in said if line.startswith("claimed") and line.endswith("False")]
    assert not [line for line in said if line.startswith("given") and not line.endswith("True")]


def test_an_order_fails_by_the_forms_at_a_vector():
    verdict = decide(Claim("false", "A*A <= B*B", ("0 <= A <= B",)), BUDGET)
    shown = verdict.witness.document()
    assert len(shown["vector"]) == len(shown["matrices"]["A"])
    assert Fraction(shown["lhs"]) > Fraction(shown["rhs"])


@pytest.mark.parametrize(
    "states", ["A < A + l*I", "K(J) <= O(1)", "norm(A)*I <= A + inverse(A)", "psd(A^3)", "trace <= norm(A)*psd"]
)
def test_what_has_no_engine_yet_is_undecided_without_a_crash(states):
    given = ("psd(A)", "0 < l", "J = [[A, I], [0, A]]", "norm(A) <= l/9", "l <= 1", "trace <= 0", "psd >= 0")
    assert decide(Claim("open", states, given), 3.0).verdict in (PROVED, REFUTED, UNDECIDED)


def test_orders_read_back_in_words():
    claim = Claim("words", "psd(L*I - H)", ("M <= H <= L", "positive_definite(P)"), declared=("L", "M"))
    text = in_words(claim)
    assert "such that M ≤ H ≤ L and P is positive definite:\n    L·I − H is positive semidefinite." in text
    assert "both sides are symmetric and the difference positive semidefinite" in text
    assert r"L I - H\ \text{positive semidefinite}" in in_latex(claim)
    assert "both sides" not in in_words(Claim("numbers", "norm(A) <= 1", ("norm(A) <= 1/2",)))
