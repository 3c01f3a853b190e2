"""Kreiss constants at real points: a point is known to lie outside, and the scalars of a form meet its inverses."""

import pytest
from checker.forging import changed, rejected

from kreiss.symbolic.proof import Proof, form, inequality
from kreiss.verify.checker import check_document

ABOVE = ["1 <= K_ct(A)", "K_ct(A) <= k"]
EULER = Proof(("h > 0", "K_ct(A) <= k"), "norm(inverse(I - h*A)) <= k", (
    inequality("0 < 1/h", ["h > 0"], "h is positive"),
    inequality("0 <= k", ABOVE, "it bounds K_ct"),
    inequality("0 <= k^2*h^2 - K_ct(A)^2*h^2", ABOVE, "it bounds K_ct"),
    form("norm(inverse(I - h*A)) <= k", [
        {"fact": "K_ct(A)", "at": "1/h", "weight": [["1", ["h^2"]]]},
        {"by": "1/h*I - A", "weight": [["1", ["k^2*h^2 - K_ct(A)^2*h^2"]]]},
    ], "the resolvent at 1/h", **{"as": "inverse"}),
)).document()  # fmt: skip


def resolvent(point, size, given):
    """‖(p − A)⁻¹‖ ≤ K(A)/(|p| − 1)."""
    states, weight = f"norm(resolvent(A, {point})) <= K(A)/({size} - 1)", f"1/({size} - 1)^2"
    signs = [inequality(f"0 <= {text}", ["1 <= K(A)", *given], "outside") for text in (f"K(A)/({size} - 1)", weight)]
    term = {"fact": "K(A)", "at": point, "by": f"resolvent(A, {point})", "weight": [["1", [weight]]]}
    return Proof(("K(A) <= 5", *given), states, (*signs, form(states, [term], "by definition"))).document()


def test_an_inverse_is_bounded_by_the_kreiss_constant_at_a_point():
    assert check_document(EULER)
    assert check_document(resolvent("z", "z", ["1 < z"]))
    assert check_document(resolvent("z", "-z", ["1 < -z"]))
    assert check_document(resolvent("z", "abs(z)", ["1 < abs(z)"]))
    assert check_document(resolvent("3", "3", []))


FORGED = {
    "another point": (("steps", 3, "terms", 0, "at"), "2/h"),
    "the negative of the point": (("steps", 3, "terms", 0, "at"), "-1/h"),
    "no point": (("steps", 3, "terms", 0, "at"), None),
    "another weight": (("steps", 3, "terms", 0, "weight"), [["1", ["h^2", "2"]]]),
    "a smaller bound": (("steps", 3, "states"), "norm(inverse(I - h*A)) <= k/2"),
    "the constant of the disc": (("steps", 3, "terms", 0, "fact"), "K(A)"),
}


@pytest.mark.parametrize(("where", "what"), FORGED.values(), ids=FORGED)
def test_a_forged_point_is_rejected(where, what):
    rejected(changed(EULER, *where, to=what))


def test_a_point_that_is_not_known_to_lie_outside_is_rejected():
    for point, size, fact in (("z", "abs(z)", "1 < abs(z)"), ("z", "z", "1 < z"), ("z", "-z", "1 < -z")):
        document = resolvent(point, size, [fact])
        rejected(changed(document, "statement", "given", to=["K(A) <= 5", fact.replace("1 <", "0 <")]))
        rejected(changed(document, "steps", 2, "terms", 0, "at", to="z/2"))


def test_the_first_weight_meets_the_inverse():
    """h(A + A*) between two inverses of I − hA is multiplied out, whatever stands before the form."""
    given = ("h > 0", "K_ct(A) <= 1")
    states = "norm((I + h*A)*inverse(I - h*A)) <= 1"
    term = {"fact": "K_ct(A)", "as": "dissipative", "by": "inverse(I - h*A)", "weight": [["2", ["h"]]]}
    assert check_document(Proof(given, states, (form(states, [term], "dissipative"),)).document())
    for weight in ([["1", ["h"]]], [["2", []]], [["2", ["h", "h"]]]):
        rejected(Proof(given, states, (form(states, [{**term, "weight": weight}], "forged"),)).document())
