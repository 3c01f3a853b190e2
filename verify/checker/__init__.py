"""The independent checker: re-verifies every kind of kreiss certificate with the standard library alone.

It shares no code with what produces certificates. It derives what has to be shown from the statement, never from the
certificate's steps; all arithmetic is on Python integers and ``fractions.Fraction``. The formats, and why each step is
sound, are written down in ``docs/certificate-format.md``.

    python -m kreiss.verify.checker CERT.json …
"""

from kreiss.verify.checker.documents import Checked, Rejected, check_document, check_file

__all__ = ["Checked", "Rejected", "check_document", "check_file"]
