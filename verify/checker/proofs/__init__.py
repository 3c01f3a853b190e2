"""``kreiss/proof-1`` and ``kreiss/sharpness-1``: the steps of proofs about block matrices."""
