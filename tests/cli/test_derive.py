"""``kreiss derive`` lists, derives, prints and writes certificates that ``kreiss check`` accepts."""

import sys

import pytest

from kreiss.symbolic.theorems.catalogue import NAMES
from kreiss.verify import cli
from kreiss.verify.checker import check_file


@pytest.fixture
def run(monkeypatch, capsys):
    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["kreiss", "derive", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return left.value.code, shown.out, shown.err

    return called


def test_without_a_name_it_lists_the_theorems(run):
    code, out, _ = run()
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(NAMES)


def test_a_derived_theorem_leaves_certificates_that_the_checker_accepts(run, tmp_path):
    code, out, _ = run("critical-coupling", "-o", str(tmp_path))
    assert code == 0
    assert "ρ(J) < 1" in out
    assert "2 certificates accepted" in out
    files = sorted(tmp_path.iterdir())
    assert [check_file(file).statement.split(" given")[0] for file in files] == ["rho(J) < 1", "rho(M) >= 1"]


def test_latex_is_one_document_and_nothing_else(run):
    _, out, _ = run("critical-coupling", "--latex")
    assert out.startswith(r"\documentclass")
    assert out.rstrip().endswith(r"\end{document}")


def test_an_unknown_name_is_one_line_and_exit_status_2(run):
    code, _, err = run("no-such-theorem")
    assert code == 2
    assert len(err.splitlines()) == 1


def test_latex_is_for_one_theorem(run):
    code, _, err = run("all", "--latex")
    assert code == 2
    assert "one theorem" in err


def test_lean_is_one_file_that_says_it_is_not_compiled(run):
    code, out, _ = run("upper-bound", "--lean")
    assert code == 0
    assert out.startswith("/-\nNOT COMPILED.")
    assert "def upper_bound_2 : Prop :=" in out
    code, _, err = run("upper-bound", "--lean", "--coq")
    assert code == 2
    assert "give one of them" in err
