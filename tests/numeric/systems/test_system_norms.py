"""The H∞ and the L∞ norm of systems: mpmath's values, by another route, lie inside, and the checker accepts.

The random campaign takes a few dozen systems, and as many as ``KREISS_SYSTEMS`` says where that is set.
"""

import os
from fractions import Fraction
from types import SimpleNamespace

import mpmath
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument, InvalidMatrix, PrecisionExhausted
from kreiss.numeric import certify_hinf_norm, certify_linf_norm
from kreiss.numeric.systems.state_space import state_space
from kreiss.verify.checker import check_document

entries = st.integers(-6, 6).map(lambda k: Fraction(k, 2))
OSCILLATOR = ([[0, 1], [-2, 0]], [[0], [1]], [[1, 0]], [[0]])


def rows(m, n):
    return st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)


systems = st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(1, 2)).flatmap(
    lambda s: st.tuples(rows(s[0], s[0]), rows(s[0], s[1]), rows(s[2], s[0]), rows(s[2], s[1]))
)
modest = settings(deadline=None, max_examples=25)


def to_mpf(x):
    x = Fraction(x)
    return mpmath.mpf(x.numerator) / x.denominator


def mp(X):
    return mpmath.matrix([[to_mpf(entry) for entry in row] for row in X])


def gain(system, z):
    """‖G(z)‖ by mpmath, None at an eigenvalue."""
    A, B, C, D = map(mp, system)
    try:
        G = D + C * mpmath.inverse(z * mpmath.eye(A.rows) - A) * B
    except ZeroDivisionError:
        return None
    return max(mpmath.svd_c(G, compute_uv=False))


def boundary(discrete, count=24):
    """Points of the axis, or of the circle, off eigenvalues with small integers."""
    angles = [mpmath.mpf(k) / count * 3 + mpmath.mpf("0.0123") for k in range(-count, count)]
    return [mpmath.expj(t) if discrete else mpmath.mpc(0, mpmath.tan(t / 2)) for t in angles]


def accepted(norm):
    check_document(norm.certificate)
    return norm


def holds(norm, system, *, discrete):
    """Whether no response on the boundary lies above, and that at the peak frequency is not below."""
    accepted(norm)
    assert norm.lower == norm.upper == 0 or norm.gap <= 1e-6
    heights = [gain(system, z) for z in boundary(discrete)]
    assert all(height is None or height <= to_mpf(norm.upper) + mpmath.mpf(10) ** -30 for height in heights)
    if norm.lower and np.isfinite(norm.frequency):
        at = mpmath.expj(norm.frequency) if discrete else mpmath.mpc(0, norm.frequency)
        height = gain(system, at)  # none at an eigenvalue that is hidden
        assert height is None or height >= to_mpf(norm.lower) * (1 - mpmath.mpf("1e-9"))
    return True


@pytest.fixture(autouse=True)
def forty_digits():
    with mpmath.workdps(40):
        yield


@modest
@given(systems, st.booleans())
def test_no_response_on_the_boundary_exceeds_the_norm_and_that_at_the_peak_reaches_it(system, discrete):
    norm = certify_linf_norm(system, dt=discrete)
    if norm.upper is None:
        accepted(norm)
        assert max(gain(system, z) or 0 for z in near_poles(system, discrete)) > 1e3
    else:
        assert holds(norm, system, discrete=discrete)


def near_poles(system, discrete):
    """Points close to the eigenvalues, off the boundary by far less."""
    values, _ = mpmath.eig(mp(system[0]))
    shift = mpmath.mpf("1e-6")
    return [value * (1 + shift) if discrete else value + shift for value in values]


@modest
@given(systems, st.booleans())
def test_the_two_norms_are_one_unless_a_pole_lies_beyond(system, discrete):
    hinf, linf = accepted(certify_hinf_norm(system, dt=discrete)), accepted(certify_linf_norm(system, dt=discrete))
    if hinf.upper is None:
        far = [1.5 * mpmath.expj(k) if discrete else mpmath.mpc(1, k) for k in range(-8, 9)]
        values = [complex(value) for value in np.linalg.eigvals(np.array(system[0], dtype=float))]
        assert any((abs(value) - 1 if discrete else value.real) > -1e-6 for value in values)
        assert any(gain(system, z) is None or gain(system, z) >= 0 for z in far)
    else:
        assert linf.upper is not None
        assert hinf.lower <= linf.upper
        assert linf.lower <= hinf.upper


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-11])
def test_a_first_order_lag_has_its_gain_at_zero(gap):
    norm = accepted(certify_hinf_norm(([[-2]], [[3]], [[1]], [[0]]), gap))
    assert norm.lower <= Fraction(3, 2) <= norm.upper
    assert norm.gap <= gap
    assert norm.frequency == 0


