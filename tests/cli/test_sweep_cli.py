"""``kreiss sweep`` as a user meets it: totals, a counterexample, resuming after a kill, and errors of one line."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from kreiss.verify import cli
from kreiss.verify.running import sweep
from kreiss.verify.running.isolation import PLEASE

TRUE, FALSE = ("--states", "rho(A) <= norm(A)"), ("--states", "norm(A) <= rho(A)")


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["kreiss", "sweep", "--workers", "1", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def test_a_true_claim_holds_at_every_instance(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, *TRUE, "--instances", "30", "--seed", "3")
    assert code == 0
    assert "instances hold" in shown.out
    assert "0 fail" in shown.out
    assert shown.out.endswith("seed 3\n")


def test_a_failing_instance_is_shown_and_leaves_1(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, *FALSE, "--instances", "20")
    assert code == 1
    assert "REFUTED: norm(A) <= rho(A)\n  A = [[" in shown.out


def broken(*point):
    """Stands in for a decision that meets a mistake in kreiss."""
    raise OverflowError("too large")


def test_internal_errors_are_told_leave_1_and_ask_for_a_report(monkeypatch, capsys):
    monkeypatch.setattr(sweep, "examine", broken)
    code, shown = run(monkeypatch, capsys, *TRUE, "--instances", "2", "--debug")
    assert code == 1
    assert "2 broke off: internal error: OverflowError: too large" in shown.out
    assert "chunk 0, instance 1:\nTraceback" in shown.err
    assert PLEASE in shown.err
    code, shown = run(monkeypatch, capsys, *TRUE, "--instances", "2", "--json")
    document = json.loads(shown.out)
    assert (code, document["broken"], document["errors"]) == (1, 2, ["internal error: OverflowError: too large"])


def test_json_is_one_document(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, *FALSE, "--instances", "20", "--json")
    document = json.loads(shown.out)
    assert (code, document["schema"], document["instances"]) == (1, "kreiss/sweep-1", 20)
    assert document["failing"] > 0
    assert document["witness"]["matrices"]["A"]


def test_a_killed_sweep_resumes_where_it_was(tmp_path):
    journal = tmp_path / "journal"
    program = "from kreiss.verify.cli import main; main()"
    line = [sys.executable, "-c", program, "sweep", *TRUE, "--instances", "300", "--workers", "1", "--json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    running = subprocess.Popen([*line, "--journal", str(journal)], env=environment, stdout=subprocess.DEVNULL)
    while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
        assert running.poll() is None
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    before = [one for one in journal.read_text().splitlines(keepends=True) if one.endswith("\n")]
    resumed = subprocess.run([*line, "--journal", str(journal)], env=environment, capture_output=True, check=True)
    whole = subprocess.run(line, env=environment, capture_output=True, check=True)
    assert json.loads(resumed.stdout) == json.loads(whole.stdout)
    after = journal.read_text().splitlines(keepends=True)
    assert after[: len(before)] == before
    assert len(after) == 4


def test_a_longer_sweep_goes_on_from_a_shorter_one(monkeypatch, capsys, tmp_path):
    journal = tmp_path / "journal"
    run(monkeypatch, capsys, *TRUE, "--instances", "20", "--journal", journal)
    _, longer = run(monkeypatch, capsys, *TRUE, "--instances", "40", "--journal", journal, "--json")
    _, fresh = run(monkeypatch, capsys, *TRUE, "--instances", "40", "--json")
    assert longer.out == fresh.out


@pytest.mark.parametrize(
    "arguments",
    [(), (*TRUE, "--instances", "0"), (*TRUE, "--workers", "0"), ("gone.toml", "--only", "x"), (*TRUE, "--only", "x"),
     (*TRUE, "--journal", "/nowhere/at/all"), ("--states", "K(A) <=")],
)  # fmt: skip
def test_unusable_arguments_are_one_clear_line(monkeypatch, capsys, arguments):
    code, shown = run(monkeypatch, capsys, *arguments)
    assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)


def test_the_journal_of_another_claim_or_of_something_else_is_refused(monkeypatch, capsys, tmp_path):
    journal = tmp_path / "journal"
    run(monkeypatch, capsys, *TRUE, "--instances", "5", "--journal", journal)
    code, shown = run(monkeypatch, capsys, *FALSE, "--instances", "5", "--journal", journal)
    assert (code, shown.err.count("\n")) == (2, 1)
    head = journal.read_text().splitlines()[0]
    journal.write_text(f'{head}\n{{"key": "0", "result": {{"holding": "many"}}}}\n')
    code, shown = run(monkeypatch, capsys, *TRUE, "--instances", "5", "--journal", journal)
    assert code == 2
    assert "chunk 0 is not the result of a sweep" in shown.err
