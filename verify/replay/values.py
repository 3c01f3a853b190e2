"""The values that a replay script works with: exact where they are rational, else as short bounds as decide the claim.

The evaluation of the witness is repeated with its ranges rounded outward to few digits, and each end that no hypothesis
and no part of the conclusion needs is left out; more digits are tried until the claim is decided and every bound shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_mat

from kreiss.decimals import decimal_above, decimal_below
from kreiss.errors import KreissError
from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.evaluation import Evaluation
from kreiss.verify.evaluation.matrices import Identity, Unfit, Value, fractions, real
from kreiss.verify.evaluation.numbers import Number, between
from kreiss.verify.evaluation.ranges import Range, Unresolved
from kreiss.verify.language.trees import SIGNED, Tree
from kreiss.verify.refuting.witness import CERTIFY, Witness
from kreiss.verify.replay.arithmetic import Rows
from kreiss.verify.replay.bounds import LEAST, lower, upper
from kreiss.verify.replay.writing import Shown

_QUANTITIES = {"K", "K_ct", "rho", "norm", "power_norm", "sup_powers", "numerical_radius", "eigmax"}
CERTIFIED = {"abscissa", "sup_exp", "exp_norm"}
"""Quantities of which a script repeats no bound."""
_DIGITS = (2, 3, 4, 6, 9, 12, 16, 40, 150)  # of the values in a script, the first with which the contradiction shows
_SHORTEST, _SMALLEST_GAP = 12, 1e-15
"""Characters of a value that is written exactly; the gap of an enclosure at the least."""
Cache = dict[tuple[Tree, int], Range]
Ends = Mapping[Tree, tuple[bool, bool]]


@dataclass(frozen=True)
class Values:
    """Bounds of the irrational parts of a claim at a witness, and the relations of its conclusion that fail there.

    ``shown`` has the tests of the lower and of the upper end of each quantity of a matrix, None for an end that is not
    needed or for which no short test was found.
    """

    bounds: Mapping[Tree, Range]
    shown: Mapping[Tree, tuple[Shown | None, Shown | None]]
    failing: tuple[Tree, ...]
    evaluation: "Rounded"


def values(claim: Claim, witness: Witness) -> Values | None:
    """The shortest bounds of the claim's quantities that decide it at the witness; None where no bounds do.

    So it is where irrational numbers are equal.
    """
    cache: Cache = {}
    rough: set[Tree] = set()
    best: Values | None = None
    for digits in (*_DIGITS, *_DIGITS[-1:]):
        found = _at(claim, witness, digits, rough, cache)
        if found is None:
            continue
        best = found
        missing = [tree for tree, interval in found.bounds.items() if _is_unshown(interval, found.shown.get(tree))]
        if not missing:
            break
        rough.update(tree for tree in missing if found.bounds[tree].point is not None)
    return best


def _is_unshown(interval: Range, shown: tuple[Shown | None, Shown | None] | None) -> bool:
    return shown is not None and any(
        end is not None and one is None for end, one in zip((interval.lo, interval.hi), shown, strict=True)
    )


def _at(claim: Claim, witness: Witness, digits: int, rough: set[Tree], cache: Cache) -> Values | None:
    """The values in some digits, without ends that are not needed; None if they do not decide the claim."""
    ends: dict[Tree, tuple[bool, bool]] = {}
    evaluation = Rounded(witness, digits, rough, cache, ends)
    failing = evaluation.failing(claim)
    if not failing:
        return None
    for tree in list(evaluation.bounds):
        for needed in ((False, False), (True, False), (False, True)):
            ends[tree] = needed
            if Rounded(witness, digits, rough, cache, ends).failing(claim):
                break
        else:
            ends[tree] = (True, True)
    evaluation = Rounded(witness, digits, rough, cache, ends)
    failing = evaluation.failing(claim)
    shown = {tree: evaluation.shown(tree) for tree in evaluation.bounds if tree[1] in _QUANTITIES}
    return Values(evaluation.bounds, shown, failing, evaluation)


class Rounded(Evaluation):
    """The evaluation with irrational values rounded outward to some digits, and only the ends asked for."""

    def __init__(self, witness: Witness, digits: int, rough: set[Tree], cache: Cache, ends: Ends) -> None:
        super().__init__(witness.matrices, witness.parameters, self._enclosure)
        self.digits, self.rough, self.cache, self.ends = digits, rough, cache, ends
        self.bounds: dict[Tree, Range] = {}

    def failing(self, claim: Claim) -> tuple[Tree, ...]:
        """The relations of the conclusion that fail, if all hypotheses are decided to hold; else none."""
        try:
            for tree in claim.hypotheses:
                if tree[0] == "define":
                    self.define(tree[1], tree[2])
                elif self.holds(tree) is not True:
                    return ()
            return tuple(tree for tree in claim.conclusion if self.holds(tree) is False)
        except (Unfit, Unresolved, KreissError):
            return ()

    def value(self, tree: Tree) -> Value:
        """The value of an expression, that of an irrational one in its short bounds."""
        if tree not in self.bounds and self._is_irrational(tree):
            key = (tree, self.digits if tree[1] in ("K", "K_ct", *CERTIFIED) else 0)
            found = self.cache.get(key)
            if found is None:
                number = real(super().evaluated(tree))
                exact = number.rational()
                found = number.range(64 + 4 * self.digits) if exact is None else Range(exact, exact)
                if tree[1] in _QUANTITIES or tree[1] in CERTIFIED:
                    self.cache[key] = found
            self.bounds[tree] = self._short(tree, found)
        return between(self.bounds[tree]) if tree in self.bounds else super().value(tree)

    def rows(self, tree: Tree, size: int = 0) -> Rows:
        """The matrix that an expression is; a multiple of the identity in the size given."""
        value = super().value(tree)
        if isinstance(value, fmpq_mat):
            return fractions(value)
        scale = value.scale if isinstance(value, Identity) else Fraction(0)
        return [[scale * (i == j) for j in range(size)] for i in range(size)]

    def exponent(self, tree: Tree) -> int:
        """The whole t of ``power_norm(M, t)``; 1 for other quantities."""
        if tree[1] != "power_norm":
            return 1
        value = self.value(tree[2][1])
        return int(value.exact or 0) if isinstance(value, Number) else 0

    def shown(self, tree: Tree) -> tuple[Shown | None, Shown | None]:
        """The tests of the ends of a quantity's bounds."""
        interval, rows, t = self.bounds[tree], self.rows(tree[2][0]), self.exponent(tree)
        function = "norm" if tree[1] in ("rho", "numerical_radius") and is_symmetric(rows) else tree[1]
        return (
            None if interval.lo is None else lower(function, rows, interval.lo, t),
            None if interval.hi is None else upper(function, rows, interval.hi, t),
        )

    def _is_irrational(self, tree: Tree) -> bool:
        match tree:
            case ("^", _, ("num", exponent)):
                return bool(exponent.denominator > 1)
            case ("call", "sqrt" | "exp" | "log", _):
                return True
            case ("call", function, _) if function in CERTIFIED:
                return True
            case ("call", function, (matrix, *_)) if function in _QUANTITIES:
                return not is_plain(function, self.rows(matrix))
        return False

    def _short(self, tree: Tree, interval: Range) -> Range:
        below, above = self.ends.get(tree, (True, True))
        exact = interval.point is not None and tree not in self.rough and below and above
        if exact and len(str(interval.point)) <= _SHORTEST:
            return interval
        low, high, least = interval.lo, interval.hi, least_value(tree)
        slack = Fraction(1, 10**self.digits) if tree in self.rough else Fraction(0)
        return Range(
            Fraction(decimal_below(low - slack * abs(low), self.digits)) if low is not None and below else least,
            Fraction(decimal_above(high + slack * abs(high), self.digits)) if high is not None and above else None,
        )

    def _enclosure(self, quantity: str, matrix: fmpq_mat) -> Range:
        """A Kreiss constant; an infinite one is no more than large."""
        rows = fractions(matrix)
        gap = max(10.0 ** -(self.digits + 1), _SMALLEST_GAP)
        found = CERTIFY[quantity](rows, gap, budget=None)
        return Range(Fraction(10) ** self.digits if found.lower is None else found.lower, found.upper)


def least_value(tree: Tree) -> Fraction | None:
    """What the value is at least, whatever the witness."""
    if tree[0] == "call" and tree[1] in ("log", *SIGNED):
        return None
    return Fraction(LEAST.get(tree[1], 0)) if tree[0] == "call" else Fraction(0)


def is_symmetric(rows: Rows) -> bool:
    """A = Aᵀ."""
    return [list(row) for row in rows] == [list(column) for column in zip(*rows, strict=True)]


def is_plain(function: str, rows: Rows) -> bool:
    """Whether the quantity is the largest |a_ij|, or |a_ii| for ρ.

    So it is for norms, also of powers, if no row and no column has two entries, for ρ of a triangular matrix, and for w
    of a diagonal one.
    """
    if function in ("norm", "power_norm"):
        return all(sum(map(bool, line)) <= 1 for line in (*rows, *zip(*rows, strict=True)))
    below = any(x for i, row in enumerate(rows) for x in row[:i])
    above = any(x for i, row in enumerate(rows) for x in row[i + 1 :])
    return not (below and above) if function == "rho" else function == "numerical_radius" and not (below or above)
