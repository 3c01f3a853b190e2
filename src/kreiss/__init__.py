"""Certified Kreiss constants, and proofs and refutations of bounds on transient growth.

The Kreiss constant of a square matrix J is K(J) = sup over |z| > 1 of (|z| − 1)·‖(zI − J)⁻¹‖.

* ``kreiss.numeric``: enclosures of K and its neighbours, each with a certificate.
* ``kreiss.symbolic``: exact block algebra, closed forms and inequality proofs.
* ``kreiss.verify``: claims, verdicts, counterexamples, and the independent checker.

The names below are imported on first use: a start costs little, and the checker needs the standard library only. The
function ``verify`` is ``kreiss.verify.verify``, as ``kreiss.verify`` is the package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kreiss.numeric import (
        certify_kreiss,
        certify_kreiss_ct,
        certify_matrix_theorem,
        certify_numerical_radius,
        certify_power_norm,
        certify_pseudospectral_radius,
        certify_resolvent_norm,
        certify_sup_powers,
        distance_to_instability,
    )
    from kreiss.numeric.portraits import draw_portrait as portrait
    from kreiss.verify import Claim, check_certificate, load_claims, refute
    from kreiss.verify.deciding.inequalities import prove
    from kreiss.verify.diagnosis.diagnose import diagnose

    __version__: str

__all__ = [
    "Claim",
    "certify_kreiss",
    "certify_kreiss_ct",
    "certify_matrix_theorem",
    "certify_numerical_radius",
    "certify_power_norm",
    "certify_pseudospectral_radius",
    "certify_resolvent_norm",
    "certify_sup_powers",
    "check_certificate",
    "diagnose",
    "distance_to_instability",
    "load_claims",
    "portrait",
    "prove",
    "refute",
]
_HOMES = {
    **{name: ("kreiss.numeric", name) for name in __all__ if name.startswith(("certify_", "distance_"))},
    **{name: ("kreiss.verify", name) for name in ("Claim", "check_certificate", "load_claims", "refute")},
    "diagnose": ("kreiss.verify.diagnosis.diagnose", "diagnose"),
    "portrait": ("kreiss.numeric.portraits", "draw_portrait"),
    "prove": ("kreiss.verify.deciding.inequalities", "prove"),
}
"""Where each name is, and what it is called there."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("kreiss")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, there = _HOMES[name]
    return getattr(import_module(module), there)


def __dir__() -> list[str]:
    return [*__all__, "__version__", "errors", "numeric", "symbolic", "verify"]
