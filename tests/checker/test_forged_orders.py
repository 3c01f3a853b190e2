"""Orders of symmetric matrices in proofs: what a step adds is known, symmetric, and fits; and their eigenvalues."""

import pytest
from checker.forging import changed, rejected

from kreiss.symbolic.proof import Proof, form, inequality, lemma, spectrum
from kreiss.verify.checker import check_document


def proof(given, states, *steps):
    return Proof(given, states, steps).document()


CONGRUENT = "transpose(S)*A*S <= transpose(S)*B*S"
CONGRUENCE = proof(
    ("A <= B", "symmetric(A, B)"), CONGRUENT, form(CONGRUENT, [{"order": "A <= B", "by": "S"}], "by congruence")
)
INVERSES = proof(("0*I < A", "A <= B", "symmetric(A, B)"), "inverse(B) <= inverse(A)",
                 form("inverse(B) <= inverse(A)", [{"order": "0*I < A", "by": "inverse(A) - inverse(B)"},
                                                   {"order": "A <= B", "by": "inverse(B)"}], "antitone"))  # fmt: skip
SQUARE = proof(
    ("0*I <= H", "H <= l*I", "0 < l", "symmetric(H)"),
    "H*H <= l*H",
    form("H*H <= l*H", [{"order": "0*I <= H", "by": "l*I - H"}, {"order": "H <= l*I", "by": "H"}], "both", scale=["l"]),
)
SHIFTED = proof(("m*I <= H", "0 < m", "symmetric(H)"), "norm(inverse(H)) <= 1/m",
                inequality("0 <= 1/m", ["0 < m"], "m is positive"),
                form("norm(inverse(H)) <= 1/m", [{"by": "H - m*I"},
                                                 {"order": "m*I <= H", "weight": [[2, ["m"]]]}], "from below",
                     scale=["m", "m"], **{"as": "inverse"}))  # fmt: skip
STEP = proof(("m*I <= H", "H <= l*I", "symmetric(H)"), "norm(H) <= max(l, -m)",
             spectrum("norm(H) <= max(l, -m)", "H", "x", [
                 inequality("x <= max(l, -m)", ["x <= l"], "at most l"),
                 inequality("-x <= max(l, -m)", ["m <= x"], "at least m")], "at each eigenvalue"))  # fmt: skip
ALL = {"congruence": CONGRUENCE, "inverses": INVERSES, "square": SQUARE, "shifted": SHIFTED, "step": STEP}


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_an_order_that_is_a_sum_of_known_ones_is_accepted(document):
    assert check_document(document).statement.startswith(document["statement"]["states"])


@pytest.mark.parametrize(
    ("document", "keys", "to", "said"),
    [
        (CONGRUENCE, ("steps", 0, "terms", 0, "order"), "B <= A", "is not an order of the hypotheses"),
        (CONGRUENCE, ("steps", 0, "terms", 0, "order"), "A < B", "is not an order of the hypotheses"),
        (CONGRUENCE, ("steps", 0, "terms", 0, "order"), "A <= B <= B", "is not an order of the hypotheses"),
        (CONGRUENCE, ("steps", 0, "terms", 0, "by"), "transpose(S)", "sizes are not known to agree"),
        (CONGRUENCE, ("steps", 0, "terms", 0, "weight"), [[-1, []]], "expected a positive weight"),
        (CONGRUENCE, ("steps", 0, "terms", 0, "weight"), [[2, []]], "differ when multiplied out"),
        (CONGRUENCE, ("steps", 0, "terms"), [], "differ when multiplied out"),
        (CONGRUENCE, ("steps", 0, "states"), "transpose(S)*A*S < transpose(S)*B*S", "expected a quantity <= f"),
        (CONGRUENCE, ("statement", "states"), "transpose(S)*A*S < transpose(S)*B*S", "do not end in"),
        (CONGRUENCE, ("statement", "states"), "transpose(S)*B*S <= transpose(S)*A*S", "do not end in"),
        (CONGRUENCE, ("statement", "given"), ["A <= B"], "is not a symmetric matrix"),
        (CONGRUENCE, ("statement", "given"), ["A <= B", "symmetric(A)"], "is not a symmetric matrix"),
        (CONGRUENCE, ("statement", "given"), ["A == B", "symmetric(A, B)"], "is not an order of the hypotheses"),
        (INVERSES, ("statement", "given"), ["0*I <= A", "A <= B", "symmetric(A, B)"], "is not an order"),
        (INVERSES, ("steps", 0, "terms", 1, "by"), "inverse(A)", "differ when multiplied out"),
        (SQUARE, ("steps", 0, "scale"), [], "differ when multiplied out"),
        (SQUARE, ("statement", "given", 2), "0 <= l", "not known to be positive"),
        (SQUARE, ("statement", "given", 1), "H <= l", "is not an order of the hypotheses"),
        (SHIFTED, ("statement", "given", 0), "m <= H", "is not an order of the hypotheses"),
        (SHIFTED, ("statement", "given", 0), "m*I <= 2*H", "is not an order of the hypotheses"),
        (SHIFTED, ("steps", 1, "terms", 1, "weight"), [[2, ["-m"]]], "not known to be non-negative"),
        (STEP, ("statement", "given", 0), "m*I <= H*H", "is not a fact known"),
        (STEP, ("statement", "given", 0), "m*I <= H + G", "is not a fact known"),
        (STEP, ("statement", "given", 1), "H >= l*I", "is not a fact known"),
        (STEP, ("statement", "given", 2), "square(H)", "is not a symmetric matrix"),
    ],
)
def test_a_changed_order_is_rejected(document, keys, to, said):
    assert said in str(rejected(changed(document, *keys, to=to)))


