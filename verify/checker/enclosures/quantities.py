"""Checks ``kreiss/enclosure-1``: which room checks the enclosure of which quantity."""

from collections.abc import Mapping
from typing import Any

from kreiss.verify.checker.arithmetic import matrices
from kreiss.verify.checker.documents import Checked
from kreiss.verify.checker.enclosures import disc, half_plane, half_plane_neighbours, neighbours
from kreiss.verify.checker.systems import norms


def check(document: Mapping[str, Any]) -> Checked:
    """Accept the enclosure, or reject the document. Guarantee: exact."""
    quantity = matrices.field(matrices.field(document, "statement", "$"), "quantity", "$.statement")
    if quantity == "K":
        return disc.check(document)
    if quantity == "K_ct":
        return half_plane.check(document)
    if isinstance(quantity, str) and quantity in half_plane_neighbours.QUANTITIES:
        return half_plane_neighbours.check(document)
    if isinstance(quantity, str) and quantity in norms.QUANTITIES:
        return norms.check(document)
    return neighbours.check(document)
