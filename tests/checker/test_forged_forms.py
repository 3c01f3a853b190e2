"""The step ``form``: what has to be positive semidefinite is made by the checker, and only known terms add up to it."""

import json
from pathlib import Path

import pytest
from checker.forging import changed, rejected
from hypothesis import given
from hypothesis import strategies as st

from kreiss.symbolic.proof import Proof, form, identity, inequality, lemma, time_scaled
from kreiss.verify.checker import check_document


def product_of(names):
    return "*".join(f"norm({name})" for name in names)


def not_negative(text, names):
    return inequality(f"0 <= {text}", [f"0 <= norm({name})" for name in names], "norms are not negative")


PRODUCT = Proof((), "norm(A*B) <= norm(A)*norm(B)", (
    not_negative("norm(A)*norm(B)", "AB"),
    form("norm(A*B) <= norm(A)*norm(B)", [
        {"fact": "norm(A)", "by": "B"}, {"fact": "norm(B)", "weight": [[1, ["norm(A)"] * 2]]}], "one inside the other"),
)).document()  # fmt: skip
SUM = Proof((), "norm(A + B) <= norm(A) + norm(B)", (
    not_negative("norm(A) + norm(B)", "AB"),
    form("norm(A + B) <= norm(A) + norm(B)", [{"fact": f"norm({name})", "as": "linear"} for name in "AB"], "a sum",
         **{"as": "linear"}),
)).document()  # fmt: skip
CONGRUENCE = Proof((), "numerical_radius(transpose(S)*A*S) <= norm(S)^2*numerical_radius(A)", (
    inequality("0 <= norm(S)^2*numerical_radius(A)", ["0 <= numerical_radius(A)"], "they are not negative"),
    form("numerical_radius(transpose(S)*A*S) <= norm(S)^2*numerical_radius(A)", [
        {"fact": "numerical_radius(A)", "unit": "e", "by": "S"},
        {"fact": "norm(S)", "weight": [[2, ["numerical_radius(A)"]]]}], "by congruence", unit="e"),
)).document()  # fmt: skip
DISSIPATIVE = Proof(("A = S - transpose(S) - transpose(X)*X",), "K_ct(A) <= 1", (
    form("K_ct(A) <= 1", [{"by": "z*I - x*I - A"}, {"by": "X", "weight": [[2, ["x"]]]}],
         "A + transpose(A) = -2*transpose(X)*X", point="z", size="x"),
)).document()  # fmt: skip
CAYLEY = Proof(("transpose(M) == -M",), "norm((I + M)*inverse(I - M)) <= 1", (
    form("norm((I + M)*inverse(I - M)) <= 1", [
        {"equation": "transpose(M) == -M", "left": "-transpose(inverse(I - M))", "right": "inverse(I - M)"}], "skew"),
)).document()  # fmt: skip
REGULARISED = Proof(("H = transpose(X)*X", "s > 0"), "norm(inverse(H + s*I)) <= 1/s", (
    inequality("0 <= 1/s", ["s > 0"], "s is positive"),
    form("norm(inverse(H + s*I)) <= 1/s", [{"by": "H"}, {"by": "X", "weight": [[2, ["s"]]]}],
         "H is positive semidefinite", **{"as": "inverse"}),
)).document()  # fmt: skip
REGULARISED["steps"][1]["scale"] = ["s", "s"]
ALL = {"product": PRODUCT, "sum": SUM, "congruence": CONGRUENCE, "dissipative": DISSIPATIVE, "cayley": CAYLEY,
       "regularised": REGULARISED}  # fmt: skip


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_a_form_that_is_a_sum_of_known_ones_is_accepted(document):
    assert check_document(document).statement.startswith(document["statement"]["states"])


