"""Panels of a matrix: each draws into the axes it is given, and what it calls proved is what was proved."""

from fractions import Fraction

import numpy as np
import pytest
from checker.forging import by_nodes
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from kreiss.errors import InvalidArgument, InvalidMatrix
from kreiss.numeric import certify_kreiss, certify_kreiss_ct, certify_sup_powers
from kreiss.numeric.portraits import PANELS, draw_portrait, draw_powers, draw_pseudospectra, draw_ratio, save_portrait
from kreiss.numeric.portraits.powers import powers
from kreiss.numeric.portraits.pseudospectra import required_points
from kreiss.numeric.portraits.ratio import nodes_of

JORDAN = [["9/10", 0], [4, "9/10"]]
SHIFTED = [["-1/10", 0], [4, "-1/10"]]
DRAW = {"portrait": draw_pseudospectra, "ratio": draw_ratio, "powers": draw_powers}


def axes_of(panel, A, enclosure=None, **options):
    axes = Figure().add_subplot()
    assert DRAW[panel](axes, A, enclosure, **options) is axes
    return axes


def labelled(axes, words):
    (line,) = [line for line in axes.lines if words in str(line.get_label())]
    return line


@pytest.mark.parametrize("continuous", [False, True])
@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_draws_into_the_axes_it_is_given_with_and_without_an_enclosure(panel, continuous):
    A = SHIFTED if continuous else JORDAN
    certify = certify_kreiss_ct if continuous else certify_kreiss
    for enclosure in (None, certify(A, 1e-3)):
        axes = axes_of(panel, A, enclosure, continuous=continuous)
        assert axes.has_data()
        assert axes.get_xlabel()
        assert axes.get_ylabel()


def test_the_curve_of_the_ratio_never_exceeds_what_is_proved():
    with by_nodes():
        enclosure = certify_kreiss(JORDAN, 1e-4)
    axes = axes_of("ratio", JORDAN, enclosure)
    curve, nodes = labelled(axes, "sampled"), labelled(axes, "nodes")
    assert max(curve.get_ydata()) <= float(enclosure.upper) * (1 + 1e-9)
    assert max(curve.get_ydata()) >= float(enclosure.lower) * (1 - 1e-3)
    for distance, value in zip(nodes.get_xdata(), nodes.get_ydata(), strict=True):
        assert np.interp(distance, curve.get_xdata(), curve.get_ydata()) <= value * (1 + 1e-2)


def test_nodes_are_those_of_the_certificate_exactly():
    with by_nodes():
        enclosure = certify_kreiss(JORDAN, 1e-3)
    steps = [step for step in enclosure.certificate["steps"] if step["reason"] == "circle" and step["u"] != "1"]
    pairs = [(Fraction(step["u"]), Fraction(step["nu"])) for step in steps]
    assert nodes_of(enclosure, continuous=False) == sorted((1 / u - 1, (1 - u) * nu) for u, nu in pairs)
    with by_nodes():
        enclosure = certify_kreiss_ct(SHIFTED, 1e-3)
    lines = [step for step in enclosure.certificate["steps"] if step["reason"] == "line" and step["x"] != "0"]
    pairs = [(Fraction(step["x"]), Fraction(step["mu"])) for step in lines]
    assert nodes_of(enclosure, continuous=True) == sorted((x, x * mu) for x, mu in pairs)


def test_the_peak_of_the_powers_is_the_certified_one_between_its_bounds():
    enclosure, peak = certify_kreiss(JORDAN, 1e-3), certify_sup_powers(JORDAN, gap=1e-3)
    axes = axes_of("powers", JORDAN, enclosure, peak=peak)
    star = labelled(axes, "proved peak")
    assert star.get_xdata()[0] == peak.t
    norms = labelled(axes, "computed").get_ydata()
    assert np.isclose(norms[peak.t], float(peak.lower), rtol=1e-3)
    bound = labelled(axes, "e·min").get_ydata()
    assert (norms <= bound[: len(norms)] * (1 + 1e-12)).all()
    assert max(norms) >= float(enclosure.lower)


