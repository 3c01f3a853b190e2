"""Proofs of claims about block matrices: ``kreiss/proof-1``.

A proof is a list of steps. Each states a relation in the claim language, and is checked from the hypotheses and the
relations of earlier steps; the proof is accepted if the claim's conclusion is then among the facts, or if ``1 <= 0``
is, as then nothing satisfies the hypotheses. All facts hold for every matrix and number that the hypotheses allow, and
for every real r > 1 (``radius`` names r). The kinds of steps:

    identity     a relation between block matrices, multiplied out in non-commuting letters (``identities``)
    inequality   a real inequality with its ``kreiss/inequality-1`` certificate, from facts
    comparison   K(J) ≤ f from the principal minors of f²(rI − Ĵ)ᵀ(rI − Ĵ) − (r − 1)²I (``comparison``)
    domination   K(J) ≤ K(M) for a matrix M of numbers that bound the blocks of J (``comparison``)
    circle       K(M) ≤ f for a real 2×2 matrix of numbers of any sign (``order_two``)
    witness      K(M) ≥ f for a matrix of numbers, from a point z (``witnesses``)
    cases        two lists of steps, for x ≤ y and for x > y, that end in the same relation
    transitive   x ≤ z from x ≤ y and y ≤ z
    monotone     a relation that is increasing in a quantity, from the same relation for a bound of the quantity
    neumann      K(J + E) ≤ K(J)/(1 − ‖E‖s) with s from the comparison matrix (``perturbation``)
    averaging    K([[A, 0], [C, D]]) ≥ K([[0, 0], [‖C‖, 0]]) (``perturbation``)
    form         ‖X‖, w(X), K(X) or K_ct(X) ≤ f, or X ⪯ Y, for any expressions in matrices, by a form ⪰ 0 (``forms``)
    eigenvalues  ρ(M) against s for a matrix of numbers of order ≤ 4, by its characteristic polynomial (``eigenvalues``)
    spectrum     q(J) ≤ f for a J whose blocks are functions of a symmetric H, at each eigenvalue of H (``spectra``)
    minors       ‖M‖ and w(M) against f for a matrix of numbers of order ≤ 3, by determinants (``small``)
    power        ‖Mᵗ‖ ≥ f for a matrix of numbers from a vector (``transients``)
    power-comparison   ‖Jᵗ‖ ≤ f from the principal minors of f²I − (Ĵᵗ)ᵀĴᵗ (``transients``)
    growth       sup ‖Mᵗ‖ ≥ xc/(1 − γ) for M = [[γ, 0], [c, γ]] and x ≤ 1/e (``transients``)
    decay        ‖Jᵗ‖ ≤ δ for t ≥ aK(J)² log(1/δ)/(1 − γ)², a ≥ 10 (``decay``)
    lemma        an instance of a cited lemma (``lemmas``)
"""

from collections.abc import Callable, Mapping
from typing import Any

from kreiss.verify.checker.arithmetic.matrices import field as part
from kreiss.verify.checker.arithmetic.matrices import items
from kreiss.verify.checker.documents import Checked, Rejected
from kreiss.verify.checker.language.hypotheses import SIGNS, Hypotheses, abstract, initial_facts, oriented, read
from kreiss.verify.checker.language.shapes import Shapes
from kreiss.verify.checker.language.statements import Tree, is_name
from kreiss.verify.checker.proofs import (
    bounds,
    decay,
    eigenvalues,
    forms,
    order_two,
    perturbation,
    reasoning,
    small,
    spectra,
    transients,
    witnesses,
)
from kreiss.verify.checker.proofs.algebra import inverses_of
from kreiss.verify.checker.proofs.context import ONE, ZERO, Context, relations
from kreiss.verify.checker.proofs.identities import Reader
from kreiss.verify.checker.refutations.refutation import point_of_hypotheses

SCHEMA = "kreiss/proof-1"
CONTRADICTION: Tree = ("<=", ONE, ZERO)
VACUOUS = " (vacuous: nothing satisfies the hypotheses)"
UNFINISHED = "the steps do not end in what is to be shown"
MOST_STEPS, DEEPEST_CASES = 500, 20


