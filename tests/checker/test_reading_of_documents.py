"""A document reads the same to every reader: nothing unread or twice, no look-alike names, no lines of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from checker.forging import rejection

from kreiss.numeric import certify_kreiss
from kreiss.symbolic.proof import Proof, Step, domination, inequality
from kreiss.verify.checker import check_document
from kreiss.verify.checker.__main__ import main

SOURCE = Path(__file__).resolve().parents[2] / "src"


BLOCKS = ("J = [[A, 0], [C, D]]", "M = [[rho(A), 0], [norm(C), rho(D)]]", "symmetric(A, D)", "K(J) >= 2*K(M)")


def infinite(kind):
    """(K(J) − 2K(M)) + (K(M) − K(J)) + (K(M) − 1) = −1, in a step that multiplies it, or as an inequality."""
    factors = ("K(J) - 2*K(M)", "K(M) - K(J)", "K(M) - 1")
    if kind == "inequality":
        return inequality("1 <= 0", ["2*K(M) <= K(J)", "K(J) <= K(M)", "1 <= K(M)"], "arithmetic")
    terms = [[1, [factor]] for factor in factors]
    fields = {"bounds": [["rho(A)", "0"], ["norm(C)", "rho(D)"]], "minors": [terms] * 3}
    return {
        "comparison": Step("comparison", "K(J) <= 0", "x", fields),
        "power-comparison": Step("power-comparison", "power_norm(J, 1) <= 0", "x", {"t": 1, **fields}),
        "eigenvalues": Step("eigenvalues", "5 <= rho(M)", "x", {"by": "root", "minors": [terms]}),
        "witness": Step("witness", "5 <= K(M)", "x", {"z": "2", "vector": ["1", "1"], "minors": [terms]}),
        "power": Step("power", "5 <= sup_powers(M)", "x", {"t": 1, "vector": ["1", "1"], "minors": [terms]}),
        "neumann": Step("neumann", "K(J) <= 0", "x", {"size": "1", "resolvent": "K(M)", **fields}),
        "monotone": Step("monotone", "K(J) <= 0", "x", {"variable": "K(J)", "bound": "K(M)", "coefficients": []}),
    }[kind]


@pytest.mark.parametrize(
    "kind", ["inequality", "comparison", "power-comparison", "eigenvalues", "witness", "power", "neumann", "monotone"]
)
def test_no_step_calculates_with_a_quantity_that_may_be_infinite(kind):
    """A = D = [[2]], C = [[1]] have K(J) = K(M) = ∞ and satisfy the hypotheses."""
    step = infinite(kind)
    proof = Proof(BLOCKS, step.states, (domination("K(J) <= K(M)", "by comparison"), step))
    assert rejection(proof.document()).startswith("$.steps[1]")


def test_infinite_quantities_may_be_compared():
    steps = (
        domination("K(J) <= K(M)", "by comparison"),
        Step("lemma", "K(M) <= sup_powers(M)", "", {"name": "kreiss-lower-half"}),
    )
    chain = Step("transitive", "K(J) <= sup_powers(M)", "by both", {"via": "K(M)"})
    assert check_document(Proof(BLOCKS[:3], "K(J) <= sup_powers(M)", (*steps, chain)).document())


def test_a_quantity_is_finite_once_a_finite_one_bounds_it():
    given = (*BLOCKS[:3], "K(M) <= 7")
    steps = (
        domination("K(J) <= K(M)", "by comparison"),
        inequality("K(J)^2 <= 49", ["K(J) <= K(M)", "K(M) <= 7", "1 <= K(J)"], "squares"),
    )
    assert check_document(Proof(given, "K(J)^2 <= 49", steps).document())
    assert "may be infinite" in rejection(
        Proof(BLOCKS[:3], "0 <= K(J)^2", (inequality("0 <= K(J)^2", [], "a square"),)).document()
    )


def compound(**fields):
    """norm(A*B) <= 1 gives its square, with a variable that stands for the quantity."""
    step = inequality("0 <= u <= 1", ["0 <= u", "u <= 1"], "as given")
    certificate = {**step.data["certificate"]}
    data = {"certificate": certificate, "quantities": {"u": "norm(A*B)"}} | fields
    return Proof(("norm(A*B) <= 1",), "norm(A*B) <= 1", (Step("inequality", "norm(A*B) <= 1", "x", data),)).document()


def test_a_variable_of_a_certificate_may_stand_for_a_quantity_of_an_expression():
    assert check_document(compound())
    for quantities in ({}, {"u": "norm(B*A)"}, {"u": "a + 1"}, {"v": "norm(A*B)"}, [], {"u": 1}):
        assert rejection(compound(quantities=quantities)).startswith("$.steps[0]")


def test_a_name_of_the_claim_stands_for_no_quantity():
    step = inequality("norm_A >= 0", ["norm_A >= 0"], "as given")
    given = ("norm(A) >= 0", "norm_A <= 5")
    assert "hypothesis 1" in rejection(Proof(given, "norm_A >= 0", (step,)).document())


MATRIX = {"denominator": 1, "re": [[0, 1], [0, 0]]}
REFUTATION = {
    "schema": "kreiss/refutation-1",
    "statement": {"given": [], "states": "norm(A) <= x"},
    "witness": {"matrices": {"A": MATRIX}, "parameters": {"x": "1/2"}},
    "enclosures": [],
}


def documents():
    yield json.loads(json.dumps(certify_kreiss([["1/2", 1], [0, "1/2"]], gap=0.1).certificate))
    yield REFUTATION
    yield Proof((), "1 <= 2", ()).document()
    yield {
        "schema": "kreiss/inequality-1",
        "statement": {"given": [], "states": "x > 0"},
        "verdict": "REFUTED",
        "point": {"x": 0},
    }
    yield {
        "schema": "kreiss/family-1",
        "statement": {"exists": ["c"], "given": [], "states": "x <= c"},
        "parameter": "n",
        "family": {"matrices": {}, "parameters": {"x": "n"}},
    }


def objects(value, path=()):
    if isinstance(value, dict):
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from objects(inner, (*path, key))


def changed(document, path, fields):
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path:
        inner = inner[key]
    inner |= fields
    return copy


@pytest.mark.parametrize("document", list(documents()), ids=lambda document: document["schema"][7:])
def test_a_field_that_no_rule_reads_is_rejected_wherever_it_stands(document):
    check_document(document)
    for path in objects(document):
        assert rejection(changed(document, path, {"note": "for every matrix"}))


@pytest.mark.parametrize("constant", ["с", "ｃ", "k", "c\n", "if", "norm", "C", 1])
def test_a_constant_is_an_ascii_name_that_the_statement_uses(constant):
    document = list(documents())[-1]
    assert "names of numbers of the statement" in rejection(changed(document, ("statement",), {"exists": [constant]}))


@pytest.mark.parametrize("name", ["Z\nfolder/other.json: K(J) <= 1", "x\x1b[31m", "y", "\ud800", "Ａ"])
def test_a_witness_has_values_for_names_of_the_statement_alone(name):
    kind, value = ("matrices", MATRIX) if name[:1].isupper() else ("parameters", 1)
    assert "is no name of the statement" in rejection(changed(REFUTATION, ("witness", kind), {name: value}))


def test_a_name_that_stands_twice_in_an_object_makes_no_document(tmp_path, capsys):
    path = tmp_path / "twice.json"
    path.write_text(json.dumps(REFUTATION).replace('"enclosures": []', '"enclosures": [], "enclosures": []'))
    assert main([str(path)]) == 2
    assert "'enclosures' stands twice" in capsys.readouterr().err


def test_a_name_that_stands_twice_among_many_is_found_at_once(tmp_path, capsys):
    many = ",".join(f'"{k}":0' for k in range(300_000))
    (tmp_path / "many.json").write_text(f'{{{many},"299999":1}}')
    assert main([str(tmp_path / "many.json")]) == 2
    assert "the name '299999' stands twice" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1.0", "1e3", "true", '"0_9"', '"١"', '"1/2 "'])
def test_what_is_no_whole_number_or_fraction_is_none(tmp_path, number, capsys):
    path = tmp_path / "number.json"
    path.write_text(json.dumps(REFUTATION).replace('"1/2"', number), encoding="utf-8")
    assert main([str(path)]) in (1, 2)
    assert "norm(A) <= x" not in capsys.readouterr().out


def test_no_name_of_a_document_or_file_writes_lines_of_its_own(tmp_path, capsys):
    path = tmp_path / "a\nb.json"
    forged = changed(REFUTATION, ("witness", "parameters"), {"y\nother.json: accepted \x1b[32m\u202e": 1})
    path.write_text(json.dumps(forged))
    assert main([str(path)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "\x1b" not in line
    assert "\\n" in line


def test_a_terminal_without_the_notation_shows_it_in_ascii(tmp_path):
    """A file that is rejected does not keep those after it from being checked."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(certify_kreiss([["1/2", 1], [0, "1/2"]], gap=0.1).certificate))
    bad.write_text(json.dumps(changed(REFUTATION, ("witness", "parameters"), {"\ud800": 1})))
    done = subprocess.run(
        [sys.executable, "-m", "kreiss.verify.checker", str(bad), str(good)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(SOURCE)},
    )
    assert (done.returncode, done.stderr) == (1, "")
    rejected, accepted = done.stdout.splitlines()
    assert "REJECTED" in rejected
    assert " <= K(A) <= " in accepted
