"""Every kind of step of a proof, and an instance, is accepted as it is, and rejected when it is forged."""

import copy
import json
from dataclasses import replace
from functools import cache

import pytest
from checker.forging import rejected, step_of

from kreiss.symbolic.proof import Proof, domination, euler, form
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.checker import check_document


@cache
def _part(name, number):
    return json.dumps(theorem(name).parts[number].prove().document())


def theorem_proof(name, number):
    return json.loads(_part(name, number))


def all_rejected(document, kind, changes):
    """The document is accepted, and after each change of its step of that kind it is not."""
    check_document(document)
    for change in changes:
        forged = copy.deepcopy(document)
        change(step_of(kind, forged["steps"]))
        rejected(forged)


def claim_rejected(document, **changes):
    forged = copy.deepcopy(document)
    forged["statement"].update(changes)
    for step in forged["steps"][-1:]:
        step["states"] = forged["statement"]["states"]
    rejected(forged)


def test_domination_needs_bounds_of_every_block():
    document = theorem_proof("comparison", 1)
    check_document(document)
    given_ = document["statement"]["given"]
    for entries in (
        "[[rho(A11), norm(A12)], [norm(A12), rho(A22)]]",
        "[[rho(A11), 0], [norm(A21), rho(A22)]]",
        "[[rho(A11)/2, norm(A12)], [norm(A21), rho(A22)]]",
        "[[rho(A11), norm(A12), 0], [norm(A21), rho(A22), 0], [0, 0, 0]]",
        "[[rho(A11), A12], [norm(A21), rho(A22)]]",
    ):
        claim_rejected(document, given=[*given_[:2], f"M = {entries}"])
    claim_rejected(document, given=[given_[0], "normal(A11)", given_[2]])
    claim_rejected(document, states="K(M) <= K(J)")
    claim_rejected(document, states="K(J) < K(M)")
    claim_rejected(document, states="K(J) <= rho(M)")
    claim_rejected(document, states="norm(J) <= norm(A11)")


def radius_of_blocks(entries, quantity="numerical_radius"):
    states = f"{quantity}(J) <= {quantity}({entries})"
    return Proof(("J = [[0, B], [C, 0]]",), states, (domination(states, "by the norms of the blocks"),)).document()


def test_numerical_radii_are_compared_as_well():
    assert check_document(radius_of_blocks("[[0, norm(B)], [norm(C), 0]]"))
    for entries in (
        "[[0, norm(C)], [norm(B), 0]]",
        "[[0, norm(B)/2], [norm(C), 0]]",
        "[[0, numerical_radius(B)], [norm(C), 0]]",
        "[[0, norm(B)], [0, 0]]",
    ):
        rejected(radius_of_blocks(entries))
    rejected(radius_of_blocks("[[0, norm(B)], [norm(C), 0]]", "K_ct"))


def test_the_neumann_step_needs_its_resolvent_bound_and_its_small_perturbation():
    document = theorem_proof("neumann-extension", 2)
    changes = [
        lambda step: step.__setitem__("resolvent", "s/2"),
        lambda step: step.__setitem__("size", "norm(E)/2"),
        lambda step: step["minors"].pop(),
        lambda step: step["minors"][2].pop(),
        lambda step: step.__setitem__("bounds", [["gamma", "0"], ["0", "gamma"]]),
    ]
    all_rejected(document, "neumann", changes)
    given_ = document["statement"]["given"]
    for i, line in ((5, "(1 - gamma)^2*s^2 >= s + 1"), (6, "P = J - E"), (6, "P = J + 2*E"), (7, "norm(E)*s <= 1")):
        claim_rejected(document, given=[*given_[:i], line, *given_[i + 1 :]])
    claim_rejected(document, states="K(P) <= K(J)")
    claim_rejected(document, states="K(J) <= K(P)/(1 - norm(E)*s)")