def test_a_resonance_is_found_where_it_is():
    zeta = Fraction(1, 10**6)
    norm = accepted(certify_hinf_norm({"num": [1], "den": [1, 2 * zeta, 1]}))
    exact = 1 / (2 * to_mpf(zeta) * mpmath.sqrt(1 - to_mpf(zeta) ** 2))
    assert to_mpf(norm.lower) <= exact <= to_mpf(norm.upper)
    assert abs(norm.frequency - 1) < 1e-8


def test_an_all_pass_has_the_norm_one_at_every_frequency():
    norm = accepted(certify_hinf_norm({"num": [-1, 1], "den": [1, 1]}))
    assert norm.lower <= 1 <= norm.upper


def test_a_supremum_at_infinity_is_that_of_the_feedthrough():
    norm = accepted(certify_hinf_norm({"num": [2, 1], "den": [1, 1]}))
    assert norm.lower <= 2 <= norm.upper
    assert norm.frequency == float("inf")


CESSNA_ZEROS = [-101.47795511977208, -48.91219110762173, -7.96322290641594, -0.7114937019357614,
                -7.282563985219324 + 7.114985406231401j, -1.5268748507837735 + 1.2594070637611725j]  # fmt: skip
CESSNA_POLES = [-101.32273797977184, -49.510558929948274, -20, -11.82446898287247, -10.604444850836952,
                -0.6235091399063754, -0.2743617810110765, -5.297845964509693 + 6.146324852257861j,
                -1.4795349979133343 + 1.2376578249023653j]  # fmt: skip


def polynomial(roots):
    """The real polynomial with these roots, and the conjugates of complex ones. Exact."""
    result = [Fraction(1)]
    for root in roots:
        root = complex(root)
        re, im = Fraction(root.real), Fraction(root.imag)
        factor = [Fraction(1), -2 * re, re * re + im * im] if im else [Fraction(1), -re]
        result = product(result, factor)
    return result


def product(p, q):
    result = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            result[i + j] += a * b
    return result


def sensitivity():
    """1/(1 + 0.6P(s + 0.5)/s) of the Cessna's pitch loop."""
    gain_of_P = Fraction(704.6392766532747)
    closed = product(polynomial(CESSNA_POLES), [Fraction(1), Fraction(0)])
    loop = [gain_of_P * c for c in product(polynomial(CESSNA_ZEROS), [Fraction(3, 5), Fraction(3, 10)])]
    loop = [Fraction(0)] * (len(closed) - len(loop)) + loop
    return closed, [a + b for a, b in zip(closed, loop, strict=True)]


def test_the_sensitivity_of_a_pitch_loop_is_enclosed_where_shipped_functions_err_in_the_fourth_digit():
    num, den = sensitivity()

    def height(omega):
        s = mpmath.mpc(0, omega)
        return abs(mpmath.polyval(list(map(to_mpf, num)), s) / mpmath.polyval(list(map(to_mpf, den)), s))

    at = mpmath.findroot(lambda omega: mpmath.diff(height, omega), 5.686)
    for gap in (1e-6, 1e-10):
        norm = accepted(certify_hinf_norm({"num": num, "den": den}, gap))
        assert to_mpf(norm.lower) <= height(at) <= to_mpf(norm.upper)
        assert norm.gap <= gap
        assert abs(norm.frequency - float(at)) < 1e-6
    assert norm.lower < Fraction("1.30561054812")
    assert norm.upper > Fraction("1.30561054810")


def test_a_pole_on_the_boundary_makes_both_norms_infinite():
    integrator = ([[0]], [[1]], [[1]], [[5]])
    rotation = ([["3/5", "-4/5"], ["4/5", "3/5"]], [[0], [1]], [[1, 0]], [[0]])
    for system, dt in ((OSCILLATOR, 0), (integrator, 0), (([[1]], [[1]], [[1]], [[0]]), 1), (rotation, 1),
                       (([[-1]], [[1]], [[1]], [[0]]), 1)):  # fmt: skip
        for measure in (certify_hinf_norm, certify_linf_norm):
            norm = accepted(measure(system, dt=dt))
            assert norm.lower is norm.upper is norm.frequency is None


def test_eigenvalues_that_only_look_paired_leave_the_norm_finite():
    """s⁴ + 1 is even and has no imaginary root; z⁴ + 1 has all of its on the circle."""
    quartic = {"num": [1], "den": [1, 0, 0, 0, 1]}
    assert accepted(certify_linf_norm(quartic)).upper is not None
    assert accepted(certify_hinf_norm(quartic)).upper is None
    assert accepted(certify_linf_norm(quartic, dt=1)).upper is None
    assert accepted(certify_linf_norm({"num": [1], "den": [1, 3, 1]}, dt=1)).upper is not None


