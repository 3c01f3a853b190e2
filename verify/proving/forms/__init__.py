"""The search for proofs by Hermitian forms: ``form`` steps of ``kreiss/proof-1``."""
