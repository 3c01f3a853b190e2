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
    from kreiss.numeric.exponentials.supremum import ExponentialSupremum
    from kreiss.numeric.neighbours.matrix_theorem import ContinuousMatrixTheorem, MatrixTheorem
    from kreiss.numeric.powers.supremum import PowersSupremum

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
    PSEUDOSPECTRAL_ABSCISSA = "pseudospectral-abscissa"
    NUMERICAL_ABSCISSA = "numerical-abscissa"
    EXP_NORM = "exp-norm"
    SUP_EXP = "sup-exp"
    HINF_NORM = "hinf-norm"
    LINF_NORM = "linf-norm"


NAMES = {
    Quantity.RESOLVENT_NORM: "M({radius}), the largest ‖(zI − A)⁻¹‖ on |z| = {radius}",
    Quantity.DISTANCE: "distance to instability",
    Quantity.PSEUDOSPECTRAL_RADIUS: "{epsilon}-pseudospectral radius",
    Quantity.NUMERICAL_RADIUS: "numerical radius w(A)",
    Quantity.POWER_NORM: "‖A^{power}‖",
    Quantity.SUP_POWERS: "sup over t of ‖Aᵗ‖",
    Quantity.PSEUDOSPECTRAL_ABSCISSA: "{epsilon}-pseudospectral abscissa",
    Quantity.NUMERICAL_ABSCISSA: "numerical abscissa ω(A)",
    Quantity.EXP_NORM: "‖exp(tA)‖ at t = {time}",
    Quantity.SUP_EXP: "sup over t ≥ 0 of ‖exp(tA)‖",
    Quantity.HINF_NORM: "H∞ norm",
    Quantity.LINF_NORM: "L∞ norm",
}
NAMES_CT = NAMES | {
    Quantity.RESOLVENT_NORM: "M({line}), the largest ‖(zI − A)⁻¹‖ on Re z = {line}",
    Quantity.DISTANCE: "distance to instability of the half-plane",
}
CONTINUOUS = {
    Quantity.PSEUDOSPECTRAL_ABSCISSA,
    Quantity.NUMERICAL_ABSCISSA,
    Quantity.EXP_NORM,
    Quantity.SUP_EXP,
}
"""The quantities of continuous time alone: ``--continuous`` need not be said."""
SYSTEMS = {Quantity.HINF_NORM, Quantity.LINF_NORM}
"""The quantities of systems: instead of a matrix a file holds A, B, C, D, or num and den, and says which time by dt."""
WHERE = {
    Quantity.HINF_NORM: ("with Re z ≥ 0", "with |z| ≥ 1"),
    Quantity.LINF_NORM: ("on the imaginary axis", "on the unit circle"),
}
"""Where a pole makes the norm infinite, in continuous and in discrete time."""
TWINS = {
    Quantity.PSEUDOSPECTRAL_RADIUS: Quantity.PSEUDOSPECTRAL_ABSCISSA,
    Quantity.NUMERICAL_RADIUS: Quantity.NUMERICAL_ABSCISSA,
    Quantity.POWER_NORM: Quantity.EXP_NORM,
    Quantity.SUP_POWERS: Quantity.SUP_EXP,
}
"""The quantities of discrete time alone, and what takes their place in continuous time."""
PARAMETERS: dict[tuple[Quantity, bool], dict[str, Any]] = {
    (Quantity.RESOLVENT_NORM, False): {"radius": "1"},
    (Quantity.RESOLVENT_NORM, True): {"line": "0"},
    (Quantity.PSEUDOSPECTRAL_RADIUS, False): {"epsilon": None},
    (Quantity.PSEUDOSPECTRAL_ABSCISSA, True): {"epsilon": None},
    (Quantity.POWER_NORM, False): {"power": 1},
    (Quantity.EXP_NORM, True): {"time": "1"},
}
"""The options that belong to one quantity, in discrete or continuous time, and their defaults."""

EXAMPLE_CALLS = (
    "kreiss measure sup-powers A.npy",
    "kreiss measure pseudospectral-radius A.npy --epsilon 1/100 -o cert.json",
    "kreiss measure resolvent-norm A.npy --continuous --line 1",
    "kreiss measure hinf-norm system.json",
)
"""Shown by ``--help``."""


