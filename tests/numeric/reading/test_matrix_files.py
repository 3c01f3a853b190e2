"""Every kind of matrix file is read, and every kind of broken one is refused with its name and a reason."""

import io
import json
import os
import pickle
import sys
from fractions import Fraction

import numpy as np
import pytest
import scipy.io
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidMatrix
from kreiss.numeric.reading import files
from kreiss.numeric.reading.files import read_matrix

A = np.array([[0.9, 0.0], [10.0, 0.1]])
EXACT = [[Fraction(x) for x in row] for row in A.tolist()]
Z = np.array([[0.5 + 1j, 0], [0, -0.25j]])


def real_entries(matrix):
    assert matrix.im is None
    return [[x for x, _ in row] for row in matrix.entries()]


def npy(array) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npz(**arrays) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def mtx(array) -> bytes:
    stream = io.BytesIO()
    scipy.io.mmwrite(stream, array, precision=17)
    return stream.getvalue()


def mat(**arrays) -> bytes:
    stream = io.BytesIO()
    scipy.io.savemat(stream, arrays)
    return stream.getvalue()


def csv_of(array) -> bytes:
    stream = io.BytesIO()
    np.savetxt(stream, array, delimiter=",")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".npy", npy(A)),
        (".NPY", npy(A)),
        (".npz", npz(A=A)),
        (".npz", npz(other=A)),
        (".npz", npz(A=A, B=np.zeros(3))),
        (".mtx", mtx(A)),
        (".mtx", mtx(scipy.sparse.coo_array(A))),
        (".mat", mat(A=A)),
        (".mat", mat(other=scipy.sparse.csc_array(A))),
        (".txt", csv_of(A)),
        (".txt", b"# two rows\n 9.0e-01 0\n+1e1  0.1\n"),
        (".csv", csv_of(A)),
        (".csv", b"\xef\xbb\xbf# a comment\n\n0.9, 0\r\n 10 ,0.1\n"),
        (".csv", b"0.9;0\n10;0.1\n"),
        (".csv", b"0.9\t0\n10\t0.1\n"),
        (".csv", b"0.9  0\n10   0.1\n"),
        (".json", json.dumps(A.tolist()).encode()),
        (".json", b' [["8106479329266893/9007199254740992", 0], [10, {"re": 0.1, "im": 0}]]\n'),
    ],
)
def test_one_matrix_is_one_matrix_in_every_format(tmp_path, ending, data):
    path = tmp_path / f"matrix{ending}"
    path.write_bytes(data)
    assert real_entries(read_matrix(str(path))) == EXACT


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        (".npy", npy(Z)),
        (".mtx", mtx(Z)),
        (".mat", mat(Z=Z)),
        (".txt", b" (5.0e-01+1.0e+00j)  (0.0e+00+0.0e+00j)\n (0.0e+00+0.0e+00j) (0.0e+00+-2.5e-01j)\n"),
        (".json", b'[["1/2+i", 0], [0, "-0.25i"]]'),
        (".csv", b"0.5+1j, 0\n0, -0.25j\n"),
        (".json", b'[[{"re": "1/2", "im": 1}, 0], [0, {"re": 0, "im": "-0.25"}]]'),
        (".json", b'{"denominator": 4, "re": [[2, 0], [0, 0]], "im": [[4, 0], [0, -1]]}'),
    ],
)
def test_complex_matrices_are_read_from_every_format(tmp_path, ending, data):
    path = tmp_path / f"matrix{ending}"
    path.write_bytes(data)
    parts = [[complex(x, y) for x, y in row] for row in read_matrix(str(path)).entries()]
    assert parts == Z.tolist()


