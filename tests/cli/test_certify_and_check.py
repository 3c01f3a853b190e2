"""``kreiss certify`` and ``kreiss check`` as a user meets them: outputs, exit statuses, and every unusable input."""

import io
import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from kreiss.verify import cli
from kreiss.verify.checker import __main__ as checking
from kreiss.verify.checker import check_document

SOURCE = Path(__file__).resolve().parents[2] / "src"
J = "[[0.9, 0], [10, 0.9]]"
FIELDS = {
    "schema", "lower", "upper", "lower_decimal", "upper_decimal", "rigor", "argmax", "nodes", "elapsed_s",
    "certificate", "precision_bits", "ended", "memory_mib",
}  # fmt: skip
WORST = 10 / (4 * (1 - Fraction(0.9))) + (1 - Fraction(0.9)) / 10


@pytest.fixture
def kreiss(monkeypatch, capsys, tmp_path):
    """Run the command line in an empty folder with the given standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "argv", ["kreiss", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return left.value.code, shown.out, shown.err

    return run


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_json_is_one_document_with_exact_and_outward_rounded_ends(kreiss):
    code, out, err = kreiss("certify", "-", "--json", "--gap", "1e-9", stdin=J)
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert set(document) == FIELDS
    lower, upper = Fraction(document["lower"]), Fraction(document["upper"])
    assert Fraction(document["lower_decimal"]) <= lower <= WORST <= upper <= Fraction(document["upper_decimal"])
    assert Fraction(document["upper_decimal"]) / Fraction(document["lower_decimal"]) - 1 <= Fraction(11, 10**10)
    assert (document["schema"], document["rigor"], document["certificate"]) == ("kreiss/certify-1", "exact", None)
    assert document["argmax"]["re"] == pytest.approx(1.1, abs=1e-3)
    assert document["nodes"] == 0
    assert document["elapsed_s"] >= 0


def test_a_radius_and_a_gap_are_the_numbers_that_were_typed(kreiss, tmp_path):
    code, _, err = kreiss("certify", "-", "--radius", "1/10000", "--gap", "0.3", "-o", "cert.json", stdin=J)
    document = json.loads((tmp_path / "cert.json").read_text(encoding="utf-8"))
    assert (code, err) == (0, "")
    assert document["statement"]["radius"] == "1/10000"
    check_document(document)


def test_a_gap_beside_digits_is_a_contradiction(kreiss):
    code, out, err = kreiss("certify", "-", "--gap", "1e-3", "--digits", "20", stdin=J)
    assert (code, out) == (2, "")
    assert "--gap, --digits" in err


@pytest.mark.parametrize(
    "mode",
    [[], ["--exact"], ["--digits", "20"], ["--radius", "1e-6"], ["--budget", "60"], ["--continuous"]],
    ids=lambda mode: " ".join(mode) or "plain",
)
@pytest.mark.parametrize("A", [J, "[[0.5]]", "[[2]]", "[[-1, 10], [0, -1]]"])
def test_every_mode_reports_the_same_fields_with_ends_rounded_outward(kreiss, mode, A):
    code, out, err = kreiss("certify", "-", "--json", *mode, stdin=A)
    if code == 2:  # a ball about a matrix with ρ ≥ 1 has no constant
        assert (mode[0], out) == ("--radius", "")
        return
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert set(document) == FIELDS
    lower, upper = document["lower"], document["upper"]
    if lower == "inf":
        assert upper == document["lower_decimal"] == document["upper_decimal"] == "inf"
    else:
        assert Fraction(document["lower_decimal"]) <= Fraction(lower) <= Fraction(upper)
        assert upper == "inf" or Fraction(upper) <= Fraction(document["upper_decimal"])
    assert (document["rigor"], document["ended"]) == ("exact", "complete")
    assert document["memory_mib"] > 1
    assert document["precision_bits"] >= 53
    assert document["elapsed_s"] >= 0


def test_an_infinite_constant_is_inf_in_json(kreiss):
    code, out, _ = kreiss("certify", "-", "--json", stdin="[[2]]")
    document = json.loads(out)
    assert code == 0
    assert [document[end] for end in ("lower", "upper", "lower_decimal", "upper_decimal")] == ["inf"] * 4
    assert document["argmax"] is None


def test_the_table_says_where_how_and_how_far(kreiss):
    code, out, err = kreiss("certify", "-", stdin=J)
    assert (code, err) == (0, "")
    for text in ("standard input", "lower", "25.0", "upper", "relative gap", "z = 1.10", "circles", "bits", "exact"):
        assert text in out


def test_the_tables_of_one_and_of_infinity_say_so(kreiss):
    assert "in the limit z → ∞" in kreiss("certify", "-", stdin="[[0.5]]")[1]
    assert "∞, since the powers are unbounded" in kreiss("certify", "-", stdin="[[2]]")[1]
    rotated = '[[{"re": 0, "im": 0.9}, 0], [10, {"re": 0, "im": 0.9}]]'
    assert re.search(r"z = \S+ \+ 1\.10\d*i, \|z\| = 1\.10", kreiss("certify", "-", stdin=rotated)[1])


def test_a_written_certificate_is_accepted_and_says_what_it_proves(kreiss, tmp_path):
    assert kreiss("certify", "-", "-o", "cert.json", stdin=J)[0] == 0
    code, out, err = kreiss("check", "cert.json")
    assert (code, err) == (0, "")
    assert out.startswith("cert.json: 25.0")
    assert "≤ K(A) ≤" in out
    assert check_document(json.loads((tmp_path / "cert.json").read_text())).assumptions == ()
    assert names(tmp_path) == ["cert.json"]


def test_a_tampered_certificate_is_rejected_at_its_json_path_with_status_1(kreiss, tmp_path):
    kreiss("certify", "-", "-o", "cert.json", stdin=J)
    path = tmp_path / "cert.json"
    document = json.loads(path.read_text())
    document["statement"]["upper"] = "25"
    path.write_text(json.dumps(document))
    code, out, _ = kreiss("check", "cert.json")
    assert code == 1
    assert out.startswith("cert.json: REJECTED at $.statement.upper: ")


def test_each_file_is_checked_and_the_worst_status_counts(kreiss, tmp_path):
    kreiss("certify", "-", "-o", "good.json", stdin=J)
    (tmp_path / "empty.json").write_text("{}")
    (tmp_path / "junk.json").write_bytes(b"\x93\x00")
    code, out, err = kreiss("check", "good.json", "empty.json", "good.json")
    assert (code, out.count("≤ K(A) ≤"), out.count("REJECTED at $.schema")) == (1, 2, 1)
    code, out, err = kreiss("check", "junk.json", "none.json", ".", "empty.json", "good.json")
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()] == ["junk.json", "none.json", "."]
    assert out.count("\n") == 2


def test_a_file_on_which_the_checker_fails_is_not_accepted_and_the_others_are_checked(kreiss, monkeypatch):
    kreiss("certify", "-", "-o", "good.json", stdin=J)
    check_file = checking.check_file

    def failing(path):
        if path.name == "bad.json":
            raise OverflowError("too large")
        return check_file(path)

    monkeypatch.setattr(checking, "check_file", failing)
    code, out, err = kreiss("check", "bad.json", "good.json")
    assert code == 2
    assert err.startswith("bad.json: NOT CHECKED, internal error: OverflowError: too large\n")
    assert (out.count("\n"), out.count("≤ K(A) ≤")) == (1, 1)


def test_an_output_is_replaced_whole_and_refused_where_it_cannot_be_written(kreiss, tmp_path):
    (tmp_path / "m.json").write_text(J)
    (tmp_path / "old.json").write_text("old")
    for name in (".", "none/cert.json", "m.json"):
        code, out, err = kreiss("certify", "m.json", "-o", name)
        assert (code, out, err.count("\n")) == (2, "", 1)
    assert kreiss("certify", "-", "-o", "old.json", stdin="nonsense")[0] == 2
    assert (tmp_path / "old.json").read_text() == "old"
    assert kreiss("certify", "m.json", "-o", "old.json")[0] == 0
    assert json.loads((tmp_path / "old.json").read_text())["schema"] == "kreiss/enclosure-1"
    assert names(tmp_path) == ["m.json", "old.json"]
    assert kreiss("certify", "m.json", "-o", os.devnull)[0] == 0
    assert not Path(os.devnull).is_file()


UNUSABLE = {
    "not square": "[[1, 2]]",
    "empty": "[]",
    "empty input": "",
    "nan": "[[NaN]]",
    "infinity": "[[0, Infinity], [0, 0]]",
    "overflow": "[[1e999]]",
    "string": '[["a"]]',
    "ragged": "[[1, 2], [3]]",
    "object": '{"a": 1}',
    "not json": "[[1, 2], [3",
    "words": "one two\nthree four",
    "deep": "[" * 100_000,
    "code": "__import__('os').mkdir('x')",
    "beyond double precision": '[["1e3999"]]',
    "two denominators": '{"denominator": 2, "denominator": 3, "re": [[1]]}',
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_matrix_is_one_line_and_status_2(kreiss, tmp_path, name):
    code, out, err = kreiss("certify", "-", stdin=UNUSABLE[name])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("kreiss: ")
    assert len(err) < 500
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["certify"],
        ["certify", "none.json"],
        ["certify", "none.xyz"],
        ["certify", "."],
        ["certify", "m.json", "--gap", "0"],
        ["certify", "m.json", "--gap", "-1e-6"],
        ["certify", "m.json", "--gap", "nan"],
        ["certify", "m.json", "--gap", "small"],
        ["certify", "m.json", "more.json"],
        ["certify", "junk.npy"],
        ["certify", "junk.npz"],
        ["certify", "junk.mtx"],
        ["certify", "junk.csv"],
        ["certify", "junk.json"],
        ["check"],
        ["check", "none.json"],
        ["check", "."],
        ["check", "junk.json"],
    ],
)
def test_unusable_arguments_and_files_are_one_line_and_status_2(kreiss, tmp_path, arguments):
    (tmp_path / "m.json").write_text(J)
    junk = np.random.default_rng(0).bytes(100_000)
    for ending in ("npy", "npz", "mtx", "csv", "json"):
        (tmp_path / f"junk.{ending}").write_bytes(junk)
    code, out, err = kreiss(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert len(err) < 500


def command(arguments, stdin, folder, *, before="", stdout=subprocess.PIPE, **environment):
    program = before + "import sys; from kreiss.verify.cli import main; sys.argv[0] = 'kreiss'; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        input=stdin.encode(),
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=folder,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(SOURCE)} | environment,
    )


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["certify", "-"], J, 0),
        (["certify", "-"], "[[1, 2]]", 2),
        (["certify", "-"], "[[0.5, 1e300], [0, 0.5]]", 2),
        (["certify", "none.npy"], "", 2),
        (["certify", "-", "--gap", "0"], J, 2),
        (["check", "none.json"], "", 2),
    ],
)
def test_real_processes_leave_the_same_statuses_and_no_traceback(tmp_path, arguments, stdin, code):
    done = command(arguments, stdin, tmp_path)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert b"Warning" not in done.stderr
    assert done.stderr.count(b"\n") == (1 if code else 0)


def test_output_that_the_terminal_cannot_show_is_replaced_not_an_error(tmp_path):
    done = command(["certify", "-"], "[[2]]", tmp_path, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "arguments", [["certify", "-"], ["certify", "-", "--json"], ["check", "cert.json"], ["--help"]]
)
def test_a_reader_that_has_gone_ends_the_command_quietly_with_status_141(tmp_path, arguments):
    command(["certify", "-", "-o", "cert.json"], J, tmp_path)
    read, write = os.pipe()
    os.close(read)
    try:
        done = command(arguments, J, tmp_path, stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", [["certify", "-"], ["certify", "-", "-o", "/dev/full"], ["check", "cert.json"]])
def test_a_full_disk_is_one_line_and_status_2(tmp_path, arguments):
    command(["certify", "-", "-o", "cert.json"], J, tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = command(arguments, J, tmp_path, stdout=full)
    assert (done.returncode, done.stderr) == (2, b"kreiss: input/output: No space left on device\n")


def test_a_process_killed_while_it_writes_leaves_the_old_certificate(tmp_path):
    (tmp_path / "cert.json").write_text("old")
    kill = "import os, signal; os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL); "
    done = command(["certify", "-", "-o", "cert.json"], J, tmp_path, before=kill)
    assert done.returncode == -9
    assert (tmp_path / "cert.json").read_text() == "old"


def test_the_two_checkers_commands_agree(tmp_path):
    assert command(["certify", "-", "-o", "cert.json"], J, tmp_path).returncode == 0
    (tmp_path / "bad.json").write_text("{}")
    for name, code in (("cert.json", 0), ("bad.json", 1), ("none.json", 2)):
        module = subprocess.run(
            [sys.executable, "-m", "kreiss.verify.checker", name],
            capture_output=True, cwd=tmp_path, timeout=60, env=os.environ | {"PYTHONPATH": str(SOURCE)},
        )  # fmt: skip
        done = command(["check", name], "", tmp_path)
        assert (done.returncode, done.stdout) == (module.returncode, module.stdout)
        assert done.returncode == code


def test_continuous_time_has_the_same_json_and_a_certificate_that_is_accepted(kreiss, tmp_path):
    arguments = ("certify", "-", "--continuous", "--json", "-o", "cert.json")
    code, out, err = kreiss(*arguments, stdin="[[-1, 10], [0, -1]]")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert Fraction(document["lower"]) <= Fraction(26, 10) <= Fraction(document["upper"])
    assert (document["schema"], document["rigor"], document["ended"]) == ("kreiss/certify-1", "exact", "complete")
    assert document["argmax"]["re"] == pytest.approx(13 / 12, abs=1e-3)
    assert set(document) == set(json.loads(kreiss("certify", "-", "--json", stdin=J)[1]))
    assert check_document(json.loads((tmp_path / "cert.json").read_text()))
    assert "K_ct" in kreiss("check", "cert.json")[1]


@pytest.mark.parametrize(
    ("A", "text"),
    [
        ("[[-1, 10], [0, -1]]", "lines"),
        ("[[-1]]", "in the limit z → ∞"),
        ("[[1]]", "∞, since an eigenvalue has a positive real part"),
        ("[[0, 1], [0, 0]]", "Jordan block"),
    ],
)
def test_the_table_of_continuous_time_speaks_of_lines_and_eigenvalues(kreiss, A, text):
    code, out, _ = kreiss("certify", "-", "--continuous", stdin=A)
    assert code == 0
    assert text in out
    assert "half-plane" in out


def test_a_ball_of_matrices_is_certified_in_continuous_time_as_well(kreiss):
    arguments = ("certify", "-", "--continuous", "--radius", "0.001", "--json", "-o", "ball.json")
    code, out, err = kreiss(*arguments, stdin="[[-1, 10], [0, -1]]")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert Fraction(document["lower"]) < Fraction(26, 10) < Fraction(document["upper"])
    assert "every matrix within" in kreiss("check", "ball.json")[1]


def test_an_enclosure_for_lean_is_a_file_that_says_it_is_not_compiled(kreiss, tmp_path):
    code, out, err = kreiss("certify", "-", "--lean", "--gap", "1/10", "-o", "cert.json", stdin=J)
    statement = json.loads((tmp_path / "cert.json").read_text())["statement"]
    assert (code, err) == (0, "")
    assert out.startswith("/-\nNOT COMPILED.")
    assert out.endswith("end Kreiss\n")
    assert f"KreissResolventBound A ({Fraction(statement['upper'])} : ℝ)" in out
    code, out, err = kreiss("certify", "-", "--lean", "--continuous", stdin=J)
    assert (code, out) == (2, "")
    assert "--lean: expected no --json, --continuous" in err
