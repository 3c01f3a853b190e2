"""Texts of a claim as mathematics for a page: MathML where the claim language reads them, plain text elsewhere.

Whatever a claim contains comes out escaped: MathML is built as a tree of elements, and everything else is text.
"""

import re
from functools import cache

from markupsafe import Markup, escape

from kreiss.errors import InvalidClaim
from kreiss.verify.claims.claim import Claim
from kreiss.verify.claims.in_words import own_conclusion, sentence
from kreiss.verify.language.grammar import Scope, parse, parse_expression
from kreiss.verify.language.mathml import mathml
from kreiss.verify.language.trees import Tree

_DEFINED = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=(?!=)", re.ASCII)


class Notation:
    """Typesets texts about one claim, whose definitions say what each name is."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self._set = cache(self._typeset)

    def __call__(self, text: str, display: bool = False) -> Markup:
        """A relation, definition, predicate or expression; as code where the language does not read it."""
        return self._set(text, display)

    def sentence(self) -> tuple[Markup, Markup, Markup]:
        """What the claim assumes, its conclusion in display, and what it says of sharpness."""
        lead, _, sharp = sentence(self.claim, lambda text: str(self(text)))
        return Markup(lead), self(own_conclusion(self.claim), display=True), Markup(sharp)  # noqa: S704

    def _typeset(self, text: str, display: bool) -> Markup:
        try:
            return Markup(mathml(self._read(text), display=display))  # noqa: S704
        except (InvalidClaim, RecursionError):
            return Markup("<code>") + escape(text) + Markup("</code>")

    def _read(self, text: str) -> tuple[Tree, ...]:
        """A line of the language, a name with what stands for it (be it of another kind), or an expression alone."""
        head = _DEFINED.match(text)
        try:
            return parse(text, self._scope(head[1] if head else ""))
        except InvalidClaim:
            if head is not None:
                return (("define", head[1], parse_expression(text[head.end() :], self._scope())),)
            return (parse_expression(text, self._scope()),)

    def _scope(self, own: str = "") -> Scope:
        """What the claim defines, without the name that a line defines."""
        defined = {name: kind for name, kind in self.claim.scope.defined.items() if name != own}
        return Scope(defined, numbers=frozenset(self.claim.declared))
