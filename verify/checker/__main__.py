"""``python -m kreiss.verify.checker CERT.json …``: a line for each file.

Exit status 1 if a certificate is rejected, 2 if a file cannot be read or is not JSON, or if the checker fails.
"""

import sys
from pathlib import Path
from typing import TextIO

from kreiss.verify.checker.documents import Rejected, Unreadable, check_file, printable

_PLAIN = {"≤": "<=", "≥": ">=", "∞": "inf", "‖": "||", "ρ": "rho", "ᵗ": "^t", "≈": "~", "ε": "eps"}
"""How the notation is written where a stream has no such characters."""


def main(names: list[str]) -> int:
    """Check each named file and return the exit status."""
    if not names:
        write("usage: python -m kreiss.verify.checker CERT.json …", sys.stderr)
        return 2
    return max(map(_check, names))


def _check(name: str) -> int:
    shown = printable(name)
    try:
        checked = check_file(Path(name))
    except Unreadable as trouble:
        write(f"{shown}: {trouble.message}", sys.stderr)
        return 2
    except Rejected as rejected:
        write(f"{shown}: REJECTED at {rejected}", sys.stdout)
        return 1
    except Exception as error:  # of the checker: nothing is accepted, and the other files are checked
        write(f"{shown}: NOT CHECKED, internal error: {type(error).__name__}: {printable(str(error))}", sys.stderr)
        write("please report this, with the file", sys.stderr)
        return 2
    write(f"{shown}: {checked.statement}", sys.stdout)
    for lemma in checked.assumptions:
        write(f"{shown}:   assuming {lemma}", sys.stdout)
    if checked.instance:
        write(f"{shown}:   the hypotheses hold at {checked.instance}", sys.stdout)
    return 0


def write(line: str, stream: TextIO) -> None:
    """Write a line, with ASCII for what the stream's encoding does not have."""
    encoding = stream.encoding or "ascii"
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        for character, plain in _PLAIN.items():
            line = line.replace(character, plain)
        line = line.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
