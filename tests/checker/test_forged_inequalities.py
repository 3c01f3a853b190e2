"""Forged inequality certificates: each obligation of the checker has a forgery that only it stands against."""

import copy
import json
from functools import cache

import pytest
from checker.forging import changed, places, rejection

from kreiss.symbolic import prove
from kreiss.verify.checker import Rejected, check_document


@cache
def _proved(states, given):
    result = prove(states, given)
    assert result.verdict in ("PROVED", "REFUTED")
    return json.dumps(result.certificate)


def certificate(states, *given):
    return json.loads(_proved(states, given))


def document(states, given, *proofs, **fields):
    statement = {"given": given, "states": states}
    return {
        "schema": "kreiss/inequality-1",
        "statement": statement,
        "verdict": "PROVED",
        "proofs": list(proofs),
    } | fields


def refuted(states, given, point):
    statement = {"given": given, "states": states}
    return {"schema": "kreiss/inequality-1", "statement": statement, "verdict": "REFUTED", "point": point}


def identity(*terms, equations=()):
    pairs = [{"relation": number, "times": factor} for number, factor in equations]
    return {"rule": "identity", "terms": list(terms), "equations": pairs}


def term(weight, *factors, squares=None):
    result = {"weight": weight, "factors": list(factors)}
    if squares is not None:
        result["squares"] = [{"weight": w, "of": p} for w, p in squares]
    return result


SQUARE = ("x^2 + 1 >= 2*x", [])
GOOD_SQUARE = identity(term(1, 0), term(1, squares=[(1, {"x": 1, "1": -1})]))


def test_the_honest_identity_is_accepted():
    assert "x^2 + 1 >= 2*x" in check_document(document(*SQUARE, GOOD_SQUARE)).statement


@pytest.mark.parametrize(
    ("leaf", "reason"),
    [
        (identity(term(1, 0), term(1, squares=[(1, {"x": 1, "1": 1})])), "not identically zero"),
        (identity(term(1, 0), term(1, squares=[(2, {"x": 1, "1": -1})])), "not identically zero"),
        (identity(term(1, 0), term(-1, squares=[(1, {"x": 1, "1": -1})])), "positive number"),
        (identity(term(1, 0), term(1, squares=[(-1, {"x": 1, "1": -1})])), "number ≥ 0"),
        (identity(term(0, 0)), "positive number"),
        (identity(), "nothing is contradicted"),
        (identity(term(1, squares=[])), "nothing is contradicted"),
        (identity(term(1, 1)), "number of a relation"),
        (identity(term(1, True)), "number of a relation"),
        (identity(term(1, -1)), "number of a relation"),
        (identity(term(1, 0), term(1, squares=[(1, {"x": 1, "1": -1})]), equations=[(0, {"1": 0})]), "an equation"),
        (identity(term(1, 0), term(1, squares=[(1, {"y": 1, "1": -1})])), "not a power of a known variable"),
        (identity(term(1, 0), term(1, squares=[(1, {"x^99999": 1})])), "not a power of a known variable"),
        ({"rule": "univariate", "relations": []}, "some real number satisfies"),
        ({"rule": "trust me"}, "expected one of"),
        ({}, "missing"),
        (None, "expected an object"),
    ],
)
def test_a_wrong_leaf_is_rejected(leaf, reason):
    assert reason in rejection(document(*SQUARE, leaf))


def test_a_square_is_not_a_positive_term():
    forged = document("x^2 > 0", [], identity(term(1, 0), term(1, squares=[(1, {"x": 1})])))
    assert "nothing is contradicted" in rejection(forged)


def test_a_weak_relation_is_not_a_positive_factor():
    forged = document("x > 0", ["x >= 0"], identity(term(1, 0), term(1, 1)))
    assert "nothing is contradicted" in rejection(forged)