def test_averaging_needs_the_coupling_itself():
    document = theorem_proof("minimax-error", 0)
    all_rejected(document, "averaging", [lambda step: step.__setitem__("matrix", "J")])
    given_ = document["statement"]["given"]
    for i, line in (
        (0, "J = [[A, B], [C, D]]"),
        (0, "J = [[A, 0], [C/2, D]]"),
        (2, "N = [[0, 0], [2*norm(C), 0]]"),
        (2, "N = [[1/2, 0], [norm(C), 0]]"),
        (3, "norm(C) >= 1"),
    ):
        claim_rejected(document, given=[*given_[:i], line, *given_[i + 1 :]])
    claim_rejected(document, states="norm(C)/4 + 2/norm(C) <= K(J)")


def test_stability_needs_hurwitzs_criterion_and_numbers_that_bound_the_blocks():
    document = theorem_proof("critical-coupling", 0)
    changes = [
        lambda step: step["minors"].pop(),
        lambda step: step["minors"].reverse(),
        lambda step: step["minors"].__setitem__(1, "1 - gamma"),
        lambda step: step.__setitem__("states", step["states"].replace("norm(B)", "norm(C)")),
        lambda step: step.__setitem__("states", step["states"].replace("< 1", "< 9/10")),
    ]
    all_rejected(document, "eigenvalues", changes)
    changes = [
        lambda step: step.__setitem__("states", step["states"].replace("norm(B)", "0")),
        lambda step: step.__setitem__("states", step["states"].replace("<=", "<")),
    ]
    all_rejected(document, "domination", changes)
    claim_rejected(document, states="rho(J) < 9/10")
    claim_rejected(document, given=[*document["statement"]["given"][:-1], "norm(B)*norm(C) <= (1 - gamma)^2"])


def test_an_eigenvalue_beyond_the_threshold_has_to_be_shown():
    document = theorem_proof("critical-coupling", 1)
    changes = [
        lambda step: step["minors"].pop(),
        lambda step: step["minors"][-1].clear(),
        lambda step: step.__setitem__("by", "negative root"),
        lambda step: step.__setitem__("by", "product"),
    ]
    all_rejected(document, "eigenvalues", changes)
    claim_rejected(document, states="rho(M) >= 11/10")
    claim_rejected(document, given=["M = [[gamma, -b], [c, gamma]]", *document["statement"]["given"][1:]])


@pytest.mark.parametrize(
    ("kind", "now"),
    [("circle-witness", "witness"), ("collatz", "eigenvalues"), ("stable", "domination"), ("euler", "form")],
)
def test_a_kind_of_step_of_former_days_is_rejected_with_the_one_that_says_it_now(kind, now):
    document = {**theorem_proof("critical-coupling", 1)}
    document["steps"] = [{"kind": kind, "states": "rho(M) >= 1", "reason": "once"}]
    rejection = rejected(document, "$.steps[0].kind")
    assert "was a kind of step once" in rejection.message
    assert now in rejection.message


def test_a_circle_needs_its_trace_its_determinant_and_every_angle():
    document = theorem_proof("triangular", 1)
    changes = [
        lambda step: step["minors"].reverse(),
        lambda step: step["minors"].pop(),
        lambda step: step["minors"][0].pop(0),
        *(lambda step, i=i: step["minors"][1].pop(i) for i in (0, 1, 7, 8, 9, 10)),
        lambda step: step["minors"][1][0].__setitem__(0, 2),
        lambda step: step.__setitem__("states", step["states"].replace("<=", "<")),
        lambda step: step.__setitem__("states", step["states"].replace("4*n^2", "3*n^2")),
        lambda step: step.__setitem__("states", "K(M) <= 1"),
    ]
    all_rejected(document, "circle", changes)
    for value in ("r", "a", "w", "M", "X", "x_1", "1", "", 1, None, ["x"]):
        rejected({**document, "cosine": value})
    rejected({name: value for name, value in document.items() if name != "cosine"})
    given_ = document["statement"]["given"]
    for old, new in (
        ("[[a, c], [0, b]]", "[[a, c], [c, b]]"),
        ("[[a, c], [0, b]]", "[[a, c, 0], [0, b, 0], [0, 0, 0]]"),
        ("a*b <= 0", "a*b <= 1/2"),
        ("a + b >= 0", "a + b >= -1/2"),
        ("b < 1", "b < 2"),
        ("n = sqrt(u*v)", "n = sqrt(2*u*v)"),
    ):
        claim_rejected(document, given=[line.replace(old, new) for line in given_])


