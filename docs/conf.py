"""The documentation site: Markdown by MyST, executed notebooks, the API's reference from docstrings, the theme pydata.

``python -m sphinx -W -b html docs FOLDER`` builds it. The gallery's pictures are drawn, and the notebooks executed, by
the build.
"""

import re
import sys
from importlib.metadata import version as installed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

project = "kreiss"
version = release = installed("kreiss")
copyright = "the authors of kreiss"  # noqa: A001
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["_build", "_gallery"]
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings: list[str] = []
nitpicky = False

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
python_use_unqualified_type_names = True
maximum_signature_line_length = 88

html_theme = "pydata_sphinx_theme"
html_title = f"kreiss {release}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_prev_next": True,
    "navbar_align": "left",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
}
_LITERAL = re.compile(r"(``.*?``)", re.DOTALL)
_SIGNS = re.compile(r"[|*\\]|(?<=\w)_(?=\W|$)")


def as_text(app, what, name, obj, options, lines):
    """Make a docstring reStructuredText, in place."""
    lines[:] = [_escaped(line) for line in lines]


def _escaped(line: str) -> str:
    """A line of a docstring in which |z|, A* and x_ are the mathematics that they are; literals and examples stay."""
    if line.lstrip().startswith((">>>", "...")):
        return line
    bullet, rest = re.fullmatch(r"(\s*\* )?(.*)", line).groups()
    parts = _LITERAL.split(rest)
    return (bullet or "") + "".join(part if part[:2] == "``" else _SIGNS.sub(r"\\\g<0>", part) for part in parts)


def with_defaults(app, what, name, obj, options, signature, returned):
    """Write a default that is made anew for each object as ``...``, so that the signature can be read."""
    return (signature or "").replace("<factory>", "...") or None, returned


def pictures(app):
    """Draw what the gallery shows."""
    from gallery import draw_all

    draw_all(Path(app.srcdir) / "_gallery")


def setup(app):
    """Connect them."""
    app.connect("builder-inited", pictures)
    app.connect("autodoc-process-signature", with_defaults)
    app.connect("autodoc-process-docstring", as_text)
