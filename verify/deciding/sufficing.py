"""A hypothesis with which a claim is proved that stays undecided without it: the first of a short list, weak first.

Numbers are bounded; matrices commute, are normal, symmetric, invertible or of a norm up to 1, one hypothesis at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidClaim
from kreiss.symbolic.inequalities.sufficient import Sufficient, bounds_of
from kreiss.verify.checker.documents import check_document
from kreiss.verify.claims.claim import Claim
from kreiss.verify.refuting import sampling

_FOR_ONE = 1 / 4  # of what is left, for each hypothesis: later ones have less, as they are stronger
_INSTANCES = 3  # that are decided where the certificate has none
_OF_ONE_MATRIX = ("normal({})", "symmetric({})", "inverse({0})*{0} == I", "norm({}) <= 1", "norm({}) < 1")


def sufficient(
    claim: Claim, deadline: Deadline, proof: Callable[[Claim, Deadline], Mapping[str, Any] | None]
) -> Sufficient | None:
    """The first hypothesis for which ``proof`` finds a certificate before the end, and that holds at some point.

    The point is in the certificate, or was decided exactly. None for a claim with open constants.
    """
    for hypothesis in () if claim.constants or claim.sharp else _candidates(claim):
        if deadline.passed:
            break
        share = deadline.share(_FOR_ONE)
        try:
            enlarged = replace(claim, given=(*claim.given, hypothesis), expect=None)
            certificate = proof(enlarged, share)
            at = None if certificate is None else _instance(enlarged, certificate, share)
        except (InvalidClaim, OutOfTime):  # matrices that are not square; no time
            continue
        if certificate is not None and at is not None:
            return Sufficient(hypothesis, certificate, at)
    return None


def _candidates(claim: Claim) -> Iterator[str]:
    found = [*bounds_of(claim.numbers)]
    found += [f"{a}*{b} == {b}*{a}" for a, b in combinations(claim.matrices, 2)]
    found += [text.format(name) for text in _OF_ONE_MATRIX for name in claim.matrices]
    return (text for text in found if text not in claim.given)


def _instance(claim: Claim, certificate: Mapping[str, Any], deadline: Deadline) -> Mapping[str, Any] | None:
    """The point of the certificate, which the checker confirms, or else one where all was decided exactly."""
    if check_document(certificate).instance:
        return dict(certificate["instance"]["witness"])
    decided = sampling.certify(claim, deadline, most=_INSTANCES)
    return decided.document()["worst_at"] if decided.holding else None
