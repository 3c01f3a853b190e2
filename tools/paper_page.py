"""Write the generated parts of ``docs/paper.md``; ``--check`` compares them instead.

``claims`` is the table of the bundled claims and the verdicts that ``kreiss verify`` is expected to give; ``witnesses``
shows, for each refuted claim, a point or a family at which the checker has just confirmed that it fails, with both
sides there; for a bound that holds without being sharp the sides are the bound and a better one.
"""

import sys
from dataclasses import replace
from fractions import Fraction

from generated import ROOT, settle, with_parts

from kreiss.verify.claims import Claim, load_claims
from kreiss.verify.language.trees import show
from kreiss.verify.proving.prover import prove_claim
from kreiss.verify.refuting.families import refute_for_all
from kreiss.verify.refuting.witness import examine, refutes

TOOL = "tools/paper_page.py"
PAGE = ROOT / "docs" / "paper.md"
Rows = list[list[int | str]]
POINTS: dict[str, tuple[dict[str, Rows], dict[str, int | str]]] = {
    "factor-two": ({}, {"gamma": 0, "c": 2}),
    "peak-tracking": ({"A": [[0]], "C": [[3]], "D": [[0]]}, {}),
    "critical-coupling-one-norm": ({"A": [[0]], "B": [[0]], "C": [[2]], "D": [[0]]}, {}),
    "upper-bound-sharp": ({"A": [[0]], "C": [[0]], "D": [[0]]}, {}),
    "neumann-bound": ({"A": [[0]], "C": [[2]], "D": [[0]], "B0": [[0, 2], [0, 0]]}, {"eps": "1/3"}),
}
BETTER = {"upper-bound-sharp": "max(1, 1/2 + norm(C)/(4*(1 - gamma)))"}


def main(arguments: list[str]) -> int:
    """Write the page, or compare; return the exit status."""
    parts = {"claims": claims(), "witnesses": witnesses()}
    return settle(TOOL, {PAGE: with_parts(PAGE, TOOL, parts)}, arguments)


def claims() -> list[str]:
    """The table of all claims, in the order of the file."""
    head = ["| claim | states | from | verdict |", "| --- | --- | --- | --- |"]
    return head + [f"| {claim.id} | {_states(claim)} | {_origin(claim)} | {claim.expect} |" for claim in load_claims()]


def _states(claim: Claim) -> str:
    """What is claimed, with what a hypothesis leaves open."""
    orders = [f" for `{line}`" for line, other in zip(claim.given, claim.expanded.given, strict=False) if line != other]
    return f"`{claim.states}`{''.join(orders)}{', sharp' if claim.sharp else ''}"


def _origin(claim: Claim) -> str:
    origin = {"abstract": "abstract", "secondary": "as summarised", "kreiss": "kreiss"}[claim.provenance]
    return origin + (f", instead of {claim.repairs}" if claim.repairs else "")


def witnesses() -> list[str]:
    """The table of counterexamples, each confirmed by the checker before it is written."""
    lines = ["| claim | at | left side | right side |", "| --- | --- | ---: | ---: |"]
    for claim in load_claims():
        if claim.expect == "REFUTED":
            lines.append(_along_a_family(claim) if claim.constants else _row(_failing(claim), *POINTS[claim.id]))
    return lines


def _failing(claim: Claim) -> Claim:
    """The claim that fails at a point: for a sharp one, that its bound is at most a better one, which is proved."""
    if not claim.sharp:
        return claim
    ((sign, left, right),) = claim.conclusion
    bounded, better = replace(claim, states=f"{show(left)} {sign} {BETTER[claim.id]}", sharp=False), BETTER[claim.id]
    if prove_claim(bounded, 60) is None:
        raise SystemExit(f"{claim.id}: the better bound of tools/paper_page.py is not proved")
    return replace(bounded, states=f"{show(right)} {sign} {better}")


def _along_a_family(claim: Claim) -> str:
    found = refute_for_all(claim, 60)
    if found is None:
        raise SystemExit(f"{claim.id}: no family of counterexamples was found")
    where = [
        f"{name} = [{', '.join('[' + ', '.join(row) + ']' for row in rows)}]" for name, rows in found.matrices.items()
    ]
    where += [f"{name} = {text}" for name, text in found.parameters.items()]
    sides = (side.replace("= ", "") for side in (found.left, found.right))
    return f"| {claim.id} | `{', '.join(where)}`, n → ∞ | {' | '.join(sides)} |"


def _row(claim: Claim, matrices: dict[str, Rows], numbers: dict[str, int | str]) -> str:
    exact = {name: [[Fraction(x) for x in row] for row in rows] for name, rows in matrices.items()}
    instance = examine(claim, exact, {name: Fraction(x) for name, x in numbers.items()}, gap=1e-6)
    if instance is None or not refutes(claim, instance.witness):
        raise SystemExit(f"{claim.id}: the point of tools/paper_page.py is not a counterexample")
    shown = instance.witness.document()
    where = [f"{name} = {_matrix(rows)}" for name, rows in matrices.items()]
    where += [f"{name} = {x}" for name, x in numbers.items()]
    return f"| {claim.id} | `{', '.join(where)}` | {_side(shown['lhs'])} | {_side(shown['rhs'])} |"


def _matrix(rows: Rows) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in rows) + "]"


def _side(value: object) -> str:
    """A side to five digits: an exact one as it is."""
    if isinstance(value, str):
        return "∞" if value == "inf" else value
    return f"{float(Fraction(value[0])):.5g}"  # type: ignore[index]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
