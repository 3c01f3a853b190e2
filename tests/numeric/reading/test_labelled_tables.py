"""Labels of rows and columns are read past where that is asked for, and named, never read, where it is not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.errors import InvalidMatrix
from kreiss.numeric.reading.files import read_matrix
from kreiss.numeric.reading.tables import from_table

HALF = Fraction(1, 2)
BOTH, TOP, SIDE = {"header": True, "index": True}, {"header": True}, {"index": True}
LABELLED = [
    ("a,b\n1/2,0\n1,1/2\n", TOP, "column labels in row 1, 'a', 'b': ask with --header"),
    ("a b\n1/2 0\n1 1/2\n", TOP, "column labels in row 1, 'a', 'b': ask with --header"),
    ("x,1/2,0\ny,1,1/2\n", SIDE, "row labels in column 1, 'x', 'y': ask with --index"),
    (",a,b\nx,1/2,0\ny,1,1/2\n", BOTH, "ask with --header --index"),
    (",0,1\n0,1/2,0\n1,1,1/2\n", BOTH, "ask with --header --index"),
    ("k;a;b\nx;1/2;0\ny;1;1/2\n", BOTH, "ask with --header --index"),
    ("a b\nx 1/2 0\ny 1 1/2\n", BOTH, "ask with --header --index"),
    ("0,1\n1/2,0\n1,1/2\n", TOP, "got 3×2: if row 1 holds labels, ask with --header"),
    ("0,1/2,0\n1,1,1/2\n", SIDE, "got 2×3: if column 1 holds labels, ask with --index"),
]


@pytest.mark.parametrize(("text", "asked", "message"), LABELLED)
@pytest.mark.parametrize("ending", [".csv", ".txt"])
def test_labels_are_read_past_where_asked_for_and_named_where_not(tmp_path, text, asked, message, ending):
    path = tmp_path / f"table{ending}"
    path.write_text(text)
    matrix = read_matrix(str(path), **asked)
    assert [[x for x, _ in row] for row in matrix.entries()] == [[HALF, 0], [1, HALF]]
    with pytest.raises(InvalidMatrix) as refused:
        read_matrix(str(path))
    assert message in str(refused.value)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "a,b\n1,2", "gain;phase\n1;2", "a\tb\n1\t2\n", "x y\n0.5 1\n"])
def test_two_rows_of_which_the_first_is_words_are_never_a_matrix(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(InvalidMatrix, match="column labels in row 1"):
        read_matrix(str(path))
    with pytest.raises(InvalidMatrix, match="expected a square matrix, got 1×2"):
        read_matrix(str(path), header=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one two\nthree four", "entry (1, 1): expected a finite number, got 'one'"),
        ("1,\n1,1\n", "entry (1, 2): expected a finite number, got ''"),
        ("1,nan\n1,1\n", "entry (1, 2): expected a finite number, got 'nan'"),
        ("0,5;0\n0;0,6\n", "entry (1, 1): expected a finite number, got '0,5'"),
    ],
)
def test_a_table_without_labels_is_refused_at_the_entry(tmp_path, text, message):
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(InvalidMatrix) as refused:
        read_matrix(str(path))
    assert message in str(refused.value)


@pytest.mark.parametrize("ending", [".npy", ".npz", ".mat", ".mtx", ".json"])
def test_labels_are_refused_where_a_file_is_no_table(tmp_path, ending):
    path = tmp_path / f"matrix{ending}"
    path.write_bytes(b"[[1]]")
    with pytest.raises(InvalidMatrix, match="leave out what chooses"):
        read_matrix(str(path), header=True)


NUMBERS = st.lists(st.integers(-9, 9), min_size=2, max_size=2)
WORDS = st.lists(st.text("abc", min_size=1, max_size=4).filter(lambda word: word != "na"), min_size=3, max_size=3)


@given(st.lists(NUMBERS, min_size=2, max_size=2), WORDS, WORDS)
def test_what_is_asked_past_never_changes_a_number(numbers, columns, names):
    lines = [
        ",".join(columns),
        *(f"{name},{','.join(map(str, row))}" for name, row in zip(names, numbers, strict=False)),
    ]
    assert from_table("\n".join(lines).encode(), header=True, index=True) == numbers
