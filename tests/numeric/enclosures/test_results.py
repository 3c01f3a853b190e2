"""Every result can be copied, hashed, sent to another process, shown in a line and taken apart, rounded outward."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from math import inf, isfinite
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreiss import numeric
from kreiss.numeric.enclosures.enclosure import Enclosure

A = [[0.5, 1], [0, 0.25]]
LEFT = [[-1, 5], [0, -2]]
RESULTS = {
    "certify_kreiss": numeric.certify_kreiss(A),
    "infinite": numeric.certify_kreiss([[2]]),
    "marginal": numeric.certify_kreiss([[0, -1, 1], [1, 0, 0], [0, 0, 0.5]]),
    "defective": numeric.certify_kreiss([[1, 1], [0, 1]]),
    "certify_kreiss_ct": numeric.certify_kreiss_ct([[-1, 5], [0, -2]]),
    "certify_numerical_radius": numeric.certify_numerical_radius(A),
    "certify_power_norm": numeric.certify_power_norm(A, 3),
    "certify_sup_powers": numeric.certify_sup_powers(A),
    "certify_pseudospectral_radius": numeric.certify_pseudospectral_radius(A, "1/10"),
    "certify_resolvent_norm": numeric.certify_resolvent_norm(A),
    "distance_to_instability": numeric.distance_to_instability(A),
    "certify_line_resolvent_norm": numeric.certify_line_resolvent_norm(A, 1),
    "distance_to_half_plane_instability": numeric.distance_to_half_plane_instability(LEFT),
    "certify_pseudospectral_abscissa": numeric.certify_pseudospectral_abscissa(LEFT, "1/10"),
    "certify_numerical_abscissa": numeric.certify_numerical_abscissa(LEFT),
    "certify_exponential_norm": numeric.certify_exponential_norm(LEFT, "1/2"),
    "certify_sup_exponential": numeric.certify_sup_exponential(LEFT),
    "certify_hinf_norm": numeric.certify_hinf_norm((LEFT, [[0], [1]], [[1, 0]], [[0]])),
    "infinite norm": numeric.certify_linf_norm(([[0]], [[1]], [[1]], [[0]])),
}


@pytest.mark.parametrize("name", [*RESULTS, "certify_matrix_theorem"])
def test_a_result_survives_copying_and_pickling_and_has_a_hash(name):
    result = RESULTS[name] if name in RESULTS else numeric.certify_matrix_theorem(A)
    for again in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert again == result
        assert hash(again) == hash(result)
        if name in RESULTS:
            assert again.certificate == result.certificate


def test_other_processes_certify():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        ends = [tuple(K) for K in pool.map(numeric.certify_kreiss, [A, [[0.5]]])]
    assert ends == [tuple(RESULTS["certify_kreiss"]), (1, 1)]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_shown_in_one_short_line(name):
    assert repr(RESULTS[name]).startswith(f"{type(RESULTS[name]).__name__}(")
    assert len(repr(RESULTS[name])) < 100
    assert "\n" not in repr(RESULTS[name])


def enclosure(lower, upper):
    matrix = RESULTS["certify_kreiss"].matrix
    return Enclosure(quantity="K", lower=lower, upper=upper, matrix=matrix, steps=(), precision=53, elapsed=0.0)


RATIONALS = st.builds(lambda x, e: x * Fraction(10) ** e, st.fractions(), st.integers(-400, 400))


@given(st.lists(RATIONALS, min_size=2, max_size=2).map(sorted), st.integers(1, 40))
def test_what_is_shown_and_converted_holds_both_ends(ends, digits):
    K = enclosure(*ends)
    for text in (str(K), format(K, f".{digits}g"), format(K, f".{digits}")):
        shown = [Fraction(end) for end in text.strip("[]").split(", ")]
        assert shown[0] <= ends[0] <= ends[1] <= shown[1]
    low, high = K.as_floats()
    assert low == -inf or Fraction(low) <= ends[0]
    assert high == inf or ends[1] <= Fraction(high)
    assert isfinite(low) or ends[0] < -(10**300)
    view = K.mpmath_interval()
    assert exact(view.a) <= ends[0]
    assert ends[1] <= exact(view.b)
    assert ends[0] in K
    assert K in K
    assert ends[1] + 1 not in K


def exact(endpoint):
    sign, mantissa, exponent, _ = endpoint._mpi_[0]
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def test_an_infinite_constant_holds_infinity_and_no_number():
    K = RESULTS["infinite"]
    assert inf in K
    assert 5 not in K
    assert (str(K), K.as_floats(), tuple(K)) == ("∞", (inf, inf), (None, None))
    assert str(K.mpmath_interval().b) == "[+inf, +inf]"


def test_what_is_no_number_is_in_no_enclosure():
    K = RESULTS["certify_kreiss"]
    assert float("nan") not in K
    with pytest.raises(TypeError, match="str"):
        assert "1" in K
    with pytest.raises(ValueError, match="6g"):
        format(K, "d")


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_shows_the_ends_and_how_they_are_known(name):
    result = RESULTS[name]
    if not hasattr(result, "rigor"):
        pytest.skip("no single enclosure")
    shown = result._repr_html_()
    assert f"<caption>{type(result).__name__}</caption>" in shown
    assert f">{result}</td>" in shown
    assert f">{result.rigor}</td>" in shown
    assert shown.count("<tr>") == shown.count("</tr>") == 2 + (getattr(result, "argmax", None) is not None)


@given(RATIONALS)
def test_an_enclosure_is_a_float_where_both_ends_round_to_one(value):
    K = enclosure(value, value)
    low, high = K.as_floats()
    if low == high:
        assert float(K) == value
    else:
        with pytest.raises(TypeError, match="as_floats"):
            float(K)


def test_the_float_of_an_infinite_constant_is_infinite():
    assert float(RESULTS["infinite"]) == inf
