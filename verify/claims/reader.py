"""Reading claim files: TOML with ``schema = "kreiss/claims-2"`` and one ``[[claim]]`` table per claim.

The format is described in ``docs/claim-format.md``. Every error is an ``InvalidClaim`` that names the file and the
claim; nothing in a file is evaluated, and large or deeply nested files are refused before they are parsed.
"""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import PROVENANCES, Claim

SCHEMA, FORMER = "kreiss/claims-2", "kreiss/claims-1"
"""The version that is written, and the one that is read as well: it has no key ``numbers``."""
PAPER = Path(__file__).with_name("paper.toml")
LARGEST_FILE = 2_000_000  # what is read into memory at the most

_TEXTS = ("id", "states", "source", "provenance", "expect", "note", "repairs")
_LISTS = ("given", "exists", "numbers")
_KEYS = (*_TEXTS, *_LISTS, "sharp")
_SHARP = "true, false, a hypothesis or the name of a number that one bounds"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}", re.ASCII)


def load_claims(path: Path | str = PAPER) -> tuple[Claim, ...]:
    """The claims of a file, in its order; the bundled claims of the paper without an argument.

    Raises ``InvalidClaim`` for a file that cannot be read, is not TOML of this schema, repeats an id, has an unknown
    key, or states a claim outside the claim language.
    """
    source = Path(path)
    try:
        return _claims(_table(source))
    except InvalidClaim as error:
        raise InvalidClaim(f"{source}: {error}") from None


def _table(path: Path) -> Mapping[str, Any]:
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise InvalidClaim(f"{path.stat().st_size} bytes; claim files of at most {LARGEST_FILE} bytes are read")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidClaim(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InvalidClaim(f"is not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidClaim(f"is not TOML: {error}") from None
    except RecursionError:
        raise InvalidClaim("is nested too deeply") from None


def _claims(table: Mapping[str, Any]) -> tuple[Claim, ...]:
    if table.get("schema") not in (SCHEMA, FORMER):
        raise InvalidClaim(f'expected schema = "{SCHEMA}", got {table.get("schema")!r:.60}')
    _only(table, ("schema", "claim"), "the file")
    entries = table.get("claim", [])
    if not isinstance(entries, list) or not entries:
        raise InvalidClaim("expected at least one [[claim]] table")
    result: dict[str, Claim] = {}
    for number, entry in enumerate(entries, 1):
        if table["schema"] == FORMER and isinstance(entry, Mapping) and "numbers" in entry:
            raise InvalidClaim(f'claim {number}: \'numbers\' is a key of schema = "{SCHEMA}", not of "{FORMER}"')
        claim = _claim(entry, f"claim {number}")
        if claim.id in result:
            raise InvalidClaim(f"the id '{claim.id}' is used twice")
        result[claim.id] = claim
    for claim in result.values():
        if claim.repairs is not None and claim.repairs not in result:
            raise InvalidClaim(f"claim '{claim.id}' repairs '{claim.repairs:.80}', which is not in the file")
    return tuple(result.values())


def _claim(entry: object, where: str) -> Claim:
    if not isinstance(entry, Mapping):
        raise InvalidClaim(f"{where}: expected a table")
    _only(entry, _KEYS, where)
    for key in ("id", "states"):
        if key not in entry:
            raise InvalidClaim(f"{where}: the key '{key}' is missing")
    for key in (*_TEXTS, "sharp"):
        kinds, name = ((bool, str), _SHARP) if key == "sharp" else ((str,), "a text")
        if key in entry and not isinstance(entry[key], kinds):
            raise InvalidClaim(f"{where}: '{key}' is {name}, not {entry[key]!r:.40}")
    if not _ID.fullmatch(entry["id"]):
        raise InvalidClaim(f"{where}: an id is lower-case letters, digits and '._-', not {entry['id']!r:.60}")
    if entry.get("provenance", "") not in ("", *PROVENANCES):
        raise InvalidClaim(f"{where}: provenance is one of {', '.join(PROVENANCES)}")
    for key in _LISTS:
        lines = entry.get(key, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise InvalidClaim(f"{where}: '{key}' is a list of texts, as in {key} = [\"…\"], not {lines!r:.60}")
    texts = {key: entry[key] for key in _TEXTS if key in entry}
    given, exists, declared = (tuple(entry.get(key, ())) for key in _LISTS)
    return Claim(given=given, exists=exists, declared=declared, sharp=entry.get("sharp", False), **texts)


def _only(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"the keys are {', '.join(known)}"
            raise InvalidClaim(f"{where}: unknown key {key!r:.60}; {hint}")
