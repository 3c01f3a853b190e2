"""What is true stays true when it is written otherwise: no rewriting of it is refuted, none of a falsehood is proved.

The sources are the paper's claims, those of the examples and of the suite, and the table of inequalities, each with its
truth. A rewriting renames, shuffles hypotheses, scales both sides, turns relations round, or puts a transpose, a
multiple or a conjugate in a name's place. Constants that are sharp are also lowered: then nothing may be proved.
A dozen of each by default; ``--differential 1000`` takes that many, ``--campaign-seed`` others; a failure names its
seed.
"""

import json
import random
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from kreiss.errors import InvalidClaim
from kreiss.symbolic import prove
from kreiss.verify.checker import check_document
from kreiss.verify.claims import PAPER, Claim, load_claims
from kreiss.verify.deciding.decide import PROVED, REFUTED, decide
from kreiss.verify.language.trees import QUANTITIES, replaced, show, walk
from kreiss.verify.refuting.refuter import refute

TESTS = Path(__file__).parents[1]
FILES = (PAPER, TESTS / "verify/claims/suite.toml", TESTS.parent / "examples/claims.toml")
TABLE = TESTS / "symbolic/inequalities/inequality_suite.txt"
SECONDS = 1.0

SHARP = [
    ("norm(A*B) <= {}*norm(A)*norm(B)", (), 1),
    ("norm(A + B) <= {}*(norm(A) + norm(B))", (), 1),
    ("norm(A) <= {}*numerical_radius(A)", ("square(A)",), 2),
    ("numerical_radius(A) <= {}*norm(A)", ("square(A)",), 1),
    ("rho(A) <= {}*numerical_radius(A)", ("square(A)",), 1),
    ("rho(A) <= {}*norm(A)", ("square(A)",), 1),
    ("K(A) <= {}", ("norm(A) <= 1",), 1),
    ("K(A) <= {}", ("numerical_radius(A) <= 1",), 1),
    ("K(A^2) <= {}*K(A)", ("norm(A) <= 1",), 1),
    ("norm(inverse(I - A)) <= {}/(1 - norm(A))", ("square(A)", "norm(A) < 1"), 1),
    ("numerical_radius(A^2) <= {}*numerical_radius(A)^2", ("square(A)",), 1),
    ("norm(transpose(A)*A) <= {}*norm(A)^2", (), 1),
    ("norm(I - h*H) <= {}*max(abs(1 - h*m), abs(1 - h*l))",
     ("symmetric(H)", "norm(H) <= l", "norm(l*I - H) <= l - m", "m > 0", "h > 0"), 1),
    ("numerical_radius(J) <= abs(a) + {}*abs(c)", ("J = [[a, c], [0, a]]",), Fraction(1, 2)),
    ("K(J) <= 1 + {}*norm(C)/(1 - gamma)",
     ("J = [[A, 0], [C, D]]", "symmetric(A, D)", "gamma = max(rho(A), rho(D))", "gamma < 1"), Fraction(1, 4)),
    ("sup_powers(J) <= 1 + {}*c/(1 - g)", ("J = [[g, 0], [c, g]]", "0 <= g < 1", "c >= 0"), 1),
    ("rho(J)^2 <= {}*(a^2 + b^2)", ("J = [[a, -b], [b, a]]",), 1),
    ("power_norm([[1 - h]], t) <= {}/(1 + t*h)", ("0 < h < 1",), 1),
    ("power_norm([[1/(1 + h)]], t) <= {}/(1 + t*h)", ("h > 0",), 1),
    ("t*(1 - g)*power_norm(A, t) <= {}*g", ("norm(A) <= g", "g < 1"), 1),
    ("rho(J) <= {}*abs(a*b)", ("J = [[0, -a], [0, a*b]]",), 1),
    ("K_ct(s*A) <= {}*K_ct(A)", ("K_ct(A) <= k", "s > 0"), 1),
    ("K_ct(M) <= 1 + {}*norm(C)/a",
     ("A = a*I + transpose(X)*X", "D = a*I + transpose(Y)*Y", "M = [[-A, 0], [C, -D]]", "a > 0"), Fraction(1, 4)),
    ("sup_exp(A) <= {}", ("K_ct(A) <= 1",), 1),
    ("exp_norm(A, t) <= {}*exp(w*t)", ("eigmax(A + transpose(A)) <= 2*w", "t >= 0"), 1),
]  # fmt: skip
"""Bounds whose constant, the last entry, cannot be lowered."""
SHARP_INEQUALITIES = [
    ("x*y <= {}*(x^2 + y^2)", (), Fraction(1, 2)),
    ("sqrt(x) <= {}*(1 + x)", ("x >= 0",), Fraction(1, 2)),
    ("sqrt(x) + sqrt(y) <= {}*(sqrt(2)*sqrt(x + y))", ("x >= 0", "y >= 0"), 1),
    ("1 + x <= {}*exp(x)", (), 1),
    ("log(x) <= {}*(x - 1)", ("x >= 1",), 1),
    ("(l-m)/(l+m) <= {}*max(abs(1-a*m), abs(1-a*l))", ("0 < m <= l",), 1),
    ("x*(1-x) <= {}", ("0 <= x <= 1",), Fraction(1, 4)),
    ("abs(x + y) <= {}*max(abs(x), abs(y))", (), 2),
    ("sqrt(q2*p/d2) <= {}*sqrt(q1*p/d1)", ("0 < d1 <= d2", "p > 0", "q1 >= q2", "q2 > 0"), 1),
    ("exp(-x/d1) <= {}*exp(-x/d2)", ("0 < d1 <= d2", "x >= 0"), 1),
]


