"""The page that checks certificates in the browser: the checker's own answers, by its own files, and no way out.

In Chromium it needs Pyodide, which ``--pyodide DIR`` names (``python tools/checking_page.py --fetch DIR`` gets it).
"""

import base64
import copy
import gzip
import hashlib
import html
import io
import json
import re
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kreiss.errors import InvalidArgument
from kreiss.numeric import certify_kreiss
from kreiss.symbolic import prove
from kreiss.verify.checker.documents import SCHEMAS, check_document
from kreiss.verify.reporting.browser.answer import answer
from kreiss.verify.reporting.browser.page import NAME, carried, page, write
from kreiss.verify.reporting.folder import write as write_report

ROOT = Path(__file__).resolve().parents[3]
FORGERIES = {
    "kreiss/enclosure-1": ("statement", "lower", "26"),
    "kreiss/inequality-1": ("statement", "states", "x <= 2"),
    "kreiss/proof-1": ("statement", "states", "K(J) <= 1"),
    "kreiss/refutation-1": ("statement", "states", "1 <= 2"),
}


@pytest.fixture(scope="module")
def documents(decided):
    """A certificate of each kind, by its schema."""
    found = {verdict.certificate["schema"]: verdict.certificate for verdict in decided}
    found["kreiss/enclosure-1"] = certify_kreiss([["9/10", 0], [10, "9/10"]]).certificate
    found["kreiss/inequality-1"] = prove("sqrt(x) <= (x+1)/2", given=["x >= 0"]).certificate
    assert set(found) == set(SCHEMAS)
    return json.loads(json.dumps(found))


def forged(document):
    """The document with another statement than it proves."""
    part, name, value = FORGERIES[document["schema"]]
    result = copy.deepcopy(document)
    result[part][name] = value
    return result


def asked(document, folder):
    """What the page would be told of a document, by this Python."""
    path = folder / "document.json"
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return json.loads(answer(str(path)))


def test_the_answer_is_that_of_the_checker_for_every_kind_of_certificate(documents, tmp_path):
    for document in documents.values():
        checked, told = check_document(document), asked(document, tmp_path)
        assert told.pop("sha256") == hashlib.sha256((tmp_path / "document.json").read_bytes()).hexdigest()
        assert told.pop("outcome") == "accepted"
        assert json.loads(told.pop("stated")) == document["statement"]
        assert told == {name: json.loads(json.dumps(getattr(checked, name))) for name in told}
        assert set(told) == {"schema", "statement", "assumptions", "instance", "vacuous"}


@pytest.mark.parametrize("schema", FORGERIES)
def test_a_forged_statement_is_rejected_with_its_place(documents, schema, tmp_path):
    told = asked(forged(documents[schema]), tmp_path)
    assert told["outcome"] == "rejected"
    assert told["path"].startswith("$")
    assert told["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": 1, "a": 2}'])
def test_what_is_no_document_is_told_apart(content, tmp_path):
    assert asked(content, tmp_path)["outcome"] == "unreadable"


def test_an_error_of_the_checker_accepts_nothing(monkeypatch, tmp_path):
    from kreiss.verify.reporting.browser import answer as room

    def broken(path):
        raise ZeroDivisionError("in the checker")

    monkeypatch.setattr(room, "check_file", broken)
    assert asked({}, tmp_path)["outcome"] == "failed"


