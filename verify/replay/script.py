"""Replay scripts: a few lines of plain Python on fractions, standard library only, that print a claim's contradiction.

A script computes both sides of the claim at the witness in exact arithmetic. What is irrational, or a supremum, stands
there with rational bounds, each shown by one test: a vector for a lower bound, a definite matrix for an upper one
(``replay_bounds``). It prints each hypothesis and the conclusion with their truth. It is for the eye: what the verdict
rests on is the certificate.
"""

from fractions import Fraction

from kreiss.verify.claims.claim import Claim
from kreiss.verify.evaluation.matrices import rational, real
from kreiss.verify.evaluation.numbers import PRECISIONS
from kreiss.verify.evaluation.ranges import Range
from kreiss.verify.language.trees import Tree, show, walk
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.replay.arithmetic import sources
from kreiss.verify.replay.matrices import Matrices
from kreiss.verify.replay.values import CERTIFIED, Values, values
from kreiss.verify.replay.writing import Shown, text, written

Ends = tuple[Shown | None, Shown | None]
_EQUAL = (
    "irrational numbers are equal there, or too close for bounds of 150 digits: by the certificate, not repeated here"
)
_UNSHOWN = "by the certificate; not repeated here"
_PAIRS = {"+": "plus", "-": "minus", "*": "product", "/": "quotient"}
_ON_PAIRS = {"min": "least", "max": "greatest", "abs": "size"}
_TURNED = {">=": "<=", ">": "<"}
_TRUTH = {  # word -> sign -> what is printed of two pairs
    "given": {
        "==": "left[0] == left[1] == right[0] == right[1]",
        "<=": "left[1] <= right[0]",
        "<": "left[1] < right[0]",
    },
    "claimed": {
        "==": "left[0] <= right[1] and right[0] <= left[1]",
        "<=": "left[0] <= right[1]",
        "<": "left[0] < right[1]",
    },
}


def script(claim: Claim, witness: Witness) -> str:
    """A Python script that prints, in exact arithmetic, that the hypotheses hold and the conclusion fails.

    Guarantee: what it prints is exact; a bound that has no short test is taken from the certificate, and said to be.
    Where irrational numbers are equal, so that no bounds decide the claim, it prints the point and says so.
    """
    found = values(claim, witness)
    return _unrepeated(claim, witness) if found is None else _Script(claim, witness, found).text()


def _unrepeated(claim: Claim, witness: Witness) -> str:
    point = {**witness.document()["matrices"], **witness.document()["parameters"]}
    lines = [f"{claim.states} fails at", *(f"{name} = {value}" for name, value in point.items()), _EQUAL]
    return "".join(f"print({line!r})\n" for line in lines)


