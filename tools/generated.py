"""Generated parts of pages: put between their markers, and then written, or compared with what stands there."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_END = "<!-- end -->"


def with_parts(page: Path, tool: str, parts: Mapping[str, Sequence[str]]) -> str:
    """The text of a page with these lines from ``<!-- tool name -->`` to the end that follows; "" for no name."""
    text = page.read_text(encoding="utf-8")
    for name, lines in parts.items():
        begin = f"<!-- {' '.join(filter(None, (tool, name)))} -->\n"
        before, rest = text.split(begin)
        text = f"{before}{begin}" + "\n".join([*lines, f"{_END}{rest.split(_END, 1)[1]}"])
    return text


def settle(tool: str, files: Mapping[Path, str], arguments: Sequence[str]) -> int:
    """Write the files; with ``--check`` compare them, and say which differ. Returns the exit status."""
    if "--check" not in arguments:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return 0
    differ = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in differ:
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        print(f"{shown} differs from what makes it: run python {tool}", file=sys.stderr)
    return int(bool(differ))
