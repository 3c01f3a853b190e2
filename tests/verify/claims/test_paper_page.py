"""The page on the paper names the bundled claims, and its tables are what its tool writes."""

import importlib.util
from pathlib import Path

from kreiss.verify.claims import load_claims

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")


def tool():
    spec = importlib.util.spec_from_file_location("tools_paper_page", ROOT / "tools" / "paper_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_as_generated_and_every_counterexample_is_confirmed():
    assert tool().main(["--check"]) == 0


def test_every_claim_that_fails_is_spoken_of():
    story = TEXT.split("## All claims")[0]
    for claim in load_claims():
        if claim.expect == "REFUTED" or claim.repairs:
            assert f"`{claim.id}`" in story, claim.id