@pytest.mark.parametrize(
    ("document", "keys", "to", "said"),
    [
        (PRODUCT, ("steps", 1, "terms", 0, "by"), "A", "sizes are not known to agree"),
        (PRODUCT, ("steps", 1, "terms", 0, "by"), "C", "no matrix of the statement"),
        (PRODUCT, ("steps", 1, "terms", 0, "weight"), [[2, []]], "differ when multiplied out"),
        (PRODUCT, ("steps", 1, "terms", 0, "weight"), [[-1, []]], "expected a positive weight"),
        (PRODUCT, ("steps", 1, "terms", 1, "weight"), [[1, ["norm(A) - 1"]]], "not known to be non-negative"),
        (PRODUCT, ("steps", 1, "terms", 1, "fact"), "rho(B)", "expected norm(X)"),
        (PRODUCT, ("steps", 1, "terms", 1, "as"), "adjoint", "sizes are not known to agree"),
        (PRODUCT, ("steps", 1, "terms"), [], "differ when multiplied out"),
        (PRODUCT, ("steps", 1, "states"), "rho(A*B) <= norm(A)*norm(B)", "expected a quantity <= f"),
        (PRODUCT, ("steps", 1, "states"), "norm(A*B) < norm(A)*norm(B)", "expected a quantity <= f"),
        (PRODUCT, ("steps",), PRODUCT["steps"][1:], "not known to be"),
        (SUM, ("steps", 1, "terms", 0, "as"), "square", "sizes are not known to agree"),
        (CONGRUENCE, ("steps", 1, "unit"), "S", "the step's own scalars"),
        (CONGRUENCE, ("steps", 1, "terms", 0, "unit"), "2*e", "expected a product of the unit"),
        (CONGRUENCE, ("steps", 1, "terms", 0, "unit"), "r", "expected a product of the unit"),
        (CONGRUENCE, ("steps", 1, "terms", 0, "unit"), "-e", "differ when multiplied out"),
        (CONGRUENCE, ("steps", 1, "terms", 1, "weight"), [[2, ["e^2"]]], "a weight that is not real"),
        (DISSIPATIVE, ("steps", 0, "size"), "z", "expected another name"),
        (DISSIPATIVE, ("steps", 0, "terms", 1, "weight"), [[2, ["z"]]], "non-negative"),
        (DISSIPATIVE, ("steps", 0, "terms", 1, "by"), "S", "differ when multiplied out"),
        (DISSIPATIVE, ("statement", "given"), ["A = S - transpose(S) + transpose(X)*X"], "differ when multiplied out"),
        (CAYLEY, ("steps", 0, "terms", 0, "equation"), "transpose(M) == M", "is not an equation of the hypotheses"),
        (CAYLEY, ("steps", 0, "terms", 0, "left"), "transpose(inverse(I - M))", "differ when multiplied out"),
        (CAYLEY, ("steps", 0, "terms", 0, "right"), "inverse(I + M)", "differ when multiplied out"),
        (REGULARISED, ("steps", 1, "scale"), ["s"], "differ when multiplied out"),
        (REGULARISED, ("steps", 1, "scale"), ["s", "-s"], "not known to be positive"),
        (REGULARISED, ("steps", 1, "as"), "square", "differ when multiplied out"),
    ],
)
def test_a_changed_form_is_rejected(document, keys, to, said):
    assert said in str(rejected(changed(document, *keys, to=to)))


def one(given, states, *steps):
    return Proof(given, states, steps).document()


FALSE = Path(__file__).parent / "forged_forms"


@pytest.mark.parametrize("path", sorted(FALSE.glob("*.json")), ids=lambda path: path.stem)
def test_proofs_of_false_claims_are_rejected(path):
    """Scalars that a case restricts or a step states, eigenvalues that depend on r, no values, sizes, blocks."""
    rejected(json.loads(path.read_text()))


def test_there_are_proofs_of_false_claims_to_reject():
    assert len(list(FALSE.glob("*.json"))) >= 25


@pytest.mark.parametrize("path", sorted((FALSE / "refutations").glob("*.json")), ids=lambda path: path.stem)
def test_blocks_of_which_only_the_total_size_fits_refute_what_holds_block_by_block(path):
    """[[A, B]]·[[C], [D]] has a value as soon as the sizes add up; it is AC + BD only where they agree one by one."""
    refutation = json.loads(path.read_text())
    assert refutation["statement"] == json.loads((FALSE / path.name).read_text())["statement"]
    assert check_document(refutation)


def test_an_inverse_that_need_not_exist_stands_in_no_term():
    terms = [{"by": "inverse(A)"}, {"fact": "norm(A)"}]
    step = form("norm(A)^2 <= norm(A)^2", terms[1:], "the definition")
    assert check_document(one(("square(A)",), "norm(A)^2 <= norm(A)^2", step))
    with_inverse = form("norm(A)^2 <= norm(A)^2", [{"fact": "norm(A)", "by": "A*inverse(A)"}], "as A*inverse(A) = I")
    assert "not known to exist" in str(rejected(one(("square(A)",), "norm(A)^2 <= norm(A)^2", with_inverse)))
    assert check_document(one(("norm(inverse(A)) <= 1",), "norm(A)^2 <= norm(A)^2", with_inverse))


