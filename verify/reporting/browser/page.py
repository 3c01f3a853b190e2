"""``check.html``: a file that holds the checker, Python in WebAssembly, and what shows the answers; and nothing else.

The page works from a disk. Its content security policy names no host: it can neither load nor send anything. Python is
Pyodide (npm package ``pyodide``), of which five files are put into the page as they are; the checker's files are those
of this installation, byte for byte, and the page shows their hashes.
"""

import base64
import gzip
import hashlib
import io
import json
import zipfile
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kreiss.errors import InvalidArgument
from kreiss.verify.files import write_whole
from kreiss.verify.reporting.page import templates

NAME = "check.html"
"""The name of the page in its folder."""
_ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
"""What of Pyodide the page carries: no package beyond the standard library."""
_GLUE = ("kreiss", "kreiss.verify", "kreiss.verify.reporting", "kreiss.verify.reporting.browser")
"""Packages above the checker and the answer, of which the page carries the first lines' file."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can hold: the same page gives the same bytes


def write(folder: Path, pyodide: Path) -> Path:
    """Write the page into the folder, made if need be, and return its path. ``pyodide`` is the unpacked npm package.

    The same files give the same bytes. Raises ``InvalidArgument`` where ``pyodide`` is no such package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / NAME, page(pyodide))
    return folder / NAME


def page(pyodide: Path) -> str:
    """The text of the page. Raises ``InvalidArgument`` where ``pyodide`` is not the unpacked npm package."""
    engine, release = _engine(pyodide)
    sources = carried()
    script = _text("check.js")
    parts = {name: _packed(content) for name, content in {**engine, "checker.zip": _archive(sources)}.items()}
    parts["worker.js"] = _packed(_text("worker.js").encode())
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_text("check.html.j2")).render(
        parts=parts,
        sources={name: _digest(content) for name, content in sources.items()},
        engine={name: _digest(content) for name, content in engine.items()},
        version=version("kreiss"),
        pyodide=release,
        style=Markup(templates.text("style.css") + _text("check.css")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        policy=_policy(script),
    )


def require_pyodide(folder: Path) -> None:
    """Refuse, before the work begins, a folder that is not the unpacked npm package. Raises ``InvalidArgument``."""
    missing = [name for name in ("package.json", *_ENGINE) if not (folder / name).is_file()]
    if missing:
        raise InvalidArgument(
            f"{folder}: expected the npm package pyodide, unpacked (npm pack pyodide; tar xzf pyodide-*.tgz makes the "
            f"folder 'package'); there is no {missing[0]}"
        )


def carried() -> dict[str, bytes]:
    """The files of kreiss that the page carries, by their names: the whole checker, and what hands its answers on."""
    root = files("kreiss")
    found = {f"{name.replace('.', '/')}/__init__.py": _below(root, name) / "__init__.py" for name in _GLUE}
    found["kreiss/verify/reporting/browser/answer.py"] = _below(root, _GLUE[-1]) / "answer.py"
    found |= _modules(_below(root, "kreiss.verify.checker"), "kreiss/verify/checker")
    return {name: file.read_bytes() for name, file in sorted(found.items())}


def _below(root: Traversable, package: str) -> Traversable:
    """The folder of a package."""
    for part in package.split(".")[1:]:
        root = root / part
    return root


def _modules(folder: Traversable, name: str) -> dict[str, Traversable]:
    found: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        if entry.name.endswith(".py"):
            found[f"{name}/{entry.name}"] = entry
        elif entry.is_dir() and entry.name != "__pycache__":
            found |= _modules(entry, f"{name}/{entry.name}")
    return found


def _engine(folder: Path) -> tuple[dict[str, bytes], str]:
    """The files of Pyodide, and its version."""
    require_pyodide(folder)
    try:
        about: Any = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        release = f"{about['name']} {about['version']}"
    except (ValueError, KeyError, TypeError):
        raise InvalidArgument(f"{folder}/package.json: expected the name and the version of a package") from None
    return {name: (folder / name).read_bytes() for name in _ENGINE}, release


def _archive(sources: dict[str, bytes]) -> bytes:
    """The files as an archive that Python imports from; stored, as the whole is compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in sources.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return stream.getvalue()


def _packed(content: bytes) -> str:
    """Compressed, in base 64."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _policy(script: str) -> str:
    """No host at all: one script by its hash, what that script makes of the page's own parts, and WebAssembly."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval'; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _text(name: str) -> str:
    """A file of this folder as text."""
    return (files("kreiss.verify.reporting.browser") / name).read_text(encoding="utf-8")
