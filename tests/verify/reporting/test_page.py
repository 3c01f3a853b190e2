"""The page of a report: all of every verdict, nothing from elsewhere, and hostile text as text."""

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from kreiss.verify.claims import PAPER, Claim, load_claims
from kreiss.verify.deciding.verdict import Verdict, broken
from kreiss.verify.replay import script
from kreiss.verify.reporting.folder import write
from kreiss.verify.reporting.page.bounds import RATE, right_sides, worst_case
from kreiss.verify.reporting.page.card import anchor
from kreiss.verify.running.runner import verify

CHANGES = "claim-a\n  - verdict PROVED\n  + verdict REFUTED <b>"
VOID = {"meta", "link", "img", "input", "br"}


class Page(HTMLParser):
    """The elements of a page, their attributes, and the text inside scripts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.scripts, self.words, self.unclosed = [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unclosed.append(tag)

    def handle_data(self, data):
        (self.scripts if self.open and self.open[-1] == "script" else self.words).append(data)


@pytest.fixture(scope="module")
def folder(verdicts, tmp_path_factory):
    path = tmp_path_factory.mktemp("report")
    write(verdicts, path, 20.0, 7, CHANGES)
    return path


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_every_element_is_closed_where_it_was_opened(page):
    assert (page.open, page.unclosed) == ([], [])


def test_the_page_asks_for_nothing_from_elsewhere(page, text):
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert addresses <= {
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "@import" not in text
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "embed", "base", "form", "img")
        assert not {name for name in attributes if name.startswith("on")}
        assert "src" not in attributes
        link = attributes.get("href") or ""
        assert not re.match(r"(?i)\s*(javascript|data:text|https?:|//)", link)


def test_the_policy_admits_the_one_script_of_the_page_and_no_network(page):
    (policy,) = [a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    script = "".join(page.scripts)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert "connect-src" not in policy


def test_hostile_text_is_shown_as_text_and_is_no_element(page, folder, hostile):
    words = "".join(page.words)
    assert words.count(hostile.claim.id) >= 5
    assert "{{ 7*7 }} {% raw %}" in words
    assert "alert" not in "".join(page.scripts)
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert not list(folder.glob("*onerror*"))  # nothing is written for a verdict without a certificate


def test_a_hostile_id_names_a_file_inside_the_folder(decided, tmp_path):
    verdict = next(verdict for verdict in decided if verdict.claim.id == "factor-two")
    claim = type(verdict.claim)("../../<b> &%", verdict.claim.states, verdict.claim.given)
    write([Verdict(claim, "REFUTED", (), verdict.witness, verdict.certificate)], tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    stem = "..%2F..%2F%3Cb%3E%20%26%25"
    assert names == {"index.html", "report.md", "verdicts.json", f"{stem}.json", f"{stem}.py"}
    links = [a["href"] for tag, a in Page((tmp_path / "out/index.html").read_text()).elements if tag == "a"]
    assert stem.replace("%", "%25") + ".json" in links
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_each_verdict_has_its_statement_its_grounds_and_an_anchor_that_the_table_leads_to(page, verdicts):
    ids = [a["id"] for _, a in page.elements if "id" in a]
    links = {a.get("href") for tag, a in page.elements if tag == "a"}
    assert len(ids) == len(set(ids))
    words = "".join(page.words)
    for verdict in verdicts:
        assert anchor(verdict.claim.id) in ids
        assert f"#{anchor(verdict.claim.id)}" in links
        assert verdict.claim.states in words
        assert verdict.claim.note in words
        assert verdict.claim.source in words
        for lemma in verdict.assumptions:
            assert lemma in words
    assert {tag for tag, _ in page.elements} >= {"math", "mfrac", "mtable", "svg", "details", "table"}


def test_each_counterexample_is_there_with_its_sides_and_its_replay_script(text, decided):
    shown = unescape(text)
    refuted = {verdict.claim.id: verdict for verdict in decided if verdict.verdict == "REFUTED"}
    assert set(refuted) == {"upper-bound-sharp", "factor-two", "scaling-by-rates", "peak-tracking"}
    for name in ("factor-two", "peak-tracking"):
        assert script(refuted[name].claim, refuted[name].witness) in shown
    assert "<mfrac><mn>11</mn><mn>4</mn></mfrac>" in text
    assert re.search("<dt>greater side</dt><dd [^>]*>≥ <math .*?<mi>n</mi><mn>4</mn>", text)
    assert re.search("<dt>smaller side</dt><dd [^>]*><math .*?<mi>c</mi>", text)
    assert "The bound holds, but a better one does too" in text


def test_each_step_of_a_proof_has_its_formula_its_rule_and_its_reason(text, decided):
    shown = unescape(text)

    def check(steps):
        for step in steps:
            assert step["reason"] in shown
            check([*step.get("yes", ()), *step.get("no", ())])

    proofs = [v.certificate for v in decided if v.certificate["schema"] == "kreiss/proof-1"]
    assert len(proofs) >= 4
    for proof in proofs:
        check(proof["steps"])
    assert "case distinction" in shown
    assert "sums of products of what is ≥ 0" in shown


def test_files_are_listed_with_the_hash_of_their_bytes(page, folder):
    words = "".join(page.words)
    written = [path for path in folder.iterdir() if path.name not in ("index.html", "report.md", "verdicts.json")]
    assert len(written) >= 11
    for path in written:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in words
        assert path.name in {a.get("href") for tag, a in page.elements if tag == "a"}


def test_changes_since_the_lock_file_are_shown_and_their_absence_is_said(page, verdicts, tmp_path):
    assert "+ verdict REFUTED <b>" in "".join(page.words)
    write(verdicts[:1], tmp_path, changes="")
    assert "No claim and no verdict differs" in (tmp_path / "index.html").read_text()
    write(verdicts[:1], tmp_path)
    assert "lock file" not in (tmp_path / "index.html").read_text()


def test_a_claim_that_failed_is_told_with_its_error_and_its_traceback(tmp_path):
    write([broken(Claim("b", "x <= 1"), "an error <b>", "Traceback: <i>")], tmp_path)
    words = "".join(Page((tmp_path / "index.html").read_text()).words)
    assert "an error <b>" in words
    assert "failed" in words
    assert (tmp_path / "b.traceback").read_text() == "Traceback: <i>"
    assert hashlib.sha256(b"Traceback: <i>").hexdigest() in words


def test_the_same_verdicts_give_the_same_bytes(verdicts, folder, tmp_path):
    write(verdicts, tmp_path, 20.0, 7, CHANGES)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    assert "seed 7" in (tmp_path / "index.html").read_text()


def test_the_explorer_is_there_only_where_a_claim_is_about_its_class(text, decided, tmp_path):
    assert 'id="explorer"' in text
    write([v for v in decided if v.claim.id == "factor-two"], tmp_path)
    assert 'id="explorer"' not in (tmp_path / "index.html").read_text()


def test_a_bound_that_is_proved_lies_above_the_worst_case_where_it_is_drawn():
    claims = {claim.id: claim for claim in load_claims(PAPER)}
    for name in ("kreiss-upper-bound", "exact-worst-case", "sharper-upper-bound", "resolvent-sup-form"):
        points = right_sides(claims[name])
        assert len(points) >= 20
        assert all(worst_case(coupling, RATE) <= bound for coupling, bound in points)
    exact = right_sides(claims["exact-worst-case"])
    assert all(worst_case(coupling, RATE) == bound for coupling, bound in exact)
    assert right_sides(claims["comparison"]) == []


def test_a_notebook_shows_the_verdict_and_escapes_its_texts(decided, hostile):
    for verdict in decided:
        shown = verdict._repr_html_()
        assert verdict.verdict in shown
        assert "<math" in shown
        assert Page(shown).open == []
    page = Page(hostile._repr_html_())
    assert hostile.claim.id in "".join(page.words)
    assert not [tag for tag, _ in page.elements if tag in ("script", "img")]


@pytest.mark.slow
def test_the_report_of_the_paper_is_small(tmp_path):
    found = verify(load_claims(PAPER), budget=60)
    write(found, tmp_path, 60.0, 0)
    assert json.loads((tmp_path / "verdicts.json").read_text())["claims"]
    assert (tmp_path / "index.html").stat().st_size < 3_000_000
