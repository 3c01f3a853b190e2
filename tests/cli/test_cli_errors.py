"""Every way a command can fail ends in one line on stderr and its exit status, never in a traceback."""

import sys
import types

import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify import cli


def run(monkeypatch, capsys, command, *arguments):
    module = types.ModuleType("kreiss.verify.cli.commands.sample")
    module.command = command
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(cli, "COMMANDS", ("sample",))
    monkeypatch.setattr(sys, "argv", ["kreiss", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def fails(error):
    def command() -> None:
        raise error

    return command


def counts(number: int = 3) -> None:
    """Print a number."""
    sys.stdout.write(f"{number}\n")


def test_a_user_error_is_one_line_and_status_2(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, fails(InvalidClaim("column 3:\n  expected a name")), "sample")
    assert (code, shown.out, shown.err) == (2, "", "kreiss: column 3: expected a name\n")


def test_an_unwritable_file_is_one_line_and_status_2(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, fails(PermissionError(13, "Permission denied", "/out.json")), "sample")
    assert (code, shown.err) == (2, "kreiss: /out.json: Permission denied\n")


def test_an_interrupt_is_one_line_and_status_130(monkeypatch, capsys):
    code, shown = run(monkeypatch, capsys, fails(KeyboardInterrupt()), "sample")
    assert (code, shown.out, shown.err) == (130, "", "kreiss: interrupted\n")


def test_a_programming_error_is_not_hidden(monkeypatch, capsys):
    with pytest.raises(ZeroDivisionError):
        run(monkeypatch, capsys, fails(ZeroDivisionError()), "sample")


@pytest.mark.parametrize("arguments", [["sample", "--nope"], ["sample", "--number", "x"], ["nope"], ["--nope"]])
def test_unusable_arguments_are_one_line_and_status_2(monkeypatch, capsys, arguments):
    code, shown = run(monkeypatch, capsys, counts, *arguments)
    assert (code, shown.out, shown.err.count("\n")) == (2, "", 1)
    assert shown.err.startswith("kreiss: ")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_the_commands(monkeypatch, capsys, arguments):
    code, shown = run(monkeypatch, capsys, counts, *arguments)
    assert code == 0
    assert "Print a number." in shown.out


def test_a_command_that_succeeds_leaves_0(monkeypatch, capsys):
    assert run(monkeypatch, capsys, counts, "sample", "--number", "7")[0] == 0
