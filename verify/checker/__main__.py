"""``python -m kreiss.verify.checker CERT.json …``: a line for each file.

Exit status 1 if a certificate is rejected, 2 if a file cannot be read or is not JSON.
"""

import sys
from pathlib import Path

from kreiss.verify.checker.documents import Rejected, Unreadable, check_file


def main(names: list[str]) -> int:
    """Check each named file and return the exit status."""
    if not names:
        sys.stderr.write("usage: python -m kreiss.verify.checker CERT.json …\n")
        return 2
    status = 0
    for name in names:
        try:
            checked = check_file(Path(name))
        except Unreadable as trouble:
            status = 2
            sys.stderr.write(f"{name}: {trouble.message}\n")
        except Rejected as rejected:
            status = max(status, 1)
            sys.stdout.write(f"{name}: REJECTED at {rejected}\n")
        else:
            sys.stdout.write(f"{name}: {checked.statement}\n")
            for lemma in checked.assumptions:
                sys.stdout.write(f"{name}:   assuming {lemma}\n")
            if checked.instance:
                sys.stdout.write(f"{name}:   the hypotheses hold at {checked.instance}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