@pytest.fixture
def package(tmp_path):
    """A folder that looks like Pyodide's package."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "package.json").write_text('{"name": "pyodide", "version": "0.0.0"}')
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip"):
        (folder / name).write_bytes(f"of {name}".encode())
    return folder


def parts(text):
    """What a page carries, unpacked."""
    found = re.findall(r'<script type="text/plain" data-part="([^"]+)" id="[^"]+">([^<]*)</script>', text)
    return {name: gzip.decompress(base64.b64decode(content)) for name, content in found}


def test_the_page_carries_the_checker_and_pyodide_byte_for_byte(package):
    text = page(package)
    held = parts(text)
    for name in ("pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        assert held[name] == (package / name).read_bytes()
    with zipfile.ZipFile(io.BytesIO(held["checker.zip"])) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for name, content in inside.items():
        file = ROOT / name.removeprefix("kreiss/") if name != "kreiss/__init__.py" else ROOT / "src" / name
        assert content == file.read_bytes()
        assert hashlib.sha256(content).hexdigest() in text
    checker = {f"kreiss/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "verify/checker").rglob("*.py")}
    assert checker <= set(inside) == set(carried())
    assert page(package) == text


def test_what_the_page_carries_needs_the_standard_library_alone(package, tmp_path):
    (tmp_path / "checker.zip").write_bytes(parts(page(package))["checker.zip"])
    (tmp_path / "no.json").write_text("{")
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path / "checker.zip")!r})
from kreiss.verify.checker.documents import SCHEMAS
from importlib import import_module
from kreiss.verify.reporting.browser.answer import answer
for name in SCHEMAS.values():
    import_module(name)
print(answer({str(tmp_path / "no.json")!r}))
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout)["outcome"] == "unreadable"


def test_the_policy_names_no_host_and_one_script_by_its_hash(package):
    text = page(package)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'", f"script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval'", "worker-src blob:",
        "style-src 'unsafe-inline'", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert not re.search(r"https?://", text)


def test_a_folder_that_is_not_pyodide_is_refused_with_what_to_do(package, tmp_path):
    (package / "pyodide.asm.wasm").unlink()
    with pytest.raises(InvalidArgument, match=r"npm pack pyodide.*there is no pyodide\.asm\.wasm"):
        write(tmp_path / "out", package)


def test_the_report_leads_to_the_page_where_it_is_asked_for(decided, package, tmp_path):
    write_report(decided[:2], tmp_path / "with", pyodide=package)
    text = (tmp_path / "with" / "index.html").read_text(encoding="utf-8")
    assert text.count(f'href="{NAME}"') == 3
    assert (tmp_path / "with" / NAME).is_file()
    write_report(decided[:2], tmp_path / "without")
    assert NAME not in (tmp_path / "without" / "index.html").read_text(encoding="utf-8")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and notes what it is asked for."""

    asked: list[str] = []  # noqa: RUF012

    def log_message(self, *_):
        self.asked.append(self.path)


@pytest.fixture(scope="module")
def folder(pytestconfig, tmp_path_factory):
    package = pytestconfig.getoption("--pyodide")
    if package is None:
        pytest.skip("Pyodide, which runs the checker in the browser, is not there: --pyodide DIR names it")
    path = tmp_path_factory.mktemp("page")
    write(path, Path(package))
    return path