def test_an_inequality_may_not_be_multiplied_by_anything_as_an_equation_may():
    forged = document("x <= 0", ["x >= 0"], identity(term(1, 1), equations=[(0, {"1": -1})]))
    assert "expected an equation" in rejection(forged)


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ({">=": GOOD_SQUARE}, "do not cover"),
        ({"<": GOOD_SQUARE, ">": GOOD_SQUARE}, "do not cover"),
        ({"<=": GOOD_SQUARE, "=": GOOD_SQUARE}, "do not cover"),
        ({"": GOOD_SQUARE}, "keys among"),
        ([GOOD_SQUARE], "keys among"),
        ({"<": GOOD_SQUARE, ">=": identity()}, "nothing is contradicted"),
    ],
)
def test_a_split_that_drops_a_case_is_rejected(cases, reason):
    assert reason in rejection(document(*SQUARE, {"rule": "split", "on": {"x": 1}, "cases": cases}))


def test_the_sign_of_a_case_is_not_turned_round():
    """In the case x < 0 the new relation is −x > 0; a proof that takes it for x > 0 fails."""
    leaf = identity(term(1, 0), term(1, 1))
    forged = document("x >= 0", [], {"rule": "split", "on": {"x": 1}, "cases": {"<": leaf, ">=": leaf}})
    assert rejection(forged)


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({"variable": "x", "using": 0}, "an equation of degree one"),
        ({"variable": "y", "using": 1}, "an equation of degree one"),
        ({"variable": "z", "using": 1}, "name of a variable"),
        ({"variable": "x", "using": 1}, "missing"),
        ({"variable": "x", "using": 1, "sign": 0}, "> 0"),
        ({"variable": "x", "using": 1, "sign": 2}, "> 0"),
        ({"variable": "x", "using": 5, "sign": 0}, "number of a relation"),
    ],
)
def test_an_elimination_needs_an_equation_of_degree_one_and_a_positive_coefficient(node, reason):
    """Relations: 0 is y >= 0 (not strict), 1 is x*y^2 = 1, 2 is the negated goal."""
    forged = document("x >= 0", ["y >= 0", "x*y^2 == 1"], {"rule": "eliminate", "then": GOOD_SQUARE, **node})
    assert reason in rejection(forged)


@pytest.mark.parametrize("name", ["x", "@1", "u", "@", "@u-1", 3, None])
def test_a_defined_variable_has_a_fresh_name(name):
    node = {"rule": "define", "name": name, "value": {"x": 1}, "then": GOOD_SQUARE}
    assert "fresh name" in rejection(document("x <= sqrt(x)*x", ["sqrt(x) >= 1"], node))


def test_relations_in_two_variables_are_not_taken_for_one():
    forged = document("x <= y", ["x < y"], {"rule": "univariate", "relations": [0, 1]})
    assert "in one variable" in rejection(forged)


def test_a_satisfiable_system_in_one_variable_is_not_taken_for_empty():
    forged = document("x > 1", ["x >= 1"], {"rule": "univariate", "relations": [0, 1]})
    assert "some real number" in rejection(forged)


def test_every_obligation_needs_its_proof():
    """sqrt(x) in a conclusion has to be shown to be defined, and an equality is two inequalities."""
    for states, given in [("sqrt(x) <= (x+1)/2", ["x >= 0"]), ("x == 1", ["x^3 == 1"]), ("-1 <= x^2 <= x^2+1", [])]:
        honest = certificate(states, *given)
        assert len(honest["proofs"]) == 2
        assert "expected 2 proofs" in rejection(honest | {"proofs": honest["proofs"][1:]})


def test_the_proof_of_one_obligation_is_not_taken_for_another():
    honest = certificate("sqrt(x) <= (x+1)/2", "x >= 0")
    assert rejection(honest | {"proofs": honest["proofs"][::-1]})


def test_the_definedness_of_a_root_is_not_proved_with_the_root_itself():
    """With r >= 0 and r^2 = x in hand, x >= 0 would follow from nothing."""
    assuming = identity(term(1, 0), term(1, squares=[(1, {"@1": 1})]), equations=[(1, {"1": -1})])
    forged = document("sqrt(x) >= 0", [], assuming, identity(term(1, 0), term(1, 2)))
    assert "$.proofs[0]" in rejection(forged)


