"""The argument MATRIX: which file, which of its arrays, which of its lines are labels; the same for every command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreiss.errors import InvalidMatrix

if TYPE_CHECKING:
    from kreiss.numeric.arithmetic.matrices import ExactMatrix

MatrixArgument = Annotated[
    str,
    typer.Argument(
        metavar="MATRIX",
        help="A .npy, .npz, .mat, .mtx, .csv, .txt or .json file, or - for any of these on standard input.",
    ),
]
KeyOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The array to take from a .npz, .mat or .json file with several.")
]
HeaderOption = Annotated[bool, typer.Option("--header", help="The first row of a .csv or .txt file holds labels.")]
IndexOption = Annotated[bool, typer.Option("--index", help="The first column of a .csv or .txt file holds labels.")]


def matrix_of(matrix: str, key: str | None, header: bool, index: bool) -> "ExactMatrix":
    """The matrix that the arguments name. Guarantee: exact. Raises ``InvalidMatrix`` with the file's name."""
    from kreiss.numeric.reading.files import read_matrix

    return read_matrix(matrix, key=key, header=header, index=index)


def shown(matrix: str) -> str:
    """The name of the file for a reader."""
    return "standard input" if matrix == "-" else matrix


def stem(matrix: str) -> str:
    """The name of the file without its folder and ending."""
    return "standard input" if matrix == "-" else Path(matrix).stem


@contextmanager
def about(matrix: str) -> Iterator[None]:
    """What the work finds wrong with the matrix names the file, as what its reader finds wrong does."""
    try:
        yield
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{shown(matrix)}: {error}") from None
