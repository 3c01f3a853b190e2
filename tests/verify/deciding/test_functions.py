"""Claims about eigenvalues, singular values, traces, determinants and the flow: proved, or refuted exactly."""

import subprocess
import sys

import pytest

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.deciding.decide import PROVED, REFUTED, decide
from kreiss.verify.replay import script

BUDGET = 12.0
TRUE = [
    ("eigmax(A + B) <= eigmax(A) + eigmax(B)", ("symmetric(A, B)",)),
    ("eigmin(A + B) >= eigmin(A) + eigmin(B)", ("symmetric(A, B)",)),
    ("eigmin(H) >= m", ("m <= H",)),
    ("m <= H", ("eigmin(H) >= m", "symmetric(H)")),
    ("numerical_abscissa(A) <= norm(A)", ()),
    ("cond(A) >= 1", ()),
    ("trace(A*B) == trace(B*A)", ()),
    ("K_ct(A) <= sup_exp(A)", ()),
    ("abscissa(A) <= rho(A)", ()),
]
FALSE = [
    ("cond(A) <= 3", ("norm(A) <= 2",)),
    ("sigmamin(A) > 0", ()),
    ("sigmamin(A) >= 1", ("norm(A) >= 1",)),
    ("trace(A*B) == trace(A)*trace(B)", ()),
    ("det(A + B) == det(A) + det(B)", ()),
    ("abscissa(A) <= 0", ("trace(A) <= 0",)),
    ("sup_exp(A) <= 1", ("abscissa(A) < 0",)),
    ("exp_norm(A, t) <= exp(t*abscissa(A))", ("0 < t <= 1",)),
]


@pytest.mark.parametrize(("states", "given"), TRUE)
def test_true_claims_about_functions_are_proved(states, given):
    assert decide(Claim("true", states, given), BUDGET).verdict == PROVED


@pytest.mark.parametrize(("states", "given"), FALSE)
def test_false_claims_about_functions_are_refuted_and_the_script_repeats_it(states, given):
    verdict = decide(Claim("false", states, given), BUDGET)
    assert verdict.verdict == REFUTED
    assert check_document(verdict.certificate)
    done = subprocess.run(
        [sys.executable, "-I", "-c", script(verdict.claim, verdict.witness)], capture_output=True, text=True, check=True
    )
    assert [line for line in done.stdout.splitlines() if line.startswith("claimed") and line.endswith("False")]


def test_a_function_without_a_value_refutes_nothing():
    """Only symmetric matrices have a greatest eigenvalue."""
    verdict = decide(Claim("open", "eigmax(A) <= norm(A)", ("dim(A) <= 2",)), 4.0)
    assert verdict.verdict != REFUTED
    assert verdict.certificate is None or check_document(verdict.certificate)


def test_functions_read_back_in_their_usual_notation():
    claim = Claim("words", "sup_exp(A) <= cond(V) + sigmamin(A)", ("abscissa(A) < 0", "trace(A) + det(A) >= eigmin(V)"))
    assert "α(A) < 0 and tr(A) + det(A) ≥ λ_min(V):\n    sup_t ‖exp(t·A)‖ ≤ cond(V) + σ_min(A)." in in_words(claim)
    assert r"\sup_t \lVert \exp(t A)\rVert \le \operatorname{cond}(V) + \sigma_{\min}(A)" in in_latex(claim)
