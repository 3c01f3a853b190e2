"""Claims, verdicts, counterexamples, and the independent checker of certificates.

The names below are imported on first use, so that ``python -m kreiss.verify.checker`` needs the standard library only.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kreiss.verify.certificates import check_certificate
    from kreiss.verify.claims import Claim, load_claims
    from kreiss.verify.deciding.verdict import Verdict
    from kreiss.verify.refuting.refuter import refute
    from kreiss.verify.refuting.witness import Witness
    from kreiss.verify.running.runner import verify

_HOMES = {
    "Claim": "kreiss.verify.claims",
    "Verdict": "kreiss.verify.deciding.verdict",
    "Witness": "kreiss.verify.refuting.witness",
    "check_certificate": "kreiss.verify.certificates",
    "load_claims": "kreiss.verify.claims",
    "refute": "kreiss.verify.refuting.refuter",
    "verify": "kreiss.verify.running.runner",
}
__all__ = ["Claim", "Verdict", "Witness", "check_certificate", "load_claims", "refute", "verify"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
