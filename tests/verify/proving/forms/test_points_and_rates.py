"""Resolvents at points and next to others, Cayley transforms, functions of XᵀX, two rates, even powers."""

import pytest
from checker.forging import changed, rejected

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim

RATES = ("J = [[A, 0], [C, D]]", "square(A, D)", "norm(A) <= a", "norm(D) <= d", "a < 1", "d < 1")
FLOWS = ("a > 0", "b > 0", "A = a*I + transpose(X)*X", "D = b*I + transpose(Y)*Y", "M = [[-A, 0], [C, -D]]")
NEAR = ("norm(resolvent(A, z)) <= a", "a*abs(w - z) < 1")
CONDITION = "norm(S)*norm(inverse(S)) <= k"
DISSIPATIVE = "A = S - transpose(S) - transpose(X)*X"
TRUE = [
    ("norm((I + h/2*A)*inverse(I - h/2*A)) <= 1", ("h > 0", DISSIPATIVE)),
    ("norm(inverse(2*I - h*M)*(2*I + h*M)) <= 1", ("h > 0", "K_ct(M) <= 1")),
    ("norm((I - t*B)*inverse(I + t*B)) <= 1", ("t > 0", "B = Y*transpose(Y) + W - transpose(W)")),
    ("norm((z*I + A)*resolvent(A, z)) <= 1", ("z > 0", "A = S - transpose(S) - X*transpose(X)")),
    ("transpose(Q)*Q == I", ("A = S - transpose(S)", "h > 0", "Q = (I + h/2*A)*inverse(I - h/2*A)")),
    ("norm(inverse(I - h*A)) <= k", ("h > 0", "K_ct(A) <= k")),
    ("norm(resolvent(A, x)) <= k/x", ("x > 0", "K_ct(A) <= k")),
    ("norm(h*A*inverse(I - h*A)) <= 1 + k", ("h > 0", "K_ct(A) <= k")),
    ("norm(resolvent(A, z)) <= k/(abs(z) - 1)", ("abs(z) > 1", "K(A) <= k")),
    ("norm(resolvent(A, -s)) <= k/(s - 1)", ("s > 1", "K(A) <= k")),
    ("norm(inverse(A - 2*I)) <= k", ("K(A) <= k",)),
    ("norm(inverse(I - g*P)) <= k/(1 - g)", ("0 < g < 1", "K(P) <= k")),
    ("norm(inverse(transpose(X)*X + s*I)*transpose(X)) <= 1/(2*sqrt(s))", ("s > 0",)),
    ("norm(X*inverse(transpose(X)*X + s*I)*transpose(X)) <= 1", ("s > 0",)),
    ("norm(transpose(B)*inverse(B*transpose(B) + m*I)) <= 1/(2*sqrt(m))", ("m > 0",)),
    ("norm(inverse(transpose(X)*X + t^2*I)*transpose(X)) <= 1/(2*t)", ("t > 0",)),
    ("norm(inverse(I + l*transpose(X)*X)*transpose(X)) <= 1/(2*sqrt(l))", ("l > 0",)),
    ("norm(resolvent(A, w)) <= a/(1 - a*abs(w - z))", NEAR),
    ("norm(inverse(w*I - A)) <= a/(1 - a*abs(w - z))", ("norm(inverse(z*I - A)) <= a", "a*abs(w - z) < 1")),
    ("norm(resolvent(A, z + h)) <= a/(1 - a*abs(h))", ("norm(resolvent(A, z)) <= a", "a*abs(h) < 1")),
    ("norm(resolvent(A, 3) - resolvent(A, 2)) <= norm(resolvent(A, 2))*norm(resolvent(A, 3))", ("square(A)",)),
    ("K(J) <= 1 + norm(C)/(sqrt(1 - a) + sqrt(1 - d))^2", RATES),
    ("K([[A, C], [0, D]]) <= 1 + norm(C)/(sqrt(1 - norm(A)) + sqrt(1 - norm(D)))^2",
     ("square(A, D)", "norm(A) < 1", "norm(D) < 1")),
    ("K(J) <= 1 + c/(sqrt(p) + sqrt(q))^2", (RATES[0], "symmetric(A, D)", "rho(A) <= 1 - p", "rho(D) <= 1 - q",
                                              "p > 0", "q > 0", "norm(C) <= c")),
    ("K_ct(M) <= 1 + norm(C)/(sqrt(a) + sqrt(b))^2", FLOWS),
    ("K(A) <= max(1, (1 + norm(A))/2)", ("norm(A^2) <= 1",)),
    ("K(M) <= k", ("norm(M*M) <= 1", "norm(M) <= 2*k - 1", "k >= 1")),
    ("K(A) <= (1 + norm(A))/2", ("A^2 == I",)),
    ("power_norm(inverse(S)*B*S, t) <= k*exp(-t*h)", (CONDITION, "norm(B) <= 1 - h", "0 < h < 1")),
    ("power_norm(A, t) <= k*exp(-t*h)", (CONDITION, "A = inverse(S)*B*S", "norm(B) <= 1 - h")),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given"), TRUE)
def test_a_truth_is_proved_and_the_checker_accepts_the_proof(states, given):
    found = prove_claim(Claim("truth", states, given), 30)
    assert found is not None
    assert check_document(found.document()).statement.startswith(states)


FALSE = [
    ("norm((I + h/2*A)*inverse(I - h/2*A)) <= 1", ("h > 0", "A = S + transpose(X)*X")),
    ("norm((I + h*A)*inverse(I - h/2*A)) <= 1", ("h > 0", "K_ct(A) <= 1")),
    ("norm(inverse(I - h*A)) <= k/2", ("h > 0", "K_ct(A) <= k")),
    ("norm(inverse(I + h*A)) <= k", ("h > 0", "K_ct(A) <= k")),
    ("norm(resolvent(A, z)) <= k/(abs(z) - 1)", ("abs(z) > 1/2", "K(A) <= k")),
    ("norm(X*inverse(transpose(X)*X + s*I)*transpose(X)) <= 1/2", ("s > 0",)),
    ("norm(inverse(transpose(X)*X + s*I)*transpose(X)) <= 1/(3*sqrt(s))", ("s > 0",)),
    ("norm(resolvent(A, w)) <= a/(1 - a*abs(w - z)/2)", NEAR),
    ("K(J) <= 1 + norm(C)/(2*(sqrt(1 - a) + sqrt(1 - d))^2)", RATES),
    ("K(A) <= max(1, (1 + norm(A))/3)", ("norm(A^2) <= 1",)),
    ("K(A) <= max(1, norm(A)/2)", ("norm(A^2) <= 1",)),
    ("power_norm(inverse(S)*B*S, t) <= k*exp(-2*t*h)", (CONDITION, "norm(B) <= 1 - h", "0 < h < 1")),
]


@pytest.mark.parametrize(("states", "given"), FALSE)
def test_a_falsehood_next_to_one_is_not_proved(states, given):
    assert prove_claim(Claim("falsehood", states, given), 5) is None


def last_of(states, given, kind):
    document = prove_claim(Claim("truth", states, given), 30).document()
    places = [i for i, step in enumerate(document["steps"]) if step["kind"] == kind]
    return document, places[-1]


def test_each_term_of_the_form_of_even_powers_and_of_its_scale_is_needed():
    document, place = last_of("K(A) <= max(1, (1 + norm(A))/2)", ("norm(A^2) <= 1",), "form")
    step = document["steps"][place]
    for i in range(len(step["terms"])):
        rejected(changed(document, "steps", place, "terms", to=step["terms"][:i] + step["terms"][i + 1 :]))
    for scale in ([], step["scale"][1:], [*step["scale"][:3], "d_ - 2"], [*step["scale"][:3], "d_ - 1"]):
        rejected(changed(document, "steps", place, "scale", to=scale))


@pytest.mark.parametrize("minor", [0, 1])
def test_each_term_of_the_minors_of_two_rates_is_needed(minor):
    document, place = last_of("K(J) <= 1 + norm(C)/(sqrt(1 - a) + sqrt(1 - d))^2", RATES, "comparison")
    terms = document["steps"][place]["minors"][minor]
    for i in range(len(terms)):
        rejected(changed(document, "steps", place, "minors", minor, to=terms[:i] + terms[i + 1 :]))
    rejected(changed(document, "steps", place, "bounds", 1, 1, to="a"))
