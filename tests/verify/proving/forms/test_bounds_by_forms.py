"""Claims about norms, numerical radii and Kreiss constants of expressions, which forms and lemmas prove."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim

TRUE = {
    "norm(A*B) <= norm(A)*norm(B)": (),
    "norm(A - 3*B) <= norm(A) + 3*norm(B)": (),
    "norm(A*B*C) <= norm(A)*norm(B)*norm(C)": (),
    "norm(transpose(A)) == norm(A)": (),
    "norm(inverse(I - A)) <= 1/(1 - norm(A))": ("square(A)", "norm(A) < 1"),
    "norm(inverse(A) - inverse(B)) <= a*b*norm(A - B)": ("norm(inverse(A)) <= a", "norm(inverse(B)) <= b"),
    "norm(resolvent(A, z) - resolvent(A, w)) <= abs(z - w)*a*b":
        ("norm(resolvent(A, z)) <= a", "norm(resolvent(A, w)) <= b"),
    "norm(J) <= max(norm(A), norm(D)) + norm(B)": ("J = [[A, B], [0, D]]",),
    "norm(J)^2 == 1 + h^2*norm(B)^2": ("J = [[I, -h*transpose(B)], [h*B, I]]",),
    "norm((I + M)*inverse(I - M)) <= 1": ("transpose(M) == -M",),
    "norm(inverse(H + s*I)) <= 1/s": ("H = transpose(X)*X", "s > 0"),
    "norm(I - h*M)^2 <= 1 - 2*h*m + h^2*l^2":
        ("M = m*I + transpose(X)*X + S - transpose(S)", "norm(M) <= l", "h >= 0"),
    "numerical_radius(transpose(S)*A*S) <= norm(S)^2*numerical_radius(A)": (),
    "numerical_radius(A) == norm(A + transpose(A))/2": ("nonnegative(A)",),
    "numerical_radius(A^4) <= numerical_radius(A)^4": (),
    "sup_powers(A) <= 2": ("numerical_radius(A) <= 1",),
    "rho(A*B) <= rho(A)*rho(B)": ("A*B == B*A",),
    "K(transpose(A)) == K(A)": ("rho(A) < 1",),
    "K(s*A) <= K(A)": ("rho(A) < 1", "abs(s) <= 1"),
    "K(J) <= 1 + norm(C)/(4*(1 - g))":
        ("J = [[A, 0], [C, D]]", "square(A, D)", "norm(A) <= g", "norm(D) <= g", "g < 1"),
    "K_ct(A) == 1": ("A = S - transpose(S) - transpose(X)*X",),
    "K_ct(s*A) == K_ct(A)": ("s > 0", "K_ct(A) <= k"),
    "K_ct(A) <= 1": ("h > 0", "norm(I + h*A) <= 1"),
}  # fmt: skip


@pytest.mark.parametrize(("states", "given"), TRUE.items(), ids=TRUE)
def test_a_textbook_truth_is_proved_and_the_checker_accepts_the_proof(states, given):
    found = prove_claim(Claim("truth", states, given), 30)
    assert found is not None
    assert check_document(found.document()).statement.startswith(states)


FALSE = {
    "norm(A*B) <= 99/100*norm(A)*norm(B)": (),
    "norm(A + B) <= norm(A) + 99/100*norm(B)": (),
    "norm(A*B) <= norm(B*A)": ("square(A, B)",),
    "norm(inverse(I - A)) <= 99/100/(1 - norm(A))": ("square(A)", "norm(A) < 1"),
    "numerical_radius(A) <= 99/100*norm(A)": (),
    "numerical_radius(A*B) <= numerical_radius(A)*numerical_radius(B)": ("square(A, B)",),
    "K_ct(A) <= 1": ("A = S - transpose(S) + transpose(X)*X",),
    "K(s*A) <= K(A)": ("rho(A) < 1", "abs(s) <= 2"),
    "norm(J)^2 <= 1 + 99/100*h^2*norm(B)^2": ("J = [[I, -h*transpose(B)], [h*B, I]]",),
}


@pytest.mark.parametrize(("states", "given"), FALSE.items(), ids=FALSE)
def test_what_is_a_little_too_much_is_not_proved(states, given):
    assert prove_claim(Claim("falsehood", states, given), 4) is None


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.permutations(["A", "B"]))
def test_names_signs_and_multiples_change_no_verdict(p, q, order):
    first, second = order
    states = f"norm({p}*{first} - {second}/{q}) <= {p}*norm({first}) + norm({second})/{q}"
    assert prove_claim(Claim("sum", states), 20) is not None
