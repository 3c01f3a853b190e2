"""Order notation written out: ``O(g)`` as a constant times g, and ``as x -> a`` as a neighbourhood of a.

``K(J) <= O(g)`` says that there is one number c with K(J) ≤ c·g for everything that the claim speaks of, and
``a R b == O(g)`` that a R b and |b| ≤ c·g; ``as x -> a`` that there is one number m as well, for which this holds
wherever m·|x − a| < 1, and ``as x -> inf``, wherever x > m. Every real m gives a neighbourhood, m = 0 all numbers; so
"some number m" says the same as "some neighbourhood". What comes out is a claim with constants in ``exists``, in the
language that the checker reads.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from kreiss.errors import InvalidClaim
from kreiss.verify.language.grammar import LONGEST, NUMBER, Orders, Scope, parse
from kreiss.verify.language.trees import Tree, constant

_LIMIT = re.compile(r"\bas +(?P<name>[A-Za-z][A-Za-z0-9_]*) *->(?P<point>.*)$", re.ASCII)
_ORDER = re.compile(r"\bO *(?=\()", re.ASCII)
_SIGNS = re.compile("(<=|>=|==|<|>)")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_LEAST_ZERO = {"K", "K_ct", "rho", "norm", "sup_powers", "numerical_radius", "power_norm", "dim", "sqrt", "exp", "abs"}
INFINITY = "inf"


@dataclass(frozen=True)
class Limit:
    """``as name -> point``: the number that tends, and where to, ``inf`` for +∞."""

    name: str
    point: str

    def hypotheses(self, constant: str) -> tuple[str, ...]:
        """The neighbourhood that the value of a constant stands for."""
        if self.point == INFINITY:
            return (f"{constant} < {self.name}",)
        near = f"{self.name} - {self.point}" if self.point[0] != "-" else f"{self.name} - ({self.point})"
        return f"{constant}*({near}) < 1", f"-{constant}*({near}) < 1"


@dataclass(frozen=True)
class Expanded:
    """A claim without order notation: its lines, its constants, and the limit with the constant that stands for it."""

    given: tuple[str, ...]
    states: str
    constants: tuple[str, ...]
    limit: Limit | None = None


def expanded(given: Sequence[str], states: str, exists: Sequence[str]) -> Expanded:
    """The same claim without order notation; of a claim without any, itself.

    Raises ``InvalidClaim`` for notation that stands where it says nothing, with ``given[i], `` or ``states, ``, the
    column, and what was expected there.
    """
    texts = [*given, states]
    if max(map(len, texts)) > LONGEST or ("->" not in states and not any(map(_ORDER.search, texts))):
        return Expanded(tuple(given), states, tuple(exists))
    scope = Scope()
    relation, limit = limit_of(states)
    trees = [_read(text, f"given[{i}]", scope, Orders(greater=False)) for i, text in enumerate(given)]
    trees.append(_read(relation, "states", scope, Orders(greater=True)))
    if limit is not None and {**scope.defined, **scope.free}.get(limit.name) != NUMBER:
        raise InvalidClaim(f"states, the limit: '{limit.name:.60}' is not a number of the claim")
    names = _unused("c", texts)
    lines, constants = [], list(exists)
    for text, tree in zip([*given, relation], trees, strict=True):
        line, new = _written_out(text, tree, names)
        lines.append(line)
        constants += new
    if limit is not None:
        constants.append(next(_unused("m", texts)))
        lines[-1:-1] = limit.hypotheses(constants[-1])
    return Expanded(tuple(lines[:-1]), lines[-1], tuple(constants), limit)


def limit_of(states: str) -> tuple[str, Limit | None]:
    """The relation and the limit of a conclusion."""
    arrow = states.find("->")
    if arrow < 0:
        return states, None
    match = _LIMIT.search(states)
    if match is None:
        raise InvalidClaim(f"states, column {arrow + 1}: expected 'as NAME -> NUMBER' at the end in {states!r:.200}")
    point = match["point"].strip(" ")
    if point != INFINITY:
        _require_constant(point, states, match.start("point") + match["point"].find(point))
    return states[: match.start()].rstrip(), Limit(match["name"], point)


def _require_constant(point: str, states: str, position: int) -> None:
    try:
        relations = parse(f"x == {point}")
    except InvalidClaim:
        relations = ()
    if len(relations) != 1 or constant(relations[0][2]) is None:
        where = f"states, column {position + 1}"
        raise InvalidClaim(f"{where}: expected a number or {INFINITY} after '->' in {states!r:.200}")


def _read(text: str, where: str, scope: Scope, orders: Orders) -> tuple[Tree, ...]:
    try:
        return parse(text, scope, orders)
    except InvalidClaim as error:
        raise InvalidClaim(f"{where}, {error}") from None


def _unused(stem: str, texts: Sequence[str]) -> Iterator[str]:
    """c, c1, c2, …, without names that the claim uses."""
    used = {name for text in texts for name in _NAME.findall(text)}
    return (name for i in count() if (name := f"{stem}{i or ''}") not in used)


def _written_out(text: str, trees: tuple[Tree, ...], names: Iterator[str]) -> tuple[str, list[str]]:
    """The line with a constant before each argument of ``O``, and these constants.

    Signs of relations stand between the sides of a line and nowhere else, so that a text splits at them.
    """
    pieces = _ORDER.split(text)
    constants = [next(names) for _ in pieces[1:]]
    line = pieces[0] + "".join(f"{name}*{piece}" for name, piece in zip(constants, pieces[1:], strict=True))
    if constants and trees[-1][0] == "==" and trees[-1][2][:2] == ("call", "O"):
        parts = [part.strip(" ") for part in _SIGNS.split(line)]
        line = _bounded(parts[:-3], trees[-1][1], *parts[-3::2])
    return line, constants


def _bounded(before: Sequence[str], side: Tree, text: str, bound: str) -> str:
    """``… a R b == O(g)`` as … a R b and |b| ≤ c·g; ``before`` is … a R, ``text`` is b, ``bound`` is c*(g).

    The chain goes on from b to the bound and, where b may be negative, back to −b: b <= c*(g) >= -(b).
    """
    if side[0] == "call" and side[1] in _LEAST_ZERO:
        return " ".join([*before, text, "<=", bound])
    if not before:
        return f"-{bound} <= {text} <= {bound}"
    return " ".join([*before, text, "<=", bound, ">=", f"-({text})"])
