"""A counterexample in words, from its document: the names with their values, and both sides of what fails there."""

from collections.abc import Mapping, Sequence
from typing import Any

from kreiss.views import View

_UNKNOWN = [None, "inf"]


def names(point: Mapping[str, Any], called: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The matrices and numbers of a point, each with its value; some are ``called`` otherwise by the claim's author."""
    matrices = [(name, matrix(rows)) for name, rows in point["matrices"].items()]
    return [*matrices, *(((called or {}).get(name, name), str(value)) for name, value in point["parameters"].items())]


def sides(shown: Mapping[str, Any]) -> str:
    """Both sides of the relation that fails; of one between matrices, in an entry or as forms."""
    if "parameter" in shown:
        return f"greater side {shown['lhs']}, smaller side {shown['rhs']}, for all large n"
    if _UNKNOWN == shown["lhs"] == shown["rhs"]:
        return "what is claimed does not hold there"
    both = f"left side {_side(shown['lhs'])}, right side {_side(shown['rhs'])}"
    place = where(shown)
    return f"{place}: {both}" if place else both


def where(shown: Mapping[str, Any]) -> str:
    """The entry in which two matrices differ, or the vector with which their order fails; nothing between numbers."""
    if "vector" in shown:
        return f"as forms at v = ({', '.join(shown['vector'])})"
    return f"in the entry ({', '.join(map(str, shown['entry']))})" if "entry" in shown else ""


def view(shown: Mapping[str, Any]) -> View:
    """The counterexample as a table."""
    title = "Family of counterexamples in n" if "parameter" in shown else "Counterexample"
    return View(title, [*names(shown), ("there", sides(shown))])


def matrix(rows: Sequence[Sequence[str]]) -> str:
    """A matrix on one line."""
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def _side(value: Any) -> str:
    """An exact side as it is, else its leading digits."""
    if isinstance(value, str):
        return "= ∞" if value == "inf" else f"= {value}"
    low, high = value
    if low is None:
        return "unbounded" if high == "inf" else f"≤ {high}"
    return f"≥ {low}" if high == "inf" else f"≈ {low}"