def check(document: Mapping[str, Any]) -> Checked:
    """Return what the proof shows and the lemmas it cites, or raise ``Rejected``. Guarantee: exact."""
    statement = part(document, "statement", "$")
    known, conclusion = read(statement, "$.statement")
    if any(tree[0] not in SIGNS for tree in conclusion):
        raise Rejected("$.statement.states", "expected a relation")
    radius, cosine = fresh(document.get("radius", "r"), known, "$.radius"), ""
    facts = initial_facts(known, conclusion) | {("<", ONE, ("name", radius))}
    if "cosine" in document:
        cosine = fresh(document["cosine"], known, "$.cosine")
        facts |= {("<=", ("neg", ONE), ("name", cosine)), ("<=", ("name", cosine), ONE)}
    if cosine == radius:
        raise Rejected("$.cosine", "expected another name than the radius")
    context = Context(known, facts, radius, Reader(known, "$.steps"), Shapes(known, conclusion), cosine=cosine)
    context.inverses |= inverses_of(context)
    check_steps(part(document, "steps", "$"), context, "$.steps")
    vacuous = context.has(CONTRADICTION)
    if not vacuous and not all(_established(relation, context) for relation in conclusion):
        raise Rejected("$.steps", UNFINISHED)
    given = "; ".join(part(statement, "given", "$.statement"))
    text = part(statement, "states", "$.statement") + (f" given {given}" if given else "")
    text += VACUOUS if vacuous else ""
    instance = ""
    if "instance" in document:
        instance = point_of_hypotheses(statement, document["instance"], "$.instance")
    return Checked(SCHEMA, text, tuple(context.assumptions), instance, vacuous)


def fresh(name: object, known: Hypotheses, path: str) -> str:
    """A name of a real variable that the claim does not use."""
    if not is_name(name) or name in known.names or str(name)[0].isupper():
        raise Rejected(path, "expected a name of a number that the claim does not use")
    return str(name)


def _established(relation: Tree, context: Context) -> bool:
    if oriented(relation) in context.identities:
        return True
    try:
        return context.is_ordered(abstract(oriented(relation), context.known))
    except Rejected:
        return False


def check_steps(value: object, context: Context, path: str) -> None:
    """Check steps in order; each adds its relation to the context."""
    steps = items(value, path)
    if len(steps) > MOST_STEPS or context.depth > DEEPEST_CASES:
        raise Rejected(path, "too many steps")
    for i, step in enumerate(steps):
        here = f"{path}[{i}]"
        kind = part(step, "kind", here)
        if not isinstance(kind, str) or kind not in _KINDS:
            if isinstance(kind, str) and kind in _FORMER:
                raise Rejected(
                    f"{here}.kind", f"{kind!r} was a kind of step once; prove the claim again, {_FORMER[kind]}"
                )
            raise Rejected(f"{here}.kind", f"expected one of {', '.join(_KINDS)}; got {kind!r:.40}")
        if not isinstance(part(step, "reason", here), str):
            raise Rejected(f"{here}.reason", "expected text")
        for relation in relations(part(step, "states", here), f"{here}.states"):
            _KINDS[kind](step, relation, context, here)


def _cases(step: Any, relation: Tree, context: Context, path: str) -> None:
    conditions = relations(part(step, "on", path), f"{path}.on")
    if len(conditions) != 1 or conditions[0][0] != "<=":
        raise Rejected(f"{path}.on", "expected one relation 'x <= y'")
    _, low, high = abstract(conditions[0], context.known)
    if not (context.is_defined(low) and context.is_defined(high)):
        raise Rejected(f"{path}.on", "expected expressions that are known to be defined")
    wanted = abstract(relation, context.known)
    for name, fact in (("yes", ("<=", low, high)), ("no", ("<", high, low))):
        branch = context.branch(fact)
        check_steps(part(step, name, path), branch, f"{path}.{name}")
        if not branch.is_ordered(wanted):
            raise Rejected(f"{path}.{name}", "does not end in what the cases are to show")
    context.add(wanted)


def _spectrum(step: Any, relation: Tree, context: Context, path: str) -> None:
    spectra.spectrum(step, relation, context, path, check_steps)


_KINDS: dict[str, Callable[[Any, Tree, Context, str], None]] = {
    "identity": reasoning.identity,
    "inequality": reasoning.inequality,
    "comparison": bounds.comparison,
    "domination": bounds.domination,
    "circle": order_two.circle,
    "witness": witnesses.witness,
    "cases": _cases,
    "neumann": perturbation.neumann,
    "averaging": perturbation.averaging,
    "power": transients.power,
    "power-comparison": transients.power_comparison,
    "growth": transients.growth,
    "transitive": reasoning.transitive,
    "monotone": reasoning.monotone,
    "decay": decay.decay,
    "lemma": reasoning.lemma,
    "eigenvalues": eigenvalues.eigenvalues,
    "form": forms.form,
    "spectrum": _spectrum,
    "minors": small.minors,
}
_FORMER = {
    "circle-witness": "by 'witness' with a cosine",
    "collatz": "by 'eigenvalues'",
    "euler": "by 'form'",
    "stable": "by 'domination' and 'eigenvalues'",
}
