"""Documents made by hand to prove what is false, to confuse names, or to keep the checker busy: each is rejected."""

import json
from time import process_time

import pytest
from checker.forging import enclosure, matrix, rejected

from kreiss.verify.checker import check_document
from kreiss.verify.checker.__main__ import main

NEGATIVE_ONE = "sqrt(0 - 1)"


def inequality(states, *given, proofs=(), **fields):
    statement = {"given": list(given), "states": states}
    return {"schema": "kreiss/inequality-1", "statement": statement, "verdict": "PROVED", "proofs": proofs, **fields}


def refuted_at(point, states, *given):
    document = inequality(states, *given, verdict="REFUTED", point=point)
    return {name: value for name, value in document.items() if name != "proofs"}


def step(kind, states, **fields):
    return {"kind": kind, "states": states, "reason": "forged", **fields}


def proof(states, given, *steps):
    return {"schema": "kreiss/proof-1", "statement": {"given": given, "states": states}, "steps": list(steps)}


def refutation(states, given, matrices, **parameters):
    return {
        "schema": "kreiss/refutation-1",
        "statement": {"given": given, "states": states},
        "witness": {"matrices": matrices, "parameters": parameters},
    }


SQUARE = inequality(
    "x^2 >= 0",
    proofs=[
        {
            "rule": "identity",
            "terms": [{"weight": 1, "factors": [0]}, {"weight": 1, "squares": [{"weight": 1, "of": {"x": 1}}]}],
        }
    ],
)


# Names


@pytest.mark.parametrize("line", ["I = 2", "I = [[2]]"])
def test_the_identity_cannot_be_redefined(line):
    bound = step("comparison", "K(J) <= 1", bounds=[["1"]], minors=[[]])
    rejected(proof("K(J) <= 1", [line, "J = [[I]]"], bound), "$.statement.given[0]")


@pytest.mark.parametrize(
    ("given", "states"),
    [(["K_ct(J) <= 5", "ct_J = [[A]]"], "K(ct_J) <= 5"), (["power_norm(A, x_t) <= 1"], "power_norm(A_x, t) <= 1")],
)
def test_two_quantities_never_share_a_variable(given, states):
    rejected(proof(states, given))


@pytest.mark.parametrize("given", [["norm_C = 0"], ["norm_C <= 0"], ["norm_C == 0"]])
def test_a_number_cannot_take_the_name_of_a_norm(given):
    rejected(proof("norm(C) <= 0", given))


@pytest.mark.parametrize(
    "given", [["x = abs(x) + 1"], ["x = sqrt(y)", "y = sqrt(x)"], ["J = [[A, 0], [J, D]]"], ["x = K(P)", "P = x*A"]]
)
def test_a_definition_through_itself_is_refused(given):
    rejected(proof("x^2 >= 0", given, step("inequality", "x^2 >= 0", certificate=SQUARE)), "$.statement.given")


@pytest.mark.parametrize("given", [["x = x"], ["x = y", "y = x"]])
def test_a_point_gives_no_value_to_a_definition_through_itself(given):
    rejected(refuted_at({}, "x > 0", *given))


def test_a_number_among_blocks_has_no_size_and_so_no_norm():
    given = ["J = [[A, 1], [0, D]]", "symmetric(A, D)", "M = [[rho(A), 1], [0, rho(D)]]"]
    rejected(proof("K(J) <= K(M)", given, step("domination", "K(J) <= K(M)")), "$.steps[0]")


@pytest.mark.parametrize("more", [{"exists": ["c"]}, {"sharp": True}, {"sharp": False}, {"note": ""}])
def test_a_statement_that_says_more_than_its_checker_reads_is_refused(more):
    family = {
        "schema": "kreiss/family-1",
        "statement": {"exists": ["c"], "given": [], "states": "x <= c"},
        "parameter": "n",
        "family": {"matrices": {}, "parameters": {"x": "n"}},
    }
    documents = [SQUARE, refuted_at({"x": 1, "c": 0}, "x <= c"), refutation("x <= c", [], {}, x=1, c=0),
                 proof("1 <= 2", []), family]  # fmt: skip
    for document in documents:
        assert check_document(document)
        if not more.keys() <= document["statement"].keys():
            rejected(document | {"statement": document["statement"] | more}, "$.statement")


