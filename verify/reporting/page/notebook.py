"""A verdict as a notebook shows it: the badge, the statement, what it rests on, and where the claim fails."""

from kreiss.verify.decision import Decision
from kreiss.verify.reporting.page.card import Card
from kreiss.verify.reporting.page.templates import environment


def as_html(verdict: Decision) -> str:
    """The verdict as a piece of HTML with a style of its own; all text of the claim is escaped."""
    return environment().get_template("notebook.html.j2").render(card=Card(verdict))
