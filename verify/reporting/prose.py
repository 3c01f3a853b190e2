"""Proofs for readers: what a certificate shows, step by step, each step a formula, the rule and the reason.

The certificates are accepted ones; nothing here decides anything. Formulas are texts of the claim language, which a
terminal shows in Unicode (``lines``) and the page of a report in MathML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kreiss.errors import InvalidClaim
from kreiss.symbolic.theorems.rendering import RULES
from kreiss.symbolic.typesetting import unicode
from kreiss.verify.claims.in_words import in_words
from kreiss.verify.decision import UNDECIDED, Decision
from kreiss.verify.evaluation.matrices import stated_rows
from kreiss.verify.reporting.report import counterexample, grounds, tried

_LABELS = (
    {"z": "at z =", "cosine": "at the cosine", "t": "in the power", "via": "through", "matrix": "for the matrix"}
    | {"size": "size of the perturbation", "resolvent": "bound on the resolvent", "factor": "with the factor"}
    | {"variable": "in the variable", "bound": "with the bound", "lower": "at least"}
)
_QUANTITY = re.compile(
    r"\b(K_ct|K|rho|norm|sup_powers|numerical_radius|dim|sup_exp|eigmax|trace|det|abscissa)_([A-Z][A-Za-z0-9_]*)\b",
    re.ASCII,
)
_POWER = re.compile(r"\bpower_norm_([A-Z][A-Za-z0-9]*)_([A-Za-z0-9]+)\b", re.ASCII)
_WORD = re.compile(r"[A-Za-z]\w*", re.ASCII)


@dataclass(frozen=True)
class Fact:
    """What a step uses: a label, and formulas."""

    label: str
    formulas: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One step: its formula, the rule and the reason; sums that show minors to be ≥ 0; the branches of a case."""

    formula: str
    rule: str
    reason: str
    facts: tuple[Fact, ...] = ()
    minors: tuple[str, ...] = ()
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True)
class Branch:
    """The steps of a case, where its condition ``holds`` or does not."""

    condition: str
    holds: bool
    steps: tuple[Told, ...]


@dataclass(frozen=True)
class Argument:
    """A proof, or a part of one: its title, what is defined for it alone, what it shows, and its steps."""

    title: str
    states: str
    steps: tuple[Told, ...]
    given: tuple[str, ...] = ()


def arguments(certificate: Mapping[str, Any]) -> tuple[Argument, ...]:
    """What an accepted certificate argues, in the order in which it is read; nothing for a single counterexample."""
    match str(certificate.get("schema", "")).rpartition("/")[2]:
        case "proof-1":
            return (_proof("Proof", certificate),)
        case "sharpness-1" if certificate["verdict"] == "PROVED":
            return (_proof("The bound holds", certificate["bound"]), *_attained(certificate))
        case "sharpness-1":
            weaker = certificate["statement"]["sharp"] is not True
            title = "It holds with a weaker hypothesis" if weaker else "A better bound holds"
            better = _proof(title, certificate["proof"])
            return _proof("The bound holds", certificate["bound"]), better, _point(certificate["point"], weaker)
        case "family-1" if certificate["bounds"]:
            return (Argument("Lower bounds along the family", "", tuple(map(_along, certificate["bounds"]))),)
    return ()


def _point(refutation: Mapping[str, Any], weaker: bool) -> Argument:
    """The point at which the better bound is smaller, of which the refutation is a certificate."""
    point = refutation["witness"]
    names = [f"{name} == {_matrix(stated_rows(value))}" for name, value in point["matrices"].items()]
    names += [f"{name} == {value}" for name, value in point["parameters"].items()]
    title = "The weaker hypothesis allows more" if weaker else "The better bound is smaller"
    title += " at one point, so that there it is false that"
    return Argument(title, refutation["statement"]["states"], (), tuple(names))


def _attained(certificate: Mapping[str, Any]) -> Iterator[Argument]:
    """The partner of an instance, and what is shown of it."""
    partner = tuple(f"{name} = {value}" for name, value in certificate["instance"].items())
    models = tuple(certificate["models"].values())
    yield Argument(_partners(certificate), "", (), (*partner, *models))
    for proof in certificate["proofs"]:
        yield _proof("Of the partner", proof)


def _partners(certificate: Mapping[str, Any]) -> str:
    """What partners show, in words."""
    sharp, margin = certificate["statement"]["sharp"], certificate.get("margin")
    near = f", but for any {margin} between 0 and 1" if margin is not None else ""
    partner = "Every instance has a partner with the same quantities that attains the bound"
    if sharp is True:
        return f"{partner}{near}"
    return f"{partner} of {sharp}{near}, satisfies the other hypotheses, and violates the conclusion"


def _proof(title: str, document: Mapping[str, Any]) -> Argument:
    statement = document["statement"]
    names = set(_WORD.findall(" ".join([*statement["given"], statement["states"]])))
    return Argument(title, statement["states"], _told(document["steps"], names))


def _told(steps: Sequence[Mapping[str, Any]], names: set[str]) -> tuple[Told, ...]:
    return tuple(_step(step, names) for step in steps)


