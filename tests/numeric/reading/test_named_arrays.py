"""A file with several arrays gives the one that is asked for, or the only one that can be meant, and never another."""

import io
import json
import zipfile
from fractions import Fraction

import numpy as np
import pytest
import scipy.io
import scipy.sparse

from kreiss.errors import InvalidMatrix
from kreiss.numeric.reading.files import read_matrix

A, B = np.array([[0.9, 0.0], [10.0, 0.1]]), np.array([[0.5]])


def write(path, **arrays):
    match path.suffix:
        case ".npz":
            np.savez(path, **arrays)
        case ".mat":
            scipy.io.savemat(path, arrays)
        case _:
            path.write_text(json.dumps({name: array.tolist() for name, array in arrays.items()}))
    return str(path)


def rows(matrix):
    return [[float(x) for x, _ in row] for row in matrix.entries()]


@pytest.fixture(params=[".npz", ".mat", ".json"])
def path(request, tmp_path):
    return tmp_path / f"arrays{request.param}"


def test_of_two_square_arrays_none_is_taken_without_its_name(path):
    name = write(path, A=A, B=B)
    with pytest.raises(InvalidMatrix, match=r"got A \(2×2\), B \(1×1\): choose one with --key NAME"):
        read_matrix(name)
    assert rows(read_matrix(name, key="A")) == A.tolist()
    assert rows(read_matrix(name, key="B")) == B.tolist()


def test_the_only_array_and_the_only_square_one_need_no_name(path):
    assert rows(read_matrix(write(path, other=A))) == A.tolist()
    assert rows(read_matrix(write(path, other=A, wide=np.ones((1, 3))))) == A.tolist()


def test_a_name_that_no_array_has_is_refused_with_those_there_are(path):
    with pytest.raises(InvalidMatrix, match=r"expected an array named 'C', got A \(2×2\), B \(1×1\)"):
        read_matrix(write(path, A=A, B=B), key="C")


def test_an_array_that_is_asked_for_and_is_no_square_matrix_is_refused(path):
    with pytest.raises(InvalidMatrix, match="expected a square matrix, got 1×3"):
        read_matrix(write(path, A=A, wide=np.ones((1, 3))), key="wide")


def test_a_file_without_arrays_is_refused(path):
    with pytest.raises(InvalidMatrix, match=r"got none|keys 'denominator'"):
        read_matrix(write(path))


@pytest.mark.parametrize("make", ["csr", "csc", "coo", "bsr", "dia"])
def test_a_sparse_array_is_one_matrix_as_scipy_saves_it(tmp_path, make):
    path = tmp_path / "sparse.npz"
    scipy.sparse.save_npz(path, scipy.sparse.coo_array(A).asformat(make))
    assert rows(read_matrix(str(path))) == A.tolist()


@pytest.mark.parametrize(("field", "value"), [("indices", [0, 10**6]), ("indices", [-5, 0]), ("indptr", [0, 9, 2])])
def test_a_sparse_array_that_points_outside_itself_is_refused(tmp_path, field, value):
    whole = io.BytesIO()
    scipy.sparse.save_npz(whole, scipy.sparse.csr_array(np.eye(2)))
    whole.seek(0)
    parts = dict(np.load(whole)) | {field: np.array(value, dtype=np.int32)}
    np.savez(tmp_path / "forged.npz", **parts)
    with pytest.raises(InvalidMatrix, match="not a readable matrix file"):
        read_matrix(str(tmp_path / "forged.npz"))


def test_a_sparse_array_of_huge_order_is_refused_before_it_is_filled(tmp_path):
    path = tmp_path / "huge.npz"
    scipy.sparse.save_npz(path, scipy.sparse.coo_array(([1.0], ([0], [0])), shape=(10**7, 10**7)))
    with pytest.raises(InvalidMatrix, match="an order of at most 2000, got 10000000×10000000"):
        read_matrix(str(path))


def test_the_names_of_an_archive_are_listed_without_reading_what_they_hold(tmp_path):
    path = tmp_path / "large.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("A.npy", "B.npy"):
            header = io.BytesIO()
            np.lib.format.write_array_header_1_0(
                header, {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**9)}
            )
            archive.writestr(name, header.getvalue())
    with pytest.raises(InvalidMatrix, match=r"got A \(1000000000×1000000000\), B"):
        read_matrix(str(path))


def test_what_matlab_holds_beside_numbers_is_no_array(tmp_path):
    path = tmp_path / "mixed.mat"
    scipy.io.savemat(path, {"A": A, "note": "a remark", "parts": {"x": 1}, "flags": np.array([[True]])})
    assert rows(read_matrix(str(path), key="A")) == A.tolist()
    with pytest.raises(InvalidMatrix, match=r"got A \(2×2\), flags \(1×1\)"):
        read_matrix(str(path))


def test_integers_of_matlab_and_strings_of_json_stay_exact(tmp_path):
    large = 2**62 + 1
    scipy.io.savemat(tmp_path / "a.mat", {"A": np.array([[large]], dtype=np.int64)})
    assert read_matrix(str(tmp_path / "a.mat")).entries() == [[(large, 0)]]
    (tmp_path / "a.json").write_text('{"H": [["1/3"]], "G": {"denominator": 3, "re": [[1]], "im": [[2]]}}')
    assert read_matrix(str(tmp_path / "a.json"), key="H").entries() == [[(Fraction(1, 3), 0)]]
    assert read_matrix(str(tmp_path / "a.json"), key="G").entries() == [[(Fraction(1, 3), Fraction(2, 3))]]


@pytest.mark.parametrize(("ending", "content"), [(".csv", "1"), (".txt", "1"), (".npy", None), (".mtx", "")])
def test_a_name_is_refused_where_a_file_holds_one_matrix_without_one(tmp_path, ending, content):
    path = tmp_path / f"one{ending}"
    np.save(path, B) if content is None else path.write_text(content)
    with pytest.raises(InvalidMatrix, match="leave out what chooses"):
        read_matrix(str(path), key="A")


def test_a_list_of_rows_has_no_key(tmp_path):
    (tmp_path / "rows.json").write_text("[[1]]")
    with pytest.raises(InvalidMatrix, match="expected an object with the key 'A', got a list of rows"):
        read_matrix(str(tmp_path / "rows.json"), key="A")
