"""Inequalities of optimisation and numerical analysis: none is decided wrongly, each is decided, and checked."""

import json
from pathlib import Path

import pytest

from kreiss.symbolic import prove
from kreiss.verify.checker import check_document

TABLE = Path(__file__).with_name("practice_suite.txt")
ROWS = [
    tuple(part.strip() for part in line.split("|"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_a_third_of_the_table_is_false():
    assert (len(ROWS), sum(row[0] == "REFUTED" for row in ROWS)) == (40, 13)


@pytest.mark.slow
@pytest.mark.parametrize(("verdict", "kind", "states", "given"), ROWS, ids=[row[2] for row in ROWS])
def test_every_verdict_is_the_one_that_was_written_before_it_was_run(verdict, kind, states, given):
    result = prove(states, [text for text in given.split("; ") if text], budget=30)
    assert result.verdict == verdict, f"{kind}: {result.tried}"
    check_document(json.loads(json.dumps(result.certificate)))
