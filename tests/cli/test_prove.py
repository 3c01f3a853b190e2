"""``kreiss prove`` as a user types it: verdicts, exit statuses, JSON, certificates, and errors of one line."""

import json
import sys

import pytest

from kreiss.verify import cli
from kreiss.verify.checker import check_document, check_file


@pytest.fixture
def run(monkeypatch, capsys):
    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["kreiss", "prove", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return left.value.code, shown.out, shown.err

    return called


def test_a_true_inequality_is_proved_with_status_zero(run):
    code, out, err = run("sqrt(x) <= (x+1)/2", "--given", "x >= 1")
    assert (code, err) == (0, "")
    assert out.startswith("PROVED")


def test_a_false_inequality_is_refuted_at_a_point_with_status_one(run):
    code, out, _ = run("x^2 > x", "--given", "x > 0")
    assert code == 1
    assert out.startswith("REFUTED at x = 1 ")


def test_what_is_not_decided_says_why_with_status_one(run):
    code, out, _ = run("sqrt(x) <= x + 1")
    assert code == 1
    assert out.startswith("UNDECIDED")
    assert "undefined at x = -" in out


def test_vacuous_hypotheses_are_reported(run):
    code, out, _ = run("x == 7", "--given", "x > 1", "--given", "x < 1")
    assert code == 0
    assert "no point satisfies the hypotheses" in out


def test_json_is_one_document_with_the_certificate(run):
    _, out, _ = run("x*y <= 1/4", "--given", "x + y <= 1", "--given", "0 <= x", "--given", "0 <= y", "--json")
    document = json.loads(out)
    assert set(document) == {"schema", "verdict", "point", "certificate", "elapsed_s"}
    assert (document["schema"], document["verdict"], document["point"]) == ("kreiss/prove-1", "PROVED", None)
    assert document["certificate"]["schema"] == "kreiss/inequality-1"


def test_a_counterexample_in_json_is_exact(run):
    document = json.loads(run("3*x <= 1", "--given", "0 <= x <= 1/2", "--json")[1])
    assert document["verdict"] == "REFUTED"
    assert document["point"] == {"x": "1/2"}


@pytest.mark.parametrize("states", ["x^2 + 1 >= 2*x", "x^2 >= x"])
def test_the_written_certificate_is_accepted_by_the_checker(run, tmp_path, states):
    path = tmp_path / "certificate.json"
    run(states, "-o", str(path))
    assert states in check_file(path).statement


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x <= "], "column 6: expected a number, a name or '('"),
        (["sin(x) <= 1"], "not a function known here"),
        (["__import__('os') <= 1"], "column"),
        (["x.y <= 1"], "column 2"),
        (["x = 1"], "'=='"),
        (["x <= 1", "--given", "symmetric(A)"], "not a function known here"),
        (["x <= 1", "--budget", "0"], "budget"),
        (["x <= 1", "--budget", "nan"], "budget"),
        (["x <= 1", "-o", "/nonexistent/file.json", "--given", "x < 1"], "existing directory"),
        ([], "STATEMENT"),
    ],
)
def test_unusable_input_is_one_clear_line_with_status_two(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message.lower() in err.lower()
    assert err.count("\n") == 1


OPEN = ("max((1-a*m)^4, (1-a*l)^4) >= ((l-m)/(l+m))^4", "--given", "0 < m <= l", "--budget", "3")


def test_what_is_not_decided_says_what_was_left_and_where_the_sides_came_closest(run):
    code, out, _ = run(*OPEN)
    assert code == 1
    assert "left when the search ended: " in out
    assert "of the greater" in out


def test_what_is_not_decided_comes_with_a_weaker_statement_that_the_checker_accepts(run):
    """False only where x = y = sqrt(1/2), at no rational point."""
    document = json.loads(run("x*y < 1/2", "--given", "x^2 + y^2 == 1", "--json", "--budget", "6")[1])
    relaxation = document["help"]["relaxation"]
    assert document["verdict"] == "UNDECIDED"
    assert relaxation["factor"] == "17/16"
    assert check_document(relaxation["certificate"]).statement == relaxation["states"] + " given x^2 + y^2 == 1"
