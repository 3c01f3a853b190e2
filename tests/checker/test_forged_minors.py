"""The step ``minors``, inline matrices and what Kreiss constants say at points: nothing less than what is due."""

import pytest
from checker.forging import changed, rejected

from kreiss.symbolic.proof import Proof, form, growth_bound, inequality, lemma, minors, small_eigenvalues
from kreiss.verify.checker import check_document

ROTATION = ("J = [[a, -b], [b, a]]", "s = sqrt(a^2 + b^2)")
SIGN = inequality("0 <= s", ["s = sqrt(a^2 + b^2)"], "a root")
SQUARE = inequality("s^2 == a^2 + b^2", ["s = sqrt(a^2 + b^2)"], "a root")
EQUAL = ("==", "2", "s^2", "a^2 + b^2")
SQUARED = ("==", "s^2 - a^2 - b^2", "s^2", "a^2 + b^2")
ABOVE = Proof(ROTATION, "norm(J) <= s", (SIGN, SQUARE, minors("norm(J) <= s", [[EQUAL], [SQUARED]], "f^2 - J'J = 0")))
BELOW = Proof(
    ROTATION,
    "s <= norm(J)",
    (SIGN, SQUARE, minors("s <= norm(J)", [[("==", "-1", "s^2", "a^2 + b^2")]], "a column", vector=["1", "0"])),
)
NILPOTENT = ("J = [[0, c], [0, 0]]", "0 <= c")
RADIUS = Proof(NILPOTENT, "numerical_radius(J) <= c/2", (
    inequality("0 <= c/2", ["0 <= c"], "c is"),
    minors("numerical_radius(J) <= c/2", [[(2, ["c"])], []], "a disc of radius c/2"),
), cosine="x")  # fmt: skip
AT = Proof(
    NILPOTENT, "c/2 <= numerical_radius(J)", (minors("c/2 <= numerical_radius(J)", [[]], "at e = 1", cosine="1"),)
)
ALL = {"above": ABOVE, "below": BELOW, "radius": RADIUS, "at": AT}


@pytest.mark.parametrize("proof", ALL.values(), ids=ALL)
def test_norms_and_numerical_radii_of_small_matrices_are_bounded_by_determinants(proof):
    assert check_document(proof.document()).statement.startswith(proof.states)


@pytest.mark.parametrize(
    ("proof", "path", "value", "shown"),
    [
        (ABOVE, ("steps", 2, "minors", 0), [["==", "1", "s^2", "a^2 + b^2"]], "is not what is due"),
        (ABOVE, ("steps", 2, "minors", 1), [[1, ["a^2"]]], "is not what is due"),
        (ABOVE, ("steps", 2, "minors"), [[["==", "2", "s^2", "a^2 + b^2"]]], "expected 2 expressions"),
        (ABOVE, ("steps",), ABOVE.document()["steps"][1:], "not to be at least 0"),
        (ABOVE, ("steps", 2, "states"), "norm(J) < s", "<= f"),
        (ABOVE, ("steps", 2, "states"), "rho(J) <= s", "expected a norm or numerical radius"),
        (BELOW, ("steps", 2, "vector"), ["0", "0"], "no entry is known to be positive"),
        (BELOW, ("steps", 2, "vector"), ["2", "0"], "is not what is due"),
        (BELOW, ("steps", 2, "vector"), ["1"], "expected 2 expressions"),
        (RADIUS, ("steps", 1, "minors", 1), [[1, ["c^2"]]], "is not what is due"),
        (RADIUS, ("cosine",), "r", "expected another name"),
        (AT, ("steps", 0, "cosine"), "2", "is not known to lie between"),
        (AT, ("steps", 0, "cosine"), "c", "is not known to lie between"),
        (AT, ("steps", 0, "states"), "c <= numerical_radius(J)", "is not what is due"),
    ],
)
def test_a_determinant_that_is_not_the_one_due_is_rejected(proof, path, value, shown):
    assert shown in rejected(changed(proof.document(), *path, to=value)).message


def test_a_numerical_radius_is_bounded_for_every_angle_and_not_in_a_case():
    bare = RADIUS.document()
    del bare["cosine"]
    assert "expected a cosine" in rejected(bare).message


def test_a_large_matrix_has_too_many_minors():
    step = minors("numerical_radius(J) <= 1", [[]], "three rows")
    lines = ("J = [[0, a, 0], [0, 0, a], [0, 0, 0]]",)
    shown = rejected(Proof(lines, step.states, (step,), cosine="x").document()).message
    assert "order at most 2" in shown


@pytest.mark.parametrize(
    ("given", "matrix", "shown"),
    [
        ((), "[[x/x]]", "not known to be defined"),
        ((), "[[r]]", "depends on r"),
        ((), "[[x, y]]", "sizes are not known to agree"),
        ((), "[[A]]", "expected a matrix of numbers"),
    ],
)
def test_a_matrix_that_is_written_has_a_value_and_is_free_of_r(given, matrix, shown):
    step = small_eigenvalues(f"rho({matrix}) <= 1", [[], []], "no eigenvalue")
    assert shown in rejected(Proof(given, "0 <= norm(A)", (step,)).document()).message


