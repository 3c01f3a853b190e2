"""Pieces that cover an interval of v = 1 − u, from where the ratio is largest outwards.

Next to the peak a piece is about the square root of the gap long, and each further one can be some times longer than the
last, since the room grows with the square of the distance: their number grows like log(1/gap).
"""

from collections.abc import Callable
from fractions import Fraction
from math import log2, sqrt

from kreiss.errors import PrecisionExhausted
from kreiss.numeric.algebraic.piece import Piece, Wanted, prove_piece, rounded

_GROWTH = 3
_REST = Fraction(7, 10)  # a piece that would leave less than that much again takes all
_SHORTEST = Fraction(1, 1 << 60)
_END_BITS = 8  # of the length of a piece, in its ends

Checkpoint = Callable[[], None]


class Cover:
    """The walk for one matrix. ``failed`` is called with the middle of an interval where no piece was found."""

    def __init__(self, wanted: Wanted, checkpoint: Checkpoint, failed: Callable[[Fraction], None]) -> None:
        self.wanted, self.checkpoint, self.failed = wanted, checkpoint, failed

    def around(self, tight: Fraction, gap: Fraction, start: Fraction) -> list[Piece]:
        """Pieces from ``start`` to 1, for a ratio that is largest at v = ``tight``, with the relative gap to κ there.

        Raises ``PrecisionExhausted`` where pieces become too short.
        """
        if tight <= start:
            return self._side(start, Fraction(1), (1 - start) / 4)
        length = tight * Fraction(sqrt(gap))
        while length >= _SHORTEST:
            a, b = max(start, _place(tight - length, length)), min(Fraction(1), _place(tight + length, length))
            centre = self._piece(a, b)
            if centre is not None:
                right, left = self._side(b, Fraction(1), 2 * length), self._side(a, start, 2 * length)
                return [*left[::-1], centre, *right]
            length /= 2
        raise _too_short(tight)

    def _side(self, at: Fraction, end: Fraction, length: Fraction) -> list[Piece]:
        """Pieces from ``at`` to ``end``, the first of about that length."""
        pieces: list[Piece] = []
        while at != end:
            rest = abs(end - at)
            step = rest if length >= rest * _REST else length
            to = end if step == rest else _place(at + step if end > at else at - step, step)
            piece = self._piece(min(at, to), max(at, to))
            if piece is not None:
                pieces.append(piece)
                at, length = to, _GROWTH * step
            else:
                length = step / 2
                if length < _SHORTEST:
                    raise _too_short(at)
        return pieces

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
    return PrecisionExhausted(
        f"no segment was certified at |z| = {float(1 / (1 - v)) if v < 1 else float('inf'):.9g}, however short; ask for a "
        "wider gap"
    )
