"""``kreiss verify`` as a user meets it: statuses, table, JSON, and one clear line for every unusable file."""

import json
import re
import sys
import time
from importlib.metadata import version

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify import cli
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.reporting.report import grounds, tried

HEAD = 'schema = "kreiss/claims-1"\n'
FALSE = '[[claim]]\nid = "radius"\nstates = "norm(A) <= 19/10*numerical_radius(A)"\n'
TRUE = '[[claim]]\nid = "mean"\ngiven = ["x >= 1"]\nstates = "sqrt(x) <= (x + 1)/2"\n'


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["kreiss", "verify", "--workers", "1", "--budget", "3", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def claims(folder, text):
    path = folder / "my.claims.toml"
    path.write_text(text)
    return path


def test_a_refuted_claim_with_no_expectation_leaves_1_and_shows_the_counterexample(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE))
    assert code == 1
    assert "REFUTED" in shown.out
    assert "A = [[" in shown.out


def test_a_refuted_claim_that_is_expected_leaves_0(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE + 'expect = "REFUTED"\n'))
    assert code == 0
    assert "1 of 1 verdicts as expected" in shown.out


def test_json_is_one_document_and_nothing_else(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE + TRUE), "--json")
    document = json.loads(shown.out)
    assert code == 1
    assert shown.err == ""
    assert document["schema"] == "kreiss/verdicts-1"
    false, true = document["claims"]
    assert (false["id"], false["verdict"], false["expect"]) == ("radius", "REFUTED", None)
    assert set(false["witness"]) == {"matrices", "parameters", "lhs", "rhs"}
    assert (true["id"], true["verdict"], true["witness"]) == ("mean", "PROVED", None)


def test_only_selects_claims(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE + TRUE), "--only", "mean", "--json")
    assert code == 0
    assert [claim["id"] for claim in json.loads(shown.out)["claims"]] == ["mean"]


def test_a_report_holds_verdicts_and_certificates(monkeypatch, capsys, tmp_path):
    run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE), "--report", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "verdicts.json",
        "radius.json",
        "radius.py",
        "report.md",
        "index.html",
    }


def test_claims_are_read_back_without_being_decided(monkeypatch, capsys, tmp_path):
    path = claims(tmp_path, HEAD + FALSE + TRUE)
    code, shown = run(monkeypatch, capsys, path, "--explain", "words")
    assert code == 0
    assert "For all real matrices A of every size that fits:" in shown.out
    assert "such that x ≥ 1:" in shown.out
    code, shown = run(monkeypatch, capsys, path, "--explain", "latex")
    assert r"\lVert A\rVert \le" in shown.out
    assert run(monkeypatch, capsys, path, "--explain", "dance")[0] == 2


