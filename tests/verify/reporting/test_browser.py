"""The page in a browser: no error, no request, sliders that move the curves, filters, keyboard, and axe finds nothing.

Where no Chromium is installed the tests are skipped. ``--screenshots DIR`` keeps what the page looks like.
"""

from pathlib import Path

import pytest

from kreiss.verify.reporting.folder import write
from kreiss.verify.reporting.page.card import anchor

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1200, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1200, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


@pytest.fixture(scope="module")
def address(verdicts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write(verdicts, folder, 20.0, 0, "claim\n  - verdict PROVED\n  + verdict REFUTED")
    return (folder / "index.html").as_uri()


@pytest.fixture
def visit(browser, address):
    """Opens the page; what it says on the console or asks for is noted on it as ``noise``."""
    contexts = []

    def opened(look="light", fragment="", **options):
        context = browser.new_context(**{**LOOKS[look], "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.noise = []
        page.on("console", lambda message: page.noise.append(message.text))
        page.on("pageerror", lambda error: page.noise.append(str(error)))
        page.on("request", lambda request: page.noise.append(request.url) if request.url != address else None)
        page.goto(address + fragment)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_opens_without_an_error_or_a_request_and_fits_its_width(visit, look, pytestconfig):
    page = visit(look)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.noise == []
    folder = pytestconfig.getoption("--screenshots")
    if folder:
        page.screenshot(path=Path(folder, f"{look}.png"), full_page=True)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(visit, look):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing").Axe()
    page = visit(look, bypass_csp=True)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.wait_for_timeout(100)
    found = axe.run(page).response
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_every_verdict_and_witness_is_there(visit, verdicts):
    page = visit()
    for verdict in verdicts:
        card = page.locator(f'[id="{anchor(verdict.claim.id)}"]')
        assert card.is_visible()
        assert verdict.verdict in card.locator(".badge").inner_text()
        assert card.locator("math").count() > 1
        if verdict.witness is not None:
            assert card.get_by_role("heading", name="Where it fails").count() == 1
            assert card.locator(".sides dd").count() == 2


def test_the_sliders_move_the_readings_and_the_curves(visit):
    page = visit()

    def state():
        curves = page.locator("#explorer path.curve")
        return [
            *page.locator(".readings dd").all_inner_texts(),
            *curves.evaluate_all("all => all.map(p => p.outerHTML)"),
        ]

    states = [state()]
    assert "exactly 2501/100" in states[0][0]
    for name, key in (("slower rate γ", "ArrowLeft"), ("coupling ‖C‖", "ArrowRight"), ("coupling ‖C‖", "Home")):
        page.get_by_label(name).press(key)
        states.append(state())
    assert len({tuple(found) for found in states}) == 4
    assert "exactly 1" in states[-1][0]
    assert not any("NaN" in part for found in states for part in found)


def test_the_ends_of_the_sliders_are_drawn_too(visit):
    page = visit()
    for rate in ("Home", "End"):
        for coupling in ("Home", "End"):
            page.get_by_label("slower rate γ").press(rate)
            page.get_by_label("coupling ‖C‖").press(coupling)
            assert "NaN" not in page.locator("#explorer").inner_html()
    assert page.noise == []


def test_filters_and_search_leave_what_fits(visit, verdicts):
    page = visit()
    rows = page.locator("tbody tr:visible")
    page.get_by_role("button", name="refuted", exact=True).click()
    refuted = [verdict.claim.id for verdict in verdicts if verdict.verdict == "REFUTED"]
    assert rows.locator("th").all_inner_texts() == refuted
    assert page.locator("article:visible").count() == len(refuted)
    assert page.locator("#shown").inner_text() == f"{len(refuted)} of {len(verdicts)} claims"
    page.get_by_label("Search").fill("PEAK")
    assert rows.locator("th").all_inner_texts() == ["peak-tracking"]
    page.get_by_role("button", name="all", exact=True).click()
    page.get_by_label("Search").fill("")
    assert rows.count() == len(verdicts)


def test_the_first_key_leads_past_the_top_to_the_verdicts(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the verdicts"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "verdicts"


def test_the_replay_script_is_copied(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    card = page.locator("#claim-peak-tracking")
    card.locator("details.replay summary").click()
    card.get_by_role("button", name="Copy").click()
    page.wait_for_function("document.querySelector('#claim-peak-tracking .copy').textContent !== 'Copy'")
    copied = page.evaluate("navigator.clipboard.readText().catch(() => String(getSelection()))")
    assert copied.startswith("# peak-tracking: not always")


def test_proofs_are_open_in_print_and_closed_again(visit, pytestconfig, tmp_path):
    page = visit()
    closed = "document.querySelectorAll('details.proof:not([open])').length"
    before = page.evaluate(closed)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before > 3
    path = Path(pytestconfig.getoption("--screenshots") or tmp_path, "print.pdf")
    page.pdf(path=path)
    assert path.read_bytes().startswith(b"%PDF")


def test_without_script_the_page_shows_every_verdict(visit, verdicts):
    page = visit(java_script_enabled=False)
    assert page.locator("article:visible").count() == len(verdicts)
    assert page.locator(".filter:visible, .explorer:visible, .copy:visible").count() == 0
    assert page.get_by_text("The explorer needs the script").is_visible()


def test_hostile_text_runs_nothing(visit, hostile):
    page = visit()
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.dismiss()))
    assert hostile.claim.id in page.locator("body").inner_text()
    assert page.locator("img").count() == 0
    assert dialogs == []
