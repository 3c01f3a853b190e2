"""``kreiss measure``: enclose a neighbour of the Kreiss constant, and write its certificate."""

import json
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import decimal_above, decimal_below, magnitude
from kreiss.errors import InvalidArgument
from kreiss.verify.cli.output import require_writable, show_facts, write_whole

if TYPE_CHECKING:
    from kreiss.numeric.arithmetic.matrices import ExactMatrix
    from kreiss.numeric.enclosures.enclosure import Enclosure

SCHEMA = "kreiss/measure-1"
GRADES = {
    "exact": "every step accepted in integer arithmetic",
    "verified-float": "some steps rest on the rounding bounds of IEEE-754 arithmetic",
}
"""What the grades of a certificate say."""


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


def command(
    quantity: Annotated[Quantity, typer.Argument(metavar="QUANTITY", help="One of: " + ", ".join(Quantity) + ".")],
    matrix: Annotated[
        str, typer.Argument(metavar="MATRIX", help="A .npy, .npz, .mtx, .csv or .json file, or - for standard input.")
    ],
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
        Path | None, typer.Option("--output", "-o", metavar="CERT.json", help="Write the certificate to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Enclose a norm or radius of a matrix, exactly, with a certificate that `kreiss check` accepts."""
    gap = gap if digits is None else f"1e-{digits}"
    parameters = _parameters(quantity, {"radius": radius, "epsilon": epsilon, "power": power})
    if output is not None:
        if quantity is Quantity.MATRIX_THEOREM:
            raise InvalidArgument("--output: matrix-theorem has two certificates: ask certify and sup-powers for them")
        require_writable(output, matrix)
    from kreiss.numeric.reading.files import read_matrix

    exact = read_matrix(matrix)
    if quantity is Quantity.MATRIX_THEOREM:
        _theorem(exact, gap, budget, as_json=as_json)
        return
    enclosure = _enclose(quantity, exact, parameters, gap, budget)
    if output is not None:
        write_whole(output, json.dumps(enclosure.certificate) + "\n")
    if as_json:
        typer.echo(json.dumps(_document(quantity, parameters, enclosure, output), indent=2))
    else:
        _show(NAMES[quantity].format(**parameters), _rows(enclosure), output)


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
    ends = {"K": (kreiss.lower, kreiss.upper), "sup_powers": (powers.lower, powers.upper)}
    if as_json:
        document: dict[str, Any] = {"schema": SCHEMA, "quantity": str(Quantity.MATRIX_THEOREM)}
        document |= {name: _ends(*pair) for name, pair in ends.items()}
        document |= {"e_n_K_upper": _exact(theorem.ceiling), "t": powers.t, "holds": theorem.holds}
        typer.echo(json.dumps(document, indent=2))
        return
    ceiling = "∞" if theorem.ceiling is None else decimal_above(theorem.ceiling, 12)
    rows = [(name, "[{}, {}]".format(*_decimals(*pair)) if None not in pair else "∞") for name, pair in ends.items()]
    _show("Kreiss matrix theorem: K ≤ sup ‖Aᵗ‖ ≤ e·n·K", [*rows, ("e·n·K at most", ceiling)], None)


def _document(
    quantity: Quantity, parameters: dict[str, Any], enclosure: "Enclosure", output: Path | None
) -> dict[str, Any]:
    z = getattr(enclosure, "argmax", None)
    return {
        "schema": SCHEMA,
        "quantity": str(quantity),
        **parameters,
        **_ends(enclosure.lower, enclosure.upper),
        "rigor": enclosure.rigor,
        "argmax": None if z is None else {"re": z.real, "im": z.imag},
        "t": getattr(enclosure, "t", None),
        "precision": enclosure.precision,
        "elapsed_s": round(enclosure.elapsed, 6),
        "certificate": None if output is None else str(output),
    }


def _ends(lower: Fraction | None, upper: Fraction | None) -> dict[str, str]:
    low, high = _decimals(lower, upper)
    return {"lower": _exact(lower), "upper": _exact(upper), "lower_decimal": low, "upper_decimal": high}


def _exact(end: Fraction | None) -> str:
    return "inf" if end is None else str(end)


def _decimals(lower: Fraction | None, upper: Fraction | None) -> tuple[str, str]:
    """Both ends in decimals, rounded outward, with three digits more than they share."""
    if lower is None or upper is None:
        return "inf" if lower is None else decimal_below(lower, 12), "inf"
    digits = 12 if lower == upper else 4 + max(0, magnitude(upper) - magnitude(upper - lower))
    return decimal_below(lower, digits), decimal_above(upper, digits)


def _rows(enclosure: "Enclosure") -> list[tuple[str, str]]:
    lower, upper = _decimals(enclosure.lower, enclosure.upper)
    rows = [("lower", lower), ("upper", upper)]
    if enclosure.gap is not None:
        rows.append(("relative gap", decimal_above(enclosure.gap, 3) if enclosure.gap else "0, the ends are equal"))
    t, z = getattr(enclosure, "t", None), getattr(enclosure, "argmax", None)
    if z is not None:
        rows.append(("attained at", f"{z.real:.9g} {'-' if z.imag < 0 else '+'} {abs(z.imag):.9g}i"))
    if t is not None:
        rows.append(("power", f"t = {t}"))
    known = f"{enclosure.rigor}: {GRADES[enclosure.rigor]}"
    return [
        *rows,
        ("precision", f"{enclosure.precision} bits"),
        ("known", known),
        ("time", f"{enclosure.elapsed:.2f} s"),
    ]


def _show(title: str, rows: list[tuple[str, str]], output: Path | None) -> None:
    show_facts(title, rows if output is None else [*rows, ("certificate", str(output))])
