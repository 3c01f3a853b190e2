"""The problems whose updates are measured."""
