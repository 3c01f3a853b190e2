"""Documents that ask for more than a document may: each ends within its allowance, counted in units and never timed."""

import copy
import random
import sys
from collections import Counter

import pytest
from checker.forging import enclosure, matrix

from kreiss.verify.checker import Rejected, check_document, documents

LONG = 10**3990
ONE = {"re": [1], "im": [0]}


def inequality(states, *given, **fields):
    return {"schema": "kreiss/inequality-1", "statement": {"given": list(given), "states": states},
            "verdict": "PROVED", "proofs": [], **fields}  # fmt: skip


def leaf(rule, **fields):
    return {"rule": rule, **fields}


def nested(rule, depth, end, **fields):
    node = end
    for k in range(depth):
        node = leaf(rule, **{name: value(k) if callable(value) else value for name, value in fields.items()}, then=node)
    return node


def at_point(states, *given, **point):
    document = inequality(states, *given, verdict="REFUTED", point=point)
    del document["proofs"]
    return document


def refutation(states, *given, enclosures=(), matrices=None, **parameters):
    return {
        "schema": "kreiss/refutation-1",
        "statement": {"given": list(given), "states": states},
        "witness": {"matrices": matrices or {}, "parameters": parameters},
        "enclosures": list(enclosures),
    }


def proof(states, given, *steps, **fields):
    return {"schema": "kreiss/proof-1", "statement": {"given": given, "states": states}, "steps": list(steps), **fields}


def step(kind, states, **fields):
    return {"kind": kind, "states": states, "reason": "hostile", **fields}


def family(states, given, exists, values, **fields):
    return {"schema": "kreiss/family-1", "statement": {"given": given, "states": states, "exists": exists},
            "parameter": "n", "family": {"matrices": values, "parameters": {}}, **fields}  # fmt: skip


def sharpness(bound):
    """The bound is proved; the partner is the instance itself."""
    return {"schema": "kreiss/sharpness-1", "statement": {**bound["statement"], "sharp": True}, "verdict": "PROVED",
            "bound": bound, "instance": {}, "models": {}, "proofs": []}  # fmt: skip


def filled(size, entry, den=1):
    """A matrix without structure: entries by a linear congruence, as long as ``entry``."""
    return matrix(*([(i * 7919 + j * j * 104729 + 1) * entry % (2 * entry + 17) - entry for j in range(size)]
                    for i in range(size)), den=den)  # fmt: skip


def unit(size):
    return matrix(*([int(i == j) for j in range(size)] for i in range(size)))


def vector(size, entry=1):
    return {"re": [entry] * size, "im": [0] * size}


def polynomial(terms, entry=1, variables="xy"):
    names = [f"{variables[0]}^{k % 60 + 1}*{variables[-1]}^{k // 60 + 1}" for k in range(terms)]
    return {name: f"{entry + k}/{entry + 2 * k + 1}" for k, name in enumerate(names)}


def balanced_sum(names):
    """The sum in brackets, which are half as deep with half as many names."""
    half = len(names) // 2
    return f"({balanced_sum(names[:half])}+{balanced_sum(names[half:])})" if half else names[0]


def univariate(degree, entry, repeats):
    """One relation named many times."""
    coefficients = {f"x^{k}": entry + k * k for k in range(1, degree + 1)}
    return inequality(
        "x >= 1",
        "x >= 0",
        proofs=[
            leaf("split", on=coefficients, cases={sign: leaf("univariate", relations=[2] * repeats) for sign in "<=>"})
        ],
    )


def definitions(line, count):
    return proof(
        "rho(A) <= norm(A)",
        ["g0 = rho(A)", *(line(k) for k in range(1, count))],
        step("lemma", "rho(A) <= norm(A)", name="spectral-radius"),
    )


def circle(size, entry, proof_of="elimination"):
    return {"reason": "circle", "u": 1, "nu": 2, "P": unit(size), "semidefinite": proof_of}


DEEP_LIST: list = []
for _ in range(300):
    DEEP_LIST = [DEEP_LIST]
