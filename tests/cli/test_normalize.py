"""``kreiss certify --normalize`` as a user meets it: the answer, its certificate, and what is refused."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

LESLIE = b"0,1.5,2\n0.5,0,0\n0,0.7,0.1\n"
PERIODIC = b"0,0,2\n1,0,0\n0,1,0\n"


@pytest.mark.parametrize(
    ("options", "title", "symbol", "stated"),
    [
        ((), "divided by its spectral radius", "ρ(A)", "K(A/ρ(A))"),
        (("--continuous",), "less its spectral abscissa", "α(A)", "K_ct(A − α(A)I)"),
    ],
)
def test_the_certificate_speaks_of_the_matrix_as_given_and_is_accepted(call, options, title, symbol, stated):
    code, out, _ = call("certify", "-", "--normalize", *options, "-o", "cert.json", stdin=LESLIE)
    assert code == 0
    assert title in " ".join(out.split())
    assert f"{symbol} ≈ 1.18194128501599" in out
    matrix = json.loads(Path("cert.json").read_text())["statement"]["matrix"]
    assert Fraction(matrix["re"][2][1], matrix["denominator"]) == Fraction(0.7)
    code, out, _ = call("check", "cert.json")
    assert code == 0
    assert f"≤ {stated} ≤ 1.4133" in out


def test_json_tells_what_the_matrix_was_divided_by_only_where_it_was(call):
    answers = [
        json.loads(call("certify", "-", *options, "--json", stdin=LESLIE)[1])
        for options in (("--normalize",), ("--continuous", "--gap", "1/2"))
    ]
    lower, upper = (Fraction(answers[0]["normalizer"][end]) for end in ("lower", "upper"))
    assert lower < Fraction("1.181941285016") < upper + Fraction(1, 10**12)
    assert "normalizer" not in answers[1]


def test_a_rational_spectral_radius_is_shown_exactly(call):
    _, out, _ = call("certify", "-", "--normalize", stdin=b"2,1\n1,2\n")
    assert "ρ(A) = 3" in out
    _, out, _ = call("certify", "-", "--normalize", stdin=b"2,1\n0,2\n")
    assert "the normalized matrix has ρ(A) = 1" in " ".join(out.replace("│", "").split())


def test_periodic_and_nilpotent_matrices_and_contradictory_options_are_one_line_and_status_2(call):
    for stdin, options, text in [
        (PERIODIC, (), "at the eigenvalues 1.25992, -0.629961"),
        (b"0,1\n0,0\n", (), "nilpotent"),
        (LESLIE, ("--radius", "0.1"), "--normalize, --radius"),
        (LESLIE, ("--algebraic",), "--algebraic: expected no --normalize"),
    ]:
        code, out, err = call("certify", "-", "--normalize", *options, stdin=stdin)
        assert (code, out) == (2, "")
        assert text in err
        assert err.count("\n") == 1


def test_a_matrix_that_floats_divided_by_its_spectral_radius_is_told_of_normalizing(call):
    A = np.array([[0, 1.5, 2], [0.5, 0, 0], [0, 0.7, 0.1]])
    A = A / 1.18194128501599  # a spectral radius of 1 + 5e-15
    code, out, _ = call("certify", "-", stdin=json.dumps(A.tolist()).encode())
    assert code == 0
    told = " ".join(out.replace("│", "").split())
    assert "∞" in told
    assert "--normalize, normalize=True, encloses K(A/ρ) for the exact ρ" in told
