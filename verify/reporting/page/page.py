"""``index.html``: the verdicts on one page that needs nothing else, and asks no host for anything.

Style and script are in the page, and its content security policy admits that one script, by its hash, and no network.
The page has no time in it: the same verdicts give the same bytes.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from markupsafe import Markup

from kreiss.verify.decision import PROVED, REFUTED, UNDECIDED, Decision
from kreiss.verify.reporting.page.bounds import is_one_way
from kreiss.verify.reporting.page.card import Card, anchor
from kreiss.verify.reporting.page.pictures import pictures
from kreiss.verify.reporting.page.templates import environment, text
from kreiss.verify.reporting.report import summary

_SCRIPTS = ("formulas.js", "explorer.js", "page.js")


@dataclass(frozen=True)
class File:
    """A file written beside the page: what it is, its name, the SHA-256 of its bytes, and their number."""

    what: str
    name: str
    digest: str
    size: int

    @classmethod
    def of(cls, what: str, name: str, content: bytes) -> "File":
        """The entry for a file with this content."""
        return cls(what, name, hashlib.sha256(content).hexdigest(), len(content))


def page(
    verdicts: Sequence[Decision],
    files: Mapping[str, Sequence[File]] | None = None,
    settings: Sequence[str] = (),
    changes: str | None = None,
    checks: str | None = None,
) -> str:
    """The page.

    ``files`` are those of each claim by its id, ``changes`` what differs from a lock file, None where there is none;
    ``checks`` is the name of the page beside it that checks certificates in the browser. All text of claims is escaped.
    Guarantee: it shows what the verdicts hold and decides nothing.
    """
    script = Markup("\n".join(map(text, _SCRIPTS)))  # noqa: S704
    cards = [Card(verdict) for verdict in verdicts]
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            cards=cards,
            files=files or {},
            pictures={card.claim.id: pictures(card.verdict, f"figure-{i}") for i, card in enumerate(cards)},
            counts=_counts(verdicts),
            lemmas=dict.fromkeys(lemma for verdict in verdicts for lemma in verdict.assumptions),
            summary=summary(verdicts),
            settings=[f"kreiss {version('kreiss')}", *settings],
            changes=None if changes is None else changes.splitlines(),
            explorer=any(is_one_way(verdict.claim) for verdict in verdicts),
            checks=checks,
            anchor=anchor,
            known={card.claim.id for card in cards},
            style=Markup(text("style.css")),  # noqa: S704
            script=script,
            policy=_policy(str(script)),
        )
    )


def _counts(verdicts: Sequence[Decision]) -> dict[str, int]:
    found = Counter(verdict.verdict for verdict in verdicts)
    return {kind: found[kind] for kind in (PROVED, REFUTED, UNDECIDED)}


def _policy(script: str) -> str:
    """No network, no frames, no forms; one script, and styles that stand in the page."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
