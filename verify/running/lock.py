"""Lock files: verdicts and certificates beside a claim file, so that an unchanged claim is re-checked, not re-decided.

``{"schema": "kreiss/lock-2", "claims": {id: record}}``, one claim a line in the order of the ids, without times, so
that a difference between two of them can be read. A lock also remembers: a claim whose text or verdict is not the
stored one is a change that someone should look at, and is shown as a diff. Files of ``kreiss/lock-1`` are read as well.
"""

import json
from collections.abc import Mapping, Sequence
from difflib import ndiff
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidClaim
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.decision import BROKEN
from kreiss.verify.files import write_whole
from kreiss.verify.running.records import Record, is_about, record

SCHEMA = "kreiss/lock-2"
_READ = (SCHEMA, "kreiss/lock-1")


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
    whole = isinstance(claims, dict) and all(isinstance(stored, dict) for stored in claims.values())
    if not isinstance(claims, dict) or not whole or document.get("schema") not in _READ:
        raise InvalidClaim(f'{path}: expected a lock file, {{"schema": "{SCHEMA}", "claims": {{…}}}}')
    return claims


def write(
    path: Path, verdicts: Sequence[Verdict], before: Mapping[str, Record], budget: float = 0.0, seed: int = 0
) -> None:
    """Store the verdicts beside the records ``before`` of claims not asked about; what failed is not stored."""
    told = [verdict for verdict in verdicts if verdict.outcome != BROKEN]
    claims = {**before, **{verdict.claim.id: record(verdict, budget, seed) for verdict in told}}
    lines = [f"{json.dumps(name)}: {json.dumps(claims[name], ensure_ascii=False)}" for name in sorted(claims)]
    inner = ",\n".join(lines)
    write_whole(path, f'{{"schema": "{SCHEMA}", "claims": {{\n{inner}\n}}}}\n')


def changes(before: Mapping[str, Record], verdicts: Sequence[Verdict]) -> str:
    """A diff of every claim whose text or verdict is not the stored one; empty if there is none.

    A claim that failed has no verdict that could differ.
    """
    lines: list[str] = []
    for verdict in verdicts:
        stored = before.get(verdict.claim.id)
        if (
            stored is None
            or verdict.outcome == BROKEN
            or (is_about(stored, verdict.claim) and stored.get("verdict") == verdict.verdict)
        ):
            continue
        lines += [verdict.claim.id, *(f"  {line}" for line in _difference(_lines(stored), _lines(record(verdict))))]
    return "\n".join(lines)


def _difference(before: list[str], now: list[str]) -> list[str]:
    return [_printable(line) for line in ndiff(before, now) if not line.startswith("?")]


def _printable(line: str) -> str:
    """The line without what would move the cursor or end it: a lock file may come from anywhere."""
    return "".join(sign if sign.isprintable() else "�" for sign in line)


def _lines(stored: Record) -> list[str]:
    """A record in lines that a reviewer compares: statement, verdict, the point of a counterexample."""
    return [
        *(f"given {line}" for line in _strings(_mapping(stored.get("statement")).get("given"))),
        f"states {_mapping(stored.get('statement')).get('states')}",
        *(f"exists {name}" for name in _strings(stored.get("exists"))),
        *([f"sharp {sharp if isinstance(sharp, str) else ''}".strip()] if (sharp := stored.get("sharp")) else []),
        f"verdict {stored.get('verdict')}",
        *_point(_mapping(stored.get("certificate"))),
    ]


def _point(certificate: Mapping[str, Any]) -> list[str]:
    """Where a refutation says that the claim fails."""
    point = _mapping(certificate.get("witness") or certificate.get("family"))
    groups = [_mapping(point.get(kind)) for kind in ("matrices", "parameters")]
    return [f"at {name} = {json.dumps(value)}" for group in groups for name, value in group.items()]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _strings(value: object) -> list[str]:
    return [str(line) for line in value] if isinstance(value, list) else []
