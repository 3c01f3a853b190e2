"""One BLAS thread, since small matrices gain nothing from two and lose much where cores are shared; the options."""

import hashlib
import json
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

for library in ("OPENBLAS", "MKL", "OMP"):  # read when numpy is imported, which happens later
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

settings.register_profile("kreiss", deadline=None, print_blob=True)
settings.register_profile("gate", settings.get_profile("kreiss"), derandomize=True, max_examples=50)
settings.load_profile("kreiss")


@pytest.fixture(autouse=True)
def _commands_run_in_a_folder_of_their_own(request, monkeypatch):
    """What a command keeps beside it is found by no other test."""
    if request.path.parent.name == "cli":
        monkeypatch.chdir(request.getfixturevalue("tmp_path"))


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also run the tests that take minutes")
    parser.addoption("--campaign", type=int, default=36, metavar="N", help="random matrices of the soundness campaign")
    parser.addoption("--campaign-seed", type=int, default=20261124, metavar="S", help="the first of their seeds")
    parser.addoption("--screenshots", metavar="DIR", help="keep pictures of the report's page in this folder")
    parser.addoption("--pyodide", metavar="DIR", help="the npm package pyodide, for the page that checks certificates")
    parser.addoption("--fuzz", type=int, default=24, metavar="N", help="random claims, inequalities and files, of each")
    parser.addoption("--certificates", metavar="DIR", type=Path, help="keep every certificate seen accepted here")
    parser.addoption("--beside", metavar="DIR", type=Path, help="the enclosures kept there, for the proved kernel")
    parser.addoption("--claims", type=int, default=100, metavar="N", help="random claims whose expansion is evaluated")
    parser.addoption("--differential", type=int, default=12, metavar="N", help="claims written otherwise, of each kind")


@pytest.hookimpl(trylast=True)  # after hypothesis has marked its tests
def pytest_collection_modifyitems(config, items):
    """Skip what is slow; measure no coverage, which doubles the time, where matrices run the same lines again.

    Files damaged at random, and the campaigns, reach lines of their own.
    """
    for item in items:
        if "slow" in item.keywords and not config.getoption("--slow"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run with --slow"))
        folders = item.path.parts[:-1]
        if item.get_closest_marker("hypothesis") and "numeric" in folders and "reading" not in folders:
            item.add_marker(pytest.mark.no_cover)


def pytest_configure(config):
    """Every certificate that the suite sees accepted is validated: before any module imports the name of the check."""
    from kreiss.verify import checker
    from kreiss.verify.checker import documents

    folder = config.getoption("--certificates")
    documents.check_document = checker.check_document = _in_the_form_of_its_schema(documents.check_document, folder)


def _in_the_form_of_its_schema(check, folder):
    """The check, after which an accepted certificate also has the form that its JSON Schema describes."""

    def check_document(document):
        checked = check(document)
        _validators()[checked.schema].validate(document)
        if folder is not None:
            _keep(document, folder)
        return checked

    return check_document


def _keep(document, folder):
    """The certificate in a file of its own, named by what it is: the same one is kept once."""
    text = json.dumps(document, sort_keys=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.json").write_text(text, encoding="utf-8")


@cache
def _validators():
    """A validator for each kind of certificate."""
    import jsonschema_rs

    from kreiss.verify.schemas import KINDS, certificate_schema

    schemas = {kind: certificate_schema(kind) for kind in KINDS}
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in schemas.values()])
    return {
        f"kreiss/{kind}": jsonschema_rs.Draft202012Validator(schema, registry=registry)
        for kind, schema in schemas.items()
    }
