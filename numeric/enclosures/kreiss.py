"""Enclosures of Kreiss constants: what they tell beside the two ends."""

from dataclasses import dataclass
from fractions import Fraction

from kreiss.numeric.enclosures.enclosure import Enclosure


@dataclass(frozen=True, repr=False, kw_only=True)
class ByNodes(Enclosure):
    """An enclosure by nodes on curves, on the disc's side or the half-plane's.

    ``argmax`` is a point z where the lower end is attained (None for the limit z → ∞, or an infinite constant),
    ``nodes`` counts the curves, and ``ended`` says whether the gap asked for was reached ("complete"), or what came
    before that: the budget ("budget"), an interrupt ("interrupted"), or the method's own limit ("limit"). With a
    ``radius`` the ends hold for every matrix within that distance of ``matrix``; for irrational entries, ``matrix`` is
    rational and the one given is among these. Where K(A/ρ(A)) or K_ct(A − α(A)I) was asked for, ``normalizer`` holds
    ends of ρ(A) or α(A); ``quantity`` and ``matrix`` say what is enclosed, K of the divided matrix where ρ is rational.
    """

    argmax: complex | None
    nodes: int
    ended: str
    normalizer: tuple[Fraction, Fraction] | None = None

    @property
    def complete(self) -> bool:
        """Whether the gap asked for was reached."""
        return self.ended == "complete"

    @property
    def radius(self) -> Fraction:
        """The radius of the ball that the ends hold for, 0 for the matrix alone."""
        return Fraction(self.parameters.get("radius", 0))


@dataclass(frozen=True, repr=False, kw_only=True)
class KreissEnclosure(ByNodes):
    """lower ≤ K(A) ≤ upper, proved; None for K = ∞. Nodes are circles."""


@dataclass(frozen=True, repr=False, kw_only=True)
class HalfPlaneEnclosure(ByNodes):
    """lower ≤ K_ct(A) ≤ upper, proved; None for K_ct = ∞. Nodes are lines."""
