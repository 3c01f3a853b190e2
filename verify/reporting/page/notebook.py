"""A verdict as a notebook shows it: the badge, the statement, what it rests on, and where the claim fails."""

from typing import TYPE_CHECKING

from kreiss.verify.reporting.page.templates import environment

if TYPE_CHECKING:
    from kreiss.verify.deciding.decide import Verdict


def as_html(verdict: "Verdict") -> str:
    """The verdict as a piece of HTML with a style of its own; all text of the claim is escaped."""
    from kreiss.verify.reporting.page.card import Card  # start-up time

    return environment().get_template("notebook.html.j2").render(card=Card(verdict))
