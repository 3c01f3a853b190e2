"""Linear-quadratic problems: K and the peak of coupled updates, enclosed, beside the bounds from their norms."""

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from pathlib import Path

from kreiss.verify.experiments.bounds.growth import Array, along, growth
from kreiss.verify.experiments.cells import Cell, Experiment, Parameters, Record, measured
from kreiss.verify.experiments.pictures import bounds_picture
from kreiss.verify.experiments.problems.quadratic import quadratic
from kreiss.verify.experiments.problems.ridge import ridge
from kreiss.verify.experiments.problems.synthetic import synthetic
from kreiss.verify.experiments.statements import Statement, Table, counted, decided, shown, within

RATES, COUPLINGS, SHARES = (0.0, 0.5, 0.9, 0.99), (0.1, 1, 3, 10, 30, 100), (0.1, 0.5, 0.9)
"""The grid of the experiment."""
STEPS = (0.1, 1.0, 1.9)  # the grid of the experiment: of the stability limit 2, small, middling and nearly all
FAMILIES: dict[str, Callable[[Parameters, int], tuple[Array, int]]] = {
    "synthetic": synthetic, "quadratic": quadratic, "ridge": ridge,
}  # fmt: skip


def cells() -> list[Cell]:
    """The grid: updates by their norms, quadratic bilevel problems, ridge regression on data."""
    return [*_synthetic(), *_quadratic(), *_ridge()]


def _synthetic() -> list[Cell]:
    grid = [("numbers", 2, gamma, c, 0.0, gamma in (0.5, 0.9)) for gamma, c in product(RATES, COUPLINGS)]
    for kind, n in (("clustered", 8), ("spread", 8), ("spread", 32)):
        grid += [(kind, n, gamma, c, 0.0, n == 8 and gamma == 0.9) for gamma, c in product(RATES, COUPLINGS)]
    grid += [("spread", 128, gamma, c, 0.0, False) for gamma, c in product((0.9, 0.99), (10, 100))]
    for kind, n in (("numbers", 2), ("spread", 8)):
        grid += [
            (kind, n, gamma, c, share, gamma == 0.9 and share == 0.5)
            for gamma, c, share in product((0.5, 0.9, 0.99), (1, 10, 100), SHARES)
        ]
    names = ("kind", "n", "gamma", "c", "share")
    return [Cell("lq", {"family": "synthetic", **dict(zip(names, row, strict=False))}, row[-1]) for row in grid]


def _quadratic() -> list[Cell]:
    sizes = ((8, 10), (8, 100), (32, 10))
    grid = [
        (n, condition, *rest)
        for n, condition in sizes
        for rest in product((0.3, 3.0), STEPS, (0.01, 0.1, 1.0), ("one", "two"))
    ]
    names = ("n", "condition", "coupling", "inner", "outer", "way")
    return [
        Cell("lq", {"family": "quadratic", **dict(zip(names, row, strict=True))}, row[:4] == (8, 10, 3.0, 1.0))
        for row in grid
    ]


def _ridge() -> list[Cell]:
    """Small steps leave γ too near to 1 for the larger data set: powers that decay for 10⁵ steps take minutes."""
    grid = [
        *product(("diabetes",), ("one", "each"), (0, 1), STEPS, STEPS, ("one", "two")),
        *product(("breast_cancer",), ("one",), (0, 1), (1.0, 1.9), STEPS, ("one", "two")),
        *product(("breast_cancer",), ("each",), (0,), (1.0, 1.9), (0.1, 1.0), ("one", "two")),
    ]
    names = ("data", "reg", "half", "inner", "outer", "way")
    return [
        Cell("lq", {"family": "ridge", **dict(zip(names, row, strict=True))},
             row[1:4] == ("one", 0, 1.0) or row[:4] == ("diabetes", "each", 0, 1.0)) for row in grid
    ]  # fmt: skip


def measure(parameters: Parameters, seed: int) -> Record:
    """The record of a cell; raises what the enclosures raise."""
    return growth(*FAMILIES[str(parameters["family"])](parameters, seed))


def _tracks(low: float, high: float) -> bool:
    return low <= 2 and high >= 1


