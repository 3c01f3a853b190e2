"""The suite runs on each platform and Python that kreiss says it supports, by actions that can do nothing else."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SUITE = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_the_suite_runs_on_three_platforms_and_four_pythons():
    matrix = SUITE["jobs"]["suite"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["project"]["requires-python"] == f">={matrix['python'][0]}"
    assert any("pytest" in step.get("run", "") for step in SUITE["jobs"]["suite"]["steps"])


def test_the_links_to_the_layers_are_links_before_anything_is_checked_out():
    first, second = SUITE["jobs"]["suite"]["steps"][:2]
    assert "core.symlinks true" in first["run"]
    assert second["uses"].startswith("actions/checkout@")


def test_the_house_is_checked_as_the_guide_for_contributors_says():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace(".venv/bin/", "")
    lines = [step["run"] for step in SUITE["jobs"]["house"]["steps"] if "run" in step][1:]
    assert len(lines) == 6
    for line in lines:
        assert line.replace(" --check", "") in guide


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_by_major_version_and_may_only_read(file):
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action)
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())