def test_a_proof_from_a_contradiction_is_said_to_be_about_nothing():
    given, nothing = ["x <= 0 - 1", "x >= 1"], " (vacuous: nothing satisfies the hypotheses)"
    terms = [{"weight": 1, "factors": [0]}, {"weight": 1, "factors": [1]}, {"weight": 2}]
    absurd = inequality("x <= y", *given, proofs=[{"rule": "identity", "terms": terms}], vacuous=True)
    document = proof("x <= y", given, step("inequality", "x <= y", certificate=absurd))
    assert check_document(document).statement.endswith(nothing)
    one = [step("inequality", "x <= y", certificate=absurd)]
    rejected(proof("x <= y", given[:1], step("cases", "x <= y", on="1 <= x", yes=one, no=[])), "$.steps[0].no")
    both = proof("x <= y", [*given[:1], "x <= y"], step("cases", "x <= y", on="1 <= x", yes=one, no=[]))
    assert not check_document(both).statement.endswith(nothing)


# Expressions without a value


def test_a_spectral_radius_is_not_below_an_undefined_expression():
    undefined = f"rho_M < 1 + 0*{NEGATIVE_ONE}"
    nothing = {
        "rule": "identity",
        "terms": [{"weight": 1}, {"weight": 1, "squares": [{"weight": 1, "of": {"@1": 1}}]}],
        "equations": [{"relation": 1, "times": -1}],
    }
    absurd = inequality("1 <= 0", undefined, proofs=[nothing], vacuous=True)
    assert check_document(absurd)  # at no point is the hypothesis defined, so the certificate is in order
    rejected(
        proof(
            "1 <= 0",
            ["M = [[rho(A)]]", "0 < 1 - rho(A)", "0 < 1 + rho(A)"],
            step("eigenvalues", f"rho(M) < 1 + 0*{NEGATIVE_ONE}", minors=["1 - rho(A)", "1 + rho(A)"]),
            step("inequality", "1 <= 0", certificate=absurd),
        ),
        "$.steps[0]",
    )


@pytest.mark.parametrize("vanishing", ["1/(1/{})", "(1/{})^0", "{0}/{0}", "(1/{0} + {0}) - 1/{0}"])
def test_an_expression_known_at_the_bound_may_be_undefined_below_it(vanishing):
    one = vanishing.format("1")
    at_zero = vanishing.format("norm(C)")
    known = step("transitive", f"{one} <= 1", via="1")
    moved = step("monotone", f"{at_zero} <= 1", variable="norm(C)", bound="1", coefficients=[])
    for coefficients in ([], [[]], [[[1, []]]]):
        moved["coefficients"] = coefficients
        rejected(proof(f"{at_zero} <= 1", ["norm(C) <= 1"], known, moved), "$.steps")


def test_an_infinite_quantity_does_not_cancel():
    bound = step("power", "K(B) - K(B) <= sup_powers(M)", t=0, vector=["1"], minors=[[[1, ["1"]]]])
    rejected(proof("K(B) - K(B) <= sup_powers(M)", ["M = [[0]]"], bound), "$.steps[0]")


@pytest.mark.parametrize("value", ["0*sqrt(x)", "1 + 0*(1/x)", "sqrt(x) - sqrt(x)", "(1/x)^0"])
def test_a_bound_has_to_be_defined_even_where_its_formula_cancels(value):
    for document in (
        proof(f"{value} <= K(M)", ["M = [[0]]"],
              step("witness", f"{value} <= K(M)", z="2", vector=["1"], minors=[[[1, ["1"]]]])),
        proof(f"{value} <= rho(M)", ["M = [[1]]"],
              step("eigenvalues", f"{value} <= rho(M)", by="root", minors=[[[1, []]]])),
        proof(f"K(J) <= {value}", ["J = [[0]]", "x <= 1"],
              step("comparison", f"K(J) <= {value}", bounds=[["0"]], minors=[[]])),
    ):  # fmt: skip
        rejected(document, "$.steps[0]")


@pytest.mark.parametrize("states", ["0*sqrt(x) == 0", "x/x == 1", "1/(1/x) == x", "(1/x)^0 >= 1", "max(0, 1/x) >= 0"])
def test_an_inequality_that_is_undefined_somewhere_has_one_more_obligation(states):
    trivial = {"rule": "identity", "terms": [{"weight": 1, "factors": [0]}]}
    for count in range(5):
        rejected(inequality(states, proofs=[trivial] * count))


@pytest.mark.parametrize("nothing", ["0*sqrt(0 - 1)", "0*(1/(c - c))", "sqrt(c) - sqrt(c)"])
def test_growth_is_at_least_a_quotient_that_is_defined(nothing):
    given = ["M = [[g, 0], [c, g]]", "0 <= g", "g < 1", "0 <= c", "sup_powers(M) <= b"]
    for value in (
        f"1/4*c/(1 - g) + {nothing}",
        f"(1/4*c + {nothing})/(1 - g)",
        f"1/4*c/(1 - g + {nothing})",
        "1/4*c^2/(c*(1 - g))",
    ):
        bound = f"{value} <= sup_powers(M)"
        rejected(proof(bound, given, step("growth", bound, factor="1/4")), "$.steps[0]")
    bound = "c/4/(1 - g) <= sup_powers(M)"
    assert check_document(proof(bound, given, step("growth", bound, factor="1/4")))


