"""Words in blocks: block matrices, elimination, resolvents, and their values."""
