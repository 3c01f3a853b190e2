"""Norms of sums, products and inverses, by writing matrices as sums of products of those whose norms are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.deadlines import Deadline
from kreiss.errors import PrecisionExhausted
from kreiss.symbolic.proof import Proof
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.language.grammar import parse_expression
from kreiss.verify.proving.acceptance import are_accepted
from kreiss.verify.proving.forms.bounds import orders
from kreiss.verify.proving.forms.setting import Setting
from kreiss.verify.proving.problem import Facts
from kreiss.verify.proving.prover import prove_claim
from kreiss.verify.proving.rewriting.strategy import steps_by_rewriting
from kreiss.verify.proving.rewriting.sums import Atom, sums

NEAR = ("norm(inverse(A)) <= a", "a*norm(E) < 1")
TRUE = {
    "norm(A^3 - B^3) <= 3*a^2*norm(A - B)": ("square(A, B)", "norm(A) <= a", "norm(B) <= a"),
    "norm(A*inverse(B) - C*inverse(D)) <= b*norm(A - C) + b*c*d*norm(B - D)": (
        "norm(inverse(B)) <= b",
        "norm(inverse(D)) <= d",
        "norm(C) <= c",
    ),
    "norm(inverse(A + E)) <= a/(1 - a*norm(E))": NEAR,
    "norm(inverse(A + E) - inverse(A)) <= a^2*norm(E)/(1 - a*norm(E))": NEAR,
    "norm(inverse(I - A)) >= 1/(1 + norm(A))": ("square(A)", "norm(A) < 1"),
    "z*norm(resolvent(A, z)) <= 1 + norm(A)*norm(resolvent(A, z))": ("rho(A) < 1", "z > 1"),
    "norm(A^3) == norm(A)^3": ("symmetric(A)",),
    "norm(A*transpose(A)*A) >= norm(A)^3": (),
}
FALSE = {
    "norm(A^3 - B^3) <= 2*a^2*norm(A - B)": ("square(A, B)", "norm(A) <= a", "norm(B) <= a"),
    "norm(inverse(A + E)) <= a/(1 - a*norm(E)/2)": NEAR,
    "norm(inverse(I - A)) >= 1": ("square(A)", "norm(A) < 1"),
    "norm(A^2) >= norm(A)^2": ("square(A)",),
}


def steps(states, given):
    claim = Claim("rewriting", states, given)
    goals = [goal for relation in claim.conclusion for goal in orders(relation)]
    found = steps_by_rewriting(Setting(claim, Facts(claim)), goals, Deadline.after(20), are_accepted)
    return Proof(given, states, tuple(found))


@pytest.mark.parametrize("states", TRUE)
def test_a_bound_of_a_textbook_follows_from_a_sum_of_products(states):
    assert check_document(steps(states, TRUE[states]).document()).assumptions == ()


@pytest.mark.parametrize("states", FALSE)
def test_a_bound_that_does_not_hold_is_not_reached(states):
    with pytest.raises(PrecisionExhausted, match="no rewriting of norms"):
        steps(states, FALSE[states])


@settings(max_examples=5, deadline=None)
@given(st.integers(2, 4), st.integers(0, 99))
def test_a_sum_has_the_value_of_the_matrix(power, seed):
    claim = Claim("rewriting", f"norm(A^{power} - B^{power}) <= 1", ("square(A, B)", "norm(A - B) <= d"))
    setting, X = Setting(claim, Facts(claim), seed), parse_expression(f"A^{power} - B^{power}")
    atoms = [Atom(parse_expression(text)) for text in ("A", "B", "A - B")]
    found = list(sums(X, atoms, [], setting, Deadline.after(20)))
    assert found
    values = setting.floats({}).values
    for terms in found:
        parts = [float(c) * values.of(word.tree) for c, word in terms]
        np.testing.assert_allclose(sum(parts), values.of(X), rtol=1e-6, atol=1e-6 * np.abs(parts).max())


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("sup_powers(A) <= k", ("norm(S)*norm(inverse(S)) <= k", "norm(S*A*inverse(S)) <= 1")),
        ("K(J) == 1", ("K(A) == 1", "K(D) == 1", "J = [[A, 0], [0, D]]")),
        ("norm(A) <= 2", ("K(A) == 1",)),
        ("norm(J)^2 <= norm(A)^2 + norm(B)^2 + norm(D)^2", ("J = [[A, B], [0, D]]",)),
        ("K(A^3) <= 3*K(A)", ("rho(A) < 1",)),
    ],
)
def test_conjugates_unit_kreiss_constants_and_blocks_are_bounded_through_what_they_are_made_of(states, given):
    assert prove_claim(Claim("chain", states, given), budget=20) is not None
