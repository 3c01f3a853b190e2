"""Write the list of test files in ``tests/README.md`` from their first lines; ``--check`` fails if it has drifted."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "README.md"
BEGIN, END = "<!-- tools/tests_map.py -->\n", "<!-- end -->"


def main(arguments: list[str]) -> int:
    """Write the list, or compare it with what would be written; return the exit status."""
    text = TARGET.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    written = before + BEGIN + "\n".join(rows()) + "\n" + END + rest.split(END, 1)[1]
    if "--check" in arguments:
        if written != text:
            print("tests/README.md differs from the tests: run python tools/tests_map.py", file=sys.stderr)
        return int(written != text)
    TARGET.write_text(written, encoding="utf-8")
    return 0


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
