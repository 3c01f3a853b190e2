"""One claim never ends a run: what goes wrong with it is its own outcome, in every executor, and no worker is left."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from kreiss.errors import InvalidArgument
from kreiss.verify import cli
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import BROKEN, fails
from kreiss.verify.reporting.junit import junit
from kreiss.verify.running import lock, runner, workers
from kreiss.verify.running.isolation import PLEASE
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.runner import verify
from kreiss.verify.running.workers import Workers

CLAIMS = (Claim("first", "rho(A) <= norm(A)"), Claim("wrong", "K(A) >= 1"), Claim("last", "norm(A) >= 0"))


def crashing(claim, budget, seed):
    """Stands in for a decision that meets a mistake in kreiss at one claim."""
    if claim.id == "wrong":
        raise OverflowError("too large")
    return Verdict(claim, "PROVED")


def dying(claim, budget, seed):
    """The process dies of one claim."""
    if claim.id == "wrong":
        os._exit(7)
    return Verdict(claim, "PROVED")


def interrupting(claim, budget, seed):
    """Ctrl-C comes at one claim."""
    if claim.id == "wrong":
        raise KeyboardInterrupt
    return Verdict(claim, "PROVED")


def is_isolated(verdicts, message):
    first, wrong, last = verdicts
    assert (first.verdict, wrong.verdict, last.verdict) == ("PROVED", "UNDECIDED", "PROVED")
    assert (wrong.outcome, fails(wrong)) == (BROKEN, True)
    assert message in wrong.evidence["error"]


@pytest.mark.parametrize("count", [1, 2])
def test_an_unforeseen_error_is_the_outcome_of_its_claim_alone(monkeypatch, count):
    monkeypatch.setattr(runner, "decide", crashing)
    verdicts = verify(CLAIMS, workers=count)
    is_isolated(verdicts, "internal error: OverflowError: too large")
    assert "Traceback" in verdicts[1].evidence["traceback"]


def test_the_same_in_threads(monkeypatch):
    monkeypatch.setattr(runner, "decide", crashing)
    with ThreadPoolExecutor(2) as pool:
        is_isolated(verify(CLAIMS, executor=pool), "internal error: OverflowError: too large")


def test_a_claim_that_kills_its_worker_twice_is_told_and_the_others_are_decided(monkeypatch):
    monkeypatch.setattr(runner, "decide", dying)
    is_isolated(verify(CLAIMS, workers=2), "internal error: WorkerDied")


def test_a_claim_whose_shapes_do_not_fit_is_told_and_the_others_are_decided():
    block = "[[resolvent(A, z), 0], [resolvent(D, z)*C*resolvent(D, z), resolvent(D, z)]]"
    misfit = Claim("misfit", f"resolvent(A, z) == {block}", ("J = [[A, 0], [C, D]]",))
    other, told = verify([Claim("fine", "norm(A) >= 0"), misfit], budget=2, workers=1)
    assert (other.outcome, told.verdict, told.outcome) == ("as expected", "UNDECIDED", BROKEN)
    assert told.evidence["error"].startswith("cannot be decided: ")
    assert "traceback" not in told.evidence


def test_what_failed_is_stored_nowhere_and_does_not_replace_what_was(monkeypatch, tmp_path):
    monkeypatch.setattr(runner, "decide", crashing)
    with Journal(tmp_path / "journal", {}) as journal:
        verdicts = verify(CLAIMS, workers=1, journal=journal)
    assert set(journal.results) == {"first", "last"}
    lock.write(tmp_path / "lock", verdicts, {"wrong": {"verdict": "PROVED"}})
    assert lock.read(tmp_path / "lock")["wrong"] == {"verdict": "PROVED"}
    assert '<testsuite name="kreiss" tests="3" failures="0" errors="1" skipped="0"' in junit(verdicts)


def run(monkeypatch, capsys, tmp_path, decide, *options):
    lines = [f"[[claim]]\nid = '{claim.id}'\nstates = '{claim.states}'\n" for claim in CLAIMS]
    file = tmp_path / "some.claims.toml"
    file.write_text("schema = 'kreiss/claims-1'\n" + "".join(lines))
    monkeypatch.setattr(runner, "decide", decide)
    arguments = ["kreiss", "verify", str(file), "--workers", "1", "--no-examples", *map(str, options)]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def test_the_command_tells_keeps_the_traceback_and_asks_for_a_report(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, tmp_path, crashing, "--debug", "--report", tmp_path / "report")
    assert code == 1
    assert "2 of 3 verdicts as expected, 1 failed" in shown.out
    assert "Traceback" in shown.err
    assert PLEASE in shown.err
    assert "OverflowError" in (tmp_path / "report" / "wrong.traceback").read_text()


def test_an_interrupted_command_writes_what_was_decided(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, tmp_path, interrupting, "--lock", tmp_path / "l", "--junit", tmp_path / "j",
                      "--report", tmp_path / "report")  # fmt: skip
    assert code == 130
    assert "first" in shown.out
    assert f"stopped after 1 of 3 claims; what was decided is in {tmp_path / 'l'}, {tmp_path / 'report'}" in shown.err
    assert "--journal" in shown.err
    assert set(lock.read(tmp_path / "l")) == {"first"}
    assert 'tests="1"' in (tmp_path / "j").read_text()
    assert (tmp_path / "report" / "verdicts.json").exists()


PARENT = """
import os, sys, time
from kreiss.verify.running.workers import Workers
if __name__ == "__main__":
    with Workers(1) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        pool.submit(time.sleep, 600).result()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this platform")
def test_workers_end_with_a_parent_that_was_killed(tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    while is_alive(worker):
        time.sleep(0.05)


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_leaving_on_an_interrupt_ends_the_workers_at_once():
    pool = Workers(1)
    worker = pool.submit(os.getpid).result()
    slow = pool.submit(time.sleep, 600)
    pool.__exit__(KeyboardInterrupt)
    with pytest.raises((workers.WorkerDied, CancelledError)):
        slow.result()
    while is_alive(worker):
        time.sleep(0.05)


@pytest.mark.parametrize("claims", ["K(A) <= 1", ["K(A) <= 1"], 3, [None]])
def test_what_is_no_claim_is_told_with_what_to_hand_in(claims):
    with pytest.raises(InvalidArgument, match="expected claims, as Claim"):
        verify(claims)


@pytest.mark.parametrize(
    "options", [{"budget": "a"}, {"budget": True}, {"budget": 0}, {"workers": 0}, {"workers": 1.5}]
)
def test_a_budget_or_number_of_workers_that_is_none_is_told(options):
    with pytest.raises(InvalidArgument, match="expected"):
        verify([], **options)


def test_one_claim_is_as_good_as_a_list_of_one():
    (verdict,) = verify(Claim("one", "1 <= 2"), workers=1)
    assert verdict.verdict == "PROVED"
