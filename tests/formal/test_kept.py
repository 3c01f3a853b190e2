"""The kernel beside the checker on all enclosures that a run of the tests kept, ``pytest --certificates DIR``."""

import json
from collections import Counter

import pytest
from formal.agreement import agree, forgeries

FORGED_OF_EACH = 8
"""Fewer miss kinds of places; more take minutes on the thousands of certificates that a whole run keeps."""


@pytest.fixture(scope="module")
def kept(pytestconfig):
    """The enclosures in the folder of ``--beside``."""
    folder = pytestconfig.getoption("--beside")
    if folder is None:
        pytest.skip("no certificates are named: pytest --certificates DIR keeps them, --beside DIR checks them here")
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    found = [document for document in documents if document["schema"] == "kreiss/enclosure-1"]
    assert found, f"there are no enclosures in {folder}"
    return found


@pytest.fixture
def tell(pytestconfig):
    """Writes a line to the terminal: what was counted is what such a run is for."""
    return lambda text: pytestconfig.get_terminal_writer().line(text)


def test_both_accept_every_enclosure_that_the_kernel_covers(kernel, tmp_path, kept, tell):
    counts = agree(kernel, tmp_path, kept)
    tell(f"{len(kept)} enclosures: {counts}; {Counter(document['statement']['quantity'] for document in kept)}")
    assert set(counts) <= {"accepted", "not covered", "unreadable"}
    assert counts["accepted"] > 0


def test_no_forgery_of_one_is_accepted_by_one_alone(kernel, tmp_path, kept, tell):
    forged = forgeries(kept, FORGED_OF_EACH * len(kept), 9)
    tell(f"{len(forged)} forged: {agree(kernel, tmp_path, forged)}")