# Witnesses


def test_small_letters_are_numbers_and_commute():
    rejected(refutation("x*y == y*x", [], {"x": matrix([0, 1], [0, 0]), "y": matrix([0, 0], [1, 0])}), "$.witness")


def test_capital_letters_are_matrices():
    rejected(refutation("A <= 1", [], {}, A=2), "$.witness")


def test_a_fractional_power_of_a_negative_number_has_no_value():
    rejected(refutation("x >= 0", ["x^(2/3) >= 0"], {}, x=-8))
    rejected(refutation("x >= 0", ["x^(-2/3) >= 0"], {}, x=-8))
    rejected(refuted_at({"x": -8}, "x >= 0", "x^(2/3) >= 0"))


def test_the_diagonal_blocks_of_a_square_layout_are_square():
    blocks = {"A": matrix([0, 0]), "C": matrix([0, 1], [0, 0]), "D": matrix([0], [0])}
    rejected(refutation("norm(J) <= 0", ["J = [[A, 0], [C, D]]"], blocks), "$.statement")


def test_a_witness_for_the_identity_is_not_read():
    rejected(refutation("norm(A*I) <= 1", [], {"A": matrix([1]), "I": matrix([2])}))


@pytest.mark.parametrize("x", [True, 0.5, "0.5", "1/0", "nan", None, "1/-2", " 1", "1\n"])
def test_a_parameter_is_an_exact_rational(x):
    rejected(refutation("x > 5", [], {}, x=x), "$.witness.parameters.x")
    rejected(refuted_at({"x": x}, "x > 5"), "$.point")


def test_a_witness_has_to_have_the_structure_that_is_given():
    shear = matrix([0, 3], [0, 0])
    rejected(refutation("norm(A) <= rho(A)", ["symmetric(A)"], {"A": shear}), "$.statement.given[0]")
    rejected(refutation("norm(A) <= rho(A)", ["normal(A)"], {"A": shear}), "$.statement.given[0]")


@pytest.mark.parametrize("states", ["K(A) - K(A) >= 1", "0*K(A) >= 1", "1/K(A) <= 0", "K(A) <= K(A) - 1"])
def test_an_infinite_constant_decides_nothing_by_cancelling(states):
    rejected(refutation(states, [], {"A": matrix([2])}))


@pytest.mark.parametrize("line", ["g = sqrt(x - 1)", "g = 1/x", "g = log(x)", "M = [[1/x]]", "g = y"])
def test_an_instance_has_a_value_for_all_that_the_hypotheses_define(line):
    for x, accepts in ((0, False), (1, line != "g = y")):
        shown = {"witness": {"matrices": {}, "parameters": {"x": x}}, "enclosures": []}
        document = proof("1 <= 2", [line]) | {"instance": shown}
        if accepts:
            assert check_document(document).instance == "x = 1"
        else:
            rejected(document, "$.instance")


# Enclosures


@pytest.mark.parametrize("power", [{}, {"power": -1}, {"power": "1/2"}, {"power": True}, {"power": "2"}])
def test_the_power_of_a_norm_is_a_whole_number_even_where_no_step_uses_it(power):
    rejected(enclosure("norm", matrix([0]), "inf", **power), "$.statement")


