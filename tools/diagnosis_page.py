"""Write the example of ``docs/diagnosis.md`` from its matrix; ``--check`` fails if it has drifted.

Enclosures are rounded outward to five digits, which are the same on every machine.
"""

import sys

from generated import ROOT, settle, with_parts

import kreiss
from kreiss.numeric.reading.files import read_matrix
from kreiss.verify.diagnosis.diagnosis import Diagnosis
from kreiss.verify.diagnosis.quantity import Measured, Quantity

TOOL = "tools/diagnosis_page.py"
PAGE = ROOT / "docs" / "diagnosis.md"
DIGITS = 5


def main(arguments: list[str]) -> int:
    """Write the table, or compare it with the page's; return the exit status."""
    return settle(TOOL, {PAGE: with_parts(PAGE, TOOL, {"": table()})}, arguments)


def table() -> list[str]:
    """The Markdown table of the example."""
    found = kreiss.diagnose(read_matrix(str(ROOT / "examples" / "coupled.json")), 2, peak=2)
    head = [
        "| quantity | proved | known |",
        "| --- | --- | --- |",
        f"| regime | {found.regime.name} | {found.regime.rigor} |",
    ]
    return head + [f"| {name} | {shown(value)} | {known(value)} |" for name, value in quantities(found)] + advice(found)


def quantities(found: Diagnosis) -> list[tuple[str, Quantity]]:
    """The rows, in the order of the command's table."""
    by = found.bounds
    return [
        ("‖J‖", found.norm),
        ("ρ(A)", found.rates[0]),
        ("ρ(D)", found.rates[1]),
        ("ρ(J)", found.radius),
        ("K(J)", found.kreiss),
        ("peak of ‖Jᵗ‖", found.peak),
        ("‖Jˢ‖ ≤ 1 from s =", found.horizon),
        ("departure from normality", found.departure),
        ("every power at most e·n·K", found.ceiling),
        ("γ", by.gamma),
        ("paper's bound on K", by.paper),
        ("worst K of (γ, ‖B‖, ‖C‖)", by.worst),
        ("to the critical coupling", by.margin),
        ("K by the blocks' norms", by.kreiss),
        ("peak by the blocks' norms", by.peak),
        ("ρ by the blocks' norms", by.radius),
    ]


def shown(value: Quantity) -> str:
    """The enclosure to five digits."""
    if not isinstance(value, Measured):
        return value.shown()
    at = "" if value.t is None else f", at t = {value.t}"
    return (str(value.lower) if value.lower == value.upper else f"{value:.{DIGITS}g}") + at


def known(value: Quantity) -> str:
    """Its grade."""
    return value.rigor if isinstance(value, Measured) else ""


def advice(found: Diagnosis) -> list[str]:
    """The factors for a peak of 2."""
    rows = []
    for each in found.advice:
        peak = "" if each.peak is None else f"times {each.factor}, then the peak is in {each.peak:.{DIGITS}g}"
        rows.append(
            f"| {each.what} for a peak ≤ 2 | {peak or 'no factor found'} | {known(each.peak) if each.peak else ''} |"
        )
    return rows


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
