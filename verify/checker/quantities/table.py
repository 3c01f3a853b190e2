"""Checks ``kreiss/enclosure-1``: which room checks the enclosure of which quantity."""

from collections.abc import Callable, Mapping
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.enclosures import disc, half_plane, neighbours, normalized
from kreiss.verify.checker.enclosures.facts import enclosed
from kreiss.verify.checker.growth import growth
from kreiss.verify.checker.systems import norms

QUANTITIES = {**disc.QUANTITIES, **half_plane.QUANTITIES, **neighbours.QUANTITIES, **growth.QUANTITIES}
_OTHERS: dict[str, Callable[[Mapping[str, Any]], Checked]] = {
    **dict.fromkeys(normalized.QUANTITIES, normalized.check),
    **dict.fromkeys(norms.QUANTITIES, norms.check),
}


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    quantity = matrices.field(matrices.field(document, "statement", "$"), "quantity", "$.statement")
    if not isinstance(quantity, str) or quantity not in (*QUANTITIES, *_OTHERS):
        raise Rejected("$.statement.quantity", f"expected one of {', '.join((*QUANTITIES, *_OTHERS))}")
    return enclosed(document, QUANTITIES[quantity]) if quantity in QUANTITIES else _OTHERS[quantity](document)
