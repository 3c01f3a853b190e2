"""Certificates of the H∞ and the L∞ norm: whatever a forger changes in statement or steps, the checker rejects it."""

import numpy as np
import pytest
from checker.forging import Forger, array, ends, move
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_hinf_norm, certify_linf_norm
from kreiss.verify.checker import Rejected, check_document

STABLE = ([[0, 1], [-1, "-1/5"]], [[0], [1]], [[1, 0]], [["1/4"]])
UNSTABLE = ([[1, 1], [0, -2]], [[0], [1]], [[1, 0]], [[0]])
HIDDEN = ([[0, 0], [0, -2]], [[0], [1]], [[1, 1]], [[0]])
GAP = 1e-3
DOCUMENTS = {
    "hinf": certify_hinf_norm(STABLE, GAP).certificate,
    "linf": certify_linf_norm(UNSTABLE, GAP).certificate,
    "discrete": certify_hinf_norm(([["1/2", 1], [0, "1/3"]], [[0], [1]], [[1, 0]], [[0]]), GAP, dt=1).certificate,
    "complex": certify_hinf_norm(([[{"re": -1, "im": 2}]], [[1]], [[1]], [[0]]), GAP).certificate,
    "feedthrough": certify_hinf_norm({"num": [2, 1], "den": [1, 1]}, GAP).certificate,
    "unreached": certify_hinf_norm(HIDDEN, GAP).certificate,
    "unseen": certify_hinf_norm(([[0, 0], [0, -2]], [[1], [1]], [[0, 1]], [[0]]), GAP).certificate,
    "on the axis": certify_linf_norm({"num": [1], "den": [1, 0, 2]}, GAP).certificate,
    "at zero": certify_hinf_norm(([[0]], [[1]], [[1]], [[0]]), GAP).certificate,
    "on the circle": certify_linf_norm({"num": [1], "den": [1, "-6/5", 1]}, GAP, dt=1).certificate,
    "at minus one": certify_linf_norm(([[-1]], [[1]], [[1]], [[0]]), GAP, dt=1).certificate,
    "beyond the axis": certify_hinf_norm(UNSTABLE, GAP).certificate,
    "beyond the circle": certify_hinf_norm(([[2]], [[1]], [[1]], [[0]]), GAP, dt=1).certificate,
    "nothing": certify_linf_norm(([[1]], [[1]], [[0]], [[0]]), GAP).certificate,
}
FINITE = ["hinf", "linf", "discrete", "complex", "feedthrough", "unreached", "unseen"]
INFINITE = ["on the axis", "at zero", "on the circle", "at minus one", "beyond the axis", "beyond the circle"]


FORGER = Forger(DOCUMENTS)
forged, rejected = FORGER.forged, FORGER.rejected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_genuine_document_is_accepted(name):
    assert check_document(FORGER.genuine(name)).assumptions == ()


@pytest.mark.parametrize("name", FINITE)
def test_a_narrower_enclosure_is_rejected(name):
    assert rejected(name, move("lower", "101/100"))
    assert rejected(name, move("upper", "99/100"))


@pytest.mark.parametrize("name", [*FINITE, *INFINITE])
def test_steps_may_not_be_left_out(name):
    for i in range(len(DOCUMENTS[name]["steps"])):
        assert rejected(name, lambda document, _, i=i: document["steps"].pop(i))


@pytest.mark.parametrize("name", FINITE[:5])
def test_the_steps_speak_about_this_system(name):
    for part in "ABCD":

        def change(document, _, part=part):
            matrix = document["statement"]["system"][part]
            matrix["re"][0][0] += 7 * matrix["denominator"]

        assert rejected(name, change)


@pytest.mark.parametrize("name", FINITE)
def test_the_steps_speak_about_this_time(name):
    other = {"continuous": "discrete", "discrete": "continuous"}

    def change(document, _):
        document["statement"]["domain"] = other[document["statement"]["domain"]]

    assert rejected(name, change)
    assert rejected(name, lambda document, _: document["statement"].update(domain="both"))
    assert rejected(name, lambda document, _: document["statement"].pop("domain"))


