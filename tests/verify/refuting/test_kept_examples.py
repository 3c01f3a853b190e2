"""Found counterexamples are kept and tried first; what is kept is never trusted, and hostile files do no harm."""

import json
import os
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kreiss.errors import InvalidArgument
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.examples import Examples
from kreiss.verify.refuting.witness import examine, refutes
from kreiss.verify.running import runner
from kreiss.verify.running.runner import verify

FALSE = Claim("radius", "norm(A) <= 19/10*numerical_radius(A)")
STRICTER = Claim("edited", "norm(A) <= 199/100*numerical_radius(A)")
TRUE = Claim("true", "norm(A) <= 2*numerical_radius(A)")
MATRIX = [[Fraction(0), Fraction(1)], [Fraction(0), Fraction(0)]]


WITNESS = examine(FALSE, {"A": MATRIX}, {}, gap=1e-3).witness


def kept(folder, claim=FALSE, matrix=MATRIX):
    examples = Examples(folder)
    examples.keep(claim, replace(WITNESS, matrices={"A": matrix}))
    return examples


def file_of(folder):
    (path,) = folder.glob("*.json")
    return path


def test_a_found_counterexample_is_kept_and_met_again_without_a_search(tmp_path, monkeypatch):
    folder = tmp_path / ".kreiss" / "examples"
    (first,) = verify([FALSE], budget=10, workers=1, examples=Examples(folder))
    monkeypatch.setattr(runner, "decide", None)
    (again,) = verify([FALSE], budget=10, workers=1, examples=Examples(folder))
    assert (first.verdict, again.verdict) == ("REFUTED", "REFUTED")
    assert again.witness.matrices == first.witness.matrices
    assert again.evidence == {"kept": True}
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_point_serves_other_claims_about_the_same_names(tmp_path):
    witness = kept(tmp_path).refute(STRICTER)
    assert refutes(STRICTER, witness)


def test_a_point_that_refutes_nothing_here_is_passed_over(tmp_path):
    examples = kept(tmp_path)
    assert examples.refute(TRUE) is None
    assert examples.refute(Claim("other", "norm(A) <= x")) is None
    assert examples.refute(Claim("shapes", "norm(A + [[1, 2, 3]]) <= 1")) is None
    assert examples.refute(Claim("given", FALSE.states, ("norm(A) < 1",))) is None


def test_the_newest_point_comes_first_and_none_twice(tmp_path):
    examples = kept(tmp_path)
    double = [[2 * x for x in row] for row in MATRIX]
    kept(tmp_path, matrix=double)
    kept(tmp_path, matrix=double)
    assert [point[0]["A"] for point in examples.points(FALSE)] == [double, MATRIX]
    for k in range(3, 70):
        kept(tmp_path, matrix=[[k * x for x in row] for row in MATRIX])
    assert len(examples.points(FALSE)) == 50


GENUINE = {"matrices": {"A": [["0", "1"], ["0", "0"]]}, "parameters": {}}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"[]", b'{"schema": "kreiss/examples-1"}',
        *(json.dumps({"schema": "kreiss/examples-1", "points": points}).encode() for points in (
            7, {}, [7], [{}], [{"matrices": 1, "parameters": {}}], [{**GENUINE, "parameters": {"x": "1"}}],
            *([{"matrices": {"A": rows}, "parameters": {}}] for rows in (
                [], [[]], [["0", "1"], ["0"]], [[0, 1], [0, 0]], [["1/0", "1"], ["0", "0"]], [["1e9", "1"], ["0", "0"]],
                [["nan", "1"], ["0", "0"]], [["9" * 500, "1"], ["0", "0"]], [["0"] * 9] * 9, [["1/", "1"], ["0", "0"]],
                [["__import__('os')", "1"], ["0", "0"]], "01", [["²", "1"], ["0", "0"]], [[None, "1"], ["0", "0"]],
            )))),
        json.dumps({"schema": "other", "points": [GENUINE]}).encode(),
        json.dumps({"schema": "kreiss/examples-1", "points": [GENUINE]}).encode() + b" " * 1_000_001,
    ],
)  # fmt: skip
def test_a_file_of_another_form_holds_no_points_and_is_written_anew(tmp_path, content):
    examples = kept(tmp_path)
    file_of(tmp_path).write_bytes(content)
    assert examples.points(FALSE) == []
    assert examples.refute(FALSE) is None
    kept(tmp_path)
    assert refutes(FALSE, examples.refute(FALSE))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["0", "1", "-1/2", "9/7"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["A", "x", "matrices"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=50)
@given(values, values)
def test_no_content_makes_a_true_claim_false(tmp_path_factory, matrices, parameters):
    folder = tmp_path_factory.mktemp("examples")
    examples = kept(folder, TRUE)
    point = {"matrices": matrices, "parameters": parameters}
    file_of(folder).write_text(json.dumps({"schema": "kreiss/examples-1", "points": [point, matrices]}))
    assert examples.refute(TRUE) is None


def test_links_are_not_followed_to_other_files(tmp_path):
    folder, other = tmp_path / "examples", tmp_path / "precious"
    kept(folder)
    path = file_of(folder)
    path.unlink()
    other.write_text("precious")
    path.symlink_to(other)
    kept(folder)
    assert other.read_text() == "precious"


def test_a_folder_that_cannot_be_written_keeps_nothing_and_fails_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    examples = kept(tmp_path / "examples")
    assert examples.points(FALSE) == []


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path):
    (tmp_path / "examples").write_text("")
    with pytest.raises(InvalidArgument, match="folder"):
        Examples(tmp_path / "examples")
