"""``kreiss measure``: enclose a neighbour of the Kreiss constant, and write its certificate."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import decimal_above
from kreiss.errors import InvalidArgument
from kreiss.verify.cli.enclosures import Rows, decimals, ends, exact, rows_of_ends, rows_of_rigor
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of
from kreiss.verify.cli.output import hand_over, is_standard_output, require_outputs, show_facts, waiting

if TYPE_CHECKING:
    from kreiss.numeric.arithmetic.matrices import ExactMatrix
    from kreiss.numeric.enclosures.enclosure import Enclosure

SCHEMA = "kreiss/measure-1"


class Quantity(StrEnum):
    """What can be measured; the value is what the user writes."""

    RESOLVENT_NORM = "resolvent-norm"
    DISTANCE = "distance-to-instability"
    PSEUDOSPECTRAL_RADIUS = "pseudospectral-radius"
    NUMERICAL_RADIUS = "numerical-radius"
    POWER_NORM = "power-norm"
    SUP_POWERS = "sup-powers"
    MATRIX_THEOREM = "matrix-theorem"


NAMES = {
    Quantity.RESOLVENT_NORM: "M({radius}), the largest ‖(zI − A)⁻¹‖ on |z| = {radius}",
    Quantity.DISTANCE: "distance to instability",
    Quantity.PSEUDOSPECTRAL_RADIUS: "{epsilon}-pseudospectral radius",
    Quantity.NUMERICAL_RADIUS: "numerical radius w(A)",
    Quantity.POWER_NORM: "‖A^{power}‖",
    Quantity.SUP_POWERS: "sup over t of ‖Aᵗ‖",
}
OPTIONS = {"radius": Quantity.RESOLVENT_NORM, "epsilon": Quantity.PSEUDOSPECTRAL_RADIUS, "power": Quantity.POWER_NORM}
"""The options that belong to one quantity."""

EXAMPLE_CALLS = (
    "kreiss measure sup-powers A.npy",
    "kreiss measure pseudospectral-radius A.npy --epsilon 1/100 -o cert.json",
)
"""Shown by ``--help``."""


def command(
    quantity: Annotated[
        Quantity, typer.Argument(metavar="QUANTITY", show_choices=False, help="One of: " + ", ".join(Quantity) + ".")
    ],
    matrix: MatrixArgument,
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    radius: Annotated[
        str | None, typer.Option(metavar="R", help="The circle |z| = R of resolvent-norm: a decimal or p/q (1).")
    ] = None,
    epsilon: Annotated[
        str | None, typer.Option(metavar="EPS", help="The ε of pseudospectral-radius: a decimal or p/q.")
    ] = None,
    power: Annotated[int | None, typer.Option(metavar="T", help="The exponent of power-norm (1).")] = None,
    gap: Annotated[str, typer.Option(metavar="GAP", help="The relative gap to reach, (upper - lower)/lower.")] = "1e-6",
    digits: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=280, help="Reach a relative gap of 10^-N instead.")
    ] = None,
    budget: Annotated[
        float,
        typer.Option(metavar="S", help="Seconds on the wall clock after which the work ends without an answer."),
    ] = 600.0,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="CERT.json", help="Write the certificate to this file; - is standard output."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Enclose a norm or radius of a matrix, exactly, with a certificate that `kreiss check` accepts."""
    gap = gap if digits is None else f"1e-{digits}"
    parameters = _parameters(quantity, {"radius": radius, "epsilon": epsilon, "power": power})
    if output is not None and quantity is Quantity.MATRIX_THEOREM:
        raise InvalidArgument("--output: matrix-theorem has two certificates: ask certify and sup-powers for them")
    require_outputs({"--output": output}, [matrix], as_json=as_json)
    A = matrix_of(matrix, key, header, index)
    if quantity is Quantity.MATRIX_THEOREM:
        with about(matrix):
            _theorem(A, gap, budget, as_json=as_json)
        return
    with waiting(f"measuring a matrix of order {A.n}"), about(matrix):
        enclosure = _enclose(quantity, A, parameters, gap, budget)

    def show(certificate: str | None) -> None:
        if as_json:
            typer.echo(json.dumps(_document(quantity, parameters, enclosure, certificate), indent=2))
        else:
            show_facts(NAMES[quantity].format(**parameters), _rows(enclosure), aside=is_standard_output(output))

    hand_over(show, lambda: enclosure.certificate, output, as_json=as_json)