def test_a_bound_on_the_axis_is_none_beyond_it():
    """The unstable lag 1/(s − 1) has the L∞ norm 1, by a P < 0, and no H∞ norm."""
    assert rejected("linf", lambda document, _: document["statement"].update(quantity="hinf_norm"))
    assert rejected(
        "linf",
        lambda document, step: (
            document["statement"].update(quantity="hinf_norm"),
            step["bounded-real"].update(nonnegative="elimination"),
        ),
    )
    assert check_document(forged("hinf", lambda document, _: document["statement"].update(quantity="linf_norm")))
    document = forged("hinf", lambda _, step: step["bounded-real"].pop("nonnegative"))
    with pytest.raises(Rejected):
        check_document(document)


def test_a_pole_beyond_the_boundary_says_nothing_of_the_boundary():
    for name in ("beyond the axis", "beyond the circle"):
        assert rejected(name, lambda document, _: document["statement"].update(quantity="linf_norm"))
        assert rejected(name, lambda _, step: step["unstable"].update(s="-1"))
        assert rejected(name, lambda _, step: step["unstable"]["v"].__setitem__(0, 0))


@pytest.mark.parametrize("name", INFINITE)
def test_an_infinite_norm_is_not_said_to_be_finite(name):
    assert rejected(name, lambda document, _: document["statement"].update(upper="1000000", lower="0"))


def test_the_inequality_needs_its_gamma_and_its_P():
    for name in ("hinf", "linf", "discrete", "complex", "feedthrough"):
        assert rejected(name, lambda _, step: step["bounded-real"].update(gamma="1/100"))
        assert rejected(name, lambda _, step: step["bounded-real"].update(gamma="-1"))
        assert rejected(name, lambda _, step: step["bounded-real"]["P"]["re"][0].__setitem__(0, 0))
    assert rejected("hinf", lambda _, step: step["bounded-real"]["P"]["re"][0].__setitem__(1, 10**30))


def test_the_response_has_to_be_one():
    for name in ("hinf", "linf", "discrete", "complex"):
        assert rejected(name, lambda _, step: step["response"]["x"]["re"].__setitem__(0, 10**9))
        assert rejected(name, lambda _, step: step["response"]["u"]["re"].__setitem__(0, 12345))
        assert rejected(name, lambda _, step: step["response"]["z"].update(re="1/7"))
        assert rejected(name, lambda _, step: step["response"].update(lower="1000"))
        assert rejected(name, lambda _, step: step["response"].update(lower="-1"))
        assert rejected(
            name, lambda _, step: step["response"].update(regular={"denominator": 1, "lower": [[0]], "weights": [0]})
        )
    assert rejected("hinf", lambda _, step: step["response"].update(u={"re": [0], "im": [0]}))


def test_a_state_that_no_one_reaches_does_not_count_as_a_response():
    """x = 1 solves 0·x = 0·u for the hidden integrator, and would make Cx + Du as large as anyone likes."""
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {
            "quantity": "linf_norm", "domain": "continuous", "lower": "1000000", "upper": "inf",
            "system": {name: {"denominator": 1, "re": [[entry]]} for name, entry in
                       {"A": 0, "B": 0, "C": 1, "D": 0}.items()},
        },
        "steps": [{"reason": "response", "lower": "1000000", "z": {"re": 0, "im": 0}, "x": {"re": [10**6], "im": [0]},
                   "u": {"re": [1], "im": [0]}, "regular": "elimination"}],
    }  # fmt: skip
    with pytest.raises(Rejected, match="elimination"):
        check_document(document)


def test_the_feedthrough_reaches_no_circle():
    assert rejected("feedthrough", lambda _, step: step["feedthrough"].update(lower="3"))
    assert rejected("feedthrough", lambda _, step: step["feedthrough"].update(u={"re": [0], "im": [0]}))
    document = forged(
        "discrete",
        lambda document, _: document["steps"].append(
            {"reason": "feedthrough", "lower": "0", "u": {"re": [1], "im": [0]}}
        ),
    )
    with pytest.raises(Rejected):
        check_document(document)


def test_a_reduction_keeps_the_transfer_function():
    for part in ("A", "B", "T"):
        assert rejected("unreached", lambda _, step, p=part: step["reachable"][p]["re"][0].__setitem__(0, 9))
        assert rejected("unreached", lambda _, step, p=part: step["reachable"].pop(p))
    for part in ("A", "C", "T"):
        assert rejected("unseen", lambda _, step, p=part: step["observable"][p]["re"][0].__setitem__(0, 9))
    assert rejected("unreached", lambda _, step: step["reachable"].update(reason="observable"))


