"""Forged certificates of the continuous Kreiss constant are rejected, whichever field is changed.

The forgeries go obligation by obligation; then each value of each document is replaced by junk, one after the other.
"""

import json
from fractions import Fraction

import numpy as np
import pytest
from checker.forging import by_nodes, factors_written

from kreiss.numeric import certify_kreiss, certify_kreiss_ct, certify_kreiss_ct_algebraic
from kreiss.verify.checker import Rejected, check_document

COMPLEX = [[{"re": -1, "im": 1}, 4], [0, {"re": -1, "im": 0}]]


def documents():
    return {
        "finite": json.dumps(certify_kreiss_ct([[-1, 10], [0, -1]], 0.5).certificate),
        "complex": json.dumps(certify_kreiss_ct(COMPLEX, 0.3).certificate),
        "one": json.dumps(certify_kreiss_ct([[-1, 1], [0, -1]]).certificate),
        "skew": json.dumps(certify_kreiss_ct([[0, 1], [-1, 0]]).certificate),
        "axis": json.dumps(certify_kreiss_ct([[0, 10], [0, -1]], 0.1).certificate),
        "algebra": json.dumps(certify_kreiss_ct_algebraic([[-1, 10], [0, -1]], 0.5).certificate),
        "jordan": json.dumps(certify_kreiss_ct([[0, 1, 2], [0, 0, 0], [0, 1, -1]]).certificate),
        "infinite": json.dumps(certify_kreiss_ct([[1, 1], [0, -2]]).certificate),
    }


with factors_written(), by_nodes():
    DOCUMENTS = documents()
JUNK = [None, True, 0, -1, 1, 7, 10**40, 0.5, "", "1/0", "-1", "1/3", "inf", "elimination", [], {}, [[0]]]


def rejected(name, change):
    """Whether the document is rejected once ``change`` has had its statement and its first steps by reason."""
    document = json.loads(DOCUMENTS[name])
    steps = {step["reason"]: step for step in reversed(document["steps"])}
    change(document, steps)
    with pytest.raises(Rejected):
        check_document(document)
    return True


def times(step, key, factor):
    step[key] = str(Fraction(step[key]) * Fraction(factor))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_genuine_document_is_accepted(name):
    assert check_document(json.loads(DOCUMENTS[name])).assumptions == ()


