"""The JSON document and the rows of a diagnosis: all that is known, and why the rest is not."""

from fractions import Fraction

import jsonschema_rs
import pytest

import kreiss
from kreiss.errors import InvalidArgument
from kreiss.verify.diagnosis.findings import BY_NORMS, QUANTITIES, SCHEMA
from kreiss.verify.diagnosis.rows import rows, views
from kreiss.verify.schemas import REPORTS, report_schema

CASES = [
    ([["9/10", 0], [10, "9/10"]], {"split": 1, "peak": 2}),
    ([["9/10", 0], [10, "9/10"]], {"split": 1, "noise": 1e-6}),
    ([[2, 0], [0, 1]], {"split": 1}),
    ([["1/2"]], {}),
    ([[0.5, 0.1j], [1j, 0.5]], {"split": 1, "peak": "3/2"}),
    ([["1/2", 0, 0], [1, "1/2", 0], [0, 1, "1/2"]], {"split": (1, 2), "peak": 2}),
    ([["9/10", 0], [1, "9/10"]], {"split": 1, "noise": "1/2"}),
]


@pytest.mark.parametrize(("matrix", "options"), CASES)
def test_the_document_has_the_form_of_its_schema(matrix, options):
    schema = report_schema(SCHEMA)
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.Draft202012Validator(schema).validate(kreiss.diagnose(matrix, **options).document)


@pytest.mark.parametrize(("matrix", "options"), CASES)
def test_the_table_has_a_row_for_what_the_document_says(matrix, options):
    found = kreiss.diagnose(matrix, **options)
    shown = rows(found)
    assert all(len(row) == 3 for row in shown)
    names = [name for name, _, _ in shown]
    assert {"regime", "K(J)", "ρ(J)", "peak of ‖Jᵗ‖", "time"} <= set(names)
    assert ("noise" in names) == bool(found.noise)
    blocks = [len(found.sizes)] if len(found.sizes) > 1 else []
    assert [len(view.rows) for view in views(found, "J")] == [len(shown), *blocks]
    for name in QUANTITIES:
        assert getattr(found, name).shown()


def test_decimals_lie_outside_of_the_exact_ends():
    document = kreiss.diagnose([["9/10", 0], [10, "9/10"]], 1).document
    for quantity in [document[name] for name in QUANTITIES] + [document["bounds"][name] for name in BY_NORMS]:
        assert Fraction(quantity["lower_decimal"]) <= Fraction(quantity["lower"])
        assert Fraction(quantity["upper"]) <= Fraction(quantity["upper_decimal"])


def test_what_is_not_known_is_a_reason():
    document = kreiss.diagnose([[2, 0], [0, 1]], 1).document
    assert document["kreiss"]["lower"] == document["peak"]["upper"] == "inf"
    assert "ρ(J) > 1" in document["horizon"]["missing"]


def test_only_reports_have_a_schema_here():
    assert REPORTS == (SCHEMA.removeprefix("kreiss/"),)
    with pytest.raises(InvalidArgument, match="expected a kind of report"):
        report_schema("proof-1")