@pytest.mark.parametrize(
    ("states", "given", "stronger", "fewer"),
    [
        ("sqrt(x) <= (x+1)/2", ["x >= 0"], "sqrt(x) < (x+1)/2", ["x >= 0"]),
        ("sqrt(x) <= (x+1)/2", ["x >= 0"], "sqrt(x) <= (x+1)/3", ["x >= 0"]),
        ("sqrt(x) <= (x+1)/2", ["x >= 0"], "sqrt(x) <= (x+1)/2", []),
        ("x + 1/x >= 2", ["x > 0"], "x + 1/x >= 2", ["x < 0"]),
        ("max(x, y) >= x", [], "min(x, y) >= x", []),
        ("abs(x) >= x", [], "x >= abs(x)", []),
        ("x^2 >= 0", [], "x^3 >= 0", []),
    ],
)
def test_a_proof_of_one_statement_does_not_prove_a_stronger_one(states, given, stronger, fewer):
    honest = certificate(states, *given)
    check_document(honest)
    assert rejection(honest | {"statement": {"given": fewer, "states": stronger}})


def test_a_vacuous_proof_is_of_the_hypotheses_alone():
    honest = certificate("x >= 5", "x > 1", "x < 1")
    assert honest["vacuous"] is True
    assert "vacuous" in check_document(honest).statement
    forged = document("x >= 5", ["x > 1"], identity(term(1, 0)), vacuous=True)
    assert rejection(forged)
    assert "true or false" in rejection(honest | {"vacuous": "yes"})


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ({"x": 4}, "not seen to hold"),
        ({"x": -1}, "not seen to hold"),
        ({"x": "1/2", "y": 1}, "no variable"),
        ({"x": "1/5"}, "not seen to hold"),
        ({}, "no value for 'x'"),
        ({"x": 0.5}, "'p/q' string"),
        ({"x": "1/0"}, "denominator"),
        ([], "expected an object"),
    ],
)
def test_a_point_that_refutes_nothing_is_rejected(point, reason):
    """sqrt(x) <= x fails for 0 < x < 1 only."""
    forged = refuted("sqrt(x) <= x", ["x >= 1/4", "x <= 9"], {"x": "1/2"})
    check_document(forged)
    assert reason in rejection(forged | {"point": point})


def test_a_refutation_needs_its_hypotheses():
    assert check_document(refuted("sqrt(x) <= x", [], {"x": "1/2"}))
    assert rejection(refuted("sqrt(x) <= x", ["x > 1/2"], {"x": "1/2"}))


def test_an_undefined_conclusion_is_not_a_false_one():
    assert rejection(refuted("1/x <= 1", [], {"x": 0}))
    assert rejection(refuted("sqrt(x) <= 1", [], {"x": -4}))


def test_equal_irrational_numbers_are_not_told_apart():
    assert rejection(refuted("sqrt(5 + 2*sqrt(6)) >= sqrt(2) + sqrt(3)", [], {}))
    assert rejection(refuted("sqrt(5 + 2*sqrt(6)) <= sqrt(2) + sqrt(3)", [], {}))


@pytest.mark.parametrize(
    ("states", "given"),
    [
        ("exp(x) >= 1", []),
        ("K(J) >= 1", []),
        ("x >= 1", ["symmetric(A)"]),
        ("x >= 1/0", []),
        ("s >= 1", ["s = s + 1"]),
        ("s >= 1", ["s = 1", "s = 2"]),
        ("[[1]] >= 1", []),
        ("x^1000^1000 >= 1", []),
        ("(x+y+z+w)^999 >= 1", []),
        ("x = 1", []),
    ],
)
def test_statements_that_are_no_inequalities_of_real_numbers_are_rejected(states, given):
    assert rejection(document(states, given, GOOD_SQUARE))