def test_the_quantity_of_an_inverse_that_need_not_exist_is_not_bounded_below_its_least():
    step = form("K(A*inverse(A)) <= 1/2", [], "it is I", point="z", size="d")
    assert "at least 1" in str(rejected(one((), "K(A*inverse(A)) <= 1/2", step)))


def test_what_a_form_proves_to_be_invertible_may_be_inverted():
    exists = REGULARISED["steps"]
    shown = form("norm(X)^2 <= norm(X)^2", [{"fact": "norm(X)", "by": "(H + s*I)*inverse(H + s*I)"}], "the definition")
    document = changed(REGULARISED, "steps", to=[*exists, shown.document()])
    assert check_document(document)
    assert "not known to exist" in str(
        rejected(changed(document, "steps", to=[exists[0], shown.document(), exists[1]]))
    )


def test_blocks_beside_an_identity_need_a_square_place():
    given = ("J = [[A, 0], [C, D]]",)
    step = form("K(J) <= 1", [], "nothing", point="z", size="d")
    assert "sizes" in str(rejected(one(given, "K(J) <= 1", step)))


@pytest.mark.parametrize(
    ("given", "states", "name"),
    [
        ((), "numerical_radius(A^3) <= numerical_radius(A)^3", "numerical-radius-power"),
        (("numerical_radius(A) <= 1",), "sup_powers(A) <= 2", "numerical-radius-sup"),
        (("norm(A) <= 1",), "sup_powers(A) <= 1", "contraction"),
        (("norm(A^2) <= 1",), "sup_powers(A) <= max(1, norm(A))", "contraction"),
        (("norm(A^3 - A^2) <= 0",), "sup_powers(A) <= max(1, norm(A), norm(A^2))", "contraction"),
        (
            ("norm(inverse(S)) <= 5",),
            "power_norm(S*A*inverse(S), 7) <= norm(S)*norm(inverse(S))*power_norm(A, 7)",
            "similar",
        ),
        (("K(A) <= 1",), "numerical_radius(A) <= 1", "numerical-radius-kreiss"),
        (("nonnegative(A)",), "numerical_radius(A) <= norm(A + transpose(A))/2", "nonnegative-range"),
        ((), "K(transpose(A)) <= K(A)", "transposed"),
        ((), "power_norm(A, 3) <= power_norm(transpose(A), 3)", "transposed"),
        (("norm(inverse(S)) <= 5",), "K(S*A*inverse(S)) <= norm(S)*norm(inverse(S))*K(A)", "similar"),
        (("abs(s) <= 1",), "K(s*A) <= K(A)", "scaled"),
        (("norm(inverse(S)) <= 5",), "exp_norm(inverse(S)*A*S, t) <= norm(S)*norm(inverse(S))*exp_norm(A, t)",
         "similar"),
        (("norm(inverse(S)) <= 5",), "sup_exp(inverse(S)*A*S) <= norm(S)*norm(inverse(S))*sup_exp(A)", "similar"),
        (("K_ct(A) <= 1",), "sup_exp(A) <= 1", "contraction"),
        (("norm(A) <= g", "g <= 1"), "(t*(1 - g) + g)*power_norm(A, t) <= g", "power-harmonic"),
        (("eigmax(A + transpose(A)) <= 2*u", "t >= 0"), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("A*B == B*A",), "rho(A*B) <= rho(A)*rho(B)", "commuting"),
    ],
)  # fmt: skip
def test_each_lemma_is_accepted_with_what_it_asks_for_and_not_without(given, states, name):
    assert check_document(one(given, states, lemma(states, name, "the lemma")))
    if given:
        rejected(one((), states, lemma(states, name, "the lemma")))


