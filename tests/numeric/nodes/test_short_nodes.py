"""Nodes stand at places of few bits, with bounds and factors of few bits, and certificates are as short."""

import json

import mpmath
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss
from kreiss.numeric.arithmetic.reals import rounded_down
from kreiss.numeric.nodes.node import Node
from kreiss.numeric.reading.gallery import random_stable
from kreiss.numeric.semidefinite.positivity import FACTOR_BITS, float_cholesky, short_factor
from kreiss.verify.checker import check_document


@given(st.floats(-1e6, 1e6), st.floats(1e-9, 1e6))
def test_a_number_is_rounded_down_to_a_multiple_of_a_power_of_two(x, unit):
    for number in (float, mpmath.mpf):
        found = rounded_down(number(x), number(unit))
        assert found <= x < found + unit
        assert np.frexp(float((x - found) / unit))[0] < 1


def test_places_bounds_and_solutions_of_a_certificate_are_short():
    K = certify_kreiss(random_stable(20, seed=1), 1e-6, exact=True)
    nodes = [step for step in K.steps if isinstance(step, Node)]
    assert K.complete
    assert max(node.place.denominator.bit_length() for node in nodes[:-1]) <= 32
    assert max(node.bound.denominator.bit_length() for node in nodes) <= 64
    assert max(node.semidefinite.factor.den.bit_length() for node in nodes) < FACTOR_BITS
    assert check_document(json.loads(json.dumps(K.certificate)))


@given(st.integers(0, 10**6), st.floats(1e-9, 1e-1))
@settings(max_examples=30)
def test_a_factor_of_few_bits_leaves_less_than_it_was_lowered_by(seed, least):
    n = 40
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]
    X = (Q * np.linspace(least, 1, n)) @ Q.T
    X = (X + X.T) / 2
    for bits, lowered in short_factor(X):
        G = float_cholesky(X, lowered)
        if G is None:  # inverse iteration has not come down to the least eigenvalue
            continue
        G = np.rint(np.ldexp(G, bits)) * 2.0**-bits
        E = X - G @ G.T
        assert np.all(2 * E.diagonal() >= np.abs(E).sum(axis=1))


def test_stability_next_to_the_circle_is_proved_without_the_characteristic_polynomial(monkeypatch):
    A = np.random.default_rng(0).standard_normal((101, 101))
    A /= 1.015 * np.abs(np.linalg.eigvals(A)).max()
    monkeypatch.setattr("kreiss.numeric.disc.kreiss.peripheral_part", lambda _: 1 / 0)
    assert certify_kreiss(A, 1e-2).complete
