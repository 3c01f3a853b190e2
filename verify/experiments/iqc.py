"""Quadratic Lyapunov (IQC) bounds on the peak beside the enclosed peak and the bounds from K and from the norms.

Two bounds: √κ for the best P of the one matrix, and √κ for the best P of all updates with its block norms.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

from kreiss.errors import PrecisionExhausted
from kreiss.verify.experiments.bounds.ends import Ends, at_most, increasing, known, named, ratio, root
from kreiss.verify.experiments.bounds.growth import Array, block_norms, growth
from kreiss.verify.experiments.bounds.lyapunov import best_lyapunov
from kreiss.verify.experiments.bounds.uncertainty import class_lyapunov
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, grid, grouped, measured, ways
from kreiss.verify.experiments.lq import FAMILIES, SHARES, is_quick_quadratic
from kreiss.verify.experiments.pictures import diagonal, new_picture, points, save
from kreiss.verify.experiments.statements import PAPER, Statement, Table, decided, ranges, within

RATES, COUPLINGS = (0.0, 0.5, 0.9, 0.99, 0.999), (0.1, 1, 10, 100)  # the grid of the experiment
BOUNDS = {"lyapunov": "the best P of the matrix", "class": "the best P of its class"}


def cells() -> list[Cell]:
    """The grid: updates by their norms, quadratic problems and ridge regression, of order at most 20."""
    one_way = product((("numbers", 2), ("clustered", 8), ("spread", 8), ("spread", 16)), RATES, COUPLINGS, (0.0,))
    two_way = product((("numbers", 2), ("spread", 8)), (0.5, 0.9, 0.99), COUPLINGS, SHARES)
    synthetic = [(*kind, gamma, c, share) for kind, gamma, c, share in (*one_way, *two_way)]
    quadratic = product((8,), (10, 100), (0.3, 3.0), (0.1, 1.0), (0.01, 0.1), ("one", "two"))
    ridge = product(("diabetes",), ("one", "each"), (0,), (0.1, 1.0), (0.1, 1.0), ("one", "two"))
    return [
        *grid("iqc", "kind n gamma c share", synthetic, _is_quick, family="synthetic"),
        *grid("iqc", "n condition coupling inner outer way", quadratic, is_quick_quadratic, family="quadratic"),
        *grid("iqc", "data reg half inner outer way", ridge, _is_quick_ridge, family="ridge"),
    ]


def _is_quick(cell: Record) -> bool:
    return bool(cell["n"] <= 8 and cell["gamma"] == 0.9 and cell["share"] in (0.0, 0.5))


def _is_quick_ridge(cell: Record) -> bool:
    return (cell["half"], cell["inner"], cell["outer"]) == (0, 1.0, 1.0)


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a cell, without the bound of the matrix where no P was proved; raises what the enclosures raise."""
    J, split = FAMILIES[str(parameters["family"])](parameters, seed)
    record = growth(J, split)
    if record["unbounded"]:
        return record
    common = class_lyapunov(block_norms(J, split))
    single, message = _single(J)
    found = beside(record, single, None if common is None else root(common))
    return record | found | ({"lyapunov_message": message} if message else {})


def _single(J: Array) -> tuple[Ends | None, str | None]:
    """√κ of the matrix, or why it is not known."""
    try:
        return root(best_lyapunov(J)), None
    except PrecisionExhausted as error:
        return None, str(error)


def beside(record: Record, single: Ends | None, common: Ends | None) -> Record:
    """Both Lyapunov bounds, their ratios to the peak and to the paper's expression, and the orders asked about."""
    peak, exact_peak, paper = (known(record, name) for name in ("peak", "exact_peak", "paper"))
    result: Record = {"peak_below_lyapunov": at_most(peak, single)}
    for name, bound in (("lyapunov", single), ("class", common)):
        tenfold = None if peak is None else increasing(lambda x: 10 * x, peak)
        result |= named(name, bound) | named(f"{name}_over_peak", ratio(bound, peak))
        result |= named(f"{name}_over_paper", ratio(bound, paper)) | {f"{name}_tenfold": at_most(tenfold, bound)}
        result |= named(f"{name}_over_exact_peak", ratio(bound, exact_peak))
    return result


