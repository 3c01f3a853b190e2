"""Theorems and their proofs for readers: plain text, and a self-contained LaTeX document."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from kreiss.symbolic.proof import Proof, Step
from kreiss.symbolic.theorems.theorem import Theorem
from kreiss.symbolic.typesetting import latex, unicode

RULES = {
    "identity": "multiply out",
    "inequality": "real inequality, certified",
    "comparison": "comparison theorem",
    "domination": "comparison theorem",
    "form": "a positive semidefinite form",
    "circle": "trace and determinant on a circle",
    "witness": "evaluation at a point",
    "cases": "case distinction",
    "transitive": "transitivity",
    "monotone": "monotonicity",
    "neumann": "Neumann series",
    "averaging": "averaging over rotations",
    "eigenvalues": "Hurwitz's criterion",
    "minors": "determinants",
    "spectrum": "at each eigenvalue of a symmetric matrix",
    "power": "evaluation of a power",
    "power-comparison": "comparison theorem for powers",
    "growth": "growth of powers",
    "decay": "decay of powers",
    "lemma": "lemma",
}
_SYMBOLS = (
    {"γ": r"\gamma", "ρ": r"\rho", "ε": r"\varepsilon", "δ": r"\delta", "κ": r"\kappa", "θ": r"\theta"}
    | {"≤": r"\le", "≥": r"\ge", "−": "-", "·": r"\cdot", "√": r"\surd", "∞": r"\infty", "→": r"\to", "⪰": r"\succeq"}
    | {"Ĵ": r"\hat J", "Σ": r"\sum", "×": r"\times", "…": r"\dots", "Δ": r"\Delta", "±": r"\pm", "‖": r"\Vert "}
    | {"⁰": "^0", "¹": "^1", "²": "^2", "³": "^3", "ᵗ": "^t", "ᵀ": "^T", "⁻": "^{-}", "₀": "_0", "₁": "_1", "₂": "_2"}
)
_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb,amsthm}
\usepackage[margin=25mm]{geometry}
\newtheorem{theorem}{Theorem}
\allowdisplaybreaks\raggedright\sloppy
"""


def as_text(theorem: Theorem, proofs: Sequence[Proof]) -> str:
    """Problem, statement, each proof with numbered steps and reasons, source."""
    lines = [theorem.title, "=" * len(theorem.title), ""]
    lines += [f"Problem.   {theorem.problem}", f"Statement. {theorem.statement}"]
    if theorem.remarks:
        lines.append(f"Remark.    {theorem.remarks}")
    for i, proof in enumerate(proofs, 1):
        lines += ["", f"({i}) {unicode(proof.states)}"]
        if proof.given:
            lines.append(f"    given {'; '.join(map(unicode, proof.given))}")
        lines += _steps(proof.steps, "    ")
    return "\n".join([*lines, "", f"Source.    {theorem.source}"])


def _steps(steps: Sequence[Step], indent: str) -> Iterator[str]:
    for i, step in enumerate(steps, 1):
        yield f"{indent}{i}. {unicode(step.states)}"
        yield f"{indent}   {RULES[step.kind]}: {step.reason}"
        for name in ("yes", "no"):
            if name in step.data:
                yield f"{indent}   {'if' if name == 'yes' else 'unless'} {unicode(step.data['on'])}:"
                yield from _steps(step.data[name], indent + "      ")


def as_latex(theorem: Theorem, proofs: Sequence[Proof]) -> str:
    """A document that compiles by itself with pdflatex: statement and proof of every part."""
    body = [f"\\title{{{_prose(theorem.title)}}}\\author{{kreiss}}\\date{{}}\\maketitle", ""]
    parts = (("Problem", theorem.problem), ("Statement", theorem.statement), ("Remark", theorem.remarks))
    body += [f"\\noindent\\textbf{{{name}.}} {_prose(text)}\n" for name, text in parts if text]
    for proof in proofs:
        given = f"Let {', '.join(f'${latex(text)}$' for text in proof.given)}. Then " if proof.given else ""
        body += [f"\\begin{{theorem}} {given}${latex(proof.states)}$.\\end{{theorem}}", "\\begin{proof}"]
        body += [*_latex_steps(proof.steps), "\\end{proof}", ""]
    body.append(f"\\noindent\\textbf{{Source.}} {_prose(theorem.source)}")
    text = "\n".join(body)
    return f"{_PREAMBLE}{_declarations(text)}\\begin{{document}}\n{text}\n\\end{{document}}\n"


def _latex_steps(steps: Sequence[Step]) -> Iterator[str]:
    yield "\\begin{enumerate}"
    for step in steps:
        yield f"\\item ${latex(step.states)}$ \\quad ({_prose(RULES[step.kind])}: {_prose(step.reason)})"
        for name in ("yes", "no"):
            if name in step.data:
                yield f"\n{'If' if name == 'yes' else 'Unless'} ${latex(step.data['on'])}$:"
                yield from _latex_steps(step.data[name])
    yield "\\end{enumerate}"


def _prose(text: str) -> str:
    return re.sub(r"([&%#_{}])", r"\\\1", text).replace("^", r"\^{}").replace("<=", "≤").replace(">=", "≥")


def _declarations(text: str) -> str:
    """What the document's characters beyond ASCII stand for."""
    characters = sorted({c for c in unicodedata.normalize("NFC", text) if ord(c) > 127 and c not in "–éí"})
    lines = [f"\\DeclareUnicodeCharacter{{{ord(c):04X}}}{{\\ensuremath{{{_SYMBOLS[c]}}}}}" for c in characters]
    return "".join(f"{line}\n" for line in lines)
