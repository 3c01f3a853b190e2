"""The page on the experiments is generated from the stored summary, and its cells measure the same today."""

import importlib.util
import json
from fractions import Fraction
from pathlib import Path

import pytest

from kreiss.verify.claims import load_claims
from kreiss.verify.experiments.catalogue import EXPERIMENTS
from kreiss.verify.experiments.cells import FAILED
from kreiss.verify.experiments.statements import MEASURED

ROOT = Path(__file__).parents[3]
SUMMARY = json.loads((ROOT / "docs" / "experiments-summary.json").read_text(encoding="utf-8"))
TEXT = (ROOT / "docs" / "experiments.md").read_text(encoding="utf-8")
AGAIN = {"lq": 6, "iqc": 4, "nn": 2, "complexity": 4}
"""How many of the stored quick cells are measured again, evenly spread."""
SENTENCES = {"iqc-conservative", "second-moments", "gan-prediction", "nn-prediction"}
"""The statements on experiments that are not claims of the paper's file."""


def tool():
    spec = importlib.util.spec_from_file_location("tools_experiments_page", ROOT / "tools" / "experiments_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_as_generated():
    assert tool().main(["--check"]) == 0


def test_a_drifted_page_is_noticed(monkeypatch, tmp_path, capsys):
    module = tool()
    page = tmp_path / "experiments.md"
    page.write_text(TEXT.replace("MEASURED:", "GUESSED:", 1), encoding="utf-8")
    monkeypatch.setattr(module, "PAGE", page)
    assert module.main(["--check"]) == 1
    assert "run python tools/experiments_page.py" in capsys.readouterr().err
    assert module.main([]) == 0
    assert page.read_text(encoding="utf-8") == TEXT


def test_the_summary_is_of_a_full_run_of_all_experiments():
    assert SUMMARY["quick"] is False
    for name, experiment in EXPERIMENTS.items():
        assert SUMMARY["experiments"][name]["cells"] == len(experiment.cells()), name
    assert set(SUMMARY["experiments"]) == set(EXPERIMENTS)


def test_statements_on_experiments_are_measured_and_never_proved():
    claims = {claim.id for claim in load_claims()}
    for part in SUMMARY["experiments"].values():
        for statement in part["statements"]:
            assert statement["verdict"] == MEASURED
            assert statement["claim"] in claims | {
                "iqc-conservative",
                "second-moments",
                "gan-prediction",
                "nn-prediction",
            }
    assert MEASURED not in {claim.expect for claim in load_claims()}


def again():
    for name, count in AGAIN.items():
        stored = [record for record in SUMMARY["experiments"][name]["quick_cells"] if FAILED not in record]
        for record in stored[:: max(1, len(stored) // count)][:count]:
            yield pytest.param(name, record, id=record["cell"])


@pytest.mark.parametrize(("name", "stored"), list(again()))
def test_a_cell_measured_again_agrees_with_what_is_stored(name, stored):
    for module in EXPERIMENTS[name].needs:
        pytest.importorskip(module)
    (cell,) = [cell for cell in EXPERIMENTS[name].cells() if cell.name == stored["cell"]]
    found = EXPERIMENTS[name].measure(cell.parameters, SUMMARY["seed"])
    for key, value in found.items():
        if key.endswith("_lower") and value is not None:
            quantity = key.removesuffix("_lower")
            assert overlap(found, stored, quantity), quantity
        elif isinstance(value, bool | int | str):
            assert stored[key] == value, key


def overlap(one, two, quantity):
    """Whether the two enclosures meet, up to the rounding of what is no enclosure but an estimate."""
    ends = [[Fraction(record[f"{quantity}_{end}"]) for end in ("lower", "upper")] for record in (one, two)]
    slack = abs(ends[0][0]) / 10**6
    return ends[0][0] <= ends[1][1] + slack and ends[1][0] <= ends[0][1] + slack