def _parameters(quantity: Quantity, given: dict[str, Any]) -> dict[str, Any]:
    """The quantity's own options; one that belongs to another quantity is refused."""
    for name, value in given.items():
        if value is not None and OPTIONS[name] is not quantity:
            raise InvalidArgument(f"--{name}: belongs to {OPTIONS[name]}, not to {quantity}")
    if quantity is Quantity.PSEUDOSPECTRAL_RADIUS and given["epsilon"] is None:
        raise InvalidArgument("--epsilon: expected the ε of the pseudospectrum, for example --epsilon 1/1000")
    defaults = {"radius": "1", "power": 1}
    return {name: defaults[name] if value is None else value for name, value in given.items()
            if OPTIONS[name] is quantity}  # fmt: skip


def _enclose(
    quantity: Quantity, matrix: "ExactMatrix", parameters: dict[str, Any], gap: str, budget: float
) -> "Enclosure":
    from kreiss import numeric

    match quantity:
        case Quantity.RESOLVENT_NORM:
            return numeric.certify_resolvent_norm(matrix, parameters["radius"], gap, budget=budget)
        case Quantity.DISTANCE:
            return numeric.distance_to_instability(matrix, gap, budget=budget)
        case Quantity.PSEUDOSPECTRAL_RADIUS:
            return numeric.certify_pseudospectral_radius(matrix, parameters["epsilon"], gap, budget=budget)
        case Quantity.NUMERICAL_RADIUS:
            return numeric.certify_numerical_radius(matrix, gap, budget=budget)
        case Quantity.POWER_NORM:
            return numeric.certify_power_norm(matrix, parameters["power"], gap, budget=budget)
        case _:
            return numeric.certify_sup_powers(matrix, gap, budget=budget)


def _theorem(matrix: "ExactMatrix", gap: str, budget: float, *, as_json: bool) -> None:
    from kreiss.numeric import certify_matrix_theorem
    from kreiss.numeric.enclosures.enclosure import relative_gap

    theorem = certify_matrix_theorem(matrix, float(relative_gap(gap)), budget=budget)
    kreiss, powers = theorem.kreiss, theorem.powers
    both = {"K": (kreiss.lower, kreiss.upper), "sup_powers": (powers.lower, powers.upper)}
    if as_json:
        document: dict[str, Any] = {"schema": SCHEMA, "quantity": str(Quantity.MATRIX_THEOREM)}
        document |= {name: ends(*pair) for name, pair in both.items()}
        document |= {"e_n_K_upper": exact(theorem.ceiling), "t": powers.t, "holds": theorem.holds}
        typer.echo(json.dumps(document, indent=2))
        return
    ceiling = "∞" if theorem.ceiling is None else decimal_above(theorem.ceiling, 12)
    rows = [(name, "[{}, {}]".format(*decimals(*pair)) if None not in pair else "∞") for name, pair in both.items()]
    rows += [("e·n·K at most", ceiling), *_reason(powers)]
    show_facts("Kreiss matrix theorem: K ≤ sup ‖Aᵗ‖ ≤ e·n·K", rows)


def _document(
    quantity: Quantity, parameters: dict[str, Any], enclosure: "Enclosure", certificate: str | None
) -> dict[str, Any]:
    z = getattr(enclosure, "argmax", None)
    return {
        "schema": SCHEMA,
        "quantity": str(quantity),
        **parameters,
        **ends(enclosure.lower, enclosure.upper),
        "rigor": enclosure.rigor,
        "argmax": None if z is None else {"re": z.real, "im": z.imag},
        "t": getattr(enclosure, "t", None),
        "precision_bits": enclosure.precision,
        "elapsed_s": round(enclosure.elapsed, 6),
        "certificate": certificate,
    }


def _rows(enclosure: "Enclosure") -> Rows:
    rows = rows_of_ends(enclosure.lower, enclosure.upper, enclosure.gap)
    t, z = getattr(enclosure, "t", None), getattr(enclosure, "argmax", None)
    if z is not None:
        rows.append(("attained at", f"{z.real:.9g} {'-' if z.imag < 0 else '+'} {abs(z.imag):.9g}i"))
    if t is not None:
        rows.append(("power", f"t = {t}"))
    return [*rows, *_reason(enclosure), *rows_of_rigor(enclosure)]


def _reason(enclosure: "Enclosure") -> Rows:
    """Why the powers grow without bound, if they do."""
    from kreiss.numeric.spectrum.spectral_radius import why_infinite

    return [] if enclosure.lower is not None else [("as", why_infinite(enclosure.matrix, continuous=False))]