def test_a_number_beside_a_matrix_is_no_order_of_a_certificate():
    step = form("0 <= transpose(X)*X", [{"by": "X"}], "a square")
    assert "is not a symmetric matrix" in str(rejected(proof((), "0 <= transpose(X)*X", step)))
    step = form("0*I <= transpose(X)*X", [{"by": "X"}], "a square")
    assert check_document(proof((), "0*I <= transpose(X)*X", step))


def test_an_order_shown_before_is_used_and_the_inverses_in_it_have_to_exist():
    shown = INVERSES["steps"][0]
    bound = form(
        "norm(inverse(B))^2 <= norm(inverse(B))^2", [{"fact": "norm(inverse(B))"}], "the definition"
    ).document()
    used = form(
        "S*inverse(B)*transpose(S) <= S*inverse(A)*transpose(S)",
        [{"order": "inverse(B) <= inverse(A)", "by": "transpose(S)"}],
        "by congruence",
    ).document()
    document = proof(("0*I < A", "A <= B", "symmetric(A, B)"), "S*inverse(B)*transpose(S) <= S*inverse(A)*transpose(S)")
    document["steps"] = [shown, used]
    assert check_document(document)
    nothing = {"order": "inverse(B) <= inverse(B)", "by": "X"}
    square = form("0*I <= transpose(X)*X", [nothing, {"by": "X"}], "the order adds nothing").document()
    same = form("inverse(B) <= inverse(B)", [], "the same").document()
    document = proof(("symmetric(B)",), "0*I <= transpose(X)*X")
    document["statement"]["given"].append("transpose(X)*B*X == transpose(X)*B*X")
    document["steps"] = [same, square]
    assert "not known to exist" in str(rejected(document))
    document["statement"]["given"].append("norm(inverse(B)) <= 1")
    assert check_document(document)
    document["steps"] = [bound, same, square]
    assert check_document(document)


LARGEST = "eigmax(A + B) <= eigmax(A) + eigmax(B)"
EIGMAX = proof(("symmetric(A, B)",), LARGEST, form(LARGEST, [{"fact": "eigmax(A)"}, {"fact": "eigmax(B)"}], "a sum"))


def test_a_greatest_eigenvalue_is_that_of_a_symmetric_matrix_with_a_value():
    assert check_document(EIGMAX)
    for given in (["symmetric(A)"], ["symmetric(B)"], []):
        assert "is not a symmetric matrix" in str(rejected(changed(EIGMAX, "statement", "given", to=given)))
    twice = changed(EIGMAX, "steps", 0, "terms", 1, "fact", to="eigmax(A)")
    assert "differ when multiplied out" in str(rejected(twice))
    inverse = "eigmax(inverse(A)) <= eigmax(inverse(A))"
    document = proof(("symmetric(A)",), inverse, form(inverse, [{"fact": "eigmax(inverse(A))"}], "the definition"))
    document["statement"]["states"] = "eigmax(inverse(A)) <= 1 + eigmax(inverse(A))"
    assert "not known to exist" in str(rejected(document))


def test_nothing_is_known_of_the_sign_of_a_quantity_that_may_be_negative():
    for function in ("eigmax", "trace", "det", "abscissa"):
        for number in ("0", "-1"):
            assert rejected(proof(("symmetric(A)",), f"{number} <= {function}(A)"))
    for text in ("0 <= exp_norm(A, t)", "1 <= sup_exp(A)"):
        assert check_document(proof((), text))
    assert rejected(proof((), "1 <= exp_norm(A, t)"))


def test_a_supremum_that_may_be_infinite_is_in_no_sum():
    step = inequality("sup_exp(A) <= sup_exp(A) + 1", [], "no sum of infinities")
    assert "may be infinite" in str(rejected(proof((), "sup_exp(A) <= sup_exp(A) + 1", step)))
    assert check_document(proof(("sup_exp(A) <= x",), "sup_exp(A) <= sup_exp(A) + 1", step))


def test_lemmas_about_traces_and_flows_are_accepted_in_their_form_alone():
    good = {
        "exchanged": ["trace(A*B) <= trace(B*A)", "rho(A*B) <= rho(B*A)"],
        "abscissa-radius": ["abscissa(A) <= rho(A)"],
        "flow-lower-half": ["K_ct(A) <= sup_exp(A)"],
        "transposed": ["det(transpose(A)) <= det(A)"],
    }
    bad = {
        "exchanged": ["det(A*B) <= det(B*A)", "trace(A*B) <= rho(B*A)", "trace(A*B*C) <= trace(B*A*C)"],
        "abscissa-radius": ["rho(A) <= abscissa(A)", "abscissa(A) <= rho(B)"],
        "flow-lower-half": ["sup_exp(A) <= K_ct(A)", "K(A) <= sup_exp(A)"],
    }
    for name, texts in good.items():
        assert all(check_document(proof((), text, lemma(text, name, "the lemma"))) for text in texts)
    for name, texts in bad.items():
        assert all("not an instance" in str(rejected(proof((), text, lemma(text, name, "no")))) for text in texts)


def test_blocks_of_an_order_fit_one_by_one():
    given = ("J = [[A, C], [transpose(C), D]]", "0*I <= J", "symmetric(A, D)")
    whole = form("0*I <= A", [{"order": "0*I <= J", "by": "[[I], [0]]"}], "a block on the diagonal")
    assert check_document(proof(given, "0*I <= A", whole))
    rows = ("J = [[A, C], [E, D]]", "0*I <= J", "symmetric(A, D)")
    assert "is not a symmetric matrix" in str(rejected(proof(rows, "0*I <= A", whole)))
    flat = ("J = [[A, C]]", "0*I <= J", "symmetric(A)")
    assert rejected(proof(flat, "0*I <= A", form("0*I <= A", [{"order": "0*I <= J", "by": "[[I], [0]]"}], "no")))
