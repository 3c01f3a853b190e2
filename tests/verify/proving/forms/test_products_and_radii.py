"""Products, radii and powers of matrices that satisfy equations: truths are proved, nothing a little beyond them is."""

import pytest

from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.proving.prover import prove_claim

COMMUTE = ("A*B == B*A",)
IDEMPOTENT, INVOLUTION, NILPOTENT = ("P*P == P",), ("A*A == I",), ("A*A == 0*A",)
SHIFT = ("J = [[0, a, 0], [0, 0, b], [0, 0, 0]]",)
SQUARE = ("square(A)",)
TRUE = {
    "norm((A*B)^2) <= norm(A^2)*norm(B^2)": COMMUTE,
    "norm((A + B)^2) <= norm(A^2) + 2*norm(A*B) + norm(B^2)": COMMUTE,
    "norm(P^3) <= norm(P)": IDEMPOTENT,
    "norm(inverse(A)*B - B*inverse(A)) <= 0": (*COMMUTE, "norm(inverse(A)) <= a"),
    "norm(transpose(A)*A - I) <= norm(A - U)*(norm(A) + 1)": ("transpose(U)*U == I", "square(U)"),
    "norm(resolvent(A, z) - 1/z*I - 1/z^2*A) <= a*norm(A)^2/z^2": ("norm(resolvent(A, z)) <= a", "z > 0"),
    "norm(A*transpose(B)) <= norm(transpose(A)*A + transpose(B)*B)/2": (),
    "norm(transpose(A)*B + transpose(B)*A) <= norm(transpose(A)*A + transpose(B)*B)": (),
    "numerical_radius(A*B) <= norm(A*transpose(A) + transpose(B)*B)/2": (),
    "numerical_radius(A*B) <= 2*numerical_radius(A)*numerical_radius(B)": COMMUTE,
    "numerical_radius(A*B + B*A) <= 4": ("numerical_radius(A) <= 1", "numerical_radius(B) <= 1"),
    "numerical_radius(A - s*I) <= numerical_radius(A) + abs(s)": SQUARE,
    "numerical_radius(J) <= (norm(B) + norm(C))/2": ("J = [[0, B], [C, 0]]",),
    "numerical_radius(J)^2 <= (norm(A)^2 + norm(B)^2)/4": ("J = [[0, A, 0], [0, 0, B], [0, 0, 0]]", "square(A, B)"),
    "numerical_radius(J)^2 == (a^2 + b^2)/4": SHIFT,
    "numerical_radius(J) == norm(B)/2": ("J = [[0*B, B], [0*B, 0*B]]", "square(B)"),
    "numerical_radius(J) <= 81/100": ("J = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]",),
    "sup_powers(P) <= 1 + norm(P)": IDEMPOTENT,
    "K(P) <= max(1, norm(P))": IDEMPOTENT,
    "sup_powers(A) <= max(1, norm(A))": INVOLUTION,
    "K(A) <= 1 + norm(A)": NILPOTENT,
    "K(A) <= max(1, norm(A), norm(A^2))": ("A^3 == I",),
    "power_norm(inverse(S)*A*S, t) <= norm(S)*norm(inverse(S))*power_norm(A, t)": ("norm(inverse(S)) <= k",),
    "sup_powers(A) <= norm(A)": INVOLUTION,
    "norm(U) == 1": ("transpose(U)*U == I", "square(U)"),
    "norm(resolvent(inverse(S)*A*S, z)) <= k*a": ("norm(S)*norm(inverse(S)) <= k", "norm(resolvent(A, z)) <= a"),
    "rho(inverse(S)*A*S) == rho(A)": ("norm(inverse(S)) <= k",),
    "rho(A - s*I) <= rho(A) + abs(s)": SQUARE,
    "rho(2*A) == 2*rho(A)": SQUARE,
    "rho(P) <= 1": IDEMPOTENT,
    "rho(A) <= 0": ("norm(A^3) <= 0",),
    "rho(A*B) <= rho(A)*rho(B)": ("symmetric(A, B)",),
}


@pytest.mark.parametrize(("states", "given"), TRUE.items(), ids=TRUE)
def test_what_equations_products_and_radii_give_is_proved_and_the_checker_accepts_the_proof(states, given):
    found = prove_claim(Claim("truth", states, given), 20)
    assert found is not None
    assert check_document(found.document()).statement.startswith(states)


FALSE = {
    "norm((A*B)^2) <= 99/100*norm(A^2)*norm(B^2)": COMMUTE,
    "norm((A*B)^2) <= norm(A^2)*norm(B^2)": ("square(A, B)",),
    "norm(P^3) <= 99/100*norm(P)": IDEMPOTENT,
    "norm(P^3) <= norm(P)": ("square(P)",),
    "norm(A*transpose(B)) <= 49/100*norm(transpose(A)*A + transpose(B)*B)": (),
    "norm(transpose(A)*B) <= norm(transpose(A)*A + transpose(B)*B)/2": (),
    "numerical_radius(A*B) <= norm(transpose(A)*A + transpose(B)*B)/2": ("square(A, B)",),
    "numerical_radius(A*B) <= 2*numerical_radius(A)*numerical_radius(B)": ("square(A, B)",),
    "numerical_radius(A*B) <= 99/100*numerical_radius(A)*numerical_radius(B)": COMMUTE,
    "numerical_radius(A - s*I) <= numerical_radius(A) + s": SQUARE,
    "numerical_radius(J) <= norm(B)": ("J = [[0, B], [C, 0]]",),
    "numerical_radius(J)^2 <= (norm(A)^2 + norm(B)^2)/5": ("J = [[0, A, 0], [0, 0, B], [0, 0, 0]]", "square(A, B)"),
    "numerical_radius(J)^2 <= (a^2 + b^2)/5": SHIFT,
    "numerical_radius(J)^2 >= (a^2 + b^2)/3": SHIFT,
    "numerical_radius(J) <= 80/100": ("J = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]",),
    "sup_powers(P) <= norm(P)": IDEMPOTENT,
    "sup_powers(A) <= 1": INVOLUTION,
    "sup_powers(A) <= max(1, norm(A))": ("norm(A^3) <= 1",),
    "K(A) <= max(1, norm(A))": ("A^3 == I",),
    "power_norm(inverse(S)*A*S, t) <= norm(S)*norm(inverse(S))": ("norm(inverse(S)) <= k",),
    "norm(A) >= 1": ("A*B == I", "square(A)"),
    "norm(U) <= 1/2": ("transpose(U)*U == I", "square(U)"),
    "norm(resolvent(inverse(S)*A*T, z)) <= k*a": ("norm(T)*norm(inverse(S)) <= k", "norm(resolvent(A, z)) <= a"),
    "rho(inverse(S)*A*T) == rho(A)": ("norm(inverse(S)) <= k",),
    "rho(A + s*I) <= rho(A) + s": SQUARE,
    "rho(2*A) <= rho(A)": SQUARE,
    "rho(P) <= 1/2": IDEMPOTENT,
    "rho(A*B) <= rho(A)*rho(B)": ("symmetric(A)",),
}


@pytest.mark.parametrize(("states", "given"), FALSE.items(), ids=FALSE)
def test_with_a_smaller_constant_or_without_a_hypothesis_nothing_is_proved(states, given):
    assert prove_claim(Claim("falsehood", states, given), 2) is None
