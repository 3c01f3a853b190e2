"""What is written of verdicts for people and for other programs."""
