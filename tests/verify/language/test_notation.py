"""Short notation: numbers with capital letters, matrices that are zero, and what is said where it stands wrongly."""

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.claims.in_words import in_latex, in_words
from kreiss.verify.deciding.decide import decide

SMOOTH = ("symmetric(H)", "norm(H) <= L", "norm(L*I - H) <= L", "L > 0")


def test_a_declared_number_is_a_number_that_certificates_call_by_a_small_letter():
    claim = Claim("step", "norm(I - 1/L*H) <= 1", SMOOTH, declared=("L",))
    assert claim.numbers == ("l",)
    assert claim.statement["states"] == "norm(I - 1/l*H) <= 1"
    assert "all real numbers L\n" in in_words(claim)
    assert "‖L·I − H‖ ≤ L and L > 0" in in_words(claim)
    assert r"\lVert I - \frac{1}{L} H\rVert" in in_latex(claim)


def test_no_two_names_become_one_and_none_gets_a_meaning_of_its_own():
    names = ("L", "Rho", "E", "Pi", "In")
    given = ("l > 0", "l1 > 0", *(f"{name} > 1" for name in names))
    claim = Claim("names", "l + l1 <= L + Rho + E + Pi + In", given, declared=names)
    assert claim.statement["states"] == "l + l1 <= l2 + rho1 + e1 + pi1 + in1"
    assert claim.numbers == ("l", "l1", "l2", "rho1", "e1", "pi1", "in1")
    assert claim.written.author(claim.statement["states"]) == claim.states


def test_numbers_in_scientific_notation_are_no_names():
    claim = Claim("E", "norm(A) <= 1E5*E", ("norm(A) <= E", "E >= 0"), declared=("E",))
    assert claim.statement["states"] == "norm(A) <= 1E5*e1"


def test_verdicts_on_claims_with_declared_numbers_are_those_of_the_claim_itself():
    proved = decide(Claim("step", "norm(I - 1/L*H) <= 1", SMOOTH, declared=("L",)), 10)
    refuted = decide(Claim("step", "norm(I - 3/L*H) <= 1", SMOOTH, declared=("L",)), 10)
    assert (proved.verdict, refuted.verdict) == ("PROVED", "REFUTED")
    assert proved.claim.declared == ("L",)
    assert proved.certificate["statement"] == proved.claim.statement


def test_open_constants_may_be_declared_numbers():
    claim = Claim("c", "norm(A*B) <= C*norm(A)*norm(B)", exists=("C",), declared=("C",))
    assert claim.constants == ("c",)
    assert decide(claim, 10).verdict == "PROVED"


@pytest.mark.parametrize(
    ("states", "name"),
    [("x/L <= 1", "L"), ("power_norm(A, N) <= 1", "N"), ("x + L <= 1", "L"), ("rho([[x, L], [L, 1]]) <= 1", "L"),
     ("sqrt(M) <= 1", "M"), ("1 == L", "L")],
)  # fmt: skip
def test_a_matrix_in_the_place_of_a_number_is_named_with_what_makes_a_number_of_it(states, name):
    with pytest.raises(InvalidClaim, match=rf'numbers = \["{name}"\] makes \'{name}\' a number'):
        Claim("c", states)


@pytest.mark.parametrize("states", ["norm(I) + I <= 1", "1/J <= 2"])
def test_the_identity_and_defined_matrices_are_never_said_to_be_numbers(states):
    with pytest.raises(InvalidClaim) as error:
        Claim("c", states, ("J = [[1, 0], [0, 1]]",))
    assert "makes" not in str(error.value)


@pytest.mark.parametrize(
    ("declared", "given", "message"),
    [
        (("M",), (), "'M' is not a free name of the claim"),
        (("I",), (), "'I' is not a free name"),
        (("L",), ("L = norm(A)",), "'L' is not a free name"),
        ("L", (), "numbers: expected a list of texts"),
    ],
)
def test_only_free_names_are_declared(declared, given, message):
    with pytest.raises(InvalidClaim, match=message):
        Claim("c", "norm(A) <= 2", given, declared=declared)


def test_matrices_of_any_shape_may_be_said_to_be_zero():
    claim = Claim("zero", "norm(A*C + D) <= norm(D)", ("C == 0", "0 == A"))
    assert claim.statement["given"] == ["C == 0*C", "0*A == A"]
    assert "C = 0, 0 = A" in in_words(claim).replace(" and ", ", ")
    assert decide(claim, 10).verdict == "PROVED"
    verdict = decide(Claim("nilpotent", "A == 0", ("A*A == 0",)), 10)
    assert verdict.verdict == "REFUTED"
    assert (verdict.witness.right.point, verdict.witness.entry) != (None, None)
    assert decide(Claim("inverse", "A*inverse(A) - I == 0"), 10).verdict == "PROVED"


def test_a_claim_without_short_notation_keeps_its_text():
    claim = Claim("plain", "K(A) <= O(1)", ("norm(A)<=1", "x  >= 0.10"))
    assert claim.written.given == claim.given
    assert claim.plain is claim
