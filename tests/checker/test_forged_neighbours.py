"""Certificates of the neighbours: whatever a forger changes in statement or steps, the checker rejects it.

Every obligation has its forgery, and random mutations of every document end in acceptance of the same true statement
or in ``Rejected``, never in another exception.
"""

from fractions import Fraction

import numpy as np
import pytest
from checker.forging import Forger, array, ends, factors_written, move
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import (
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.verify.checker import Rejected, check_document

A = [["1/2", 1], [0, {"re": 0, "im": "1/4"}]]
B = [["1/2", 2], [0, "1/2"]]
SLOW = [["999999/1000000", 1], [0, "1/2"]]
HUMP = [["99999/100000", 0], [1, "99999/100000"]]
GAP = 1e-3
with factors_written():
    DOCUMENTS = {
        "M": certify_resolvent_norm(A, "5/4", GAP).certificate,
        "distance": distance_to_instability(A, GAP).certificate,
        "pseudospectral_radius": certify_pseudospectral_radius(A, "1/10", GAP).certificate,
        "w": certify_numerical_radius(A, GAP).certificate,
        "norm": certify_power_norm(B, 3, GAP).certificate,
        "sup_powers": certify_sup_powers(B, GAP).certificate,
        "contraction": certify_sup_powers([[0, 2], ["1/2", 0]], GAP).certificate,
        "invariant": certify_sup_powers(SLOW, GAP).certificate,
        "leaps": certify_sup_powers(HUMP, GAP).certificate,
        "defective": certify_sup_powers([[1, 1], [0, 1]], GAP).certificate,
        "unbounded": certify_sup_powers([[2, 1], [0, "1/2"]], GAP).certificate,
        "zero": certify_numerical_radius([[0, 0], [0, 0]], GAP).certificate,
    }


FORGER = Forger(DOCUMENTS)
forged, rejected = FORGER.forged, FORGER.rejected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_genuine_document_is_accepted(name):
    assert check_document(FORGER.genuine(name)).assumptions == ()


@pytest.mark.parametrize(
    "name", ["M", "distance", "pseudospectral_radius", "w", "norm", "sup_powers", "contraction", "invariant"]
)
def test_a_narrower_enclosure_is_rejected(name):
    assert rejected(name, move("lower", "101/100"))
    assert rejected(name, move("upper", "99/100"))


@pytest.mark.parametrize(("name", "end"), [("M", "upper"), ("w", "upper"), ("norm", "lower")])
def test_a_wider_enclosure_follows_as_well(name, end):
    assert check_document(forged(name, move(end, 2 if end == "upper" else "1/2")))


@pytest.mark.parametrize(
    "name", ["M", "distance", "pseudospectral_radius", "w", "norm", "sup_powers", "contraction", "invariant"]
)
def test_steps_may_not_be_left_out(name):
    for i in range(len(DOCUMENTS[name]["steps"])):
        assert rejected(name, lambda document, _, i=i: document["steps"].pop(i))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_steps_speak_about_this_matrix(name):
    for factor in (3, -3):

        def change(document, _, factor=factor):
            document["statement"]["matrix"]["re"][0][1] += factor * document["statement"]["matrix"]["denominator"]

        if name not in ("unbounded", "defective"):  # the proof of growth has room for it
            assert rejected(name, change)


def test_another_radius_or_epsilon_is_rejected():
    assert rejected("M", lambda document, _: document["statement"].update(radius="6/5"))
    assert rejected("M", lambda document, _: document["statement"].update(radius="-5/4"))
    assert rejected("pseudospectral_radius", lambda document, _: document["statement"].update(epsilon="1/9"))
    assert rejected("pseudospectral_radius", lambda document, _: document["statement"].update(epsilon="1/11"))
    assert rejected("norm", lambda document, _: document["statement"].update(power=4))
    assert rejected("norm", lambda document, _: document["statement"].update(power=-3))
    assert rejected("norm", lambda document, _: document["statement"].update(power="3"))


def test_a_certificate_of_one_quantity_proves_no_other():
    for name in DOCUMENTS:
        for quantity in (
            "K",
            "M",
            "distance_to_instability",
            "pseudospectral_radius",
            "w",
            "norm",
            "sup_powers",
            "rho",
            7,
        ):
            infinite = name in ("unbounded", "defective") and quantity == "K"  # by the Kreiss matrix theorem
            if quantity != DOCUMENTS[name]["statement"]["quantity"] and not infinite:
                assert rejected(name, lambda document, _, q=quantity: document["statement"].update(quantity=q))


def test_the_point_lies_on_its_circle():
    assert rejected("M", lambda _, step: step["point"]["z"].update(re=str(Fraction(step["point"]["z"]["re"]) * 2)))
    assert rejected("distance", lambda _, step: step["point"].update(z={"re": "99/100", "im": "0"}))


def test_the_vector_has_to_prove_its_bound():
    assert rejected("M", lambda _, step: step["point"].update(v={"re": [0, 0], "im": [0, 0]}))
    assert rejected("M", lambda _, step: step["point"].update(v={"re": [1], "im": [0]}))
    assert rejected("M", lambda _, step: step["point"].update(sigma=str(Fraction(step["point"]["sigma"]) / 2)))
    assert rejected("M", lambda _, step: step["point"].update(sigma="-" + step["point"]["sigma"]))
    assert rejected(
        "w", lambda _, step: step["field-value"].update(lower=str(Fraction(step["field-value"]["lower"]) * 2))
    )
    assert rejected("w", lambda _, step: step["field-value"].update(v={"re": [1, 0], "im": [0, 0]}))
    assert rejected("norm", lambda _, step: step["power-norm"].update(v={"re": [1, 0], "im": [0, 0]}))
    assert rejected("sup_powers", lambda _, step: step["powers"].update(v={"re": [1, 0], "im": [0, 0]}))
    assert rejected(
        "sup_powers", lambda _, step: step["powers"].update(lower=str(Fraction(step["powers"]["lower"]) * 2))
    )


def test_the_circle_has_to_be_semidefinite_and_its_radius_right():
    assert rejected("M", lambda _, step: step["circle"].update(nu=str(Fraction(step["circle"]["nu"]) / 2)))
    assert rejected("M", lambda _, step: step["circle"].update(u=str(Fraction(step["circle"]["u"]) * 2)))
    assert rejected("M", lambda _, step: step["circle"].update(u="0"))
    assert rejected("M", lambda _, step: step["circle"]["P"]["re"][0].__setitem__(0, -step["circle"]["P"]["re"][0][0]))
    assert rejected("M", lambda _, step: step["circle"].update(semidefinite="elimination", nu="1"))


def test_stability_needs_a_positive_definite_P():
    for name in ("distance", "pseudospectral_radius"):
        assert rejected(name, lambda _, step: step["stable"].update(definite=step["circle"]["semidefinite"]))
        assert rejected(name, lambda document, _: document["steps"].insert(0, document["steps"].pop()))


def test_an_unstable_matrix_has_circles_but_no_distance_to_instability():
    """All of the circle's certificate holds for A = 2 with P < 0, since M(1) = 1; only stability fails."""
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {
            "quantity": "M",
            "radius": 1,
            "matrix": {"denominator": 1, "re": [[2]]},
            "lower": "1",
            "upper": "2",
        },
        "steps": [
            {"reason": "point", "z": {"re": 1, "im": 0}, "sigma": 1, "v": {"re": [1], "im": [0]}},
            {"reason": "circle", "u": 1, "nu": 2, "P": {"denominator": 2, "re": [[-2]]}, "semidefinite": "elimination"},
        ],
    }
    assert check_document(document)
    document["statement"] |= {"quantity": "distance_to_instability", "lower": "1/2", "upper": "1"}
    with pytest.raises(Rejected):
        check_document(document)
    document["steps"].append({"reason": "stable", "definite": "elimination"})
    with pytest.raises(Rejected):
        check_document(document)


