"""The continuous Kreiss constant: known values, the two special cases, and enclosures held against mpmath."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, UnstableMatrix
from kreiss.numeric import certify_kreiss_ct
from kreiss.numeric.arithmetic.balancing import balance
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.half_plane.line import prove_line
from kreiss.numeric.nodes import polygon
from kreiss.numeric.reading import gallery
from kreiss.verify.checker import Checked, check_document

XS = [Fraction(1, 20), Fraction(1, 2), 1, 2, 5, 50]
YS = [Fraction(k, 2) for k in range(-4, 5)]
SLACK = Fraction(1, 10**25)


def to_mpf(x):
    return mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator


def ratio(rows, x, y) -> Fraction:
    """Re z/σ_min(zI − A) at z = x + iy, from mpmath's singular values."""
    with mpmath.workdps(40):
        A = mpmath.matrix([[mpmath.mpc(*map(to_mpf, entry)) for entry in row] for row in rows])
        z = mpmath.mpc(to_mpf(x), to_mpf(y))
        value = to_mpf(x) / min(mpmath.svd_c(z * mpmath.eye(A.rows) - A, compute_uv=False))
        return Fraction(int(value * 2**100), 2**100)


def accepted(enclosure):
    assert isinstance(check_document(enclosure.certificate), Checked)
    return enclosure


@pytest.mark.parametrize("name", ["demmel(3)", "demmel(8)", "transient_demo(10)", "transient_demo(20)"])
def test_the_reference_values_lie_in_enclosures_of_the_gap_asked_for(name):
    enclosure = accepted(certify_kreiss_ct(gallery.CONTINUOUS[name]()))
    known = gallery.REFERENCE[name]
    assert enclosure.lower <= known * (1 + 1e-9)
    assert known * (1 - 1e-9) <= enclosure.upper
    assert enclosure.gap <= 1e-6
    assert enclosure.complete
    assert enclosure.nodes <= 40


@pytest.mark.parametrize("gap", [1e-6, 1e-9])
def test_a_plateau_over_four_decades_is_enclosed_as_well(gap):
    enclosure = accepted(certify_kreiss_ct(gallery.CONTINUOUS["companion_demo(10)"](), gap))
    assert enclosure.lower <= 129186.7071
    assert enclosure.upper >= 129186.707
    assert enclosure.gap <= gap


def test_the_two_by_two_constant_is_the_closed_form():
    """For [[−1, c], [0, −1]] it is (a + 1/a)/2 with a = c/2, as in discrete time with 1 − γ = 1."""
    a = Fraction(5)
    for scale in (Fraction(1), Fraction(2) ** 400, Fraction(1, 10**120)):
        enclosure = accepted(certify_kreiss_ct([[-scale, 10 * scale], [0, -scale]], 1e-7))
        assert enclosure.lower <= (a + 1 / a) / 2 <= enclosure.upper
        assert enclosure.argmax.real == pytest.approx(float(scale) * 13 / 12, rel=1e-3)


def test_twenty_digits_are_enclosed_at_higher_precision():
    enclosure = accepted(certify_kreiss_ct([[-1, 10], [0, -1]], digits=20))
    assert enclosure.lower <= Fraction(26, 10) <= enclosure.upper
    assert enclosure.gap <= Fraction(1, 10**20)
    assert enclosure.precision > 53


@pytest.mark.parametrize(
    "A",
    [
        [[-1, 1], [0, -1]],
        [[0]],
        [[0, 1], [-1, 0]],
        [[-1, 2], [0, -1]],
        [[{"re": -1, "im": 3}, 1], [0, {"re": -1, "im": -2}]],
        -np.eye(5),
    ],
)
def test_a_dissipative_matrix_has_the_constant_1(A):
    enclosure = accepted(certify_kreiss_ct(A))
    assert enclosure.lower == enclosure.upper == 1
    assert enclosure.argmax is None
    assert enclosure.nodes == 0


@pytest.mark.parametrize(
    "A", [[[1]], [["1/1000", 1], [0, -1]], [[{"re": "1/10", "im": 7}, 1], [0, -1]], [[-1, 3], [3, -1]]]
)
def test_an_eigenvalue_in_the_open_half_plane_makes_it_infinite(A):
    enclosure = accepted(certify_kreiss_ct(A))
    assert enclosure.lower is None
    assert enclosure.upper is None


@pytest.mark.parametrize("n", [201, 205])
def test_an_eigenvalue_on_the_axis_of_a_matrix_too_large_to_decide_is_a_typed_error(n):
    with pytest.raises(UnstableMatrix, match="at most 200"):
        certify_kreiss_ct(np.diag([0.0] + [-1.0] * (n - 1)) + 2 * np.eye(n, k=1))