def test_a_complex_point_must_lie_outside_the_unit_circle_and_attain_the_bound():
    document = theorem_proof("complex-pairs", 0)
    changes = [
        lambda step: step.__setitem__("z", "1"),
        lambda step: step.__setitem__("z", step["z"] + " + 1"),
        lambda step: step.__setitem__("cosine", "1"),
        lambda step: step.__setitem__("cosine", "h"),
        lambda step: step.__setitem__("cosine", "x"),
        lambda step: step.pop("cosine"),
        lambda step: step["minors"][0].pop(),
        lambda step: step.__setitem__("minors", [[]]),
        lambda step: step.__setitem__("minors", step["minors"] * 2),
        lambda step: step.__setitem__("states", step["states"].replace("<=", "<")),
        lambda step: step.__setitem__("states", step["states"].replace("2*sqrt", "sqrt")),
    ]
    all_rejected(document, "witness", changes)
    given_ = document["statement"]["given"]
    for line in ("0 < b", "b <= c", "p < 1", "h < p", "0 <= h", "c - b > (b + c)*s"):
        claim_rejected(document, given=[other for other in given_ if other != line])
    claim_rejected(document, given=["M = [[h, b], [c, h]]", *given_[1:]])


def test_a_circle_is_refused_where_the_angle_is_restricted():
    document = theorem_proof("triangular", 0)
    last = document["steps"].pop()
    for on in ("x <= 0", "r <= 2"):
        branches = {name: [copy.deepcopy(last)] for name in ("yes", "no")}
        step = {"kind": "cases", "states": last["states"], "reason": "", "on": on, **branches}
        forged = {**copy.deepcopy(document), "steps": [*document["steps"], step]}
        assert "restricts" in rejected(forged).message


def test_a_power_must_reach_its_bound():
    document = theorem_proof("iteration-complexity", 2)
    changes = [
        lambda step: step.__setitem__("t", 11),
        lambda step: step.__setitem__("t", 10.0),
        lambda step: step.__setitem__("t", -10),
        lambda step: step.__setitem__("vector", ["0"]),
        lambda step: step.__setitem__("minors", [[]]),
    ]
    all_rejected(document, "power", changes)
    claim_rejected(document, states="power_norm(M, 10) >= 1/2")
    claim_rejected(document, states="power_norm(M, 11) >= 1/4")
    claim_rejected(document, states="K(M) >= 1/4")


def test_growth_is_at_most_what_e_allows():
    document = theorem_proof("transient-growth", 9)
    changes = [
        lambda step: step.__setitem__("factor", "1840/5000"),
        lambda step: step.__setitem__("factor", "36788/100000"),
        lambda step: step.__setitem__("factor", "1838/5000"),
        lambda step: step.__setitem__("factor", "-1839/5000"),
        lambda step: step.__setitem__("factor", 0.3678),
        lambda step: step.pop("factor"),
        lambda step: step.__setitem__("states", "1839/5000*c <= sup_powers(M)"),
        lambda step: step.__setitem__("states", "1839/5000*c/(1 - gamma)^2 <= sup_powers(M)"),
        lambda step: step.__setitem__("states", "1839/5000*c/(1 - gamma) <= K(M)"),
        lambda step: step.__setitem__("states", "1839/5000*c/(1 - gamma) < sup_powers(M)"),
    ]
    all_rejected(document, "growth", changes)
    given_ = document["statement"]["given"]
    for matrix in ("[[gamma, c], [0, gamma]]", "[[gamma, 0], [c, 0]]", "[[c, 0], [c, gamma]]", "[[gamma]]", "A"):
        claim_rejected(document, given=[f"M = {matrix}", *given_[1:]])
    claim_rejected(document, given=[given_[0], "gamma < 1", given_[2]])
    claim_rejected(document, given=[given_[0], "0 <= gamma <= 1", given_[2]])
    claim_rejected(document, given=[*given_[:2], "c >= 16"])
    claim_rejected(document, states="sup_powers(M) > 2/(1 - gamma) + c/(2*(1 - gamma))")


def test_a_bound_on_a_power_needs_its_minors():
    document = theorem_proof("transient-growth", 7)
    changes = [
        lambda step: step.__setitem__("t", 3),
        lambda step: step["minors"].reverse(),
        lambda step: step["minors"][0].pop(),
        lambda step: step["minors"][2][0].__setitem__(1, "1"),
        lambda step: step.__setitem__("bounds", [["0", "0"], ["norm(C)", "0"]]),
    ]
    all_rejected(document, "power-comparison", changes)
    claim_rejected(document, states="power_norm(J, 2) <= 2*norm(C)*gamma")


def test_sums_of_minors_must_be_the_right_ones():
    document = theorem_proof("two-blocks", 1)
    changes = [
        lambda step: step["minors"].reverse(),
        lambda step: step["minors"].pop(),
        lambda step: step["minors"].append([]),
        lambda step: step["minors"][0].pop(0),
        lambda step: step["minors"][1].pop(0),
        lambda step: step["bounds"].reverse(),
        lambda step: step["bounds"][0].__setitem__(1, "norm(C)"),
    ]
    all_rejected(document, "comparison", changes)


def test_a_singular_form_must_be_singular_at_the_point():
    document = theorem_proof("two-blocks", 2)
    changes = [
        lambda step: step.__setitem__("z", step["z"] + " + 1"),
        lambda step: step.__setitem__("z", "1"),
        lambda step: step["minors"][0].pop(),
        lambda step: step.__setitem__("minors", [[]]),
        lambda step: step.__setitem__("minors", []),
        lambda step: step.__setitem__("vector", ["1", "1"]),
    ]
    all_rejected(document, "witness", changes)
    given_ = document["statement"]["given"]
    claim_rejected(document, given=[*given_[:-1], "w > u"])
    claim_rejected(document, given=["M = [[x, b], [b, y]]", *given_[1:]])


def test_decay_needs_its_factor_its_time_and_its_blocks():
    document = theorem_proof("iteration-complexity", 0)
    changes = [
        lambda step: step.__setitem__("factor", "9"),
        lambda step: step.__setitem__("factor", "11"),
        lambda step: step.__setitem__("factor", 10.0),
        lambda step: step.__setitem__("bounds", [["gamma", "0"], ["0", "gamma"]]),
        lambda step: step.__setitem__("bounds", [["gamma"]]),
    ]
    all_rejected(document, "decay", changes)
    given_ = document["statement"]["given"]
    for i, line in (
        (0, "J = [[A, B], [C, D]]"),
        (1, "symmetric(A)"),
        (3, "gamma <= 1"),
        (4, "0 < delta <= 2/3"),
        (4, "delta <= 1/2"),
        (5, "t >= 10*K(J)^2*log(1/delta)/(1 - gamma)"),
        (5, "t >= 9*K(J)^2*log(1/delta)/(1 - gamma)^2"),
        (5, "t <= 10*K(J)^2*log(1/delta)/(1 - gamma)^2"),
        (5, "t >= 10*K(A)^2*log(1/delta)/(1 - gamma)^2"),
    ):
        claim_rejected(document, given=[*given_[:i], line, *given_[i + 1 :]])
    claim_rejected(document, states="power_norm(J, t) <= delta/2")
    claim_rejected(document, states="power_norm(J, t) < delta")
    claim_rejected(document, states="K(J) <= delta")


def test_an_equation_in_a_sum_must_be_known():
    document = theorem_proof("two-way-coupling", 1)
    terms = step_of("comparison", document["steps"])["minors"][2]
    place = next(i for i, term in enumerate(terms) if term[0] == "==")
    for change in (
        lambda term: term.__setitem__(3, f"{term[3]} + 1"),
        lambda term: term.__setitem__(1, f"2*({term[1]})"),
        lambda term: term.__setitem__(1, f"({term[1]})/(w - w)"),
        lambda term: term.__setitem__(1, f"({term[1]})*(1/w)*w"),
    ):
        forged = copy.deepcopy(document)
        change(step_of("comparison", forged["steps"])["minors"][2][place])
        rejected(forged)


