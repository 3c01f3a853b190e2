"""Build the sdist, and the wheel from it; fail if they hold anything else than they should, or do not work.

``python tools/distributions.py [FOLDER]`` keeps them in the folder. ``--clean`` also installs the wheel with all that
it needs into a new virtual environment, and certifies and checks a matrix there (it takes a minute or two).
"""

import argparse
import email
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

from installed import ROOT, sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STEM = f"{PROJECT['name']}-{PROJECT['version']}"
BESIDE = ("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "README.md", "docs/index.md", "pyproject.toml")
"""What the sdist holds beside the package, among other things."""
UNWANTED = ("__pycache__", "/.ci/", "/.git", "/.github/", "docs/_gallery", ".pyc", ".hypothesis")


def main(arguments: list[str]) -> int:
    """Build, compare and try the two; print what is wrong, or what was built, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="where the two are kept")
    parser.add_argument("--clean", action="store_true", help="install the wheel into a new environment as well")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        folder = (asked.folder or room / "dist").resolve()
        run([sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], room)
        sdist, wheel = folder / f"{STEM}.tar.gz", folder / f"{STEM}-py3-none-any.whl"
        trouble = [*wrong_in_sdist(sdist), *wrong_in_wheel(wheel), *wrong_when_run(wheel, room, clean=asked.clean)]
    print("\n".join(trouble) or f"{sdist.name} and {wheel.name} hold what they should, and work")
    return int(bool(trouble))


def run(command: list[str], folder: Path, **environment: str) -> str:
    """The output of a command; its errors are those of this program."""
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def wrong_in_sdist(sdist: Path) -> Iterator[str]:
    """What the sdist lacks, has otherwise than the checkout, or should not have."""
    with tarfile.open(sdist) as archive:
        held = {entry.name: archive.extractfile(entry) for entry in archive if entry.isfile()}
        content = {name: file.read() for name, file in held.items() if file is not None}
    wanted = [file.relative_to(ROOT).as_posix() for file in sources().values()]
    for name in [*wanted, *BESIDE]:
        found = content.get(f"{STEM}/{name}")
        if found != (ROOT / name).read_bytes():
            yield f"sdist: {name} is {'missing' if found is None else 'not that of the checkout'}"
    yield from (f"sdist: {name} does not belong there" for name in content if any(part in name for part in UNWANTED))


def wrong_in_wheel(wheel: Path) -> Iterator[str]:
    """What the wheel lacks, has otherwise than the checkout, or should not have; and its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    about = {name: text for name, text in content.items() if name.startswith(f"{STEM}.dist-info/")}
    expected = {Path("kreiss", name).as_posix(): file.read_bytes() for name, file in sources().items()}
    code = {name: text for name, text in content.items() if name not in about}
    yield from (f"wheel: {name} is missing" for name in sorted(expected.keys() - code.keys()))
    yield from (f"wheel: {name} does not belong there" for name in sorted(code.keys() - expected.keys()))
    both = sorted(expected.keys() & code.keys())
    yield from (f"wheel: {name} differs" for name in both if code[name] != expected[name])
    metadata = email.message_from_bytes(about.get(f"{STEM}.dist-info/METADATA", b""))
    for field, value in (("Version", PROJECT["version"]), ("License-Expression", "MIT")):
        if metadata[field] != value:
            yield f"wheel: {field} is {metadata[field]}, expected {value}"
    if f"{STEM}.dist-info/licenses/LICENSE" not in about:
        yield "wheel: the licence is missing"
    if b"kreiss = kreiss.verify.cli:main" not in about.get(f"{STEM}.dist-info/entry_points.txt", b""):
        yield "wheel: the command is missing"


def wrong_when_run(wheel: Path, room: Path, *, clean: bool) -> Iterator[str]:
    """What fails of the installed wheel, in a folder that holds nothing else."""
    matrix, certificate = room / "A.csv", room / "A.cert.json"
    matrix.write_text("9/10, 0\n10, 9/10\n", encoding="utf-8")
    if clean:
        venv.create(room / "venv", with_pip=True)
        scripts = room / "venv" / ("Scripts" if os.name == "nt" else "bin")
        run([str(scripts / "python"), "-m", "pip", "install", "--quiet", str(wheel)], room)
        python, kreiss, environment = scripts / "python", [str(scripts / "kreiss")], {"PYTHONPATH": ""}
    else:
        place = room / "installed"
        run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel)], room)
        python, kreiss = Path(sys.executable), [sys.executable, "-m", "kreiss"]
        environment = {"PYTHONPATH": str(place)}
    imported = run([str(python), "-c", "import kreiss; print(kreiss.__file__)"], room, **environment)
    if not Path(imported.strip()).is_relative_to(room):
        yield f"installed: {imported.strip()} is run instead"
    if PROJECT["version"] not in run([*kreiss, "--version"], room, **environment):
        yield "installed: --version is another one"
    run([*kreiss, "certify", str(matrix), "-o", str(certificate)], room, **environment)
    if "≤ K(A) ≤" not in run([*kreiss, "check", str(certificate)], room, PYTHONIOENCODING="utf-8", **environment):
        yield "installed: a certificate was not accepted"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
