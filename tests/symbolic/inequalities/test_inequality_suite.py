"""The table of inequalities: every verdict is the true one, and the independent checker accepts its certificate."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kreiss.symbolic import prove
from kreiss.verify.checker import check_document

TABLE = Path(__file__).with_name("inequality_suite.txt")


def read_table():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, kind, states, given = (part.strip() for part in line.split("|"))
            yield verdict, kind, states, tuple(filter(None, given.split("; ")))


SUITE = list(read_table())


def test_the_table_is_hard():
    kinds = Counter(kind for _, kind, _, _ in SUITE)
    assert len(SUITE) >= 300
    assert kinds["tight"] + kinds["hair"] >= len(SUITE) / 2
    assert kinds["hair"] >= 80
    assert len(set(SUITE)) == len(SUITE)


@pytest.mark.parametrize(("verdict", "kind", "states", "given"), SUITE, ids=[row[2] for row in SUITE])
def test_every_verdict_is_right_and_its_certificate_is_accepted(verdict, kind, states, given):
    result = prove(states, given, budget=20)
    assert result.verdict == verdict, f"{kind}: {result.tried}"
    check_document(json.loads(json.dumps(result.certificate)))
