"""Linear-quadratic problems: K and the peak of coupled updates, enclosed, beside the bounds from their norms."""

from collections.abc import Callable, Sequence
from itertools import chain, pairwise, product
from pathlib import Path

from kreiss.verify.experiments.bounds.growth import Array, growth
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, along, grid, grouped, measured, ways
from kreiss.verify.experiments.pictures import bounds_picture
from kreiss.verify.experiments.problems.quadratic import quadratic
from kreiss.verify.experiments.problems.ridge import ridge
from kreiss.verify.experiments.problems.synthetic import synthetic
from kreiss.verify.experiments.statements import PAPER, Statement, Table, counted, decided, ranges, within

RATES, COUPLINGS, SHARES = (0.0, 0.5, 0.9, 0.99), (0.1, 1, 3, 10, 30, 100), (0.1, 0.5, 0.9)
"""The grid of the experiment."""
STEPS = (0.1, 1.0, 1.9)  # the grid of the experiment: of the stability limit 2, small, middling and nearly all
FAMILIES: dict[str, Callable[[Parameters, int], tuple[Array, int]]] = {
    "synthetic": synthetic,
    "quadratic": quadratic,
    "ridge": ridge,
}


def cells() -> list[Cell]:
    """The grid: updates by their norms, quadratic bilevel problems, ridge regression on data."""
    return [*_synthetic(), *_quadratic(), *_ridge()]


def _synthetic() -> list[Cell]:
    kinds = (("numbers", 2), ("clustered", 8), ("spread", 8), ("spread", 32))
    rows = [(*kind, gamma, c, 0.0) for kind, gamma, c in product(kinds, RATES, COUPLINGS)]
    rows += [("spread", 128, gamma, c, 0.0) for gamma, c in product((0.9, 0.99), (10, 100))]
    both_ways = product((("numbers", 2), ("spread", 8)), (0.5, 0.9, 0.99), (1, 10, 100), SHARES)
    rows += [(*kind, gamma, c, share) for kind, gamma, c, share in both_ways]
    return grid("lq", "kind n gamma c share", rows, _is_quick, family="synthetic")


def _is_quick(cell: Record) -> bool:
    if cell["share"]:
        return bool(cell["gamma"] == 0.9 and cell["share"] == 0.5)
    return cell["gamma"] in (0.5, 0.9) if cell["kind"] == "numbers" else bool(cell["n"] == 8 and cell["gamma"] == 0.9)


def _quadratic() -> list[Cell]:
    sizes = ((8, 10), (8, 100), (32, 10))
    rest = product(sizes, (0.3, 3.0), STEPS, (0.01, 0.1, 1.0), ("one", "two"))
    rows = [(*size, *others) for size, *others in rest]
    return grid("lq", "n condition coupling inner outer way", rows, is_quick_quadratic, family="quadratic")


def is_quick_quadratic(cell: Record) -> bool:
    """Whether short runs measure it as well."""
    return (cell["n"], cell["condition"], cell["coupling"], cell["inner"]) == (8, 10, 3.0, 1.0)