class _Script(Matrices):
    """The lines of a script; a number's code stands either for its exact value or for a pair of bounds."""

    def __init__(self, claim: Claim, witness: Witness, found: Values) -> None:
        super().__init__(claim, found)
        self.witness = witness
        self.known: dict[Tree, str] = {}
        self.pairs: set[str] = set()

    def text(self) -> str:
        given = {self.name(name): written(rows) for name, rows in self.witness.matrices.items()}
        given |= {self.name(name): text(value) for name, value in self.witness.parameters.items()}
        if given:
            self.lines.append(f"{', '.join(given)} = {', '.join(given.values())}")
        for tree in self.claim.hypotheses:
            if tree[0] == "define":
                self.define(tree[1], tree[2])
            else:
                self.tell("given", tree)
        for tree in self.found.failing:
            self.tell("claimed", tree)
        body = [*sources(self.used), *self.lines]
        needs_inf = ["from math import inf"] if any("inf" in line for line in body) else []
        heading = [
            f"# {' '.join(self.claim.id.split())}: not always {self.claim.states}",
            "from fractions import Fraction as F",
        ]
        return "\n".join([*heading, *needs_inf, *body]) + "\n"

    def define(self, name: str, tree: Tree) -> None:
        if self.is_matrix(tree):
            code, pair = self.matrix(tree), False
        else:
            code, pair = self.number(tree)
        self.lines.append(f"{self.name(name)} = {_bare(code)}")
        if pair:
            self.pairs.add(name)

    def tell(self, word: str, tree: Tree) -> None:
        """Print a hypothesis or a part of the conclusion with its truth."""
        label = f"{word} {show(tree)}:"
        if tree[0] == "call":
            truths = " and ".join(self.property(tree[1], argument) for argument in tree[2])
            self.lines.append(f'print("{label}", {truths})')
        elif self.is_matrix(tree[1]):
            truth = self.equality(tree[1], tree[2]) if tree[0] == "==" else self.ordering(*tree)
            self.lines.append(f'print("{label}", {truth})')
        else:
            sign, left, right = tree
            if sign in _TURNED:
                sign, left, right = _TURNED[sign], right, left
            if word == "given" or not self.squares(label, sign, left, right):
                self.compare(word, label, sign, left, right)

    def compare(self, word: str, label: str, sign: str, left: Tree, right: Tree) -> None:
        (x, wide), (y, broad) = self.number(left), self.number(right)
        if not (wide or broad):
            x, y = _bare(x), _bare(y)
            self.lines.append(f'print("{label}", {x}, "{sign}", {y}, "is", {x} {sign} {y})')
            return
        self.lines.append(f"left, right = {self.pair(x, wide)}, {self.pair(y, broad)}")
        ends = ("left[1]", "right[0]") if word == "given" else ("left[0]", "right[1]")
        self.lines.append(f'print("{label}", {ends[0]}, "{sign}", {ends[1]}, "is", {_TRUTH[word][sign]})')

    def squares(self, label: str, sign: str, left: Tree, right: Tree) -> bool:
        """A left side that is one quantity, needed from below only: its square against that of the right side."""
        shown = self.found.shown.get(left, (None, None))[0]
        bare = left not in self.known and shown is not None and self.found.bounds[left].hi is None
        if not bare or shown is None or not shown.squared or sign == "==":
            return False
        code, pair = self.number(right)
        self.lines.append(f"high = {code}[1]" if pair else f"high = {_bare(code)}")
        test = shown.of(self.named(left[2][0]))
        self.add(test)
        self.lines.append(f"low = {test.expression}")
        truth = f"high >= 0 and low {sign} high**2"
        self.lines.append(f'print("{label} squared,", low, "{sign}", high**2, "is", {truth})')
        return True

    def add(self, shown: Shown) -> None:
        self.used.update(dict.fromkeys(shown.uses))
        self.lines += shown.lines

    def pair(self, code: str, is_pair: bool) -> str:
        return code if is_pair else self.call("exactly", code)

    def number(self, tree: Tree) -> tuple[str, bool]:
        """Python for a number, and whether it is a pair of bounds."""
        if tree in self.found.bounds:
            return self.bounded(tree)
        if all(part[0] not in ("name", "call") for part in walk(tree)):
            return text(rational(self.found.evaluation.value(tree))), False
        match tree:
            case ("name", name):
                return self.name(name), name in self.pairs
            case ("neg", operand):
                return self.arithmetic("-", ("num", Fraction(0)), operand)
            case ("^", base, ("num", exponent)):
                return self.power(base, int(exponent))
            case ("call", function, arguments):
                return self.function(function, arguments)
        return self.arithmetic(*tree)

    def arithmetic(self, sign: str, left: Tree, right: Tree) -> tuple[str, bool]:
        (x, wide), (y, broad) = self.number(left), self.number(right)
        if wide or broad:
            return self.call(_PAIRS[sign], self.pair(x, wide), self.pair(y, broad)), True
        return f"({x} {sign} {y})", False

    def power(self, base: Tree, exponent: int) -> tuple[str, bool]:
        """A whole power; that of a pair by products, of its absolute value where the power is even."""
        code, pair = self.number(base)
        if not pair:
            return f"{code}**{exponent}" if exponent >= 0 else f"(1/{code}**{-exponent})", False
        factor = code if exponent % 2 else self.call("size", code)
        one = result = self.call("exactly", text(Fraction(1)))
        for _ in range(abs(exponent)):
            result = self.call("product", result, factor)
        return (result if exponent >= 0 else self.call("quotient", one, result)), True

    def function(self, function: str, arguments: tuple[Tree, ...]) -> tuple[str, bool]:
        if function == "dim":
            return f"F(len({self.named(arguments[0])}))", False
        if function in ("trace", "det"):
            return self.call(function, self.named(arguments[0])), False
        if function not in _ON_PAIRS:
            return self.largest(function, arguments), False
        codes = [self.number(argument) for argument in arguments]
        if any(pair for _, pair in codes):
            return self.call(_ON_PAIRS[function], *(self.pair(*code) for code in codes)), True
        only = [code for code, _ in codes]
        return (f"{function}({', '.join(only)})" if len(only) > 1 or function == "abs" else only[0]), False

    def bounded(self, tree: Tree) -> tuple[str, bool]:
        """The name of the bounds of an irrational value, and the lines that show them."""
        interval = self.found.bounds[tree]
        exact = interval.point is not None
        if tree not in self.known:
            matrix = self.named(tree[2][0]) if tree in self.found.shown else ""
            shown = self.found.shown[tree] if matrix else self.root_or_exponential(tree, interval)
            name = self.known[tree] = self.fresh(tree)
            ends = ["-inf" if interval.lo is None else text(interval.lo)]
            ends += [] if exact else ["inf" if interval.hi is None else text(interval.hi)]
            self.lines.append(f"{name} = {', '.join(ends)}")
            self.print_tests(show(tree), shown, interval, matrix, name)
        return self.known[tree], not exact

    def print_tests(self, label: str, shown: Ends, interval: Range, matrix: str, name: str) -> None:
        """Print the ends of a value's bounds, and whether their tests hold."""
        exact = interval.point is not None
        tests = []
        for test, end, bound in zip(shown, (interval.lo, interval.hi), "01", strict=True):
            if end is not None:
                tests.append(self.tested(test, matrix, name if exact else f"{name}[{bound}]"))
        truth = " and ".join(dict.fromkeys(tests)) or "True"
        ends = f'=", {name}, ' if exact else f'from", {name}[0], "to", {name}[1], '
        if _UNSHOWN in tests:
            self.lines.append(f'print("{label} {ends}"{_UNSHOWN}")')
        else:
            self.lines.append(f'print("{label} {ends}"is", {truth})')

    def tested(self, test: Shown | None, matrix: str, bound: str) -> str:
        """The code of a test, after the lines that it needs."""
        if test is None:
            return _UNSHOWN
        test = test.of(matrix, bound)
        self.add(test)
        if not test.squared:
            return test.expression
        self.lines.append(f"low = {test.expression}")
        return f"low >= {bound}**2"

    def root_or_exponential(self, tree: Tree, interval: Range) -> Ends:
        """The tests of bounds of sqrt, exp, log, or a power with a rational exponent; none of what is certified."""
        if tree[1] in CERTIFIED:
            return None, None
        if tree[0] == "call" and tree[1] in ("exp", "log"):
            code, pair = self.number(tree[2][0])
            x, y = (f"{code}[0]", f"{code}[1]") if pair else (code, code)
            inner = real(self.found.evaluation.value(tree[2][0])).range(PRECISIONS[0])
            argument = inner if tree[1] == "exp" else interval
            n = 40 + 4 * int(max(abs(end or Fraction(0)) for end in (argument.lo, argument.hi)))
            if tree[1] == "log":
                tests = f"exponential(#, {n})[1] <= {x}", f"{y} <= exponential(#, {n})[0]"
            else:
                tests = f"# <= exponential({x}, {n})[0]", f"exponential({y}, {n})[1] <= #"
            return Shown((), tests[0], ("exponential",)), Shown((), tests[1], ("exponential",))
        exponent = Fraction(1, 2) if tree[0] == "call" else tree[2][1]
        base = tree[2][0] if tree[0] == "call" else ("^", tree[1], ("num", Fraction(exponent.numerator)))
        code, pair = self.number(base)
        x, y = (f"{code}[0]", f"{code}[1]") if pair else (code, code)
        q = exponent.denominator
        return Shown((), f"#**{q} <= {x}", ()), Shown((), f"{y} <= #**{q}", ())

    def largest(self, function: str, arguments: tuple[Tree, ...]) -> str:
        """The largest |a_ii| for ρ, the largest |a_ij| for other quantities that are plain."""
        name, rows = self.named(arguments[0]), self.found.evaluation.rows(arguments[0])
        if function == "power_norm":
            name = self.call("power", name, str(self.found.evaluation.exponent(("call", function, arguments))))
        if len(rows) == len(rows[0]) == 1:
            return f"F(abs({name}[0][0]))"
        if function == "rho":
            return f"F(max(abs(row[i]) for i, row in enumerate({name})))"
        return f"F(max(abs(x) for row in {name} for x in row))"


def _bare(code: str) -> str:
    """The code of a sum or product without the parentheses that ``arithmetic`` puts around it."""
    return code[1:-1] if code.startswith("(") and code.endswith(")") else code
