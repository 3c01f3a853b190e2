"""Checking certificates from Python."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidCertificate
from kreiss.verify.checker.documents import Checked, Rejected, check_document, check_file


def check_certificate(certificate: Mapping[str, Any] | str | PathLike[str]) -> Checked:
    """What a certificate, given as a document or a file, proves: its statement and the lemmas that it cites.

    Guarantee: exact; the independent checker decides. Raises ``InvalidCertificate`` with the JSON path of what fails.
    """
    try:
        return check_document(certificate) if isinstance(certificate, Mapping) else check_file(Path(certificate))
    except Rejected as error:
        raise InvalidCertificate(str(error)) from None
