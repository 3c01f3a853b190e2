"""Checks ``kreiss/enclosure-1``: which room checks the enclosure of which quantity."""

from collections.abc import Callable, Mapping
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.enclosures import disc, half_plane, half_plane_neighbours, neighbours, normalized
from kreiss.verify.checker.systems import norms

_CHECKS: dict[str, Callable[[Mapping[str, Any]], Checked]] = {
    "K": disc.check,
    "K_ct": half_plane.check,
    **dict.fromkeys(neighbours.QUANTITIES, neighbours.check),
    **dict.fromkeys(half_plane_neighbours.QUANTITIES, half_plane_neighbours.check),
    **dict.fromkeys(normalized.QUANTITIES, normalized.check),
    **dict.fromkeys(norms.QUANTITIES, norms.check),
}


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    quantity = matrices.field(matrices.field(document, "statement", "$"), "quantity", "$.statement")
    if not isinstance(quantity, str) or quantity not in _CHECKS:
        raise Rejected("$.statement.quantity", f"expected one of {', '.join(_CHECKS)}")
    return _CHECKS[quantity](document)
