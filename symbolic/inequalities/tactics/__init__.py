"""The tactics of the inequality prover, a room each."""
