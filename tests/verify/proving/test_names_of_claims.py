"""Verdicts do not depend on names: neither on what things are called, nor on whether an expression has a name."""

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kreiss.deadlines import NEVER
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.language.trees import replaced, show
from kreiss.verify.proving.prover import contradiction, prove_claim

pytestmark = pytest.mark.xdist_group("names")  # one process proves each claim, once
RATES = ("h > 0", "h <= 1", "x >= 0", "y >= 0")
COUPLED = ("g = 1 - h", "c = x + y", "M = [[g, 0], [c, g]]", *RATES)
TWO_WAY = ("b = x + y", "g = 1 - h", "M = [[g, b], [c, g]]", *RATES, "c >= 0")
BLOCKS = ("J = [[A, 0], [C, D]]", "g = 1 - h", "norm(A) <= g", "norm(D) <= g", "0 < h <= 1")
CLAIMS = [
    Claim("upper", "K(M) <= 2/h + c/(4*h)", COUPLED),
    Claim("exact", "K(M) == c/(4*h) + h/c", (*COUPLED, "c >= 2*h")),
    Claim("small", "K(M) <= 1", (*COUPLED, "c <= 2*h")),
    Claim("two-way", "K(M) <= 1", (*TWO_WAY, "b + c <= 2*h")),
    Claim("stable", "rho(M) < 1", (*TWO_WAY, "b*c < h^2")),
    Claim("unstable", "1 <= rho(M)", (*TWO_WAY, "b*c >= h^2")),
    Claim("blocks", "K(J) <= 2/h + norm(C)/(4*h)", (*BLOCKS, "square(A, D)")),
    Claim("scaled", "norm(C)*K(J) <= norm(C)*(2/h + c)", (*BLOCKS, "square(A, D)", "c = norm(C)/(4*h)")),
    Claim("norm", "norm(P*A) <= z*norm(B)", ("P = A*B", "norm(A) <= x", "z = x^2")),
    Claim("square", "norm(A*A) <= x^2 + y", ("norm(A) <= x", "y >= 0")),
]
DEFINED = [(claim, tree[1]) for claim in CLAIMS for tree in claim.hypotheses if tree[0] == "define"]


@cache
def is_proved(claim):
    """Whether a proof of exactly this claim is found and accepted."""
    found = prove_claim(claim, 20)
    return found is not None and check_document(found.document()) and found.states == claim.states


def without(claim, name):
    """The claim with a name replaced by its definition."""
    ((_, _, body),) = (tree for tree in claim.hypotheses if tree[:2] == ("define", name))
    lines = [show(replaced(tree, {("name", name): body})) for tree in claim.hypotheses if tree[:2] != ("define", name)]
    states = " ".join(show(replaced(tree, {("name", name): body})) for tree in claim.conclusion)
    return Claim(claim.id, states, tuple(lines))


def renamed(claim, names):
    def text(line):
        return re.sub(r"\b[A-Za-z]\b", lambda match: names.get(match[0], match[0]), line)

    return replace(claim, given=tuple(map(text, claim.given)), states=text(claim.states))


@pytest.mark.parametrize(("claim", "name"), DEFINED, ids=lambda value: getattr(value, "id", value))
def test_a_name_and_its_definition_have_one_verdict(claim, name):
    assert is_proved(claim)
    assert is_proved(without(claim, name))


NUMBERS = (
    "r",
    "z_",
    "d_",
    "e_",
    "n1",
    "q1",
    "x0",
    "f",
    "w",
    "norm_C",
    "norm_J",
    "rho_A",
    "power_norm_A_2",
    "inverse_of",
)
MATRICES = ("A", "B", "E", "J", "X", "Norm", "A_1", "K_1")


@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # a failure is small as it is
@given(st.sampled_from(CLAIMS), st.permutations(NUMBERS), st.permutations(MATRICES))
def test_renaming_changes_no_verdict(claim, numbers, matrices):
    lower = dict(zip("bcghxyz", numbers, strict=False))
    upper = dict(zip("ABCDJMP", matrices, strict=False))
    assert is_proved(renamed(claim, lower | upper))


def test_names_that_proofs_use_for_themselves_are_names_like_others():
    assert is_proved(Claim("r", "x <= 1", ("x <= r", "r <= 1")))
    assert is_proved(Claim("norm_C", "norm(C) + norm_C <= 3", ("norm(C) <= 1", "norm_C <= 2")))
    assert is_proved(Claim("q1", "norm(P*A) <= q1*norm(B)", ("P = A*B", "norm(A) <= x", "q1 = x^2")))
    assert is_proved(Claim("K_1", "norm(K_1*A) <= x*norm(A)", ("norm(K_1) <= x",)))
    found = contradiction(Claim("empty", "K(A) <= r", ("r < 0", "r > 1")), NEVER)
    assert found is not None
    assert check_document(found.document()).vacuous


def test_a_search_for_a_proof_leaves_the_claim_as_it_is():
    claim = Claim("similar", "K(A) <= norm(S)", ("A = S*D*inverse(S)", "diagonal(D)"))
    before = claim.free
    assert prove_claim(claim, 3) is None
    assert claim.free == before
