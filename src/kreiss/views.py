"""What notebooks and terminals show of a result: tables of texts with a title, in HTML or by rich, all text escaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

Row = Sequence[str]
_STYLE = "overflow-wrap: anywhere; padding: .2em .8em .2em 0; text-align: left; vertical-align: top"


@dataclass(frozen=True)
class View:
    """A table: its title, its rows, of which the first cell names what the others tell, and the columns' headings."""

    title: str
    rows: Sequence[Row]
    columns: Row = ()

    def html(self) -> str:
        """The table with a caption and with headings of rows and columns; it has neither scripts nor links."""
        return f"<table><caption>{_escaped(self.title)}</caption>{''.join(self._parts())}</table>"

    def _parts(self) -> Iterator[str]:
        if self.columns:
            heads = "".join(f'<th scope="col">{_escaped(name)}</th>' for name in self.columns)
            yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for first, *others in self.rows:
            cells = "".join(f'<td style="{_STYLE}">{_escaped(cell)}</td>' for cell in others)
            yield f'<tr><th scope="row" style="{_STYLE}">{_escaped(first)}</th>{cells}</tr>'
        yield "</tbody>"

    def table(self) -> "Table":
        """The table for a terminal; what is too long for a line goes on in the next, digit by digit, and is not cut.

        A cell that is cut would show both ends of an enclosure by the same digits, the upper one below the value.
        """
        from rich.table import Table  # start-up time
        from rich.text import Text  # start-up time

        table = Table(show_header=bool(self.columns), title=Text(printable(self.title)), title_justify="left")
        for i in range(max((len(row) for row in self.rows), default=len(self.columns))):
            table.add_column(Text(printable(self.columns[i])) if self.columns else "", overflow="fold")
        for row in self.rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        return table


class Viewed:
    """A result that shows itself in notebooks and, by rich, in terminals, as the tables that ``views`` makes of it."""

    def views(self) -> tuple[View, ...]:
        """The tables."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return "\n".join(view.html() for view in self.views())

    def __rich__(self) -> "Group":
        return grouped(self.views())


def grouped(views: Sequence[View]) -> "Group":
    """The tables one below the other, as rich prints them."""
    from rich.console import Group  # start-up time

    return Group(*(view.table() for view in views))


def printable(text: str) -> str:
    """The text with everything escaped that is no visible character: line ends, control codes, half surrogate pairs."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _escaped(text: str) -> str:
    return escape(printable(text))
