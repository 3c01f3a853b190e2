"""Many claims: processes, sweeps, journals and lock files."""
