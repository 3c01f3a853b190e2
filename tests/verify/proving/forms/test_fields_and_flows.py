"""Fields of values, contracting flows, monotone operators and rates: what a few more facts and multipliers prove."""

import pytest
import sympy

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.forms.goals import goals
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.forms.ways.proposals import claimed_rates
from kreiss.verify.proving.forms.ways.routes import routes, vanishing
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.prover import prove_claim

DISSIPATIVE = ("A = S - transpose(S) - transpose(X)*X",)
TRUE = {
    "norm(A - transpose(A)) <= 2*numerical_radius(A)": ("square(A)",),
    "norm(transpose(A)*A + A*transpose(A)) <= 4*numerical_radius(A)^2": ("square(A)",),
    "numerical_radius(A) <= norm(A)/2": ("norm(A^2) == 0",),
    "norm(resolvent(A, z)) <= 1/(z - numerical_radius(A))": ("z > numerical_radius(A)",),
    "K_ct(A + B) <= 1": ("K_ct(A) <= 1", "K_ct(B) <= 1"),
    "K_ct(S*A*transpose(S)) <= 1": ("K_ct(A) <= 1",),
    "norm(inverse(I - h*A)) <= 1": ("K_ct(A) <= 1", "h >= 0"),
    "norm((I + A)*inverse(I - A)) <= 1": DISSIPATIVE,
    "norm(inverse(M)) <= 1/m": ("M = m*I + transpose(X)*X + S - transpose(S)", "m > 0"),
    "norm(inverse(J)) <= 1": ("J = [[I, h*transpose(B)], [-h*B, I]]",),
    "norm(X*inverse(H + s^2*I)) <= 1/(2*s)": ("H = transpose(X)*X", "s > 0"),
    "norm(A^3) <= 256/27*K(A)": ("rho(A) < 1",),
    "rho(J)^2 == 1 + h^2*norm(B)^2": ("J = [[I, -h*transpose(B)], [h*B, I]]",),
    "norm(J)^2 == norm(A*transpose(A) + B*transpose(B))": ("J = [[A, B]]",),
    "norm(A) <= numerical_radius(A)": ("transpose(A) == -A",),
    "K_ct(M) <= 1": ("M = [[-a, c], [0, -b]]", "a > 0", "b > 0", "c^2 <= 4*a*b"),
    "K_ct(A - I) == 1": ("numerical_radius(A) <= 1",),
    "norm(resolvent(A, z)) <= 1/z": ("A + transpose(A) == -transpose(X)*X", "z > 0"),
    "K_ct(M) <= 1 + norm(C)/(4*(1 - g))": ("M = [[-A, 0], [C, -D]]", "norm(I - A) <= g", "norm(I - D) <= g", "g < 1"),
    "K_ct(inverse(S)*A*S) <= k": ("A = Y - transpose(Y) - transpose(X)*X", "norm(S)*norm(inverse(S)) <= k"),
    "power_norm(A, t) <= 2*exp(-h*t)": ("numerical_radius(A) <= 1 - h", "0 < h < 1"),
    "power_norm(A, t) <= d": ("symmetric(A)", "rho(A) <= g", "0 < g < 1", "0 < d < 1", "t >= log(1/d)/(1 - g)"),
}


@pytest.mark.parametrize(("states", "given"), TRUE.items(), ids=TRUE)
def test_a_truth_is_proved_and_the_checker_accepts_the_proof(states, given):
    found = prove_claim(Claim("truth", states, given), 20)
    assert found is not None
    assert check_document(found.document()).statement.startswith(states)


FALSE = {
    "norm(A - transpose(A)) <= 199/100*numerical_radius(A)": ("square(A)",),
    "numerical_radius(A) <= 49/100*norm(A)": ("norm(A^2) == 0",),
    "numerical_radius(A) <= 7/10*norm(A)": ("norm(A^3) == 0",),
    "norm(inverse(I + h*A)) <= 1": ("K_ct(A) <= 1", "h >= 0"),
    "K_ct(A + B) <= 1": ("K_ct(A) <= 1", "K_ct(B) <= 2"),
    "K_ct(M) <= 1": ("M = [[-a, c], [0, -b]]", "a > 0", "b > 0", "c^2 <= 5*a*b"),
    "K_ct(M) <= 1 + norm(C)/(5*(1 - g))": ("M = [[-A, 0], [C, -D]]", "norm(I - A) <= g", "norm(I - D) <= g", "g < 1"),
    "norm((I + 2*A)*inverse(I - A)) <= 1": DISSIPATIVE,
    "norm(X*inverse(H + s^2*I)) <= 49/(100*s)": ("H = transpose(X)*X", "s > 0"),
    "power_norm(A, t) <= exp(-h*t)": ("numerical_radius(A) <= 1 - h", "0 < h < 1"),
}


@pytest.mark.parametrize(("states", "given"), FALSE.items(), ids=FALSE)
def test_a_falsehood_next_to_it_is_not_proved(states, given):
    assert prove_claim(Claim("falsehood", states, given), 4) is None


def setting(states, *given):
    claim = Claim("some", states, given)
    return claim, Setting(claim, Facts(claim))


def test_sizes_that_need_not_agree_are_drawn_apart():
    _, drawn = setting("norm(M) <= 1", "M = [[transpose(X)*X, transpose(B)], [-B, transpose(Y)*Y]]")
    assert drawn.sizes["X"][1] != drawn.sizes["Y"][1]
    assert drawn.sizes["B"] == (drawn.sizes["Y"][1], drawn.sizes["X"][1])


def test_the_rate_of_a_claim_is_what_its_exponential_has_for_each_step():
    claim, some = setting("power_norm(A, t) <= 3*exp(-2*t*m/l)", "l > 0")
    (rate,) = claimed_rates(claim.conclusion[0][1][2][1], some)
    assert [part for part in ("m", "l") if part in str(rate)] == ["m", "l"]


def test_a_power_of_the_numerical_radius_is_bounded_through_its_root():
    claim, some = setting("numerical_radius(A)^2 <= norm(A)^2", "square(A)")
    ((relation,),) = routes(claim.conclusion[0], some)
    assert relation[1] == claim.conclusion[0][1][1]
    assert [goal.kind for goal in goals(relation, some)] == ["range"]
    assert vanishing(claim.conclusion[0]) == [claim.conclusion[0][2][1]]


def test_a_root_of_numbers_as_symbols_is_its_own_conjugate():
    claim = Claim("root", "norm(A) <= x", ("square(A)",))
    draw, _ = Setting(claim, Facts(claim)).symbols(claim.conclusion, {})
    root = sympy.sqrt(sympy.Symbol("v", real=True))
    assert draw.values.adjoint(root) == root
