"""What ``kreiss certify`` says of a sparse matrix that is too large to be enclosed: what was proved, and what not."""

import json
from typing import TYPE_CHECKING, Any

import typer

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import InvalidArgument
from kreiss.verify.cli.enclosures import Rows, ends
from kreiss.verify.cli.interrupts import stopped_status
from kreiss.verify.cli.matrix import about, shown
from kreiss.verify.cli.output import show_facts, waiting

if TYPE_CHECKING:
    from kreiss.numeric import SparseBounds
    from kreiss.numeric.sparse.matrix import SparseMatrix

_DIGITS = 9  # shown of an end
_ENDED = {"budget": "the budget ended before all points were looked at", "interrupted": "interrupted"}


def large_matrix(name: str) -> "SparseMatrix | None":
    """The sparse matrix in the file if it is too large to be enclosed. Guarantee: exact."""
    from kreiss.numeric.sparse.files import read_large

    return read_large(name)


def bound(
    name: str,
    A: "SparseMatrix",
    options: dict[str, Any],
    *,
    schema: str,
    continuous: bool,
    budget: float,
    as_json: bool,
) -> None:
    """Bound K of the matrix, and print the bounds; raises ``InvalidArgument`` for options that ask for more."""
    from kreiss.numeric.sparse.kreiss import BUDGET, bound_kreiss_sparse

    given = [option for option, value in options.items() if value]
    if given:
        raise InvalidArgument(
            f"{', '.join(given)}: expected none for a sparse matrix of order {A.n}, which is bounded, not enclosed; a "
            "certificate would hold all its entries"
        )
    with waiting(f"bounding a sparse matrix of order {A.n}"), about(name):
        bounds = bound_kreiss_sparse(A, continuous=continuous, budget=min(budget, BUDGET))
    if as_json:
        typer.echo(json.dumps(_document(bounds, schema), indent=2))
    else:
        show_facts(f"Kreiss constant{' of the half-plane' if continuous else ''} of {shown(name)}", _rows(bounds))
    if bounds.ended == "interrupted":
        raise typer.Exit(stopped_status())


def _rows(bounds: "SparseBounds") -> Rows:
    upper = (
        ("upper", decimal_above(bounds.upper, _DIGITS))
        if bounds.upper is not None
        else ("upper", "none was proved: K may be infinite")
    )
    by = (
        "K ≥ 1, which always holds"
        if bounds.argmax is None
        else f"a vector with integer entries at z = {bounds.argmax:.9g}"
    )
    value = bounds.eigenvalue
    near = "" if value is None else f"{value:.6g}" if value.imag else f"{value.real:.6g}"
    return [
        ("lower", decimal_below(bounds.lower, _DIGITS)),
        upper,
        ("lower by", by),
        *([] if bounds.upper_by is None else [("upper by", bounds.upper_by)]),
        *([("extreme eigenvalue", f"about {near}, an estimate")] if near else []),
        *([("ended", _ENDED[bounds.ended])] if bounds.ended in _ENDED else []),
        ("known", "exact: decided in integer arithmetic"),
        *([] if bounds.lower == bounds.upper else [("not proved", _unproved(bounds))]),
        ("certificate", "none: it would hold all entries of the dense matrix"),
        ("time", f"{bounds.elapsed:.2f} s"),
    ]


def _unproved(bounds: "SparseBounds") -> str:
    finite = "that K is finite, and " if bounds.upper is None else ""
    return f"{finite}how near these bounds are to K: a matrix of an order above 2000 is not enclosed to a gap"


def _document(bounds: "SparseBounds", schema: str) -> dict[str, Any]:
    z = bounds.argmax
    return {
        "schema": schema,
        **ends(bounds.lower, bounds.upper),
        "rigor": bounds.rigor,
        "argmax": None if z is None else {"re": z.real, "im": z.imag},
        "points": bounds.points,
        "upper_by": bounds.upper_by,
        "ended": bounds.ended,
        "elapsed_s": round(bounds.elapsed, 6),
        "certificate": None,
    }
