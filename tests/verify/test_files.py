"""Files are written whole, and what could not be written is refused before."""

import os

import pytest

from kreiss.errors import InvalidArgument
from kreiss.verify.files import compact, require_folder, require_writable, write_whole


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "a.json"
    for text in ("old", "Γ new"):
        write_whole(path, text)
        assert path.read_text(encoding="utf-8") == text
    assert names(tmp_path) == ["a.json"]


def test_a_file_that_cannot_be_finished_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert (path.read_text(), names(tmp_path)) == ("old", ["a.json"])


def test_a_folder_a_missing_folder_and_an_input_are_no_output(tmp_path):
    held = tmp_path / "in.json"
    held.write_text("1")
    for path, message in (
        (tmp_path, "a directory"),
        (tmp_path / "no" / "x", "existing directory"),
        (held, "other than"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            require_writable(path, held)


def test_a_folder_is_refused_where_a_file_is_in_its_way(tmp_path):
    (tmp_path / "file").write_text("1")
    require_folder(tmp_path / "new" / "deep")
    for path in (tmp_path / "file", tmp_path / "file" / "deep"):
        with pytest.raises(InvalidArgument, match="expected a folder to write into, got a file"):
            require_folder(path)


def test_a_compact_document_is_one_line_of_json():
    assert compact({"a": [1, "2"]}) == '{"a":[1,"2"]}\n'
