"""Proofs: a statement in the claim language and ordered steps, each with its kind and its reason.

``Proof.document()`` is a ``kreiss/proof-1`` certificate; ``docs/certificate/proof.md`` describes it and why each kind
of step is sound. Building a step proves nothing: the checker does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from kreiss.deadlines import NEVER, Deadline, OutOfTime
from kreiss.errors import InvalidClaim, PrecisionExhausted
from kreiss.views import View, Viewed

SCHEMA = "kreiss/proof-1"
INNER = ("yes", "no", "steps")
"""The fields of a step that are lists of steps."""


@dataclass(frozen=True)
class Step:
    """One step: what it states, why, and what the checker needs to confirm it."""

    kind: str
    states: str
    reason: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The step as it stands in a certificate."""
        data = {key: [step.document() for step in value] if key in INNER else value for key, value in self.data.items()}
        return {"kind": self.kind, "states": self.states, "reason": self.reason, **data}


@dataclass(frozen=True)
class Proof(Viewed):
    """A claim and the steps that prove it."""

    given: tuple[str, ...]
    states: str
    steps: tuple[Step, ...]
    radius: str = "r"
    cosine: str = ""

    def document(self) -> dict[str, Any]:
        """The ``kreiss/proof-1`` certificate."""
        return {
            "schema": SCHEMA,
            "statement": {"given": list(self.given), "states": self.states},
            "radius": self.radius,
            **({"cosine": self.cosine} if self.cosine else {}),
            "steps": [step.document() for step in self.steps],
        }

    def text(self) -> str:
        """Statement and numbered steps for a reader."""
        lines = [f"Given {', '.join(self.given)}:" if self.given else "For all values:", f"    {self.states}", "Proof."]
        return "\n".join([*lines, *_numbered(self.steps, "")])

    def views(self) -> tuple[View, ...]:
        """The statement, and its steps with their numbers, kinds and reasons."""
        given = f", given {', '.join(self.given)}" if self.given else ""
        return (View(f"Proof of {self.states}{given}", [*_rows(self.steps, "")], ("step", "states", "kind", "reason")),)


def _rows(steps: Sequence[Step], prefix: str) -> Iterator[tuple[str, ...]]:
    for i, step in enumerate(steps, 1):
        number = f"{prefix}{i}"
        yield number, step.states, step.kind, step.reason
        for name in INNER:
            if name in step.data:
                branch = f"{number}." if name == "steps" else f"{number} {name} "
                yield from _rows(step.data[name], branch)


def _numbered(steps: Sequence[Step], prefix: str) -> list[str]:
    lines = []
    for i, step in enumerate(steps, 1):
        lines.append(f"{'  ' * prefix.count('.')}{prefix}{i}. [{step.kind}] {step.states}")
        lines.append(f"{'  ' * prefix.count('.')}   {step.reason}")
        for name in ("yes", "no"):
            if name in step.data:
                lines.append(f"   {name}, {step.data['on']}:" if name == "yes" else f"   {name}:")
                lines += _numbered(step.data[name], f"{prefix}{i}.")
        if "steps" in step.data:
            lines.append(f"   for every eigenvalue {step.data['eigenvalue']} of {step.data['of']}:")
            lines += _numbered(step.data["steps"], f"{prefix}{i}.")
    return lines


def identity(states: str, reason: str) -> Step:
    """A relation between block matrices that holds on multiplying out."""
    return Step("identity", states, reason)


_IN_FORCE = ContextVar("deadline", default=NEVER)


@contextmanager
def until(deadline: Deadline) -> Iterator[None]:
    """Inside the block, steps that are built without a deadline of their own, as those of a theorem, have this one."""
    token = _IN_FORCE.set(deadline)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


class CutShort(PrecisionExhausted):
    """No proof was found in a share of the time left, which ended before all was tried."""


def inequality(states: str, given: Sequence[str], reason: str, *, deadline: Deadline = NEVER) -> Step:
    """A real inequality, proved by ``kreiss.symbolic.prove``; where the deadline never comes it may take half a minute.

    ``states`` may use quantities such as norm(C); ``given`` too. Raises ``PrecisionExhausted`` if no proof is found,
    ``CutShort`` if not all was tried, and ``OutOfTime`` once the deadline has passed.
    """
    from kreiss.symbolic.inequalities.prover import decided, prove  # start-up time

    relation, facts = plain(states), [plain(text) for text in given]
    deadline = _IN_FORCE.get() if deadline.unlimited else deadline
    try:
        result = prove(relation, facts) if deadline.unlimited else decided(relation, facts, deadline)
    except InvalidClaim as error:
        raise PrecisionExhausted(f"not an inequality between real numbers: {error}") from None
    except OutOfTime:
        raise OutOfTime(f"no proof of {relation} given {', '.join(facts)} in the time for it") from None
    if result.verdict != "PROVED" or result.certificate is None:
        point = f" (false at {result.point})" if result.point else ""
        kind, why = (CutShort, " in the time for it") if result.cut_short else (PrecisionExhausted, point)
        raise kind(f"no proof of {relation} given {', '.join(facts)}{why}")
    return Step("inequality", states, reason, {"certificate": result.certificate})