@pytest.mark.parametrize(
    ("given", "states", "name"),
    [
        (("K(A) <= 1",), "sup_exp(A) <= 1", "contraction"),
        (("K_ct(A) <= 2",), "sup_exp(A) <= 1", "contraction"),
        (("norm(A) <= 1",), "sup_exp(A) <= 1", "contraction"),
        (("norm(A) <= g",), "(t*(1 - g) + g)*power_norm(A, t) <= g", "power-harmonic"),
        (("g <= 1", "0 <= g"), "(t*(1 - g) + g)*power_norm(A, t) <= g", "power-harmonic"),
        (("rho(A) <= g", "g <= 1"), "(t*(1 - g) + g)*power_norm(A, t) <= g", "power-harmonic"),
        (("norm(A) <= g", "g <= 1"), "(-t*(1 - g) + g)*power_norm(A, -t) <= g", "power-harmonic"),
        (("eigmax(A + transpose(A)) <= 2*u",), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("eigmax(A + transpose(A)) <= u", "t >= 0"), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("eigmax(A) <= 2*u", "t >= 0"), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("abscissa(A) <= u", "t >= 0"), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("norm(A) <= exp(u)", "t >= 0"), "exp_norm(A, t) <= exp(t*u)", "power-rate"),
        (("eigmax(A + transpose(A)) <= 2*u", "t >= 0"), "power_norm(A, t) <= exp(t*u)", "power-rate"),
    ],
)  # fmt: skip
def test_a_lemma_about_a_time_asks_for_everything_that_it_needs(given, states, name):
    """[[0, 2], [0, 0]] has abscissa 0 and exp_norm above 1; the number 0 has power_norm 1 at t = 0."""
    rejected(one(given, states, lemma(states, name, "the lemma")))


@pytest.mark.parametrize("side", [0, 1])
def test_another_unit_of_time_is_a_form(side):
    signs = [inequality(f"0 < {x}", ["0 < s"], "a unit of time") for x in ("s", "1/s")]
    step = time_scaled("A", "s")[side]
    assert check_document(one(("0 < s",), step.states, *signs, step))
    rejected(one((), step.states, step))
    rejected(one(("s <= 0",), step.states, step))


def test_the_powers_of_a_matrix_whose_numerical_radius_is_one_need_not_be_contractions():
    """[[0, 2], [0, 0]] has w = 1 and the norm 2."""
    given, states = ("numerical_radius(A) <= 1",), "sup_powers(A) <= 1"
    assert "condition" in str(rejected(one(given, states, lemma(states, "contraction", "the lemma"))))
    assert check_document(one(given, "K(A) <= 1", lemma("K(A) <= 1", "contraction", "the lemma")))


@pytest.mark.parametrize(
    "given",
    ["norm(A^3) <= 1", "norm(A^3 - A) <= 0", "norm(A) <= 2", "norm(A^2 - A) <= 1", "norm(A - A^2) <= 1", "rho(A) <= 1"],
)
def test_powers_are_at_most_the_first_ones_only_where_the_next_is_a_contraction_or_one_of_them(given):
    """The number 8/5 has |A² − A| < 1, and [[1, 1], [0, 1]] has ρ = 1."""
    states = "sup_powers(A) <= max(1, norm(A))"
    assert "condition" in str(rejected(one((given,), states, lemma(states, "contraction", "the lemma"))))


def test_what_an_identity_shows_to_commute_commutes():
    states = "rho(A + A^2) <= rho(A) + rho(A^2)"
    same = identity("A*A^2 == A^2*A", "multiplied out")
    assert check_document(one((), states, same, lemma(states, "commuting", "the lemma")))
    rejected(one((), states, lemma(states, "commuting", "the lemma")))
    other = "rho(A + B) <= rho(A) + rho(B)"
    rejected(one(("square(A, B)",), other, same, lemma(other, "commuting", "the lemma")))
    rejected(one(("square(A, B)",), other, identity("A*B == B*A", ""), lemma(other, "commuting", "")))


