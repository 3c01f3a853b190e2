"""Pieces that cover an interval of v = 1 − u, from where the ratio is largest outwards.

Next to the peak a piece is about the square root of the gap long, and each further one can be some times longer than
the last, since the room grows with the square of the distance: their number grows like log(1/gap). From the first
circle on where N ≤ κ, a disc does for the rest.
"""

from collections.abc import Callable
from fractions import Fraction
from math import log2, sqrt

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.algebraic.disc import Disc, prove_disc
from kreiss.numeric.algebraic.piece import Piece, Wanted, prove_piece, rounded

_GROWTH = 3  # A step after one that was proved: larger tries fewer pieces, and fails oftener
_REST = Fraction(7, 10)  # a piece that would leave less than that much again takes all
_SHORTEST = Fraction(1, 1 << 60)
_END_BITS = 8  # of the length of a piece, in its ends

Checkpoint = Callable[[], None]
Bound = Piece | Disc


class Cover:
    """The walk for one matrix. ``failed`` is called with the middle of an interval where no piece was found."""

    def __init__(self, wanted: Wanted, checkpoint: Checkpoint, failed: Callable[[Fraction], None]) -> None:
        self.wanted, self.checkpoint, self.failed = wanted, checkpoint, failed

    def around(self, tight: Fraction, gap: Fraction, start: Fraction) -> list[Bound]:
        """What covers ``start`` to 1, in that order, for a ratio that is largest at v = ``tight``.

        Raises ``PrecisionExhausted`` where pieces become too short.
        """
        if tight <= start:
            return self._outwards(start, (1 - start) / 4)
        length = tight * Fraction(sqrt(gap))
        while length >= _SHORTEST:
            a, b = max(start, _place(tight - length, length)), min(Fraction(1), _place(tight + length, length))
            centre = self._piece(a, b)
            if centre is not None:
                return [*self._inwards(a, start, 2 * length)[::-1], centre, *self._outwards(b, 2 * length)]
            length /= 2
        raise _too_short(tight)

    def _inwards(self, at: Fraction, end: Fraction, length: Fraction) -> list[Bound]:
        """Pieces from ``at`` down to ``end``, the first of about that length."""
        bounds: list[Bound] = []
        while at != end:
            to, piece, length = self._step(at, end, length)
            if piece is not None:
                bounds.append(piece)
                at = to
        return bounds

    def _outwards(self, at: Fraction, length: Fraction) -> list[Bound]:
        """Pieces from ``at`` up, and a disc as soon as there is one."""
        bounds: list[Bound] = []
        while at != 1:
            disc = prove_disc(self.wanted, at)
            if disc is not None:
                return [*bounds, disc]
            to, piece, length = self._step(at, Fraction(1), length)
            if piece is not None:
                bounds.append(piece)
                at = to
        return bounds

    def _step(self, at: Fraction, end: Fraction, length: Fraction) -> tuple[Fraction, Piece | None, Fraction]:
        """A piece from ``at`` of about that length towards the end, or None; where it ends, and what to try next."""
        rest = abs(end - at)
        step = rest if length >= rest * _REST else length
        to = end if step == rest else _place(at + step if end > at else at - step, step)
        piece = self._piece(min(at, to), max(at, to))
        if piece is None and step / 2 < _SHORTEST:
            raise _too_short(at)
        return to, piece, _GROWTH * step if piece is not None else step / 2

    def _piece(self, a: Fraction, b: Fraction) -> Piece | None:
        self.checkpoint()
        piece = prove_piece(self.wanted, a, b)
        if piece is None:
            self.failed((a + b) / 2)
        return piece


def _place(v: Fraction, length: Fraction) -> Fraction:
    """v rounded to a small part of the length."""
    return rounded(v, _END_BITS - int(log2(length)))


def _too_short(v: Fraction) -> PrecisionExhausted:
    where = f"|z| = {float(1 / (1 - v)):.9g}" if v < 1 else "z = ∞"
    return PrecisionExhausted(f"no segment was certified at {where}, however short; ask for a wider gap")
