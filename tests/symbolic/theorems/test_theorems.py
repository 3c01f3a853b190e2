"""Every theorem of the catalogue derives, its proofs are accepted, and it prints as mathematics."""

import shutil
import subprocess

import pytest

from kreiss.errors import InvalidArgument, InvalidClaim
from kreiss.symbolic.theorems.catalogue import NAMES, theorem
from kreiss.symbolic.theorems.rendering import RULES, as_latex, as_text
from kreiss.symbolic.typesetting import latex, unicode
from kreiss.verify.checker import check_document

DERIVED: dict[str, tuple] = {}


def derived(name):
    if name not in DERIVED:
        DERIVED[name] = theorem(name).derive()
    return DERIVED[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_proof_of_the_theorem_is_accepted_by_the_checker(name):
    for proof in derived(name):
        assert check_document(proof.document()).statement.startswith(proof.states)


@pytest.mark.parametrize("name", NAMES)
def test_the_theorem_prints_its_problem_statement_steps_and_source(name):
    item = theorem(name)
    text = as_text(item, derived(name))
    for part in (item.title, item.problem, item.statement, item.source):
        assert part in text
    for proof in derived(name):
        assert unicode(proof.states) in text
        assert all(step.kind in RULES for step in proof.steps)
    assert "gamma" not in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@pytest.mark.parametrize("name", NAMES)
def test_the_latex_document_compiles(name, tmp_path):
    (tmp_path / "theorem.tex").write_text(as_latex(theorem(name), derived(name)), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "theorem.tex"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout[-2000:]


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_the_latex_document_is_declared(name):
    document = as_latex(theorem(name), derived(name))
    assert document.count(r"\begin{theorem}") == len(derived(name))
    assert document.count(r"\begin{enumerate}") == document.count(r"\end{enumerate}")


def test_an_unknown_theorem_is_named_with_its_neighbours():
    with pytest.raises(InvalidArgument, match="exact-worst-case"):
        theorem("exact-worst-caze")
    with pytest.raises(InvalidArgument, match="upper-bound"):
        theorem("zzzzz")


@pytest.mark.parametrize(
    ("text", "shown", "typeset"),
    [
        ("rho(A) <= gamma", "ρ(A) ≤ γ", r"\rho(A) \le \gamma"),
        ("-(a + b)*c^2 >= 0", "−(a + b)·c² ≥ 0", r"-(a + b) c^{2} \ge 0"),
        ("a/(b*c) == (a/b)/c", "a/(b·c) = a/b/c", r"\frac{a}{b c} = \frac{\frac{a}{b}}{c}"),
        ("a - (b - c) < 1", "a − (b − c) < 1", "a - (b - c) < 1"),
        ("(a/b)^2 > 0", "(a/b)² > 0", r"\left(\frac{a}{b}\right)^{2} > 0"),
        ("resolvent(A + B, z)^2 == X", "((zI − (A + B))⁻¹)² = X", r"((z I - (A + B))^{-1})^{2} = X"),
        ("J0 = [[A, 0], [C, D]]", "J0 = [A, 0; C, D]", r"J_{0} = \begin{pmatrix} A & 0 \\ C & D \end{pmatrix}"),
        ("symmetric(A, D)", "A, D symmetric", r"A, D\ \text{symmetric}"),
        ("power_norm(M, 1) <= exp(1)*dim(M)*K(M)", "‖M‖ ≤ e·dim(M)·K(M)", r"\lVert M\rVert \le e \dim(M) K(M)"),
        ("norm(A) <= 19/10*numerical_radius(A)", "‖A‖ ≤ 19/10·w(A)", r"\lVert A\rVert \le \frac{19}{10} w(A)"),
        ("x/2*norm(A) <= 2*(1 + x)", "x/2·‖A‖ ≤ 2(1 + x)", r"\frac{x}{2} \lVert A\rVert \le 2 (1 + x)"),
        ("gamma1 <= a_max*step_size", "γ1 ≤ a_max·step_size", r"\gamma_{1} \le a_{max} \mathit{step\_size}"),
        ("exp(x)*log(2) <= 1", "exp(x)·log(2) ≤ 1", r"\exp(x) \log(2) \le 1"),
        (
            "sup_powers(J) <= max(1, sqrt(x))",
            "sup_t ‖Jᵗ‖ ≤ max(1, √(x))",
            r"\sup_t \lVert J^t\rVert \le \max(1, \sqrt{x})",
        ),
    ],
)
def test_text_is_typeset_as_a_mathematician_writes_it(text, shown, typeset):
    assert unicode(text) == shown
    assert latex(text) == typeset


@pytest.mark.parametrize("text", ["x <", "f(x)(y) <= 1", "import os", "x.y <= 1", "[1 for x in y] <= 1"])
def test_text_outside_the_language_is_not_typeset(text):
    with pytest.raises(InvalidClaim):
        unicode(text)
