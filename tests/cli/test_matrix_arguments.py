"""MATRIX is said in one way to every command that takes one: files of every kind, a name, labels, standard input."""

import io
import json

import numpy as np
import pytest

A, B = np.array([[0.5, 2.0], [0.0, 0.5]]), np.array([[0.25]])
COMMANDS = {
    "certify": ["certify"],
    "measure": ["measure", "numerical-radius"],
    "portrait": ["portrait", "-o", "p.png", "--points", "20"],
}


@pytest.fixture(params=COMMANDS)
def command(request):
    return COMMANDS[request.param]


def test_a_name_chooses_among_the_arrays_of_a_file(call, command, tmp_path):
    np.savez(tmp_path / "two.npz", A=A, B=B)
    code, out, err = call(*command, "two.npz")
    assert (code, out) == (2, "")
    assert err == "kreiss: two.npz: expected one square array, got A (2×2), B (1×1): choose one with --key NAME\n"
    assert call(*command, "two.npz", "--key", "A")[0] == 0
    assert call(*command, "two.npz", "--key", "B")[0] == 0
    assert "expected an array named 'C'" in call(*command, "two.npz", "--key", "C")[2]


def test_labels_of_rows_and_columns_are_read_past_where_that_is_asked_for(call, command, tmp_path):
    (tmp_path / "frame.csv").write_text(",a,b\nx,1/2,2\ny,0,1/2\n")
    code, out, err = call(*command, "frame.csv")
    assert (code, out) == (2, "")
    assert "column labels in row 1" in err
    assert "ask with --header --index" in err
    assert call(*command, "frame.csv", "--header", "--index")[0] == 0


@pytest.mark.parametrize("save", [np.save, lambda stream, array: np.savez(stream, A=array)])
def test_binary_files_come_over_standard_input(call, command, save):
    stream = io.BytesIO()
    save(stream, A)
    assert call(*command, "-", stdin=stream.getvalue())[0] == 0


def test_an_entry_beyond_the_range_of_the_work_is_refused_with_the_name_of_its_file(call, command, tmp_path):
    (tmp_path / "huge.json").write_text(json.dumps([[10**400]]))
    code, out, err = call(*command, "huge.json")
    assert (code, out) == (2, "")
    assert err.startswith("kreiss: huge.json: expected entries within the range of double precision")


def test_a_gap_of_a_portrait_is_a_decimal_or_a_fraction(call, tmp_path):
    np.save(tmp_path / "A.npy", A)
    assert call(*COMMANDS["portrait"], "A.npy", "--gap", "1/1000")[0] == 0
