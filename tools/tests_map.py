"""Write the list of test files in ``tests/README.md`` from their first lines; ``--check`` fails if it has drifted."""

import ast
import sys
from pathlib import Path

from generated import ROOT, settle, with_parts

TOOL = "tools/tests_map.py"
TARGET = ROOT / "tests" / "README.md"


def main(arguments: list[str]) -> int:
    """Write the list, or compare it with what would be written; return the exit status."""
    return settle(TOOL, {TARGET: with_parts(TARGET, TOOL, {"": rows()})}, arguments)


def rows() -> list[str]:
    """A table row for each test file: its name, and the first paragraph of its docstring."""
    files = sorted(TARGET.parent.rglob("test_*.py"))
    return ["| file | what it holds |", "| --- | --- |", *(f"| `{name(file)}` | {subject(file)} |" for file in files)]


def name(file: Path) -> str:
    """The file's path inside ``tests``."""
    return file.relative_to(TARGET.parent).as_posix()


def subject(file: Path) -> str:
    """The first paragraph of the file's docstring, on one line."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
