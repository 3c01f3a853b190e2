"""``kreiss experiments`` as a user meets it: files, verdicts, a resumed run with the same bytes, errors of one line."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from kreiss.errors import PrecisionExhausted
from kreiss.verify import cli
from kreiss.verify.experiments import catalogue, cells, lq
from kreiss.verify.experiments.cells import Cell
from kreiss.verify.experiments.statements import MEASURED

TINY = """
import sys, time
from dataclasses import replace
from kreiss.verify.experiments import catalogue, lq
from kreiss.verify.cli import main

def slowly(parameters, seed):
    time.sleep(0.15)
    return lq.measure(parameters, seed)

chosen = [cell for cell in lq.cells() if cell.parameters.get("kind") == "numbers"][:20]
catalogue.EXPERIMENTS["lq"] = replace(lq.EXPERIMENT, cells=lambda: chosen, measure=slowly, needs=())
main()
"""


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["kreiss", "experiments", "--workers", "1", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code, capsys.readouterr()


def tiny(monkeypatch, chosen, measure=lq.measure):
    experiment = cells.Experiment("lq", "Tiny", (), lambda: chosen, measure, lq.statements, lq.tables, lq.draw)
    monkeypatch.setitem(catalogue.EXPERIMENTS, "lq", experiment)


NUMBERS = [
    Cell("lq", {"family": "synthetic", "kind": "numbers", "n": 2, "gamma": 0.5, "c": c, "share": 0.0}, c < 3)
    for c in (1, 2, 4)
]


def test_a_run_writes_a_table_pictures_and_a_summary_of_measured_verdicts(monkeypatch, capsys, tmp_path):
    tiny(monkeypatch, NUMBERS)
    code, shown = run(monkeypatch, capsys, "lq", "-o", tmp_path / "out", "--seed", "5")
    assert code == 0
    assert "seed 5" in shown.out
    assert "MEASURED kreiss-upper-bound" in shown.out
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "journal.jsonl",
        "summary.json",
        "lq.csv",
        "lq-bounds.png",
        "lq-bounds.svg",
    }
    document = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (document["schema"], document["seed"]) == ("kreiss/experiments-1", 5)
    assert {statement["verdict"] for statement in document["experiments"]["lq"]["statements"]} == {MEASURED}
    assert len(document["experiments"]["lq"]["quick_cells"]) == 2
    assert len((tmp_path / "out" / "lq.csv").read_text().splitlines()) == 4


def test_a_quick_run_measures_a_part_of_the_grid(monkeypatch, capsys, tmp_path):
    tiny(monkeypatch, NUMBERS)
    run(monkeypatch, capsys, "lq", "--quick", "-o", tmp_path)
    document = json.loads((tmp_path / "summary.json").read_text())
    assert (document["quick"], document["experiments"]["lq"]["cells"]) == (True, 2)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PrecisionExhausted("training diverged"), "PrecisionExhausted: training diverged"),
        (OverflowError("too large"), "internal error: OverflowError: too large"),
    ],
)
def test_one_failed_cell_never_ends_a_run(monkeypatch, capsys, tmp_path, error, said):
    def failing(parameters, seed):
        if parameters["c"] == 2:
            raise error
        return lq.measure(parameters, seed)

    tiny(monkeypatch, NUMBERS, failing)
    code, shown = run(monkeypatch, capsys, "lq", "-o", tmp_path)
    assert code == 0
    assert "3 cells, 1 failed" in shown.out
    document = json.loads((tmp_path / "summary.json").read_text())
    assert document["experiments"]["lq"]["failed"] == [{"cell": NUMBERS[1].name, "message": said}]


def test_a_run_killed_in_the_middle_and_resumed_gives_the_same_bytes(tmp_path):
    def start(folder):
        return subprocess.Popen(
            [sys.executable, "-c", TINY, "experiments", "lq", "--workers", "1", "-o", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ,
        )

    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert start(whole).wait(300) == 0
    victim, journal = start(killed), killed / "journal.jsonl"
    while not journal.exists() or len(journal.read_bytes().splitlines()) < 5:
        assert victim.poll() is None
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.wait(60)
    noted = journal.read_bytes()
    assert len(noted.splitlines()) < 21
    assert not (killed / "summary.json").exists()
    assert start(killed).wait(300) == 0
    assert journal.read_bytes().startswith(noted[: noted.rindex(b"\n") + 1])
    for name in ("summary.json", "lq.csv", "lq-bounds.svg", "lq-bounds.png"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes(), name


def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cells, "find_spec", lambda module: None)
    code, shown = run(monkeypatch, capsys, "iqc", "-o", tmp_path)
    assert code == 2
    assert "cvxpy" in shown.err
    assert "pip install 'kreiss[experiments]'" in shown.err
    assert shown.err.count("\n") == 1


def test_an_unknown_experiment_is_refused_with_those_that_exist(monkeypatch, capsys, tmp_path):
    code, shown = run(monkeypatch, capsys, "chess", "-o", tmp_path)
    assert code == 2
    assert "lq, iqc, nn, complexity" in shown.err


def test_a_journal_of_another_seed_is_not_mixed_in(monkeypatch, capsys, tmp_path):
    tiny(monkeypatch, NUMBERS)
    assert run(monkeypatch, capsys, "lq", "-o", tmp_path)[0] == 0
    code, shown = run(monkeypatch, capsys, "lq", "-o", tmp_path, "--seed", "1")
    assert code == 2
    assert "journal" in shown.err


def test_every_cell_has_a_name_of_its_own_and_a_part_of_each_grid_is_quick():
    for name, experiment in catalogue.EXPERIMENTS.items():
        grid = experiment.cells()
        assert len({cell.name for cell in grid}) == len(grid), name
        assert 0 < sum(cell.quick for cell in grid) < len(grid), name
        assert {cell.experiment for cell in grid} == {name}
