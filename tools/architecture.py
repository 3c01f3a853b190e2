"""Draw the house from its imports: ``docs/architecture.svg``, and the list of its folders in ``docs/architecture.md``.

A box is a folder, an arrow says that some room of it imports one of the other; where a longer way says so already, no
arrow is drawn. ``--check`` fails if the drawing or the list has drifted from the code.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from generated import ROOT, settle, with_parts

TOOL = "tools/architecture.py"
PAGE, PICTURE = ROOT / "docs" / "architecture.md", ROOT / "docs" / "architecture.svg"
CHECKER = "verify/checker"
LAYERS = ("verify", "numeric", "symbolic", CHECKER)
WIDTH, HEIGHT, GAP, RISE, MARGIN = 128, 34, 14, 44, 18

Graph = dict[str, set[str]]


def main(arguments: list[str]) -> int:
    """Write the drawing and the list, or compare them with what would be written; return the exit status."""
    return settle(TOOL, {PAGE: with_parts(PAGE, TOOL, {"": rows()}), PICTURE: drawing()}, arguments)


def layer(folder: str) -> str:
    """The layer of a folder; the checker is one of its own."""
    return CHECKER if folder.startswith(CHECKER) else folder.split("/")[0]


def folders() -> Graph:
    """Every folder with rooms below a layer's own, and the folders that its rooms import."""
    files = {file: file.relative_to(ROOT) for top in ("numeric", "symbolic", "verify") for file in python(ROOT / top)}
    place = {module(path): path.parent.as_posix() for path in files.values() if path.parent.as_posix() not in LAYERS}
    graph: Graph = {folder: set() for folder in sorted(set(place.values()))}
    for file, path in files.items():
        here = path.parent.as_posix()
        if here in graph:
            graph[here] |= {place[name] for name in imported(file) & set(place)} - {here}
    return graph


def python(folder: Path) -> list[Path]:
    """The rooms of a folder and of those in it."""
    return sorted(file for file in folder.rglob("*.py"))


def module(path: Path) -> str:
    """The name that a room is imported by."""
    return "kreiss." + ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported(file: Path) -> set[str]:
    """What a room imports; ``from a import b`` counts as a and as a.b."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return {str(node.module) for node in froms} | {
        f"{node.module}.{name.name}" for node in froms for name in node.names
    }


def rows() -> list[str]:
    """A table row for each folder: the first sentence of its ``__init__``, and how many rooms it has."""
    lines = ["| folder | what it is for | rooms |", "| --- | --- | ---: |"]
    for folder in folders():
        init = ROOT / folder / "__init__.py"
        purpose = (ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
        sentence = " ".join(purpose.split()).replace("|", "\\|").replace("``", "`")
        lines.append(f"| `{folder}/` | {sentence} | {rooms(folder)} |")
    return lines


def rooms(folder: str) -> int:
    """How many rooms a folder has."""
    return len([file for file in (ROOT / folder).glob("*.py") if file.stem != "__init__"])


def ordered(graph: Graph) -> tuple[Graph, Graph]:
    """The graph without arrows that close circles, and those: they lead to the folder of a circle that imports most."""
    kept, against = {name: set(targets) for name, targets in graph.items()}, {name: set[str]() for name in graph}
    while ring := circle(kept):
        top = max(ring, key=lambda name: (len(graph[name]), name))
        for name in ring & {source for source, targets in kept.items() if top in targets}:
            kept[name].remove(top)
            against[name].add(top)
    return kept, against


def circle(graph: Graph) -> set[str]:
    """The members of circles."""
    return {name for name in graph if name in reached(graph, graph[name])}


def reached(graph: Graph, start: set[str]) -> set[str]:
    """What can be reached from a set, itself included."""
    found, todo = set(start), list(start)
    while todo:
        new = graph[todo.pop()] - found
        found |= new
        todo += new
    return found


def reduced(graph: Graph) -> Graph:
    """The arrows that no longer way repeats."""
    return {
        name: {target for target in targets if target not in reached(graph, set().union(*(graph[t] for t in targets)))}
        for name, targets in graph.items()
    }


def levels(graph: Graph) -> list[list[str]]:
    """The folders by their distance from those that import none, the farthest first."""
    height: dict[str, int] = {}
    while len(height) < len(graph):
        for name, targets in graph.items():
            if name not in height and targets <= set(height):
                height[name] = max((height[t] + 1 for t in targets), default=0)
    return [sorted(name for name in graph if height[name] == h) for h in range(max(height.values()), -1, -1)]


@dataclass(frozen=True)
class Panel:
    """A layer's part of the drawing: its lines of SVG, and its size."""

    lines: list[str]
    width: int
    height: int


