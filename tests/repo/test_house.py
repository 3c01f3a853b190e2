"""The arrows of the house, read from the syntax trees: who imports whom, and what no one does."""

import ast
import io
import os
import subprocess
import sys
import tokenize
import tomllib
from functools import cache
from pathlib import Path

import pytest

import kreiss

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("numeric", "symbolic", "verify")
ROOT_ROOMS = ("kreiss", "kreiss.deadlines", "kreiss.decimals", "kreiss.errors", "kreiss.names", "kreiss.views")
FILES = {
    f"kreiss.{'.'.join(file.relative_to(ROOT).with_suffix('').parts)}".removesuffix(".__init__"): file
    for layer in LAYERS
    for file in sorted((ROOT / layer).rglob("*.py"))
} | {
    ".".join(["kreiss", *([] if file.stem == "__init__" else [file.stem])]): file
    for file in sorted((ROOT / "src/kreiss").glob("*.py"))
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


pytestmark = pytest.mark.xdist_group("house")  # one process reads the syntax trees, once


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a room."""
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> set[str]:
    """Every module that ``name`` imports, inside functions too; ``from a import b`` counts as a.b where that is one."""
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import"
            assert node.module is not None
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {module if module in FILES else node.module for module in inner}
    return found


def allowed(name: str) -> tuple[str, ...]:
    """The parts of kreiss that ``name`` may import."""
    if name in ("kreiss", "kreiss.__main__"):  # names handed on lazily, and the command line
        return ("kreiss",)
    if name in ROOT_ROOMS:
        return ()
    if name.startswith("kreiss.verify.checker"):
        return ("kreiss.verify.checker",)
    if name.startswith("kreiss.verify"):
        return ("kreiss",)
    return (*ROOT_ROOMS[1:], ".".join(name.split(".")[:2]))


def test_imports_follow_the_arrows():
    for name in FILES:
        for module in imports(name):
            assert module.split(".")[0] not in LAYERS, f"{name} imports the bare name {module}"
            if module.split(".")[0] == "kreiss":
                fits = any(module == part or module.startswith(f"{part}.") for part in allowed(name))
                assert fits, f"{name} imports {module}"


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle and all above it, or nothing: what remains when all that import nothing that remains are taken away."""
    left = dict(graph)
    while done := [name for name in left if not left[name] & set(left)]:
        for name in done:
            del left[name]
    return sorted(left)


def test_no_rooms_import_each_other_in_a_circle():
    graph = {name: imports(name) & set(FILES) - {name} for name in FILES}
    graph["kreiss"] = set()  # it hands names on when they are asked for
    assert circle(graph) == []


@pytest.mark.parametrize("part", ["kreiss.numeric", "kreiss.symbolic", "kreiss.verify", "kreiss.verify.checker"])
def test_folders_import_each_other_in_one_direction(part):
    place = {name: inner.split(".")[0] for name in FILES if "." in (inner := name.removeprefix(f"{part}.")) != name}
    graph: dict[str, set[str]] = {folder: set() for folder in place.values()}
    for name, folder in place.items():
        graph[folder] |= {place[module] for module in imports(name) & set(place)} - {folder}
    assert circle(graph) == []


MOST_FILES = 13
LISTS = ("symbolic/theorems", "symbolic/inequalities/tactics", "verify/checker/proofs")
"""Folders of many things alike: a room for each theorem, tactic, and kind of proof."""


def test_no_folder_is_crowded():
    for folder in {file.parent.relative_to(ROOT) for file in FILES.values()} - {Path(name) for name in LISTS}:
        assert len(list((ROOT / folder).glob("*.py"))) <= MOST_FILES, folder


LATE = ("kreiss.__init__", "kreiss.verify.cli", "kreiss.verify.pytest_plugin")
"""A command, and pytest, begin without waiting for what they may not need."""


def late_imports(name: str) -> list[ast.Import | ast.ImportFrom]:
    """The imports inside functions."""
    functions = [node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef)]
    nodes = [node for function in functions for node in ast.walk(function)]
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def test_an_import_inside_a_function_says_why():
    for name in (name for name in FILES if not name.startswith(LATE)):
        lines = FILES[name].read_text(encoding="utf-8").splitlines()
        for node in late_imports(name):
            assert "  # " in lines[node.lineno - 1], f"{name}: {ast.unparse(node)}"


def test_a_command_imports_late_only_what_its_help_does_not_load():
    program = "import sys; from kreiss.verify.cli import app; app(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT / "src", check=True
    )
    loaded = set(done.stdout.split())
    for name in (name for name in FILES if name.startswith("kreiss.verify.cli")):
        for node in late_imports(name):
            module = "" if isinstance(node, ast.Import) else f"{node.module}."
            inner = {f"{module}{alias.name}" for alias in node.names}
            needed = inner if inner & set(FILES) else {module.removesuffix(".")} | inner
            assert not needed & loaded, f"{name}: {ast.unparse(node)}"


