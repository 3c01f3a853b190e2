"""Certified numerics: enclosures of the Kreiss constant and its neighbours, each with a certificate."""

from kreiss.numeric.algebraic.kreiss import AlgebraicEnclosure, certify_kreiss_algebraic, certify_kreiss_ct_algebraic
from kreiss.numeric.disc.kreiss import certify_kreiss
from kreiss.numeric.enclosures.kreiss import HalfPlaneEnclosure, KreissEnclosure
from kreiss.numeric.exponentials.one_exponential import ExponentialNorm, certify_exponential_norm
from kreiss.numeric.exponentials.supremum import ExponentialSupremum, certify_sup_exponential
from kreiss.numeric.field_of_values.numerical_abscissa import NumericalAbscissa, certify_numerical_abscissa
from kreiss.numeric.field_of_values.radius import NumericalRadius, certify_numerical_radius
from kreiss.numeric.half_plane.kreiss import certify_kreiss_ct
from kreiss.numeric.neighbours.lines import (
    DistanceToHalfPlaneInstability,
    LineResolventNorm,
    certify_line_resolvent_norm,
    distance_to_half_plane_instability,
)
from kreiss.numeric.neighbours.matrix_theorem import (
    ContinuousMatrixTheorem,
    MatrixTheorem,
    certify_continuous_matrix_theorem,
    certify_matrix_theorem,
)
from kreiss.numeric.neighbours.pseudospectral_abscissa import PseudospectralAbscissa, certify_pseudospectral_abscissa
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
from kreiss.numeric.sparse.kreiss import SparseBounds, bound_kreiss_sparse
from kreiss.numeric.systems.norms import SystemNorm, certify_hinf_norm, certify_linf_norm
from kreiss.numeric.systems.state_space import StateSpace

__all__ = [
    "AlgebraicEnclosure",
    "ContinuousMatrixTheorem",
    "DistanceToHalfPlaneInstability",
    "DistanceToInstability",
    "ExponentialNorm",
    "ExponentialSupremum",
    "HalfPlaneEnclosure",
    "KreissEnclosure",
    "LineResolventNorm",
    "MatrixTheorem",
    "NumericalAbscissa",
    "NumericalRadius",
    "PowerNorm",
    "PowersSupremum",
    "PseudospectralAbscissa",
    "PseudospectralRadius",
    "ResolventNorm",
    "SparseBounds",
    "StateSpace",
    "SystemNorm",
    "bound_kreiss_sparse",
    "certify_continuous_matrix_theorem",
    "certify_exponential_norm",
    "certify_hinf_norm",
    "certify_kreiss",
    "certify_kreiss_algebraic",
    "certify_kreiss_ct_algebraic",
    "certify_kreiss_ct",
    "certify_line_resolvent_norm",
    "certify_linf_norm",
    "certify_matrix_theorem",
    "certify_numerical_abscissa",
    "certify_numerical_radius",
    "certify_power_norm",
    "certify_pseudospectral_abscissa",
    "certify_pseudospectral_radius",
    "certify_resolvent_norm",
    "certify_sup_exponential",
    "certify_sup_powers",
    "distance_to_half_plane_instability",
    "distance_to_instability",
    "gallery",
]


def __dir__() -> list[str]:
    return __all__
