"""Certificates of the neighbours of K_ct: whatever a forger changes in statement or steps, the checker rejects it.

Every obligation has its forgery, and random mutations of every document end in acceptance of a true statement or in
``Rejected``, never in another exception.
"""

from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
from checker.forging import Forger, array, ends, move
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import (
    certify_exponential_norm,
    certify_line_resolvent_norm,
    certify_numerical_abscissa,
    certify_pseudospectral_abscissa,
    certify_sup_exponential,
    distance_to_half_plane_instability,
)
from kreiss.verify.checker import Rejected, check_document

A = [["-1/2", 1], [0, {"re": "-1/4", "im": 1}]]
HUMP = [[-1, 10], [0, -1]]
GAP = 1e-3
DOCUMENTS = {
    "M_ct": certify_line_resolvent_norm(A, "1/4", GAP).certificate,
    "distance": distance_to_half_plane_instability(A, GAP).certificate,
    "pseudospectral_abscissa": certify_pseudospectral_abscissa(A, "3/10", GAP).certificate,
    "numerical_abscissa": certify_numerical_abscissa(HUMP, GAP).certificate,
    "touching": certify_numerical_abscissa([[0, 1], [-1, 0]], GAP).certificate,
    "exp_norm": certify_exponential_norm(HUMP, "3/2", GAP).certificate,
    "sup_exp": certify_sup_exponential(HUMP, GAP).certificate,
    "dissipative": certify_sup_exponential([[-1, 1], [-1, -1]], GAP).certificate,
    "unstable": certify_sup_exponential([[1, 1], [0, -2]], GAP).certificate,
    "defective": certify_sup_exponential([[0, 1], [0, 0]], GAP).certificate,
}
ENCLOSED = ["M_ct", "distance", "pseudospectral_abscissa", "numerical_abscissa", "exp_norm", "sup_exp"]


FORGER = Forger(DOCUMENTS)
forged, rejected = FORGER.forged, FORGER.rejected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_genuine_document_is_accepted(name):
    assert check_document(FORGER.genuine(name)).assumptions == ()


@pytest.mark.parametrize("name", ENCLOSED)
def test_a_narrower_enclosure_is_rejected(name):
    assert rejected(name, move("lower", "101/100"))
    assert rejected(name, move("upper", "99/100"))


@pytest.mark.parametrize("name", ENCLOSED)
def test_steps_may_not_be_left_out(name):
    for i in range(len(DOCUMENTS[name]["steps"])):
        assert rejected(name, lambda document, _, i=i: document["steps"].pop(i))


@pytest.mark.parametrize("name", [*ENCLOSED, "touching"])
def test_the_steps_speak_about_this_matrix(name):
    for factor in (3, -3):

        def change(document, _, factor=factor):
            document["statement"]["matrix"]["re"][0][0] += factor * document["statement"]["matrix"]["denominator"]

        assert rejected(name, change)


def test_another_line_epsilon_or_time_is_rejected():
    assert rejected("M_ct", lambda document, _: document["statement"].update(line="1/5"))
    assert rejected("M_ct", lambda document, _: document["statement"].pop("line"))
    for epsilon in ("1/4", "2/5", "-3/10", "0"):
        assert rejected(
            "pseudospectral_abscissa", lambda document, _, e=epsilon: document["statement"].update(epsilon=e)
        )
    for time in ("1", "2", "-3/2", 1.5):
        assert rejected("exp_norm", lambda document, _, t=time: document["statement"].update(time=t))


def test_a_certificate_of_one_quantity_proves_no_other():
    quantities = {document["statement"]["quantity"] for document in DOCUMENTS.values()} | {"M", "sup_powers", "w"}
    for name, document in DOCUMENTS.items():
        for quantity in quantities - {document["statement"]["quantity"]}:
            assert rejected(name, lambda document, _, q=quantity: document["statement"].update(quantity=q))


def test_the_point_lies_on_its_line():
    assert rejected("M_ct", lambda _, step: step["point"]["z"].update(re="1/5"))
    assert rejected("distance", lambda _, step: step["point"]["z"].update(re="-1/1000000"))
    assert rejected("M_ct", lambda _, step: step["point"].update(sigma=str(Fraction(step["point"]["sigma"]) / 2)))