def statements(records: Sequence[Record]) -> list[Statement]:
    """What the cells say of the statements on linear-quadratic problems."""
    known = measured(records)
    one_way, two_way = along(known, one_way=True), along(known, one_way=False)
    return [
        decided("kreiss-upper-bound", "K(J) ≤ 2/(1−γ) + ‖C‖/(4(1−γ)) for one-way coupling", one_way, "K_below_paper",
                "bound/K", "paper_over_K"),
        decided("comparison", "K(J) ≤ K(Ĵ), the exact worst case given the norms", known, "K_below_exact",
                "K(Ĵ)/K(J)", "exact_over_K"),
        decided("comparison-powers", "sup‖Jᵗ‖ ≤ sup‖Ĵᵗ‖", known, "peak_below_exact_peak", "sup‖Ĵᵗ‖/sup‖Jᵗ‖",
                "exact_peak_over_peak"),
        decided("kreiss-matrix-theorem-lower", "K(J) ≤ sup‖Jᵗ‖", known, "K_below_peak", "sup‖Jᵗ‖/K", "peak_over_K"),
        *(
            statement
            for family in FAMILIES
            for statement in _tracking(family, along(one_way, family=family))
        ),
        _unbounded(one_way),
        decided("neumann-bound", "K(J) ≤ K₀/(1 − ‖B‖K₀/(1−γ)) where its hypothesis ‖B‖K₀ < 1−γ is met", two_way,
                "K_below_neumann", "bound/K", "neumann_over_K"),
        decided("neumann-repaired", "K(J) ≤ K₀/(1 − ‖B‖s) where ‖B‖s < 1", two_way, "K_below_repaired", "bound/K",
                "repaired_over_K"),
    ]  # fmt: skip


def _tracking(family: str, records: Sequence[Record]) -> list[Statement]:
    return [
        decided("peak-tracking", f"sup‖Jᵗ‖ ≤ 2/(1−γ) + ‖C‖/(4(1−γ)) on {family} problems", records,
                "peak_below_paper", "bound/peak", "paper_over_peak"),
        within("peak-tracking", f"that bound is 1 to 2 times the peak (about 1.5) on {family} problems", records,
               "paper_over_peak", _tracks, "bound/peak"),
    ]  # fmt: skip


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


_COLUMNS = {
    "bound/K": "paper_over_K", "K(Ĵ)/K": "exact_over_K", "bound/K(Ĵ)": "paper_over_exact",
    "bound/peak": "paper_over_peak", "sup‖Ĵᵗ‖/peak": "exact_peak_over_peak", "peak/K": "peak_over_K",
    "e·n·K/peak": "spijker_over_peak",
}  # fmt: skip
_GROUPS = (
    ("numbers, one-way", {"family": "synthetic", "kind": "numbers", "one_way": True}),
    ("clustered, one-way", {"family": "synthetic", "kind": "clustered", "one_way": True}),
    ("spread, one-way", {"family": "synthetic", "kind": "spread", "one_way": True}),
    ("synthetic, two-way", {"family": "synthetic", "one_way": False}),
    ("quadratic, one-way", {"family": "quadratic", "one_way": True}),
    ("quadratic, two-way", {"family": "quadratic", "one_way": False}),
    ("diabetes, one-way", {"data": "diabetes", "one_way": True}),
    ("diabetes, two-way", {"data": "diabetes", "one_way": False}),
    ("breast_cancer, one-way", {"data": "breast_cancer", "one_way": True}),
    ("breast_cancer, two-way", {"data": "breast_cancer", "one_way": False}),
)


def tables(records: Sequence[Record]) -> list[Table]:
    """How tight each bound is by family, and how large K and the peak are."""
    known = measured(records)
    groups = [(title, found) for title, fixed in _GROUPS if (found := along(known, **fixed))]
    return [
        Table("How large K and the peak are, enclosed: range (median)",
              ("family", "cells", "γ", "‖C‖", "K", "peak", "K = ∞"),
              [(title, str(len(found)), *(shown(found, name) for name in ("gamma", "c", "K", "peak")),
                str(sum(record["unbounded"] for record in found))) for title, found in groups]),
        Table("How tight the bounds are: range (median) of the ratio",
              ("family", *_COLUMNS),
              [(title, *(shown(found, name) for name in _COLUMNS.values())) for title, found in groups]),
    ]  # fmt: skip


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
