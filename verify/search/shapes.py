"""The shapes that a claim's free matrices may take, found by unification and enumeration.

Each free matrix has a height and a width. Predicates, sums, products and block rows tie them together; what remains
free is enumerated in order of total size. Squares of blocks need sums of extents to agree, which is checked last.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor

from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.extents import completed
from kreiss.verify.language.trees import Tree, constant

Shape = tuple[int, int]
Extent = tuple[int, ...]
"""A height or width: the sum of these classes of extents; () is the open extent of 0, I and numbers."""

_SQUARE = {"K", "K_ct", "rho", "sup_powers", "numerical_radius", "dim", "inverse", "power_norm", "resolvent"}
_SQUARE |= {"sup_exp", "exp_norm", "eigmax", "trace", "det", "abscissa"}
_SQUARE |= {"symmetric", "normal", "diagonal", "lower_triangular", "upper_triangular", "square"}
_MOST_COMBINATIONS, _UNBOUNDED = 200_000, 10**9  # of sizes that are listed; and a size without an upper limit
LARGEST_ORDER = 12  # to which hypotheses may ask for larger matrices than are drawn


def shapes(claim: Claim, largest: int = 3) -> Iterator[dict[str, Shape]]:
    """Every assignment of shapes to the free matrices that fits the claim, extents from 1 to ``largest``, small first.

    Hypotheses such as ``dim(A) == 5`` or ``dim(A) >= 4`` go beyond ``largest``, up to ``LARGEST_ORDER``; where they ask
    for more there are none. Raises ``InvalidClaim`` where no assignment fits, or no order is what the hypotheses say.
    """
    unifier = _Unifier(claim)
    classes = sorted({unifier.find(extent) for extent in range(2 * len(claim.matrices))})
    while largest > 2 and largest ** len(classes) > _MOST_COMBINATIONS:
        largest -= 1
    orders = unifier.orders(claim.hypotheses)
    ranges = [range(low, min(high, max(low, largest)) + 1) for low, high in (orders[extent] for extent in classes)]
    for extent, choices in zip(classes, ranges, strict=True):
        if not choices:
            names = ", ".join(unifier.names(claim.matrices, extent))
            least, most = orders[extent]
            raise InvalidClaim(
                f"claim '{claim.id}': no order of {names} fits: hypotheses, sums and products ask for at least {least} "
                f"and at most {most}"
            )
    if any(choices[-1] > LARGEST_ORDER for choices in ranges):
        return
    sizes = sorted(product(*ranges), key=lambda chosen: (sum(chosen), chosen))
    fitting = False
    for chosen in sizes:
        extents = dict(zip(classes, chosen, strict=True))
        if unifier.fits(extents):
            fitting = True
            yield {
                name: (extents[unifier.find(2 * i)], extents[unifier.find(2 * i + 1)])
                for i, name in enumerate(claim.matrices)
            }
    if not fitting:
        raise InvalidClaim(f"claim '{claim.id}': no shapes of {', '.join(claim.matrices)} fit its sums and products")


def _whole(sign: str, number: Fraction) -> tuple[int, int]:
    """The least and the greatest whole number ≥ 1 that stands in the relation to a number, as far as it bounds them."""
    low = floor(number) + 1 if sign == ">" else ceil(number)
    high = ceil(number) - 1 if sign == "<" else floor(number)
    return max(1, low) if sign in (">", ">=", "==") else 1, high if sign in ("<", "<=", "==") else _UNBOUNDED


class _Unifier:
    """Union-find over the 2m extents of m matrices; equations between sums of several extents are kept for the end."""

    def __init__(self, claim: Claim) -> None:
        self.parents = list(range(2 * len(claim.matrices)))
        self.shapes: dict[str, tuple[Extent, Extent]] = {
            name: ((2 * i,), (2 * i + 1,)) for i, name in enumerate(claim.matrices)
        }
        self.equations: list[tuple[Extent, Extent]] = []
        self.identities: set[str] = set()
        for tree in (*claim.hypotheses, *claim.conclusion):
            self.shape(tree)

    def find(self, extent: int) -> int:
        while self.parents[extent] != extent:
            extent = self.parents[extent]
        return extent

    def orders(self, hypotheses: Sequence[Tree]) -> Mapping[int, tuple[int, int]]:
        """The least and the greatest extent of each class, as far as relations between dim(A) and a number say."""
        found = defaultdict[int, tuple[int, int]](lambda: (1, _UNBOUNDED))
        for tree in hypotheses:
            match tree:
                case (sign, ("call", "dim", (("name", name),)), number) if (value := constant(number)) is not None:
                    bounds = sign, value
                case (sign, number, ("call", "dim", (("name", name),))) if (value := constant(number)) is not None:
                    bounds = sign.translate(str.maketrans("<>", "><")), value
                case _:
                    continue
            extent = self.shapes.get(name, ((), ()))[0]
            if len(extent) == 1:
                low, high = found[self.find(extent[0])]
                least, greatest = _whole(*bounds)
                found[self.find(extent[0])] = max(low, least), min(high, greatest)
        return found

    def names(self, matrices: Sequence[str], extent: int) -> list[str]:
        """The matrices with a height or width in the class of an extent."""
        return [name for i, name in enumerate(matrices) if extent in (self.find(2 * i), self.find(2 * i + 1))]

    def equate(self, left: Extent, right: Extent) -> None:
        if len(left) == len(right) == 1:
            self.parents[self.find(left[0])] = self.find(right[0])
        elif left and right:
            self.equations.append((left, right))

    def fits(self, extents: dict[int, int]) -> bool:
        return all(
            sum(extents[self.find(e)] for e in left) == sum(extents[self.find(e)] for e in right)
            for left, right in self.equations
        )

    def shape(self, tree: Tree) -> tuple[Extent, Extent]:
        """The extents of an expression, after equating what the expression ties together."""
        match tree:
            case ("num", _):
                return (), ()
            case ("name", name):
                return self.shapes.get(name, ((), ()))
            case ("neg", operand):
                return self.shape(operand)
            case ("define", name, body):
                self.shapes[name] = self.shape(body)
                self.identities |= {name} if self._is_identity(body) else set()
                return (), ()
            case ("call", function, arguments):
                return self._call(function, [self.shape(argument) for argument in arguments])
            case ("matrix", rows):
                return self._blocks(rows)
            case ("^", base, _):
                return self._squared(self.shape(base))
            case ("*" | "/", left, right):
                return self._product(self.shape(left), self.shape(right))
            case (_, left, right):
                return self._same(self.shape(left), self.shape(right))
        raise TypeError(f"not a tree: {tree!r}")

    def _squared(self, shape: tuple[Extent, Extent]) -> tuple[Extent, Extent]:
        self.equate(*shape)
        return shape

    def _same(self, left: tuple[Extent, Extent], right: tuple[Extent, Extent]) -> tuple[Extent, Extent]:
        self.equate(left[0], right[0])
        self.equate(left[1], right[1])
        if left == ((), ()) or right == ((), ()):  # c·I beside a matrix makes it square
            return self._squared(left if right == ((), ()) else right)
        return left

    def _product(self, left: tuple[Extent, Extent], right: tuple[Extent, Extent]) -> tuple[Extent, Extent]:
        if left == ((), ()) or right == ((), ()):
            return right if left == ((), ()) else left
        self.equate(left[1], right[0])
        return left[0], right[1]

    def _call(self, function: str, arguments: list[tuple[Extent, Extent]]) -> tuple[Extent, Extent]:
        if function in _SQUARE:
            for argument in arguments:
                self.equate(*argument)
        if function == "transpose":
            return arguments[0][1], arguments[0][0]
        return arguments[0] if function in ("inverse", "resolvent") else ((), ())

    def _blocks(self, rows: Sequence[Sequence[Tree]]) -> tuple[Extent, Extent]:
        """The extents of a matrix of blocks, in which multiples of I and, of as many rows as columns, the diagonal
        blocks are square; this also gives them the extents that no block in their row or column has.
        """
        shapes = [[self.shape(entry) for entry in row] for row in rows]
        heights, widths = (
            [self._common(row, 0) for row in shapes],
            [self._common(list(column), 1) for column in zip(*shapes, strict=True)],
        )
        identities = [(i, j) for i, row in enumerate(rows) for j, entry in enumerate(row) if self._is_identity(entry)]
        heights, widths, squares = completed(heights, widths, identities)
        for i, j in squares:
            self.equate(heights[i], widths[j])
        return tuple(e for h in heights for e in h), tuple(e for w in widths for e in w)

    def _is_identity(self, tree: Tree) -> bool:
        """Whether an expression is a multiple of the identity whose size nothing in it states."""
        match tree:
            case ("name", name):
                return name == "I" or name in self.identities
            case ("neg", operand) | ("/", operand, _):
                return self._is_identity(operand)
            case ("*", left, right):
                identity, other = (left, right) if self._is_identity(left) else (right, left)
                return self._is_identity(identity) and self.shape(other) == ((), ())
            case ("+" | "-", left, right):
                return self._is_identity(left) and self._is_identity(right)
        return False

    def _common(self, shapes: list[tuple[Extent, Extent]], axis: int) -> Extent:
        known = [shape[axis] for shape in shapes if shape[axis]]
        for other in known[1:]:
            self.equate(known[0], other)
        return known[0] if known else ()
