"""Trees of the claim language as presentation MathML, which browsers typeset by themselves.

An operation stands in brackets where it binds less than what is around it. Juxtaposition is written with the invisible
times, functions with the invisible application, so that each piece reads back to one expression: what differs in
notation alone is −ab and (−a)b, A⁻¹ and A to the power −1, (zI − A)⁻¹ and the resolvent, 2/3 and 2 divided by 3.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from kreiss.symbolic.typesetting import GREEK, WORDS
from kreiss.verify.language.grammar import PREDICATES, SHORT_PREDICATES
from kreiss.verify.language.trees import RELATIONS, Tree, walk

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
TIMES, APPLY, MINUS, DEFINES = "\u2062", "\u2061", "−", ":="
SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "="}
FUNCTIONS = {"rho": "ρ", "numerical_radius": "w", "trace": "tr", "abscissa": "α", "numerical_abscissa": "ω"}
_INDEXED = {"eigmax": ("λ", "max"), "eigmin": ("λ", "min"), "sigmamin": ("σ", "min")}
_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(1, 6)
_TALL = {"mfrac", "mtable", "munder", "msqrt"}
_EXPONENTS = ("t", "k", "s", "j")
_NAME = re.compile(rf"({'|'.join(GREEK)}|[A-Za-z])(_?)([0-9]+|(?<=_)[A-Za-z0-9]+)", re.ASCII)


def mathml(trees: Sequence[Tree], *, display: bool = False) -> str:
    """The relations, definition, predicate or expression of one line as a ``math`` element; chains are joined.

    Raises ``ValueError`` for what is not a tree. Whatever the names are, the text is well-formed XML.
    """
    printer = _Printer({tree[1] for line in trees for tree in walk(line) if tree[0] == "name"})
    math = Element("math", {"xmlns": NAMESPACE, **({"display": "block"} if display else {})})
    math.append(_row(*printer.line(trees)))
    return tostring(math, encoding="unicode")


class _Printer:
    """One method for each form of expression; ``names`` are those that the line uses."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def line(self, trees: Sequence[Tree]) -> Iterable[Element]:
        """The relations of a line, each going on from the side where the last one ended."""
        yield self.statement(trees[0])
        for before, tree in pairwise(trees):
            if tree[0] in RELATIONS and before[0] in RELATIONS and tree[1] == before[2]:
                yield from (_sign(SIGNS[tree[0]]), self.show(tree[2]))
            else:
                yield from (_sign(","), self.statement(tree))

    def statement(self, tree: Tree) -> Element:
        """A relation, a definition, a predicate, or an expression."""
        match tree:
            case ("define", name, body):
                return _row(_name(name), _sign(DEFINES), self.show(body))
            case (relation, left, right) if relation in RELATIONS:
                return _row(self.show(left), _sign(SIGNS[relation]), self.show(right))
            case ("call", predicate, arguments) if predicate in (*PREDICATES, *SHORT_PREDICATES):
                word = Element("mtext")
                word.text = "\u00a0" + str(WORDS.get(predicate, predicate)).replace("_", " ")
                return _row(*self.listed(arguments), word)
        return self.show(tree)

    def show(self, tree: Tree, outer: int = 0) -> Element:
        """An expression, in brackets if it binds less than ``outer``."""
        match tree:
            case ("num", value):
                return self.number(Fraction(value), outer)
            case ("name", name):
                return _name(name)
            case ("matrix", rows):
                return _matrix([[self.show(entry) for entry in row] for row in rows])
            case ("call", function, arguments):
                return self.call(function, arguments, outer)
        return self.operation(tree, outer)

    def operation(self, tree: Tree, outer: int) -> Element:
        """A sum, difference, negation, product, quotient or power."""
        match tree:
            case ("+" | "-" as sign, left, right):
                parts = (self.show(left, _SUM), _sign("+" if sign == "+" else MINUS), self.show(right, _PRODUCT))
                return _bracketed(_row(*parts), _SUM, outer)
            case ("neg", operand):
                return _bracketed(_row(_sign(MINUS), self.show(operand, _PRODUCT)), _SIGN, outer)
            case ("*", ("neg", left), right):
                return self.show(("neg", ("*", left, right)), outer)
            case ("*", left, right):
                return self.product(left, right, outer)
            case ("/", left, right):
                return _bracketed(_element("mfrac", self.show(left), self.show(right)), _POWER, outer)
            case ("^", base, exponent):
                return _raised(self.show(base, _ATOM), self.show(exponent), outer)
        raise ValueError(f"not a tree: {tree!r:.60}")

    def number(self, value: Fraction, outer: int) -> Element:
        """A rational number: a fraction upright, a sign as an operation."""
        if value < 0:
            return self.show(("neg", ("num", -value)), outer)
        if value.denominator == 1:
            return _text("mn", str(value.numerator))
        whole = [_text("mn", str(part)) for part in (value.numerator, value.denominator)]
        return _bracketed(_element("mfrac", *whole), _POWER, outer)

    def product(self, left: Tree, right: Tree, outer: int) -> Element:
        """A product by juxtaposition, with a dot where two factors could be read as one thing."""
        first, second = self.show(left, _PRODUCT), self.show(right, _POWER)
        merging = f"{_kind(first, -1)} {_kind(second, 0)}" in _MERGING
        sign = "·" if merging or _applies(first, second) or _meets(first, second) else TIMES
        return _bracketed(_row(first, _sign(sign), second), _PRODUCT, outer)

    def call(self, function: str, arguments: Sequence[Tree], outer: int) -> Element:
        """A function of the language in its usual notation."""
        match function:
            case "sqrt":
                return _bracketed(_element("msqrt", self.show(arguments[0])), _POWER, outer)
            case "abs" | "norm":
                return _fenced("|" if function == "abs" else "‖", self.show(arguments[0]))
            case "power_norm":
                return _fenced("‖", _raised(self.show(arguments[0], _ATOM), self.show(arguments[1]), 0))
            case "sup_powers":
                return self.supremum(arguments[0], outer)
            case "inverse" | "transpose" | "resolvent":
                return self.transformed(function, arguments, outer)
            case "exp" if arguments == (("num", Fraction(1)),) and "e" not in self.names:
                return _text("mi", "e")
            case "eigmax" | "eigmin" | "sigmamin":
                return _applied(
                    _element("msub", *(_text("mi", part) for part in _INDEXED[function])), self.listed(arguments)
                )
            case "K_ct":
                return _applied(_element("msub", _text("mi", "K"), _text("mi", "ct")), self.listed(arguments))
        return _applied(_text("mi", FUNCTIONS.get(function, function)), self.listed(arguments))

    def transformed(self, function: str, arguments: Sequence[Tree], outer: int) -> Element:
        """An inverse, a transpose, or the resolvent (zI − A)⁻¹."""
        base = arguments[0]
        if function == "transpose":
            return _raised(self.show(base, _ATOM), _text("mi", "⊤"), outer)
        if function == "resolvent":
            base = ("-", ("*", arguments[1], ("name", "I")), base)
        return _raised(self.show(base, _ATOM), _row(_sign(MINUS), _text("mn", "1")), outer)

    def supremum(self, base: Tree, outer: int) -> Element:
        """sup over t of ‖baseᵗ‖, with a letter that the base does not use."""
        letter = next((name for name in _EXPONENTS if name not in self.names), "τ")
        power = _element("msup", self.show(base, _ATOM), _text("mi", letter))
        supremum = _element("munder", _text("mo", "sup"), _text("mi", letter))
        return _bracketed(_row(supremum, _fenced("‖", power)), _SIGN, outer)

    def listed(self, arguments: Sequence[Tree]) -> Iterable[Element]:
        """Arguments with commas between them."""
        for i, argument in enumerate(arguments):
            yield from ([_sign(",")] if i else [])
            yield self.show(argument)


