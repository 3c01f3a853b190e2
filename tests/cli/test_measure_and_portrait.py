"""``kreiss measure`` and ``kreiss portrait``: what they print, write and refuse."""

import json
from fractions import Fraction

import numpy as np
import pytest

from kreiss.verify.checker import check_file

QUANTITIES = {
    "resolvent-norm": ["--radius", "5/4"],
    "distance-to-instability": [],
    "pseudospectral-radius": ["--epsilon", "1/100"],
    "numerical-radius": [],
    "power-norm": ["--power", "3"],
    "sup-powers": [],
}


CONTINUOUS = {
    "resolvent-norm": ["--line", "1/8"],
    "distance-to-instability": [],
    "pseudospectral-abscissa": ["--epsilon", "1"],
    "numerical-abscissa": [],
    "exp-norm": ["--time", "3/2"],
    "sup-exp": [],
}
SYSTEM = '{"A": [[0, 1], [-1, "-1/5"]], "B": [[0], [1]], "C": [[1, 0]], "D": [[0]]}'


@pytest.fixture
def system(tmp_path):
    path = tmp_path / "system.json"
    path.write_text(SYSTEM)
    return path


@pytest.fixture
def matrix(tmp_path):
    path = tmp_path / "jordan.json"
    path.write_text('[["1/2", 2], [0, "1/2"]]')
    return str(path)


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_each_quantity_is_printed_and_its_certificate_accepted(call, matrix, tmp_path, quantity):
    certificate = tmp_path / "certificate.json"
    status, out, err = call("measure", quantity, matrix, *QUANTITIES[quantity], "--json", "-o", certificate)
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert document["schema"] == "kreiss/measure-1"
    assert document["quantity"] == quantity
    assert document["precision_bits"] >= 53
    lower, upper = Fraction(document["lower"]), Fraction(document["upper"])
    assert 0 < lower <= upper <= lower * (1 + Fraction(1, 10**6))
    assert Fraction(document["lower_decimal"]) <= lower
    assert Fraction(document["upper_decimal"]) >= upper
    assert check_file(certificate).schema == "kreiss/enclosure-1"
    status, out, _ = call("measure", quantity, matrix, *QUANTITIES[quantity])
    assert status == 0
    assert document["lower_decimal"] in out


@pytest.mark.parametrize("quantity", CONTINUOUS)
def test_each_quantity_of_continuous_time_is_printed_and_its_certificate_accepted(call, tmp_path, quantity):
    matrix, certificate = tmp_path / "jordan.json", tmp_path / "certificate.json"
    matrix.write_text('[["-1/2", 2], [0, "-1/2"]]')
    options = ["--continuous", *CONTINUOUS[quantity]]
    status, out, err = call("measure", quantity, matrix, *options, "--json", "-o", certificate)
    assert (status, err) == (0, "")
    document = json.loads(out)
    lower, upper = Fraction(document["lower"]), Fraction(document["upper"])
    assert 0 < lower <= upper <= lower * (1 + Fraction(1, 10**6))
    assert check_file(certificate).schema == "kreiss/enclosure-1"
    status, out, _ = call("measure", quantity, matrix, *options)
    assert status == 0
    assert document["lower_decimal"] in out


def test_quantities_of_continuous_time_alone_need_not_be_told_so(call, tmp_path):
    matrix = tmp_path / "jordan.json"
    matrix.write_text('[["-1/2", 2], [0, "-1/2"]]')
    plain, told = (
        json.loads(call("measure", "exp-norm", matrix, *more, "--json")[1]) for more in ([], ["--continuous"])
    )
    assert (plain["lower"], plain["t"]) == (told["lower"], "1")


@pytest.mark.parametrize("quantity", ["hinf-norm", "linf-norm"])
def test_the_norm_of_a_system_is_printed_and_its_certificate_accepted(call, system, tmp_path, quantity):
    certificate = tmp_path / "certificate.json"
    status, out, err = call("measure", quantity, system, "--json", "-o", certificate)
    assert (status, err) == (0, "")
    document = json.loads(out)
    lower, upper = Fraction(document["lower"]), Fraction(document["upper"])
    assert lower**2 <= 1 / (Fraction(1, 25) - Fraction(1, 2500)) <= upper**2  # 1/(4ζ²(1 − ζ²)) for ζ = 1/10
    assert abs(document["frequency"] ** 2 - 0.98) < 1e-6
    assert document["time"] == "continuous"
    assert "system of order 2 in continuous time" in check_file(certificate).statement
    assert "peak frequency" in call("measure", quantity, system)[1]


