"""What ``import kreiss`` offers: the names people come for, lazily, with types; a version; a command line."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import kreiss
from kreiss import numeric, symbolic, verify


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("name", kreiss.__all__)
def test_every_name_of_the_root_is_that_of_its_home(name):
    home, there = kreiss._HOMES[name]
    assert getattr(kreiss, name) is getattr(sys.modules[home], there)
    assert getattr(kreiss, name).__doc__


def test_the_names_listed_are_those_that_are_found():
    assert set(kreiss._HOMES) == set(kreiss.__all__)
    assert set(verify._HOMES) == set(verify.__all__)
    with pytest.raises(AttributeError, match="certify_nothing"):
        kreiss.certify_nothing  # noqa: B018


@pytest.mark.parametrize("module", [numeric, symbolic, verify])
def test_tab_completion_shows_public_names_only(module):
    assert dir(module) == sorted(module.__all__)


def test_importing_kreiss_loads_no_layer():
    code = "import kreiss, sys; print([m for m in sys.modules if m.startswith('kreiss.') or m in ('numpy', 'sympy')])"
    assert run("-c", code).stdout == "[]\n"


def test_the_version_is_that_of_the_distribution():
    assert kreiss.__version__ == version("kreiss")
    assert run("-m", "kreiss", "--version").stdout == f"kreiss {version('kreiss')}\n"


def test_a_users_script_sees_types(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from kreiss import Claim, certify_kreiss, load_claims, portrait, prove, refute\n"
        "from kreiss.verify import verify\n"
        "reveal_type(certify_kreiss([[0.5]]))\n"
        "reveal_type(certify_kreiss([[0.5]]).as_floats())\n"
        "reveal_type(prove)\nreveal_type(Claim)\nreveal_type(load_claims)\nreveal_type(verify)\nreveal_type(refute)\n"
        "reveal_type(portrait)\n"
    )
    done = run("-m", "mypy", "--ignore-missing-imports", "--cache-dir", str(tmp_path / "cache"),
               "--follow-imports=silent", str(script))  # fmt: skip
    shown = [line.partition("Revealed type is ")[2] for line in done.stdout.splitlines() if "Revealed" in line]
    assert len(shown) == 8
    assert "KreissEnclosure" in shown[0]
    assert not [line for line in shown if line.strip('"') == "Any"]
