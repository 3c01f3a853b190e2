"""An answer comes before the file that proves it; an output takes the place of nothing, and has its place to itself."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kreiss.numeric import KreissEnclosure
from kreiss.verify.checker import check_document
from kreiss.verify.cli import output

J = b"[[0.5, 2], [0, 0.5]]"
CLAIMS = """schema = "kreiss/claims-1"
[[claim]]
id = "a"
states = "norm(A) <= rho(A)"
"""

EACH_CERTIFICATE = pytest.mark.parametrize(
    "arguments",
    [
        ("certify", "-"),
        ("measure", "sup-powers", "-"),
        ("prove", "x^2 + 1 >= 2*x"),
        ("refute", "--states", "norm(A) <= rho(A)", "--no-examples"),
    ],
    ids=lambda arguments: arguments[0],
)


def interrupted(*_):
    raise KeyboardInterrupt


def test_an_interrupt_while_a_certificate_is_made_keeps_the_answer_and_says_that_there_is_no_file(
    call, monkeypatch, tmp_path
):
    monkeypatch.setattr(KreissEnclosure, "certificate", property(interrupted))
    code, out, err = call("certify", "-", "-o", "c.json", stdin=J)
    assert code == 130
    assert "lower" in out
    assert err == ("kreiss: c.json: interrupted, no certificate was written\nkreiss: interrupted\n")
    assert list(tmp_path.iterdir()) == []
    code, out, err = call("certify", "-", "-o", "c.json", "--json", stdin=J)
    assert (code, json.loads(out)["certificate"]) == (130, None)


def test_an_answer_is_on_standard_output_before_its_certificate_is_made(call, monkeypatch):
    told = []

    def certificate(enclosure):
        told.append(sys.stdout.getvalue())
        return {}

    monkeypatch.setattr(KreissEnclosure, "certificate", property(certificate))
    assert call("certify", "-", "-o", "c.json", stdin=J)[0] == 0
    assert "relative gap" in told[0]


def test_an_answer_whose_certificate_meets_a_full_disk_is_shown(call, monkeypatch):
    def full(path, text):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(output, "write_whole", full)
    code, out, err = call("measure", "numerical-radius", "-", "-o", "c.json", "--json", stdin=J)
    assert (code, err) == (2, "kreiss: c.json: No space left on device\n")
    assert json.loads(out)["certificate"] is None


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
@EACH_CERTIFICATE
def test_a_certificate_on_standard_output_has_it_to_itself(call, arguments, name, tmp_path):
    code, out, err = call(*arguments, "-o", name, stdin=J)
    assert code == (1 if arguments[0] == "refute" else 0)
    assert check_document(json.loads(out)).statement
    assert err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("certify", "-"), ("measure", "sup-powers", "-"), ("prove", "x == x")])
def test_two_documents_do_not_share_standard_output(call, arguments):
    code, out, err = call(*arguments, "-o", "-", "--json", stdin=J)
    assert (code, out) == (2, "")
    assert "--output -, --json: standard output holds one document" in err


@EACH_CERTIFICATE
def test_certificates_have_no_blanks_between_their_parts(call, arguments, tmp_path):
    call(*arguments, "-o", "c.json", stdin=J)
    text = (tmp_path / "c.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), separators=(",", ":")) + "\n"


@pytest.mark.parametrize("option", ["-o", "--replay"])
def test_a_refutation_never_overwrites_the_claims(call, option, tmp_path):
    (tmp_path / "c.toml").write_text(CLAIMS)
    code, out, err = call("refute", "c.toml", "--only", "a", option, "c.toml")
    assert (code, out) == (2, "")
    assert "expected an output other than the input" in err
    assert (tmp_path / "c.toml").read_text() == CLAIMS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("refute", "c.toml", "--only", "a", "-o", "x", "--replay", "./x"), "--output, --replay: expected different"),
        (("refute", "c.toml", "--only", "a", "-o", "-", "--replay", "/dev/stdout"), "--output, --replay: expected"),
        (("verify", "c.toml", "--lock", "z", "--junit", "z"), "--junit, --lock: expected different files, got z"),
        (("verify", "c.toml", "--lock", "z", "--journal", "z"), "--lock, --journal: expected different files"),
        (("verify", "c.toml", "--report", "c.toml"), "c.toml: expected a folder to write into, got a file"),
        (("verify", "c.toml", "--report", "c.toml/deep/er"), "expected a folder to write into, got a file"),
        (("derive", "upper-bound", "-o", "c.toml"), "c.toml: expected a folder to write into, got a file"),
    ],
)
def test_outputs_that_would_overwrite_each_other_or_cannot_be_made_are_refused_before_the_work(
    call, monkeypatch, arguments, message, tmp_path
):
    (tmp_path / "c.toml").write_text(CLAIMS)
    monkeypatch.setattr("kreiss.verify.running.runner.verify", interrupted)
    monkeypatch.setattr("kreiss.verify.refuting.refuter.refute", interrupted)
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert [path.name for path in tmp_path.iterdir()] == ["c.toml"]


def test_a_report_is_written_whole(call, monkeypatch, tmp_path):
    (tmp_path / "c.toml").write_text(CLAIMS)
    assert call("verify", "c.toml", "--report", "report", "--no-examples")[0] == 1
    before = {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()}

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert call("verify", "c.toml", "--report", "report", "--no-examples", "--seed", "1")[0] == 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "report").iterdir()} == before


@pytest.mark.parametrize(
    ("update", "said"), [((), "--update-lock accepts it"), (("--update-lock",), "which now stores it")]
)
def test_a_difference_from_a_lock_file_says_whether_it_is_stored(call, tmp_path, update, said):
    (tmp_path / "c.toml").write_text(CLAIMS)
    call("verify", "c.toml", "--lock", "l", "--no-examples")
    (tmp_path / "c.toml").write_text(CLAIMS.replace("norm(A) <= rho(A)", "norm(A) <= 1"))
    assert (
        f"what differs from the lock file ({said})"
        in call("verify", "c.toml", "--lock", "l", "--no-examples", *update)[1]
    )


WORK = {
    "certify": ["certify", "A.npy", "--digits", "200"],
    "measure": ["measure", "numerical-radius", "A.npy", "--digits", "200"],
    "sweep": ["sweep", "--states", "K(A) <= norm(A) + 10", "--instances", "100000", "--workers", "1"],
    "refute": ["refute", "--states", "K(A) <= 1", "--given", "norm(A) <= 1", "--budget", "600"],
}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not files on this platform")
@pytest.mark.parametrize(
    ("number", "status", "word"), [(signal.SIGTERM, 143, "terminated"), (signal.SIGINT, 130, "interrupted")]
)
@pytest.mark.parametrize("command", WORK)
def test_a_command_that_is_asked_to_end_leaves_the_status_of_the_signal(tmp_path, command, number, status, word):
    np.save(tmp_path / "A.npy", np.random.default_rng(0).standard_normal((60, 60)) / 9)
    program = "import sys; from kreiss.verify.cli import main; print('ready', flush=True); main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-c", program, *WORK[command]],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout.readline() == "ready\n"
        while not stoppable(running):
            time.sleep(0.1)
        running.send_signal(number)
        _, err = running.communicate(timeout=120)
    assert running.returncode == status
    assert err.endswith(f"kreiss: {word}\n")
    assert "Traceback" not in err


def stoppable(running) -> bool:
    """Whether the command has worked for a while."""
    assert running.poll() is None
    fields = Path(f"/proc/{running.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) >= 200
