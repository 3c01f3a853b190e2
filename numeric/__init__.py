"""Certified numerics: enclosures of the Kreiss constant and its neighbours, each with a certificate."""

from kreiss.numeric.algebraic.kreiss import AlgebraicEnclosure, certify_kreiss_algebraic
from kreiss.numeric.disc.kreiss import certify_kreiss
from kreiss.numeric.enclosures.kreiss import HalfPlaneEnclosure, KreissEnclosure
from kreiss.numeric.field_of_values.radius import NumericalRadius, certify_numerical_radius
from kreiss.numeric.half_plane.kreiss import certify_kreiss_ct
from kreiss.numeric.neighbours.matrix_theorem import MatrixTheorem, certify_matrix_theorem
from kreiss.numeric.neighbours.pseudospectral_radius import PseudospectralRadius, certify_pseudospectral_radius
from kreiss.numeric.neighbours.resolvent_norm import (
    DistanceToInstability,
    ResolventNorm,
    certify_resolvent_norm,
    distance_to_instability,
)
from kreiss.numeric.powers.one_power import PowerNorm, certify_power_norm
from kreiss.numeric.powers.supremum import PowersSupremum, certify_sup_powers
from kreiss.numeric.reading import gallery

__all__ = [
    "AlgebraicEnclosure",
    "DistanceToInstability",
    "HalfPlaneEnclosure",
    "KreissEnclosure",
    "MatrixTheorem",
    "NumericalRadius",
    "PowerNorm",
    "PowersSupremum",
    "PseudospectralRadius",
    "ResolventNorm",
    "certify_kreiss",
    "certify_kreiss_algebraic",
    "certify_kreiss_ct",
    "certify_matrix_theorem",
    "certify_numerical_radius",
    "certify_power_norm",
    "certify_pseudospectral_radius",
    "certify_resolvent_norm",
    "certify_sup_powers",
    "distance_to_instability",
    "gallery",
]


def __dir__() -> list[str]:
    return __all__