NORMS = "norm(A*B*A*B*A*B*A*B*A*B*A*B)"
SUM = "+".join(f"x{i}" for i in range(80))
DOCUMENTS = {
    # definitions and statements
    "definitions that double": definitions(lambda k: f"g{k} = g{k - 1}+g{k - 1}", 400),
    "definitions that add two": definitions(lambda k: f"g{k} = g{k - 1}+g{max(k - 2, 0)}", 400),
    "a long chain of definitions": definitions(lambda k: f"g{k} = g{k - 1}", 3000),
    "a circle of definitions": definitions(lambda k: f"g{k} = g{k + 1}", 3000),
    "definitions of one number, many times": refutation(
        "g0 <= 1", *(f"g{k} = rho(A)" for k in range(60)), *(["g0 <= 1000"] * 60),
        matrices={"A": filled(10, 99)}),
    "definitions of a function, doubling": inequality(
        "g30 >= 0", "g0 = x", *(f"g{k} = g{k - 1}*g{k - 1}" for k in range(1, 31))),
    "values of definitions, doubling": at_point(
        "g60 >= 0", "g0 = x", *(f"g{k} = g{k - 1}*g{k - 1}" for k in range(1, 61)), x="3/7"),
    "many texts": proof("1 <= 0", [f"{SUM} <= {k}" for k in range(2000)]),
    "many numbers in a sum": proof("1 <= 0", ["+".join(f"1/{k + 3}e{900 + k % 99}" for k in range(700)) + " <= 1"]),
    "a sum of long fractions": proof(f"{'+'.join(f'1/{k}e900' for k in range(3, 900))} <= 1", []),
    "an exponent of long fractions": inequality("x^(" + "/".join(f"{k}e999" for k in range(3, 90)) + ") >= 0"),
    "a matrix of many blocks": refutation(
        "norm(J) <= 1", "J = [[" + "],[".join(",".join(["A"] * 50) for _ in range(50)) + "]]",
        matrices={"A": filled(60, 99)}),
    # inequalities
    "a tower over a long number": inequality("((9e999)^1000)^1000 >= 0"),
    "a tower near one": inequality("(1+1e-999)^1000 > 1"),
    "a power of many variables": inequality(f"({SUM})^100 >= 0"),
    "products of many variables": inequality(f"({SUM})*({SUM})*({SUM})*({SUM}) >= 0"),
    "long coefficients behind a short one": inequality("x >= y", proofs=[
        leaf("split", on={"1": 1, **polynomial(60, LONG)}, cases={
            "<=": leaf("identity", terms=[{"weight": 1, "squares": [{"weight": 1, "of": polynomial(60, LONG)}]}] * 40),
            ">": leaf("identity", terms=[])})]),
    "a polynomial of many denominators": inequality("x >= y", proofs=[
        leaf("identity", terms=[{"weight": 1, "squares": [{"weight": 1, "of": polynomial(2000, LONG // 10**3000)}]}])]),
    "one relation, named a hundred times": univariate(4, 10**9, 100),
    "one long relation": univariate(400, 10**3900, 1),
    "a relation with long roots": univariate(40, 10**2000, 10),
    "a tower of eliminations": inequality(
        "x >= 0", "y*(x+1) == x^2 + 1/3", "x + 1 > 0", "y^40 >= 1", "x^60*y^50 >= 3",
        proofs=[nested("eliminate", 1, leaf("identity", terms=[]), variable="y", using=0, sign=1)]),
    "bounds of high order in many variables": inequality(f"exp({SUM}) >= 1", proofs=[
        nested("bound", 100, leaf("identity", terms=[]), kind="taylor", order=39, pair=0)]),
    "approximants of high order": inequality(f"exp({SUM}) >= 1", f"{SUM} >= 0", proofs=[
        nested("bound", 100, leaf("identity", terms=[]), kind="pade", order=40, pair=0, sign=0)]),
    "bounds of high order in two variables": inequality("exp(x^9+y^9) >= 1", proofs=[
        nested("bound", 200, leaf("identity", terms=[]), kind="taylor", order=39, pair=0)]),
    "powers of exponentials": inequality("exp(x) >= 1", proofs=[
        leaf("exponential", name="@v", of={"x": -1}, then=nested(
            "power", 100, leaf("identity", terms=[]), exponents=[200, 200]))]),
    "many definitions of variables": inequality("x >= 0", proofs=[
        nested("define", 150, leaf("identity", terms=[]), name=lambda k: f"@a{k}", value={"x": 1})]),
    "products of many factors": inequality("x >= y + 1/3", proofs=[
        leaf("identity", terms=[{"weight": 1, "factors": [0] * 3000}])]),
    "a maximum of sums": inequality(f"max({','.join(f'x{i}+y{i}' for i in range(50))}) >= 0"),
    # points
    "a tower at a point": at_point("((x^999)^999)^999 > 0", x="3/7"),
    "a long exponential": at_point("exp(x) > 2", x=f"{LONG + 1}/{LONG}"),
    "exponentials of a large number": at_point("+".join(f"exp(x+{k})" for k in range(900)) + " < 0", x=9000),
    "a long logarithm": at_point("log(x) > 2", x=f"1/{LONG}"),
    "logarithms of long numbers": at_point("+".join(f"log(x^{k})" for k in range(1, 15)) + " < 0", x=f"{LONG}/7"),
    "roots of high degree": at_point("+".join(f"x^({k}/997)" for k in range(1, 990)) + " < 0", x="3/7"),
    "nested roots": at_point("sqrt(" * 90 + "x" + ")" * 90 + " < 0", x=f"{LONG}/7"),
    "products of long numbers": at_point("*".join(["x"] * 2000) + " < 0", x=f"{LONG}/7"),
    "comparisons of roots": at_point("x^(1/23) < x^(1/24)", x=f"{LONG}/7"),
    # refutations
    "a spectral radius": refutation("rho(A) <= 1", matrices={"A": filled(30, 10**9)}),
    "a numerical radius": refutation("numerical_radius(A) <= 1", matrices={"A": filled(30, 10**3)}),
    "a long numerical radius": refutation("numerical_radius(A) <= 1", matrices={"A": filled(6, LONG)}),
    "a long spectral radius": refutation("rho(A) <= 1", matrices={"A": filled(12, LONG)}),
    "a norm of order sixty": refutation("norm(A) <= 1", matrices={"A": filled(60, 10**60)}),
    "an inverse of long numbers": refutation("norm(inverse(A)) <= 1", matrices={"A": filled(20, LONG)}),
    "a resolvent at a long point": refutation("norm(resolvent(A, z)) <= 1", matrices={"A": filled(20, 99)},
                                              z=f"{LONG + 1}/{LONG}"),
    "many inverses": refutation("norm(" + "+".join(["inverse(A)"] * 90) + ") <= 1", matrices={"A": filled(30, 99)}),
    "a supremum of powers": refutation(
        "sup_powers(A) <= 5", matrices={"A": matrix([9999, 10000], [0, 9999], den=10000)}),
    "a far power": refutation("power_norm(A, 1000000) <= 1", matrices={"A": unit(60)}),
    "a far power of a number": refutation("power_norm(A, t) <= 1", matrices={"A": matrix([0, 1], [0, 0])}, t=LONG),
    "predicates on products": refutation("norm(A) <= 1", *(["normal(A*A*A*A)"] * 200), matrices={"A": filled(60, 99)}),
    # enclosures
    "an elimination of long numbers": enclosure(
        "w", filled(14, LONG), 10,
        {"reason": "ando", "q": 1, "Z": filled(14, 0), "semidefinite": "elimination"}),
    "many eliminations": enclosure("K", filled(20, 99, 10**6), 2, *([circle(20, 1)] * 500)),
    "many witnesses": enclosure("K", filled(60, 10**40), 2, *([{
        "reason": "witness", "z": {"re": 2, "im": 0}, "modulus": 2, "lower": 0, "v": vector(60, 10**40)}] * 500)),
    "witnesses at long points": enclosure("K", filled(9, 9), 2, *([{
        "reason": "witness", "z": {"re": f"{3 * LONG}/{LONG + 1}", "im": f"{LONG - 1}/{LONG + 7}"},
        "modulus": f"{2 * LONG + 1}/{LONG}", "lower": f"1/{LONG}", "v": vector(9)}] * 50)),
    "a factor with wide weights": enclosure("K", filled(9, 9), 2, *([circle(9, 1, {
        "denominator": 1, "lower": [[0] * (i + 1) for i in range(18)], "weights": [0, 100_000] * 9})] * 50)),
    "eliminations in many bits": enclosure("K", filled(40, 9, 999), 2, *([circle(40, 9, 3000)] * 50)),
    "an elimination in bits without end": enclosure("K", filled(3, 9, 999), 2, circle(3, 9, 10**12)),
    "many eliminations in two bits": enclosure("K", filled(60, 0), 2, *([circle(60, 9, 5)] * 500)),
    "an elimination of long numbers in bits": enclosure("K", filled(40, LONG, 1), 2, circle(40, 1, 100)),
    "an elimination of lengths that differ": enclosure("K", filled(2, 0), 2, {
        "reason": "circle", "u": 1, "nu": 2, "P": matrix([1, 10**50_000], [10**50_000, 10**90_000], den=10**30_000),
        "semidefinite": 50}),
    "triangles": enclosure("K", filled(90, 0), 2, *([{
        **circle(90, 9, 5), "P": {"denominator": 1, "lower": [[0] * i + [1] for i in range(90)]}}] * 200)),
    "a segment of long numbers": enclosure("K", filled(6, 9), 2, {
        "reason": "segment", "kappa": f"{LONG + 1}/{LONG}", "e": f"1/{LONG}",
        "w": [0, *(f"{k}/{LONG}" for k in range(1, 15))], "T": [filled(6, 0)] * 12,
        "semidefinite": [["elimination"] * 14] * 14}),
    "a power at a high exponent": enclosure("norm", filled(12, 9), 1, {
        "reason": "power-norm", "width": 10**4, "v": vector(12), "lower": 0}, power=10**6),
    "powers at a far horizon": enclosure("sup_powers", filled(12, 9, 999), 9, {
        "reason": "powers", "bits": 9999, "horizon": 10**6, "t": 1, "v": vector(12), "lower": 0}),
    "leaps to many nodes": enclosure("sup_powers", filled(12, 9, 999), 9, {
        "reason": "leaps", "sign": 1, "bits": 9999, "width": 9999, "jumps": [[0, 10**5]], "t": 1, "v": vector(12),
        "lower": 0}),
    "an exact power at a far horizon": enclosure("sup_powers", filled(3, 2, 99), 2, {
        "reason": "powers", "bits": 99, "horizon": 10**6, "t": 1, "v": vector(3), "lower": 0,
        "contraction": "elimination"}),
    "a Jordan block of long numbers": enclosure("K_ct", filled(40, LONG), "inf", {
        "reason": "defective", "f": [0] * 40 + [1], "w": [LONG] * 40}),
    # proofs
    "long words": proof("((A^20)^20)^20 == 0", [], step("identity", "((A^20)^20)^20 == 0")),
    "words of many letters": proof("(A + B)^20 == 0", [], step("identity", "(A + B)^20 == 0")),
    "nested inverses": proof("A == 0", [], *(step("identity", text) for text in [
        "inverse(" * 30 + "A" + "*B*A + B)" * 30 + " == 0"])),
    "many facts": proof("1 <= 0", [f"{NORMS} <= {k}" for k in range(300)], *(
        step("transitive", f"{NORMS} <= {k}", via="3") for k in range(400))),
    "many lemmas": proof("1 <= 0", [], *(
        step("lemma", f"rho({'*'.join('AB' * 40)}*{'A*' * (k + 1)}B) <= norm(A)", name="spectral-radius")
        for k in range(500))),
    "minors of many factors": proof("K(J) <= f", ["J = [[A, B], [C, D]]", "symmetric(A, D)", "0 <= f"], step(
        "comparison", "K(J) <= f", bounds=[["rho(A)", "norm(B)"], ["norm(C)", "rho(D)"]],
        minors=[[["1", ["f"] * 400]]] * 3)),
    "a monotone power": proof("(1+f)^900 <= 2", ["0 <= f"], step(
        "monotone", "(1+f)^900 <= 2", variable="f", bound="1", coefficients=[])),
    # families
    "a family of high degree": family("norm(A) <= c", [], ["c"], {"A": [["n^1000", "1"], ["n", "n^999"]]}),
    "a family of powers": family("power_norm(A, 1000) <= c", [], ["c"], {"A": [["n+1", "n"], ["n^9", "n-1"]]}),
    "a family of long numbers": family("norm(A) <= c", [], ["c"], {"A": [["(1/9e999+n)^400"] * 8] * 8}),
    "a family of quotients": family("rho(A) <= c", [], ["c"], {"A": [[f"n/(n^{i}+{j + 1})" for j in range(8)]
                                                                     for i in range(8)]}),
    # any kind
    "sharpness of a hostile proof": sharpness(definitions(lambda k: f"g{k} = g{k - 1}+g{k - 1}", 400)),
    "partners of definitions that double": sharpness(
        proof("0 <= 0", ["g0 = x", *(f"g{k} = g{k - 1} + g{k - 1}" for k in range(1, 60))])),
    "predicates of a large matrix of zeros": family(
        "1 <= c*d*e*f*0", [f"diagonal({','.join('A' * 50)})"] * 40, list("cdef"), {"A": [["0"] * 60] * 60}),
    "inverses of a long sum": proof("1 <= 0", [f"E = [[{balanced_sum([f'A{k}' for k in range(500)])}]]"], *(
        [step("identity", "inverse(E)^20 == inverse(E)^20")] * 20)),
    "relations of many variables": inequality(
        "1 >= 2", *(f"v{k} >= 0" for k in range(500)), proofs=[leaf("univariate", relations=[499] * 8000)]),
    "bounds in a long chain": proof(
        "1 <= 0", [*(f"K(A{k}) <= K(A{k + 1})" for k in range(300)), "K(A300) <= 5"],
        *(step("lemma", f"power_norm(B{k}, 1) <= 4*K(B{k})", name="kreiss-power") for k in range(40))),
    "objects in places of long names": {"schema": "kreiss/proof-1", "n" * 20_000: [{}] * 3000},
    "many objects": {"schema": "kreiss/enclosure-1", "statement": [{}] * 300_000},
    "deep lists": {"schema": "kreiss/proof-1", "statement": DEEP_LIST},
    "many steps": proof("1 <= 0", [], *([step("cases", "x <= 1", on="x <= 0", yes=[], no=[])] * 10**4)),
}  # fmt: skip


class Meter:
    """In place of the allowance of the document that is checked: remembers how much it was and what is left."""

    def __init__(self):
        self.value, self.most, self.least = None, 0, 0

    def get(self):
        return self.value

    def set(self, value):
        if self.value is None:
            self.most = value
        self.value, self.least = value, self.least if value is None else value

    @property
    def spent(self):
        return self.most - self.least


@pytest.fixture
def meter(monkeypatch, request):
    """A tenth of a second's work for each document, with --slow half a second's, and what its length adds."""
    monkeypatch.setattr(documents, "MOST_WORK", 2_000_000 if request.config.getoption("--slow") else 400_000)
    meter = Meter()
    monkeypatch.setattr(documents, "_left", meter)
    return meter


def is_accepted(document):
    try:
        check_document(document)
    except Rejected:
        return False
    return True


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_ends_within_its_allowance(name, meter):
    """What runs is paid for as well: the lines that are executed are few for each unit, so that no loop is free."""
    lines = Counter()

    def trace(frame, event, _):
        lines[event] += 1
        return trace if "checker" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        is_accepted(DOCUMENTS[name])
    finally:
        sys.settrace(before)
    length = documents._length(DOCUMENTS[name])
    long = max(length, documents.LONG) / documents.LONG
    assert 0 <= meter.spent <= meter.most == documents.MOST_WORK + int(documents.WORK_PER_CHARACTER * length * long)
    assert lines["line"] <= 2 * meter.spent + 4 * length + 20_000


def test_equal_documents_spend_the_same(meter):
    document = DOCUMENTS["a spectral radius"]
    first = is_accepted(document), meter.spent
    assert (is_accepted(document), meter.spent) == first


def test_a_longer_document_may_ask_for_more(meter):
    is_accepted(DOCUMENTS["many facts"])
    most = meter.most
    is_accepted(DOCUMENTS["many steps"])
    assert meter.most > most > documents.MOST_WORK


BLOWN = [10**9, -(10**9), LONG, -LONG, f"{LONG}/{LONG + 1}", 0, 400, 4000, 10**6, "9e999", "x^1000", "(x+y+1)^900"]


def places(value):
    """Every place in the document at which a number or a text stands."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in parts:
        if isinstance(part, dict | list):
            yield from places(part)
        elif key not in ("schema", "kind", "rule", "reason", "quantity"):
            yield value, key


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(400))
def test_a_document_with_blown_up_numbers_ends_within_its_allowance(seed, meter):
    choice = random.Random(seed)
    document = copy.deepcopy(choice.choice([d for name, d in DOCUMENTS.items() if name != "deep lists"]))
    spots = list(places(document))
    for holder, key in choice.sample(spots, min(len(spots), choice.randint(1, 6))):
        holder[key] = choice.choice(BLOWN)
    is_accepted(document)
    assert 0 <= meter.spent <= meter.most
