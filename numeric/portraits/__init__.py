"""Pictures of one matrix: pseudospectra, the resolvent ratio over circles or lines, norms of powers; each an estimate.

Each panel is drawn into matplotlib axes that the caller gives, and returns them; ``draw_portrait`` puts them together.
What is certified is drawn as such: the ends of an enclosure, its nodes, and where it is attained.
"""

from kreiss.numeric.portraits.figure import PANELS, draw_portrait, require_drawable, save_portrait
from kreiss.numeric.portraits.powers import draw_powers
from kreiss.numeric.portraits.pseudospectra import draw_pseudospectra
from kreiss.numeric.portraits.ratio import draw_ratio

__all__ = [
    "PANELS",
    "draw_portrait",
    "draw_powers",
    "draw_pseudospectra",
    "draw_ratio",
    "require_drawable",
    "save_portrait",
]