def test_a_pole_beyond_the_boundary_makes_the_one_norm_infinite_and_not_the_other():
    for system, dt in ((([[1]], [[1]], [[1]], [[0]]), 0), (([[2]], [[1]], [[1]], [[0]]), 1)):
        assert accepted(certify_hinf_norm(system, dt=dt)).upper is None
        norm = accepted(certify_linf_norm(system, dt=dt))
        assert norm.lower <= 1 <= norm.upper


def test_what_is_not_reached_or_not_seen_is_no_pole():
    """An integrator, or an unstable state, beside a lag with the gain 1/2."""
    for hidden in (0, 3):
        unreached = ([[hidden, 0], [0, -2]], [[0], [1]], [[7, 1]], [[0]])
        unseen = ([[hidden, 0], [0, -2]], [[7], [1]], [[0, 1]], [[0]])
        for system in (unreached, unseen):
            for measure in (certify_hinf_norm, certify_linf_norm):
                norm = accepted(measure(system))
                assert norm.lower <= Fraction(1, 2) <= norm.upper
                assert len(norm.steps) == 3


def test_cancellations_in_other_coordinates_are_found_as_well():
    """s(s + 1)/(s(s + 2)(s + 3)) and (s − 1)/((s − 1)(s + 1)), as companion matrices."""
    for num, den, value in (([1, 1, 0], [1, 5, 6, 0], None), ([1, -1], [1, 0, -1], 1)):
        norm = accepted(certify_hinf_norm({"num": num, "den": den}))
        assert norm.upper is not None
        if value is not None:
            assert norm.lower <= value <= norm.upper


def test_a_gain_alone_and_nothing_at_all_have_their_norms():
    for system, value in (
        ((np.empty((0, 0)), np.empty((0, 2)), np.empty((1, 0)), [[3, 4]]), 5),
        (([[1]], [[0]], [[1]], [[2]]), 2),
        (([[1]], [[1]], [[0]], [[0]]), 0),
    ):
        for dt in (0, 1):
            norm = accepted(certify_hinf_norm(system, dt=dt))
            assert norm.lower <= value <= norm.upper
    assert norm.lower == norm.upper == 0


def test_complex_systems_are_enclosed():
    A, B = [[{"re": -1, "im": 5}]], [[{"re": 0, "im": 2}]]
    norm = accepted(certify_hinf_norm((A, B, [[1]], [[0]])))
    assert norm.lower <= 2 <= norm.upper
    assert abs(abs(norm.frequency) - 5) < 1e-6
    assert accepted(certify_hinf_norm(([[{"re": 0, "im": 5}]], B, [[1]], [[0]]))).upper is None


def test_systems_of_scipy_and_of_control_are_read():
    A, B, C, D = np.array([[-1.0, 0.5], [0, -2]]), np.array([[1.0], [1]]), np.array([[1.0, 0]]), np.array([[0.0]])
    expected = certify_hinf_norm((A, B, C, D))
    for system in (
        scipy.signal.StateSpace(A, B, C, D),
        SimpleNamespace(A=A, B=B, C=C, D=D, dt=0),  # what control.StateSpace holds
        {"A": A, "B": B, "C": C, "D": D},
    ):
        norm = certify_hinf_norm(system)
        assert (norm.lower, norm.upper) == (expected.lower, expected.upper)
    for dt, system in ((True, scipy.signal.StateSpace(A / 4, B, C, D, dt=True)), (0.1, (A / 4, B, C, D))):
        assert state_space(system, dt).discrete
    lag = SimpleNamespace(num=[[np.array([3.0])]], den=[[np.array([1.0, 2.0])]], dt=0)
    norm = accepted(certify_hinf_norm(lag))
    assert norm.lower <= Fraction(3, 2) <= norm.upper
    assert certify_hinf_norm(scipy.signal.TransferFunction([3.0], [1.0, 2.0])).lower == norm.lower


@pytest.mark.parametrize(
    ("system", "message"),
    [
        (7, "expected a system"),
        ({"A": [[1]], "B": [[1]]}, "C is missing"),
        ({"A": [[1]], "B": [[1]], "C": [[1]], "E": [[1]]}, "the key 'E'"),
        (([[1, 2]], [[1]], [[1]], [[0]]), "A: expected 1×1 entries, got 1×2"),
        (([[1]], [[1, 2]], [[1]], [[0]]), "D: expected 1×2 entries, got 1×1"),
        (([[1]], [[1]], [["x"]], [[0]]), "C: entry"),
        (([[float("nan")]], [[1]], [[1]], [[0]]), "A: entry"),
        ({"num": [1, 0, 0], "den": [1, 1]}, "num: expected a degree"),
        ({"num": [1], "den": [0]}, "den: expected a coefficient"),
        ({"A": [[1]], "B": [[1]], "C": [[1]], "dt": -1}, "dt: expected"),
        ({"A": [], "B": [[1]], "C": [[1]], "D": [[1]]}, "beside an A without entries"),
        (([], [], [], []), "beside an A without entries"),
        ({"A": [[1]], "B": [[1]], "C": [[1]], "num": [1], "den": [1, 2]}, "got both"),
        ({"num": np.array(3.0), "den": [1, 2]}, "num: expected a list"),
    ],
)
def test_what_is_no_system_is_refused_with_its_part(system, message):
    with pytest.raises(InvalidMatrix, match=message):
        certify_hinf_norm(system)


