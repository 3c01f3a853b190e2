"""The proved kernel beside the checker: ``kreiss-kernel``, extracted from the proofs in ``formal/``."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kreiss.errors import InvalidArgument

PROGRAM, VARIABLE = "kreiss-kernel", "KREISS_KERNEL"
_ANSWERS = {0: "accepted", 1: "rejected", 2: "unreadable", 3: "not covered"}


@dataclass(frozen=True)
class KernelAnswer:
    """What the kernel says of one file: accepted, rejected, unreadable or not covered, and in its own words."""

    answer: str
    words: str


def find_kernel() -> str:
    """The program that ``KREISS_KERNEL`` names, or else the one on the PATH; raises ``InvalidArgument`` for neither."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named or PROGRAM)
    if found is None:
        where = f"{VARIABLE} names {named!r}, which is no program" if named else f"no {PROGRAM} is on the PATH"
        raise InvalidArgument(
            f"--kernel: {where}; build it with 'make -C formal' in a checkout, which needs Coq, OCaml and Zarith "
            f"(docs/formal.md), and put formal/{PROGRAM} on the PATH or its place into {VARIABLE}"
        )
    return found


def ask_kernel(kernel: str, certificate: Path) -> KernelAnswer:
    """What the kernel says of a certificate in a file. Guarantee: that of ``formal/``, for "accepted".

    Raises ``InvalidArgument`` where the program does not answer as a kernel does.
    """
    try:
        done = subprocess.run([kernel, str(certificate)], capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise InvalidArgument(f"--kernel: {kernel} cannot be run: {error.strerror}") from None
    words = escaped(done.stdout.decode("utf-8", "replace").removeprefix(f"{certificate}: ").rstrip("\n"))
    answer = _ANSWERS.get(done.returncode)
    if answer is None or not words.upper().startswith(answer.upper()):
        raise InvalidArgument(f"--kernel: {kernel} ended with the status {done.returncode} and is no {PROGRAM}")
    return KernelAnswer(answer, words)


def escaped(text: str) -> str:
    """The text in visible ASCII characters, the others escaped."""
    return text.encode("unicode_escape", "surrogatepass").decode("ascii")
