"""Claims about transient growth, and the claims of the paper (``paper.toml``)."""

from kreiss.verify.claims.claim import Claim
from kreiss.verify.claims.reader import PAPER, load_claims

__all__ = ["PAPER", "Claim", "load_claims"]
