"""The folder of a report: the page, the verdicts for programs, certificates, replay scripts, tracebacks of errors."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kreiss.verify.decision import Decision
from kreiss.verify.files import write_whole
from kreiss.verify.refuting.witness import Witness
from kreiss.verify.replay import script
from kreiss.verify.reporting.browser.page import write as write_checking_page
from kreiss.verify.reporting.page.page import File, page
from kreiss.verify.reporting.report import document, markdown


def write(
    verdicts: Sequence[Decision],
    folder: Path,
    budget: float | None = None,
    seed: int | None = None,
    changes: str | None = None,
    pyodide: Path | None = None,
) -> None:
    """Write ``index.html``, ``verdicts.json``, ``report.md``, and for each claim its certificate and replay script.

    The folder is made if need be; files are named by the id of their claim, with signs that a name cannot have as
    %XX. ``changes`` is what differs from a lock file, None where there is none. With ``pyodide``, the unpacked npm
    package, there is also ``check.html``, which checks certificates in the browser, and the page leads to it. Raises
    ``InvalidArgument`` if that is no such package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[File]] = {}
    for verdict in verdicts:
        for what, ending, text in _texts(verdict):
            content, name = text.encode(), f"{quote(verdict.claim.id, safe='')}.{ending}"
            write_whole(folder / name, text)
            files.setdefault(verdict.claim.id, []).append(File.of(what, name, content))
    write_whole(folder / "verdicts.json", _json(document(verdicts)))
    write_whole(folder / "report.md", markdown(verdicts, budget, seed))
    settings = [*([] if budget is None else [f"{budget:g} s a claim"]), *([] if seed is None else [f"seed {seed}"])]
    checks = None if pyodide is None else write_checking_page(folder, pyodide).name
    write_whole(folder / "index.html", page(verdicts, files, settings, changes, checks))


def _texts(verdict: Decision) -> Iterator[tuple[str, str, str]]:
    """The files of one verdict: what each is, the ending of its name, and its text."""
    if verdict.certificate is not None:
        yield "certificate", "json", _json(verdict.certificate)
    if isinstance(verdict.witness, Witness):
        yield "replay script", "py", script(verdict.claim, verdict.witness)
    if "traceback" in verdict.evidence:
        yield "traceback", "traceback", verdict.evidence["traceback"]


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
