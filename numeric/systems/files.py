"""System files: a JSON object with A, B, C, D and, for discrete time, dt; or with num and den, by falling powers.

Numbers with a point are the float64 nearest to them; integers, and strings such as "1/10" and "0.1", are exact. ``dt``
is True or a positive number in discrete time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidMatrix
from kreiss.numeric.reading.documents import matrix_rows, unique
from kreiss.numeric.systems.state_space import StateSpace, state_space

_LARGEST_FILE = 1 << 26  # what is read into memory at the most


def read_system(name: str) -> StateSpace:
    """The system in the JSON file ``name``, or on standard input for ``-``. Guarantee: exact.

    Raises ``InvalidMatrix``, with the file's name, for a file that cannot be read or holds no system.
    """
    shown = "standard input" if name == "-" else name
    try:
        return state_space(_content(name))
    except InvalidMatrix as error:
        raise InvalidMatrix(f"{shown}: {error}") from None
    except OSError as error:
        raise InvalidMatrix(f"{shown}: cannot be read: {error.strerror or error}") from None
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidMatrix(f"{shown}: not a readable system file: {error}") from None


def _content(name: str) -> dict[str, Any]:
    if name != "-" and Path(name).suffix.lower() != ".json":
        raise InvalidMatrix("expected a system in a .json file with the keys A, B, C, D and, for discrete time, dt")
    if name == "-":
        data = sys.stdin.buffer.read(_LARGEST_FILE + 1)
    else:
        with Path(name).open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise InvalidMatrix(f"expected at most {_LARGEST_FILE >> 20} MB")
    content = json.loads(data, object_pairs_hook=unique)
    if not isinstance(content, dict):
        raise InvalidMatrix("expected an object with the keys A, B, C, D and, for discrete time, dt")
    return {key: matrix_rows(value) if key in {"A", "B", "C", "D"} else value for key, value in content.items()}