def test_an_infinite_norm_of_a_system_has_its_reason(call, tmp_path):
    path = tmp_path / "integrator.json"
    path.write_text('{"num": [1], "den": [1, -1], "dt": 1}')
    status, out, _ = call("measure", "hinf-norm", path)
    assert status == 0
    assert "pole with |z| ≥ 1" in out
    assert json.loads(call("measure", "linf-norm", path, "--json")[1])["upper"] == "inf"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[[1]]", "expected an object with the keys A, B, C, D"),
        ("{", "not a readable system file"),
        ('{"A": [[1]], "A": [[2]]}', "different keys"),
        ('{"A": [[1]], "B": [[1]]}', "C is missing"),
        ('{"A": 3, "B": [[1]], "C": [[1]]}', "expected a list of rows"),
        ('{"num": 3, "den": [1]}', "num: expected a list of coefficients"),
        ('{"A": [[1]], "B": [[1]], "C": [[1]], "dt": "x"}', "dt: expected"),
    ],
)
def test_a_file_that_holds_no_system_is_one_line_on_stderr(call, tmp_path, content, words):
    path = tmp_path / "system.json"
    path.write_text(content)
    status, out, err = call("measure", "hinf-norm", path)
    assert (status, out) == (2, "")
    assert words in err
    assert "system.json" in err
    assert err.count("\n") == 1


def test_fifty_digits_are_reached_where_they_are_asked_for(call, matrix):
    document = json.loads(call("measure", "numerical-radius", matrix, "--digits", "50", "--json")[1])
    lower, upper = Fraction(document["lower"]), Fraction(document["upper"])
    assert lower <= Fraction(3, 2) <= upper <= lower * (1 + Fraction(1, 10**50))


def test_the_matrix_theorem_shows_both_sides(call, matrix):
    status, out, _ = call("measure", "matrix-theorem", matrix, "--json")
    document = json.loads(out)
    assert status == 0
    assert document["holds"]
    assert (
        Fraction(document["K"]["lower"])
        <= Fraction(document["sup_powers"]["upper"])
        <= Fraction(document["e_n_K_upper"])
    )
    assert "e·n·K" in call("measure", "matrix-theorem", matrix)[1]


def test_the_continuous_matrix_theorem_shows_both_sides(call, tmp_path):
    path = tmp_path / "jordan.json"
    path.write_text('[["-1/2", 2], [0, "-1/2"]]')
    status, out, _ = call("measure", "matrix-theorem", path, "--continuous", "--json")
    document = json.loads(out)
    assert status == 0
    assert document["holds"]
    K, growth = Fraction(document["K_ct"]["lower"]), Fraction(document["sup_exp"]["upper"])
    assert K <= growth <= Fraction(document["e_n_K_ct_upper"])
    assert "e·n·K_ct" in call("measure", "matrix-theorem", path, "--continuous")[1]


def test_infinite_suprema_are_written_inf(call, tmp_path):
    path = tmp_path / "unstable.csv"
    path.write_text("2,1\n0,0.5\n")
    document = json.loads(call("measure", "sup-powers", path, "--json")[1])
    assert document["lower"] == document["upper"] == document["upper_decimal"] == "inf"
    assert json.loads(call("measure", "matrix-theorem", path, "--json")[1])["e_n_K_upper"] == "inf"


