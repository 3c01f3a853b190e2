"""Which claim a command is about: one of a file, or one that is typed in."""

from pathlib import Path
from typing import TYPE_CHECKING

from kreiss.errors import InvalidArgument, InvalidClaim

if TYPE_CHECKING:
    from kreiss.verify.claims import Claim

_WHERE = "claim 'claim', "


def one_claim(file: Path | None, only: str | None, states: str | None, given: list[str]) -> "Claim":
    """The claim that the arguments name; raises ``InvalidArgument`` where they name none or two."""
    from kreiss.verify.claims import load_claims
    from kreiss.verify.running.runner import only as selected

    if states is not None and file is None and only is None:
        return _typed(states, given)
    if file is None or only is None or states is not None or given:
        raise InvalidArgument("expected either a claim file and --only ID, or --states (with --given)")
    return selected(load_claims(file), [only])[0]


def _typed(states: str, given: list[str]) -> "Claim":
    """The claim of the options; an error names the option that it is about."""
    from kreiss.verify.claims import Claim

    try:
        return Claim("claim", states, tuple(given))
    except InvalidClaim as error:
        raise InvalidClaim(f"--{str(error).removeprefix(_WHERE)}") from None