def _ridge() -> list[Cell]:
    """Small steps leave γ too near to 1 for the larger data set: powers that decay for 10⁵ steps take minutes."""
    rows = [
        *product(("diabetes",), ("one", "each"), (0, 1), STEPS, STEPS, ("one", "two")),
        *product(("breast_cancer",), ("one",), (0, 1), (1.0, 1.9), STEPS, ("one", "two")),
        *product(("breast_cancer",), ("each",), (0,), (1.0, 1.9), (0.1, 1.0), ("one", "two")),
    ]

    def quick(cell: Record) -> bool:
        data, reg, half, inner = (cell[name] for name in ("data", "reg", "half", "inner"))
        return (reg, half, inner) == ("one", 0, 1.0) or (data, reg, half, inner) == ("diabetes", "each", 0, 1.0)

    return grid("lq", "data reg half inner outer way", rows, quick, family="ridge")


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a cell; raises what the enclosures raise."""
    return growth(*FAMILIES[str(parameters["family"])](parameters, seed))


_PAPER_OVER_K = ("bound/K", "paper_over_K")


def _tracks(low: float, high: float) -> bool:
    return low <= 2 and high >= 1


def statements(records: Sequence[Record]) -> list[Statement]:
    """What the cells say of the statements on linear-quadratic problems."""
    known = measured(records)
    one_way, two_way = along(known, one_way=True), along(known, one_way=False)
    tracking = [_tracking(family, along(one_way, family=family)) for family in FAMILIES]
    neumann = "K(J) ≤ K₀/(1 − ‖B‖K₀/(1−γ)) where its hypothesis ‖B‖K₀ < 1−γ is met"
    repaired = "K(J) ≤ K₀/(1 − ‖B‖s) where ‖B‖s < 1"
    worst = "K(J) ≤ K(Ĵ), the exact worst case given the norms"
    peaks = ("sup‖Ĵᵗ‖/sup‖Jᵗ‖", "exact_peak_over_peak")
    return [
        decided("kreiss-upper-bound", f"K(J) ≤ {PAPER} for one-way coupling", one_way, "K_below_paper", *_PAPER_OVER_K),
        decided("comparison", worst, known, "K_below_exact", "K(Ĵ)/K(J)", "exact_over_K"),
        decided("comparison-powers", "sup‖Jᵗ‖ ≤ sup‖Ĵᵗ‖", known, "peak_below_exact_peak", *peaks),
        decided("kreiss-matrix-theorem-lower", "K(J) ≤ sup‖Jᵗ‖", known, "K_below_peak", "sup‖Jᵗ‖/K", "peak_over_K"),
        *chain.from_iterable(tracking),
        _unbounded(one_way),
        decided("neumann-bound", neumann, two_way, "K_below_neumann", "bound/K", "neumann_over_K"),
        decided("neumann-repaired", repaired, two_way, "K_below_repaired", "bound/K", "repaired_over_K"),
    ]


def _tracking(family: str, records: Sequence[Record]) -> list[Statement]:
    claim, ratio = "peak-tracking", ("bound/peak", "paper_over_peak")
    close = f"that bound is 1 to 2 times the peak (about 1.5) on {family} problems"
    return [
        decided(claim, f"sup‖Jᵗ‖ ≤ {PAPER} on {family} problems", records, "peak_below_paper", *ratio),
        within(claim, close, records, _tracks, *ratio),
    ]


def _unbounded(records: Sequence[Record]) -> Statement:
    """Whether the peak grows along every ladder of growing coupling at fixed rates."""
    growing: list[bool] = []
    failing: list[str] = []
    numbers = along(records, family="synthetic", kind="numbers")
    for rate in RATES:
        ladder = along(numbers, gamma=rate)
        for lower, higher in pairwise(ladder):
            rises = higher["c"] <= 1 or higher["peak_lower"] > lower["peak_upper"]
            growing.append(rises)
            failing += [] if rises else [higher["cell"]]
    sentence = "with γ fixed the peak grows with ‖C‖ (from ‖C‖ = 1 on)"
    return counted("transient-unbounded", sentence, len(growing), sum(growing), failing)


_COLUMNS = (
    {"bound/K": "paper_over_K", "K(Ĵ)/K": "exact_over_K", "bound/K(Ĵ)": "paper_over_exact"}
    | {"bound/peak": "paper_over_peak", "sup‖Ĵᵗ‖/peak": "exact_peak_over_peak", "peak/K": "peak_over_K"}
    | {"e·n·K/peak": "spijker_over_peak"}
)
_GROUPS = [
    *(
        group
        for kind in ("numbers", "clustered", "spread")
        for group in ways(kind, "one", family="synthetic", kind=kind)
    ),
    *ways("synthetic", "two", family="synthetic"),
    *ways("quadratic", family="quadratic"),
    *(group for data in ("diabetes", "breast_cancer") for group in ways(data, data=data)),
]


def tables(records: Sequence[Record]) -> list[Table]:
    """How tight each bound is by family, and how large K and the peak are."""
    groups = grouped(_GROUPS, measured(records))
    sizes = ranges(groups, ("gamma", "c", "K", "peak"), counted=True)
    infinite = [str(sum(record["unbounded"] for record in found)) for _, found in groups]
    rows = [(*row, count) for row, count in zip(sizes, infinite, strict=True)]
    columns = ("family", "cells", "γ", "‖C‖", "K", "peak", "K = ∞")
    tight = "How tight the bounds are: range (median) of the ratio"
    return [
        Table("How large K and the peak are, enclosed: range (median)", columns, rows),
        Table(tight, ("family", *_COLUMNS), ranges(groups, _COLUMNS.values())),
    ]


def draw(records: Sequence[Record], folder: Path) -> None:
    """The bounds against the enclosed K and peak."""
    bounds_picture(measured(records), folder)


EXPERIMENT = Experiment(
    name="lq",
    title="Linear-quadratic problems",
    needs=("sklearn",),
    cells=cells,
    measure=measure,
    statements=statements,
    tables=tables,
    draw=draw,
)
