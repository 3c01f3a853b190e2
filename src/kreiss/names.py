"""Names that read like constants and would be free numbers: both languages refuse them, and say what to write.

The letter e is a usual variable as well: it is one where a hypothesis speaks of it.
"""

from collections.abc import Container

_INFINITE = "nothing is compared with infinity: state a bound"
_CONSTANTS = {
    **dict.fromkeys(["inf", "infinity", "infty", "oo"], _INFINITE),
    "nan": "it is no number",
    "pi": "write a rational bound on either side, as 355/113 above or 333/106 below",
}


def no_constant(name: str) -> str | None:
    """Why ``name`` stands for no number, and what to write instead; None for a name that reads like no constant."""
    advice = _CONSTANTS.get(name.lower())
    return advice and f"{name!r} reads like a constant: {advice}; choose another name for a variable, as in '{name}1'"


def unstated(free: Container[str], stated: Container[str]) -> str | None:
    """Why a free number e of which no hypothesis speaks, as in ``e*dim(A)``, is none; None where there is no such."""
    if "e" not in free or "e" in stated:
        return None
    return (
        "'e' is a free number of which no hypothesis speaks: write exp(1) for the constant, and give the range of a "
        "variable, as 'e >= 0'"
    )