@settings(max_examples=40)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3, 0.9, 0.999, 1.0, 1.2]))
def test_norms_of_powers_are_those_of_the_powers(n, seed, radius):
    A = np.random.default_rng(seed).standard_normal((n, n))
    A *= radius / max(1e-9, np.abs(np.linalg.eigvals(A)).max())
    times, norms = powers(A)
    assert times[0] == 0
    assert norms[0] == 1
    assert (np.diff(times) >= 1).all()
    for t, norm in list(zip(times, norms, strict=True))[:: max(1, len(times) // 7)]:
        assert np.isclose(norm, np.linalg.norm(np.linalg.matrix_power(A, int(t)), 2), rtol=1e-6, atol=1e-12)


def test_the_norms_follow_a_transient_that_comes_late_until_it_has_decayed():
    A = np.diag(np.full(20, -0.3)) + np.diag(np.full(19, 1.2), 1)
    times, norms = powers(A)
    assert norms[0] < max(norms) > 6000
    assert norms[-1] < max(norms) / 10
    assert times[np.argmax(norms)] == 26


@pytest.mark.parametrize("n", [1, 2, 60])
def test_one_two_or_three_panels_are_drawn_for_small_and_larger_matrices(n, tmp_path):
    A = 0.9 * np.eye(n) if n == 1 else np.diag(np.full(n, 0.5)) + np.diag(np.full(n - 1, 0.6), 1)
    enclosure = certify_kreiss(A, 1e-2)
    for count in (1, 2, 3):
        figure = draw_portrait(A, enclosure, "A", points=20, panels=PANELS[:count])
        assert sum(bool(axes.get_xlabel()) for axes in figure.axes) == count
        save_portrait(figure, tmp_path / f"{n}-{count}.png", dpi=40)
    for ending in ("svg", "pdf"):
        save_portrait(figure, tmp_path / f"{n}.{ending}", dpi=40)
    assert len(list(tmp_path.iterdir())) == 5


def test_the_title_of_several_panels_stands_above_them():
    figure = draw_portrait(JORDAN, certify_kreiss(JORDAN, 1e-3), "name", points=12, panels=PANELS)
    assert figure.get_suptitle().startswith("name\n")
    assert figure.get_suptitle().endswith("proved")


def test_an_unstable_matrix_has_panels_without_ends():
    A = [[2, 1], [0, "1/2"]]
    enclosure = certify_kreiss(A)
    assert enclosure.upper is None
    figure = draw_portrait(A, enclosure, points=12, panels=PANELS)
    assert "K(A) = ∞, proved" in figure.get_suptitle()


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("A", [[["1e250", "1e300"], [0, "1e250"]], [["1/2", "1e300"], [0, "1/2"]], [[0, 0], [0, 0]]])
def test_matrices_near_the_ends_of_double_precision_are_drawn(panel, A):
    assert axes_of(panel, A).has_data()


@pytest.mark.parametrize("panels", [(), ("portrait", "portrait"), ("portrait", "spectrum")])
def test_unknown_missing_and_repeated_panels_are_refused(panels):
    with pytest.raises(InvalidArgument, match="panels: expected some of portrait, ratio, powers"):
        draw_portrait(JORDAN, None, panels=panels)


@pytest.mark.parametrize("panel", PANELS)
def test_entries_outside_double_precision_are_refused(panel):
    with pytest.raises(InvalidMatrix):
        axes_of(panel, [["1e999"]])


def test_the_grid_is_as_fine_as_the_order_affords():
    assert required_points(None, 2) == 240
    assert required_points(None, 200) == 120
    assert required_points(None, 500) == 60
    with pytest.raises(InvalidArgument):
        required_points(True, 2)
