"""The pytest plugin makes a test of each claim, re-checks lock files, and shows what differs."""

import os
import subprocess
import sys

import pytest

HEAD = 'schema = "kreiss/claims-1"\n'
REFUTED = '[[claim]]\nid = "radius"\nstates = "norm(A) <= 19/10*numerical_radius(A)"\nexpect = "{}"\n'
TRUE = '[[claim]]\nid = "mean"\ngiven = ["x >= 1"]\nstates = "sqrt(x) <= (x + 1)/2"\n'


def run(folder, *arguments, program="pytest"):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    options = ["-p", "kreiss.verify.pytest_plugin", "-p", "no:cacheprovider", "--kreiss-budget", "8"]
    return subprocess.run(
        [sys.executable, "-m", program, *(options if program == "pytest" else ()), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_claim_is_a_test_and_an_unexpected_verdict_its_failure(tmp_path):
    (tmp_path / "bounds.claims.toml").write_text(HEAD + REFUTED.format("PROVED") + TRUE)
    shown = run(tmp_path, "-v")
    assert shown.returncode == 1
    assert "bounds.claims.toml::radius FAILED" in shown.stdout
    assert "bounds.claims.toml::mean PASSED" in shown.stdout
    assert "REFUTED, expected PROVED" in shown.stdout
    assert "Traceback" not in shown.stdout


def test_a_lock_file_is_rechecked_instead_of_deciding_again(tmp_path):
    file, lock = tmp_path / "bounds.claims.toml", tmp_path / "bounds.claims.lock"
    file.write_text(HEAD + REFUTED.format("REFUTED"))
    code = "from kreiss.verify.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, "verify", str(file), "--lock", str(lock), "--workers", "1", "--budget", "8"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert run(tmp_path, "--kreiss-budget", "0.001").returncode == 0
    lock.write_text(lock.read_text().replace('"verdict": "REFUTED"', '"verdict": "PROVED"'))
    shown = run(tmp_path)
    assert shown.returncode == 1
    assert "- verdict PROVED" in shown.stdout
    assert "+ verdict REFUTED" in shown.stdout


@pytest.mark.parametrize("text", ["", HEAD, HEAD + '[[claim]]\nid = "a"\nstates = "K(J <= 1"\n'])
def test_an_unusable_file_is_a_collection_error_in_one_line(tmp_path, text):
    (tmp_path / "bounds.claims.toml").write_text(text)
    shown = run(tmp_path)
    assert shown.returncode == 2
    assert "bounds.claims.toml: " in shown.stdout
    assert "Traceback" not in shown.stdout


def test_other_files_are_left_alone(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert run(tmp_path).returncode == 5


OPEN = '[[claim]]\nid = "open"\ngiven = ["rho(A) < 1"]\nstates = "K(A^2) <= 3/2*K(A)"\n'


def test_an_undecided_claim_is_skipped_with_what_was_tried_and_fails_in_a_strict_run(tmp_path):
    (tmp_path / "bounds.claims.toml").write_text(HEAD + OPEN)
    shown = run(tmp_path, "-v", "-rs", "--kreiss-budget", "1")
    assert (shown.returncode, "open SKIPPED" in shown.stdout) == (0, True)
    assert "UNDECIDED: " in shown.stdout
    shown = run(tmp_path, "--kreiss-budget", "1", "--kreiss-strict")
    assert shown.returncode == 1
    assert "UNDECIDED, expected PROVED" in shown.stdout
    (tmp_path / "bounds.claims.toml").write_text(HEAD + OPEN + 'expect = "UNDECIDED"\n')
    assert run(tmp_path, "--kreiss-budget", "1", "--kreiss-strict").returncode == 0
