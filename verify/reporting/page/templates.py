"""The templates of the page: undefined names are errors, and whatever is put in is escaped."""

from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

_NAMES = ("index.html.j2", "verdict.html.j2", "claim.html.j2", "proof.html.j2", "explorer.html.j2", "notebook.html.j2")


@cache
def environment() -> Environment:
    """The environment of the templates that stand beside this file."""
    loader = DictLoader({name: text(name) for name in _NAMES})
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def text(name: str) -> str:
    """A file of this folder as text."""
    return (files("kreiss.verify.reporting.page") / name).read_text(encoding="utf-8")