def test_fractions_integers_and_decimal_strings_are_exact(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("1/3, 123456789012345678901234567890\n0, 0\n")
    assert real_entries(read_matrix(str(table)))[0] == [Fraction(1, 3), 123456789012345678901234567890]
    text = tmp_path / "a.json"
    text.write_text('[["0.1"]]')
    assert real_entries(read_matrix(str(text))) == [[Fraction(1, 10)]]


HALVES = np.array([[0.5, 0], [1, 0.25]])


@pytest.mark.parametrize(
    "data",
    [b"[[0.5, 0], [1, 0.25]]", b'\n {"denominator": 4, "re": [[2,0],[4,1]]}', b"0.5,0\n1,0.25", b"0.5 0\n1 1/4",
     b"\xef\xbb\xbf[[0.5, 0], [1, 0.25]]", npy(HALVES), npz(A=HALVES), mtx(HALVES), mat(A=HALVES),
     mtx(scipy.sparse.coo_array(HALVES)).replace(b"%%MatrixMarket", b"%%matrixmarket")],
)  # fmt: skip
def test_standard_input_is_read_by_its_first_bytes(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert real_entries(read_matrix("-")) == [[Fraction(1, 2), 0], [1, Fraction(1, 4)]]


SYMMETRIC = np.array([[1.0, 2.0], [2.0, 3.0]])


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (mtx(SYMMETRIC), [[1, 2], [2, 3]]),
        (mtx(scipy.sparse.coo_array(SYMMETRIC)), [[1, 2], [2, 3]]),
        (mtx(SYMMETRIC.astype(int)), [[1, 2], [2, 3]]),
        (b"%%MatrixMarket matrix array integer skew-symmetric\n2 2\n5\n", [[0, -5], [5, 0]]),
        (b"%%MatrixMarket matrix coordinate complex hermitian\n2 2 2\n1 1 3 0\n2 1 0 1\n", [[3, -1j], [1j, 0]]),
        (b"%%MatrixMarket matrix coordinate pattern general\n% note\n2 2 1\n\n1 2\n", [[0, 1], [0, 0]]),
        (b"%%MatrixMarket MATRIX Array Real General\n1 1\n1e-3\n", [[0.001]]),
    ],
)
def test_matrix_market_files_of_every_symmetry_are_read(tmp_path, data, rows):
    path = tmp_path / "matrix.mtx"
    path.write_bytes(data)
    assert [[complex(x, y) for x, y in row] for row in read_matrix(str(path)).entries()] == rows


@pytest.mark.parametrize("A", [A, Z, SYMMETRIC, Z + Z.conj().T, A - A.T, np.diag([1.0, 0, 2])])
@pytest.mark.parametrize("store", [np.asarray, scipy.sparse.coo_array])
def test_matrix_market_files_agree_with_scipys_reader(tmp_path, A, store):
    path = tmp_path / "matrix.mtx"
    path.write_bytes(mtx(store(A)))
    other = scipy.io.mmread(path)
    other = other if isinstance(other, np.ndarray) else other.toarray()
    assert [[complex(x, y) for x, y in row] for row in read_matrix(str(path)).entries()] == other.tolist()


class Exploit:
    def __reduce__(self):
        return (os.mkdir, ("exploited",))


def pickled_array() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([[Exploit()]], dtype=object), allow_pickle=True)
    return stream.getvalue()


def huge_header() -> bytes:
    return npy(np.zeros((2, 2))).replace(b"(2, 2)", b"(2, 99999999999)")