def known():
    """The claims whose truth is known, without open constants and without the question whether they are sharp."""
    claims = [claim for file in FILES for claim in load_claims(file)]
    return [c for c in claims if c.expect in (PROVED, REFUTED) and not c.constants and not c.sharp]


def rows():
    """The table of inequalities: verdict, statement, hypotheses."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, _, states, given = (part.strip() for part in line.split("|"))
            yield verdict, states, tuple(filter(None, given.split("; ")))


def shuffled(rng, hypotheses):
    """Definitions in their order, before the rest in any order."""
    definitions = [tree for tree in hypotheses if tree[0] == "define"]
    rest = [tree for tree in hypotheses if tree[0] != "define"]
    return [*definitions, *rng.sample(rest, len(rest))]


def exponents(trees):
    """The names that stand in exponents, which are whole numbers."""
    parts = [part for tree in trees for part in walk(tree)]
    found = [part[2] for part in parts if part[0] == "^"]
    found += [part[2][1] for part in parts if part[0] == "call" and part[1] in ("power_norm", "exp_norm")]
    return {part[1] for tree in found for part in walk(tree) if part[0] == "name"}


def substitutes(rng, claim):
    """What may stand in the place of free names: it takes every value that the name takes, and no other."""
    whole = exponents((*claim.hypotheses, *claim.conclusion))
    names = iter(rng.sample([f"{letter}{n}" for letter in "UVWXYZ" for n in range(9)], len(claim.free)))
    for name in claim.matrices:
        new = ("name", next(names))
        images = [new, new, ("neg", new), ("call", "transpose", (new,)), ("*", ("num", Fraction(2)), new)]
        yield ("name", name), rng.choice(images)
    for name in claim.numbers:
        new = ("name", next(names).lower())
        images = [new, new, ("*", ("num", Fraction(3)), new), ("-", new, ("num", Fraction(1)))]
        yield ("name", name), new if name in whole else rng.choice(images)


def otherwise(rng, tree, number):
    """The relation turned round, and, between numbers, scaled or moved."""
    if tree[0] not in ("<=", "<", ">=", ">", "=="):
        return tree
    sign, left, right = tree
    if number:
        factor = ("num", Fraction(rng.randint(1, 9), rng.randint(1, 9)))
        changes = [lambda x: x, lambda x: ("*", factor, x), lambda x: ("+", x, factor), lambda x: ("-", x, left)]
        change = rng.choice(changes)
        left, right = change(left), change(right)
    if rng.random() < 0.5:
        return {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "=="}[sign], right, left
    return sign, left, right


def between_numbers(claim, tree):
    """Whether the relation surely is one between numbers, not between matrices."""
    return tree[0] != "==" or (tree[1][0] == "call" and tree[1][1] in QUANTITIES) or not claim.matrices


def rewritten(rng, claim):
    """The claim in other words; None where they are outside the language, as for a predicate of a transpose."""
    values = dict(substitutes(rng, claim))
    given = [replaced(tree, values) for tree in shuffled(rng, claim.hypotheses)]
    states = [replaced(tree, values) for tree in claim.conclusion]
    if len(states) == 1:
        states = [otherwise(rng, states[0], between_numbers(claim, claim.conclusion[0]))]
    extra = ["square(Qx)", "norm(Qx) <= 1"] if rng.random() < 0.2 else []
    lines = [*map(show, given), *extra]
    for tree in states:
        try:
            yield Claim(claim.id, show(tree), tuple(lines))
        except InvalidClaim:
            return


def conjugated(rng, claim):
    """The claim for U·A·transpose(U) in place of each matrix, with one orthogonal U: true where the claim is."""
    U, V = ("name", "Ux"), ("call", "transpose", (("name", "Ux"),))
    values = {("name", name): ("*", ("*", U, ("name", name)), V) for name in claim.matrices}
    lines = ["transpose(Ux)*Ux == I", "Ux*transpose(Ux) == I", *(show(replaced(t, values)) for t in claim.hypotheses)]
    for tree in claim.conclusion:
        try:
            yield Claim(claim.id, show(replaced(tree, values)), tuple(lines))
        except InvalidClaim:
            return


def wrong_verdicts(rng, claims):
    """What is wrong about a rewriting of one of the claims: nothing, if the house stands."""
    claim = rng.choice(claims)
    way = conjugated if claim.expect == PROVED and rng.random() < 0.2 else rewritten
    relations = list(way(rng, claim))
    if len(relations) < len(claim.conclusion):
        return
    try:
        verdicts = [decide(relation, SECONDS / len(relations)) for relation in relations]
    except InvalidClaim:  # one U cannot conjugate blocks and the whole
        return
    if claim.expect == PROVED:
        yield from [f"refuted: {v.claim}" for v in verdicts if v.verdict == REFUTED]
    elif all(verdict.verdict == PROVED for verdict in verdicts):
        yield f"proved: {relations}"


def wrong_inequalities(rng, table):
    verdict, states, given = rng.choice(table)
    try:
        claim = Claim("row", states, given)
    except InvalidClaim:
        return
    for text, lines in [(c.states, c.given) for c in rewritten(rng, claim)][:1]:
        result = prove(text, [line for line in lines if "Qx" not in line], budget=SECONDS)
        if result.certificate is not None:
            check_document(json.loads(json.dumps(result.certificate)))
        if result.verdict == (REFUTED if verdict == PROVED else PROVED) and len(claim.conclusion) == 1:
            yield f"{verdict} is {result.verdict}: {text} given {lines}"


def lowered(rng, constant):
    """A number below a constant, often by very little."""
    return Fraction(constant) * (1 - Fraction(1, 10 ** rng.randint(1, 9) * rng.randint(1, 9)))


def beyond_a_sharp_claim(rng):
    states, given, constant = rng.choice(SHARP)
    claim = Claim("lowered", states.format(f"({lowered(rng, constant)})"), given, expect=rng.choice([PROVED, None]))
    if decide(claim, SECONDS).verdict == PROVED:
        yield f"proved: {claim}"


def beyond_a_sharp_inequality(rng):
    states, given, constant = rng.choice(SHARP_INEQUALITIES)
    text = states.format(f"({lowered(rng, constant)})")
    if prove(text, given, budget=SECONDS).verdict == PROVED:
        yield f"proved: {text} given {given}"


@pytest.fixture
def seeds(request):
    count, first = request.config.getoption("--differential"), request.config.getoption("--campaign-seed")
    sys.stdout.write(f"--differential {count} --campaign-seed {first}\n")
    return range(first, first + count)


def troubles(work, seeds, *rest):
    return [f"seed {seed}: {trouble}" for seed in seeds for trouble in work(random.Random(seed), *rest)]


def test_no_rewriting_of_a_true_claim_is_refuted_and_none_of_a_false_one_is_proved(seeds):
    assert not troubles(wrong_verdicts, seeds, known())


def test_no_rewriting_of_an_inequality_changes_its_verdict_to_the_contrary(seeds):
    assert not troubles(wrong_inequalities, seeds, list(rows()))


def test_no_bound_below_the_sharp_constant_is_proved(seeds):
    assert not troubles(beyond_a_sharp_claim, seeds)


def test_no_inequality_beyond_the_sharp_constant_is_proved(seeds):
    assert not troubles(beyond_a_sharp_inequality, seeds)


@pytest.mark.parametrize(("states", "given", "constant"), SHARP)
def test_a_sharp_claim_is_not_refuted_at_its_constant(states, given, constant):
    assert refute(Claim("sharp", states.format(f"({constant})"), given), SECONDS / 2) is None


@pytest.mark.parametrize(("states", "given", "constant"), SHARP_INEQUALITIES)
def test_a_sharp_inequality_is_proved_at_its_constant(states, given, constant):
    assert prove(states.format(f"({constant})"), given, budget=20).verdict == PROVED
