"""``kreiss measure``: enclose a neighbour of the Kreiss constant, and write its certificate."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kreiss.decimals import decimal_above
from kreiss.errors import InvalidArgument
from kreiss.verify.cli import options
from kreiss.verify.cli.enclosures import Rows, decimals, ends, exact, rows_of_ends, rows_of_rigor
from kreiss.verify.cli.matrix import HeaderOption, IndexOption, KeyOption, MatrixArgument, about, matrix_of
from kreiss.verify.cli.output import hand_over, is_standard_output, require_outputs, show_facts, waiting
from kreiss.verify.cli.quantities import (
    CONTINUOUS,
    NAMES,
    NAMES_CT,
    SYSTEMS,
    TWINS,
    WHERE,
    Quantity,
    measured,
    parameters_of,
)

if TYPE_CHECKING:
    from kreiss.numeric.arithmetic.matrices import ExactMatrix
    from kreiss.numeric.enclosures.enclosure import Enclosure

SCHEMA = "kreiss/measure-1"


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
        float, typer.Option(metavar="S", help="Seconds on the wall clock after which the work ends without an answer.")
    ] = 600.0,
    output: options.OutputOption = None,
    as_json: options.JsonOption = False,
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
    parameters = parameters_of(quantity, given, continuous=continuous)
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
        enclosure = measured(quantity, A, parameters, gap, budget, continuous=continuous)

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


def _theorem(matrix: "ExactMatrix", gap: str, budget: float, *, continuous: bool, as_json: bool) -> None:
    from kreiss.numeric import certify_continuous_matrix_theorem, certify_matrix_theorem
    from kreiss.numeric.enclosures.enclosure import relative_gap

    certify = certify_continuous_matrix_theorem if continuous else certify_matrix_theorem
    theorem = certify(matrix, float(relative_gap(gap)), budget=budget)
    kreiss, growth = theorem.kreiss, theorem.growth
    symbol, supremum = ("K_ct", "sup_exp") if continuous else ("K", "sup_powers")
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
    in_words = "K_ct ≤ sup ‖exp(tA)‖ ≤ e·n·K_ct" if continuous else "K ≤ sup ‖Aᵗ‖ ≤ e·n·K"
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
