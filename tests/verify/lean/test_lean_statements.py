"""Statements in Lean: what they say of a certificate's numbers, and that nothing is assumed. None is compiled."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument
from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.lean.statements import enclosure_in_lean, theorem_in_lean

DENOMINATOR = 600
ENTRIES = st.tuples(*[st.integers(-2000, 2000).map(lambda a: Fraction(a, DENOMINATOR))] * 2)
MATRICES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=n, max_size=n)
)


def document(rows):
    """A certificate's statement about the matrix of these entries, each a real and an imaginary part."""
    re_im = {part: [[int(v[i] * DENOMINATOR) for v in row] for row in rows] for i, part in enumerate(("re", "im"))}
    matrix = {"denominator": DENOMINATOR, **re_im}
    return {"statement": {"quantity": "K", "matrix": matrix, "lower": "1", "upper": "2"}}


def entries(text):
    """The matrix of a file, as it would be read."""
    found = re.search(r"!!\[(.*)\]", text)[1]
    pattern = r"\((-?[0-9/]+)(?: \+ \((-?[0-9/]+)\) \* Complex.I)? : ℂ\)"
    return [[tuple(map(Fraction, m.groups("0"))) for m in re.finditer(pattern, row)] for row in found.split("; ")]


@settings(max_examples=50)
@given(MATRICES)
def test_the_entries_are_those_of_the_certificate(rows):
    assert entries(enclosure_in_lean(document(rows))) == rows


def test_an_enclosure_states_both_its_ends():
    certificate = certify_kreiss([["1/2", 3], [0, "1/3"]], "1/10").certificate
    text = enclosure_in_lean(certificate)
    lower, upper = (Fraction(certificate["statement"][end]) for end in ("lower", "upper"))
    assert f"def upper_end : Prop := KreissResolventBound A ({upper} : ℝ)" in text
    assert f"def lower_end : Prop := ∀ K : ℝ, KreissResolventBound A K → ({lower} : ℝ) ≤ K" in text
    assert "infinite" not in text


def test_an_infinite_constant_has_no_bound():
    text = enclosure_in_lean(certify_kreiss([[2]]).certificate)
    assert "def infinite : Prop := ∀ K : ℝ, ¬ KreissResolventBound A K" in text
    assert "_end : Prop" not in text


def test_a_ball_and_other_quantities_are_refused():
    for certificate in (certify_kreiss([["1/2"]], radius="1/100").certificate, certify_kreiss_ct([[-1]]).certificate):
        with pytest.raises(InvalidArgument, match="expected an enclosure of K of one matrix"):
            enclosure_in_lean(certificate)


def test_the_main_bound_is_stated_with_its_hypotheses():
    text = theorem_in_lean("upper-bound", [proof.document() for proof in theorem("upper-bound").derive()])
    first = text[text.index("def upper_bound_1") :].split("/--")[0]
    assert " ".join(first.split()) == (
        "def upper_bound_1 : Prop := ∀ (order_1 order_2 : ℕ) [NeZero order_1] [NeZero order_2] "
        "(A : Matrix (Fin order_1) (Fin order_1) ℝ) (C : Matrix (Fin order_2) (Fin order_1) ℝ) "
        "(D : Matrix (Fin order_2) (Fin order_2) ℝ) (gamma : ℝ), A.IsSymm → D.IsSymm → "
        "((1 : ℝ) - gamma) ≠ 0 → ((4 : ℝ) * ((1 : ℝ) - gamma)) ≠ 0 → "
        "gamma = (max (rho A) (rho D)) → gamma < (1 : ℝ) → KreissResolventBound "
        "(operator (Matrix.fromBlocks A 0 C D)) "
        "(((2 : ℝ) / ((1 : ℝ) - gamma)) + (‖operator C‖ / ((4 : ℝ) * ((1 : ℝ) - gamma))))"
    )
    assert "def upper_bound_2" in text


@pytest.mark.parametrize(
    ("name", "stated"),
    [("upper-bound", 2), ("resolvent-sup-form", 1), ("exact-worst-case", 1), ("two-way-coupling", 1)],
)
def test_what_is_written_says_that_it_is_not_compiled_and_assumes_nothing(name, stated):
    text = theorem_in_lean(name, [proof.document() for proof in theorem(name).derive()])
    assert text.startswith("/-\nNOT COMPILED.")
    assert text.count(" : Prop :=") == stated
    assert not re.search(r"\b(sorry|axiom|theorem)\b", text.split("namespace Kreiss")[1])
    assert text.count("/-") == text.count("-/")


