"""What ``kreiss measure`` can measure: its names, the options of each, and the function that encloses it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kreiss.errors import InvalidArgument

if TYPE_CHECKING:
    from kreiss.numeric.arithmetic.matrices import ExactMatrix
    from kreiss.numeric.enclosures.enclosure import Enclosure


class Quantity(StrEnum):
    """What can be measured; the value is what the user writes."""

    RESOLVENT_NORM = "resolvent-norm"
    DISTANCE = "distance-to-instability"
    PSEUDOSPECTRAL_RADIUS = "pseudospectral-radius"
    NUMERICAL_RADIUS = "numerical-radius"
    POWER_NORM = "power-norm"
    SUP_POWERS = "sup-powers"
    MATRIX_THEOREM = "matrix-theorem"
    PSEUDOSPECTRAL_ABSCISSA = "pseudospectral-abscissa"
    NUMERICAL_ABSCISSA = "numerical-abscissa"
    EXP_NORM = "exp-norm"
    SUP_EXP = "sup-exp"
    HINF_NORM = "hinf-norm"
    LINF_NORM = "linf-norm"


NAMES = {
    Quantity.RESOLVENT_NORM: "M({radius}), the largest ‖(zI − A)⁻¹‖ on |z| = {radius}",
    Quantity.DISTANCE: "distance to instability",
    Quantity.PSEUDOSPECTRAL_RADIUS: "{epsilon}-pseudospectral radius",
    Quantity.NUMERICAL_RADIUS: "numerical radius w(A)",
    Quantity.POWER_NORM: "‖A^{power}‖",
    Quantity.SUP_POWERS: "sup over t of ‖Aᵗ‖",
    Quantity.PSEUDOSPECTRAL_ABSCISSA: "{epsilon}-pseudospectral abscissa",
    Quantity.NUMERICAL_ABSCISSA: "numerical abscissa ω(A)",
    Quantity.EXP_NORM: "‖exp(tA)‖ at t = {time}",
    Quantity.SUP_EXP: "sup over t ≥ 0 of ‖exp(tA)‖",
    Quantity.HINF_NORM: "H∞ norm",
    Quantity.LINF_NORM: "L∞ norm",
}
NAMES_CT = NAMES | {
    Quantity.RESOLVENT_NORM: "M({line}), the largest ‖(zI − A)⁻¹‖ on Re z = {line}",
    Quantity.DISTANCE: "distance to instability of the half-plane",
}
CONTINUOUS = {Quantity.PSEUDOSPECTRAL_ABSCISSA, Quantity.NUMERICAL_ABSCISSA, Quantity.EXP_NORM, Quantity.SUP_EXP}
"""The quantities of continuous time alone: ``--continuous`` need not be said."""
SYSTEMS = {Quantity.HINF_NORM, Quantity.LINF_NORM}
"""The quantities of systems: instead of a matrix a file holds A, B, C, D, or num and den, and says which time by dt."""
WHERE = {
    Quantity.HINF_NORM: ("with Re z ≥ 0", "with |z| ≥ 1"),
    Quantity.LINF_NORM: ("on the imaginary axis", "on the unit circle"),
}
"""Where a pole makes the norm infinite, in continuous and in discrete time."""
TWINS = {
    Quantity.PSEUDOSPECTRAL_RADIUS: Quantity.PSEUDOSPECTRAL_ABSCISSA,
    Quantity.NUMERICAL_RADIUS: Quantity.NUMERICAL_ABSCISSA,
    Quantity.POWER_NORM: Quantity.EXP_NORM,
    Quantity.SUP_POWERS: Quantity.SUP_EXP,
}
"""The quantities of discrete time alone, and what takes their place in continuous time."""
PARAMETERS: dict[tuple[Quantity, bool], dict[str, Any]] = {
    (Quantity.RESOLVENT_NORM, False): {"radius": "1"},
    (Quantity.RESOLVENT_NORM, True): {"line": "0"},
    (Quantity.PSEUDOSPECTRAL_RADIUS, False): {"epsilon": None},
    (Quantity.PSEUDOSPECTRAL_ABSCISSA, True): {"epsilon": None},
    (Quantity.POWER_NORM, False): {"power": 1},
    (Quantity.EXP_NORM, True): {"time": "1"},
}
"""The options that belong to one quantity, in discrete or continuous time, and their defaults."""
MEASURES = {
    (Quantity.RESOLVENT_NORM, False): "certify_resolvent_norm",
    (Quantity.RESOLVENT_NORM, True): "certify_line_resolvent_norm",
    (Quantity.DISTANCE, False): "distance_to_instability",
    (Quantity.DISTANCE, True): "distance_to_half_plane_instability",
    (Quantity.PSEUDOSPECTRAL_RADIUS, False): "certify_pseudospectral_radius",
    (Quantity.PSEUDOSPECTRAL_ABSCISSA, True): "certify_pseudospectral_abscissa",
    (Quantity.NUMERICAL_RADIUS, False): "certify_numerical_radius",
    (Quantity.NUMERICAL_ABSCISSA, True): "certify_numerical_abscissa",
    (Quantity.POWER_NORM, False): "certify_power_norm",
    (Quantity.EXP_NORM, True): "certify_exponential_norm",
    (Quantity.SUP_POWERS, False): "certify_sup_powers",
    (Quantity.SUP_EXP, True): "certify_sup_exponential",
}
"""The functions of ``kreiss.numeric``; each takes the matrix, its own parameter if it has one, and the gap."""


def measured(
    quantity: Quantity, matrix: "ExactMatrix", parameters: dict[str, Any], gap: str, budget: float, *, continuous: bool
) -> "Enclosure":
    """The enclosure of a quantity of one matrix."""
    from kreiss import numeric

    measure = getattr(numeric, MEASURES[quantity, continuous])
    enclosure: Enclosure = measure(matrix, *parameters.values(), gap, budget=budget)
    return enclosure


def parameters_of(quantity: Quantity, given: dict[str, Any], *, continuous: bool) -> dict[str, Any]:
    """The quantity's own options; one that belongs to another quantity is refused."""
    own = PARAMETERS.get((quantity, continuous), {})
    for name, value in given.items():
        if value is not None and name not in own:
            found = [key for key, names in PARAMETERS.items() if name in names]
            owners = [f"{owner}{' --continuous' if ct and owner not in CONTINUOUS else ''}" for owner, ct in found]
            raise InvalidArgument(f"--{name}: belongs to {' and '.join(owners)}, not to {quantity}")
    chosen = {name: default if given[name] is None else given[name] for name, default in own.items()}
    if "epsilon" in own and chosen["epsilon"] is None:
        raise InvalidArgument("--epsilon: expected the ε of the pseudospectrum, for example --epsilon 1/1000")
    return chosen