def _step(step: Mapping[str, Any], names: set[str]) -> Told:
    branches = tuple(
        Branch(step["on"], side == "yes", _told(step[side], names)) for side in ("yes", "no") if side in step
    )
    if step["kind"] == "spectrum":
        condition = f"{step['eigenvalue']} is an eigenvalue of {step['of']}"
        branches = (Branch(condition, True, _told(step["steps"], names)),)
    sums = step.get("minors", ()) if all(isinstance(term, list) for term in step.get("minors", ())) else ()
    minors = tuple(map(_sum, sums))
    return Told(step["states"], _rule(step), str(step["reason"]), tuple(_facts(step, names)), minors, branches)


def _rule(step: Mapping[str, Any]) -> str:
    """The rule in words, with the lemma's name, or the rules by which an inequality is certified."""
    rule = RULES.get(step["kind"], step["kind"])
    if step["kind"] == "lemma":
        return f"{rule} {step['name']}"
    used = dict.fromkeys(_rules(step.get("certificate", {}).get("proofs", ())))
    return f"{rule} by {', '.join(used)}" if used else rule


def _rules(part: Any) -> Iterator[str]:
    """The names of the rules in the proofs of an inequality, outer ones first."""
    if isinstance(part, Mapping):
        yield from ([str(part["rule"])] if "rule" in part else [])
        for value in part.values():
            yield from _rules(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _rules(value)


def _facts(step: Mapping[str, Any], names: set[str]) -> Iterator[Fact]:
    if "certificate" in step:
        given = step["certificate"]["statement"].get("given", ())
        known = [_restored(line, step.get("quantities", {}), names) for line in given]
        yield from [Fact("from", tuple(known))] if known else []
    if "bounds" in step:
        yield Fact("comparison matrix", (_matrix(step["bounds"]),))
    for name, label in _LABELS.items():
        if name in step:
            yield Fact(label, (str(step[name]),))
    if "vector" in step:
        yield Fact("with the vector", (_matrix([[entry] for entry in step["vector"]]),))


def _along(bound: Mapping[str, Any]) -> Told:
    """One lower bound of a quantity along a family."""
    states = f"{bound['quantity']}({_matrix(bound['matrix'])}) >= {bound['lower']}"
    vector = _matrix([[entry] for entry in bound["vector"]])
    facts = (Fact("at z =", (str(bound["z"]),)), Fact("with the vector", (vector,)))
    return Told(states, RULES["witness"], "for all large n", facts)


def _matrix(rows: Sequence[Sequence[object]]) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in rows) + "]"


def _sum(terms: Sequence[Sequence[Any]]) -> str:
    """A sum of products of what is ≥ 0, as text; a term ("==", m, x, y) is m·(x − y), which vanishes."""
    return " + ".join(map(_product, terms)) or "0"


def _product(term: Sequence[Any]) -> str:
    if term[0] == "==":
        _, multiple, left, right = term
        return f"({multiple})*(({left}) - ({right}))"
    weight, factors = term
    texts = [f"({factor})" for factor in factors if factor not in ("1", "(1)")]
    return "*".join(texts if str(weight) == "1" and texts else [f"({weight})", *texts])


def _restored(text: str, quantities: Mapping[str, str], names: set[str]) -> str:
    """A line of a certified inequality with quantities in place of their variables; ``names`` are the claim's own."""

    def read(match: re.Match[str], shown: str) -> str:
        return match[0] if match[0] in names else shown

    text = _WORD.sub(lambda match: quantities.get(match[0], match[0]), text)
    text = _POWER.sub(lambda match: read(match, f"power_norm({match[1]}, {match[2]})"), text)
    return _QUANTITY.sub(lambda match: read(match, f"{match[1]}({match[2]})"), text)


def told(verdict: Decision) -> str:
    """A verdict for the terminal: the claim in words, then its proof, or where it fails, or what was tried."""
    parts = [f"{verdict.claim.id}: {verdict.verdict}, {grounds(verdict)}", in_words(verdict.claim)]
    if verdict.certificate is not None:
        parts += lines(arguments(verdict.certificate))
    if verdict.witness is not None:
        parts += ["It fails at", counterexample(verdict)]
    elif verdict.verdict == UNDECIDED:
        parts += ["Tried:", *(f"  {line}" for line in tried(verdict))]
    return "\n".join([*parts, *(f"Cited: {lemma}" for lemma in verdict.assumptions)])


def lines(argued: Sequence[Argument]) -> Iterator[str]:
    """Arguments for the terminal: a title, then numbered steps with their rules and reasons."""
    for argument in argued:
        states = f" {shown(argument.states)}" if argument.states else ""
        yield f"{argument.title}:{states}"
        yield from (f"  {shown(line)}" for line in argument.given)
        yield from _numbered(argument.steps, "  ")


def _numbered(steps: Sequence[Told], indent: str) -> Iterator[str]:
    for i, step in enumerate(steps, 1):
        yield f"{indent}{i}. {shown(step.formula)}"
        yield f"{indent}   {step.rule}: {step.reason}"
        for fact in step.facts:
            yield f"{indent}   {fact.label} {', '.join(map(shown, fact.formulas))}"
        for branch in step.branches:
            yield f"{indent}   {'if' if branch.holds else 'unless'} {shown(branch.condition)}:"
            yield from _numbered(branch.steps, indent + "     ")


def shown(text: str) -> str:
    """A formula in Unicode; as it stands where it is none of the claim language."""
    try:
        return unicode(text)
    except InvalidClaim:
        return text