Term = tuple[str | int, Sequence[str]] | tuple[str, str, str, str]
"""A positive rational and the factors, each known to be ≥ 0; or ("==", m, x, y) for m·(x − y) with x == y known."""


def comparison(states: str, bounds: Sequence[Sequence[str]], minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """K(J) <= f by the comparison matrix ``bounds``; each minor is a sum of products of what is known to be ≥ 0."""
    return Step("comparison", states, reason, {"bounds": [list(row) for row in bounds], "minors": _terms(minors)})


def circle(states: str, minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """K(M) <= f for a real 2×2 matrix of numbers; ``minors`` shows tr N and det N ≥ 0 for all z = r(x + iy)."""
    return Step("circle", states, reason, {"minors": _terms(minors)})


def circle_witness(states: str, radius: str, cosine: str, terms: Sequence[Term], reason: str) -> Step:
    """f <= K(M) from a point re^{iθ}, r > 1, of given cosine; ``terms`` shows −det N ≥ 0 there."""
    return Step("witness", states, reason, {"z": radius, "cosine": cosine, "minors": _terms([terms])})


def domination(states: str, reason: str) -> Step:
    """f(J) <= f(M) for f = K, rho, w, sup_powers or power_norm, where the numbers M_ij bound the blocks of J."""
    return Step("domination", states, reason)


def witness(states: str, z: str, vector: Sequence[str], minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """f <= K(M) from z > 1 and a vector; ``minors`` shows (z − 1)²‖v‖² − f²‖(zI − M)v‖² ≥ 0."""
    return Step("witness", states, reason, {"z": z, "vector": list(vector), "minors": _terms(minors)})


def singular(states: str, z: str, minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """f <= K(M) from z > 1, where ``minors`` shows −det(f²(zI − M)ᵀ(zI − M) − (z − 1)²I) ≥ 0."""
    return Step("witness", states, reason, {"z": z, "minors": _terms(minors)})


def eigenvalues(states: str, minors: Sequence[str], reason: str) -> Step:
    """rho(M) < s or <= s for a matrix of numbers; ``minors`` are Hurwitz's expressions, shown before to be > 0."""
    return Step("eigenvalues", states, reason, {"minors": list(minors)})


def small_eigenvalues(states: str, minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """rho(M) <= s for a matrix of numbers of order at most 2; ``minors`` are ≥ 0."""
    return Step("eigenvalues", states, reason, {"by": "closed", "minors": _terms(minors)})


def minors(states: str, shown: Sequence[Sequence[Term]], reason: str, **at: Any) -> Step:
    """‖M‖ or w(M) against f for a small matrix of numbers; ``at`` is a ``vector``, or the ``cosine`` of an angle."""
    return Step("minors", states, reason, {"minors": _terms(shown), **at})


def spectrum(states: str, of: str, eigenvalue: str, steps: Sequence[Step], reason: str) -> Step:
    """q(J) <= f for a J whose blocks are functions of a symmetric matrix, by ``steps`` for an eigenvalue of it."""
    return Step("spectrum", states, reason, {"of": of, "eigenvalue": eigenvalue, "steps": list(steps)})


def large_eigenvalue(states: str, by: str, minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """s <= rho(M): ``by`` a "root" beyond s, a "negative root", Hurwitz's "determinant", or the "product" of all.

    ``minors`` are ≥ 0.
    """
    return Step("eigenvalues", states, reason, {"by": by, "minors": _terms(minors)})


def larger_eigenvalue(states: str, by: str, minors: Sequence[str], reason: str) -> Step:
    """s < rho(M) in the same ways; ``minors`` are facts > 0."""
    return Step("eigenvalues", states, reason, {"by": by, "minors": list(minors)})


def cases(states: str, on: str, yes: Sequence[Step], no: Sequence[Step], reason: str) -> Step:
    """``states`` from either side of the relation ``on`` (x <= y)."""
    return Step("cases", states, reason, {"on": on, "yes": list(yes), "no": list(no)})


def transitive(low: str, middle: str, high: str, reason: str, *, sign: str = "<=") -> Step:
    """``low <= high`` from low <= middle and middle <= high, shown before."""
    return Step("transitive", f"{low} {sign} {high}", reason, {"via": middle})


def monotone(states: str, variable: str, bound: str, coefficients: Sequence[Sequence[Term]], reason: str) -> Step:
    """``states`` from the same relation with ``bound`` in place of the quantity ``variable`` ≤ bound.

    The difference of its sides is a polynomial in the variable; ``coefficients`` are those of its first and higher
    powers, as sums of products of what is known to be ≥ 0.
    """
    data = {"variable": variable, "bound": bound, "coefficients": _terms(coefficients)}
    return Step("monotone", states, reason, data)


def neumann(
    states: str,
    size: str,
    resolvent: str,
    bounds: Sequence[Sequence[str]],
    minors: Sequence[Sequence[Term]],
    reason: str,
) -> Step:
    """K(P) <= K(J)/(1 - size*resolvent) for P = J + E, with ‖E‖ ≤ size and ‖(zI − J)⁻¹‖ ≤ resolvent for |z| > 1."""
    data = comparison(states, bounds, minors, reason).data
    return Step("neumann", states, reason, {"size": size, "resolvent": resolvent, **data})


def euler(flow: str, base: str, size: str) -> Step:
    """K_ct(M) <= K(J) where J = I + hM and 0 < h is known: one step of Euler's method bounds the flow.

    At the point 1 + hz the form of K(J) is h² times the one that K_ct(M) <= K(J) asks for at z.
    """
    term = {"fact": f"K({base})", "at": f"1 + ({size})*z_"}
    scale = {"scale": [size, size], "point": "z_", "size": "d_"}
    return form(f"K_ct({flow}) <= K({base})", [term], "a step of Euler's method bounds the flow", **scale)


def time_scaled(flow: str, size: str) -> tuple[Step, Step]:
    """K_ct(sM) <= K_ct(M) and K_ct(M) <= K_ct(sM), where 0 < s and 0 < 1/s are known: the forms at z/s and at sz."""
    scaled, why, names = f"({size})*({flow})", "another unit of time", {"point": "z_", "size": "d_"}
    sides = ((scaled, flow, f"1/({size})", f"({size})^2"), (flow, scaled, f"({size})", f"(1/({size}))^2"))
    first, second = (
        form(
            f"K_ct({X}) <= K_ct({Y})",
            [{"fact": f"K_ct({Y})", "at": f"{at}*z_", "weight": [["1", [weight]]]}],
            why,
            **names,
        )
        for X, Y, at, weight in sides
    )
    return first, second


def averaging(states: str, matrix: str, reason: str) -> Step:
    """f <= K([[A, 0], [C, D]]) from f <= K(N), where ``matrix`` names N = [[0, 0], [norm(C), 0]]."""
    return Step("averaging", states, reason, {"matrix": matrix})


def form(states: str, terms: Sequence[Mapping[str, Any]], reason: str, **fields: Any) -> Step:
    """q(X) <= f for q a norm, its square, w, K or K_ct, by a Hermitian form that is a sum of ``terms`` known to be ⪰ 0.

    ``fields`` may say ``as`` "linear" or "inverse", and name the ``unit`` e, or the ``point`` z with its ``size``.
    """
    return Step("form", states, reason, {"terms": [dict(term) for term in terms], **fields})


def power(states: str, t: int, vector: Sequence[str], minors: Sequence[Sequence[Term]], reason: str) -> Step:
    """f <= power_norm(M, t) or f <= sup_powers(M); ``minors`` shows ‖Mᵗv‖² − f²‖v‖² ≥ 0."""
    return Step("power", states, reason, {"t": t, "vector": list(vector), "minors": _terms(minors)})


def power_comparison(
    states: str, t: int, bounds: Sequence[Sequence[str]], minors: Sequence[Sequence[Term]], reason: str
) -> Step:
    """power_norm(J, t) <= f by the comparison matrix."""
    return Step("power-comparison", states, reason, {"t": t, **comparison(states, bounds, minors, reason).data})


def growth(states: str, factor: str, reason: str) -> Step:
    """factor*c/(1 - γ) <= sup_powers(M) for M = [[γ, 0], [c, γ]] of numbers, with a rational factor ≤ 1/e."""
    return Step("growth", states, reason, {"factor": factor})


def growth_bound(states: str, reason: str) -> Step:
    """sup_powers(M) <= 1 + c/(1 - γ) for M = [[γ, 0], [c, γ]] of numbers."""
    return Step("growth", states, reason)


def decay(states: str, factor: str, bounds: Sequence[Sequence[str]], reason: str) -> Step:
    """power_norm(J, t) <= delta from a known t >= factor·K(J)²·log(1/delta)/(1 − γ)², with factor ≥ 10."""
    return Step("decay", states, reason, {"factor": factor, "bounds": [list(row) for row in bounds]})


def _terms(sums: Sequence[Sequence[Term]]) -> list[list[list[Any]]]:
    return [
        [[part if isinstance(part, str | int) else list(part) for part in term] for term in terms] for terms in sums
    ]


def lemma(states: str, name: str, reason: str) -> Step:
    """An instance of a cited lemma."""
    return Step("lemma", states, reason, {"name": name})


_QUANTITY = re.compile(
    r"\b(K_ct|K|rho|norm|sup_powers|numerical_radius|power_norm|dim|sup_exp|exp_norm|eigmax|trace|det|abscissa)"
    r"\(\s*([A-Za-z_]\w*(?:\s*,\s*\w+)?)\s*\)",
    re.ASCII,
)


def plain(text: str) -> str:
    """The text with each quantity replaced by its real variable: norm(C) becomes norm_C.

    >>> plain("2/(1 - gamma) + norm(C)*power_norm(J, 3)")
    '2/(1 - gamma) + norm_C*power_norm_J_3'
    """
    return _QUANTITY.sub(lambda match: "_".join([match[1], *match[2].replace(" ", "").split(",")]), text)
