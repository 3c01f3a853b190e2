"""The command line in an empty folder."""

import io
import sys

import pytest

from kreiss.verify import cli


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Run a command with the given standard input; its exit status, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["kreiss", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return left.value.code, shown.out, shown.err

    return run