def test_a_step_that_is_given_decides_the_time_of_a_state_space_as_of_any_other_system():
    lag = state_space(([[Fraction(1, 2)]], [[1]], [[1]], [[0]]))
    assert certify_linf_norm(lag).lower <= 2 <= certify_linf_norm(lag).upper
    decay = state_space(([[Fraction(-1, 2)]], [[1]], [[2]], [[0]]))
    assert certify_hinf_norm(decay, dt=1).certificate["statement"]["domain"] == "discrete"
    assert state_space(state_space(decay, 1), dt=False) == decay
    assert state_space(state_space(decay, 1)).discrete


@pytest.mark.parametrize("shift", [-500, 500])
def test_a_norm_whose_square_floats_do_not_hold_is_enclosed(shift):
    scale = Fraction(2) ** shift
    found = accepted(certify_hinf_norm(([[-1, 3], [0, -2]], [[0], [1]], [[scale, 0]], [[0]]), 1e-4))
    assert found.lower <= Fraction(3, 2) * scale <= found.upper


def test_entries_beyond_floats_are_refused():
    with pytest.raises(InvalidMatrix, match="range of double precision"):
        certify_hinf_norm(([[-1]], [[10**400]], [[1]], [[0]]))


def test_a_gap_out_of_reach_and_a_budget_that_ends_are_said():
    with pytest.raises(InvalidArgument, match="at least 1e-12"):
        certify_hinf_norm(OSCILLATOR, 1e-20)
    rng = np.random.default_rng(0)
    A = rng.standard_normal((30, 30)) - 8 * np.eye(30)
    with pytest.raises(PrecisionExhausted, match="budget ended"):
        certify_hinf_norm((A, np.eye(30), np.eye(30), np.zeros((30, 30))), budget=1e-6)


def test_random_systems_of_four_states_are_all_enclosed_and_none_is_underestimated():
    rng = np.random.default_rng(2026)
    for k in range(int(os.environ.get("KREISS_SYSTEMS", "48"))):
        system, discrete = random_system(rng, k)
        for measure in (certify_hinf_norm, certify_linf_norm):
            norm = accepted(measure(system, dt=discrete))
            if norm.upper is not None:
                assert sampled(system, discrete) <= float(norm.upper) * (1 + 1e-9)


def random_system(rng, k):
    """Random, lightly damped, integer, nearly unstable, badly scaled and triangular systems in turn."""
    n, m, p = 4, int(rng.integers(1, 4)), int(rng.integers(1, 4))
    A, B, C = rng.standard_normal((n, n)), rng.standard_normal((n, m)), rng.standard_normal((p, n))
    D = rng.standard_normal((p, m)) * (k % 2)
    abscissa, kind = np.linalg.eigvals(A).real.max(), k % 6
    if kind == 0:
        A -= (abscissa + rng.uniform(0.05, 1)) * np.eye(n)
    elif kind == 1:
        frequencies, damping = 10.0 ** rng.uniform(-2, 2, 2), 10.0 ** rng.uniform(-6, -1, 2)
        A = np.zeros((n, n))
        for i, (w, z) in enumerate(zip(frequencies, damping, strict=True)):
            A[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[0, 1], [-w * w, -2 * z * w]]
    elif kind == 2:
        A, B, C = A.round(), B.round(), C.round()
    elif kind == 3:
        A -= (abscissa + 10.0 ** rng.uniform(-6, -2)) * np.eye(n)
    elif kind == 4:
        A = A * 10.0 ** rng.uniform(-3, 3, (n, 1))
    else:
        A, B, C = np.triu(A.round()), B.round() * (rng.random(B.shape) < 0.5), C.round() * (rng.random(C.shape) < 0.5)
    return (A, B, C, D), bool(rng.integers(2)) if kind in (2, 5) else False


def sampled(system, discrete):
    """The largest ‖G‖ at 200 points of the boundary, in floats."""
    A, B, C, D = system
    t = np.linspace(-3.1, 3.1, 200) + 1e-3
    z = np.exp(1j * t) if discrete else 1j * np.tan(t / 2)
    shifted = z[:, None, None] * np.eye(len(A)) - A
    return np.linalg.norm(
        D + C @ np.linalg.solve(shifted, np.broadcast_to(B, (len(z), *B.shape))), 2, axis=(1, 2)
    ).max()
