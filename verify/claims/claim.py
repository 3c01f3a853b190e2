"""One claim: for all matrices and numbers that satisfy ``given``, ``states`` holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from kreiss.errors import InvalidClaim
from kreiss.names import unstated
from kreiss.verify.claims.sharp import NOT_SHARP, sharp_in
from kreiss.verify.language.grammar import MATRIX, NUMBER, Scope, parse
from kreiss.verify.language.notation import Written, written_out
from kreiss.verify.language.orders import Expanded, expanded
from kreiss.verify.language.trees import Tree, show, walk

EXPECTATIONS = ("PROVED", "REFUTED", "UNDECIDED")
PROVENANCES = ("abstract", "secondary", "kreiss")
_MOST_LINES = 100  # of hypotheses, so that no claim takes the parser's time


@dataclass(frozen=True)
class Claim:
    """A universally quantified statement in the claim language, with where it comes from and what is expected of it.

    Free names with a capital letter are real matrices of any size that fits, all others real numbers. With ``exists``
    the claim is that some values of these numbers make the rest true, the same values for all matrices and other
    numbers; ``O(…)`` and a limit ``as x -> a`` in ``states`` bring constants of their own (``orders``). ``declared``,
    ``numbers`` in a file, are names that are numbers whatever they begin with (``notation``). With ``sharp`` the claim
    is as well that no better right-hand side holds in the same quantities, or that none can stand in a hypothesis: in
    the one that ``sharp`` states, the last that bounds the number that it names from above, or, where it is true and
    ``states`` has ``<`` or ``>``, the last that bounds any number so (``claims/sharp``). Raises ``InvalidClaim``, with
    the line and column, for text outside the language.

    >>> claim = Claim("contraction", "K(A) <= 1", given=("norm(A) <= 1",))
    >>> claim.free
    {'A': 'a matrix'}
    >>> Claim("order", "K(A) <= O(1 + norm(A)^2)", given=("rho(A) <= 1/2",)).expanded.states
    'K(A) <= c*(1 + norm(A)^2)'
    """

    id: str
    states: str
    given: tuple[str, ...] = ()
    source: str = ""
    provenance: str = ""
    expect: str | None = None
    note: str = ""
    repairs: str | None = None
    exists: tuple[str, ...] = ()
    sharp: bool | str = False
    declared: tuple[str, ...] = ()
    written: Written = field(init=False, repr=False, compare=False)
    expanded: Expanded = field(init=False, repr=False, compare=False)
    scope: Scope = field(default_factory=Scope, init=False, repr=False, compare=False)
    hypotheses: tuple[Tree, ...] = field(default=(), init=False, repr=False, compare=False)
    conclusion: tuple[Tree, ...] = field(default=(), init=False, repr=False, compare=False)
    chosen: Tree | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._require_fields()
        try:
            written = written_out(self.given, self.states, self.exists, self.declared)
            object.__setattr__(self, "written", written)
            object.__setattr__(self, "expanded", expanded(written.given, written.states, written.exists))
        except InvalidClaim as error:
            raise InvalidClaim(f"claim '{self.id}', {error}") from None
        given = [self._read(f"given[{i}]", line) for i, line in enumerate(self.expanded.given)]
        conclusion = self._read("states", self.expanded.states)
        if conclusion[0][0] == "define":
            raise InvalidClaim(f"claim '{self.id}', states: expected a relation, not a definition (use <= or ==)")
        for name in self.written.exists:
            if name not in self.numbers:
                raise InvalidClaim(f"claim '{self.id}', exists: '{name:.60}' is not a free number of the claim")
        object.__setattr__(self, "hypotheses", tuple(tree for trees in given for tree in trees))
        object.__setattr__(self, "conclusion", conclusion)
        if self.sharp is not False:
            object.__setattr__(self, "chosen", self._sharp_in())
        self._require_stated()

    def _sharp_in(self) -> Tree | None:
        """The hypothesis whose right-hand side is to be the best; None if it is the conclusion's."""
        if self.constants:
            raise InvalidClaim(f"claim '{self.id}', sharp: {NOT_SHARP}, without open constants")
        text = "" if self.sharp is True else self.written.plain(str(self.sharp))
        relation = None if self.sharp is True or text.isidentifier() else self._read("sharp", text)
        try:
            return sharp_in(self.hypotheses, self.conclusion, relation, text, self.scope.kind)
        except InvalidClaim as error:
            raise InvalidClaim(f"claim '{self.id}', sharp: {error}") from None

    def _require_stated(self) -> None:
        stated = [tree for tree in self.hypotheses if tree[0] != "define"]
        names = {part[1] for tree in stated for part in walk(tree) if part[0] == "name"}
        reason = unstated(self.numbers, {*names, *self.written.exists})
        if reason is not None:
            raise InvalidClaim(f"claim '{self.id}', states, {reason}")

    def _require_fields(self) -> None:
        if self.expect is not None and self.expect not in EXPECTATIONS:
            raise InvalidClaim(
                f"claim '{self.id}': expect is one of {', '.join(EXPECTATIONS)}, not {self.expect!r:.40}"
            )
        for key, lines in (("given", self.given), ("exists", self.exists), ("numbers", self.declared)):
            if isinstance(lines, str):
                raise InvalidClaim(f"claim '{self.id}', {key}: expected a list of texts, got the text {lines!r:.60}")
        if len(set(self.exists)) < len(self.exists):
            raise InvalidClaim(f"claim '{self.id}', exists: names a number twice")
        if len(self.given) > _MOST_LINES:
            raise InvalidClaim(f"claim '{self.id}': {len(self.given)} hypotheses; at most {_MOST_LINES} are read")

    def _read(self, where: str, line: str) -> tuple[Tree, ...]:
        try:
            return parse(line, self.scope)
        except InvalidClaim as error:
            raise InvalidClaim(f"claim '{self.id}', {where}, {error}") from None

    @property
    def free(self) -> Mapping[str, str]:
        """The names that the claim quantifies over, with their kinds."""
        return dict(self.scope.free)

    @property
    def matrices(self) -> tuple[str, ...]:
        """The free matrices, in order of appearance."""
        return tuple(name for name, kind in self.scope.free.items() if kind == MATRIX)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The free numbers, in order of appearance."""
        return tuple(name for name, kind in self.scope.free.items() if kind == NUMBER)

    def mentions(self, function: str) -> bool:
        """Whether the claim speaks of K, K_ct, or another function."""
        trees = (*self.hypotheses, *self.conclusion)
        return any(part[:2] == ("call", function) for tree in trees for part in walk(tree))

    def stated(self, *predicates: str) -> set[str]:
        """The names of the matrices of which a hypothesis states one of the predicates."""
        found = [tree[2] for tree in self.hypotheses if tree[0] == "call" and tree[1] in predicates]
        return {name[1] for names in found for name in names if name[0] == "name"}

    def at(self, constants: Mapping[str, Fraction]) -> "Claim":
        """The claim for these values of its constants, which are definitions before the hypotheses."""
        definitions = tuple(f"{name} = {value}" for name, value in constants.items())
        return replace(
            self, given=(*definitions, *self.expanded.given), states=self.expanded.states, exists=(), declared=()
        )

    @cached_property
    def plain(self) -> "Claim":
        """The claim without short notation, as engines and certificates state it: itself, where it has none."""
        written = self.written
        if (written.given, written.states, self.declared) == (self.given, self.states, ()):
            return self
        sharp = written.plain(self.sharp) if isinstance(self.sharp, str) else self.sharp
        return replace(
            self, given=written.given, states=written.states, exists=written.exists, declared=(), sharp=sharp
        )

    @property
    def constants(self) -> tuple[str, ...]:
        """The numbers whose value the claim leaves open: those of ``exists``, of ``O(…)`` and of the limit."""
        return self.expanded.constants

    @cached_property
    def statement(self) -> Mapping[str, object]:
        """What certificates of this claim speak about: its texts as they stand, with order notation written out.

        For a ``sharp`` claim it is what has to hold before sharpness is asked for.
        """
        return {"given": list(self.expanded.given), "states": self.expanded.states}

    @property
    def sharp_statement(self) -> Mapping[str, object]:
        """The same, and the relation whose right-hand side is to be the best: true for that of the conclusion."""
        return {**self.statement, "sharp": True if self.chosen is None else show(self.chosen)}

    @property
    def bounding(self) -> Tree:
        """The relation whose right-hand side is to be the best: a hypothesis, or the conclusion."""
        return self.conclusion[0] if self.chosen is None else self.chosen