def command(
    quantity: Annotated[
        Quantity, typer.Argument(metavar="QUANTITY", show_choices=False, help="One of: " + ", ".join(Quantity) + ".")
    ],
    matrix: MatrixArgument,
    continuous: Annotated[
        bool,
        typer.Option(
            "--continuous", help="Continuous time: lines for circles, exp(tA) for powers, Re λ < 0 for |λ| < 1."
        ),
    ] = False,
    key: KeyOption = None,
    header: HeaderOption = False,
    index: IndexOption = False,
    radius: Annotated[
        str | None, typer.Option(metavar="R", help="The circle |z| = R of resolvent-norm: a decimal or p/q (1).")
    ] = None,
    epsilon: Annotated[
        str | None, typer.Option(metavar="EPS", help="The ε of pseudospectral-radius and -abscissa: a decimal or p/q.")
    ] = None,
    power: Annotated[int | None, typer.Option(metavar="T", help="The exponent of power-norm (1).")] = None,
    line: Annotated[
        str | None,
        typer.Option(metavar="S", help="The line Re z = S of resolvent-norm --continuous: a decimal or p/q (0)."),
    ] = None,
    time: Annotated[str | None, typer.Option(metavar="T", help="The time of exp-norm: a decimal or p/q (1).")] = None,
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
    """Enclose a norm, radius or abscissa of a matrix, or a norm of a system, with a certificate `kreiss check` accepts.

    For hinf-norm and linf-norm MATRIX is a .json file with A, B, C, D, or with num and den by falling powers, and, for
    discrete time, dt.
    """
    gap = gap if digits is None else f"1e-{digits}"
    if continuous and quantity in TWINS:
        raise InvalidArgument(f"--continuous: {quantity} speaks of discrete time; ask for {TWINS[quantity]}")
    continuous = continuous or quantity in CONTINUOUS
    given = {"radius": radius, "epsilon": epsilon, "power": power, "line": line, "time": time}
    parameters = _parameters(quantity, given, continuous=continuous)
    if output is not None and quantity is Quantity.MATRIX_THEOREM:
        raise InvalidArgument("--output: matrix-theorem has two certificates: ask certify and sup-powers for them")
    require_outputs({"--output": output}, [matrix], as_json=as_json)
    if quantity in SYSTEMS:
        if continuous or key is not None or header or index:
            raise InvalidArgument(
                f"{quantity}: a system file says all by itself, its time by dt: leave out the options"
            )
        _system(quantity, matrix, gap, budget, output, as_json=as_json)
        return
    A = matrix_of(matrix, key, header, index)
    if quantity is Quantity.MATRIX_THEOREM:
        with about(matrix):
            _theorem(A, gap, budget, continuous=continuous, as_json=as_json)
        return
    with waiting(f"measuring a matrix of order {A.n}"), about(matrix):
        measure = _in_continuous_time if continuous else _in_discrete_time
        enclosure = measure(quantity, A, parameters, gap, budget)

    def show(certificate: str | None) -> None:
        if as_json:
            typer.echo(json.dumps(_document(quantity, parameters, enclosure, certificate), indent=2))
        else:
            names = NAMES_CT if continuous else NAMES
            show_facts(names[quantity].format(**parameters), _rows(enclosure), aside=is_standard_output(output))

    hand_over(show, lambda: enclosure.certificate, output, as_json=as_json)


def _system(quantity: Quantity, name: str, gap: str, budget: float, output: Path | None, *, as_json: bool) -> None:
    """The norm of the system in a file."""
    from kreiss.numeric import certify_hinf_norm, certify_linf_norm
    from kreiss.numeric.systems.files import read_system

    system = read_system(name)
    measure = certify_hinf_norm if quantity is Quantity.HINF_NORM else certify_linf_norm
    with waiting(f"measuring a system of order {system.order}"), about(name):
        norm = measure(system, gap, budget=budget)
    where = "discrete" if system.discrete else "continuous"

    def show(certificate: str | None) -> None:
        if as_json:
            document: dict[str, Any] = {"schema": SCHEMA, "quantity": str(quantity), "time": where}
            document |= ends(norm.lower, norm.upper)
            document |= {"rigor": norm.rigor, "frequency": _finite(norm.frequency), "precision_bits": norm.precision}
            document |= {"elapsed_s": round(norm.elapsed, 6), "certificate": certificate}
            typer.echo(json.dumps(document, indent=2))
            return
        rows = rows_of_ends(norm.lower, norm.upper, norm.gap)
        if norm.frequency is not None:
            rows.append(("peak frequency", f"{norm.frequency:.9g}"))
        if norm.lower is None:
            rows.append(("as", f"the system has a pole {WHERE[quantity][system.discrete]}"))
        rows += rows_of_rigor(norm)
        show_facts(f"{NAMES[quantity]} in {where} time", rows, aside=is_standard_output(output))

    hand_over(show, lambda: dict(norm.certificate), output, as_json=as_json)


def _finite(frequency: float | None) -> float | str | None:
    """The frequency in JSON, which has no infinity."""
    return "inf" if frequency == float("inf") else frequency


def _parameters(quantity: Quantity, given: dict[str, Any], *, continuous: bool) -> dict[str, Any]:
    """The quantity's own options; one that belongs to another quantity is refused."""
    own = PARAMETERS.get((quantity, continuous), {})
    for name, value in given.items():
        if value is not None and name not in own:
            owners = [f"{owner}{' --continuous' if ct and owner not in CONTINUOUS else ''}"
                      for (owner, ct), names in PARAMETERS.items() if name in names]  # fmt: skip
            raise InvalidArgument(f"--{name}: belongs to {' and '.join(owners)}, not to {quantity}")
    chosen = {name: default if given[name] is None else given[name] for name, default in own.items()}
    if "epsilon" in own and chosen["epsilon"] is None:
        raise InvalidArgument("--epsilon: expected the ε of the pseudospectrum, for example --epsilon 1/1000")
    return chosen


def _in_discrete_time(
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


def _in_continuous_time(
    quantity: Quantity, matrix: "ExactMatrix", parameters: dict[str, Any], gap: str, budget: float
) -> "Enclosure":
    from kreiss import numeric

    match quantity:
        case Quantity.RESOLVENT_NORM:
            return numeric.certify_line_resolvent_norm(matrix, parameters["line"], gap, budget=budget)
        case Quantity.DISTANCE:
            return numeric.distance_to_half_plane_instability(matrix, gap, budget=budget)
        case Quantity.PSEUDOSPECTRAL_ABSCISSA:
            return numeric.certify_pseudospectral_abscissa(matrix, parameters["epsilon"], gap, budget=budget)
        case Quantity.NUMERICAL_ABSCISSA:
            return numeric.certify_numerical_abscissa(matrix, gap, budget=budget)
        case Quantity.EXP_NORM:
            return numeric.certify_exponential_norm(matrix, parameters["time"], gap, budget=budget)
        case _:
            return numeric.certify_sup_exponential(matrix, gap, budget=budget)


def _theorem(matrix: "ExactMatrix", gap: str, budget: float, *, continuous: bool, as_json: bool) -> None:
    from kreiss.numeric import certify_continuous_matrix_theorem, certify_matrix_theorem
    from kreiss.numeric.enclosures.enclosure import relative_gap

    wanted = float(relative_gap(gap))
    if continuous:
        in_continuous_time = certify_continuous_matrix_theorem(matrix, wanted, budget=budget)
        _show_theorem(
            in_continuous_time, in_continuous_time.exponentials, ("K_ct", "sup_exp"), "K_ct ≤ sup ‖exp(tA)‖ ≤ e·n·K_ct",
            as_json=as_json,
        )  # fmt: skip
    else:
        theorem = certify_matrix_theorem(matrix, wanted, budget=budget)
        _show_theorem(theorem, theorem.powers, ("K", "sup_powers"), "K ≤ sup ‖Aᵗ‖ ≤ e·n·K", as_json=as_json)


def _show_theorem(
    theorem: "MatrixTheorem | ContinuousMatrixTheorem",
    growth: "PowersSupremum | ExponentialSupremum",
    names: tuple[str, str],
    in_words: str,
    *,
    as_json: bool,
) -> None:
    kreiss, (symbol, supremum) = theorem.kreiss, names
    both = {symbol: (kreiss.lower, kreiss.upper), supremum: (growth.lower, growth.upper)}
    if as_json:
        document: dict[str, Any] = {"schema": SCHEMA, "quantity": str(Quantity.MATRIX_THEOREM)}
        document |= {name: ends(*pair) for name, pair in both.items()}
        document |= {f"e_n_{symbol}_upper": exact(theorem.ceiling), "t": _time(growth), "holds": theorem.holds}
        typer.echo(json.dumps(document, indent=2))
        return
    ceiling = "∞" if theorem.ceiling is None else decimal_above(theorem.ceiling, 12)
    rows = [(name, "[{}, {}]".format(*decimals(*pair)) if None not in pair else "∞") for name, pair in both.items()]
    rows += [(f"e·n·{symbol} at most", ceiling), *_reason(growth)]
    show_facts(f"Kreiss matrix theorem: {in_words}", rows)


def _time(enclosure: "Enclosure") -> int | str | None:
    """The power or the time at which the lower end is attained, if there is one; exactly, in JSON."""
    t = getattr(enclosure, "t", None)
    return t if t is None or isinstance(t, int) else str(t)


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
        "t": _time(enclosure),
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
        rows.append(("power", f"t = {t}") if isinstance(t, int) else ("attained at", f"t = {float(t):.9g}"))
    return [*rows, *_reason(enclosure), *rows_of_rigor(enclosure)]


def _reason(enclosure: "Enclosure") -> Rows:
    """Why the powers, or the exponentials, grow without bound, if they do."""
    from kreiss.numeric.spectrum.spectral_radius import why_infinite

    continuous = enclosure.quantity == "sup_exp"
    return [] if enclosure.lower is not None else [("as", why_infinite(enclosure.matrix, continuous=continuous))]