def panel(name: str, graph: Graph, least: int = 0) -> Panel:
    """A layer at least so wide, with folders that import others above these."""
    kept, against = ordered(graph)
    shown, across = levels(kept), max(len(row) for row in levels(kept))
    width = max(least, across * (WIDTH + GAP) - GAP + 2 * MARGIN)
    step = min((width - 2 * MARGIN + GAP) // across, 2 * WIDTH)
    place = {}
    for i, row in enumerate(shown):
        left = (width - (len(row) - 1) * step - WIDTH) // 2
        place |= {folder: (left + j * step, MARGIN + 22 + i * (HEIGHT + RISE)) for j, folder in enumerate(row)}
    height = MARGIN + 22 + len(shown) * (HEIGHT + RISE) - RISE + MARGIN
    lines = [
        f'<rect class="layer" width="{width}" height="{height}" rx="8"/>',
        f'<text class="title" x="{MARGIN}" y="{MARGIN + 6}">{escape(name)}/</text>',
    ]
    for style, arrows in (("arrow", reduced(kept)), ("against", against)):
        lines += [arrow(place[a], place[b], style) for a, targets in arrows.items() for b in sorted(targets)]
    return Panel([*lines, *(box(folder, *place[folder]) for folder in place)], width, height)


def arrow(a: tuple[int, int], b: tuple[int, int], style: str) -> str:
    """From the lower edge of one box to the upper edge of another; from the upper to the lower where it goes up."""
    down = a[1] < b[1]
    y1, y2 = (a[1] + HEIGHT, b[1] - 3) if down else (a[1], b[1] + HEIGHT + 3)
    return f'<line class="{style}" x1="{a[0] + WIDTH // 2}" y1="{y1}" x2="{b[0] + WIDTH // 2}" y2="{y2}"/>'


def box(folder: str, x: int, y: int) -> str:
    """A folder: its name, and how many rooms it has."""
    name = escape(folder.split("/")[-1])
    middle = x + WIDTH // 2
    return (
        f'<rect class="box" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>'
        f'<text class="name" x="{middle}" y="{y + 15}">{name}</text>'
        f'<text class="count" x="{middle}" y="{y + 28}">{rooms(folder)} rooms</text>'
    )


def drawing() -> str:
    """The SVG: verify above numeric, symbolic and its checker, and the arrows between the four."""
    graph = {folder: targets for folder, targets in folders().items() if rooms(folder)}
    own = {name: {a: {b for b in graph[a] if layer(b) == name} for a in graph if layer(a) == name} for name in LAYERS}
    below = [panel(name, own[name]) for name in LAYERS[1:]]
    across = sum(part.width + GAP for part in below) - GAP
    top = panel(LAYERS[0], own[LAYERS[0]], across)
    width, between = top.width + 2 * MARGIN, MARGIN + top.height + RISE
    height = between + max(part.height for part in below) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>The folders of kreiss and what they import</title>",
        STYLE,
        f'<rect class="page" width="{width}" height="{height}"/>',
    ]
    lines += moved(top, MARGIN, MARGIN)
    x = MARGIN + (top.width - across) // 2
    used = {layer(target) for folder, targets in graph.items() if layer(folder) == "verify" for target in targets}
    for name, part in zip(LAYERS[1:], below, strict=True):
        lines += moved(part, x, between)
        if name in used:
            middle = x + part.width // 2
            lines.append(
                f'<line class="between" x1="{middle}" y1="{between - RISE}" x2="{middle}" y2="{between - 4}"/>'
            )
        x += part.width + GAP
    return "\n".join([*lines, "</svg>", ""])


def moved(part: Panel, x: int, y: int) -> list[str]:
    """A panel at its place."""
    return [f'<g transform="translate({x} {y})">', *part.lines, "</g>"]


STYLE = """<defs>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
<path d="M0 0 8 4 0 8z" fill="#5b6770"/></marker>
<style>
text { font-family: system-ui, sans-serif; fill: #1c2329 } .title { font-weight: 600; font-size: 15px }
.name { font-size: 12.5px; text-anchor: middle } .count { font-size: 9.5px; text-anchor: middle; fill: #5b6770 }
.page { fill: #ffffff } .layer { fill: #f2f5f7; stroke: #cfd8de } .box { fill: #ffffff; stroke: #7b8a95 }
line { stroke: #5b6770; stroke-width: 1.1; marker-end: url(#head) } .against { stroke-dasharray: 4 3 }
.between { stroke-width: 2.2 }
</style>
</defs>"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