@pytest.mark.parametrize(
    ("states", "name"),
    [
        ("sup_powers(A) <= max(1, norm(A^2))", "contraction"),
        ("sup_powers(A) <= max(1, norm(A), norm(A^3))", "contraction"),
        ("sup_powers(A) <= max(1, norm(B))", "contraction"),
        ("sup_powers(A) <= norm(A)", "contraction"),
        ("K(A) <= max(1, norm(A))", "contraction"),
        ("power_norm(S*A*inverse(S), 2) <= norm(S)*norm(inverse(S))*power_norm(A, 3)", "similar"),
        ("numerical_radius(S*A*inverse(S)) <= norm(S)*norm(inverse(S))*numerical_radius(A)", "similar"),
        ("numerical_radius(A^3) <= numerical_radius(A)^2", "numerical-radius-power"),
        ("numerical_radius(A)^3 <= numerical_radius(A^3)", "numerical-radius-power"),
        ("rho(A*B) <= rho(A)*rho(C)", "commuting"),
        ("K(transpose(A)) <= K(B)", "transposed"),
        ("norm(A) <= rho(transpose(A))", "transposed"),
        ("K(S*A*inverse(T)) <= norm(S)*norm(inverse(T))*K(A)", "similar"),
        ("power_norm(S*A*inverse(S), t) <= norm(S)*norm(inverse(S))*power_norm(A, s)", "similar"),
        ("sup_exp(A) <= 2", "contraction"),
        ("sup_powers(A) <= 1", "numerical-radius-sup"),
        ("norm(A) <= 1", "contraction"),
        ("(t*(1 - g) + g)*power_norm(A, s) <= g", "power-harmonic"),
        ("(t*(1 - g) + 1)*power_norm(A, t) <= g", "power-harmonic"),
        ("(t*(1 - g) + g)*exp_norm(A, t) <= g", "power-harmonic"),
        ("exp_norm(A, t) <= exp(s*u)", "power-rate"),
        ("exp_norm(A, t) <= 2*exp(t*u)", "power-rate"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_lemma_is_rejected(states, name):
    assert "is not an instance" in str(rejected(one((), states, lemma(states, name, "the lemma"))))


@given(st.permutations(["A", "B", "C"]))
def test_the_facts_of_a_product_serve_in_their_order_alone(order):
    """‖ABC‖² = ‖A(BC)‖², …: each factor's fact is multiplied by what stands behind it."""
    names, states = "ABC", f"norm(A*B*C) <= {product_of('ABC')}"
    terms = []
    for i, name in enumerate(order):
        behind = "*".join(order[i + 1 :])
        before = [f"norm({other})" for other in order[:i] for _ in range(2)]
        terms.append({"fact": f"norm({name})", "weight": [[1, before]], **({"by": behind} if behind else {})})
    document = one((), states, not_negative(product_of(names), names), form(states, terms, "one inside the other"))
    if list(order) == list(names):
        assert check_document(document)
    else:
        rejected(document, "$.steps[1]")


def skew(bound):
    return form(f"norm(A - transpose(A)) <= {bound}", [{"fact": "numerical_radius(A)", "as": "skew"}],
                "the imaginary part", **{"as": "linear"})  # fmt: skip


def test_the_imaginary_part_of_a_matrix_is_at_most_its_numerical_radius():
    sign = inequality("0 <= 2*numerical_radius(A)", ["0 <= numerical_radius(A)"], "it is not negative")
    states = "norm(A - transpose(A)) <= 2*numerical_radius(A)"
    assert check_document(one(("square(A)",), states, sign, skew("2*numerical_radius(A)")))
    less = "norm(A - transpose(A)) <= numerical_radius(A)"
    rejected(one(("square(A)",), less, skew("numerical_radius(A)")))
    plus = form("norm(A + transpose(A)) <= 2*numerical_radius(A)", [{"fact": "numerical_radius(A)", "as": "skew"}],
                "the wrong part", **{"as": "linear"})  # fmt: skip
    rejected(one(("square(A)",), "norm(A + transpose(A)) <= 2*numerical_radius(A)", sign, plus))


def euler_step(given, quantity="K_ct(A)", sign="-"):
    states = f"norm(inverse(I {sign} h*A)) <= 1"
    terms = [{"by": "A", "weight": [[1, ["h^2"]]]}, {"fact": quantity, "as": "dissipative", "weight": [[1, ["h"]]]}]
    zero = inequality("0 <= h^2", ["h >= 0"], "a square")
    return one((*given, "h >= 0"), states, zero, form(states, terms, "dissipative", **{"as": "inverse"}))


def test_a_matrix_has_a_negative_real_part_only_where_its_flow_is_known_to_contract():
    assert check_document(euler_step(("K_ct(A) <= 1",)))
    assert "at most 1" in str(rejected(euler_step(("K_ct(A) <= 2",))))
    assert "at most 1" in str(rejected(euler_step(("K(A) <= 1", "K_ct(B) <= 1"))))
    rejected(euler_step(("K_ct(A) <= 1",), sign="+"))
    rejected(euler_step(("K(A) <= 1",), "K(A)"))
    rejected(euler_step(("K_ct(A) <= 1",), "norm(A)"))


def cayley_of(given):
    states = "norm((I + A)*inverse(I - A)) <= 1"
    return one(given, states, form(states, [{"by": "X*inverse(I - A)", "weight": [[4, []]]}], "dissipative"))


def test_both_ways_to_replace_a_word_between_two_inverses_agree():
    assert check_document(cayley_of(("A = S - transpose(S) - transpose(X)*X",)))
    rejected(cayley_of(("A = S - transpose(X)*X", "square(S)")))
    rejected(cayley_of(("A = 2*S - transpose(S) - transpose(X)*X",)))
    rejected(cayley_of(("A = S - transpose(S) - 2*transpose(X)*X",)))