BROKEN = [
    (".npy", pickled_array(), "allow_pickle"),
    (".npy", pickle.dumps(Exploit()), "saved by numpy.save"),
    (".npy", b"", "saved by numpy.save"),
    (".npy", npy(A)[:-5], "not a readable matrix file"),
    (".npy", huge_header(), "not a readable matrix file"),
    (".npy", npy(np.zeros(4)), "1 dimensions"),
    (".npy", npy(np.zeros((2, 3))), "2×3"),
    (".npy", npy(np.zeros((1, 3000), dtype=np.int8)), "order of at most 2000"),
    (".npy", npy(np.array([[np.nan]])), "finite"),
    (".npz", npz(B=A, C=A), "expected one square array, got B (2×2), C (2×2): choose one with --key NAME"),
    (".npz", npz(), "got none"),
    (".npz", npy(A), "zip"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n1000000 1000000 1\n1 1 1.0\n", "1000000×1000000"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 1\n9 9 1.0\n", "indices within 2×2"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 1.0\n", "indices within 2×2"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1.0\n", "expected 2 entries, got 1"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 1\n1\n", "a row index"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 x\n", "expected a number, got 'x'"),
    (".mtx", b"%%MatrixMarket matrix coordinate complex general\n2 2 1\n1 1 1\n", "expected 2 numbers"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2\n", "the size after the banner"),
    (".mtx", b"%%MatrixMarket matrix array real general\n", "the size after the banner"),
    (".mtx", b"%%MatrixMarket matrix array real general\n-2 2\n", "expected a count, got '-2'"),
    (".mtx", b"%%MatrixMarket matrix array real symmetric\n2 3\n1\n2\n3\n4\n", "expected 3 entries"),
    (".mtx", b"%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n1 3 1\n", "expected a square matrix"),
    (".mtx", b"%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n1 1 2\n", "got two for (1, 1)"),
    (".mtx", b"%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 1\n1 2 2\n", "got two for (1, 2)"),
    (".mtx", b"%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n", "a skew-symmetric matrix"),
    (".mtx", b"%%MatrixMarket matrix coordinate complex hermitian\n1 1 1\n1 1 1 1\n", "a hermitian matrix"),
    (".mtx", b"%%MatrixMarket matrix array pattern general\n2 2\n", "'pattern'"),
    (".mtx", b"%%MatrixMarket vector array real general\n2 2\n", "the banner"),
    (".mtx", b"%%MatrixMarket matrix array quaternion general\n2 2\n", "quaternion"),
    (".mtx", b"hello", "the banner"),
    (".mtx", b"", "the banner"),
    (".csv", b"1,a\n1,2\n", "column labels in row 1, '1', 'a'"),
    (".csv", b"1,2\n1,a\n", "entry (2, 2): expected a finite number, got 'a'"),
    (".txt", b"1 2\n3\n", "lengths 1, 2"),
    (".csv", b"1,2\n3\n", "lengths 1, 2"),
    (".csv", b"", "no rows"),
    (".csv", b"# only a comment\n", "no rows"),
    (".csv", b"nan,1\n1,1\n", "finite"),
    (".csv", b"1,\n1,1\n", "finite"),
    (".csv", b"1_,1\n1,1\n", "finite"),
    (".csv", b"\xff\xfe\x00", "utf-8"),
    (".json", b"", "not a readable matrix file"),
    (".json", b"[[1", "not a readable matrix file"),
    (".json", b"[" * 100_000, "not a readable matrix file"),
    (".json", b"[[NaN]]", "finite"),
    (".json", b"[[1e999]]", "finite"),
    (".json", b"3", "list of rows"),
    (".json", b'"x"', "list of rows"),
    (".json", b"null", "list of rows"),
    (".json", b"{}", "keys 'denominator'"),
    (".json", b'{"denominator": 1, "re": [[1]], "imag": [[1]]}', "keys 'denominator'"),
    (".json", b'{"denominator": 0, "re": [[1]]}', "positive integer as denominator"),
    (".json", b'{"denominator": true, "re": [[1]]}', "positive integer as denominator"),
    (".json", b'{"denominator": 1, "re": 1}', "integer matrices of one shape"),
    (".json", b'{"denominator": 1, "re": [[1]], "im": [[1, 2]]}', "integer matrices of one shape"),
    (".json", b'{"denominator": 1, "re": [[0.5]]}', "integer matrices of one shape"),
    (".json", b"\x00\xff", "not a readable matrix file"),
    (".mat", b"", "expected a .mat file of MATLAB, version 5 to 7"),
    (".mat", b"MATLAB 7.3 MAT-file, Platform: GLNXA64", "save('A.mat', 'A', '-v7')"),
    (".mat", b"\x89HDF\r\n\x1a\n", "save('A.mat', 'A', '-v7')"),
    (".mat", npy(A), "expected a .mat file of MATLAB"),
    (".m", b"", ".npy, .npz, .mat, .mtx, .csv, .txt, .json, got '.m'"),
    ("", b"", "got 'no ending'"),
]


@pytest.mark.parametrize(("ending", "data", "reason"), BROKEN)
def test_a_broken_file_is_refused_with_its_name_and_the_reason(tmp_path, monkeypatch, ending, data, reason):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"matrix{ending}"
    path.write_bytes(data)
    with pytest.raises(InvalidMatrix) as caught:
        read_matrix(str(path))
    assert reason in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert not (tmp_path / "exploited").exists()


@pytest.mark.parametrize(("ending", "data"), [(".npz", npz(A=np.zeros((500, 500)))), (".json", b" " * (2 << 20))])
def test_a_file_that_is_or_unpacks_too_large_is_refused(tmp_path, monkeypatch, ending, data):
    monkeypatch.setattr(files, "LARGEST_FILE", 1 << 20)
    path = tmp_path / f"matrix{ending}"
    path.write_bytes(data)
    with pytest.raises(InvalidMatrix, match="expected at most 1 MB"):
        read_matrix(str(path))


def test_a_directory_a_missing_file_and_an_unusable_name_are_refused(tmp_path):
    for name, reason in [
        (str(tmp_path), "got a directory"),
        (str(tmp_path / "none.json"), "No such file"),
        ("a\0.json", "not a readable matrix file"),
        ("x" * 5000 + ".json", "cannot be read"),
    ]:
        with pytest.raises(InvalidMatrix, match=reason):
            read_matrix(name)


SOUND = {
    ".npy": npy(A), ".npz": npz(A=A), ".mat": mat(A=A, S=scipy.sparse.csc_array(A)), ".mtx": mtx(A), ".csv": csv_of(A),
    ".txt": b"0.9 0\n10 0.1\n", ".json": b"[[0.9,0],[10,0.1]]",
}  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(sorted(SOUND)), st.binary(max_size=200), st.integers(0, 2**32))
def test_damaged_files_give_a_matrix_or_the_typed_error(tmp_path_factory, ending, junk, place):
    sound = SOUND[ending]
    cut = place % (len(sound) + 1)
    path = tmp_path_factory.mktemp("damaged") / f"matrix{ending}"
    path.write_bytes(sound[:cut] + junk + sound[cut + len(junk) :])
    try:
        outcome = str(read_matrix(str(path)).n)
    except InvalidMatrix as error:
        outcome = str(error)
    assert outcome in ("1", "2", "3") or outcome.startswith(f"{path}: ")