HOSTILE = {
    "attribute": HEAD + '[[claim]]\nid = "a"\nstates = "A.__class__ <= 1"\n',
    "dunder": HEAD + '[[claim]]\nid = "a"\nstates = "__import__(os) <= 1"\n',
    "call": HEAD + '[[claim]]\nid = "a"\nstates = "system(x) <= 1"\n',
    "huge-power": HEAD + '[[claim]]\nid = "a"\nstates = "9^9^9^9^9 <= x"\n',
    "deep-parentheses": HEAD + '[[claim]]\nid = "a"\nstates = "' + "(" * 4000 + "x" + ")" * 4000 + ' <= 1"\n',
    "deep-minus": HEAD + '[[claim]]\nid = "a"\nstates = "' + "-" * 9000 + 'x <= 1"\n',
    "long-sum": HEAD + '[[claim]]\nid = "a"\nstates = "x' + "+x" * 4000 + ' <= 1"\n',
    "long-line": HEAD + '[[claim]]\nid = "a"\nstates = "' + "x" * 1_000_000 + '"\n',
    "order-inside": HEAD + '[[claim]]\nid = "a"\nstates = "x <= 2*O(y)"\n',
    "order-below": HEAD + '[[claim]]\nid = "a"\nstates = "O(y) <= x"\n',
    "orders-nested": HEAD + '[[claim]]\nid = "a"\nstates = "x <= ' + "O(" * 4000 + "x" + ")" * 4000 + '"\n',
    "orders-many": HEAD + '[[claim]]\nid = "a"\nstates = "x <= x' + "+O(x)" * 1900 + '"\n',
    "limit-of-nothing": HEAD + '[[claim]]\nid = "a"\nstates = "x <= O(y) as z -> 1"\n',
    "limits": HEAD + '[[claim]]\nid = "a"\nstates = "x <= 1' + " as x -> 1" * 90_000 + '"\n',
    "limit-spaces": HEAD + '[[claim]]\nid = "a"\nstates = "x <= 1 as x ->' + " " * 9_900 + '"\n',
    "sharp-equality": HEAD + '[[claim]]\nid = "a"\nstates = "x == 1"\nsharp = true\n',
    "sharp-text": HEAD + '[[claim]]\nid = "a"\nstates = "x <= 1"\nsharp = "true"\n',
    "ten-megabytes": HEAD + "#" * 10_000_000,
    "deep-toml": HEAD + "x = " + "[" * 100_000,
    "duplicate-id": HEAD + TRUE + TRUE,
    "duplicate-key": HEAD + TRUE + 'id = "again"\n',
    "unknown-key": HEAD + TRUE + 'expects = "PROVED"\n',
    "unknown-top": HEAD + "[claims]\n" + TRUE,
    "missing-states": HEAD + '[[claim]]\nid = "a"\n',
    "wrong-type": HEAD + '[[claim]]\nid = 3\nstates = "x <= 1"\n',
    "given-text": HEAD + '[[claim]]\nid = "a"\ngiven = "x <= 1"\nstates = "x <= 1"\n',
    "bad-id": HEAD + '[[claim]]\nid = "../../etc/passwd"\nstates = "x <= 1"\n',
    "bad-expect": HEAD + TRUE + 'expect = "TRUE"\n',
    "bad-provenance": HEAD + TRUE + 'provenance = "hearsay"\n',
    "repairs-nothing": HEAD + TRUE + 'repairs = "gone"\n',
    "no-schema": TRUE,
    "other-schema": TRUE.replace("[[claim]]", 'schema = "kreiss/claims-9"\n[[claim]]'),
    "no-claims": HEAD,
    "not-toml": "{}",
    "empty": "",
    "not-a-table": HEAD + "claim = [3]\n",
    "many-hypotheses": HEAD + f'[[claim]]\nid = "a"\ngiven = {["x <= 1"] * 500}\nstates = "x <= 1"\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_clear_line_and_status_2(monkeypatch, capsys, tmp_path, name):
    path = claims(tmp_path, HOSTILE[name])
    began = time.process_time()
    code, shown = run(monkeypatch, capsys, path)
    assert time.process_time() - began < 2
    assert (code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("kreiss: ")
    assert len(shown.err) < 1000
    assert "Error" not in shown.err


def test_a_directory_a_missing_file_and_bytes_are_one_clear_line(monkeypatch, capsys, tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "gone.toml", binary):
        code, shown = run(monkeypatch, capsys, path)
        assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("options", [("--budget", "0"), ("--budget", "nan"), ("--only", "nope"), ("--workers", "0")])
def test_unusable_options_are_one_clear_line(monkeypatch, capsys, tmp_path, options):
    code, shown = run(monkeypatch, capsys, claims(tmp_path, HEAD + TRUE), *options)
    assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)


def test_found_counterexamples_are_kept_beside_and_can_be_left_out(monkeypatch, capsys, tmp_path):
    file = claims(tmp_path, HEAD + FALSE)
    run(monkeypatch, capsys, file, "--no-examples")
    assert not (tmp_path / ".kreiss").exists()
    run(monkeypatch, capsys, file)
    assert len(list((tmp_path / ".kreiss" / "examples").glob("*.json"))) == 1
    _, shown = run(monkeypatch, capsys, file, "--json")
    assert json.loads(shown.out)["claims"][0]["evidence"] == {"kept": True}


OPEN = '[[claim]]\nid = "open"\ngiven = ["rho(A) < 1"]\nstates = "K(A^2) <= 3/2*K(A)"\n'


def test_an_undecided_claim_is_an_outcome_of_its_own(monkeypatch, capsys, tmp_path):
    file, report = claims(tmp_path, HEAD + OPEN + TRUE), tmp_path / "junit.xml"
    options = (file, "--budget", "1", "--no-examples", "--junit", report)
    code, shown = run(monkeypatch, capsys, *options)
    assert code == 0
    assert "1 of 2 verdicts as expected, 1 undecided" in shown.out
    assert "open is undecided: K(A^2)" in " ".join(shown.out.split())
    assert "a counterexample was searched for in" in shown.out
    assert f'classname="{file}"' in report.read_text()
    assert 'failures="0"' in report.read_text()
    assert 'skipped="1"' in report.read_text()
    assert run(monkeypatch, capsys, *options, "--strict")[0] == 1
    assert 'failures="1"' in report.read_text()
    claims(tmp_path, HEAD + TRUE + OPEN + 'expect = "UNDECIDED"\n')
    code, shown = run(monkeypatch, capsys, *options, "--strict")
    assert (code, "2 of 2 verdicts as expected\n" in shown.out) == (0, True)


def test_a_lock_forgets_removed_claims_and_shows_edited_ones(monkeypatch, capsys, tmp_path):
    lock = tmp_path / "my.claims.lock"
    more = TRUE.replace("mean", "other")
    file = claims(tmp_path, HEAD + TRUE + more)
    assert run(monkeypatch, capsys, file, "--lock", lock)[0] == 0
    claims(tmp_path, HEAD + TRUE.replace("x >= 1", "x >= 2") + more)
    before = lock.read_text()
    code, shown = run(monkeypatch, capsys, file, "--lock", lock)
    assert (code, lock.read_text()) == (1, before)
    assert "- given x >= 1" in shown.out
    assert "+ given x >= 2" in shown.out
    assert run(monkeypatch, capsys, file, "--lock", lock, "--update-lock")[0] == 0
    assert run(monkeypatch, capsys, file, "--lock", lock)[0] == 0
    claims(tmp_path, HEAD + more)
    assert run(monkeypatch, capsys, file, "--lock", lock, "--only", "other")[0] == 0
    assert '"mean"' in lock.read_text()
    code, shown = run(monkeypatch, capsys, file, "--lock", lock)
    assert (code, '"mean"' in lock.read_text()) == (0, False)
    assert "removed from the lock file, as no claim has the id: 'mean'" in shown.err


@pytest.mark.parametrize(
    ("states", "entry"),
    [("A*B == B*A", ""), ("A == transpose(A)", "(1, 2): "), ("A == I", "(1, 1): left side = 0, right side = 1")],
)
def test_matrices_that_differ_are_shown_by_an_entry(monkeypatch, capsys, tmp_path, states, entry):
    file = claims(tmp_path, HEAD + f'[[claim]]\nid = "m"\nstates = "{states}"\n')
    code, shown = run(monkeypatch, capsys, file, "--no-examples")
    assert code == 1
    assert f"\n  in the entry {entry}" in shown.out
    assert re.search(r"\(\d, \d\): left side = (\S+), right side = (?!\1)", shown.out)
    assert "unbounded" not in shown.out


def test_a_report_begins_with_a_table_and_says_what_made_it(monkeypatch, capsys, tmp_path):
    run(monkeypatch, capsys, claims(tmp_path, HEAD + FALSE + TRUE), "--report", tmp_path / "out", "--seed", "5")
    text = (tmp_path / "out" / "report.md").read_text()
    assert text.startswith(
        f"# Verdicts\n\n1 of 2 verdicts as expected (kreiss {version('kreiss')}, 3 s a claim, seed 5).\n"
    )
    assert "\n| radius | REFUTED | — | counterexample |\n| mean | PROVED | — | proof |\n\n## radius" in text


def test_equality_and_nearness_are_said_in_words():
    claim = Claim("c", "x <= y")
    evidence = {"instances_certified": 45, "instances_open": 3, "search_rounds": 9, "tried": ["prover: no proof found"]}
    point = {"matrices": {}, "parameters": {"x": "1"}, "lhs": "1", "rhs": "1"}
    equal = Verdict(claim, "UNDECIDED", evidence={**evidence, "worst_margin": 0.0, "worst_at": point})
    assert grounds(equal) == "45 instances hold, the closest with equal sides, or nearly"
    assert tried(equal) == [
        "a proof was searched for: none was found",
        "a counterexample was searched for in 9 rounds: none was found",
        "random instances, decided exactly: 45 hold, the closest with equal sides, or nearly; 3 stayed open",
        "the closest of them:",
        "  x = 1",
    ]
    kept = Verdict(claim, "UNDECIDED", evidence={"stored": {"budget": 6.0, "seed": 0}})
    assert tried(kept) == [
        "tried for 6 s with seed 0: is tried again with more time (--budget) or another seed (--seed)"
    ]
    near = Verdict(claim, "UNDECIDED", evidence={**evidence, "worst_margin": 0.0012})
    margin = "a margin of 0.0011 of both sides, the smaller about 0.9976 of the greater"
    assert grounds(near) == f"45 instances hold, the closest by {margin}"


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ("A.T*A == I", "--states, column 2: '.T*A == I' is not in the claim language; write transpose(A) in"),
        ("A'*A == I", '--states, column 2: "\'*A == I" is not in the claim language; write transpose(A) in'),
        ("2A == I", "write a product with *"),
        ("K(A <= 1", "--states, column 5: expected ')'"),
    ],
)
def test_an_error_in_a_typed_claim_names_the_option(monkeypatch, capsys, states, message):
    monkeypatch.setattr(sys, "argv", ["kreiss", "refute", "--states", states])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert message in capsys.readouterr().err


def test_given_as_one_text_is_said_to_be_a_list(monkeypatch, capsys, tmp_path):
    file = claims(tmp_path, HEAD + '[[claim]]\nid = "a"\ngiven = "x <= 1"\nstates = "x <= 1"\n')
    assert """'given' is a list of texts, as in given = ["…"], not 'x <= 1'""" in run(monkeypatch, capsys, file)[1].err
    with pytest.raises(InvalidClaim, match="given: expected a list of texts, got the text 'x <= 1'"):
        Claim("a", "x <= 1", "x <= 1")
