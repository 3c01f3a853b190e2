"""Replay scripts: a witness as a few lines of plain Python that print the contradiction in exact arithmetic."""

from kreiss.verify.replay.script import script

__all__ = ["script"]
