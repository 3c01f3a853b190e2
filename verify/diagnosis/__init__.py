"""The diagnosis of a coupled update: one matrix in blocks, and what is proved of its transient."""