def test_blocks_that_are_written_are_square_on_the_diagonal():
    step = {"kind": "domination", "states": "rho([[A, B], [C, D]]) <= rho([[1, 1], [1, 1]])", "reason": "none"}
    proof = Proof(("norm(A) <= 1",), step["states"], ()).document() | {"steps": [step]}
    rejected(proof)


def test_growth_is_bounded_only_by_the_sum_of_the_geometric_series():
    lines, states = ("J = [[g, 0], [c, g]]", "0 <= g", "g < 1", "0 <= c"), "sup_powers(J) <= 1 + c/(1 - g)"
    assert check_document(Proof(lines, states, (growth_bound(states, "powers"),)).document())
    for other, given in (
        ("sup_powers(J) <= 1 + c/2", lines),
        ("sup_powers(J) <= c/(1 - g)", lines),
        (states, lines[:3]),
        (states, ("J = [[g, 0], [c, g]]", "0 <= g", "0 <= c")),
    ):
        rejected(Proof(given, other, (growth_bound(other, "powers"),)).document())


POWER = Proof(("rho(A) < 1",), "K(A^2) <= 2*K(A)", (
    inequality("0 <= 2*K(A)", ["1 <= K(A)"], "it is at least 1"),
    form("K(A^2) <= 2*K(A)", [
        {"fact": "K(A)", "at": "z", "by": "z*I + A", "weight": [["2", []]]},
        {"fact": "K(A)", "at": "-z", "by": "z*I - A", "weight": [["2", []]]},
        {"by": "A", "weight": [["4", ["d - 1", "d - 1"]]]},
        {"weight": [["3", ["(d - 1)^4"]], ["4", ["d - 1", "d - 1", "d - 1"]]]},
    ], "the parallelogram", point="z", size="d", power=2),
)).document()  # fmt: skip


def test_the_constant_of_a_square_is_at_most_twice_that_of_the_matrix():
    assert check_document(POWER).statement.startswith("K(A^2) <= 2*K(A)")


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (("statement", "given", 0), "rho(A) <= 1", "is not a fact known"),
        (("steps", 1, "power"), 1, "differ when multiplied out"),
        (("steps", 1, "power"), 3, "differ when multiplied out"),
        (("steps", 1, "power"), 0, "expected a whole number"),
        (("steps", 1, "power"), True, "expected a whole number"),
        (("steps", 1, "terms", 0, "at"), "1/2*z", "is not known to be a point outside"),
        (("steps", 1, "terms", 0, "at"), "d", "is not known to be a point outside"),
        (("steps", 1, "terms", 0, "at"), "d*z", "is not known to be a point outside"),
        (("steps", 1, "terms", 0, "at"), "z + 1", "is not known to be a point outside"),
        (("steps", 1, "terms", 0, "at"), "1 + z", "is not known to be a point outside"),
        (("steps", 1, "terms", 0, "at"), "2*z", "differ when multiplied out"),
        (("steps", 1, "terms", 0, "fact"), "K_ct(A)", "is not known to be defined"),
        (("steps", 1, "terms", 3, "weight"), [["3", ["(d - 1)^4"]]], "differ when multiplied out"),
        (("steps", 1, "terms", 2, "weight"), [["4", ["d - 2", "d - 2"]]], "a factor is not known"),
    ],
)
def test_a_point_that_may_lie_inside_and_a_power_that_is_another_are_rejected(path, value, shown):
    assert shown in rejected(changed(POWER, *path, to=value)).message


SHIFT = Proof(("K_ct(A) <= k", "0 <= s"), "K_ct(A - s*I) <= K_ct(A)", (
    form("K_ct(A - s*I) <= K_ct(A)", [{"fact": "K_ct(A)", "at": "z + s"}, {"weight": [[2, ["d", "s"]], [1, ["s^2"]]]}],
         "at z + s", point="z", size="d"),
)).document()  # fmt: skip
EULER = Proof(
    ("0 < h", "K(I + h*A) <= k"),
    "K_ct(A) <= K(I + h*A)",
    (form("K_ct(A) <= K(I + h*A)", [{"fact": "K(I + h*A)", "at": "1 + h*z"}], "at 1 + hz", point="z", size="d"),),
).document()
EULER["steps"][0]["scale"] = ["h", "h"]


@pytest.mark.parametrize("document", [SHIFT, EULER], ids=["shift", "euler"])
def test_the_constant_of_a_flow_is_bounded_at_other_points(document):
    assert check_document(document).statement.startswith(document["statement"]["states"])


