"""What the writers of sharpness certificates take to be due is what the checker asks for."""

import pytest

from kreiss.verify.checker import Rejected
from kreiss.verify.checker.language.hypotheses import oriented
from kreiss.verify.checker.proofs import sharpness as checkers
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.partners import NoPartner, Partner, due

COUPLED = ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1")
COUPLED_AT = {"A": "gamma", "C": "norm(C)", "D": "gamma"}
CASES = [
    (Claim("c", "K(J) <= 2/(1 - gamma) + norm(C)/(4*(1 - gamma))", COUPLED), COUPLED_AT),
    (Claim("c", "sup_powers(J) <= 1 + norm(C)/(1 - gamma)", (*COUPLED, "norm(C) >= 1")), COUPLED_AT | {"C": "0"}),
    (Claim("c", "power_norm(J, t) <= gamma + t*norm(C)", (*COUPLED, "t >= 1")), COUPLED_AT),
    (Claim("c", "norm(A + x*I) <= norm(A) + abs(x)", ("x >= 0 - 1/2",)), {"A": "norm(A)", "x": "1/2"}),
    (Claim("c", "abs(x)*norm(A) >= norm(x*A)", ("nonnegative(A)", "dim(A) >= 1")), {"A": "norm(A)"}),
    (Claim("c", "rho(A) <= max(norm(A), norm(transpose(A)))", ("square(A)", "r = 1 + rho(A)")), {"A": "-rho(A)/1"}),
    (Claim("c", "norm(inverse(A)) <= x", ("x > 0",)), {"A": "1/2"}),
    (Claim("c", "K(J) <= 1 + norm(C)", (*COUPLED, "normal(J)")), COUPLED_AT),
    (Claim("c", "K(A*A) <= norm(A)"), {"A": "norm(A)"}),
    (Claim("c", "rho([[1 - h/s, x], [-x, 1]]) < 1", ("s > 0", "0 < h < 2/s", "x == 0"), sharp="h"), {"h": "2/s"}),
    (Claim("c", "abs(1 - x) < 1", ("0 < x < 2", "2 > x", "g = x/2"), sharp="x"), {"x": "2"}),
    (
        Claim("c", "rho(J) < 1", ("J = [[I - h*H, H], [0, I]]", "m*I <= H", "h < 2/m"), sharp="h"),
        {"H": "m", "h": "1/m"},
    ),
]


@pytest.mark.parametrize(("claim", "instance"), CASES)
def test_both_ask_for_the_same_relations_at_the_same_partner(claim, instance):
    try:
        partner = Partner(claim, instance)
        mine = due(claim, partner)
    except NoPartner:
        partner, mine = None, None
    chosen = () if claim.chosen is None else (claim.chosen,)
    known, relation, asked = checkers.question(claim.statement, chosen, "$")
    try:
        theirs_at = checkers.Partner(known, instance, {} if partner is None else partner.models)
        theirs = checkers.obligations(theirs_at, relation, asked)
    except Rejected:
        theirs = None
    assert (mine is None) == (theirs is None)
    if mine is not None:
        assert mine
        assert list(map(written, mine)) == list(map(written, theirs))


def written(tree):
    return checkers.folded(oriented(tree))