NAMES = [[f"B{i}{j}" for j in range(6)] for i in range(6)]
SIX = [
    "J = [[" + "], [".join(", ".join(row) for row in NAMES) + "]]",
    f"symmetric({', '.join(row[i] for i, row in enumerate(NAMES))})",
    "0 <= f",
]
BOUNDS = [[f"{'rho' if i == j else 'norm'}({name})" for j, name in enumerate(row)] for i, row in enumerate(NAMES)]
ONE = {"re": [1], "im": [0]}
LONG = {
    "dense polynomials": inequality("+".join(f"(x + y + z + {i})^15*(x + y + z)^15" for i in range(9)) + " >= 0"),
    "many maxima": inequality(f"max({', '.join(f'x{i}' for i in range(50))}) >= 0"),
    "a tower of powers": inequality("((10^1000)^1000)^1000 >= 0"),
    "a tower at a point": refuted_at({"x": "1/3"}, "((x^1000)^1000)^1000 >= 0"),
    "a tower at a witness": refutation("((x^1000)^1000)^1000 <= 0", [], {}, x="1/3"),
    "a root of high degree at a point": refuted_at({"x": 2}, "x^(1/1000) > 0", "x^(1/1000) == x^(1/1000)"),
    "a root of high degree at a witness": refutation("x > 3", ["x^(1/1000) == x^(1/1000)"], {}, x=2),
    "systems of high degree": inequality(
        "x >= 0", "x^131 + x^3 - x/3 >= 2", "(3*x - 1)^60*(x^2 - 2)^35 >= 1/9",
        proofs=[{"rule": "univariate", "relations": [0, 1, 2]}]),
    "long words": proof("(A + B + resolvent(A, z))^8 == 0", [], step("identity", "(A + B + resolvent(A, z))^8 == 0")),
    "six blocks": proof("K(J) <= f", SIX, step("comparison", "K(J) <= f", bounds=BOUNDS, minors=[[]] * 63)),
    "six blocks to the 60th power": proof(
        "power_norm(J, 60) <= f", SIX,
        step("power-comparison", "power_norm(J, 60) <= f", t=60, bounds=BOUNDS, minors=[[]] * 63)),
    "the power of a long number": enclosure(
        "norm", matrix([10**4000]), 1, {"reason": "power-norm", "width": 1, "v": ONE, "lower": 0}, power=10**6),
    "a small number to a high power": enclosure(
        "norm", matrix([1], den=2**9000), 0, {"reason": "power-norm", "width": 10_000, "v": ONE, "lower": 0},
        power=10**6),
    "many digits": enclosure(
        "norm", matrix([1]), 1, {"reason": "power-norm", "width": 10**5, "v": ONE, "lower": 0}, power=1),
    "a far horizon": enclosure(
        "sup_powers", matrix([1]), 2, {"reason": "powers", "bits": 9999, "horizon": 10**6, "t": 1, "v": ONE,
                                       "lower": 0}),
    "an exact power at a far horizon": enclosure(
        "sup_powers", matrix([2], den=3), 2, {"reason": "powers", "bits": 99, "horizon": 10**6, "t": 1, "v": ONE,
                                              "lower": 0, "contraction": "elimination"}),
    "a long bound at a far horizon": enclosure(
        "sup_powers", matrix([1]), f"{2 * 10**3990 + 1}/{10**3990}",
        {"reason": "powers", "bits": 10**4, "horizon": 10**6, "t": 1, "v": ONE, "lower": 0}),
    "long differences at many nodes": enclosure(
        "sup_powers", matrix([1], den=10**4000), 2,
        {"reason": "leaps", "sign": 1, "bits": 10**4, "width": 10**4, "jumps": [[0, 10**5]], "t": 1, "v": ONE,
         "lower": 0}),
    "a long bound at many nodes": enclosure(
        "sup_powers", matrix([1]), f"{2 * 10**3990 + 1}/{10**3990}",
        {"reason": "leaps", "sign": 1, "bits": 10**4, "width": 10**4, "jumps": [[0, 10**5]], "t": 1, "v": ONE,
         "lower": 0}),
    "a Jordan block of long numbers": enclosure(
        "K_ct", matrix(*([int(j == i + 1) for j in range(40)] for i in range(40)), den=10**4000), "inf",
        {"reason": "defective", "f": [0] * 20 + [1], "w": [1] * 40}),
    "a slow transient": refutation(
        "sup_powers(A) <= 5", [], {"A": matrix([9999, 10000], [0, 9999], den=10000)}),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_short_document_does_not_keep_the_checker_busy(name, monkeypatch):
    monkeypatch.setattr("kreiss.verify.checker.documents.MOST_WORK", 2_000_000)
    before = process_time()
    rejected(LONG[name])
    assert process_time() - before < 60


def test_every_document_has_the_whole_allowance():
    for _ in range(2):
        rejected(LONG["a tower of powers"])
        assert check_document(SQUARE)


def test_the_power_of_a_nilpotent_matrix_is_zero_however_high():
    last = {"reason": "power-norm", "width": 100, "v": {"re": [1, 0], "im": [0, 0]}, "lower": 0}
    assert check_document(enclosure("norm", matrix([0, 1], [0, 0]), "1/1000", last, power=10**6))


# What no stream can write


def test_a_name_that_is_no_text_is_shown_with_its_escape(tmp_path, capsys):
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(refuted_at({"\ud800": 1.5}, "x > 0")), encoding="ascii")
    assert main([str(path)]) == 1
    assert "\\ud800" in capsys.readouterr().out


@pytest.mark.parametrize("end", [10**4010, -(10**5000)], ids=["long", "longer"])
def test_a_number_too_long_to_be_shown_is_refused(end):
    rejected(enclosure("K", matrix([1]), "inf", lower=end), "$.statement.lower")
    rejected(enclosure("M", matrix([1]), "inf", radius=end), "$.statement.radius")
    rejected(refuted_at({"x": end}, "x > 0", "x < 0"), "$.point")