def test_the_numerical_radius_needs_its_semidefinite_matrix():
    assert rejected("w", lambda _, step: step["ando"].update(q=str(Fraction(step["ando"]["q"]) / 2)))
    assert rejected("w", lambda _, step: step["ando"].update(q="-1"))
    assert rejected("w", lambda _, step: step["ando"].update(Z={"denominator": 1, "re": [[9, 0], [0, 9]]}))
    assert rejected("zero", lambda document, _: document["statement"]["matrix"]["re"][0].__setitem__(0, 1))
    assert rejected("w", lambda document, _: document["steps"].__setitem__(1, {"reason": "zero"}))


def test_the_horizon_has_to_contract():
    for horizon in (1, 2, 3, 0, -1, 10**9):
        assert rejected("sup_powers", lambda _, step, t=horizon: step["powers"].update(horizon=t))
    assert rejected("contraction", lambda _, step: step["powers"].update(horizon=1))
    assert rejected("contraction", lambda _, step: step["powers"].pop("contraction"))
    assert rejected("sup_powers", lambda _, step: step["powers"].update(horizon=2, contraction="elimination"))


def invariant(change):
    return rejected("invariant", lambda _, step: change(step["powers"]["invariant"]))


def test_an_invariant_has_to_be_one():
    def scaled(P, factor):
        P["re"] = [[int(factor * entry) for entry in row] for row in P["re"]]

    for name in ("P", "eta", "stein", "below", "above"):
        assert invariant(lambda form, name=name: form.pop(name))
    for factor in (2, 0, -1, Fraction(1, 2)):
        assert invariant(lambda form, factor=factor: scaled(form["P"], factor))
    for eta in ("0", "-1", "1/1000000", "1000"):
        assert invariant(lambda form, eta=eta: form.update(eta=eta))
    for name in ("stein", "below", "above"):
        assert invariant(lambda form, name=name: form[name]["lower"][0].__setitem__(0, 0))


