"""``kreiss refute`` as a user meets it."""

import json
import subprocess
import sys

import pytest

from kreiss.verify import cli
from kreiss.verify.checker import check_document

RADIUS = ("--states", "norm(A) <= 19/10*numerical_radius(A)")


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["kreiss", "refute", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def test_a_typed_claim_is_refuted_with_certificate_and_replay(monkeypatch, capsys, tmp_path):
    certificate, replay = tmp_path / "c.json", tmp_path / "replay.py"
    code, shown = run(monkeypatch, capsys, *RADIUS, "--budget", "10", "-o", certificate, "--replay", replay)
    assert code == 1
    assert shown.out.startswith("REFUTED: norm(A)")
    assert check_document(json.loads(certificate.read_text())).schema == "kreiss/refutation-1"
    run_alone = [sys.executable, "-I", "-S", replay]
    assert subprocess.run(run_alone, capture_output=True, text=True, check=True).stdout.endswith(" is False\n")


def test_hypotheses_are_typed_one_by_one(monkeypatch, capsys):
    arguments = ("--states", "K(A) <= 1", "--given", "rho(A) < 1", "--given", "symmetric(A)")
    code, shown = run(monkeypatch, capsys, *arguments, "--budget", "1")
    assert code == 0
    assert "proves nothing" in shown.out


def test_a_claim_with_an_open_constant_is_refuted_along_a_family(monkeypatch, capsys, tmp_path):
    certificate = tmp_path / "c.json"
    arguments = ("--states", "K(A) <= O(1) as norms -> inf", "--given", "rho(A) < 1", "--given", "norms = norm(A)")
    code, shown = run(monkeypatch, capsys, *arguments, "-o", certificate)
    assert code == 1
    assert "for all large n" in shown.out
    assert check_document(json.loads(certificate.read_text())).schema == "kreiss/family-1"
    code, shown = run(monkeypatch, capsys, *arguments, "--json")
    assert json.loads(shown.out)["witness"]["matrices"] == {"A": [["0", "0"], ["n", "0"]]}
    code, shown = run(monkeypatch, capsys, *arguments, "--replay", tmp_path / "r.py")
    assert (code, shown.err.count("\n")) == (2, 1)


def test_json_is_one_document(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, *RADIUS, "--json", "--budget", "10")
    document = json.loads(shown.out)
    assert (code, document["verdict"], document["schema"]) == (1, "REFUTED", "kreiss/refute-1")


@pytest.mark.parametrize(
    "arguments",
    [(), ("--states", "K(A) <="), ("--states", "K(A) <= 2*O(1)"),
     ("gone.toml", "--only", "x"), ("gone.toml",), ("--only", "x"),
     (*RADIUS, "--budget", "0"), (*RADIUS, "-o", "/nowhere/at/all.json"), ("gone.toml", *RADIUS)],
)  # fmt: skip
def test_unusable_arguments_are_one_clear_line(monkeypatch, capsys, arguments):
    code, shown = run(monkeypatch, capsys, *arguments)
    assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)
