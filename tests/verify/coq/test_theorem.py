"""A proof object as a theorem of Coq: its statement, and what is not translated."""

import pytest

from kreiss.errors import InvalidArgument
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.coq.theorem import in_coq


def documents(name):
    return [proof.document() for proof in theorem(name).derive()]


@pytest.fixture(scope="module")
def upper_bound():
    return documents("upper-bound")[1:]


def test_the_statement_has_every_hypothesis_of_the_claim(upper_bound):
    text = in_coq("upper-bound", upper_bound)
    stated = text[text.index("Theorem upper_bound_1") : text.index("Proof.", text.index("Theorem upper_bound_1"))]
    assert "symmetric F order_1 A ->" in stated
    assert "symmetric F order_2 D ->" in stated
    assert "is_norm F order_2 order_1 C norm_C ->" in stated
    assert "rho_A <= gamma /\\ rho_D <= gamma /\\ (gamma = rho_A \\/ gamma = rho_D) ->" in stated
    assert "gamma < 1 ->" in stated


def test_a_script_has_no_axiom_and_leaves_no_proof_open(upper_bound):
    text = in_coq("upper-bound", upper_bound)
    assert not any(word in text for word in ("Axiom", "Admitted", "admit", "Parameter"))
    assert text.count("Qed.") == len([line for line in text.splitlines() if line.startswith(("Lemma", "Theorem"))])


@pytest.mark.parametrize("name", ["kreiss-matrix-theorem", "comparison", "critical-coupling"])
def test_a_theorem_with_steps_that_are_not_translated_is_refused(name):
    with pytest.raises(InvalidArgument, match="not translated to Coq"):
        in_coq(name, documents(name))


def test_a_part_that_is_not_translated_is_named_in_place_of_it():
    text = in_coq("exact-worst-case", documents("exact-worst-case"))
    assert "Part 1 is left out." in text
    assert "Theorem exact_worst_case_2" in text
