"""The examples run on this checkout, and print what they are there to show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("certify.py", ["25.01 ≤ K ≤ 25.01000", "which is exact", "the independent checker says: 25.01"]),
        (
            "verify.py",
            [
                "upper-bound: PROVED, as",
                "block-resolvent: PROVED, as",
                "no-transient: REFUTED, as",
                "fails at {",
                "order: REFUTED, as",
                "best: PROVED, as",
            ],
        ),
        ("derive.py", ["resolvent(D, z)*C*resolvent(A, z)", "of the polynomial", "for x >= 0: PROVED"]),
    ],
)
def test_every_example_runs_and_shows_its_result(tmp_path, script, shown):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / script],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    for text in shown:
        assert text in done.stdout


def test_an_update_of_ones_own_is_diagnosed(tmp_path):
    pytest.importorskip("jax", reason="needs the extra 'training'")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "own_update.py"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "transient: K [1.2984" in done.stdout
    assert "coupling for a peak of 2: times 0.8" in done.stdout


def test_the_list_of_examples_names_them_all():
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    for file in (ROOT / "examples").iterdir():
        assert file.name == "README.md" or f"[{file.name}]({file.name})" in text


def test_the_norm_of_the_pitch_loop_is_the_one_that_is_shown():
    from kreiss.numeric import certify_hinf_norm
    from kreiss.numeric.systems.files import read_system

    norm = certify_hinf_norm(read_system(str(ROOT / "examples" / "system.json")), 1e-10)
    assert f"{float(norm.lower):.6g}" == f"{float(norm.upper):.6g}" == "1.30561"
    assert f"{norm.frequency:.6g}" == "5.68624"
