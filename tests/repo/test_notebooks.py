"""The notebooks of the site: their cells run in plain Python in little time, what they assert holds, all are shown."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(file for file in FOLDER.glob("*.md") if file.name != "index.md")
CELL = re.compile(r"^```\{code-cell\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.xdist_group("notebooks")  # one process runs them, once
LONGEST = 30
"""Processor seconds of all notebooks together."""


def cells(notebook):
    return CELL.findall(notebook.read_text(encoding="utf-8"))


def program(notebook):
    """The cells as one program that prints last how many processor seconds they took."""
    took = "import time\nprint('\\nseconds', time.process_time())\n"
    return "\n".join([*cells(notebook), took])


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """What each notebook printed, run as Jupyter would, without one: no display, and no network."""
    if any("import jax" in cell for notebook in NOTEBOOKS for cell in cells(notebook)):
        pytest.importorskip("jax", reason="needs the extra 'training'")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "agg"}
    return {
        notebook.stem: subprocess.run(
            [sys.executable, "-W", "ignore::UserWarning", "-c", program(notebook)], cwd=tmp_path_factory.mktemp("cwd"),
            env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300,
        )
        for notebook in NOTEBOOKS
    }  # fmt: skip


def test_there_is_one_for_each_of_the_three_tasks():
    assert [notebook.stem for notebook in NOTEBOOKS] == ["claim", "matrix", "training"]
    assert [page.stem for page in sorted((ROOT / "docs/tutorial").glob("*.md")) if page.stem != "index"] == [
        notebook.stem for notebook in NOTEBOOKS
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_the_cells_of_a_notebook_run_and_what_they_assert_holds(notebook, finished):
    assert any("assert " in cell for cell in cells(notebook))
    done = finished[notebook.stem]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


def test_all_together_take_half_a_minute_of_processor_time_at_most(finished):
    assert sum(float(done.stdout.split()[-1]) for done in finished.values()) < LONGEST


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_asks_nothing_of_the_network_and_is_read_by_the_site(notebook):
    text = notebook.read_text(encoding="utf-8")
    assert text.startswith("---\nfile_format: mystnb\nkernelspec:\n  name: python3\n")
    assert not re.search(r"\b(urllib|requests|socket|http)\b", "\n".join(cells(notebook)))
    assert re.search(rf"^{notebook.stem}$", (FOLDER / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert "notebooks/index" in (ROOT / "docs/index.md").read_text(encoding="utf-8")