@pytest.mark.parametrize("name", ["finite", "complex"])
def test_a_narrower_enclosure_is_rejected(name):
    assert rejected(name, lambda document, _: times(document["statement"], "lower", "101/100"))
    assert rejected(name, lambda document, _: times(document["statement"], "upper", "9/10"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_step_may_be_left_out(name):
    for i in range(len(json.loads(DOCUMENTS[name])["steps"])):
        assert rejected(name, lambda document, _, i=i: document["steps"].pop(i))


def test_the_constant_is_never_below_1_nor_finite_with_growth():
    assert rejected("one", lambda document, _: document["statement"].update(upper="99/100"))
    assert rejected("one", lambda document, _: document["statement"].update(lower="101/100"))
    assert rejected("infinite", lambda document, _: document["statement"].update(upper="1000000000"))


@pytest.mark.parametrize("quantity", ["K", "M", "w", "sup_powers", "k_ct", 7, None])
def test_a_certificate_of_the_half_plane_proves_no_other_quantity(quantity):
    for name in DOCUMENTS:
        assert rejected(name, lambda document, _: document["statement"].update(quantity=quantity))


def test_a_certificate_of_the_disc_proves_nothing_of_the_half_plane():
    document = json.loads(json.dumps(certify_kreiss([["1/2", 3], [0, "1/2"]], 0.5).certificate))
    document["statement"]["quantity"] = "K_ct"
    with pytest.raises(Rejected):
        check_document(document)


def test_the_witness_lies_in_the_open_half_plane_and_proves_its_bound():
    assert rejected("finite", lambda _, step: times(step["witness"]["z"], "re", -1))
    assert rejected("finite", lambda _, step: step["witness"]["z"].update(re="0"))
    assert rejected("finite", lambda _, step: times(step["witness"]["z"], "re", 9))
    assert rejected("finite", lambda _, step: step["witness"]["v"].update(re=[0, 0], im=[0, 0]))
    assert rejected("finite", lambda _, step: step["witness"]["v"].update(re=[1, 0], im=[0, 0]))
    assert rejected("finite", lambda document, step: (times(document["statement"], "lower", "51/50"),
                                                      times(step["witness"], "lower", "51/50")))  # fmt: skip
    assert rejected("finite", lambda document, step: times(step["witness"], "lower", -1))


def test_a_line_has_to_be_semidefinite_and_lie_right_of_the_axis():
    assert rejected("finite", lambda _, step: times(step["line"], "mu", "1/2"))
    assert rejected("finite", lambda _, step: times(step["line"], "mu", -1))
    assert rejected("finite", lambda _, step: step["line"].update(x="-1/100"))
    assert rejected("finite", lambda _, step: step["line"]["P"]["re"][0].__setitem__(0, -step["line"]["P"]["re"][0][0]))
    assert rejected("finite", lambda _, step: step["line"].update(semidefinite="elimination", mu="1"))
    for i, step in enumerate(json.loads(DOCUMENTS["finite"])["steps"]):
        if step["reason"] == "line":
            assert rejected("finite", lambda document, _, i=i: times(document["steps"][i], "mu", "4/5"))
            assert rejected("finite", lambda document, _, i=i: document["steps"][i].update(x="1/1234"))


def test_stability_needs_the_positive_definite_P_of_the_axis():
    assert rejected("finite", lambda _, step: step["stable"].update(definite=step["line"]["semidefinite"]))
    assert rejected("finite", lambda document, _: document["steps"].insert(0, document["steps"].pop(2)))


def test_a_line_that_the_checker_eliminates_is_no_lower_than_the_matrix_allows():
    document = documents()["finite"]
    lines = [i for i, step in enumerate(json.loads(document)["steps"]) if step["reason"] == "line"]
    assert all(json.loads(document)["steps"][i]["semidefinite"] == "elimination" for i in lines)
    assert check_document(json.loads(document)).assumptions == ()
    for i in lines:
        forged = json.loads(document)
        times(forged["steps"][i], "mu", "1/1000")
        with pytest.raises(Rejected):
            check_document(forged)


def test_an_unstable_matrix_has_lines_but_no_finite_constant():
    """All of the lines' certificates hold for A = 1 with P < 0: M(0) = 1 and M(3) = 1/2; only stability fails."""
    line = {"reason": "line", "semidefinite": "elimination"}
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {"quantity": "K_ct", "matrix": {"denominator": 1, "re": [[1]]}, "lower": "1", "upper": "inf"},
        "steps": [
            line | {"x": "0", "mu": "2", "P": {"denominator": 1, "re": [[-2]]}},
            line | {"x": "3", "mu": "1", "P": {"denominator": 1, "re": [[1]]}},
            {"reason": "numerical-abscissa", "omega": "1", "semidefinite": "elimination"},
        ],
    }
    assert check_document(document)
    document["statement"]["upper"] = "100"
    with pytest.raises(Rejected, match="stable"):
        check_document(document)
    document["steps"].insert(1, {"reason": "stable", "definite": "elimination"})
    with pytest.raises(Rejected, match="definite"):
        check_document(document)


def test_the_tail_needs_the_numerical_abscissa_and_a_line_far_enough():
    assert rejected("finite", lambda _, step: step["numerical-abscissa"].update(omega="0"))
    assert rejected("finite", lambda _, step: times(step["numerical-abscissa"], "omega", "9/10"))
    assert rejected("finite", lambda _, step: times(step["numerical-abscissa"], "omega", 40))
    assert rejected("one", lambda _, step: step["numerical-abscissa"].update(omega="-1"))
    assert rejected("skew", lambda document, _: document["statement"]["matrix"]["re"][0].__setitem__(1, 3))


def test_growth_has_to_be_proved():
    assert rejected("infinite", lambda _, step: step["unstable"].update(v=[0, 0]))
    assert rejected("infinite", lambda _, step: step["unstable"].update(v=[0, 1]))
    assert rejected("infinite", lambda _, step: step["unstable"].update(s="-1/2"))
    assert rejected("infinite", lambda _, step: step["unstable"].update(s="3"))
    assert rejected("infinite", lambda _, step: step["unstable"].update(P={"denominator": 1, "re": [[-1, 0], [0, -1]]}))


def spots(value):
    """Every place of a document, as its container and key."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, child in pairs:
        yield value, key
        yield from spots(child)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_junk_anywhere_is_rejected_or_leaves_a_true_statement(name):
    count = sum(1 for _ in spots(json.loads(DOCUMENTS[name])))
    accepted = 0
    for i in range(count):
        for junk in JUNK[i % 2 :: 2]:
            document = json.loads(DOCUMENTS[name])
            container, key = list(spots(document))[i]
            container[key] = junk
            try:
                check_document(document)
            except Rejected:
                continue
            accepted += 1
            assert true(document["statement"])
    assert accepted < count * len(JUNK) / 8


def true(statement):
    """The statement about its matrix, evaluated in floats on a grid, with a margin."""
    parts = statement["matrix"]
    X = np.array(parts["re"], float) + 1j * np.array(parts.get("im", np.zeros_like(parts["re"])), float)
    X = X / parts["denominator"]
    lower, upper = (
        np.inf if statement[end] == "inf" else float(Fraction(statement[end])) for end in ("lower", "upper")
    )
    if np.linalg.eigvals(X).real.max() > 1e-9 or grows(X):
        return upper == np.inf
    x, y = np.geomspace(1e-2, 1e4, 200), np.linspace(-3, 3, 61)
    z = (x[:, None] + 1j * y).ravel()
    sigma = np.linalg.svd(z[:, None, None] * np.eye(len(X)) - X, compute_uv=False)[:, -1]
    value = float((z.real / sigma).max())
    return lower <= value * 1.01 and value <= upper * (1 + 1e-9)


def grows(X):
    """Whether x·‖(zI − X)⁻¹‖ grows without bound next to an eigenvalue on the axis, as two points tell."""
    X = X / (np.abs(X).max() or 1)
    near, nearer = (
        max(x / np.linalg.svd((x + 1j * eigenvalue.imag) * np.eye(len(X)) - X)[1][-1] for eigenvalue in
            np.linalg.eigvals(X)) for x in (1e-3, 1e-5)
    )  # fmt: skip
    return nearer > 10 * near


def test_the_segment_next_to_the_axis_has_to_hold_from_0_to_the_first_line():
    segment = json.loads(DOCUMENTS["axis"])["steps"]
    assert [step["reason"] for step in segment].count("segment") == 1
    assert rejected("axis", lambda _, step: times(step["segment"], "kappa", "9/10"))
    assert rejected("axis", lambda _, step: step["segment"].update(kappa="0"))
    assert rejected("axis", lambda _, step: step["segment"].update(x=[]))
    assert rejected("axis", lambda _, step: step["segment"].update(x=["0"]))
    assert rejected("axis", lambda _, step: step["segment"]["x"].insert(0, "-1"))
    assert rejected("axis", lambda _, step: step["segment"].update(x=["1000000"]))
    assert rejected("axis", lambda _, step: step["segment"].update(x=["1/1000000000"]))
    assert rejected("axis", lambda _, step: step["segment"]["semidefinite"][0].pop())
    assert rejected("axis", lambda _, step: step["segment"]["semidefinite"].append([]))
    assert rejected("axis", lambda _, step: step["segment"]["T"].pop())
    assert rejected("axis", lambda _, step: step["segment"]["T"].pop(0))
    assert rejected("axis", lambda _, step: step["segment"].update(T=step["segment"]["T"][:1]))
    assert rejected("axis", lambda _, step: step["segment"]["T"][0]["re"][0].__setitem__(0, 1))
    assert rejected("axis", lambda _, step: step["line"].update(x="2000"))


def test_a_bound_that_is_large_on_the_segment_only_does_not_follow():
    def raised(document, step):
        times(step["segment"], "kappa", 2)

    assert rejected("axis", raised)


def test_segments_and_lines_have_to_leave_no_line_out():
    steps = json.loads(DOCUMENTS["algebra"])["steps"]
    reasons = [step["reason"] for step in steps]
    assert reasons.count("segment") > 1
    assert reasons.count("line") == reasons.count("stable") > 0
    for i, reason in enumerate(reasons):
        if reason == "segment":
            assert rejected("algebra", lambda document, _, i=i: document["steps"][i].pop("from"))
            assert rejected("algebra", lambda document, _, i=i: times(document["steps"][i], "from", "1001/1000"))
            assert rejected("algebra", lambda document, _, i=i: times(document["steps"][i], "from", -1))
            assert rejected("algebra", lambda document, _, i=i: times(document["steps"][i], "kappa", "1001/1000"))
            assert rejected("algebra", lambda document, _, i=i: document["steps"][i]["x"].append("1000000"))
    assert rejected("algebra", lambda _, step: step["stable"].update(definite=step["line"]["semidefinite"]))
    assert rejected("algebra", lambda _, step: times(step["line"], "mu", 1000))
    assert rejected("algebra", lambda _, step: times(step["numerical-abscissa"], "omega", 2))
    assert rejected("algebra", lambda document, _: times(document["statement"], "upper", "9/10"))


def test_a_line_with_an_indefinite_P_bounds_itself_alone():
    """A = 1 and P = −2 have L ⪰ 0 at x = 0 with μ = 2, but K_ct = ∞: neither ``stable`` nor the cover holds."""
    line = {"reason": "line", "x": "0", "mu": "2", "P": {"denominator": 1, "re": [[-2]]}, "semidefinite": "elimination"}
    abscissa = {"reason": "numerical-abscissa", "omega": "1", "semidefinite": "elimination"}
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": {"quantity": "K_ct", "matrix": {"denominator": 1, "re": [[1]]}, "lower": "1", "upper": "1000"},
        "steps": [line, abscissa],
    }
    with pytest.raises(Rejected, match="stable"):
        check_document(document)
    document["steps"].insert(1, {"reason": "stable", "definite": "elimination"})
    with pytest.raises(Rejected, match="definite"):
        check_document(document)


def test_lines_alone_cover_a_ball_of_matrices():
    """M ≤ μ to the right of a line holds for A + E with μ/(1 − εμ) = 2, and ω + ε = 3/2 for ω: r = 2 ≤ 4(2 − 3/2)."""
    one = {"denominator": 1, "re": [[1]]}
    statement = {"quantity": "K_ct", "matrix": {"denominator": 1, "re": [[-1]]}, "lower": "0"}
    steps = [
        {"reason": "line", "x": "0", "mu": "1", "P": one, "semidefinite": "elimination"},
        {"reason": "stable", "definite": "elimination"},
        {"reason": "numerical-abscissa", "omega": "1", "semidefinite": "elimination"},
    ]
    document = {
        "schema": "kreiss/enclosure-1",
        "statement": statement | {"upper": "4", "radius": "1/2"},
        "steps": steps,
    }
    assert check_document(document)
    for upper, radius in (("39/10", "1/2"), ("4", "51/100"), ("100", "1")):
        with pytest.raises(Rejected):
            check_document(document | {"statement": statement | {"upper": upper, "radius": radius}})
    with pytest.raises(Rejected):
        check_document(document | {"steps": [steps[0], steps[2]]})


def test_a_jordan_block_has_to_be_shown():
    assert rejected("jordan", lambda _, step: step["defective"].update(w=[0, 0, 0]))
    assert rejected("jordan", lambda _, step: step["defective"].update(w=[1, 0, 0]))
    assert rejected("jordan", lambda _, step: step["defective"].update(w=[0, 0, 1]))
    assert rejected("jordan", lambda _, step: step["defective"].update(f=[1, 1]))
    assert rejected("jordan", lambda _, step: step["defective"].update(f=[0]))
    assert rejected("jordan", lambda _, step: step["defective"].update(f=[]))
    assert rejected("jordan", lambda _, step: step["defective"].update(f=[0, 0, 1]))
    assert rejected("jordan", lambda _, step: step["defective"].update(f=[0, 1, 0]))
    assert rejected("jordan", lambda document, _: document["statement"].update(upper="7"))
    assert rejected("jordan", lambda document, _: document["statement"]["matrix"]["re"][0].__setitem__(1, -2))


def test_semisimple_eigenvalues_on_the_axis_show_no_jordan_block():
    for w in ([1, 0], [0, 1], [1, 1]):
        for f in ([0, 1], [1, 0, 1], [-1, 0, 1], [0, 1, 0, 1]):
            document = {
                "schema": "kreiss/enclosure-1",
                "statement": {"quantity": "K_ct", "matrix": {"denominator": 1, "re": [[0, 1], [-1, 0]]}, "lower": "1",
                              "upper": "inf"},
                "steps": [{"reason": "defective", "f": f, "w": w}],
            }  # fmt: skip
            with pytest.raises(Rejected):
                check_document(document)
