"""Every room can be imported, and every command works, where POSIX modules and interval timers do not exist."""

import subprocess
import sys

import pytest

HIDDEN = """
import signal, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in ("resource", "fcntl", "pwd", "grp", "termios"):
            raise ModuleNotFoundError(f"no module named {name!r} on this platform", name=name)

sys.meta_path.insert(0, Hidden())
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules.pop(name, None)
for name in ("setitimer", "SIGPROF", "SIGALRM", "ITIMER_PROF", "SIGKILL"):
    if hasattr(signal, name):
        delattr(signal, name)
"""
MAIN = """
from kreiss.verify.cli import main
main()
"""
ROOMS = """
for name in ("SIGTERM", "SIGINT", "SIGPIPE"):
    if hasattr(signal, name):
        delattr(signal, name)
import importlib, pkgutil, kreiss
names = [one.name for one in pkgutil.walk_packages(kreiss.__path__, "kreiss.") if not one.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""
CLAIM = ("--states", "rho(A) <= norm(A)")


def run(folder, *arguments):
    program = folder / "hidden.py"
    program.write_text(HIDDEN + MAIN)
    line = [sys.executable, str(program), *arguments]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def test_every_room_is_imported_without_posix():
    done = subprocess.run([sys.executable, "-c", HIDDEN + ROOMS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 200


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("certify", "m.csv", "--json", "-o", "m.json"), ("measure", "sup-powers", "m.csv"),
     ("prove", "x^2 + 1 >= 2*x"), ("refute", "--states", "norm(A) <= rho(A)", "--budget", "5"),
     ("sweep", *CLAIM, "--instances", "3", "--workers", "1"), ("derive", "upper-bound"),
     ("verify", "c.toml", "--budget", "2", "--workers", "1", "--journal", "j", "--lock", "l"),
     ("portrait", "m.csv", "-o", "m.png")],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_a_command_needs_no_posix(tmp_path, arguments):
    (tmp_path / "m.csv").write_text("1/2,1\n0,1/2\n")
    (tmp_path / "c.toml").write_text(
        "schema = 'kreiss/claims-1'\n[[claim]]\nid = 'mean'\nstates = 'sqrt(x) <= (x + 1)/2'\ngiven = ['x >= 1']\n"
    )
    done = run(tmp_path, *arguments)
    assert (done.returncode, done.stderr) == (1 if arguments[0] == "refute" else 0, "")  # a counterexample is 1
