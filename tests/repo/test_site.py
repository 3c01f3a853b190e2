"""The documentation site: its examples are executed, and it builds without a warning, every link leading somewhere.

A block that begins with the name of a file, ``# NAME``, writes that file; ``$ `` begins a command, and what stands
below is its output, with ``...`` for what varies. The blocks of a page share a folder.
"""

import doctest
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXECUTED = sorted(
    [DOCS / "faq.md", DOCS / "gallery.md", DOCS / "index.md"]
    + [page for folder in ("explanation", "guides", "tutorial") for page in (DOCS / folder).glob("*.md")]
)
KINDS = {"", "console", "json", "pycon", "python", "toml"}
FENCE = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
STATUS = re.compile(r"(.*?)  # exit status (\d)")


def blocks(page):
    """The blocks of a page that are not directives of the site."""
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [(kind, text) for kind, text in found if not kind.startswith("{")]


def calls(text):
    """The commands of a block, each with its exit status and its output."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        found = STATUS.fullmatch(line)
        yield (found[1], int(found[2]), output) if found else (line, 0, output)


def run(line, folder):
    program, *arguments = shlex.split(line)
    assert program in ("kreiss", "python"), line
    module = ["-m", "kreiss"] if program == "kreiss" else []
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    arguments = [str(ROOT / part) if part.startswith("tools/") else part for part in arguments]
    return subprocess.run(
        [sys.executable, *module, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_a_page_shows_is_what_its_commands_print(page, tmp_path):
    shutil.copy(ROOT / "examples" / "coupled.json", tmp_path)
    for kind, text in blocks(page):
        assert kind in KINDS
        first = text.partition("\n")[0]
        if name := re.fullmatch(r"# ([\w.]+\.(?:csv|toml|py))", first):
            (tmp_path / name[1]).write_text(text, encoding="utf-8")
        elif kind == "json":
            json.loads(text)
        elif kind == "console":
            for line, status, output in calls(text):
                done = run(line, tmp_path)
                assert (done.returncode, done.stderr) == (status, ""), f"{line}\n{done.stdout}\n{done.stderr}"
                flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
                assert doctest.OutputChecker().check_output(output, done.stdout, flags), f"{line}\n{done.stdout}"
        else:
            assert kind == "pycon", first  # executed with those of every other page, in test_documents.py
            assert ">>> " in text


def test_the_site_builds_without_a_warning(tmp_path):
    for module in ("sphinx", "myst_nb", "pydata_sphinx_theme", "jax"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module}, which builds the site, is not installed: pip install '.[docs]'")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(DOCS), str(tmp_path / "html")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    stderr = [line for line in done.stderr.splitlines() if not line.startswith("[IPKernelApp]")]
    assert (done.returncode, done.stdout, stderr) == (0, "", [])
    html = tmp_path / "html"
    built = {file.relative_to(html).as_posix() for file in html.rglob("*.html") if "_static" not in file.parts}
    assert built >= {page.relative_to(DOCS).with_suffix(".html").as_posix() for page in DOCS.rglob("*.md")}
    for name in sorted(built - {"search.html", "genindex.html"}):
        _links_lead_somewhere(html / name)
    reference = (html / "reference" / "api.html").read_text(encoding="utf-8")
    for name in ("kreiss.numeric.certify_kreiss", "kreiss.symbolic.prove", "kreiss.errors.Undecidable"):
        assert f'id="{name}"' in reference
    assert len(list((html / "_images").glob("*.png"))) >= 8
    _notebooks_are_executed(html / "notebooks")


def _notebooks_are_executed(folder):
    """What the cells of the notebooks show is in the built pages: tables, a counterexample, pictures."""
    shown = {name: (folder / f"{name}.html").read_text(encoding="utf-8") for name in ("matrix", "claim", "training")}
    assert all('class="cell_output' in page for page in shown.values())
    for name, text in (
        ("matrix", "<caption>KreissEnclosure</caption>"),
        ("claim", "<caption>Counterexample</caption>"),
        ("claim", "kreiss-verdict"),
        ("training", "<caption>Diagnosis of"),
    ):
        assert text in shown[name], name
    assert all("<img" in shown[name] for name in ("matrix", "training"))


def _links_lead_somewhere(page):
    """Every link and picture of a built page is in the site, its anchor among the names of the page."""
    text = page.read_text(encoding="utf-8")
    for target in set(re.findall(r'(?:href|src)="([^"]+)"', text)):
        if re.match(r"[a-z]+:|//", target):
            continue
        address, _, anchor = target.partition("#")
        file = (page.parent / address.split("?")[0]).resolve() if address else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor and file.suffix == ".html":
            assert re.search(rf'id="{re.escape(anchor)}"', file.read_text(encoding="utf-8")), f"{page.name}: {target}"