@pytest.mark.parametrize(
    ("document", "given", "shown"),
    [
        (SHIFT, ["K_ct(A) <= k", "s <= 1"], "is not known to be a point outside"),
        (SHIFT, ["s <= 1"], "is not known to be a point outside"),
        (EULER, ["K(I + h*A) <= k", "0 <= h"], "a factor is not known to be positive"),
        (EULER, ["0 <= h"], "a factor is not known to be positive"),
    ],
)
def test_a_shift_or_a_step_of_unknown_sign_gives_no_point(document, given, shown):
    assert shown in rejected(changed(document, "statement", "given", to=given)).message


RATE = lemma("power_norm(A, t) <= exp(t*(-h))", "power-rate", "powers")


def test_the_rate_of_powers_is_that_of_a_known_bound_of_the_norm():
    assert check_document(Proof(("norm(A) <= exp(-h)", "square(A)"), RATE.states, (RATE,)).document())
    for given, states in (
        (("norm(A) <= exp(h)",), RATE.states),
        (("rho(A) <= exp(-h)",), RATE.states),
        (("norm(A) <= exp(-h)",), "power_norm(A, t) <= exp(-(t*h))"),
    ):
        step = lemma(states, "power-rate", "powers")
        rejected(Proof((*given, "square(A)"), states, (step,)).document())


def test_the_rate_of_powers_is_twice_that_of_a_known_bound_of_the_numerical_radius():
    states = "power_norm(A, t) <= 2*exp(t*-h)"
    given = ("numerical_radius(A) <= exp(-h)", "square(A)")
    assert check_document(Proof(given, states, (lemma(states, "power-rate", "powers"),)).document())
    for other, said in (
        (("norm(A) <= exp(h)",), states),
        (("rho(A) <= exp(-h)",), states),
        (given, "power_norm(A, t) <= exp(t*-h)"),
        (given, "power_norm(A, t) <= 3/2*exp(t*-h)"),
    ):
        step = lemma(said, "power-rate", "powers")
        rejected(Proof((*other, "square(A)"), said, (step,)).document())


def test_the_norm_of_what_commutes_with_its_transpose_is_its_spectral_radius():
    turned, coupled = ("J = [[a, -b], [b, a]]",), ("J = [[I, -h*transpose(B)], [h*B, I]]",)
    for X, given in (("A + transpose(A)", ()), ("transpose(A)*A", ()), ("M", ("M = transpose(A) + A",)),
                     ("m*I + A - transpose(A)", ()), ("J", turned), ("J", coupled)):  # fmt: skip
        states = f"norm({X}) <= rho({X})"
        step = lemma(states, "normal-norm", "normal")
        assert check_document(Proof(given, states, (step,)).document())
    for X in ("A", "A - 2*transpose(A)", "A*A", "A*transpose(B)", "[[a, b], [0, a]]", "[[I, -h*transpose(B)], [B, I]]"):
        states = f"norm({X}) <= rho({X})"
        rejected(Proof(("square(A, B)",), states, (lemma(states, "normal-norm", "normal"),)).document())


@pytest.mark.parametrize(
    ("name", "good", "forged"),
    [
        ("exchanged", "rho(A*B) <= rho(B*A)", ["norm(A*B) <= norm(B*A)", "rho(A + B) <= rho(B + A)"]),
        ("radius-power", "rho(A^3) <= rho(A)^3", ["rho(A^3) <= rho(A)^2", "rho(A^3) < rho(A)^3"]),
        ("radius-power", "rho(A)^3 <= rho(A^3)", ["rho(A)^3 <= rho(B^3)"]),
    ],
)
def test_lemmas_about_spectral_radii_are_given_in_their_form_alone(name, good, forged):
    given = ("square(A, B)",)
    assert check_document(Proof(given, good, (lemma(good, name, "the lemma"),)).document())
    for states in forged:
        rejected(Proof(given, states, (lemma(states, name, "the lemma"),)).document())


def test_sums_of_commuting_matrices_have_no_larger_radius_than_the_sum():
    states = "rho(A + B) <= rho(A) + rho(B)"
    step = lemma(states, "commuting", "common eigenvectors")
    assert check_document(Proof(("A*B == B*A",), states, (step,)).document())
    rejected(Proof(("square(A, B)",), states, (step,)).document())
    product = "rho(A + B) <= rho(A)*rho(B)"
    rejected(Proof(("A*B == B*A",), product, (lemma(product, "commuting", "no lemma"),)).document())


def test_the_norms_of_a_matrix_and_its_inverse_have_a_product_of_at_least_one_if_it_exists():
    states = "1 <= norm(A)*norm(inverse(A))"
    step = lemma(states, "inverse-norms", "I = A*inverse(A)")
    assert check_document(Proof(("norm(inverse(A)) <= b",), states, (step,)).document())
    rejected(Proof(("square(A)",), states, (step,)).document())
    other = "1 <= norm(B)*norm(inverse(A))"
    rejected(Proof(("norm(inverse(A)) <= b",), other, (lemma(other, "inverse-norms", "no lemma"),)).document())
