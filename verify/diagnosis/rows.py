"""A diagnosis as the rows of a table: the name of a quantity, what is proved of it, and how that is known."""

from __future__ import annotations

from kreiss.decimals import decimal_above
from kreiss.verify.diagnosis.bounds import Hypotheses
from kreiss.verify.diagnosis.findings import Findings
from kreiss.verify.diagnosis.quantity import Measured, Quantity
from kreiss.views import View

Row = tuple[str, str, str]


def views(found: Findings, name: str) -> tuple[View, ...]:
    """The tables that a terminal and a notebook show of the diagnosis of a matrix of that name."""
    whole = View(f"Diagnosis of {name}", rows(found), ("quantity", "value", "known"))
    return (whole, _block_norms(found)) if len(found.sizes) > 1 else (whole,)


def rows(found: Findings) -> list[Row]:
    """The rows, of texts."""
    return [*_of_matrix(found), *_of_norms(found), *_advice(found), ("time", f"{found.elapsed:.2f} s", "")]


def _block_norms(found: Findings) -> View:
    """The table of ‖J_ij‖."""
    cells = [
        [f"‖{found.blocks.name(i, j)}‖ {_value(norm)}" for j, norm in enumerate(row)]
        for i, row in enumerate(found.norms)
    ]
    places = [str(i) for i in range(1, len(found.sizes) + 1)]
    body = [(f"row {place}", *row) for place, row in zip(places, cells, strict=True)]
    return View("Norms of the blocks", body, ("block", *(f"column {place}" for place in places)))


def _of_matrix(found: Findings) -> list[Row]:
    blocks = " + ".join(map(str, found.sizes))
    ball = [("noise", f"every matrix within {decimal_above(found.noise, 6)} of it", "")] if found.noise else []
    peak = f", at t = {found.peak.t}" if isinstance(found.peak, Measured) and found.peak.t is not None else ""
    several = len(found.sizes) > 1
    rates = [_row(f"ρ({found.blocks.name(i, i)})", rate) for i, rate in enumerate(found.rates)] if several else []
    return [
        ("order", f"{found.order} = {blocks}" if several else str(found.order), ""),
        *ball,
        ("regime", found.regime.shown(), found.regime.rigor or ""),
        _row("‖J‖", found.norm),
        *rates,
        _row("ρ(J)", found.radius),
        _row("K(J)", found.kreiss),
        (_row("peak of ‖Jᵗ‖", found.peak)[0], _value(found.peak) + peak, _grade(found.peak)),
        _row("‖Jˢ‖ ≤ 1 from s = ", found.horizon),
        _row("departure from normality", found.departure),
        ("every power at most", _upper(found.ceiling), _grade(found.ceiling)),
    ]


def _of_norms(found: Findings) -> list[Row]:
    by = found.bounds
    if len(found.sizes) == 1:
        return []
    of_pairs = [
        ("paper's hypotheses", _hypotheses(by.hypotheses), "exact"),
        _row("paper's bound on K", by.paper),
        _row("worst K of (γ, ‖B‖, ‖C‖)", by.worst),
        _row("to the critical coupling", by.margin),
    ]
    return [
        _row("γ", by.gamma),
        *(of_pairs if len(found.sizes) == 2 else []),
        _row("K by the blocks' norms", by.kreiss),
        _row("peak by the blocks' norms", by.peak),
        _row("ρ by the blocks' norms", by.radius),
    ]


def _hypotheses(held: Hypotheses) -> str:
    answers = (("B = 0 or C = 0", held.one_way), ("A, D symmetric", held.symmetric), ("γ < 1", held.rates_below_one))
    return ", ".join(f"{name}: {_yes(answer)}" for name, answer in answers)


def _advice(found: Findings) -> list[Row]:
    if found.wanted is None:
        return []
    wanted = decimal_above(found.wanted, 6)
    return [
        (f"{each.what} for a peak ≤ {wanted}", each.shown(), "" if each.peak is None else each.peak.rigor)
        for each in found.advice
    ]


def _row(name: str, value: Quantity) -> Row:
    return name, _value(value), _grade(value)


def _value(value: Quantity) -> str:
    return value.shown()


def _grade(value: Quantity) -> str:
    return value.rigor if isinstance(value, Measured) else ""


def _upper(value: Quantity) -> str:
    if not isinstance(value, Measured):
        return value.shown()
    return "∞" if value.upper is None else f"{decimal_above(value.upper, 6)}, e·n·K (Kreiss matrix theorem)"


def _yes(answer: bool | None) -> str:
    return "not decided" if answer is None else "yes" if answer else "no"
