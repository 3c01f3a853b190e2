"""Quadratic Lyapunov (IQC) bounds on the peak beside the enclosed peak and the bounds from K and from the norms.

Two bounds: √κ for the best P of the one matrix, and √κ for the best P of all updates with its block norms.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path

from kreiss.errors import PrecisionExhausted
from kreiss.verify.experiments.bounds.ends import Ends, at_most, increasing, known, named, ratio, root
from kreiss.verify.experiments.bounds.growth import Array, along, block_norms, growth
from kreiss.verify.experiments.bounds.lyapunov import best_lyapunov
from kreiss.verify.experiments.bounds.uncertainty import class_lyapunov
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, measured
from kreiss.verify.experiments.lq import FAMILIES, SHARES
from kreiss.verify.experiments.pictures import diagonal, new_picture, points, save
from kreiss.verify.experiments.statements import Statement, Table, decided, shown, within

RATES, COUPLINGS = (0.0, 0.5, 0.9, 0.99, 0.999), (0.1, 1, 10, 100)  # the grid of the experiment
BOUNDS = {"lyapunov": "the best P of the matrix", "class": "the best P of its class"}


def cells() -> list[Cell]:
    """The grid: updates by their norms, quadratic problems and ridge regression, of order at most 20."""
    return [Cell("iqc", row, quick) for row, quick in (*_synthetic(), *_problems())]


def _synthetic() -> list[tuple[Parameters, bool]]:
    one_way = product((("numbers", 2), ("clustered", 8), ("spread", 8), ("spread", 16)), RATES, COUPLINGS, (0.0,))
    two_way = product((("numbers", 2), ("spread", 8)), (0.5, 0.9, 0.99), COUPLINGS, SHARES)
    return [
        ({"family": "synthetic", "kind": kind, "n": n, "gamma": gamma, "c": c, "share": share},
         n <= 8 and gamma == 0.9 and share in (0.0, 0.5)) for (kind, n), gamma, c, share in (*one_way, *two_way)
    ]  # fmt: skip


def _problems() -> list[tuple[Parameters, bool]]:
    quadratic = product((8,), (10, 100), (0.3, 3.0), (0.1, 1.0), (0.01, 0.1), ("one", "two"))
    names = ("n", "condition", "coupling", "inner", "outer", "way")
    ridge = product(("one", "each"), (0,), (0.1, 1.0), (0.1, 1.0), ("one", "two"))
    return [
        *(({"family": "quadratic", **dict(zip(names, row, strict=True))}, row[:4] == (8, 10, 3.0, 1.0))
          for row in quadratic),
        *(({"family": "ridge", "data": "diabetes", "reg": reg, "half": half, "inner": inner, "outer": outer,
            "way": way}, (half, inner, outer) == (0, 1.0, 1.0)) for reg, half, inner, outer, way in ridge),
    ]  # fmt: skip


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
    return [
        decided("iqc-conservative", "√κ bounds the peak, P of the matrix", found, "peak_below_lyapunov", "√κ/peak",
                "lyapunov_over_peak"),
        *(
            decided("iqc-conservative", f"√κ is at least 10 times the peak, {words}", amplified, f"{name}_tenfold",
                    "√κ/peak", f"{name}_over_peak")
            for name, words in BOUNDS.items()
        ),
        *(
            within("iqc-conservative", f"2/(1−γ) + ‖C‖/(4(1−γ)) is 2 to 5 times below √κ, {words}{where}", chosen,
                   f"{name}_over_paper", _tighter, "√κ/bound")
            for name, words in BOUNDS.items()
            for where, chosen in (("", amplified), (", where ‖C‖ ≥ 8", strong))
        ),
    ]  # fmt: skip


_COLUMNS = {
    "√κ/peak": "lyapunov_over_peak", "class √κ/peak": "class_over_peak", "class √κ/sup‖Ĵᵗ‖": "class_over_exact_peak",
    "sup‖Ĵᵗ‖/peak": "exact_peak_over_peak", "paper/peak": "paper_over_peak", "e·n·K/peak": "spijker_over_peak",
}  # fmt: skip
_GROUPS = (
    ("numbers, one-way", {"kind": "numbers", "one_way": True}),
    ("clustered, one-way", {"kind": "clustered", "one_way": True}),
    ("spread, one-way", {"kind": "spread", "one_way": True}),
    ("numbers, two-way", {"kind": "numbers", "one_way": False}),
    ("spread, two-way", {"kind": "spread", "one_way": False}),
    ("quadratic, one-way", {"family": "quadratic", "one_way": True}),
    ("quadratic, two-way", {"family": "quadratic", "one_way": False}),
    ("diabetes, one-way", {"data": "diabetes", "one_way": True}),
    ("diabetes, two-way", {"data": "diabetes", "one_way": False}),
)


def tables(records: Sequence[Record]) -> list[Table]:
    """Bounds on the peak over the peak, by family and by rate."""
    found = measured(records)
    groups = [(title, part) for title, fixed in _GROUPS if (part := along(found, **fixed))]
    rates = [(f"γ = {rate}, ‖C‖ = {c}", part) for rate, c in product(RATES, COUPLINGS)
             if (part := along(found, kind="numbers", one_way=True, gamma=rate, c=c))]  # fmt: skip
    return [
        Table(f"{title}: range (median) of the ratio", ("cells", "number", *_COLUMNS),
              [(name, str(len(part)), *(shown(part, field) for field in _COLUMNS.values())) for name, part in parts])
        for title, parts in (("Bounds on the peak over the peak", groups), ("The same for numbers, one-way", rates))
    ]  # fmt: skip


def draw(records: Sequence[Record], folder: Path) -> None:
    """Each bound against the peak."""
    figure, ((axes,),) = new_picture()
    found = measured(records)
    labels = {"lyapunov": "√κ, the matrix", "class": "√κ, the class", "paper": "2/(1−γ) + ‖C‖/(4(1−γ))",
              "exact_peak": "sup ‖Ĵᵗ‖"}  # fmt: skip
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