def test_the_checker_imports_the_standard_library_and_itself_only():
    for name in FILES:
        if name.startswith("kreiss.verify.checker"):
            others = {module for module in imports(name) if not module.startswith("kreiss.verify.checker")}
            assert {module.split(".")[0] for module in others} <= sys.stdlib_module_names, name


OF_THE_CHECKER = {
    "check_document",
    "check_file",
    "Checked",
    "Rejected",
    "Unreadable",
    "SCHEMA",
    "NAMES",
    "VACUOUS",
    "UNFINISHED",
    "main",
}
"""Verdicts on documents, the names of formats, the names of lemmas, and its command line."""


WRITE_FOR_OTHERS = ("kreiss.verify.coq", "kreiss.verify.lean")
"""They read certificates as the checker does, and write none: Coq and Lean judge what they write."""


def test_others_know_of_the_checker_its_verdicts_and_the_names_of_its_formats_only():
    users = set()
    for name in FILES:
        if name.startswith(("kreiss.verify.checker", *WRITE_FOR_OTHERS)):
            continue
        assert not any(alias.startswith("kreiss.verify.checker") for alias in plainly_imported(name)), name
        found = from_the_checker(name)
        users |= {name} if found else set()
        for alias in found - OF_THE_CHECKER:
            assert uses(name, alias) <= OF_THE_CHECKER, f"{name} shares {alias} with the checker"
    assert {
        "kreiss.verify.refuting.witness",
        "kreiss.verify.refuting.families",
        "kreiss.verify.deciding.sharpness",
    } <= users


def plainly_imported(name: str) -> set[str]:
    """What ``name`` imports by ``import …``, and as a module the checker itself."""
    nodes = list(ast.walk(tree(name)))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "kreiss.verify"]
    return whole | {f"kreiss.verify.{alias.name}" for node in froms for alias in node.names}


def from_the_checker(name: str) -> set[str]:
    """The names that ``name`` imports from rooms of the checker."""
    nodes = [node for node in ast.walk(tree(name)) if isinstance(node, ast.ImportFrom)]
    return {
        alias.name for node in nodes if str(node.module).startswith("kreiss.verify.checker") for alias in node.names
    }


def uses(name: str, alias: str) -> set[str]:
    """What ``name`` takes from a module that it knows as ``alias``; the alias itself where it is used bare."""
    nodes = list(ast.walk(tree(name)))
    taken = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    attributes = [node.attr for node in taken if isinstance(node.value, ast.Name) and node.value.id == alias]
    bare = sum(isinstance(node, ast.Name) and node.id == alias for node in nodes) > len(attributes)
    return {*attributes, *([alias] if bare or not attributes else [])}


