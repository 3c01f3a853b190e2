"""K and K_ct of real 2×2 matrices by the signs of polynomials: enclosed to the gap, without a node, and checked."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kreiss.numeric import certify_kreiss, certify_kreiss_ct
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.numeric.nodes.certify import Region
from kreiss.numeric.nodes.order_two import prove_order_two
from kreiss.verify.checker import check_document

GAP = Fraction(1, 10**6)
DIGITS = 50
SIZES = st.floats(-20, 20, allow_subnormal=False) | st.sampled_from([0.0, 1e-9, -1e-9, 1e5])
ANGLES = st.floats(0, 1)


@st.composite
def inside(draw, *, continuous):
    """A matrix whose eigenvalues are real or a pair, some next to the boundary, near a normal one or far from it."""
    far = draw(st.sampled_from([1e-6, 1e-3, 0.05, 0.5, 1.0]))
    size = -far if continuous else 1 - far
    if draw(st.booleans()):
        other = -draw(st.floats(1e-3, 5)) if continuous else draw(st.floats(-0.99, 0.99))
        A = np.array([[size, draw(SIZES)], [0.0, other]])
    else:
        b = draw(st.floats(0.01, 10))
        x, y = (size, draw(st.floats(0.1, 3))) if continuous else (size * np.cos(3 * b), size * np.sin(3 * b))
        A = np.array([[x, y * b], [-y / b, x]])
    c, s = np.cos(angle := 3 * draw(ANGLES)), np.sin(angle)
    Q = np.array([[c, -s], [s, c]])
    A = Q @ A @ Q.T
    eigenvalues = np.linalg.eigvals(A)
    assume(np.max(eigenvalues.real if continuous else np.abs(eigenvalues)) < (-1e-8 if continuous else 1 - 1e-8))
    return A


def supremum(A, start, *, continuous):
    """A value of the ratio that is its maximum to about 40 digits, by a grid and then by steps in two coordinates.

    Its ridges may stop it before: the enclosure's own point is one of its starts.
    """
    z = np.array([*_grid(A, continuous=continuous), *([] if start is None else [start])])
    T = z[:, None, None] * np.eye(2) - A
    weights = z.real if continuous else np.abs(z) - 1
    ratios = weights / np.linalg.svd(T, compute_uv=False)[:, -1]
    with mpmath.workdps(DIGITS):
        B = mpmath.matrix(A.tolist())

        def ratio(s, angle):
            z = mpmath.mpc(s, angle) if continuous else (1 + s) * mpmath.expj(angle)
            T = z * mpmath.eye(2) - B
            norm, det = (
                sum(abs(T[i, j]) ** 2 for i in (0, 1) for j in (0, 1)),
                abs(T[0, 0] * T[1, 1] - T[0, 1] * T[1, 0]),
            )
            return (
                s * mpmath.sqrt((norm + mpmath.sqrt(max(norm**2 - 4 * det**2, 0))) / 2) / det
                if s > 0 and det
                else mpmath.mpf(0)
            )

        best = mpmath.mpf(1)
        for k in {*np.argsort(-ratios)[:2], len(z) - 1}:
            point = [mpmath.mpf(weights[k]), mpmath.mpf(z[k].imag if continuous else np.angle(z[k]))]
            best = max(best, _climbed(ratio, point))
        return Fraction(int(best * 2**160), 2**160)


def _grid(A, *, continuous):
    size = np.linalg.norm(A) if continuous else 1.0
    angles = [*np.angle(np.linalg.eigvals(A)), *np.linspace(0, np.pi, 39)]
    heights = [*(np.linalg.eigvals(A).imag), *np.linspace(0, 2 * size, 40)]
    for s in np.geomspace(1e-9, 1e4, 200) * size:
        for k in range(len(heights if continuous else angles)):
            yield complex(s, heights[k]) if continuous else (1 + s) * np.exp(1j * angles[k])


def _climbed(ratio, point):
    """The largest value that steps in ln s and in the other coordinate reach, each halved where it gains nothing."""
    value, steps = ratio(*point), [mpmath.mpf(1) / 8, mpmath.mpf(1) / 8]
    for _ in range(400):
        for i in (0, 1):
            for sign in (1, -1):
                step = sign * steps[i]
                trial = [point[0] * mpmath.exp(step), point[1]] if i == 0 else [point[0], point[1] + step * point[0]]
                found = ratio(*trial)
                if found > value:
                    value, point = found, trial
                    break
            else:
                steps[i] /= 2
        if max(steps) < mpmath.mpf(10) ** -12:
            break
    return value


def enclosed(certify, A):
    """The enclosure by polynomials, whose certificate the checker has accepted."""
    K = certify(A)
    check_document(K.certificate)
    assert K.complete
    assert K.gap <= GAP
    assert K.nodes == 0
    assert K.rigor == "exact"
    return K


@settings(deadline=None, max_examples=15)
@given(inside(continuous=False))
@example(np.array([[0.9, 10.0], [0.0, 0.9]]))
@example(np.array([[0.0, 1e6], [0.0, 0.0]]))
@example(np.array([[-0.5, 3.0], [0.0, 0.3]]))
def test_the_enclosure_of_k_holds_what_fifty_digits_find(A):
    K = enclosed(certify_kreiss, A)
    value = supremum(A, K.argmax, continuous=False)
    assert K.lower <= value * (1 + Fraction(1, 10**12))
    assert value <= K.upper * (1 + Fraction(1, 10**20))  # fifty digits hold half of them where two singular values meet


@settings(deadline=None, max_examples=15)
@given(inside(continuous=True))
@example(np.array([[-1.0, 10.0], [0.0, -1.0]]))
@example(np.array([[0.0, 4.0], [-1.0, -1e-3]]))
def test_the_enclosure_of_k_ct_holds_what_fifty_digits_find(A):
    K = enclosed(certify_kreiss_ct, A)
    value = supremum(A, K.argmax, continuous=True)
    assert K.lower <= value * (1 + Fraction(1, 10**12))
    assert value <= K.upper * (1 + Fraction(1, 10**20))  # fifty digits hold half of them where two singular values meet


@settings(deadline=None, max_examples=20)
@given(inside(continuous=False), st.booleans())
def test_it_agrees_with_the_enclosure_by_nodes(A, continuous):
    A, certify = (A - np.eye(2), certify_kreiss_ct) if continuous else (A, certify_kreiss)
    assume(not continuous or np.max(np.linalg.eigvals(A).real) < -1e-8)
    K = certify(A)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Region, "by_polynomials", False)
        other = certify(A)
    assert K.lower <= other.upper
    assert other.lower <= K.upper


@pytest.mark.parametrize("certify", [certify_kreiss, certify_kreiss_ct])
def test_smaller_gaps_that_floats_reach_are_nested(certify):
    A = [["9/10", 10], [0, "9/10"]] if certify is certify_kreiss else [[-1, 10], [0, -1]]
    wide, narrow = certify(A, 1e-3), certify(A, 1e-11)
    assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper
    assert narrow.gap <= Fraction(1, 10**11)
    assert narrow.nodes == 0


@pytest.mark.parametrize("p", ["1/8", "1/2", "3/4"])
def test_semisimple_eigenvalues_on_the_boundary_need_no_segment(p):
    p = Fraction(p)
    A = [[1, 0], [1 - p, p]]  # its powers tend to [[1, 0], [1, 0]], whose norm √2 is the limit of the ratio
    for K in (enclosed(certify_kreiss, A), enclosed(certify_kreiss_ct, [[A[0][0] - 1, 0], [1 - p, p - 1]])):
        assert K.lower**2 <= 2 <= K.upper**2


@pytest.mark.parametrize("distance", [1e-9, 1e-11, 1e-13])
def test_eigenvalues_next_to_the_axis_are_told_from_it(distance):
    K = enclosed(certify_kreiss_ct, np.array([[-distance, 500.0], [0.0, -1.0]]))
    assert 499 < K.lower < 501


def test_a_constant_that_is_one_to_the_gap_needs_no_point():
    K = certify_kreiss([["1/2", "1001/1000"], [0, "1/2"]])
    check_document(K.certificate)
    assert K.lower == 1
    assert [step["reason"] for step in K.certificate["steps"]] == ["order-two"]


def test_gaps_that_floats_do_not_reach_are_reached_by_circles():
    K = certify_kreiss([["9/10", 10], [0, "9/10"]], digits=20)
    assert K.gap <= Fraction(1, 10**20)
    assert K.nodes > 0


@pytest.mark.parametrize("A", [[[1.1, 5.0], [0.0, 0.3]], [[0.6, 1.0], [-1.0, 0.6]], [[1.0, 1.0], [0.0, 1.0]]])
@pytest.mark.parametrize("continuous", [False, True])
def test_nothing_is_proved_where_an_eigenvalue_is_beyond_the_boundary(A, continuous):
    assert prove_order_two(exact_matrix(A), GAP, continuous=continuous) is None


def test_an_infinite_constant_stays_infinite():
    assert certify_kreiss([[1.1, 5.0], [0.0, 0.3]]).upper is None
    assert certify_kreiss_ct([[0.1, 5.0], [0.0, -0.3]]).upper is None
