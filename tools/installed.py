"""Fail if the installed package differs from the checkout: a package left out of pyproject.toml, a data file lost."""

import sys
from pathlib import Path
from sysconfig import get_path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"": "src/kreiss", "numeric": "numeric", "symbolic": "symbolic", "verify": "verify"}
KINDS = {".py", ".typed", ".toml", ".json", ".j2", ".css", ".js"}


def main() -> int:
    """Compare the two trees file by file, print what differs, and return the exit status."""
    installed = Path(get_path("purelib")) / "kreiss"
    expected = {name: file.read_bytes() for name, file in sources().items()}
    found = {str(file.relative_to(installed)): file.read_bytes() for file in installed.rglob("*") if wanted(file)}
    trouble = [f"not installed: {name}" for name in sorted(expected.keys() - found.keys())]
    trouble += [f"not in the checkout: {name}" for name in sorted(found.keys() - expected.keys())]
    trouble += [f"differs: {name}" for name in sorted(expected.keys() & found.keys()) if expected[name] != found[name]]
    print("\n".join(trouble) or f"{len(found)} installed files as in the checkout")
    return int(bool(trouble))


def sources() -> dict[str, Path]:
    """The files of the checkout by their names in the installed package."""
    return {
        str(Path(package) / file.relative_to(ROOT / folder)): file
        for package, folder in FOLDERS.items()
        for file in ((ROOT / folder).glob("*") if not package else (ROOT / folder).rglob("*"))
        if wanted(file)
    }


def wanted(file: Path) -> bool:
    """Whether the file belongs into a package."""
    return file.is_file() and file.suffix in KINDS


if __name__ == "__main__":
    sys.exit(main())
