"""What the documents say is true: README commands, the command-line reference, links, numbers, maps of the tests."""

import doctest
import importlib.util
import inspect
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from kreiss import errors
from kreiss.verify import cli
from kreiss.verify.checker.documents import SCHEMAS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md"), ROOT / "tests/README.md"]
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def fences(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def group():
    return typer.main.get_command(cli.app())


def tool(name: str):
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(line: str, folder: Path, timeout: float = 120) -> subprocess.CompletedProcess:
    """Run a documented ``kreiss`` or ``python`` command line on this checkout."""
    program, *arguments = shlex.split(line)
    if Path(program).name == "kreiss":
        arguments = ["-c", "from kreiss.verify.cli import main; main()", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout
    )


def test_the_quick_start_has_exactly_two_blocks_of_known_commands():
    quick_start = README.split("## Quick start")[1].split("\n## ")[0]
    blocks = [block.splitlines() for block in fences(quick_start, "sh")]
    assert blocks == [
        ["python3 -m venv .venv", ".venv/bin/pip install .", ".venv/bin/kreiss verify"],
        ["python3 -m venv .venv", ".venv/bin/pip install -e '.[dev]'", ".venv/bin/python -m pytest"],
    ]
    assert len(fences(README, "sh")) == 2
    assert "dev" in PROJECT["project"]["optional-dependencies"]
    assert README.count("## ") == README.count("\n## ")


def test_the_main_job_decides_the_paper(tmp_path):
    done = run("kreiss verify", tmp_path, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "kreiss-upper-bound" in done.stdout
    assert "PROVED" in done.stdout
    assert "REFUTED" in done.stdout


def test_the_readmes_console_commands_work(tmp_path):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    lines = [line[2:] for block in fences(README, "console") for line in block.splitlines() if line.startswith("$ ")]
    assert len(lines) >= 2
    for line in lines:
        done = run(line, tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_examples_in_the_documents_are_true(page):
    text = page.read_text(encoding="utf-8")
    for i, block in enumerate(fences(text, "(?:python|pycon)")):
        if ">>>" in block:
            example = doctest.DocTestParser().get_doctest(block, {}, f"{page.name}[{i}]", str(page), 0)
            outcome = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example)
            assert (outcome.failed, outcome.attempted > 0) == (0, True)
        else:
            compile(block, str(page), "exec")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_the_documents_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_command_line_reference_is_what_the_commands_say(capsys):
    assert tool("cli_docs").main(["--check"]) == 0, "run python tools/cli_docs.py"


def test_the_readmes_table_is_what_its_command_computes():
    assert tool("sharpness").main(["--check"]) == 0, "run python tools/sharpness.py"


def test_the_example_of_the_diagnosis_is_what_its_tool_computes():
    assert tool("diagnosis_page").main(["--check"]) == 0, "run python tools/diagnosis_page.py"


def test_the_list_of_the_tests_is_what_their_first_lines_say():
    assert tool("tests_map").main(["--check"]) == 0, "run python tools/tests_map.py"


def test_the_drawing_of_the_house_is_what_its_imports_say():
    assert tool("architecture").main(["--check"]) == 0, "run python tools/architecture.py"


def test_a_drifted_reference_is_noticed(monkeypatch, tmp_path, capsys):
    module = tool("cli_docs")
    monkeypatch.setattr(module, "TARGET", tmp_path / "cli.md")
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0
    module.TARGET.write_text("old")
    assert module.main(["--check"]) == 1
    assert "run python tools/cli_docs.py" in capsys.readouterr().err


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_helps_and_every_option_is_explained(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["kreiss", name, "--help"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    assert capsys.readouterr().out
    command = group().commands[name]
    assert command.help
    for parameter in command.params:
        assert parameter.name == "help" or parameter.help, f"{name}: {parameter.name}"


def test_help_is_fast_because_heavy_modules_are_imported_by_the_commands():
    program = "import sys; from kreiss.verify.cli import app; app(); print(*sys.modules)"
    done = run(f"python -c {shlex.quote(program)}", ROOT)
    assert done.stderr == ""
    assert not {"numpy", "scipy", "sympy", "matplotlib"} & set(done.stdout.split())


def test_every_kind_of_certificate_is_described():
    index = (ROOT / "docs" / "certificate-format.md").read_text(encoding="utf-8")
    for schema in SCHEMAS:
        kind = schema.removeprefix("kreiss/").removesuffix("-1")
        assert f"certificate/{kind}.md" in index
        assert f"`{schema}`" in (ROOT / "docs" / "certificate" / f"{kind}.md").read_text(encoding="utf-8")


def test_every_reason_of_an_enclosures_step_is_described():
    from kreiss.verify.checker.quantities.table import QUANTITIES
    from kreiss.verify.checker.systems import norms

    names = ("enclosure", "segment", "neighbours", "half-plane", "half-plane-neighbours", "systems")
    pages = (ROOT / "docs" / "certificate" / f"{name}.md" for name in names)
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    reasons = set(norms._REASONS).union(*(quantity.reasons for quantity in QUANTITIES.values()))
    for reason in reasons:
        assert f"`{reason}`" in text, reason


def test_the_map_of_the_tests_names_every_test_file_and_every_error():
    text = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    for file in (ROOT / "tests").rglob("test_*.py"):
        assert f"`{file.relative_to(ROOT / 'tests')}`" in text, file.name
    for name, _ in inspect.getmembers(errors, inspect.isclass):
        assert f"`{name}`" in text, name
    for name in re.findall(r"`([a-z]+/test_[a-z_]+\.py)`", text):
        assert (ROOT / "tests" / name).exists(), name


def test_the_continuous_check_runs_what_the_readme_says():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "python -m pytest" in script.splitlines()[-1]
    assert subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], timeout=30).returncode == 0


LONGEST_CHECKER = 10_500


def test_the_checker_is_as_long_as_the_page_on_trust_says():
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in (ROOT / "verify/checker").rglob("*.py"))
    assert f"some {500 * round(lines / 500):,} lines" in (ROOT / "docs/certificate-format.md").read_text(
        encoding="utf-8"
    )
    assert lines <= LONGEST_CHECKER, "a new rule is a cost: let an older one go"
