"""Lock files: verdicts and certificates beside a claim file, so that an unchanged claim is re-checked, not re-decided.

``{"schema": "kreiss/lock-1", "claims": {id: record}}``. A lock also remembers: a verdict that differs from the stored
one is a change that someone should look at, and is shown as a diff.
"""

import json
from collections.abc import Mapping, Sequence
from difflib import ndiff
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidClaim
from kreiss.verify.cli.output import write_whole
from kreiss.verify.records import Record, record
from kreiss.verify.verdicts import Verdict

SCHEMA = "kreiss/lock-1"


def read(path: Path) -> dict[str, Record]:
    """The stored records by claim id; none for a file that does not exist yet.

    Raises ``InvalidClaim`` for a file that is not a lock file.
    """
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise InvalidClaim(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InvalidClaim(f"{path}: is not JSON: {error}") from None
    claims = document.get("claims") if isinstance(document, Mapping) else None
    if not isinstance(claims, dict) or document.get("schema") != SCHEMA:
        raise InvalidClaim(f'{path}: expected a lock file, {{"schema": "{SCHEMA}", "claims": {{…}}}}')
    return claims


def write(path: Path, verdicts: Sequence[Verdict], before: Mapping[str, Record]) -> None:
    """Store the verdicts, keeping the records of claims that were not asked about."""
    claims = {**before, **{verdict.claim.id: record(verdict) for verdict in verdicts}}
    write_whole(path, json.dumps({"schema": SCHEMA, "claims": claims}, ensure_ascii=False) + "\n")


def changes(before: Mapping[str, Record], verdicts: Sequence[Verdict]) -> str:
    """A diff of every claim whose verdict is not the stored one; empty if there is none."""
    lines: list[str] = []
    for verdict in verdicts:
        stored = before.get(verdict.claim.id)
        now = record(verdict)
        if stored is not None and stored.get("verdict") != now["verdict"]:
            lines += [verdict.claim.id, *(f"  {line}" for line in _difference(_lines(stored), _lines(now)))]
    return "\n".join(lines)


def _difference(before: list[str], now: list[str]) -> list[str]:
    return [line for line in ndiff(before, now) if not line.startswith("?")]


def _lines(stored: Record) -> list[str]:
    """A record in lines that a reviewer compares: statement, verdict, what it rests on."""
    statement: Any = stored.get("statement") or {}
    witness: Any = stored.get("witness") or {}
    return [
        *(f"given {line}" for line in statement.get("given", [])),
        f"states {statement.get('states')}",
        f"verdict {stored.get('verdict')}",
        *(f"cites {lemma}" for lemma in stored.get("assumptions", [])),
        *(
            f"at {name} = {value}"
            for kind in ("matrices", "parameters")
            for name, value in witness.get(kind, {}).items()
        ),
    ]
