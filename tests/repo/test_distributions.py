"""What is released: a file that a wheel or an sdist lacks, or should not have, is noticed; the version stands once."""

import io
import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

import yaml
from distributions import BESIDE, STEM, wrong_in_sdist, wrong_in_wheel
from installed import sources

import kreiss

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ABOUT = {
    "METADATA": f"Metadata-Version: 2.4\nName: kreiss\nVersion: {PROJECT['version']}\nLicense-Expression: MIT\n",
    "licenses/LICENSE": "MIT",
    "entry_points.txt": "[console_scripts]\nkreiss = kreiss.verify.cli:main\n",
}


def wheel(folder, without=(), extra=()):
    path = folder / "made.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in sources().items():
            archive.writestr(f"kreiss/{Path(name).as_posix()}", file.read_bytes())
        for name, text in ABOUT.items():
            archive.writestr(f"{STEM}.dist-info/{name}", text)
        for name in extra:
            archive.writestr(name, "")
    if without:
        kept = folder / "kept.whl"
        with zipfile.ZipFile(path) as whole, zipfile.ZipFile(kept, "w") as archive:
            for name in set(whole.namelist()) - set(without):
                archive.writestr(name, whole.read(name))
        return kept
    return path


def sdist(folder, without=(), extra=()):
    names = {*BESIDE, *(file.relative_to(ROOT).as_posix() for file in sources().values())} - set(without)
    path = folder / "made.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in sorted(names):
            archive.add(ROOT / name, f"{STEM}/{name}")
        for name in extra:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return path


def test_a_wheel_that_holds_the_package_and_nothing_else_is_accepted(tmp_path):
    assert list(wrong_in_wheel(wheel(tmp_path))) == []


def test_what_a_wheel_lacks_or_should_not_have_is_named(tmp_path):
    lost = ["kreiss/verify/claims/paper.toml", f"{STEM}.dist-info/licenses/LICENSE"]
    assert list(wrong_in_wheel(wheel(tmp_path, lost, ["tests/test_a.py"]))) == [
        "wheel: kreiss/verify/claims/paper.toml is missing",
        "wheel: tests/test_a.py does not belong there",
        "wheel: the licence is missing",
    ]
    no_metadata = wheel(tmp_path, [f"{STEM}.dist-info/METADATA"])
    assert f"wheel: Version is None, expected {PROJECT['version']}" in list(wrong_in_wheel(no_metadata))


def test_what_an_sdist_lacks_or_should_not_have_is_named(tmp_path):
    assert list(wrong_in_sdist(sdist(tmp_path))) == []
    assert list(wrong_in_sdist(sdist(tmp_path, ["CITATION.cff"], ["kreiss/__pycache__/a.pyc"]))) == [
        "sdist: CITATION.cff is missing",
        "sdist: kreiss/__pycache__/a.pyc does not belong there",
    ]


def test_the_version_stands_in_one_place():
    assert kreiss.__version__ == PROJECT["version"]
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "verify").rglob("*.py"), ROOT / "docs/conf.py"]
    for file in [*files, ROOT / "CITATION.cff"]:
        assert not re.search(rf"\b{re.escape(PROJECT['version'])}\b", file.read_text(encoding="utf-8")), file


def test_the_citation_has_what_its_format_requires():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert cited["title"].startswith("kreiss")
    assert cited["message"]
    assert cited["authors"] == [{"name": "The kreiss authors"}]
    assert cited["license"] == PROJECT["license"]