@pytest.mark.parametrize("quantity", ["sup-powers", "matrix-theorem"])
def test_an_infinite_supremum_has_its_reason(call, tmp_path, quantity):
    path = tmp_path / "unstable.csv"
    path.write_text("2,1\n0,0.5\n")
    status, out, _ = call("measure", quantity, path)
    assert status == 0
    assert "ρ(A) = 2, at the eigenvalue 2" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pseudospectral-radius"], "--epsilon"),
        (["sup-powers", "--epsilon", "1"], "belongs to pseudospectral-radius"),
        (["resolvent-norm", "--radius", "0"], "r: expected a positive number"),
        (["resolvent-norm", "--radius", "1/4"], "take a larger r"),
        (["power-norm", "--power", "-1"], "t: expected an integer"),
        (["numerical-radius", "--gap", "nothing"], "gap: expected a positive number"),
        (["matrix-theorem", "-o", "c.json"], "two certificates"),
        (["sup-powers", "--continuous"], "ask for sup-exp"),
        (["sup-exp", "--power", "2"], "belongs to power-norm"),
        (["resolvent-norm", "--continuous", "--radius", "2"], "belongs to resolvent-norm, not"),
        (["resolvent-norm", "--line", "0"], "belongs to resolvent-norm --continuous"),
        (["exp-norm", "--time", "-1"], "t: expected a positive number"),
        (["distance-to-instability", "--continuous"], "expected eigenvalues with Re λ < 0"),
        (["hinf-norm", "--continuous"], "a system file says all by itself"),
        (["hinf-norm"], "expected an object with the keys"),
        (["determinant"], "determinant"),
    ],
)
def test_unusable_arguments_are_one_line_on_stderr(call, matrix, arguments, words):
    status, out, err = call("measure", arguments[0], matrix, *arguments[1:])
    assert (status, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_the_distance_of_an_unstable_matrix_asks_for_no_other_circle(call, tmp_path):
    path = tmp_path / "unstable.csv"
    path.write_text("2,1\n0,0.5\n")
    status, out, err = call("measure", "distance-to-instability", path)
    assert (status, out) == (2, "")
    assert "expected a matrix with ρ(A) < 1" in err
    assert "larger r" not in err


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_portrait_is_written_in_each_format(call, matrix, tmp_path, ending, start):
    picture = tmp_path / f"picture.{ending}"
    assert call("portrait", matrix, "-o", picture, "--points", 30) == (0, "", "")
    first = picture.read_bytes()
    assert first.startswith(start)
    assert call("portrait", matrix, "-o", picture, "--points", 30)[0] == 0
    assert picture.read_bytes() == first


def test_a_portrait_names_the_matrix_and_its_certified_constant(call, matrix, tmp_path, monkeypatch):
    titles = []
    monkeypatch.setattr("matplotlib.axes.Axes.set_title", lambda _, title: titles.append(title))
    assert call("portrait", matrix, "-o", tmp_path / "p.png", "--points", 20)[0] == 0
    name, enclosure = titles[0].split("\n")
    lower, upper = (Fraction(part) for part in enclosure.removesuffix(", proved").split(" ≤ K(A) ≤ "))
    assert name == "jordan"
    assert lower <= Fraction(5, 4) <= upper <= lower * (1 + Fraction(1, 5000))


@pytest.mark.parametrize("options", [["--panels", "ratio,powers"], ["--panels", "portrait, powers", "--continuous"]])
def test_a_portrait_has_the_panels_that_are_asked_for(call, tmp_path, monkeypatch, options):
    path = tmp_path / "slow.json"
    path.write_text('[["-1/2", 2], [0, "-1/2"]]')
    drawn = []
    monkeypatch.setattr("matplotlib.axes.Axes.set_xlabel", lambda _, label: drawn.append(label))
    assert call("portrait", path, "-o", tmp_path / "p.png", "--points", 20, *options) == (0, "", "")
    assert len(drawn) == 2
    assert drawn[-1] == "t"


def test_a_portrait_without_K_says_why(call, tmp_path):
    np.save(tmp_path / "unit.npy", np.array([[1.0, 1.0], [0.0, 1.0]]) - np.array([[0, 0], [0, 1e-18]]))
    status, _, err = call("portrait", tmp_path / "unit.npy", "-o", tmp_path / "p.png", "--points", 20)
    assert status == 0
    assert (tmp_path / "p.png").exists()
    assert err == "" or "no K" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "picture.jpg"], ".png, .svg or .pdf"),
        (["-o", "absent/picture.png"], "existing directory"),
        (["-o", "p.png", "--points", "3"], "points: expected"),
        (["-o", "p.png", "--dpi", "3"], "--dpi: expected"),
        (["-o", "p.png", "--gap", "-1"], "gap: expected"),
        (["-o", "p.png", "--panels", "map"], "panels: expected some of portrait, ratio, powers"),
        ([], "--output"),
    ],
)
def test_unusable_portraits_are_refused(call, matrix, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    status, out, err = call("portrait", matrix, *arguments)
    assert (status, out) == (2, "")
    assert words in err
    assert not list(tmp_path.glob("*.png"))
