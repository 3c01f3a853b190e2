"""``kreiss certify``: enclose the Kreiss constant of one matrix, and write its certificate."""

import json
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import decimal_above, decimal_below, magnitude
from kreiss.errors import InvalidArgument
from kreiss.verify.cli.measure import GRADES
from kreiss.verify.cli.output import require_writable, show_facts, write_whole

if TYPE_CHECKING:
    from kreiss.numeric import HalfPlaneEnclosure, KreissEnclosure

    Certified = KreissEnclosure | HalfPlaneEnclosure

SCHEMA = "kreiss/certify-1"
_GAP = "1e-6"
_ENDED = {
    "budget": "the budget ended before the gap asked for was reached",
    "interrupted": "interrupted before the gap asked for was reached",
    "limit": "the gap asked for is out of this method's reach",
}


_TERMS = {
    False: ("Kreiss constant", "circles", "∞, since the powers are unbounded"),
    True: (
        "Kreiss constant of the half-plane",
        "lines",
        "∞, since an eigenvalue has a positive real part, or a Jordan block on the axis",
    ),
}
"""Title, nodes, and the case K = ∞, by whether time is continuous."""


def command(
    matrix: Annotated[
        str, typer.Argument(metavar="MATRIX", help="A .npy, .npz, .mtx, .csv or .json file, or - for standard input.")
    ],
    gap: Annotated[
        str | None,
        typer.Option(metavar="GAP", help="The relative gap to reach, (upper - lower)/lower: a decimal or p/q (1e-6)."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="CERT.json", help="Write the certificate to this file.")
    ] = None,
    digits: Annotated[
        int | None,
        typer.Option(metavar="N", help="Reach a relative gap of 10^-N, in as many bits as it takes."),
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Accept every node in integer arithmetic, whatever the order.")
    ] = False,
    radius: Annotated[
        str | None,
        typer.Option(metavar="R", help="Enclose K of every matrix within this spectral distance: a decimal or p/q."),
    ] = None,
    budget: Annotated[
        float,
        typer.Option(metavar="S", help="Seconds on the wall clock after which the best enclosure so far is printed."),
    ] = 3600.0,
    continuous: Annotated[
        bool,
        typer.Option("--continuous", help="Continuous time: sup over Re z > 0 of Re z times the norm of (zI - A)^-1."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Enclose the Kreiss constant of a matrix, exactly, with a certificate that `kreiss check` accepts."""
    from kreiss.numeric import certify_kreiss, certify_kreiss_ct
    from kreiss.numeric.reading.files import read_matrix

    if gap is not None and digits is not None:
        raise InvalidArgument("--gap, --digits: expected one of them, as either says how close the ends are to be")
    if output is not None:
        require_writable(output, matrix)
    A = read_matrix(matrix)
    with _waiting(f"certifying a matrix of order {A.n}"):
        certify = certify_kreiss_ct if continuous else certify_kreiss
        enclosure: Certified = certify(
            A, gap or _GAP, digits=digits, exact=exact or None, budget=budget, radius=radius or 0
        )
    if output is not None:
        write_whole(output, json.dumps(enclosure.certificate) + "\n")
    if as_json:
        typer.echo(json.dumps(_document(enclosure, output), indent=2))
    else:
        _show(enclosure, "standard input" if matrix == "-" else matrix, output, _TERMS[continuous])
    if enclosure.ended == "interrupted":
        raise typer.Exit(130)


def _waiting(message: str) -> AbstractContextManager[object]:
    """A spinner on stderr, where that is a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    return console.status(message) if console.is_terminal else nullcontext()


def _document(enclosure: "Certified", output: Path | None) -> dict[str, Any]:
    lower, upper = _decimals(enclosure)
    z = enclosure.argmax
    return {
        "schema": SCHEMA,
        "lower": _exact(enclosure.lower),
        "upper": _exact(enclosure.upper),
        "lower_decimal": lower,
        "upper_decimal": upper,
        "rigor": enclosure.rigor,
        "argmax": None if z is None else {"re": z.real, "im": z.imag},
        "nodes": enclosure.nodes,
        "precision_bits": enclosure.precision,
        "ended": enclosure.ended,
        "memory_mib": _memory_mib(),
        "elapsed_s": round(enclosure.elapsed, 6),
        "certificate": None if output is None else str(output),
    }


def _memory_mib() -> float | None:
    """The most memory that this process has held, in MiB; None where the platform does not tell."""
    import sys

    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return round(getrusage(RUSAGE_SELF).ru_maxrss / unit, 1)


def _exact(end: Fraction | None) -> str:
    return "inf" if end is None else str(end)


def _decimals(enclosure: "Certified") -> tuple[str, str]:
    """Both ends in decimals, rounded outward, with three digits more than they share."""
    lower, upper = enclosure.lower, enclosure.upper
    if lower is None or upper is None:
        return "inf" if lower is None else decimal_below(lower, 12), "inf"
    digits = 12 if lower == upper else 4 + max(0, magnitude(lower) - magnitude(upper - lower))
    return decimal_below(lower, digits), decimal_above(upper, digits)


def _show(enclosure: "Certified", matrix: str, output: Path | None, terms: tuple[str, str, str]) -> None:
    written = [] if output is None else [("certificate", str(output))]
    show_facts(f"{terms[0]} of {matrix}", [*_rows(enclosure, terms), *written])


def _rows(enclosure: "Certified", terms: tuple[str, str, str]) -> list[tuple[str, str]]:
    from kreiss.numeric.spectrum.spectral_radius import why_infinite

    lower, upper = _decimals(enclosure)
    known = f"{enclosure.rigor}: {GRADES[enclosure.rigor]}"
    if enclosure.gap is None:
        why = why_infinite(enclosure.matrix, continuous=terms is _TERMS[True])
        return [("K", terms[2]), ("as", why), ("known", known), ("time", f"{enclosure.elapsed:.2f} s")]
    return [
        ("lower", lower),
        ("upper", upper),
        ("relative gap", decimal_above(enclosure.gap, 3) if enclosure.gap else "0, the ends are equal"),
        *([] if enclosure.complete else [("ended", _ENDED[enclosure.ended])]),
        ("attained", _where(enclosure.argmax)),
        ("nodes", f"{enclosure.nodes} {terms[1]}"),
        ("precision", f"{enclosure.precision} bits"),
        ("known", known),
        ("time", f"{enclosure.elapsed:.2f} s"),
    ]


def _where(z: complex | None) -> str:
    if z is None:
        return "in the limit z → ∞"
    sign = "-" if z.imag < 0 else "+"
    return f"z = {z.real:.9g}" + (f" {sign} {abs(z.imag):.9g}i" if z.imag else "") + f", |z| = {abs(z):.9g}"
