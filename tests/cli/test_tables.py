"""No table cuts a number: at every width both ends of an enclosure are there with all their digits."""

import json
import re
import sys
from io import StringIO

import pytest
from rich.console import Console

from kreiss.verify import cli
from kreiss.verify.claims import Claim
from kreiss.verify.cli.output import show_facts
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.reporting.report import show


def cells(out):
    """The facts of a printed table, the lines of a cell joined again; names have at most six letters at width 20."""
    facts, name = {}, ""
    for line in out.splitlines():
        parts = [part.strip() for part in re.split("[│┃]", line)]
        if len(parts) == 4:
            name = parts[1] or name
            facts[name] = facts.get(name, "") + parts[2]
    return facts


@pytest.mark.parametrize("width", ["20", "40", "80", "500"])
def test_long_ends_are_printed_with_all_their_digits(monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", width)
    lower, upper = "7" * 400 + "1", "7" * 400 + "2"
    show_facts("a title [bold] " + "x" * 100, [("lo", lower), ("up", upper), ("[x]", ":smile: [/]")])
    out = capsys.readouterr().out
    assert (cells(out)["lo"], cells(out)["up"]) == (lower, upper)
    assert "…" not in out
    assert "[bold]" in out


@pytest.mark.parametrize(
    "command",
    [("measure", "power-norm", "--power", "7"), ("certify",), ("measure", "numerical-radius")],
    ids=["power-norm", "certify", "numerical-radius"],
)
def test_the_table_shows_the_ends_of_the_document(monkeypatch, capsys, tmp_path, command):
    monkeypatch.setenv("COLUMNS", "60")
    (tmp_path / "j.json").write_text('[["1/2", "3/2"], [0, "1/4"]]')
    shown = {}
    for option in ("--json", ""):
        arguments = [part for part in (*command, "j.json", "--digits", "60", option) if part]
        monkeypatch.setattr(sys, "argv", ["kreiss", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert left.value.code == 0
        shown[option] = capsys.readouterr().out
    document, facts = json.loads(shown["--json"]), cells(shown[""])
    assert len(document["lower_decimal"]) > 55
    assert (facts["lower"], facts["upper"]) == (document["lower_decimal"], document["upper_decimal"])


@pytest.mark.parametrize("width", [24, 40, 80])
def test_the_table_of_verdicts_cuts_nothing(width):
    console = Console(width=width, record=True, file=StringIO())
    at = "c = " + "9" * 90
    claim = Claim("a-claim-with-a-long-name", "x <= c", exists=("c",))
    show([Verdict(claim, "PROVED", evidence={"constants": at})], console)
    text = console.export_text()
    assert "…" not in text
    assert text.count("9") == 90
