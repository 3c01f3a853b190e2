"""From circles to all |z| > 1: the chord rule, exactly.

m(u) = uN(u) is convex on (0, 1] when ρ(A) < 1, so between two nodes it lies below their chord α + βu, and with |z| =
1/u the Kreiss ratio (|z| − 1)‖R(z)‖ = (1/u − 1)m(u) lies below (1/u − 1)(α + βu) = β − α − (βu − α/u). For α < 0 < β
that is largest at u² = −α/β, where it is (√β − √−α)²; otherwise it is monotone. Left of the last node it lies below
ν_N.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from kreiss.numeric.arithmetic.roots import ceiling, root_below

Node = tuple[Fraction, Fraction]
"""(u, ν) with N(u) ≤ ν."""


def upper_bound(nodes: Sequence[Node], bits: int) -> Fraction:
    """The bound on K that nodes u_0 = 1 > u_1 > … prove, rounded up to about ``bits`` bits. Guarantee: exact."""
    chords = (chord_bound(right, left, bits) for right, left in pairwise(nodes))
    return ceiling(max(nodes[-1][1], *chords, Fraction(1)), bits)


def chord_bound(right: Node, left: Node, bits: int) -> Fraction:
    """An upper bound on (1/u − 1)·chord(u) between two nodes: β − α − 2√(−αβ), the root rounded down.

    With nodes at a < b: α = −ab(ν_b − ν_a)/(b − a) and β = (bν_b − aν_a)/(b − a).
    """
    (a, nu_a), (b, nu_b) = left, right
    fall, rise = a * b * (nu_b - nu_a), b * nu_b - a * nu_a
    if a * a * rise < fall < b * b * rise:
        return (rise + fall - 2 * root_below(fall * rise, 2 * bits)) / (b - a)
    return max((1 - a) * nu_a, (1 - b) * nu_b)