def test_an_invariant_of_growing_powers_does_not_exist():
    """P = I for a shear: below and above would hold, stein does not."""
    document = forged("invariant", lambda *_: None)
    document["statement"].update(matrix={"denominator": 1, "re": [[1, 1], [0, 1]]}, upper="100", lower="1")
    step = document["steps"][0]
    step.update(horizon=3, t=0, lower="1")
    step["invariant"].update(P={"denominator": 1, "re": [[1, 0], [0, 1]]}, eta="1", stein="elimination",
                             below="elimination", above="elimination")  # fmt: skip
    with pytest.raises(Rejected, match="stein"):
        check_document(document)


def leaps(change):
    return rejected("leaps", lambda _, step: change(step["leaps"]))


def test_leaps_land_on_every_node_that_the_bound_needs():
    for name in ("bits", "width", "sign", "jumps", "t", "lower", "v"):
        assert leaps(lambda step, name=name: step.pop(name))
    assert leaps(lambda step: step.update(sign=-1))
    assert leaps(lambda step: step.update(sign=0))
    assert leaps(lambda step: step.update(jumps=[]))
    assert leaps(lambda step: step.update(t=step["t"] + 1))
    assert leaps(lambda step: step.update(t=0))
    for name in ("bits", "width"):
        for bits in (0, 1, 20, 100_000):
            assert leaps(lambda step, name=name, bits=bits: step.update({name: bits}))
    for i in range(8):  # all before the peak
        assert leaps(lambda step, i=i: step["jumps"].pop(i))


def test_a_leap_over_the_peak_is_rejected():
    """The norms at 2^16 and 2^17 stay below 97/100 of the peak at 10^5 between them, and so do those at all nodes."""

    def over(document, steps):
        document["statement"].update(upper=str(Fraction(document["statement"]["upper"]) * Fraction(97, 100)), lower="1")
        steps["leaps"].update(jumps=[[0, 1], *([j, 1] for j in range(21))], t=1, lower="1")
        steps["leaps"]["v"].update(re=[1, 0])

    assert rejected("leaps", over)


def test_jumps_have_to_be_jumps():
    for jumps in ([[1, 1]], [[0, 1], [61, 1]], [[0, 10**6]], [[0, 0]], [[-1, 1]], [[0]], [0], "[]", [[0, 1], [5, 1]]):
        assert leaps(lambda step, jumps=jumps: step.update(jumps=[*jumps, *step["jumps"]]))


