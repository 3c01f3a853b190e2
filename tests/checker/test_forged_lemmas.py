"""Lemmas on equal matrices and on Kreiss constants of powers: no instance without what it asks for is accepted."""

import pytest
from checker.forging import changed, rejected

from kreiss.symbolic.proof import Proof, identity, lemma
from kreiss.verify.checker import check_document

BACK = "inverse(S)*(S*A*inverse(S))*S"
EXISTS = ("norm(S)*norm(inverse(S)) <= k",)
SAME = identity(f"A == {BACK}", "multiplied out")
EQUAL = Proof(EXISTS, f"K(A) <= K({BACK})", (SAME, lemma(f"K(A) <= K({BACK})", "equal", "the same matrix")))
STATED = Proof(("P*P == P",), "norm(P) <= norm(P*P)", (lemma("norm(P) <= norm(P*P)", "equal", "the same matrix"),))
POWER = Proof((), "K(A^3) <= 3*K(A)", (lemma("K(A^3) <= 3*K(A)", "kreiss-of-power", "roots of unity"),))
ALL = {"equal": EQUAL, "stated": STATED, "power": POWER}


@pytest.mark.parametrize("proof", ALL.values(), ids=ALL)
def test_equal_matrices_have_equal_quantities_and_powers_a_multiple_of_the_kreiss_constant(proof):
    assert check_document(proof.document()).assumptions == ()


@pytest.mark.parametrize(
    ("proof", "path", "value", "shown"),
    [
        (EQUAL, ("steps",), EQUAL.document()["steps"][1:], "asks for more"),
        (EQUAL, ("steps", 1, "states"), f"K(S) <= K({BACK})", "asks for more"),
        (EQUAL, ("steps", 1, "states"), f"K_ct(A) <= K({BACK})", "is not an instance"),
        (EQUAL, ("steps", 1, "states"), f"K(A) < K({BACK})", "is not an instance"),
        (EQUAL, ("steps", 1, "states"), "k <= K(A)", "is not an instance"),
        (EQUAL, ("statement", "given"), ["norm(S) <= k"], "asks for more"),
        (EQUAL, ("steps", 0, "states"), "A == S*A*inverse(S)", "is not an identity"),
        (STATED, ("statement", "given"), ["square(P)"], "asks for more"),
        (STATED, ("statement", "given"), ["norm(P*P) == norm(P)"], "asks for more"),
        (STATED, ("steps", 0, "states"), "power_norm(P, 2) <= power_norm(P*P, 3)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K(A^3) <= 2*K(A)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K(A^3) <= 3*K(B)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K(A^3) <= 3*K(A)*K(A)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K(A^3) <= c*K(A)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K_ct(A^3) <= 3*K_ct(A)", "is not an instance"),
        (POWER, ("steps", 0, "states"), "K(A^0) <= 3*K(A)", "is not an instance"),
    ],
)
def test_a_lemma_without_what_it_asks_for_is_rejected(proof, path, value, shown):
    assert shown in rejected(changed(proof.document(), *path, to=value)).message


def test_a_matrix_is_not_equal_to_one_whose_inverses_may_not_exist():
    same = identity(f"{BACK} == A", "multiplied out")
    backwards = Proof((), f"K({BACK}) <= K(A)", (same, lemma(f"K({BACK}) <= K(A)", "equal", "the same matrix")))
    assert check_document(backwards.document()).assumptions == ()
    assert "asks for more" in rejected(changed(EQUAL.document(), "statement", "given", to=[])).message


@pytest.mark.parametrize("one", ["I", "1"])
def test_matrices_that_equal_the_identity_may_differ_in_order(one):
    """The claim fails at A = I of order 2, B = I of order 1."""
    first, last = ("A*inverse(A)", "B*inverse(B)")
    given = ("norm(inverse(A)) <= 1", "norm(inverse(B)) <= 1")
    steps = [identity(f"{M} == {N}", "multiplied out") for M, N in ((first, one), (one, last))]
    steps += [lemma(f"dim({M}) <= dim({N})", "equal", "one matrix") for M, N in ((first, one), (one, last))]
    for step in steps[2:]:
        assert "not an instance" in rejected(Proof(given, step.states, (*steps[:2], step)).document()).message