def test_the_line_has_to_be_semidefinite_and_where_it_is_said_to_be():
    for name in ("M_ct", "distance", "pseudospectral_abscissa"):
        assert rejected(name, lambda _, step: step["line"].update(mu=str(Fraction(step["line"]["mu"]) / 2)))
        assert rejected(name, lambda _, step: step["line"].update(x=str(Fraction(step["line"]["x"]) - 1)))
        assert rejected(name, lambda _, step: step["line"].update(mu="-1"))
        assert rejected(name, lambda _, step: step["line"]["P"]["re"][0].__setitem__(0, 0))


def test_stability_needs_a_positive_definite_P():
    for name in ("distance", "pseudospectral_abscissa"):
        assert rejected(name, lambda document, _: document["steps"].insert(0, document["steps"].pop()))


def test_an_unstable_matrix_has_lines_but_no_distance_to_instability():
    """All of the line's certificate holds for A = 1 with P < 0, since M(0) = 1; only stability fails."""
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {"quantity": "M_ct", "line": 0, "matrix": {"denominator": 1, "re": [[1]]}, "lower": 1, "upper": 2},
        "steps": [
            {"reason": "point", "z": {"re": 0, "im": 0}, "sigma": 1, "v": {"re": [1], "im": [0]}},
            {"reason": "line", "x": 0, "mu": 2, "P": {"denominator": 1, "re": [[-1]]}, "semidefinite": "elimination"},
        ],
    }
    assert check_document(document)
    document["statement"] |= {"quantity": "distance_to_instability_ct", "lower": "1/2", "upper": "1"}
    del document["statement"]["line"]
    for more in ([], [{"reason": "stable", "definite": "elimination"}]):
        with pytest.raises(Rejected):
            check_document({**document, "steps": document["steps"] + more})


def test_K_ct_takes_no_line_left_of_the_axis():
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {"quantity": "K_ct", "matrix": {"denominator": 1, "re": [[-2]]}, "lower": 1, "upper": 2},
        "steps": [
            {"reason": "line", "x": -1, "mu": 2, "P": {"denominator": 1, "re": [[1]]}, "semidefinite": "elimination"}
        ],
    }
    with pytest.raises(Rejected, match="x ≥ 0"):
        check_document(document)


def test_the_field_value_has_to_be_reached():
    assert rejected("numerical_abscissa", lambda _, step: step["field-value"].update(lower="41/10"))
    assert rejected("numerical_abscissa", lambda _, step: step["field-value"].update(v={"re": [1, 0], "im": [0, 0]}))
    assert rejected("numerical_abscissa", lambda _, step: step["field-value"].update(v={"re": [0, 0], "im": [0, 0]}))
    assert rejected("touching", lambda document, _: document["statement"].update(lower="1/10"))
    assert rejected("touching", lambda document, _: document["statement"].update(upper="-1/10"))


def flow(change):
    return rejected("sup_exp", lambda _, step: change(step["flow"]))


def test_the_flow_passes_every_node_that_the_bound_needs():
    for name in ("bits", "width", "step", "jumps", "t", "lower", "v"):
        assert flow(lambda step, name=name: step.pop(name))
    for h in ("0", "-1/64", "1", str(Fraction(DOCUMENTS["sup_exp"]["steps"][0]["step"]) * 2)):
        assert flow(lambda step, h=h: step.update(step=h))
    for name in ("bits", "width"):
        for bits in (0, 1, 20, 100_000):
            assert flow(lambda step, name=name, bits=bits: step.update({name: bits}))
    assert flow(lambda step: step.update(t=step["t"] + 1))
    assert flow(lambda step: step.update(t=0))
    assert flow(lambda step: step.update(jumps=[]))
    assert flow(lambda step: step["jumps"].pop())
    assert flow(lambda step: step["jumps"].pop(0))
    for jumps in ([[1, 1]], [[0, 1], [61, 1]], [[0, 0]], [[-1, 1]], [[0]], [0], "[]", [[0, 1], [5, 1]]):
        assert flow(lambda step, jumps=jumps: step.update(jumps=[*jumps, *step["jumps"]]))


def test_a_jump_over_the_peak_is_rejected():
    """The norms at 1/2 and at 2 stay below 9/10 of the peak at 0.98 between them, and so do those at all nodes."""

    def over(document, steps):
        step = steps["flow"]
        document["statement"].update(upper=str(Fraction(document["statement"]["upper"]) * Fraction(9, 10)), lower="1")
        step.update(step="1/64", jumps=[[0, 1], *([j, 1] for j in range(5)), [5, 3], [6, 10]], t=1, lower="1")
        step["v"].update(re=[1, 0])

    assert rejected("sup_exp", over)