@pytest.mark.parametrize("name", ["block-resolvent", "critical-coupling", "triangular", "kreiss-matrix-theorem"])
def test_claims_with_anything_else_are_refused(name):
    with pytest.raises(InvalidArgument, match="is not translated to Lean"):
        theorem_in_lean(name, [proof.document() for proof in theorem(name).derive()])


def test_a_hypothesis_is_never_left_out():
    statement = theorem("upper-bound").derive()[0].document()["statement"]
    normal = {"statement": {**statement, "given": [*statement["given"], "normal(C)"]}}
    with pytest.raises(InvalidArgument, match="a hypothesis other than symmetry"):
        theorem_in_lean("upper-bound", [normal])


def stated(states, *given):
    """The statement of one claim about J, on one line; raises where it is refused."""
    document = {"statement": {"states": states, "given": list(given)}}
    text = theorem_in_lean("claim", [document])
    return " ".join(text[text.index("def claim_1") :].split()).removesuffix(" end Kreiss")


TRIANGULAR = "J = [[A, 0], [C, D]]"


@pytest.mark.parametrize(
    ("given", "states", "why"),
    [
        (["J = [[A, 0], [C, A]]"], "K(J) <= 2", "a block that stands twice"),
        (["J = [[A, 0], [I, D]]"], "K(J) <= 2", "neither a letter nor 0"),
        (["J = [[A, 0], [2*C, D]]"], "K(J) <= 2", "neither a letter nor 0"),
        (["J = [[A, 0], [c, D]]"], "K(J) <= 2", "neither a letter nor 0"),
        ([TRIANGULAR, "symmetric(J)"], "K(J) <= 2", "symmetry of anything but diagonal blocks"),
        ([TRIANGULAR, "symmetric(C)"], "K(J) <= 2", "symmetry of anything but diagonal blocks"),
        ([TRIANGULAR, "symmetric(A*D)"], "K(J) <= 2", "symmetry of anything but diagonal blocks"),
        ([TRIANGULAR, "symmetric(A, X)"], "K(J) <= 2", "a matrix that is no block"),
        ([TRIANGULAR, "rho(C) < 1"], "K(J) <= 2", "norm and rho of blocks"),
        ([TRIANGULAR, "norm(I) <= 1"], "K(J) <= 2", "a matrix that is no block"),
        ([TRIANGULAR, "norm(X) <= 1"], "K(J) <= 2", "a matrix that is no block"),
        ([TRIANGULAR, "M = A*A", "norm(M) <= 1"], "K(J) <= 2", "a matrix that is no block|definition of a matrix"),
        ([TRIANGULAR, "A == A"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "A*A == 0"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "norm(A*A) <= 1"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "norm(g) <= 1"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "dim(A) == 2"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "g^0 == 1"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "g^(1/2) <= 1"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "max(1, g, 2) <= 1"], "K(J) <= 2", "an expression with something other"),
        ([TRIANGULAR, "norm(J) <= 1"], "K(J) <= 2", "a quantity of the block matrix"),
        ([TRIANGULAR], "K(J) < 2", "a quantity of the block matrix"),
        ([TRIANGULAR], "K(J) == 2", "a quantity of the block matrix"),
        ([TRIANGULAR], "1 <= K(J)", "a quantity of the block matrix"),
        ([TRIANGULAR], "K(A) <= 2", "an expression with something other"),
        ([TRIANGULAR, "theorem < 1"], "K(J) <= 2", "the name theorem"),
        ([TRIANGULAR, "_ < 1"], "K(J) <= 2", "the name _"),
        (["J = [[Matrix, 0], [C, D]]"], "K(J) <= 2", "the name Matrix"),
        (["J = [[A, 0, 0], [C, D, 0], [E, F, G]]"], "K(J) <= 2", "not two block rows"),
        ([], "2 <= 3", "no block matrix"),
    ],
)
def test_what_would_not_mean_the_same_is_refused(given, states, why):
    with pytest.raises(InvalidArgument, match=why):
        stated(states, *given)


def test_a_claim_says_nothing_where_it_divides_by_zero():
    assert stated("K(J) <= 1/g + 1/2", TRIANGULAR, "h = 1/(1 - g)").endswith(
        "(g h : ℝ), ((1 : ℝ) - g) ≠ 0 → g ≠ 0 → h = ((1 : ℝ) / ((1 : ℝ) - g)) → KreissResolventBound "
        "(operator (Matrix.fromBlocks A 0 C D)) (((1 : ℝ) / g) + ((1 : ℝ) / (2 : ℝ)))"
    )


def test_every_conclusion_of_a_chain_is_stated():
    assert stated("K(J) <= f <= 2", TRIANGULAR).endswith(
        "KreissResolventBound (operator (Matrix.fromBlocks A 0 C D)) f ∧ f ≤ (2 : ℝ)"
    )
