"""Pieces that cover an interval of distances v from the boundary, from where the ratio is largest outwards.

Next to the peak a piece is about the square root of the gap long, and each further one can be some times longer than
the last, since the room grows with the square of the distance: their number grows like log(1/gap). Where one bound from
a curve on does for more than a piece, it is taken.
"""

from collections.abc import Callable
from fractions import Fraction
from math import log2, sqrt

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.algebraic.piece import Curves, prove_piece, rounded
from kreiss.numeric.enclosures.enclosure import Step
from kreiss.numeric.nodes.segment import Segment

_GROWTH = 3  # A step after one that was proved: larger tries fewer pieces, and fails oftener
_REST = Fraction(7, 10)  # a piece that would leave less than that much again takes all
_SHORTEST = Fraction(1, 1 << 60)  # in the unit of its place
_END_BITS = 8  # of the length of a piece, in its ends

Checkpoint = Callable[[], None]


class Cover:
    """The walk for one matrix. ``failed`` is called with the middle of an interval where no piece was found."""

    def __init__(self, curves: Curves, checkpoint: Checkpoint, failed: Callable[[Fraction], None]) -> None:
        self.curves, self.end = curves, curves.end
        self.checkpoint, self.failed = checkpoint, failed

    def around(self, tight: Fraction, gap: Fraction, start: Fraction) -> list[Step]:
        """What covers ``start`` to the end, in that order, for a ratio that is largest at v = ``tight``.

        Raises ``PrecisionExhausted`` where pieces become too short.
        """
        if tight <= start:
            return self._outwards(start, min(self.end - start, self.curves.unit(start)) / 4)
        tight = min(tight, self.end)
        length = tight * Fraction(sqrt(gap))
        while length >= _SHORTEST * self.curves.unit(tight):
            a, b = max(start, _place(tight - length, length)), min(self.end, _place(tight + length, length))
            centre = self._piece(a, b)
            if centre is not None:
                return [*self._inwards(a, start, 2 * length)[::-1], centre, *self._outwards(b, 2 * length)]
            length /= 2
        raise self._too_short(tight)

    def _inwards(self, at: Fraction, end: Fraction, length: Fraction) -> list[Step]:
        """Pieces from ``at`` down to ``end``, the first of about that length."""
        steps: list[Step] = []
        while at != end:
            to, piece, length = self._step(at, end, length)
            if piece is not None:
                steps.append(piece)
                at = to
        return steps

    def _outwards(self, at: Fraction, length: Fraction) -> list[Step]:
        """Pieces from ``at`` up, and bounds from there on wherever there is one."""
        steps: list[Step] = []
        while at < self.end:
            self.checkpoint()
            found = self.curves.beyond(at)
            if found is not None:
                bound, to = found
                steps += bound
                at, length = to, to - at
                continue
            to, piece, length = self._step(at, self.end, length)
            if piece is not None:
                steps.append(piece)
                at = to
        return steps

    def _step(self, at: Fraction, end: Fraction, length: Fraction) -> tuple[Fraction, Segment | None, Fraction]:
        """A piece from ``at`` of about that length towards the end, or None; where it ends, and what to try next."""
        rest = abs(end - at)
        step = rest if length >= rest * _REST else length
        to = end if step == rest else _place(at + step if end > at else at - step, step)
        piece = self._piece(min(at, to), max(at, to))
        if piece is None and step / 2 < _SHORTEST * self.curves.unit(max(at, to)):
            raise self._too_short(at)
        return to, piece, _GROWTH * step if piece is not None else step / 2

    def _piece(self, a: Fraction, b: Fraction) -> Segment | None:
        self.checkpoint()
        piece = prove_piece(self.curves, a, b)
        if piece is None:
            self.failed((a + b) / 2)
        return piece

    def _too_short(self, v: Fraction) -> PrecisionExhausted:
        return PrecisionExhausted(
            f"no segment was certified at {self.curves.where(v)}, however short; ask for a wider gap"
        )


def _place(v: Fraction, length: Fraction) -> Fraction:
    """v rounded to a small part of the length."""
    return rounded(v, _END_BITS - int(log2(length)))