def _tighter(low: float, high: float) -> bool:
    return low <= 5 and high >= 2


def statements(records: Sequence[Record]) -> list[Statement]:
    """What the cells say of the comparison with IQCs."""
    found = measured(records)
    amplified = [record for record in found if (peak := known(record, "peak")) and peak.lower > Fraction(11, 10)]
    strong = [record for record in amplified if (c := known(record, "c")) and c.lower >= 8]
    claim, over_peak = "iqc-conservative", ("√κ/peak", "lyapunov_over_peak")
    return [
        decided(claim, "√κ bounds the peak, P of the matrix", found, "peak_below_lyapunov", *over_peak),
        *(_tenfold(claim, name, words, amplified) for name, words in BOUNDS.items()),
        *(
            within(claim, f"{PAPER} is 2 to 5 times below √κ, {words}{where}", chosen, _tighter, *ratio)
            for ratio, words in ((("√κ/bound", f"{name}_over_paper"), words) for name, words in BOUNDS.items())
            for where, chosen in (("", amplified), (", where ‖C‖ ≥ 8", strong))
        ),
    ]


def _tenfold(claim: str, name: str, words: str, records: Sequence[Record]) -> Statement:
    sentence = f"√κ is at least 10 times the peak, {words}"
    return decided(claim, sentence, records, f"{name}_tenfold", "√κ/peak", f"{name}_over_peak")


_COLUMNS = {
    "√κ/peak": "lyapunov_over_peak",
    "class √κ/peak": "class_over_peak",
    "class √κ/sup‖Ĵᵗ‖": "class_over_exact_peak",
} | {"sup‖Ĵᵗ‖/peak": "exact_peak_over_peak", "paper/peak": "paper_over_peak", "e·n·K/peak": "spijker_over_peak"}
_GROUPS = [
    *(group for kind in ("numbers", "clustered", "spread") for group in ways(kind, "one", kind=kind)),
    *(group for kind in ("numbers", "spread") for group in ways(kind, "two", kind=kind)),
    *ways("quadratic", family="quadratic"),
    *ways("diabetes", data="diabetes"),
]
_RATES = [
    (f"γ = {rate}, ‖C‖ = {c}", {"kind": "numbers", "one_way": True, "gamma": rate, "c": c})
    for rate, c in product(RATES, COUPLINGS)
]


def tables(records: Sequence[Record]) -> list[Table]:
    """Bounds on the peak over the peak, by family and by rate."""
    found, columns = measured(records), ("cells", "number", *_COLUMNS)
    return [
        Table(f"{title}: range (median) of the ratio", columns, ranges(part, _COLUMNS.values(), counted=True))
        for title, part in (
            ("Bounds on the peak over the peak", grouped(_GROUPS, found)),
            ("The same for numbers, one-way", grouped(_RATES, found)),
        )
    ]


def draw(records: Sequence[Record], folder: Path) -> None:
    """Each bound against the peak."""
    figure, ((axes,),) = new_picture()
    found = measured(records)
    labels = {"lyapunov": "√κ, the matrix", "class": "√κ, the class", "paper": PAPER, "exact_peak": "sup ‖Ĵᵗ‖"}
    for (name, label), marker in zip(labels.items(), "oD^s", strict=True):
        points(axes, found, "peak", name, label, marker)
    diagonal(axes, "bound = peak")
    axes.set(xlabel="sup ‖Jᵗ‖, enclosed", ylabel="bound")
    axes.legend(fontsize=7)
    save(figure, folder, "iqc-bounds")


EXPERIMENT = Experiment(
    name="iqc",
    title="Quadratic Lyapunov (IQC) bounds",
    needs=("cvxpy", "sklearn"),
    cells=cells,
    measure=measure,
    statements=statements,
    tables=tables,
    draw=draw,
)
