"""Write the README's result: the table between its markers, and ``docs/sharpness.svg``; ``--check`` compares the table.

For J = [[A, 0], [C, D]] with symmetric A and D, γ = max(ρ(A), ρ(D)) = 9/10 and ‖C‖ = c: the largest K(J) as an exact
algebraic number, a certified enclosure of K at the 2×2 matrix that attains it, and the bound 2/(1−γ) + c/(4(1−γ)).
"""

import sys
from fractions import Fraction

from generated import ROOT, settle, with_parts

from kreiss.decimals import decimal_above, decimal_below
from kreiss.numeric import certify_kreiss
from kreiss.symbolic import worst_case_kreiss

TOOL = "tools/sharpness.py"
README, PICTURE = ROOT / "README.md", ROOT / "docs" / "sharpness.svg"
GAMMA = Fraction(9, 10)
COUPLINGS = [Fraction(c) for c in ("1/10", "1", "10", "100", "1000")]
DIGITS = 9  # an enclosure with gap 1e-9 rounds outward to the same nine digits on every machine


def main(arguments: list[str]) -> int:
    """Write the table and the picture, or compare the table with the README's; return the exit status."""
    if "--check" not in arguments:
        picture()
    return settle(TOOL, {README: with_parts(README, TOOL, {"": table()})}, arguments)


def table() -> list[str]:
    """The Markdown table, a row for each coupling."""
    head = "| ‖C‖ | sharp bound | certified: K at least | K at most | abstract's bound | ratio to sharp |"
    return [head, "| ---: " * 6 + "|", *map(row, COUPLINGS)]


def row(c: Fraction) -> str:
    """One coupling: the exact worst case, an enclosure at the matrix that attains it, and the bound."""
    exact = worst(c)
    lower, upper = certified(c)
    if not lower <= exact <= upper:
        raise SystemExit(f"‖C‖ = {c}: the exact worst case {exact} lies outside the enclosure")
    shown = [decimal_below(x, 2 * DIGITS) for x in (c, exact)]
    ends = [decimal_below(lower, DIGITS), decimal_above(upper, DIGITS)]
    return f"| {' | '.join([*shown, *ends, decimal_below(bound(c), DIGITS), decimal_below(bound(c) / exact, 4)])} |"


def certified(c: Fraction) -> tuple[Fraction, Fraction]:
    """An enclosure of K([[γ, 0], [c, γ]])."""
    enclosure = certify_kreiss([[GAMMA, 0], [c, GAMMA]], gap=1e-9)
    if enclosure.lower is None or enclosure.upper is None:
        raise SystemExit(f"‖C‖ = {c}: the Kreiss constant of a stable matrix is finite")
    return enclosure.lower, enclosure.upper


def worst(c: Fraction) -> Fraction:
    """The largest K over the class, exactly; rational for equal rates."""
    value = worst_case_kreiss([[GAMMA, 0], [c, GAMMA]]).rational
    if value is None:
        raise SystemExit(f"‖C‖ = {c}: the worst case for equal rates is rational")
    return value


def bound(c: Fraction) -> Fraction:
    """2/(1 − γ) + c/(4(1 − γ))."""
    return 2 / (1 - GAMMA) + c / (4 * (1 - GAMMA))


def picture() -> None:
    """Both bounds against ‖C‖, with the certified values of K."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "kreiss"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot as plt

    couplings = [Fraction(round(10 ** (k / 10 + 4)), 10**4) for k in range(-10, 31)]
    figure, axes = plt.subplots(figsize=(6, 3.4), layout="constrained")
    axes.loglog(couplings, [float(bound(c)) for c in couplings], "--", label="2/(1−γ) + ‖C‖/(4(1−γ))")
    axes.loglog(couplings, [float(worst(c)) for c in couplings], label="sharp bound")
    axes.loglog(COUPLINGS, [float(certified(c)[0]) for c in COUPLINGS], "o", label="certified K of a 2×2 matrix")
    axes.set(xlabel="‖C‖", ylabel="Kreiss constant", title="γ = 9/10")
    axes.legend()
    figure.savefig(PICTURE, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
