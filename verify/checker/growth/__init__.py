"""How powers and exponentials grow: the steps for norms at a time, and for their suprema."""
