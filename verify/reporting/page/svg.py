"""Figures as inline SVG: without the names, sizes and metadata of a file, so that several fit one page.

Text stays text. Names that pieces refer to each other by get a prefix; all others go.
"""

import re
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure

_NAMESPACED = re.compile(r"\{([^}]*)\}(.*)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SCALE = 1.1  # of a picture, so that its letters are as large as the page's
_XLINK = "http://www.w3.org/1999/xlink"


def inline(figure: Figure, prefix: str) -> Markup:
    """The figure as an ``svg`` element that a page can hold; the same figure gives the same text."""
    stream = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "kreiss", "svg.fonttype": "none"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    root = ElementTree.fromstring(stream.getvalue())  # noqa: S314
    used = {name for element in root.iter() for name in _referred(element)}
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag.endswith("}metadata")]:
            parent.remove(child)
    for element in root.iter():
        _clean(element, used, prefix)
    root.set("style", f"max-width: {_SCALE * float(root.attrib['width'].removesuffix('pt')):g}pt")
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    root.set("aria-hidden", "true")
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def _referred(element: ElementTree.Element) -> list[str]:
    """The names of other pieces that an element refers to."""
    links = [value.removeprefix("#") for name, value in element.items() if name == f"{{{_XLINK}}}href"]
    return [*links, *(name for value in element.attrib.values() for name in _REFERENCE.findall(value))]


def _clean(element: ElementTree.Element, used: set[str], prefix: str) -> None:
    element.tag = _NAMESPACED.sub(r"\2", element.tag)
    for name, value in list(element.attrib.items()):
        del element.attrib[name]
        if name == "id":
            value = f"{prefix}-{value}" if value in used else ""
        elif name == f"{{{_XLINK}}}href":
            name, value = "href", f"#{prefix}-{value.removeprefix('#')}"
        value = _REFERENCE.sub(rf"url(#{prefix}-\1)", value)
        if value:
            element.set(name, value)
