"""Theorems of the catalogue in Coq: what ``derive --coq`` writes compiles without axioms, and no forgery does."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.coq.theorem import in_coq

FORMAL = Path(__file__).resolve().parents[2] / "formal"
CLOSED = "Closed under the global context"


@pytest.fixture(scope="module")
def proofs() -> None:
    """The lemmas of ``formal/``, compiled."""
    missing = [program for program in ("make", "coqc") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"nothing can be compiled without {', '.join(missing)}: docs/formal.md")
    import fcntl  # not on Windows, where there is no make either

    with (FORMAL / "Makefile").open() as lock:  # several workers build them once
        fcntl.flock(lock, fcntl.LOCK_EX)
        needed = ["make", "-C", str(FORMAL), "theories/Comparison.vo"]
        subprocess.run(needed, check=True, capture_output=True, timeout=900)


def documents(name: str) -> list[dict]:
    return [proof.document() for proof in theorem(name).derive()]


def compiled(text: str, folder: Path) -> subprocess.CompletedProcess:
    (folder / "theorem.v").write_text(text)
    call = ["coqc", "-q", "-Q", str(FORMAL / "theories"), "Kreiss", "theorem.v"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, timeout=900, check=False)


def test_the_upper_bound_in_the_repository_is_what_derive_writes():
    assert (FORMAL / "derived" / "upper_bound.v").read_text() == in_coq("upper-bound", documents("upper-bound")) + "\n"


def test_the_sharper_upper_bound_compiles_without_axioms(proofs, tmp_path):
    done = compiled(in_coq("upper-bound", documents("upper-bound")[1:]), tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(CLOSED) == 1
    assert "K_at_most F (order_1 + order_2) (block F order_1 A (nil F) C D)" in done.stdout


@pytest.mark.parametrize("wrong", ["K(J) <= 1/2 + norm(C)/(4*(1 - gamma))", "K(J) <= 1"])
def test_a_statement_that_its_steps_do_not_prove_does_not_compile(proofs, tmp_path, wrong):
    document = documents("upper-bound")[1]
    right = document["statement"]["states"]
    assert right != wrong
    document["statement"]["states"] = wrong
    assert compiled(in_coq("upper-bound", [document]), tmp_path).returncode != 0


def test_an_identity_with_another_weight_does_not_compile(proofs, tmp_path):
    document = documents("upper-bound")[1]
    terms = document["steps"][0]["certificate"]["proofs"][0]["terms"]
    terms[0]["weight"] = 2
    assert compiled(in_coq("upper-bound", [document]), tmp_path).returncode != 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "translated"),
    [("exact-worst-case", 1), ("resolvent-sup-form", 3), ("two-way-coupling", 1), ("minimax-error", 2)],
)
def test_theorems_with_steps_that_are_translated_compile_without_axioms(proofs, tmp_path, name, translated):
    done = compiled(in_coq(name, documents(name)), tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(CLOSED) == translated
