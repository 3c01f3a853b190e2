"""Help that can be followed: every command has examples that work, options say what they take, shells complete them."""

import os
import shlex
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
import scipy.io

from kreiss.verify import cli
from kreiss.verify.checker import check_file

MODULES = {name: __import__(f"kreiss.verify.cli.commands.{name}", fromlist=["command"]) for name in cli.COMMANDS}
EXAMPLES = {name: getattr(module, "EXAMPLE_CALLS", ()) for name, module in MODULES.items()}
CALLS = [(name, line) for name, lines in EXAMPLES.items() for line in lines]
STATUS = {"refute": 1}  # a counterexample that nobody expected
CLAIMS = """schema = "kreiss/claims-1"
[[claim]]
id = "radius"
states = "norm(A) <= 3/2*rho(A)"
expect = "REFUTED"
"""


@pytest.fixture
def folder(tmp_path, call):
    A, B = np.array([[0.5, 2.0], [0.0, 0.5]]), np.array([[-1.0, 1.0], [0.0, -1.0]])
    np.save(tmp_path / "A.npy", A)
    np.savetxt(tmp_path / "A.csv", A, delimiter=",")
    scipy.io.savemat(tmp_path / "two.mat", {"A": A, "B": B})
    (tmp_path / "bounds.claims.toml").write_text(CLAIMS)
    (tmp_path / "system.json").write_text('{"num": [1, 2], "den": [1, "1/5", 1]}')
    assert call("certify", "A.npy", "-o", "cert.json")[0] == 0
    return tmp_path


@pytest.mark.parametrize(("name", "line"), CALLS, ids=[line for _, line in CALLS])
def test_an_example_of_the_help_works_as_it_stands(call, folder, name, line):
    line, _, source = line.partition(" < ")
    program, *arguments = shlex.split(line)
    code, out, err = call(*arguments, stdin=(folder / source).read_bytes() if source else b"")
    expected = 0 if "--only" in arguments else STATUS.get(name, 0)
    assert (program, code, err) == ("kreiss", expected, "")
    written = [folder / value for option, value in pairwise(arguments) if option == "-o"]
    assert out or written
    assert all(path.exists() for path in written)
    if folder / "cert.json" in written:
        assert check_file(folder / "cert.json").statement


@pytest.mark.parametrize("name", MODULES)
def test_the_help_shows_the_examples_and_no_type_of_python(call, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = call(name, "--help")
    assert (code, err) == (0, "")
    assert EXAMPLES[name]
    for line in EXAMPLES[name]:
        assert line in out
    for kind in ("<bool>", "<str>", "<int>", "<float>", "<path>", "<list", "[files]", "TEXT", "INTEGER"):
        assert kind not in out


def test_the_help_of_prove_names_every_function(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert "sqrt abs min max exp log" in call("prove", "--help")[1]


def process(folder, *arguments, **environment):
    program = "import sys; sys.argv[0] = 'kreiss'; from kreiss.verify.cli import main; main()"
    path = os.pathsep.join(path for path in sys.path if path)
    environment |= {"PYTHONPATH": path, "HOME": str(folder), "USERPROFILE": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", **environment},
    )


def test_a_shell_gets_the_commands_that_begin_as_typed(tmp_path):
    done = process(tmp_path, _KREISS_COMPLETE="complete_bash", COMP_WORDS="kreiss ce", COMP_CWORD="1")
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["certify"], "")


def test_completion_is_shown_and_installed(tmp_path):
    shown = process(tmp_path, "--show-completion", "bash")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "_KREISS_COMPLETE=complete_bash" in shown.stdout
    installed = process(tmp_path, "--install-completion", "bash")
    assert (installed.returncode, installed.stderr) == (0, "")
    assert "kreiss" in (tmp_path / ".bashrc").read_text()


def test_quiet_and_no_color_are_taken_before_and_after_the_command(call, folder, monkeypatch):
    for name in ("KREISS_QUIET", "NO_COLOR"):
        monkeypatch.setenv(name, "")  # and it is as before when the test ends
        monkeypatch.delenv(name)
    plain = call("certify", "A.npy", "--json")
    for arguments in (
        ("--quiet", "--no-color", "certify", "A.npy", "--json"),
        ("certify", "A.npy", "--json", "--quiet"),
    ):
        code, out, err = call(*arguments)
        assert (code, err) == (0, "")
        assert out.split('"elapsed_s"')[0] == plain[1].split('"elapsed_s"')[0]
    assert call("check", "--", "--quiet")[0] == 2  # after -- it is the name of a file
    assert "--quiet" in call("--help")[1]


@pytest.mark.parametrize("options", [(), ("--no-color",), ("--quiet", "--no-color")])
def test_on_a_terminal_there_is_colour_and_a_bar_unless_they_are_not_wanted(tmp_path, options):
    (tmp_path / "a.claims.toml").write_text(CLAIMS)
    done = process(tmp_path, *options, "verify", "a.claims.toml", "--no-examples", FORCE_COLOR="1", TERM="xterm")
    assert done.returncode == 0, done.stderr
    assert "REFUTED" in done.stdout
    assert ("\x1b[3" in done.stdout) == ("--no-color" not in options)
    assert ("deciding claims" in done.stderr) == ("--quiet" not in options)


def test_off_a_terminal_a_long_run_leaves_a_line_now_and_then(monkeypatch, capsys):
    from kreiss.verify.cli import progress

    monkeypatch.delenv("KREISS_QUIET", raising=False)
    monkeypatch.setattr(progress, "_SECONDS", 0.0)
    with progress.progress("deciding claims", 2) as advance:
        advance(1, "a: [bold]PROVED")
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["deciding claims: 1 of 2 after 0 s, last a: [bold]PROVED"]
    monkeypatch.setattr(progress, "_SECONDS", 60.0)
    with progress.progress("deciding claims", 2) as advance:
        advance(1, "a: PROVED")
    assert capsys.readouterr().err == ""
