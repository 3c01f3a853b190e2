"""Write the page that checks certificates in the browser into a folder: ``python tools/checking_page.py FOLDER``.

Pyodide comes from the npm registry, in the version below, unless ``--pyodide DIR`` names its package, unpacked.
``--fetch DIR`` only unpacks the package into a folder and prints where it is.
"""

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from kreiss.verify.reporting.browser.page import write

PYODIDE = "pyodide@314.0.7"
INTEGRITY = "sha512-0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
"""What the registry says of that version; another content is refused."""


def main(arguments: list[str]) -> int:
    """Write the page, print its path, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where check.html is written, or the package with --fetch")
    parser.add_argument("--pyodide", type=Path, metavar="DIR", help="the npm package pyodide, unpacked")
    parser.add_argument("--fetch", action="store_true", help="unpack the package into the folder and do nothing else")
    asked = parser.parse_args(arguments)
    if asked.fetch:
        print(fetched(asked.folder))
        return 0
    with tempfile.TemporaryDirectory() as room:
        print(write(asked.folder, asked.pyodide or fetched(Path(room))))
    return 0


def fetched(folder: Path) -> Path:
    """The folder of Pyodide's npm package, fetched and unpacked below ``folder``; nothing of it is run."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm, which fetches Pyodide, is not installed: unpack its package, and name it by --pyodide")
    folder.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", "--ignore-scripts", PYODIDE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"npm pack {PYODIDE}: {done.stderr.strip() or 'no answer'}")
    archive = folder / done.stdout.split()[-1]
    if digest(archive.read_bytes()) != INTEGRITY:
        raise SystemExit(f"{archive}: not the content of {PYODIDE} that is known here")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def digest(content: bytes) -> str:
    """The hash of a package as registries write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
