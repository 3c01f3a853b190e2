"""Verdicts on inequalities between real functions: what the prover finds, once the checker has accepted it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kreiss.errors import InvalidCertificate
from kreiss.symbolic import inequalities
from kreiss.symbolic.inequalities import InequalityResult
from kreiss.verify.checker.documents import Rejected, check_document

__all__ = ["InequalityResult", "prove"]


def prove(states: str, given: Sequence[str] = (), *, budget: float = 30.0) -> InequalityResult:
    """Decide whether ``states`` holds for all real numbers that satisfy ``given``.

    The texts are relations between expressions in +, −, *, /, rational powers, sqrt, abs, min, max, exp and log, and a
    chain ``0 <= g < 1`` states both; ``given`` may also define names, ``s = q + 1``. The conclusion must be
    defined wherever the hypotheses hold.

    Guarantee: exact. PROVED and REFUTED are said only when the independent checker has accepted a certificate of just
    this statement, and so is what is said to be proved instead of a statement that is UNDECIDED. ``budget`` is in
    seconds of processor time. Raises ``InvalidClaim`` for text outside the language, ``InvalidArgument`` for a budget
    ≤ 0, and ``InvalidCertificate`` where the checker rejects what was found, an error of the prover.

    >>> prove("sqrt(x) <= (x + 1)/2", ["x >= 0"]).verdict
    'PROVED'
    >>> prove("x^2 > x", ["x > 0"]).verdict
    'REFUTED'
    """
    given = (given,) if isinstance(given, str) else tuple(given)
    result = inequalities.prove(states, given, budget=budget)
    if result.certificate is not None:
        _accept(result.certificate, states, given, result.verdict)
    if result.relaxation is not None:
        _accept(result.relaxation.certificate, result.relaxation.states, given, "PROVED")
    if result.sufficient is not None:
        _accept(result.sufficient.certificate, states, (*given, result.sufficient.hypothesis), "PROVED")
    return result


def _accept(certificate: Mapping[str, Any], states: str, given: Sequence[str], verdict: str) -> None:
    """Raises ``InvalidCertificate`` unless the checker accepts the certificate, of this statement and verdict."""
    try:
        check_document(certificate)
    except Rejected as error:
        raise InvalidCertificate(f"the certificate that was found is rejected at {error}") from None
    if (certificate["statement"], certificate["verdict"]) != ({"given": list(given), "states": states}, verdict):
        raise InvalidCertificate(f"the certificate that was found is one of another statement than {states!r:.200}")
