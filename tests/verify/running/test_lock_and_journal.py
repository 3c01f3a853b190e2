"""Stored verdicts are re-checked, never trusted; a changed verdict shows as a diff; a killed run loses nothing."""

import copy
import json
import os
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.reporting.junit import junit
from kreiss.verify.running import lock
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.records import record, restored
from kreiss.verify.running.runner import verify

FALSE = Claim("radius", "norm(A) <= 19/10*numerical_radius(A)")
TRUE = Claim("mean", "sqrt(x) <= (x + 1)/2", ("x >= 1",))
REFUTED, PROVED = decide(FALSE, 10), decide(TRUE, 2)


def through_json(verdict):
    return json.loads(json.dumps(record(verdict)))


@pytest.mark.parametrize("verdict", [REFUTED, PROVED], ids=["refuted", "proved"])
def test_a_stored_verdict_comes_back_as_it_was(verdict):
    again = restored(verdict.claim, through_json(verdict))
    shown = {"elapsed_s": 0, "evidence": {}}
    assert {**again.document(), **shown} == {**verdict.document(), **shown}
    assert again.certificate == verdict.certificate


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("statement", "states"), "norm(A) <= 2*numerical_radius(A)"),
        (("certificate", "statement", "states"), "norm(A) <= numerical_radius(A)"),
        (("certificate", "schema"), "kreiss/proof-1"),
        (("certificate", "witness", "matrices", "A", "re"), [[0, 0], [0, 0]]),
        (("certificate",), None),
        (("certificate",), "trust me"),
        (("verdict",), "PROVED"),
        (("verdict",), 7),
    ],
)
def test_a_stored_verdict_that_does_not_check_is_decided_again(keys, value):
    stored = through_json(REFUTED)
    place = stored
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    assert restored(FALSE, stored) is None
    assert verify([FALSE], budget=10, workers=1, stored={"radius": stored})[0].verdict == "REFUTED"


def test_nothing_of_a_proof_is_trusted():
    stored = through_json(PROVED)
    other = Claim("mean", "sqrt(x) <= x/2", TRUE.given)
    assert restored(other, stored) is None
    stored["statement"] = stored["certificate"]["statement"] = other.statement
    assert restored(other, stored) is None


def test_a_lock_keeps_other_claims_and_shows_what_changed(tmp_path):
    path = tmp_path / "claims.lock"
    lock.write(path, [PROVED], {})
    lock.write(path, [REFUTED], lock.read(path))
    stored = lock.read(path)
    assert set(stored) == {"mean", "radius"}
    assert lock.changes(stored, [PROVED, REFUTED]) == ""
    shown = lock.changes(stored, [Verdict(FALSE, "UNDECIDED")])
    assert "radius" in shown
    assert "- verdict REFUTED" in shown
    assert "+ verdict UNDECIDED" in shown
    assert "mean" not in shown


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "kreiss/lock-9", "claims": {}}', "[" * 100_000])
def test_what_is_no_lock_file_is_refused(tmp_path, text):
    path = tmp_path / "claims.lock"
    path.write_text(text)
    with pytest.raises(InvalidClaim):
        lock.read(path)


def test_a_junit_report_counts_failures_and_changes():
    verdicts = [REFUTED, PROVED, Verdict(TRUE, "UNDECIDED", elapsed=1.5)]
    root = ElementTree.fromstring(junit(verdicts, changes="radius …", files={"mean": "a.toml"}))
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "1",
    }
    assert [case.find("failure") is not None for case in root] == [True, False, False, True]
    assert root[2].find("skipped").attrib["message"].startswith("UNDECIDED: ")
    assert [case.attrib["classname"] for case in root] == ["claims", "a.toml", "a.toml", "claims"]
    assert float(root.attrib["time"]) == pytest.approx(sum(float(case.attrib["time"]) for case in root), abs=2e-3)


def test_an_undecided_claim_fails_a_strict_report_unless_that_is_expected():
    expected = Claim("mean", TRUE.states, TRUE.given, expect="UNDECIDED")
    root = ElementTree.fromstring(junit([Verdict(TRUE, "UNDECIDED"), Verdict(expected, "UNDECIDED")], strict=True))
    assert root.attrib["failures"] == "1"
    assert root[0].find("failure").attrib["message"] == "UNDECIDED, expected PROVED"
    assert len(root[1]) == 0


def test_a_journal_is_taken_up_again_without_its_cut_line(tmp_path):
    path = tmp_path / "journal"
    with Journal(path, {"seed": 1}) as journal:
        journal.add("a", {"n": 1})
        journal.add("b", {"n": 2})
    path.write_bytes(path.read_bytes() + b'{"key": "c", "resu')
    with Journal(path, {"seed": 1}) as journal:
        assert journal.results == {"a": {"n": 1}, "b": {"n": 2}}
        journal.add("c", {"n": 3})
    with Journal(path, {"seed": 1}) as journal:
        assert list(journal.results) == ["a", "b", "c"]


def test_a_journal_of_another_run_or_another_file_is_refused(tmp_path):
    path = tmp_path / "journal"
    with Journal(path, {"seed": 1}):
        pass
    with pytest.raises(InvalidArgument, match="name another"), Journal(path, {"seed": 2}):
        pass
    for text in ("hello\n", '{"schema": "kreiss/journal-1", "settings": {"seed": 1}}\nhello\n'):
        path.write_text(text)
        with pytest.raises(InvalidArgument), Journal(path, {"seed": 1}):
            pass
        assert path.read_text() == text


def test_what_a_journal_holds_is_rechecked_and_not_decided_again(tmp_path):
    with Journal(tmp_path / "journal", {}) as journal:
        verify([FALSE], budget=10, workers=1, journal=journal)
        forged = copy.deepcopy(journal.results["radius"])
    with Journal(tmp_path / "journal", {}) as journal:
        began = time.process_time()
        assert verify([FALSE], budget=10, workers=1, journal=journal)[0].verdict == "REFUTED"
        assert time.process_time() - began < 2
        assert len((tmp_path / "journal").read_bytes().splitlines()) == 2
        journal.results["radius"] = {**forged, "verdict": "PROVED"}
        assert verify([FALSE], budget=10, workers=1, journal=journal)[0].verdict == "REFUTED"


CLAIMS = 'schema = "kreiss/claims-1"\n' + "".join(
    f'[[claim]]\nid = "c{i}"\nstates = "norm(A) <= {20 + i}/10*numerical_radius(A)"\n' for i in range(6)
)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_run_resumes_with_nothing_lost_and_nothing_done_twice(tmp_path):
    file, journal = tmp_path / "c.claims.toml", tmp_path / "journal"
    file.write_text(CLAIMS)
    program = "from kreiss.verify.cli import main; main()"
    command = [sys.executable, "-c", program, "verify", str(file), "--workers", "1", "--budget", "1", "--json",
               "--journal", str(journal)]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as run:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not journal.exists() or journal.read_bytes().count(b"\n") < 3):
            time.sleep(0.05)
        run.send_signal(signal.SIGKILL)
    kept = journal.read_bytes()
    done = kept[: kept.rfind(b"\n") + 1]
    assert done.count(b"\n") >= 3
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert [claim["id"] for claim in json.loads(out)["claims"]] == [f"c{i}" for i in range(6)]
    lines = journal.read_bytes()
    assert lines.startswith(done)
    keys = [json.loads(line)["key"] for line in lines.splitlines()[1:]]
    assert sorted(keys) == [f"c{i}" for i in range(6)]
