"""What a format can hold exactly is read exactly: numbers beyond 2⁵³, long fractions, long decimals."""

import io
import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.reading.files import read_matrix

BIG = st.integers(-(10**40), 10**40)
FRACTIONS = st.builds(Fraction, BIG, st.integers(1, 10**40))
DECIMALS = st.builds(lambda n, e: Decimal(n).scaleb(e), BIG, st.integers(-60, 20))


def square(entries, n=2):
    return st.lists(st.lists(entries, min_size=n, max_size=n), min_size=n, max_size=n)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """(data, ending) -> the entries as pairs of fractions."""
    folder = tmp_path_factory.mktemp("matrices")

    def entries(data, ending):
        path = folder / f"matrix{ending}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_matrix(str(path)).entries()

    return entries


def real(rows):
    return [[(Fraction(x), Fraction(0)) for x in row] for row in rows]


def lines(rows, separator=","):
    return "\n".join(separator.join(map(str, row)) for row in rows)


def by_columns(rows):
    return [x for column in zip(*rows, strict=True) for x in column]


@given(square(st.one_of(BIG, FRACTIONS)), st.sampled_from([",", ";", "\t", " "]))
def test_tables_keep_integers_and_fractions(read, rows, separator):
    assert read(lines(rows, separator), ".csv") == real(rows)


@given(square(st.tuples(st.one_of(BIG, FRACTIONS), st.one_of(BIG, FRACTIONS))))
def test_tables_keep_both_parts_of_complex_entries(read, rows):
    texts = [[f"{x}{'-' if y < 0 else '+'}{abs(y)}j" for x, y in row] for row in rows]
    assert read(lines(texts), ".csv") == rows


@given(square(st.one_of(BIG, FRACTIONS.map(str), DECIMALS.map(str))))
def test_json_keeps_integers_and_what_it_holds_as_text(read, rows):
    assert read(json.dumps(rows), ".json") == real(rows)


@given(square(BIG), square(BIG), st.integers(1, 10**40))
def test_json_keeps_integers_over_a_denominator(read, re, im, den):
    rows = [
        [(Fraction(x, den), Fraction(y, den)) for x, y in zip(*pair, strict=True)] for pair in zip(re, im, strict=True)
    ]
    assert read(json.dumps({"denominator": den, "re": re, "im": im}), ".json") == rows


@pytest.mark.parametrize("field", ["integer", "real"])
@given(rows=square(BIG))
def test_matrix_market_keeps_integers_in_arrays_and_coordinates(read, field, rows):
    array = f"%%MatrixMarket matrix array {field} general\n2 2\n" + "\n".join(map(str, by_columns(rows)))
    places = "".join(f"{i + 1} {j + 1} {rows[i][j]}\n" for i in (0, 1) for j in (0, 1))
    coordinates = f"%%MatrixMarket matrix coordinate {field} general\n2 2 4\n{places}"
    assert read(array, ".mtx") == read(coordinates, ".mtx") == real(rows)


@pytest.mark.parametrize(("symmetry", "sign"), [("symmetric", 1), ("hermitian", 1), ("skew-symmetric", -1)])
@given(x=BIG)
def test_matrix_market_mirrors_integers_exactly(read, symmetry, sign, x):
    data = f"%%MatrixMarket matrix coordinate integer {symmetry}\n2 2 1\n2 1 {x}\n"
    assert read(data, ".mtx") == real([[0, sign * x], [x, 0]])


@given(BIG, BIG)
def test_matrix_market_mirrors_complex_integers_exactly(read, x, y):
    data = f"%%MatrixMarket matrix coordinate complex hermitian\n2 2 1\n2 1 {x} {y}\n"
    entries = read(data, ".mtx")
    assert (entries[1][0], entries[0][1]) == ((x, y), (x, -y))


def saved(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def zipped(array):
    stream = io.BytesIO()
    np.savez_compressed(stream, A=array)
    return stream.getvalue()


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.float64, np.longdouble])
@given(rows=square(st.integers(-(2**63), 2**64 - 1)))
def test_arrays_keep_every_bit(read, dtype, rows):
    info = np.iinfo(dtype) if np.issubdtype(dtype, np.integer) else None
    array = np.array([[min(max(x, info.min), info.max) if info else x for x in row] for row in rows], dtype=dtype)
    expected = [
        [(Fraction(*x.as_integer_ratio()) if info is None else Fraction(int(x)), 0) for x in row] for row in array
    ]
    assert read(saved(array), ".npy") == read(zipped(array), ".npz") == expected


@given(square(st.floats(allow_nan=False, allow_infinity=False)))
def test_a_float_written_by_repr_is_the_same_float_in_every_text_format(read, rows):
    market = "%%MatrixMarket matrix array real general\n2 2\n" + "\n".join(map(repr, by_columns(rows)))
    texts = [(lines(rows), ".csv"), (json.dumps(rows), ".json"), (market, ".mtx")]
    assert [read(*text) for text in texts] == [real(rows)] * 3


NOT_NUMBERS = [
    "0_9",
    "１",
    "٤",
    "٤/٥",
    "1/2/3",
    "+-1",
    "1e",
    "0x10",
    "1e1.5",
    "1 2",
    "½",
    "1/2e3",
    "",
    "--1",
    "ⅰ",
    "1/0",
]


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_only_some_programs_read_as_a_number_is_refused_in_every_format(read, text):
    files = [
        (f"{text};0\n0;1", ".csv"),
        (json.dumps([[text]]), ".json"),
        (json.dumps([[{"re": 0, "im": text}]]), ".json"),
        *[(f"%%MatrixMarket matrix array {field} general\n1 1\n{text}\n", ".mtx") for field in ("integer", "real")],
        (f"%%MatrixMarket matrix array complex general\n1 1\n1 {text}\n", ".mtx"),
    ]
    for data, ending in files:
        with pytest.raises(InvalidMatrix, match="expected"):
            read(data, ending)


@pytest.mark.parametrize(
    "form", ['{"denominator": 2, "re": [[true]]}', '{"denominator": 1, "re": [["1"]]}', "[[true]]"]
)
def test_json_of_other_things_than_numbers_is_refused(read, form):
    with pytest.raises(InvalidMatrix, match="expected"):
        read(form, ".json")


@pytest.mark.parametrize("value", [float("nan"), np.float64("nan"), np.float32("nan")])
def test_an_entry_that_is_no_number_is_shown_as_it_is_written(value):
    with pytest.raises(InvalidMatrix, match=r"entry \(1, 1\): expected a finite number, got nan$"):
        exact_matrix([[value]])
