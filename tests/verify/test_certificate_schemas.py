"""The JSON Schemas of the certificates: one for each kind that is checked, and what is accepted fits its own.

Every certificate that any test sees accepted is validated in ``tests/conftest.py``.
"""

from importlib import import_module

import jsonschema_rs
import pytest

from kreiss.errors import InvalidArgument
from kreiss.verify.checker import Checked, check_document
from kreiss.verify.checker.documents import SCHEMAS
from kreiss.verify.schemas import KINDS, certificate_schema


def test_there_is_a_schema_for_each_kind_that_the_checker_reads():
    assert [f"kreiss/{kind}" for kind in KINDS] == sorted(SCHEMAS)
    for kind in KINDS:
        schema = certificate_schema(f"kreiss/{kind}")
        assert schema == certificate_schema(kind)
        assert schema["$id"] == f"urn:kreiss:{kind}"
        assert schema["properties"]["schema"] == {"const": f"kreiss/{kind}"}


def test_what_is_no_kind_has_no_schema():
    for kind in ("../claims-1", "kreiss/kreiss/proof-1", None, 1):
        with pytest.raises(InvalidArgument, match="expected a kind of certificate"):
            certificate_schema(kind)


def test_a_certificate_out_of_form_is_met_wherever_the_suite_checks_one(monkeypatch):
    schema = "kreiss/enclosure-1"
    monkeypatch.setattr(import_module(SCHEMAS[schema]), "check", lambda _: Checked(schema, "anything"))
    with pytest.raises(jsonschema_rs.ValidationError):
        check_document({"schema": schema})
