"""MATLAB's files are read as scipy reads them, and one that is damaged is refused, whatever it says of itself."""

import io
import struct

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kreiss.errors import InvalidMatrix
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.reading.matlab import from_mat

LARGEST, ORDER = 1 << 20, 100
KINDS = st.sampled_from(["f8", "f4", "c16", "i1", "u2", "i4", "i8", "u8"])


def saved(**options) -> bytes:
    stream = io.BytesIO()
    scipy.io.savemat(stream, **options)
    return stream.getvalue()


def read(data, key=None):
    return exact_matrix(from_mat(data, key, LARGEST, ORDER)).entries()


@given(KINDS.flatmap(lambda kind: arrays(kind, st.integers(1, 4).map(lambda n: (n, n)), elements={"allow_nan": False,
       "allow_infinity": False} if kind[0] in "fc" else None)), st.booleans())  # fmt: skip
def test_every_array_of_numbers_is_read_as_it_was_saved(A, compressed):
    assert read(saved(mdict={"A": A}, do_compression=compressed)) == exact_matrix(A).entries()


@given(arrays("c16", (3, 3), elements=st.sampled_from([0, 0, 1.5, -2j, 1 + 1j])), st.booleans())
def test_every_sparse_array_is_read_as_it_was_saved(A, real):
    A = A.real if real else A
    assert read(saved(mdict={"A": scipy.sparse.csc_array(A)})) == exact_matrix(A).entries()


def test_a_file_of_the_other_byte_order_is_read():
    name, entries = b"A\0\0\0", struct.pack(">4d", 1, 2, 3, 4)
    flags, shape = struct.pack(">4I", 6, 8, 6, 0), struct.pack(">4I", 5, 8, 2, 2)
    array = flags + shape + struct.pack(">HH", 1, 1) + name + struct.pack(">2I", 9, 32) + entries
    data = b"MATLAB 5.0 MAT-file".ljust(124) + b"\1\0MI" + struct.pack(">2I", 14, len(array)) + array
    assert read(data) == [[(1, 0), (3, 0)], [(2, 0), (4, 0)]]


@pytest.mark.parametrize("compressed", [False, True])
def test_an_array_that_is_or_unpacks_too_large_is_refused(compressed):
    with pytest.raises(InvalidMatrix, match=r"at most 1 MB|an order of at most 100, got 1×200000"):
        read(saved(mdict={"A": np.zeros((1, 200_000))}, do_compression=compressed))


def test_an_older_version_is_refused_with_those_that_are_read():
    with pytest.raises(InvalidMatrix, match="version 5 to 7"):
        read(saved(mdict={"A": np.eye(2)}, format="4"))


SOUND = saved(mdict={"A": np.eye(2), "S": scipy.sparse.csc_array([[0, 1j], [2, 0]])})


@pytest.mark.parametrize("at", [len(SOUND) - k for k in range(8, 200, 8)])
def test_a_file_that_is_cut_short_is_refused(at):
    with pytest.raises(InvalidMatrix):
        read(SOUND[:at], "S")


@settings(max_examples=500)
@given(st.lists(st.tuples(st.integers(128, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_file_with_any_other_bytes_gives_a_matrix_or_an_error_that_read_matrix_knows(changes):
    data = bytearray(SOUND)
    for place, byte in changes:
        data[place] = byte
    try:
        rows = len(read(bytes(data), "S"))
    except (InvalidMatrix, ValueError) as error:
        rows = len(str(error))
    assert rows > 0
