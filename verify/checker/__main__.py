"""``python -m kreiss.verify.checker CERT.json …``: a line for each file; exit status 1 if any is rejected."""

import sys
from pathlib import Path

from kreiss.verify.checker.documents import Rejected, check_file


def main(names: list[str]) -> int:
    """Check each named file and return the exit status."""
    if not names:
        sys.stderr.write("usage: python -m kreiss.verify.checker CERT.json …\n")
        return 2
    status = 0
    for name in names:
        try:
            checked = check_file(Path(name))
        except Rejected as rejected:
            status = 1
            sys.stdout.write(f"{name}: REJECTED at {rejected}\n")
        else:
            sys.stdout.write(f"{name}: {checked.statement}\n")
            for lemma in checked.assumptions:
                sys.stdout.write(f"{name}:   assuming {lemma}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