def test_the_checker_runs_without_any_installed_package(tmp_path):
    modules = [
        name for name in FILES if name.startswith("kreiss.verify.checker") and name != "kreiss.verify.checker.__main__"
    ]
    program = f"""
import importlib, sys
sys.path.insert(0, {str(ROOT / "src")!r})
for name in {modules!r}:
    importlib.import_module(name)
outside = {{name.split(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names) - {{"kreiss", "__main__"}}
inside = [name for name in sys.modules if name.startswith("kreiss.") and not name.startswith("kreiss.verify")]
print(sorted(outside), inside)
"""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[] []\n", "")
    certificate = tmp_path / "cert.json"
    certificate.write_text(
        '{"schema": "kreiss/enclosure-1", "statement": {"quantity": "K", "matrix": {"denominator": 1, "re": [[2]]}, '
        '"lower": "inf", "upper": "inf"}, "steps": [{"reason": "unstable", "s": 1, "P": {"denominator": 1, '
        '"re": [[-1]]}, "stein": "elimination", "v": [1]}]}'
    )
    done = subprocess.run(
        [sys.executable, "-S", "-m", "kreiss.verify.checker", str(certificate)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "∞ ≤ K(A) ≤ ∞" in done.stdout


FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "sympify",
    "parse_expr",
    "pickle",
    "cPickle",
    "shelve",
    "marshal",
    "yaml",
    "dill",
}


def test_no_text_is_ever_evaluated_or_unpickled():
    for name in FILES:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in FORBIDDEN, f"{name}: {node.func.id}"
            if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN - {"eval", "compile"}:
                pytest.fail(f"{name}: .{node.attr}")
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert isinstance(node.value, ast.Constant), name
                assert node.value.value is False, name
        assert not {module.split(".")[0] for module in imports(name)} & FORBIDDEN, name


OF_THE_SYSTEM = {
    "kreiss.verify.cli.interrupts": {"signal"},
    "kreiss.verify.running.workers": {"signal"},
    "kreiss.verify.cli.commands.certify": {"resource"},
}
"""What answers to Ctrl-C and SIGTERM, here and in worker processes, and what tells how much memory was used."""


def test_no_limit_of_time_or_memory_is_set_by_signals_or_by_the_system():
    for name in FILES:
        found = {module.split(".")[0] for module in imports(name)} & {"signal", "resource", "faulthandler"}
        assert found <= OF_THE_SYSTEM.get(name, set()), name
        named = {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
        assert not named & {"alarm", "setitimer", "SIGALRM", "SIGPROF", "SIGVTALRM", "setrlimit"}, name


def test_every_public_name_is_documented():
    for name in FILES:
        module = tree(name)
        assert ast.get_docstring(module), name
        for node in public(module.body):
            assert ast.get_docstring(node), f"{name}.{node.name}"
            for member in public(node.body) if isinstance(node, ast.ClassDef) else []:
                assert ast.get_docstring(member), f"{name}.{node.name}.{member.name}"


def public(body: list[ast.stmt]) -> list[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes whose names do not begin with an underscore."""
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]


MOST_PLACES = 7


def test_no_call_tells_more_than_a_few_arguments_by_their_places():
    for name in (name for name in FILES if not name.startswith("kreiss.verify.checker")):
        for call in (node for node in ast.walk(tree(name)) if isinstance(node, ast.Call)):
            plain = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
            assert len(plain) <= MOST_PLACES or ast.unparse(call.func) == "sympy.reduced", (
                f"{name}: {ast.unparse(call)}"
            )


def is_number(value: ast.expr | None) -> bool:
    """Whether an expression is a number, or numbers in a row or under names, written out."""
    match value:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case ast.Tuple(elts=parts) | ast.Dict(values=parts):
            return bool(parts) and all(map(is_number, parts))
        case ast.Call(func=ast.Name(id="Fraction" | "float" | "int"), args=parts):
            return all(isinstance(part, ast.Constant) or is_number(part) for part in parts)
    return False


def test_every_number_of_a_module_says_what_it_trades():
    for name in (name for name in FILES if not name.startswith("kreiss.verify.checker")):
        text, body = FILES[name].read_text(encoding="utf-8"), tree(name).body
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
        for node, following in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.Assign | ast.AnnAssign) and is_number(node.value):
                described = isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
                told = described or comments & set(range(node.lineno - 1, node.end_lineno + 1))
                assert told, f"{name}: {ast.unparse(node)}"


@pytest.mark.parametrize("layer", LAYERS)
def test_every_name_in_all_exists_and_is_documented(layer):
    module = __import__(f"kreiss.{layer}", fromlist=["__all__"])
    assert module.__all__
    for name in module.__all__:
        assert getattr(module, name).__doc__


def test_the_three_links_are_all_that_joins_the_layers_to_the_import_root():
    root = ROOT / "src" / "kreiss"
    assert {path.name for path in root.iterdir() if path.name != "__pycache__"} == {
        "__init__.py", "__main__.py", "deadlines.py", "decimals.py", "errors.py", "names.py", "py.typed", "views.py",
        *LAYERS,
    }  # fmt: skip
    for layer in LAYERS:
        assert (root / layer).is_symlink()
        assert (root / layer).readlink() == Path("../..") / layer
        assert (ROOT / layer / "py.typed").read_bytes() == b""


def test_what_is_tested_is_this_checkout():
    assert Path(kreiss.__file__).resolve() == ROOT / "src/kreiss/__init__.py", "an installed copy shadows the checkout"


def test_every_folder_of_python_is_a_package_that_is_installed():
    folders = {
        f"kreiss.{'.'.join(file.parent.relative_to(ROOT).parts)}"
        for layer in LAYERS
        for file in (ROOT / layer).rglob("*.py")
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders | {"kreiss"}
    for folder in folders:
        assert (ROOT / Path(*folder.split(".")[1:]) / "__init__.py").exists()


def test_every_data_file_of_a_package_is_installed():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    for layer in LAYERS:
        for file in (ROOT / layer).rglob("*"):
            if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts:
                assert any(file.match(pattern) for pattern in patterns), file


def test_the_command_is_where_pyproject_says():
    module, name = PROJECT["project"]["scripts"]["kreiss"].split(":")
    assert callable(getattr(__import__(module, fromlist=[name]), name))


def test_the_changelog_speaks_of_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['project']['version']}" in text


def test_test_files_have_names_of_their_own_and_no_package():
    names = [file.name for file in (ROOT / "tests").rglob("*.py") if file.name != "conftest.py"]
    assert len(names) == len(set(names))
    assert sorted(name for name in names if not name.startswith("test_")) == ["agreement.py", "forging.py"]
