"""What notebooks and terminals show of results: HTML that parses and is accessible, tables of rich, text escaped."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import kreiss
from kreiss.symbolic import block_resolvent, closed_form, worst_case_kreiss
from kreiss.symbolic.proof import Proof, cases, identity
from kreiss.verify import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.verdict import broken
from kreiss.verify.diagnosis.quantity import Measured
from kreiss.verify.refuting.families import refute_for_all
from kreiss.views import View, printable

HOSTILE = "<script>alert(1)</script>\x1b[31m&\"'\n[bold red]"
A = [["9/10", 0], [10, "9/10"]]
WITNESS = decide(Claim(HOSTILE, "K(A) <= 1"), 5)
RESULTS = {
    "enclosure": kreiss.certify_kreiss(A, gap="1/100"),
    "infinite enclosure": kreiss.certify_kreiss([[2]]),
    "enclosure cut short": replace(kreiss.certify_kreiss(A, gap="1/10"), ended="budget"),
    "enclosure in continuous time": kreiss.certify_kreiss_ct([[-1, 5], [0, -1]], gap="1/100"),
    "estimate": Measured.of_floats(0.5, 0.5, "estimate", HOSTILE, 3),
    "matrix theorem": kreiss.certify_matrix_theorem([["1/2", 4], [0, "1/2"]], 1e-2),
    "proved inequality": kreiss.prove("sqrt(x) <= (x + 1)/2", ["x >= 0"]),
    "refuted inequality": kreiss.prove("x^2 > x", ["x > 0"]),
    "vacuous inequality": kreiss.prove("x > 2", ["x > 0", "x < 0"]),
    "undecided inequality": kreiss.prove("x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1 + (x*y*z - 1)^2*z >= z^3", budget=0.05),
    "algebraic worst case": worst_case_kreiss([["1/2", 0], [3, "1/3"]]),
    "rational worst case": worst_case_kreiss([["1/2"]]),
    "closed form": closed_form([["1/2", 0], [4, "1/2"]]),
    "closed form of a contraction": closed_form([["1/2", 0], [0, "1/4"]]),
    "proof": block_resolvent([["A", 0], ["C", "D"]]).proof(),
    "proof by cases": Proof((HOSTILE,), HOSTILE, (cases("1 <= 1", "x <= 1", [identity("I == I", HOSTILE)], [], "?"),)),
    "proved claim": decide(Claim("fine", "norm(A) <= 2*norm(A)"), 5),
    "refuted claim": WITNESS,
    "claim that failed": broken(Claim("wrong", "K(A) >= 1"), HOSTILE),
    "counterexample": WITNESS.witness,
    "family": refute_for_all(Claim("open", "K(A) == O(norm(A))", ("rho(A) < 1",))),
    "diagnosis": kreiss.diagnose([["9/10", 0], [2, "1/2"]], 1, peak=2),
    "diagnosis of one block": kreiss.diagnose([["1/2"]]),
}
ACTIVE = {"script", "iframe", "object", "embed", "img", "link", "form", "a", "svg"}


class Page(HTMLParser):
    """The tags and attributes of a piece of HTML, and its tables as captions and rows of (tag, text)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.tables, self.text = [], [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attributes]
        if tag == "table":
            self.tables.append({"caption": [], "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append([])
        if tag in ("th", "td"):
            self.tables[-1]["rows"][-1].append((tag, dict(attributes).get("scope"), ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "caption" in self.open:
            self.tables[-1]["caption"].append(data)
        if self.open and self.open[-1] in ("th", "td"):
            tag, scope, text = self.tables[-1]["rows"][-1].pop()
            self.tables[-1]["rows"][-1].append((tag, scope, text + data))


def printed(result, width=100):
    """What rich prints of a result, in colour."""
    console = Console(width=width, force_terminal=True, color_system="standard")
    with console.capture() as captured:
        console.print(result)
    return captured.get()


def squeezed(text):
    """The text without spaces and control codes of its colours, as a title is broken where its table is narrow."""
    return "".join(re.sub(r"\x1b\[[\d;]*m", "", text).split())


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_shows_every_result_in_html_that_parses_and_runs_nothing(name):
    shown = RESULTS[name]._repr_html_()
    page = Page(shown)
    assert page.open == []
    assert page.text.strip()
    assert page.text.count("<script>") == shown.count("&lt;script&gt;")
    assert not ACTIVE & set(page.tags)
    assert not [pair for pair in page.attributes if pair[1].startswith("on") or pair[1] in ("href", "src")]


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_has_a_caption_and_names_its_rows_and_columns(name):
    shown = "\n".join(view.html() for view in RESULTS[name].views())
    assert "\x1b" not in shown
    tables = Page(shown).tables
    assert tables
    for table in tables:
        assert "".join(table["caption"])
        assert len({len(row) for row in table["rows"]}) == 1
        for row in table["rows"]:
            of_columns = all(scope == "col" for _, scope, _ in row)
            assert of_columns or [cell[:2] for cell in row] == [("th", "row"), *[("td", None)] * (len(row) - 1)]
        if len(table["rows"][0]) > 2:
            assert all(scope == "col" for _, scope, _ in table["rows"][0])


@pytest.mark.parametrize("name", RESULTS)
def test_a_terminal_shows_the_same_texts_and_nothing_of_them_is_markup(name):
    shown = squeezed(printed(RESULTS[name], width=2000))
    for view in RESULTS[name].views():
        for text in (view.title, *view.columns, *(cell for row in view.rows for cell in row)):
            assert squeezed(printable(text)) in shown


def test_a_hostile_name_is_shown_as_the_text_that_it_is():
    for result in (RESULTS["proof by cases"], RESULTS["estimate"]):
        assert printable(HOSTILE) in Page(result._repr_html_()).text
        assert printable(HOSTILE) in printed(result, width=2000)
    assert HOSTILE in Page(RESULTS["refuted claim"]._repr_html_()).text
    assert printable(HOSTILE) in printed(RESULTS["claim that failed"], width=2000)


def test_long_ends_go_on_in_the_next_line_and_are_not_cut():
    digits = "".join(str(i % 10) for i in range(300))
    shown = printed(View("number", [("lower", digits)]).table(), width=40)
    assert "…" not in shown
    assert "".join(character for character in shown if character.isdigit()).endswith(digits[-200:])


CELLS = st.text(max_size=30)


@given(CELLS, st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_whatever_the_texts_are_they_are_read_back_from_the_html(title, rows):
    page = Page(View(title, rows).html())
    (table,) = page.tables
    assert "".join(table["caption"]) == printable(title)
    assert [[text for _, _, text in row] for row in table["rows"]] == [[printable(c) for c in row] for row in rows]
    assert set(page.tags) <= {"table", "caption", "tbody", "tr", "th", "td"}


@given(CELLS)
def test_what_is_printable_has_no_control_codes_and_can_be_encoded(text):
    shown = printable(text)
    assert shown.isprintable()
    assert shown.encode("utf-8").decode("utf-8") == shown