def test_an_eigenvalue_that_is_hidden_makes_nothing_infinite():
    """A pole at 0 that B does not reach: the claim of a minimal system is found out, and so is a pole without it."""
    for steps in (
        [{"reason": "minimal"}, {"reason": "pole", "f": [0, 1], "w": [1, 0]}],
        [{"reason": "pole", "f": [0, 1], "w": [1, 0]}],
    ):
        assert rejected(
            "unreached",
            lambda document, _, steps=steps: (
                document.update(steps=steps),
                document["statement"].update(lower="inf", upper="inf"),
            ),
        )
    # a reduction after 'minimal' is another system
    assert rejected("at zero", lambda document, _: document["steps"].insert(1, {
        "reason": "reachable", **{name: {"denominator": 1, "re": [[entry]]} for name, entry in
                                  {"A": 0, "B": 1, "T": 1}.items()}
    }))  # fmt: skip


def test_a_pole_needs_its_polynomial_its_vector_and_its_root():
    for name in ("on the axis", "on the circle"):
        assert rejected(name, lambda _, step: step["pole"].pop("between"))
        assert rejected(name, lambda _, step: step["pole"].update(between=["-1000", "-999"]))
        assert rejected(name, lambda _, step: step["pole"].update(between=["-1", "1"]))
        assert rejected(name, lambda _, step: step["pole"].update(between=["-1"]))
        assert rejected(name, lambda _, step: step["pole"].update(w=[0, 0]))
        assert rejected(name, lambda _, step: step["pole"].update(f=[3, 0, 1]))
        assert rejected(name, lambda _, step: step["pole"].update(f=[1, 1]))
    assert rejected("at zero", lambda _, step: step["pole"].update(f=[1, 1]))
    assert rejected("at minus one", lambda _, step: step["pole"].update(f=[-1, 1]))


def test_an_even_polynomial_without_imaginary_roots_puts_no_pole_on_the_axis():
    """s² − 1: its roots are ±1, so that the H∞ norm is infinite and the L∞ norm is not."""
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {
            "quantity": "hinf_norm", "domain": "continuous", "lower": "inf", "upper": "inf",
            "system": {"A": {"denominator": 1, "re": [[0, 1], [1, 0]]}, "B": {"denominator": 1, "re": [[0], [1]]},
                       "C": {"denominator": 1, "re": [[1, 0]]}, "D": {"denominator": 1, "re": [[0]]}},
        },
        "steps": [{"reason": "minimal"}, {"reason": "pole", "f": [-1, 0, 1], "w": [1, 0]}],
    }  # fmt: skip
    assert check_document(document)
    document["statement"]["quantity"] = "linf_norm"
    for between in (None, ["-2", "-1/2"], ["1/2", "2"], ["-2", "2"]):
        if between is not None:
            document["steps"][1]["between"] = between
        with pytest.raises(Rejected):
            check_document(document)


def test_shapes_have_to_fit():
    for part in "BCD":
        assert rejected("hinf", lambda document, _, p=part: document["statement"]["system"][p]["re"][0].append(1))
        assert rejected("hinf", lambda document, _, p=part: document["statement"]["system"].pop(p))
    assert rejected("hinf", lambda document, _: document["statement"]["system"]["A"].update(im=[[0, 0], [0, 0]]))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_mutated_document_is_rejected_or_still_true(data):
    document = FORGER.mutated(data)
    assert document is None or truth(document["statement"])


def truth(statement):
    """The statement, evaluated in floats with a margin."""
    A, B, C, D = (array(statement["system"][name]) for name in "ABCD")
    lower, upper = ends(statement)
    t = np.concatenate([np.linspace(-np.pi, np.pi, 4001) + 1e-5, [1e-6, np.pi - 1e-7]])
    z = np.exp(1j * t) if statement["domain"] == "discrete" else 1j * np.tan(t / 2)
    shifted = z[:, None, None] * np.eye(len(A)) - A
    G = D + C @ np.linalg.solve(shifted, np.broadcast_to(B, (len(z), *B.shape)))
    value = np.linalg.norm(G, 2, axis=(1, 2)).max()
    values = np.linalg.eigvals(A)
    outside = np.abs(values) - 1 if statement["domain"] == "discrete" else values.real
    infinite = (outside.max() if statement["quantity"] == "hinf_norm" else -np.abs(outside).min()) > -1e-9
    if lower == np.inf or (upper == np.inf and infinite):
        return infinite
    return lower <= value * (1 + 1e-4) + 1e-12 and value <= upper * (1 + 1e-6) + 1e-12