SAMPLES = [
    ("sqrt(x) <= (x+1)/2", ("x >= 0",)),
    ("(a+b)/2 <= max(a, b)", ()),
    ("x + 1/x >= 2", ("x > 0",)),
    ("x*y <= 1/2", ("x^2+y^2 == 1",)),
    ("x^4*y^2+x^2*y^4+1-3*x^2*y^2 >= 0", ()),
    ("x^5 - 5*x + 4 >= 0", ("x >= 0",)),
    ("sqrt(x)+sqrt(y) <= sqrt(2*(x+y))", ("x >= 0", "y >= 0")),
    ("x == 1", ("x^2 == 1",)),
    ("sqrt(x) <= x", ("x >= 1/4",)),
    ("x >= 5", ("x > 1", "x < 1")),
]


def _mutations(value):
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value + 1, -value, 0, str(value + 1), None, value + 0.5]
    if isinstance(value, str):
        return [value + "1", "-" + value, value[:-1], 0, None]
    if isinstance(value, dict):
        return [{}, [], None, dict(list(value.items())[1:]), {f"{k}2": v for k, v in value.items()}]
    return [[], {}, None, value[1:], value[::-1], value * 2]


@pytest.mark.parametrize(("states", "given"), SAMPLES)
def test_any_field_changed_is_rejected_or_still_proves_the_same_statement(states, given):
    honest = certificate(states, *given)
    check_document(honest)
    rejected = 0
    for path in list(places(honest))[1:]:
        if path[0] in ("statement", "schema"):
            continue
        original = honest
        for key in path:
            original = original[key]
        for mutant in _mutations(original):
            try:
                accepted = check_document(changed(honest, *path, to=mutant))
            except Rejected:
                rejected += 1
                continue
            assert accepted.statement.replace("false: ", "").startswith(states)
            assert accepted.statement.startswith("false: ") == (honest["verdict"] == "REFUTED"), (path, mutant)
    assert rejected > 10


@pytest.mark.parametrize(("states", "given"), SAMPLES)
def test_a_statement_changed_under_its_proof_is_rejected_or_still_true(states, given):
    honest = certificate(states, *given)
    texts = [("states", states)] + [(index, text) for index, text in enumerate(given)]
    for key, text in texts:
        for old, new in [
            ("<=", "<"),
            (">=", ">"),
            ("<=", ">="),
            (">=", "<="),
            ("2", "3"),
            ("1", "2"),
            ("x", "y"),
            ("+", "-"),
        ]:
            changed = copy.deepcopy(honest)
            if key == "states":
                changed["statement"]["states"] = text.replace(old, new)
            else:
                changed["statement"]["given"][key] = text.replace(old, new)
            if changed == honest:
                continue
            try:
                check_document(changed)
            except Rejected:
                continue
            again = prove(changed["statement"]["states"], changed["statement"]["given"], budget=5)
            assert again.verdict in (honest["verdict"], "UNDECIDED")


def test_a_chain_of_proofs_deeper_than_the_stack_is_rejected():
    node = GOOD_SQUARE
    for _ in range(5000):
        node = {"rule": "split", "on": {"x": 1}, "cases": {"<": node, ">=": node}}
    assert rejection(document(*SQUARE, node))


@pytest.mark.parametrize(
    "states",
    [
        f"max({', '.join(f'x{i}' for i in range(50))}) >= x0",
        "*".join(f"(1+x{i}+y{i})" for i in range(40)) + " >= 0",
        "((x+1)^50)^50 >= 0",
    ],
)
def test_a_statement_that_would_keep_the_checker_busy_is_rejected(states):
    assert "too large" in rejection(document(states, [], GOOD_SQUARE))


def test_a_power_that_would_keep_the_checker_busy_is_rejected():
    forged = refuted("((x^1000)^1000)^1000 >= 0", [], {"x": "3/7"})
    assert "not seen to" in rejection(forged)


def test_a_definition_through_itself_gives_a_point_no_value():
    forged = refuted("x > 0", ["x = y", "y = x"], {})
    assert "through itself" in rejection(forged)
