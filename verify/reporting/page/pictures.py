"""Pictures of a verdict: the matrix of a counterexample, and a bound beside the exact worst case.

A picture illustrates and proves nothing. What has no enclosure in a short time, or lies outside the range of double
precision, has none, and the page goes without.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from matplotlib.figure import Figure

from kreiss.errors import KreissError
from kreiss.numeric import certify_kreiss, certify_kreiss_ct, certify_sup_powers
from kreiss.numeric.portraits import draw_powers, draw_pseudospectra, draw_ratio
from kreiss.numeric.portraits.style import INK, THIRD
from kreiss.symbolic.typesetting import unicode
from kreiss.verify.claims.claim import Claim
from kreiss.verify.decision import Decision
from kreiss.verify.evaluation.ranges import Range
from kreiss.verify.language.trees import RELATIONS, Tree, show, walk
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.reporting.page.bounds import RATE, is_one_way, right_sides, worst_case
from kreiss.verify.reporting.page.points import matrix_at
from kreiss.verify.reporting.page.svg import inline

_LARGEST, _GAP, _SECONDS = 12, 1e-3, 2.0
"""Orders that are drawn, with a coarse K in few seconds: pages are written for many claims."""
_CONSTANTS = {"K": certify_kreiss, "K_ct": certify_kreiss_ct}
_POWERS = ("sup_powers", "power_norm")
_POINTS = 90  # A side of the grid: enough for a small picture
_FEWEST = 5  # points that make a curve


@dataclass(frozen=True)
class Picture:
    """An inline SVG, what it shows in words, and its caption."""

    svg: Markup
    alt: str
    caption: str


def pictures(verdict: Decision, prefix: str) -> tuple[Picture, ...]:
    """The pictures that help to see a verdict; ``prefix`` sets their names apart. Guarantee: estimates."""
    found: list[Picture] = []
    for draw in (_counterexample, _bound):
        with suppress(KreissError, OverflowError):
            found += draw(verdict, prefix)
    return tuple(found)


def _counterexample(verdict: Decision, prefix: str) -> Iterator[Picture]:
    """The matrix that the failing relation speaks of: its portrait for K, the norms of its powers for a peak."""
    witness = verdict.witness
    found = _subject(verdict.claim) if isinstance(witness, Witness) else None
    if found is None or not isinstance(witness, Witness):
        return
    function, tree = found
    rows = matrix_at(verdict.claim, witness, tree)
    if rows is None or len(rows) > _LARGEST:
        return
    name = unicode(show(tree))
    claimed = _claimed(verdict.claim, witness, function)
    if function in _POWERS:
        yield _powers(rows, name, claimed, prefix)
    else:
        yield _portrait(rows, name, function, claimed, prefix)


def _subject(claim: Claim) -> tuple[str, Tree] | None:
    """The first quantity of the conclusion that has a picture, and the matrix in it."""
    parts = (part for tree in claim.conclusion for part in walk(tree) if part[0] == "call")
    return next(((part[1], part[2][0]) for part in parts if part[1] in (*_CONSTANTS, *_POWERS)), None)


def _claimed(claim: Claim, witness: Witness, function: str) -> float | None:
    """The value of the side opposite to the quantity, where the conclusion is one relation that has it alone."""
    if len(claim.conclusion) != 1 or claim.conclusion[0][0] not in RELATIONS:
        return None
    _, left, right = claim.conclusion[0]
    sides = ((left, witness.right), (right, witness.left))
    other = next((value for tree, value in sides if tree[:2] == ("call", function)), Range(None, None))
    return None if other.lo is None or other.hi is None else float(other.lo)


def _portrait(rows: Any, name: str, function: str, claimed: float | None, prefix: str) -> Picture:
    continuous = function == "K_ct"
    enclosure = _attempt(_CONSTANTS[function], rows)
    stable = enclosure is not None and enclosure.upper is not None
    figure = Figure(figsize=(9.2 if stable else 4.8, 3.9), layout="constrained")
    axes = figure.subplots(1, 2 if stable else 1, squeeze=False)[0]
    draw_pseudospectra(axes[0], rows, enclosure, continuous=continuous, points=_POINTS)
    if stable:
        draw_ratio(axes[1], rows, enclosure, continuous=continuous)
        _line(axes[1], claimed)
    for one in axes:
        _legend(one)
    border = "the imaginary axis" if continuous else "the unit circle"
    alt = f"Pseudospectra of {name} at the counterexample, with its eigenvalues and {border}"
    ratio = "; beside it the ratio whose supremum is the constant" if stable else "; an eigenvalue lies outside"
    return Picture(inline(figure, prefix), f"{alt}{ratio}", f"{name} at the counterexample: pseudospectra{ratio}.")


def _powers(rows: Any, name: str, claimed: float | None, prefix: str) -> Picture:
    figure = Figure(figsize=(5.6, 3.9), layout="constrained")
    axes = figure.subplots()
    draw_powers(axes, rows, _attempt(certify_kreiss, rows), peak=_attempt(certify_sup_powers, rows))
    _line(axes, claimed)
    _legend(axes)
    line = "" if claimed is None else ", with the claimed bound"
    alt = f"Norms of the powers of {name} at the counterexample{line}"
    return Picture(inline(figure, prefix), alt, f"{name} at the counterexample: the norms of its powers{line}.")


def _attempt(certify: Any, rows: Any) -> Any:
    try:
        return certify(rows, _GAP, budget=_SECONDS)
    except KreissError:
        return None


def _line(axes: Any, claimed: float | None) -> None:
    if claimed is not None:
        axes.axhline(claimed, color=INK, linewidth=1.4, linestyle="-.", label=f"claimed: {claimed:.4g}")
        low, high = axes.get_ylim()
        axes.set_ylim(low, max(high, 1.1 * claimed))


def _legend(axes: Any) -> None:
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, frameon=False, fontsize=8)


def _bound(verdict: Decision, prefix: str) -> Iterator[Picture]:
    """A bound in γ and ‖C‖ beside the exact worst case over the class, against ‖C‖."""
    claim = verdict.claim
    points = right_sides(claim) if is_one_way(claim) else []
    if len(points) < _FEWEST:
        return
    couplings, bounds = [[float(x) for x in column] for column in zip(*points, strict=True)]
    figure = Figure(figsize=(5.6, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.loglog(couplings, bounds, "--", color=INK, linewidth=1.4, label="right side of the claim")
    exact = [float(worst_case(coupling)) for coupling, _ in points]
    axes.loglog(couplings, exact, color=THIRD, linewidth=1.8, label="exact worst case of K")
    axes.set(xlabel="‖C‖", title=f"γ = {RATE}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    alt = f"The claim’s bound and the exact worst case of K against the norm of C, at γ = {RATE}, on logarithmic axes"
    yield Picture(inline(figure, f"{prefix}-bound"), alt, f"The bound beside the exact worst case, at γ = {RATE}.")