def test_what_decays_slowly_or_not_at_all_does_not_end_the_flow():
    assert rejected("dissipative", lambda document, _: document["statement"]["matrix"]["re"].__setitem__(0, [1, 1]))
    assert rejected("dissipative", lambda _, step: step["numerical-abscissa"].update(omega="1/10"))
    assert rejected("dissipative", lambda document, _: document["statement"].update(lower="11/10"))
    zero = forged("sup_exp", lambda document, _: document["statement"]["matrix"].update(re=[[0, 0], [0, 0]]))
    with pytest.raises(Rejected):
        check_document(zero)


def test_growth_has_to_be_proved():
    for name in ("unstable", "defective"):
        assert rejected(name, lambda document, _: document["statement"].update(upper="1000000"))
        assert rejected(name, lambda document, _: document.update(steps=[]))
    assert rejected("unstable", lambda _, step: step["unstable"].update(v=[0, 0]))
    assert rejected("unstable", lambda _, step: step["unstable"].update(s="-1"))
    assert rejected("defective", lambda _, step: step["defective"].update(w=[1, 0]))
    assert rejected("defective", lambda document, _: document["statement"]["matrix"].update(re=[[0, 0], [0, 0]]))


def test_too_few_bits_prove_nothing():
    for bits in (0, 1, 5, 8, -1, "9", 10**7, True):
        assert rejected("exp_norm", lambda _, step, b=bits: step["exp-norm"].update(width=b))
    assert rejected("exp_norm", lambda _, step: step["exp-norm"].update(v={"re": [1, 0], "im": [0, 0]}))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_mutated_document_is_rejected_or_still_true(data):
    document = FORGER.mutated(data)
    assert document is None or truth(document["statement"])


def truth(statement):
    """The statement about its matrix, evaluated in floats with a margin."""
    X = array(statement["matrix"])
    lower, upper = ends(statement)
    value = VALUES[statement["quantity"]](X, statement)
    slack = 1e-5 * abs(value) + 1e-12 if np.isfinite(value) else 0
    return (statement["lower"] == "inf" or lower <= value + slack) and value <= upper + slack


def on_line(X, x):
    z = x + 1j * np.linspace(-20, 20, 8001)
    return np.linalg.svd(z[:, None, None] * np.eye(len(X)) - X, compute_uv=False)[:, -1].min()


def pseudospectral_abscissa(X, epsilon):
    inside, outside = np.linalg.eigvals(X).real.max(), 10 + 10 * epsilon
    for _ in range(50):
        x = (inside + outside) / 2
        inside, outside = (x, outside) if on_line(X, x) <= epsilon else (inside, x)
    return inside


def exponentials(X):
    if np.linalg.eigvals(X).real.max() > 1e-9:
        return np.inf
    largest = max(np.linalg.norm(scipy.linalg.expm(t * X), 2) for t in np.linspace(0, 20, 800))
    return largest if np.linalg.norm(scipy.linalg.expm(1e6 * X), 2) < 100 * largest else np.inf


VALUES = {
    "M_ct": lambda X, s: 1 / on_line(X, float(Fraction(s["line"]))),
    "distance_to_instability_ct": lambda X, _: on_line(X, 0.0),
    "pseudospectral_abscissa": lambda X, s: pseudospectral_abscissa(X, float(Fraction(s["epsilon"]))),
    "numerical_abscissa": lambda X, _: np.linalg.eigvalsh((X + X.conj().T) / 2)[-1],
    "exp_norm": lambda X, s: np.linalg.norm(scipy.linalg.expm(float(Fraction(s["time"])) * X), 2),
    "sup_exp": lambda X, _: exponentials(X),
}


@pytest.mark.parametrize(("t", "words"), [("1/3", "at t = 1/3 "), (Fraction(1, 2**53), "at t ≈ 1.110223024625E-16 ")])
def test_a_parameter_that_decimals_do_not_hold_is_not_said_to_be_equal_to_them(t, words):
    assert words in check_document(certify_exponential_norm(HUMP, t, GAP).certificate).statement
