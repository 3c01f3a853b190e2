"""A weaker claim that is proved where one stays undecided: its greater side is multiplied by a number above 1."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kreiss.deadlines import Deadline, OutOfTime
from kreiss.errors import InvalidClaim
from kreiss.symbolic.inequalities.relaxation import Relaxation, least_relaxation
from kreiss.verify.claims.claim import Claim
from kreiss.verify.language.trees import RELATIONS, show

_IN_A_PRODUCT = 3  # the precedence below which a side gets brackets


def relaxation(
    claim: Claim, deadline: Deadline, proof: Callable[[Claim, Deadline], Mapping[str, Any] | None]
) -> Relaxation | None:
    """The claim relaxed by the least factor of a short ladder for which ``proof`` finds a certificate before the end.

    None for an equation, for a predicate, for several relations, and for a claim with open constants.
    """
    if claim.constants or claim.sharp or len(claim.conclusion) > 1 or claim.conclusion[0][0] not in RELATIONS:
        return None
    sign, left, right = claim.conclusion[0]

    def found(states: str, attempts: int) -> Mapping[str, Any] | None:
        try:
            return proof(replace(claim, states=states, expect=None), deadline.share(1 / attempts))
        except (InvalidClaim, OutOfTime):  # a relation between matrices of which one cannot be multiplied; no time
            return None

    return least_relaxation(sign, show(left, _IN_A_PRODUCT), show(right, _IN_A_PRODUCT), found)
