"""``kreiss diagnose``: its table, document and picture, and what it refuses."""

import json

import numpy as np
import pytest


@pytest.fixture
def matrix(tmp_path):
    path = tmp_path / "coupled.json"
    path.write_text('[["9/10", 0, 0], [10, "9/10", 0], [0, 1, "1/2"]]')
    return str(path)


def test_the_table_says_what_is_proved_and_how_it_is_known(call, matrix):
    status, out, err = call("diagnose", matrix, "--split", 1, "--peak", 2)
    assert (status, err) == (0, "")
    for text in ("transient", "K(J)", "exact", "verified-float", "paper's bound", "‖C‖", "coupling for a peak ≤ 2"):
        assert text in out


def test_several_blocks_are_cut_at_commas(call, matrix):
    status, out, _ = call("diagnose", matrix, "--split", "1,2", "--json")
    assert status == 0
    assert json.loads(out)["blocks"] == [1, 1, 1]


def test_the_document_stands_alone_on_stdout(call, matrix):
    status, out, err = call("diagnose", matrix, "--split", 1, "--noise", "1/1000", "--json")
    document = json.loads(out)
    assert (status, err, document["schema"], document["noise"]) == (0, "", "kreiss/diagnosis-1", "1/1000")


def test_the_picture_is_written_and_is_the_same_each_time(call, matrix, tmp_path):
    files = [tmp_path / f"{name}.png" for name in "ab"]
    for file in files:
        assert call("diagnose", matrix, "--split", 1, "-o", file)[0] == 0
    assert files[0].stat().st_size > 10_000
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_picture_of_an_unstable_matrix_stands_without_its_constants(call, tmp_path):
    path = tmp_path / "unstable.json"
    path.write_text("[[2, 0], [1, 1]]")
    assert call("diagnose", path, "-o", tmp_path / "a.svg")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--split", "x"), "--split: expected whole numbers"),
        (("--split", "3"), "split: expected where the 3×3 matrix is cut"),
        (("--noise", "-1"), "noise"),
        (("--peak", "0"), "peak"),
        (("-o", "a.txt"), "--output: expected a file ending"),
    ],
)
def test_unusable_options_are_one_line_and_status_2(call, matrix, arguments, message):
    status, out, err = call("diagnose", matrix, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_file_with_nan_is_refused_with_its_place(call, tmp_path):
    path = tmp_path / "nan.npy"
    np.save(path, np.array([[0.5, np.nan], [0.0, 0.5]]))
    status, _, err = call("diagnose", path)
    assert status == 2
    assert "entry (1, 2)" in err
