"""The identity alone in a function, whose order nothing fixes, is estimated at order 1."""

import pytest

from kreiss.verify import Claim, verify
from kreiss.verify.deciding.decide import decide
from kreiss.verify.language.grammar import PREDICATES, SHORT_PREDICATES


@pytest.mark.parametrize("states", ["norm(a*I) <= 1", "K(a*I) <= 1", "rho(a*I) <= 1", "numerical_radius(a*I) <= 1"])
def test_a_claim_about_a_multiple_of_the_identity_gets_a_verdict(states):
    (verdict,) = verify([Claim("identity", states, given=("0 <= a <= 1",))], budget=1)
    assert verdict.verdict in {"PROVED", "UNDECIDED"}


@pytest.mark.parametrize("predicate", [*PREDICATES, *SHORT_PREDICATES])
def test_a_predicate_of_the_identity_alone_ends_in_a_verdict(predicate):
    for claim in (Claim("stated", f"{predicate}(2*I)"), Claim("given", "norm(A) <= 1", given=(f"{predicate}(I)",))):
        assert decide(claim, budget=0.2).verdict in {"PROVED", "REFUTED", "UNDECIDED"}
