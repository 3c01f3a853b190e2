"""``kreiss certify``: enclose the Kreiss constant of one matrix, and write its certificate."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import decimal_below
from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.enclosures import Rows, ends, rows_of_ends, rows_of_rigor
from kreiss.verify.cli.enclosures import exact as exact_end
from kreiss.verify.cli.interrupts import stopped_status
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of, shown
from kreiss.verify.cli.output import hand_over, is_standard_output, require_outputs, show_facts, waiting
from kreiss.verify.cli.sparse import bound, large_matrix

if TYPE_CHECKING:
    from kreiss.numeric import HalfPlaneEnclosure, KreissEnclosure

    Certified = KreissEnclosure | HalfPlaneEnclosure

SCHEMA = "kreiss/certify-1"
_GAP = "1e-6"
_SHORT, _DIGITS = 20, 15
"""Characters of a number that is shown exactly, and digits of others."""
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
_NORMALIZED = {False: ", divided by its spectral radius", True: ", less its spectral abscissa"}

EXAMPLE_CALLS = (
    "kreiss certify A.npy -o cert.json",
    "kreiss certify A.csv --digits 30",
    "kreiss certify two.mat --key B --continuous",
    "kreiss certify A.csv --normalize -o cert.json",
    "kreiss certify A.csv --algebraic -o cert.json",
    "kreiss certify two.mat --key B --algebraic --continuous -o cert.json",
    "kreiss certify - < A.npy",
)
"""Shown by ``--help``."""


def command(
    matrix: MatrixArgument,
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    gap: Annotated[
        str | None,
        typer.Option(metavar="GAP", help="The relative gap to reach, (upper - lower)/lower: a decimal or p/q (1e-6)."),
    ] = None,
    output: options.OutputOption = None,
    digits: Annotated[
        int | None, typer.Option(metavar="N", help="Reach a relative gap of 10^-N, in as many bits as it takes.")
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
    normalize: Annotated[
        bool,
        typer.Option(
            "--normalize",
            help="Divide by the exact spectral radius; with --continuous, subtract the exact spectral abscissa.",
        ),
    ] = False,
    algebraic: Annotated[
        bool,
        typer.Option("--algebraic", help="Prove it by algebra alone, as the proved kernel checks it (check --kernel)."),
    ] = False,
    lean: Annotated[
        bool,
        typer.Option("--lean", help="Print what is enclosed as statements of Lean 4, which are not compiled here."),
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Enclose the Kreiss constant of a matrix, exactly, with a certificate that `kreiss check` accepts."""
    from kreiss.numeric import certify_kreiss, certify_kreiss_algebraic, certify_kreiss_ct, certify_kreiss_ct_algebraic
    from kreiss.verify.lean.statements import enclosure_in_lean

    _require_compatible(gap, digits, radius, normalize=normalize, algebraic=algebraic)
    if lean and (as_json or continuous or normalize or radius is not None):
        raise InvalidArgument(
            "--lean: expected no --json, --continuous, --normalize and --radius; it states K of one matrix, for Lean"
        )
    require_outputs({"--output": output}, [matrix], as_json=as_json)
    large = None if key or header or index else large_matrix(matrix)
    if large is not None:
        refused = {
            "--gap": gap,
            "--output": output,
            "--digits": digits,
            "--exact": exact,
            "--radius": radius,
            "--normalize": normalize,
            "--algebraic": algebraic,
            "--lean": lean,
        }
        bound(matrix, large, refused, schema=SCHEMA, continuous=continuous, budget=budget, as_json=as_json)
        return
    A = matrix_of(matrix, key, header, index)
    with waiting(f"certifying a matrix of order {A.n}"), about(matrix):
        if algebraic:
            certify_algebraic = certify_kreiss_ct_algebraic if continuous else certify_kreiss_algebraic
            enclosure: Certified = certify_algebraic(A, gap or _GAP, digits=digits, budget=budget)
        else:
            certify = certify_kreiss_ct if continuous else certify_kreiss
            asked: dict[str, Any] = {"exact": exact or None, "radius": radius or 0, "normalize": normalize}
            enclosure = certify(A, gap or _GAP, digits=digits, budget=budget, **asked)

    def show(certificate: str | None) -> None:
        if as_json:
            typer.echo(json.dumps(_document(enclosure, certificate), indent=2))
        elif lean:
            typer.echo(enclosure_in_lean(enclosure.certificate), err=is_standard_output(output))
        else:
            terms = (_TERMS[continuous][0], "segments", "") if algebraic else _TERMS[continuous]
            name = f"{shown(matrix)}{_NORMALIZED[continuous] if normalize else ''}"
            show_facts(f"{terms[0]} of {name}", _rows(enclosure, terms), aside=is_standard_output(output))

    hand_over(show, lambda: enclosure.certificate, output, as_json=as_json or lean)
    if enclosure.ended == "interrupted":
        raise typer.Exit(stopped_status())


