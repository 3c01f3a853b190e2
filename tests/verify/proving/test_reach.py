"""Claims of the field, of each kind that the search reaches, are proved; those a little beyond are not."""

import pytest

from kreiss.symbolic import prove
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.proving.prover import prove_claim

QUADRATIC = ("symmetric(H)", "norm(H) <= l", "norm(l*I - H) <= l - m", "m > 0")
MOMENTUM = ("J = [[1 + b - h, -b], [1, 0]]", "(1 + b - h)^2 <= 4*b")
OPTIMAL = (
    "a = 4/(sqrt(l) + sqrt(m))^2",
    "q = (sqrt(l) - sqrt(m))/(sqrt(l) + sqrt(m))",
    "J = [[(1 + q^2)*I - a*H, -q^2*I], [I, 0]]",
)
TRUE = {
    "rho(J)^2 == b": MOMENTUM,
    "rho(J) <= q": (*QUADRATIC, *OPTIMAL),
    "rho(J) < 1": (*QUADRATIC, "0 <= b < 1", "0 < a", "a*l < 2*(1 + b)", "J = [[(1 + b)*I - a*H, -b*I], [I, 0]]"),
    "norm(I - h*H) <= max(abs(1 - h*m), abs(1 - h*l))": (*QUADRATIC, "h > 0"),
    "norm(inverse(I + h*H)) <= 1/(1 + h*m)": ("H = m*I + transpose(X)*X", "m > 0", "h > 0"),
    "norm(P) <= 1": ("P^2 == P", "symmetric(P)"),
    "numerical_radius(J) == abs(a) + abs(c)/2": ("J = [[a, c], [0, a]]",),
    "norm(J)^2 == a^2 + b^2": ("J = [[a, -b], [b, a]]",),
    "power_norm([[1 - h]], t) <= 1/(1 + t*h)": ("0 < h < 1",),
    "power_norm(A, t) <= d": ("norm(A) <= 1 - h", "0 < h < 1", "0 < d < 1", "t >= log(1/d)/h", "square(A)"),
    "K(A^2) <= 2*K(A)": ("rho(A) < 1",),
    "K_ct(A - s*I) <= K_ct(A)": ("K_ct(A) <= k", "s >= 0"),
    "K_ct(A) <= k": ("h > 0", "K(I + h*A) <= k"),
    "norm(transpose(A)*A) == norm(A)^2": (),
    "norm(A) - norm(B) <= norm(A - B)": (),
    "norm(inverse(A)) >= 1/norm(A)": ("norm(inverse(A)) <= b",),
    "rho(J)^2 <= 1 + h^2*norm(B)^2": ("J = [[I, -h*transpose(B)], [h*B, I]]",),
    "rho(A*B) == rho(B*A)": (),
}


@pytest.mark.parametrize(("states", "given"), TRUE.items(), ids=TRUE)
def test_a_truth_of_the_field_is_proved_and_the_checker_accepts_the_proof(states, given):
    found = prove_claim(Claim("truth", states, given), 30)
    assert found is not None
    assert check_document(found.document()).statement.startswith(states)


FALSE = {
    "rho(J) <= 99/100*q": (*QUADRATIC, *OPTIMAL),
    "norm(I - h*H) <= abs(1 - h*m)": (*QUADRATIC, "h > 0"),
    "numerical_radius(J) <= abs(a) + 49/100*abs(c)": ("J = [[a, c], [0, a]]",),
    "power_norm([[1 - h]], t) <= 1/(1 + t*h)^2": ("0 < h < 1",),
    "K_ct(A) <= K_ct(A - I)": ("K_ct(A) <= k",),
    "rho(A + B) <= rho(A) + rho(B)": ("square(A, B)",),
}


@pytest.mark.parametrize(("states", "given"), FALSE.items(), ids=FALSE)
def test_a_little_beyond_a_truth_of_the_field_nothing_is_proved(states, given):
    assert prove_claim(Claim("falsehood", states, given), 1) is None


@pytest.mark.parametrize(
    ("states", "given", "verdict"),
    [
        (
            "sup_powers(J) == O(1 + norm(C)/(1 - gamma))",
            ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1"),
            "PROVED",
        ),
        ("rho(J) < 1", ("J = [[1 - al + b, -b], [1, 0]]", "0 <= b < 1", "0 < al < 2*(1 + b)"), "PROVED"),
        ("rho(J) < 1", ("J = [[1 - al + b, -b], [1, 0]]", "0 <= b < 1", "0 < al < 21/10*(1 + b)"), "REFUTED"),
    ],
    ids=["growth", "momentum", "momentum-beyond"],
)
def test_growth_and_momentum_are_decided(states, given, verdict):
    assert decide(Claim("claim", states, given, expect=verdict), 20).verdict == verdict


@pytest.mark.parametrize(
    ("states", "verdict"),
    [("norm(inverse(I - A)) <= 1/(1 - norm(A))", "PROVED"), ("norm(A) + norm(A)^2 <= 2*norm(A) + 1", "REFUTED")],
    ids=["attained", "slack"],
)
def test_a_bound_of_an_inverse_is_sharp_and_one_with_a_summand_too_much_is_not(states, verdict):
    claim = Claim("sharp", states, ("square(A)", "norm(A) < 1"), sharp=True)
    assert decide(claim, 20).verdict == verdict


def test_a_logarithm_of_a_reciprocal_bounds_an_exponential():
    given = ("t >= log(1/d)/h", "0 < d < 1", "h > 0")
    assert prove("exp(t*(-h)) <= d", given, budget=20).verdict == "PROVED"
