"""How commands speak to a terminal: ``--quiet`` and ``--no-color``, before the command or after it.

Answers and errors are the same with and without them. Off a terminal there is neither colour nor a bar.
"""

import os
from collections.abc import Sequence

QUIET, NO_COLOR = "--quiet", "--no-color"
_ASKED = {QUIET: "KREISS_QUIET", NO_COLOR: "NO_COLOR"}
"""The environment variable that stands for each; rich obeys the second (https://no-color.org)."""


def take(arguments: Sequence[str]) -> list[str]:
    """The arguments without the two options, which are noted; what stands after ``--`` is no option."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for argument in arguments[:end]:
        if argument in _ASKED:
            os.environ[_ASKED[argument]] = "1"
    return [argument for argument in arguments[:end] if argument not in _ASKED] + list(arguments[end:])


def is_quiet() -> bool:
    """Whether no progress is to be shown."""
    return bool(os.environ.get(_ASKED[QUIET]))