def test_an_instance_of_the_hypotheses_must_satisfy_them():
    document = theorem_proof("two-way-coupling", 2)
    assert check_document(document).instance == ""
    point = {"gamma": "1/2", "b": "1/5", "c": 1}
    document["instance"] = {"witness": {"matrices": {}, "parameters": point}, "enclosures": []}
    assert check_document(document).instance == "gamma = 1/2, b = 1/5, c = 1"
    changes = [
        lambda instance: instance["witness"]["parameters"].__setitem__("b", "6/5"),
        lambda instance: instance["witness"]["parameters"].__setitem__("gamma", "1"),
        lambda instance: instance["witness"]["parameters"].__setitem__("gamma", 0.5),
        lambda instance: instance["witness"]["parameters"].__setitem__("h", "1/2"),
        lambda instance: instance["witness"]["parameters"].pop("c"),
        lambda instance: instance["witness"].pop("matrices"),
        lambda instance: instance.pop("enclosures"),
        lambda instance: instance.pop("witness"),
        lambda instance: instance.__setitem__("enclosures", [{"schema": "kreiss/proof-1"}]),
    ]
    for change in changes:
        forged = copy.deepcopy(document)
        change(forged["instance"])
        assert rejected(forged).path.startswith(("$.instance", "$.statement.given"))
    for value in (None, [], "gamma = 1/2"):
        rejected({**document, "instance": value})
    rejected({**document, "steps": document["steps"][:-1]})


EULER = (("J = I + h*M", "h > 0"), ("J = I + M",), ("M = J - I",))


@pytest.mark.parametrize("given_", EULER)
def test_a_step_of_eulers_method_bounds_the_flow_also_where_the_bound_may_be_infinite(given_):
    step = euler("M", "J", "h" if len(given_) > 1 else "1")
    assert check_document(Proof(given_, "K_ct(M) <= K(J)", (step,)).document())


def test_no_inverse_is_taken_to_exist_for_a_bound_that_may_be_infinite():
    terms = [
        {"weight": [[1, ["K(J) - 1", "K(J) - 1"]], [2, ["K(J) - 1"]]]},
        {"equation": "transpose(X)*X == I", "left": "1/2*K(J)^2"},
    ]
    first = form("norm(inverse(X)) <= K(J)", terms, "f^2 X'X - 1 = f^2 - 1", **{"as": "inverse"})
    then = form("norm(A) <= norm(A)", [{"fact": "norm(A)", "by": "inverse(X)*X"}], "X^-1 X = 1")
    given_ = ("transpose(X)*X == I", "square(X, A, A*X, J)", "1 <= K(J)")
    assert check_document(Proof(given_, first.states, (first,)).document())
    assert check_document(Proof((*given_, "K(J) <= k"), then.states, (first, then)).document())
    rejection = rejected(Proof(given_, then.states, (first, then)).document(), "$.steps[1]")
    assert "not known to exist" in rejection.message


@pytest.mark.parametrize(
    ("given_", "states"),
    [
        *((given_, "K_ct(M) <= K(J)") for given_ in (
            (), ("h > 0",), ("J = I + h*M",), ("J = I + h*M", "h >= 0"), ("J = I - h*M", "h > 0"),
            ("J = I + h*N", "h > 0"), ("J = N + h*M", "h > 0"), ("J = I + H*M",), ("J = I + h/2*M", "h > 0"),
            ("M = J + I",), ("M = I - J",), ("M = J - 2*I",), ("M = J - N",), ("J = I - M",),
            ("I = [[0, 1], [0, 0]]", "M = J - I"), ("I = [[0, 1], [0, 0]]", "J = I + M"),
        )),
        *((given_, states) for given_ in EULER for states in (
            "K_ct(J) <= K(M)", "K(M) <= K_ct(J)", "K(J) <= K_ct(M)", "K_ct(M) == K(J)", "K_ct(M) < K(J)",
            "K_ct(M) <= K_ct(J)", "K(M) <= K(J)", "K_ct(M) <= rho(J)", "sup_powers(M) <= K(J)", "K_ct(J) <= K(J)",
            "K_ct(M) <= 2*K(J)",
        )),
    ],
)  # fmt: skip
def test_a_forged_step_of_eulers_method_is_rejected(given_, states):
    for size in ("1", "h"):
        rejected(Proof(given_, states, (replace(euler("M", "J", size), states=states),)).document())