def test_unusable_input_is_a_typed_error():
    with pytest.raises(InvalidMatrix):
        certify_kreiss_ct([[1, 2]])
    with pytest.raises(InvalidArgument):
        certify_kreiss_ct([[-1]], gap=-1)


def test_the_constant_does_not_depend_on_scale_or_on_a_shift_along_the_axis():
    A = np.array([[-1, 4], [0, -2]], dtype=complex)
    first = certify_kreiss_ct(A)
    for other in (1024 * A, A + 3j * np.eye(2), A.conj().T):
        second = accepted(certify_kreiss_ct(other))
        assert first.lower <= second.upper
        assert second.lower <= first.upper


def test_a_bound_below_the_maximum_of_the_line_is_never_proved():
    A = balance(exact_matrix([[-1, 10], [0, -1]]))
    top = Fraction(1) / (Fraction(26**0.5) - 5)  # ‖(0·I − A)⁻¹‖ = √26 + 5, up to rounding
    assert prove_line(A, Fraction(0), top * Fraction(1001, 1000), 1e-3) is not None
    for precision in (53, 106, 212):
        assert prove_line(A, Fraction(0), top * Fraction(999, 1000), 1e-3, precision) is None


@pytest.mark.parametrize(("exact", "rigor"), [(None, "verified-float"), (False, "verified-float"), (True, "exact")])
def test_a_large_matrix_is_certified_in_floats_unless_exact_steps_are_asked_for(exact, rigor):
    A = gallery.with_abscissa_shifted(gallery.random_stable(70, seed=2), 1.1)
    enclosure = certify_kreiss_ct(A, 1e-3, exact=exact)
    assert enclosure.rigor == rigor
    assert enclosure.gap <= 1e-3
    assert enclosure.lower > 1


entries = st.fractions(-3, 3, max_denominator=8)


@st.composite
def matrices(draw, imaginary):
    n = draw(st.integers(1, 3 if imaginary else 4))
    part = st.tuples(entries, entries if imaginary else st.just(Fraction(0)))
    rows = draw(st.lists(st.lists(part, min_size=n, max_size=n), min_size=n, max_size=n))
    alpha = float(
        np.linalg.eigvals(np.array([[complex(float(x), float(y)) for x, y in row] for row in rows])).real.max()
    )
    shift = Fraction(alpha).limit_denominator(50) + draw(
        st.sampled_from([Fraction(1, 10), Fraction(1), Fraction(-1, 2)])
    )
    return [[(x - shift if i == j else x, y) for j, (x, y) in enumerate(row)] for i, row in enumerate(rows)]


@settings(max_examples=15)
@given(st.booleans().flatmap(matrices))
def test_the_enclosure_holds_against_high_precision(rows):
    A = [[{"re": x, "im": y} for x, y in row] for row in rows]
    alpha = np.linalg.eigvals(exact_matrix(A).approx).real.max()
    assume(abs(alpha) > 1e-6)
    enclosure = accepted(certify_kreiss_ct(A, 1e-4))
    if enclosure.upper is None:
        assert alpha > 0
        return
    assert alpha < 0
    assert enclosure.gap <= Fraction(1e-4)
    assert max(ratio(rows, x, y) for x in XS for y in YS) * (1 - SLACK) <= enclosure.upper
    for step in enclosure.certificate["steps"]:
        if step["reason"] == "witness":
            assert ratio(rows, *map(Fraction, step["z"].values())) * (1 + SLACK) >= enclosure.lower


def test_a_ratio_that_is_flat_from_the_axis_on_takes_one_segment_and_some_lines():
    K = accepted(certify_kreiss_ct([[0, 4], [-1, 0]]))
    assert K.complete
    assert Fraction(5, 4) in K
    assert K.nodes < 80


def test_an_orr_sommerfeld_operator_is_enclosed_next_to_its_slow_modes():
    A = gallery.orr_sommerfeld(40, 1000)
    K = certify_kreiss_ct(A, 1e-9)
    assert K.complete
    assert K.precision > 53
    z = K.argmax + np.append(np.linspace(-0.02, 0.02, 40) * 1j, [-1e-3, 0, 1e-3])
    sigma = np.linalg.svd(z[:, None, None] * np.eye(40) - A, compute_uv=False)[:, -1]
    assert (z.real / sigma).max() == pytest.approx(float(K.upper), rel=1e-7)
    assert check_document(K.certificate)


def test_a_constant_next_to_1_that_takes_too_many_lines_is_enclosed_with_a_wider_gap(monkeypatch):
    monkeypatch.setattr(polygon, "_MOST_NODES", 200)
    enclosure = accepted(certify_kreiss_ct([[-1, 2 + Fraction(1, 1000), 0], [0, -1, 0], [0, 0, -1]], 1e-8))
    assert not enclosure.complete
    assert enclosure.ended == "limit"
    assert enclosure.lower <= enclosure.upper <= enclosure.lower * (1 + Fraction(1, 100))
