"""What the steps of an enclosure of K or K_ct have proved so far: the argument of each step writes here."""

from dataclasses import dataclass, field
from fractions import Fraction

from kreiss.verify.checker.arithmetic.matrices import Matrix


@dataclass
class Facts:
    """What the steps have proved so far of K(A) or K_ct(A)."""

    A: Matrix
    radius: Fraction = Fraction(0)  # the facts hold for every matrix within this distance of A
    lower: Fraction = Fraction(1)  # K ≥ 1: let z → ∞
    upper: Fraction | None = None  # K is at most that, by one step
    infinite: bool = False
    segments: list[tuple[Fraction, Fraction, Fraction]] = field(default_factory=list)
    """(v, w, κ): (1 − u)N(u) ≤ κ for 0 < u < 1 with v ≤ 1 − u ≤ w, or x·M(x) ≤ κ for 0 < x with v ≤ x ≤ w."""


@dataclass
class DiscFacts(Facts):
    """Those of K(A)."""

    stein: tuple[Fraction, Matrix] | None = None  # the u and the P of the largest circle, the last of those
    inside: Fraction = Fraction(0)  # ρ(A) < 1/u for this u, if it is not 0
    discs: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (u, ν): N ≤ ν on (0, u]
    nodes: list[tuple[Fraction, Fraction]] = field(default_factory=list)


@dataclass
class HalfPlaneFacts(Facts):
    """Those of K_ct(A)."""

    lyapunov: tuple[Fraction, Matrix] | None = None  # the x and the P of the last line
    left_of: Fraction | None = None  # Re λ < this x for every eigenvalue λ
    half_planes: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (x, μ): M ≤ μ on [x, ∞)
    omega: Fraction | None = None  # (A + A*)/2 ⪯ ωI, for all matrices of the ball
    lines: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # (x, μ) with M(x) ≤ μ