def _require_compatible(
    gap: str | None, digits: int | None, radius: str | None, *, normalize: bool, algebraic: bool
) -> None:
    """Raise ``InvalidArgument`` for options that exclude each other."""
    if gap is not None and digits is not None:
        raise InvalidArgument("--gap, --digits: expected one of them, as either says how close the ends are to be")
    if algebraic and (normalize or radius is not None):
        raise InvalidArgument("--algebraic: expected no --normalize and no --radius; it encloses K of one matrix")
    if normalize and radius is not None:
        raise InvalidArgument("--normalize, --radius: expected one of them; a normalized matrix is one matrix")


def _document(enclosure: "Certified", certificate: str | None) -> dict[str, Any]:
    z = enclosure.argmax
    return {
        "schema": SCHEMA,
        **ends(enclosure.lower, enclosure.upper),
        "rigor": enclosure.rigor,
        **_normalizer_document(enclosure),
        "argmax": None if z is None else {"re": z.real, "im": z.imag},
        "nodes": enclosure.nodes,
        "precision_bits": enclosure.precision,
        "ended": enclosure.ended,
        "memory_mib": _memory_mib(),
        "elapsed_s": round(enclosure.elapsed, 6),
        "certificate": certificate,
    }


def _normalizer_document(enclosure: "Certified") -> dict[str, Any]:
    if enclosure.normalizer is None:
        return {}
    lower, upper = enclosure.normalizer
    return {"normalizer": {"lower": str(lower), "upper": str(upper)}}


def _memory_mib() -> float | None:
    """The most memory that this process has held, in MiB; None where the platform does not tell."""

    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return None
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return round(getrusage(RUSAGE_SELF).ru_maxrss / unit, 1)


def _rows(enclosure: "Certified", terms: tuple[str, str, str]) -> Rows:
    from kreiss.numeric.spectrum.spectral_radius import why_infinite

    if enclosure.gap is None:
        why = why_infinite(enclosure.matrix, continuous=terms is _TERMS[True])
        return [
            ("K", terms[2]),
            ("as", f"the normalized matrix has {why}" if enclosure.normalizer else why),
            *_normalizer(enclosure, terms),
            *rows_of_rigor(enclosure, with_precision=False),
        ]
    return [
        *rows_of_ends(enclosure.lower, enclosure.upper, enclosure.gap),
        *_normalizer(enclosure, terms),
        *([] if enclosure.complete else [("ended", _ENDED[enclosure.ended])]),
        ("attained", _where(enclosure.argmax)),
        ("nodes", f"{enclosure.nodes} {terms[1].removesuffix('s') if enclosure.nodes == 1 else terms[1]}"),
        *rows_of_rigor(enclosure),
    ]


def _normalizer(enclosure: "Certified", terms: tuple[str, str, str]) -> Rows:
    if enclosure.normalizer is None:
        return []
    low, high = enclosure.normalizer
    value = exact_end(low) if low == high and len(exact_end(low)) <= _SHORT else decimal_below(low, _DIGITS)
    sign = "=" if value == exact_end(low) == exact_end(high) else "≈"
    return [("normalized", f"{'α' if terms is _TERMS[True] else 'ρ'}(A) {sign} {value}")]


def _where(z: complex | None) -> str:
    if z is None:
        return "in the limit z → ∞"
    sign = "-" if z.imag < 0 else "+"
    return f"z = {z.real:.9g}" + (f" {sign} {abs(z.imag):.9g}i" if z.imag else "") + f", |z| = {abs(z):.9g}"
