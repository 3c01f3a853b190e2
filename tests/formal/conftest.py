"""The kernel: named, on the PATH, or built in ``formal/`` if Coq and OCaml are there; what needs it is else skipped."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FORMAL = Path(__file__).resolve().parents[2] / "formal"
BUILDERS = ("make", "coqc", "ocamlfind")


@pytest.fixture(scope="session")
def kernel() -> str:
    """The kernel, built if it has to be."""
    named = os.environ.get("KREISS_KERNEL") or shutil.which("kreiss-kernel")
    if named:
        return str(Path(named).resolve())
    missing = [program for program in BUILDERS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"no kreiss-kernel, and it cannot be built without {', '.join(missing)}: docs/formal.md")
    import fcntl  # not on Windows, where there is no make either

    with (FORMAL / "Makefile").open() as lock:  # several workers build it once
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "-C", str(FORMAL)], check=True, capture_output=True, timeout=900)
    return str(FORMAL / "kreiss-kernel")
