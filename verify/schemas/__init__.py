"""The JSON Schemas of the documents, one for each kind and version, for readers and writers in other languages.

Certificates are proofs, which the checker reads; reports, such as a diagnosis, are not. A schema describes the form
alone: what a document proves, the checker decides, which does not read these files.
"""

import json
from importlib.resources import files
from typing import Any

from kreiss.errors import InvalidArgument

KINDS = ("enclosure-1", "family-1", "inequality-1", "proof-1", "refutation-1", "sharpness-1")
REPORTS = ("diagnosis-1",)


def certificate_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of certificate, such as "kreiss/enclosure-1".

    Nested certificates are references to ``urn:kreiss:KIND``, the ``$id`` of their own schema. Raises
    ``InvalidArgument`` for a kind that is none.
    """
    return _schema(kind, KINDS, "certificate")


def report_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of report, such as "kreiss/diagnosis-1".

    Raises ``InvalidArgument`` for a kind that is none.
    """
    return _schema(kind, REPORTS, "report")


def _schema(kind: str, kinds: tuple[str, ...], what: str) -> dict[str, Any]:
    name = kind.removeprefix("kreiss/") if isinstance(kind, str) else None
    if name not in kinds:
        raise InvalidArgument(f"expected a kind of {what} ({', '.join(kinds)}), got {kind!r:.60}")
    schema: dict[str, Any] = json.loads(files(__name__).joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema
