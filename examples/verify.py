"""Decide the claims of a file from Python, and print each verdict with what it rests on.

python examples/verify.py [CLAIMS.toml]
"""

import sys
from pathlib import Path

from kreiss.verify import load_claims, verify

if __name__ == "__main__":  # worker processes import this file
    name = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("claims.toml")
    for verdict in verify(load_claims(name), budget=20):
        print(f"{verdict.claim.id}: {verdict.verdict}, {verdict.outcome}")
        print(f"    {verdict.claim.states}")
        for name in verdict.assumptions:
            print(f"    citing {name}")
        if verdict.witness is not None:
            print(f"    fails at {verdict.witness.matrices | verdict.witness.parameters}")
