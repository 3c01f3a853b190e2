"""A journal of results: one JSON line each, on disk before the next begins, so that a killed run loses nothing.

A line that a kill cut short is dropped when the journal is opened again, and its work is done again; everything before
it counts, and is not done twice.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from kreiss.errors import InvalidArgument

SCHEMA = "kreiss/journal-1"


class Journal:
    """An append-only file of results, each under a key; ``settings`` say what run it belongs to.

    Use as a context manager. Raises ``InvalidArgument`` if the file is not a journal, or is one of other settings.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self.path, self.settings = path, dict(settings)
        self.results: dict[str, Any] = {}
        self._file: BinaryIO | None = None

    def __enter__(self) -> "Journal":
        self._file = self.path.open("a+b")
        try:
            self._file.seek(0)
            end = self._read(self._file)
            self._file.truncate(end)
        except BaseException:
            self._file.close()
            raise
        if end == 0:
            self._append({"schema": SCHEMA, "settings": self.settings})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, key: str, result: Any) -> None:
        """Write a result to disk."""
        self.results[key] = result
        self._append({"key": key, "result": result})

    def _append(self, line: Mapping[str, Any]) -> None:
        if self._file is None:
            raise ValueError("the journal is not open")
        self._file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self, file: BinaryIO) -> int:
        """Take the results in; the position after the last whole line."""
        end = 0
        for number, line in enumerate(file):
            if not line.endswith(b"\n"):
                break
            if number == 0:
                self._require_settings(line)
            else:
                entry = self._entry(line, number)
                self.results[entry["key"]] = entry["result"]
            end += len(line)
        return end

    def _require_settings(self, line: bytes) -> None:
        head = self._entry(line, 0)
        if head.get("schema") != SCHEMA:
            raise InvalidArgument(f"{self.path}: expected a journal ({SCHEMA}) or a new file")
        if head.get("settings") != self.settings:
            raise InvalidArgument(
                f"{self.path}: the journal is of a run with {head.get('settings')}, not {self.settings}; name another"
            )

    def _entry(self, line: bytes, number: int) -> Any:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or (number and not {"key", "result"} <= entry.keys()):
            raise InvalidArgument(f"{self.path}: line {number + 1} is not of a journal")
        return entry