def test_powers_that_do_not_grow_are_not_defective():
    for w in ([0, 0], [1, 0], [0, 1, 0]):
        assert rejected("defective", lambda _, step, w=w: step["defective"].update(w=w))
    assert rejected("defective", lambda document, _: document["statement"].update(upper="5"))
    assert rejected("defective", lambda document, _: document["statement"]["matrix"].update(re=[[1, 0], [0, 1]]))


def test_powers_skipped_below_the_horizon_do_not_escape():
    """The identity-like horizon T = 2 of [[0, 2], [1/2, 0]] leaves ‖A‖ = 2, which a bound of 1 would hide."""
    assert rejected(
        "contraction",
        lambda document, step: (
            document["statement"].update(lower="1", upper="1"),
            step["powers"].update(lower="1", t=2),
        ),
    )


def test_too_few_bits_prove_nothing():
    for bits in (1, 5, 8):
        assert rejected("sup_powers", lambda _, step, b=bits: step["powers"].update(bits=b))
        assert rejected("norm", lambda _, step, b=bits: step["power-norm"].update(width=b))
    for bits in (0, -1, "9", 10**7, True):
        assert rejected("sup_powers", lambda _, step, b=bits: step["powers"].update(bits=b))
        assert rejected("norm", lambda _, step, b=bits: step["power-norm"].update(width=b))


def test_growth_has_to_be_proved():
    assert rejected("unbounded", lambda _, step: step["unstable"].update(v=[0, 0]))
    assert rejected("unbounded", lambda _, step: step["unstable"].update(P={"denominator": 1, "re": [[1, 0], [0, 1]]}))
    assert rejected("unbounded", lambda _, step: step["unstable"].update(s="1/2"))
    assert rejected("unbounded", lambda document, _: document["statement"].update(upper="1000000"))
    assert rejected("unbounded", lambda document, _: document.update(steps=[]))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_a_mutated_document_is_rejected_or_still_true(data):
    document = FORGER.mutated(data)
    assert document is None or truth(document["statement"])


def truth(statement):
    """The statement about its matrix, evaluated in floats with a margin."""
    X = array(statement["matrix"])
    lower, upper = ends(statement)
    value = VALUES[statement["quantity"]](X, statement)
    return lower <= value * (1 + 1e-5) and value <= upper * (1 + 1e-5)


def on_circle(X, r):
    z = r * np.exp(1j * np.linspace(0, 2 * np.pi, 2000))
    return np.linalg.svd(z[:, None, None] * np.eye(len(X)) - X, compute_uv=False)[:, -1].min()


def pseudospectral_radius(X, epsilon):
    inside, outside = np.abs(np.linalg.eigvals(X)).max(), 10 + 10 * epsilon
    for _ in range(50):
        r = (inside + outside) / 2
        inside, outside = (r, outside) if on_circle(X, r) <= epsilon else (inside, r)
    return inside


def powers(X):
    if np.abs(np.linalg.eigvals(X)).max() > 1 + 1e-9:
        return np.inf
    looked_at = [*range(100), *np.unique(np.geomspace(100, 10**6, 2000).astype(int))]  # humps may be long and smooth
    largest = max(np.linalg.norm(np.linalg.matrix_power(X, int(t)), 2) for t in looked_at)
    return largest if np.linalg.norm(np.linalg.matrix_power(X, 10**9), 2) < 100 * largest else np.inf


def numerical_radius(X):
    return max(
        np.linalg.eigvalsh((c * X + np.conj(c) * X.conj().T) / 2)[-1] for c in np.exp(1j * np.linspace(0, 6.3, 2000))
    )


VALUES = {
    "M": lambda X, s: 1 / on_circle(X, float(Fraction(s["radius"]))),
    "distance_to_instability": lambda X, _: on_circle(X, 1.0),
    "pseudospectral_radius": lambda X, s: pseudospectral_radius(X, float(Fraction(s["epsilon"]))),
    "w": lambda X, _: numerical_radius(X),
    "norm": lambda X, s: np.linalg.norm(np.linalg.matrix_power(X, s["power"]), 2),
    "sup_powers": lambda X, _: powers(X),
}
