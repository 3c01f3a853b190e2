"""A node is written with the bits in which a checker's elimination is bound to show its inequality, and P once."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from checker.forging import changed, rejected
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss, certify_kreiss_ct, certify_resolvent_norm
from kreiss.numeric.nodes.node import Node, bits_of_elimination
from kreiss.numeric.reading.gallery import random_stable
from kreiss.numeric.semidefinite.roundoff import norm_bound
from kreiss.verify.checker import check_document
from kreiss.verify.checker.arithmetic.matrices import semidefinite


def random(seed, n, *, continuous=False, imaginary=False):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if imaginary else 0)
    if rng.integers(2):
        A = np.triu(A)
    A *= 2.0 ** rng.integers(-2, 3, n)
    values = np.linalg.eigvals(A)
    if continuous:
        return A - (values.real.max() + 0.1 * np.abs(values).max()) * np.eye(n)
    return A / (1.05 * np.abs(values).max())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("certify", [certify_kreiss, certify_kreiss_ct, certify_resolvent_norm])
def test_what_is_written_of_a_matrix_of_any_kind_is_accepted(certify, seed):
    A = random(seed, 13 + 2 * seed, continuous=certify is certify_kreiss_ct, imaginary=seed % 4 == 3)
    arguments = (A, 1) if certify is certify_resolvent_norm else (A,)
    for exact in (True, False):
        enclosure = certify(*arguments, gap=1e-4, exact=exact)
        document = json.loads(json.dumps(enclosure.certificate))
        assert check_document(document)
        nodes = [step for step in document["steps"] if step["reason"] in ("circle", "line")]
        assert not nodes or any(type(step["semidefinite"]) is int for step in nodes)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(12, 40), st.floats(0, 25))
def test_elimination_ends_well_in_the_bits_that_the_spread_asks_for(seed, n, width):
    """X = S(I + N)S with ‖N‖ < 1 has 4·diag(X) ⪯ c·X for c = 4·max(I + N)_ii over the least eigenvalue of I + N."""
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.standard_normal((n, n)))[0]
    values = 2.0 ** -(width * np.sort(rng.random(n)))
    core = np.rint(np.ldexp((Q * values) @ Q.T, 60))
    core = np.tril(core) + np.tril(core, -1).T
    least = float(np.linalg.eigvalsh(np.ldexp(core, -60))[0]) * 0.99
    powers = [2 ** int(k) for k in rng.integers(0, 30, n)]
    X = [[int(x) * a * b for x, b in zip(row, powers, strict=True)] for row, a in zip(core, powers, strict=True)]
    bits = bits_of_elimination(n, 4 * float(core.diagonal().max()) / 2.0**60 / least)
    semidefinite(X, 2**60, bits, "$", strict=True)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(-300, 300))
def test_the_bound_on_a_norm_is_one(seed, n, exponent):
    rng = np.random.default_rng(seed)
    A = (rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n)) * rng.integers(2)) * 2.0**exponent
    norm = float(np.linalg.norm(A, 2))
    assert norm <= norm_bound(A) <= 1.1 * n**0.25 * norm


def test_a_zero_matrix_has_the_norm_zero():
    assert norm_bound(np.zeros((3, 3))) == 0


ENCLOSURE = certify_kreiss(random_stable(24, seed=3), 1e-4)
DOCUMENT = json.loads(json.dumps(ENCLOSURE.certificate))


def test_a_spared_part_leaves_a_proof_of_a_smaller_bound_and_a_larger_form():
    for node in (step for step in ENCLOSURE.steps if isinstance(step, Node)):
        theta = node.spared
        assert 0 < theta < 1
        assert replace(node, bound=node.bound * (1 - theta), slack=0.0).proved(exact=True) is not None
        assert node.stated.entries() == [
            [(re / (1 - theta), im / (1 - theta)) for re, im in row] for row in node.P.entries()
        ]


def test_a_certificate_is_a_fraction_of_one_that_holds_factors():
    full = [
        replace(step, slack=0.0).document() if isinstance(step, Node) else step.document() for step in ENCLOSURE.steps
    ]
    assert 3 * len(json.dumps(DOCUMENT["steps"])) < len(json.dumps(full))


@pytest.mark.parametrize(
    "forge",
    [
        lambda step: {"nu": str(Fraction(step["nu"]) * Fraction(1, 4))},
        lambda step: {"semidefinite": 6},
        lambda step: {"P": step["P"] | {"denominator": 2 * step["P"]["denominator"]}},
        lambda step: {"P": changed(step["P"], "lower", 5, 5, to=-1)},
        lambda step: {"P": changed(step["P"], "lower", 23, 0, to=10**40)},
        lambda step: {"P": {"denominator": step["P"]["denominator"], "re": step["P"]["lower"]}},
    ],
)
def test_a_node_that_is_changed_is_rejected(forge):
    nodes = [i for i, step in enumerate(DOCUMENT["steps"]) if step["reason"] == "circle"]
    for i in nodes[1:]:
        step = DOCUMENT["steps"][i]
        rejected(changed(DOCUMENT, "steps", i, to=step | forge(step)), f"$.steps[{i}]")


def test_the_form_of_another_circle_does_not_prove_this_one():
    nodes = [i for i, step in enumerate(DOCUMENT["steps"]) if step["reason"] == "circle"]
    near, far = nodes[0], nodes[-1]
    rejected(changed(DOCUMENT, "steps", near, "P", to=DOCUMENT["steps"][far]["P"]), f"$.steps[{near}]")
    rejected(changed(DOCUMENT, "steps", far, "u", to=DOCUMENT["steps"][near]["u"]), f"$.steps[{far}]")
