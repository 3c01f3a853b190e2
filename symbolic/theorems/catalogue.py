"""The theorems by name; a theorem's module is imported when it is asked for."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

from kreiss.errors import InvalidArgument
from kreiss.symbolic.theorems.theorem import Part, Theorem

NAMES = (
    "block-resolvent",
    "comparison",
    "upper-bound",
    "resolvent-sup-form",
    "exact-worst-case",
    "minimax-error",
    "critical-coupling",
    "two-way-coupling",
    "two-blocks",
    "triangular",
    "complex-pairs",
    "neumann-extension",
    "transient-growth",
    "iteration-complexity",
    "kreiss-matrix-theorem",
)


def theorem(name: str) -> Theorem:
    """The theorem of that name. Raises ``InvalidArgument``, with the nearest names, for an unknown one."""
    if name not in NAMES:
        close = get_close_matches(name, NAMES, n=2, cutoff=0.4)
        hint = f"did you mean {' or '.join(close)}?" if close else f"the names are {', '.join(NAMES)}"
        raise InvalidArgument(f"no theorem {name!r}: {hint}")
    result: Theorem = import_module(f"kreiss.symbolic.theorems.{name.replace('-', '_')}").THEOREM
    return result


def part_that_states(given: Sequence[str], states: str) -> Part | None:
    """The part of a theorem with exactly these hypotheses and this conclusion, up to spaces; None if there is none."""
    wanted = [_squeezed(line) for line in (*given, states)]
    for name in NAMES:
        for part in theorem(name).parts:
            if [_squeezed(line) for line in (*part.given, part.states)] == wanted:
                return part
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split())
