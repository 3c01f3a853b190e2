"""Claim files: the JSON schema and the reader agree, and what the documentation says of the format is true."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest

from kreiss.errors import InvalidClaim
from kreiss.verify.claims import PAPER, Claim, load_claims
from kreiss.verify.claims.claim import EXPECTATIONS, PROVENANCES
from kreiss.verify.claims.reader import FORMER, SCHEMA
from kreiss.verify.language.grammar import FUNCTIONS

JSON_SCHEMA = json.loads(files("kreiss.verify.claims").joinpath("claims-2.schema.json").read_text())
ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "claim-format.md").read_text()


@pytest.mark.parametrize("path", [PAPER, Path(__file__).with_name("suite.toml")], ids=["paper", "suite"])
def test_claim_files_satisfy_the_json_schema(path):
    jsonschema_rs.validate(JSON_SCHEMA, tomllib.loads(path.read_text()))
    assert load_claims(path)


@pytest.mark.parametrize(
    "text",
    [
        '[[claim]]\nid = "a"\nstates = "x <= 1"\nother = 1\n',
        '[[claim]]\nid = "A b"\nstates = "x <= 1"\n',
        '[[claim]]\nid = "a"\n',
        '[[claim]]\nid = "a"\nstates = 1\n',
        '[[claim]]\nid = "a"\nstates = "x <= 1"\nexpect = "TRUE"\n',
        '[[claim]]\nid = "a"\nstates = "x <= 1"\nprovenance = "hearsay"\n',
        '[[claim]]\nid = "a"\nstates = "x <= 1"\ngiven = "x > 0"\n',
        '[[claim]]\nid = "a"\nstates = "x <= 1"\nsharp = ""\n',
        '[[claim]]\nid = "a"\nstates = "x <= 1"\nsharp = 1\n',
        '[[claim]]\nid = "a"\nstates = "L <= 1"\nnumbers = "L"\n',
        "",
    ],
)
def test_the_reader_and_the_schema_refuse_alike(tmp_path, text):
    path = tmp_path / "c.toml"
    path.write_text(f'schema = "{SCHEMA}"\n{text}')
    with pytest.raises(InvalidClaim):
        load_claims(path)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(JSON_SCHEMA, tomllib.loads(path.read_text()))


def test_files_of_the_former_version_are_read_and_have_no_key_numbers(tmp_path):
    path = tmp_path / "c.toml"
    text = '[[claim]]\nid = "a"\nstates = "norm(A) <= x"\ngiven = ["norm(A) <= x"]\n'
    path.write_text(f'schema = "{FORMER}"\n{text}')
    jsonschema_rs.validate(JSON_SCHEMA, tomllib.loads(path.read_text()))
    assert load_claims(path) == (Claim("a", "norm(A) <= x", ("norm(A) <= x",)),)
    path.write_text(f'schema = "{FORMER}"\n{text}numbers = ["L"]\n')
    with pytest.raises(InvalidClaim, match="'numbers' is a key of schema"):
        load_claims(path)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(JSON_SCHEMA, tomllib.loads(path.read_text()))


def test_the_schema_lists_the_readers_words():
    properties = JSON_SCHEMA["properties"]["claim"]["items"]["properties"]
    assert tuple(properties["expect"]["enum"]) == EXPECTATIONS
    assert set(properties["provenance"]["enum"]) == {*PROVENANCES, ""}
    fields = {"numbers" if field == "declared" else field for field in Claim.__dataclass_fields__}
    assert set(properties) == fields & set(properties)


def test_the_guide_names_every_function_and_its_examples_are_read(tmp_path):
    for name in FUNCTIONS:
        assert re.search(rf"\b{name}\b", GUIDE), name
    first, *others = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    path = tmp_path / "c.toml"
    path.write_text("\n".join([first, *others]))
    assert [claim.id for claim in load_claims(path)] == re.findall(r'id +?= "(.*)"', "\n".join([first, *others]))


def test_every_claim_of_the_paper_has_its_provenance_and_a_source():
    for claim in load_claims():
        assert claim.provenance in PROVENANCES
        assert claim.source
        assert claim.expect in EXPECTATIONS
