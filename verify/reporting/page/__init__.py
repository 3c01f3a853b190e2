"""The page of a report: one self-contained HTML file, and the piece of it that notebooks show of a verdict."""
