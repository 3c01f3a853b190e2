"""Verdicts of every kind, decided once: what the tests of reports show; and the browser that they are shown in."""

import shutil
from pathlib import Path

import pytest

from kreiss.verify import verify
from kreiss.verify.claims import PAPER, Claim, load_claims
from kreiss.verify.deciding.verdict import Verdict

SHOWN = (
    "kreiss-upper-bound", "upper-bound-sharp", "factor-two", "factor-two-strong-coupling", "scaling-by-rates",
    "kreiss-matrix-theorem-upper", "peak-tracking", "comparison", "critical-coupling",
)  # fmt: skip
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = '</script><script>alert("id")</script><img src=x onerror=alert(1)>'


def pytest_collection_modifyitems(items):
    """One process runs these tests: it decides the claims, and starts the browser, once."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("reporting"))


@pytest.fixture(scope="session")
def decided():
    """Verdicts on some of the bundled claims, as the checker accepted them."""
    claims = [claim for claim in load_claims(PAPER) if claim.id in SHOWN]
    return verify(claims, budget=40, workers=1)


@pytest.fixture(scope="session")
def hostile():
    """A claim that is hostile in every text that a file or a caller can give it, and undecided."""
    claim = Claim(
        HOSTILE, "x <= 1", source=f"'{HOSTILE}'", provenance=HOSTILE, note=f'"{HOSTILE} --> {{{{ 7*7 }}}} {{% raw %}}'
    )
    evidence = {"tried": [f"prover: {HOSTILE}"], "instances_certified": 3, "search_rounds": 4}
    return Verdict(claim, "UNDECIDED", (HOSTILE,), evidence=evidence)


@pytest.fixture(scope="session")
def verdicts(decided, hostile):
    """All of them."""
    return (*decided, hostile)


@pytest.fixture(scope="module")
def browser():
    """Chromium without a window; a test that asks for it is skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright, which drives the browser, is missing")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()
