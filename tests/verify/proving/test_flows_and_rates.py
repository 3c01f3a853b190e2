"""Coupled flows, rates of iterations, harmonic decay, small matrices by cases: what is true is proved, its like not."""

import pytest

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim
from kreiss.verify.running.runner import verify

DEFINITE = ("A = a*I + transpose(X)*X", "D = a*I + transpose(Y)*Y", "M = [[-A, 0], [C, -D]]", "a > 0")
SIMILAR = ("norm(S)*norm(inverse(S)) <= k", "norm(S*A*inverse(S)) <= exp(-h)", "t >= 0")
STEP = ("symmetric(H)", "norm(H) <= l", "norm(l*I - H) <= l - m", "m > 0", "0 < d < 1")
DAMPED = ("A = S - transpose(S) - transpose(X)*X - m*I", "t >= 0")
TRUE = {
    "K_ct(M) <= 1 + norm(C)/(4*a)": DEFINITE,
    "K_ct(M) <= 1 + abs(c)/(4*a)": ("M = [[-a, 0], [c, -a]]", "a > 0"),
    "K_ct(M) <= 1 + norm(C)/(4*h)":
        ("M = [[A, 0], [C, D]]", "square(A, D)", "K_ct(A + h*I) <= 1", "K_ct(D + h*I) <= 1", "h > 0"),
    "K_ct(s*A - r*I) <= K_ct(A)": ("K_ct(A) <= k", "s > 0", "r >= 0"),
    "K_ct(s*A) == K_ct(A)": ("K_ct(A) <= k", "s > 0"),
    "power_norm(A, t) <= k*exp(-h*t)": SIMILAR,
    "power_norm(I - 2/(l + m)*H, t) <= d": (*STEP, "t >= (l + m)/(2*m)*log(1/d)"),
    "power_norm([[1/(1 + h)]], t) <= 1/(1 + t*h)": ("h > 0",),
    "t*power_norm([[g]], t) <= g/(1 - g)": ("0 <= g < 1",),
    "t*(1 - g)*power_norm(A, t) <= g": ("norm(A) <= g", "g < 1"),
    "rho(J) == abs(a*b)": ("J = [[0, -a], [0, a*b]]",),
    "rho(J) == max(abs(a), abs(d))": ("J = [[a, b], [0, d]]",),
    "norm(J) == max(abs(a), abs(b))": ("J = [[a, 0], [0, b]]",),
    "sup_exp(A) <= 1": ("K_ct(A) <= 1",),
    "sup_exp(inverse(S)*A*S) <= k": ("K_ct(A) <= 1", "norm(S)*norm(inverse(S)) <= k"),
    "exp_norm(A, t) <= exp(w*t)": ("eigmax(A + transpose(A)) <= 2*w", "t >= 0"),
    "exp_norm(A, t) <= exp(-m*t)": DAMPED,
}  # fmt: skip
FALSE = {
    "K_ct(M) <= 1 + norm(C)/(5*a)": DEFINITE,
    "K_ct(M) <= 1 + norm(C)/(4*b)": (*DEFINITE, "b > a"),
    "K_ct(M) <= 1 + abs(c)/(5*a)": ("M = [[-a, 0], [c, -a]]", "a > 0"),
    "K_ct(M) <= 1 + norm(C)/(4*a)": ("A = a*I + transpose(X)*X", "M = [[A, 0], [C, -A]]", "a > 0"),
    "K_ct(s*A + r*I) <= K_ct(A)": ("K_ct(A) <= k", "s > 0", "r >= 0"),
    "K_ct(s*A) == K_ct(A)": ("K_ct(A) <= k", "s >= 0"),
    "power_norm(A, t) <= sqrt(k)*exp(-h*t)": SIMILAR,
    "power_norm(I - 2/(l + m)*H, t) <= d": (*STEP, "t >= (l + m)/(4*m)*log(1/d)"),
    "power_norm([[1/(1 + h)]], t) <= 1/(1 + 2*t*h)": ("h > 0",),
    "t*power_norm([[g]], t) <= g^2/(1 - g)": ("0 <= g < 1",),
    "t*(1 - g)*power_norm(A, t) <= g": ("rho(A) <= g", "g < 1"),
    "rho(J) == a*b": ("J = [[0, -a], [0, a*b]]",),
    "rho(J) == max(abs(a), d)": ("J = [[a, b], [0, d]]",),
    "norm(J) == min(abs(a), abs(b))": ("J = [[a, 0], [0, b]]",),
    "sup_exp(A) <= 1": ("K_ct(A) <= 2",),
    "sup_exp(inverse(S)*A*S) <= sqrt(k)": ("K_ct(A) <= 1", "norm(S)*norm(inverse(S)) <= k"),
    "exp_norm(A, t) <= exp(w*t)": ("eigmax(A + transpose(A)) <= 3*w", "t >= 0"),
    "exp_norm(A, t) <= exp(-2*m*t)": DAMPED,
}  # fmt: skip
QUICK = ("K_ct(M) <= 1 + norm(C)/(5*a)", "rho(J) == a*b", "exp_norm(A, t) <= exp(-2*m*t)")


@pytest.mark.parametrize("states", TRUE)
def test_what_a_textbook_says_of_flows_and_rates_is_proved(states):
    proof = prove_claim(Claim("c", states, TRUE[states]), budget=30)
    assert proof is not None
    assert check_document(proof.document())


@pytest.mark.parametrize(
    "states", [pytest.param(states, marks=[] if states in QUICK else pytest.mark.slow) for states in FALSE]
)
def test_what_is_false_of_flows_and_rates_is_never_proved(states):
    (verdict,) = verify([Claim("c", states, FALSE[states])], budget=6, workers=1)
    assert verdict.verdict in ("REFUTED", "UNDECIDED")
