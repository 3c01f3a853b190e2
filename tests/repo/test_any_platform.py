"""Every room can be imported, and every command works, where POSIX modules and interval timers do not exist."""

import subprocess
import sys

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
for line in LINES:
    sys.argv = ["kreiss", *line]
    try:
        main()
    except SystemExit as left:
        statuses.append((line[0], left.code))
print(statuses)
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
LINES = [
    ("--help",),
    ("certify", "m.csv", "--json", "-o", "m.json"),
    ("measure", "sup-powers", "m.csv"),
    ("prove", "x^2 + 1 >= 2*x"),
    ("refute", "--states", "norm(A) <= rho(A)", "--budget", "5"),
    ("sweep", *CLAIM, "--instances", "3", "--workers", "1"),
    ("derive", "upper-bound"),
    ("verify", "c.toml", "--budget", "2", "--workers", "1", "--journal", "j", "--lock", "l"),
    ("portrait", "m.csv", "-o", "m.png"),
]


def test_every_room_is_imported_without_posix():
    done = subprocess.run([sys.executable, "-c", HIDDEN + ROOMS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 200


def test_no_command_needs_posix(tmp_path):
    (tmp_path / "m.csv").write_text("1/2,1\n0,1/2\n")
    (tmp_path / "c.toml").write_text(
        "schema = 'kreiss/claims-1'\n[[claim]]\nid = 'mean'\nstates = 'sqrt(x) <= (x + 1)/2'\ngiven = ['x >= 1']\n"
    )
    program = f"LINES, statuses = {LINES!r}, []\n{HIDDEN}{MAIN}"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    refuted = 1  # a counterexample
    expected = [(line[0], refuted if line[0] == "refute" else 0) for line in LINES]
    assert done.stdout.splitlines()[-1] == str(expected)
