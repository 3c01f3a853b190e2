"""Draw a matrix of the gallery: ``python tools/gallery.py NAME FILE``; without arguments, name them all.

The build of the documentation calls ``draw_all``.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kreiss.decimals import decimal_above, decimal_below
from kreiss.numeric import certify_kreiss, certify_kreiss_ct, gallery
from kreiss.numeric.portraits import draw_portrait, save_portrait


@dataclass(frozen=True)
class Picture:
    """A matrix, how it is called, what is said of it, and whether time is continuous."""

    title: str
    matrix: Callable[[], Any]
    text: str
    continuous: bool = False


PICTURES = {
    "grcar": Picture(
        "The Grcar matrix of order 32, scaled to ρ = 1/1.01", gallery.DISCRETE["grcar(32)"],
        "A banded Toeplitz matrix: its level sets follow the curve of its symbol, not its eigenvalues.",
    ),
    "kahan": Picture(
        "Kahan's matrix of order 8", gallery.DISCRETE["kahan(8)"],
        "Triangular and graded, the classical example of a matrix whose rank is hard to see.",
    ),
    "transient": Picture(
        "EigTool's transient_demo of order 20", gallery.DISCRETE["transient_demo(20)"],
        "All eigenvalues have modulus below 1, and the powers grow first.",
    ),
    "transient-flow": Picture(
        "The same in continuous time", gallery.CONTINUOUS["transient_demo(20)"],
        "One matrix with growth in Aᵗ and in e^{tA}: here the axis is the boundary.", continuous=True,
    ),
    "demmel": Picture(
        "Demmel's matrix of order 8", gallery.CONTINUOUS["demmel(8)"],
        "Triangular Toeplitz, with the one eigenvalue −1, and much closer to instability than 1.", continuous=True,
    ),
    "coupled": Picture(
        "The coupled update [[9/10, 0], [10, 9/10]]", lambda: [["9/10", 0], [10, "9/10"]],
        "It attains the sharp bound for γ = 9/10 and ‖C‖ = 10.",
    ),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Draw one picture, and print the enclosure that is in it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(PICTURES), help="which matrix")
    parser.add_argument("file", nargs="?", type=Path, help="a .png, .svg or .pdf")
    parser.add_argument("--points", type=int, help="points of the grid in each direction")
    asked = parser.parse_args(arguments)
    if asked.name is None or asked.file is None:
        print("\n".join(f"{name}: {picture.title}" for name, picture in PICTURES.items()))
        return 0
    print(f"{asked.file}: {draw(PICTURES[asked.name], asked.file, asked.points)}")
    return 0


def draw(picture: Picture, file: Path, points: int | None = None) -> str:
    """Draw the portrait beside the ratio, and return what is proved of the constant, in decimals rounded outward."""
    A = picture.matrix()
    K = certify_kreiss_ct(A, gap="1/10000") if picture.continuous else certify_kreiss(A, gap="1/10000")
    figure = draw_portrait(A, K, points=points, panels=("portrait", "ratio"), continuous=picture.continuous)
    save_portrait(figure, file)
    if K.lower is None or K.upper is None:
        return "K = ∞"
    return f"{decimal_below(K.lower, 7)} ≤ {'K_ct' if picture.continuous else 'K'} ≤ {decimal_above(K.upper, 7)}"


def draw_all(folder: Path, points: int = 60) -> None:
    """All pictures, and ``pictures.txt``, a section for each in reStructuredText."""
    folder.mkdir(exist_ok=True)
    sections = []
    for name, picture in PICTURES.items():
        proved = draw(picture, folder / f"{name}.png", points)
        sections.append(
            f"{picture.title}\n{'-' * len(picture.title)}\n\n{picture.text} Proved: {proved}.\n\n"
            f"``python tools/gallery.py {name} {name}.png``\n\n.. image:: _gallery/{name}.png\n"
            f"   :alt: {picture.title}: level sets of the resolvent norm; the resolvent ratio, its maximum certified\n"
        )
    (folder / "pictures.txt").write_text("\n".join(sections), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