@pytest.fixture(scope="module")
def host(folder):
    """A server of the folder: its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=["disk", "server"])
def opened(request, browser, folder, host):
    """The page with Python started, from a disk and from a server; its errors are noted on it as ``noise``."""
    shown = browser.new_page(reduced_motion="reduce")
    shown.noise = []
    shown.on("console", lambda message: shown.noise.append(message.text))
    shown.on("pageerror", lambda error: shown.noise.append(str(error)))
    Quiet.asked.clear()
    shown.goto((folder / NAME).as_uri() if request.param == "disk" else host + NAME)
    shown.wait_for_function("() => document.getElementById('status').textContent.startsWith('Ready')", timeout=300_000)
    shown.source = request.param
    yield shown
    shown.close()


def drop(shown, files):
    """Hand files to the page; the card of each when it is done, the last one first."""
    before = shown.locator("[data-outcome]").count()
    payload = [
        {
            "name": name,
            "mimeType": "application/json",
            "buffer": content if isinstance(content, bytes) else json.dumps(content).encode(),
        }
        for name, content in files.items()
    ]
    shown.set_input_files("#files", payload)
    done = "n => document.querySelectorAll('[data-outcome]').length === n"
    shown.wait_for_function(done, arg=before + len(files), timeout=300_000)
    cards = shown.locator("[data-outcome]")
    return {name: cards.nth(len(files) - 1 - i) for i, name in enumerate(files)}


def test_in_the_browser_every_kind_is_accepted_with_what_it_proves_and_rests_on(opened, documents):
    cards = drop(opened, documents)
    for schema, card in cards.items():
        checked, text = check_document(documents[schema]), card.inner_text()
        assert card.get_attribute("data-outcome") == "accepted"
        assert card.get_by_role("heading").inner_text() == schema
        assert checked.statement in text
        assert all(lemma in text for lemma in checked.assumptions)
        card.locator("summary").first.click()
        assert '"matrix": {"denominator": 10,' in card.inner_text() or schema != "kreiss/enclosure-1"
        assert ("It rests on no cited theorem" in text) == (not checked.assumptions)
        assert hashlib.sha256(json.dumps(documents[schema]).encode()).hexdigest() in text
    assert opened.noise == []


def test_in_the_browser_a_forged_certificate_is_rejected(opened, documents):
    forgeries = {schema: forged(documents[schema]) for schema in FORGERIES}
    for schema, card in drop(opened, forgeries).items():
        assert card.get_attribute("data-outcome") == "rejected", schema
        assert "does not prove its statement" in card.inner_text()
        assert "Proved" not in card.inner_text()


def test_in_the_browser_what_is_no_certificate_is_said_and_the_next_one_is_checked(opened, documents):
    good = documents["kreiss/enclosure-1"]
    cards = drop(opened, {"deep": b"[" * 1_000_000, "empty": b"", "<b>good</b>": good})
    assert cards["deep"].get_attribute("data-outcome") in ("unreadable", "failed")
    assert cards["empty"].get_attribute("data-outcome") == "unreadable"
    assert cards["<b>good</b>"].get_attribute("data-outcome") == "accepted"
    assert opened.locator("#results b").count() == 0


def test_the_page_and_its_worker_can_reach_no_host(opened, host):
    asks = """address => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.onload = () => done("sent");
      request.onerror = () => done("refused");
      request.open("GET", address);
      request.send();
    })"""
    assert opened.evaluate(asks, f"{host}secret") == "refused"
    assert opened.workers[-1].evaluate(asks, f"{host}secret") == "refused"
    assert Quiet.asked == ([] if opened.source == "disk" else [f"/{NAME}"])


def test_axe_finds_nothing_on_the_page(browser, folder, documents, pytestconfig):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing").Axe()
    for scheme, width in (("light", 1200), ("dark", 390)):
        shown = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
        shown.goto((folder / NAME).as_uri())
        drop(shown, {"good.json": documents["kreiss/proof-1"], "forged.json": forged(documents["kreiss/proof-1"])})
        assert shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if pytestconfig.getoption("--screenshots"):
            shown.screenshot(path=Path(pytestconfig.getoption("--screenshots"), f"check-{scheme}.png"), full_page=True)
        shown.evaluate("document.querySelector('details').open = true")
        found = axe.run(shown).response
        assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found["violations"]] == []
        shown.close()


def test_a_statement_that_is_very_long_is_cut_and_says_so(tmp_path):
    order = 100
    identity = [[2 * (i == j) for j in range(order)] for i in range(order)]
    minus = [[-(i == j) for j in range(order)] for i in range(order)]
    step = {"reason": "unstable", "s": 1, "P": {"denominator": 1, "re": minus}, "stein": "elimination"}
    statement = {"quantity": "K", "matrix": {"denominator": 1, "re": identity}, "lower": "inf", "upper": "inf"}
    document = {"schema": "kreiss/enclosure-1", "statement": statement, "steps": [{**step, "v": [1, *[0] * 99]}]}
    told = asked(document, tmp_path)
    assert told["outcome"] == "accepted"
    assert told["stated"].endswith(f"… ({len(json.dumps(statement))} characters in all)")
