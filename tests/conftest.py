"""One BLAS thread, since small matrices gain nothing from two and lose much where cores are shared; the options."""

import os

import pytest
from hypothesis import settings

for library in ("OPENBLAS", "MKL", "OMP"):  # read when numpy is imported, which happens later
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

settings.register_profile("kreiss", deadline=None, print_blob=True)
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
    parser.addoption("--claims", type=int, default=100, metavar="N", help="random claims whose expansion is evaluated")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes minutes: run with --slow"))