_MERGING = {"mn mn", "mn mfrac", "mfrac mn", "mfrac mfrac", "mi mn", "word mi", "mi word", "word word", "mn word"}
"""Neighbours that a reader might take for one number or one name."""


def _kind(element: Element, side: int) -> str:
    """What stands at one end of an element: "word" for a name of several letters."""
    while element.tag in ("mrow", "msup", "msub") and not (element.tag != "mrow" and side):
        element = element[side]
    return "word" if element.tag == "mi" and len(element.text or "") > 1 else element.tag


def _applies(first: Element, second: Element) -> bool:
    """Whether a name before a bracket would read as the numerical radius."""
    return _end(first, -1).text == "w" and _end(second, 0).text == "("


def _meets(first: Element, second: Element) -> bool:
    """Whether bars stand next to bars."""
    return all((_end(part, side).text or " ") in "|‖" for part, side in ((first, -1), (second, 0)))


def _end(element: Element, side: int) -> Element:
    """The first or the last piece of an element; of a power, its base or the whole."""
    while len(element) and (element.tag == "mrow" or side == 0):
        element = element[side]
    return element


def _raised(base: Element, exponent: Element, outer: int) -> Element:
    return _bracketed(_element("msup", base, exponent), _POWER, outer)


def _applied(function: Element, arguments: Iterable[Element]) -> Element:
    return _row(function, _sign(APPLY), _between("(", ")", *arguments))


def _name(name: str) -> Element:
    """A name: Greek letters by their names, what follows a letter as its index."""
    match = _NAME.fullmatch(name)
    if match is None:
        return _text("mi", GREEK.get(name, name))
    index = _text("mn" if match[3].isdigit() and not match[2] else "mi", match[3])
    return _element("msub", _text("mi", GREEK.get(match[1], match[1])), index)


def _matrix(rows: Sequence[Sequence[Element]]) -> Element:
    table = _element("mtable", *(_element("mtr", *(_element("mtd", entry) for entry in row)) for row in rows))
    return _between("[", "]", table)


def _fenced(bar: str, inner: Element) -> Element:
    """``inner`` between bars; in brackets as well if it has bars itself, so that each bar has its partner."""
    if any(part.tag == "mo" and part.text in ("|", "‖") for part in inner.iter()):
        inner = _between("(", ")", inner)
    return _between(bar, bar, inner)


def _bracketed(element: Element, level: int, outer: int) -> Element:
    return _between("(", ")", element) if level < outer else element


def _between(opening: str, closing: str, *inner: Element) -> Element:
    ends = [_text("mo", opening), _text("mo", closing)]
    tall = any(piece.tag in _TALL for part in inner for piece in part.iter())
    for end, form in zip(ends, ("prefix", "postfix"), strict=True):
        end.attrib = {"form": form, "fence": "true"} if opening in "|‖" else {}
        end.attrib |= {} if tall else {"stretchy": "false"}
    return _row(ends[0], *inner, ends[1])


def _sign(text: str) -> Element:
    return _text("mo", text)


def _text(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element


def _row(*parts: Element) -> Element:
    return _element("mrow", *parts)


def _element(tag: str, *parts: Element) -> Element:
    element = Element(tag)
    element.extend(parts)
    return element
