"""The probe of a training loop: a line at every n-th step, whatever happens, and training goes on."""

import json
import logging

import pytest

from kreiss.errors import InvalidArgument
from kreiss.verify.diagnosis.updates.probe import TransientProbe

jnp = pytest.importorskip("jax.numpy", reason="needs the extra 'training'")


def step(p):
    return {"x": p["x"] / 2, "y": p["y"] / 2 + 4 * p["x"]}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def params():
    return {"x": jnp.ones(2), "y": jnp.ones(2)}


def test_every_nth_step_is_a_line_with_its_diagnosis(tmp_path, params):
    probe = TransientProbe(every=2, path=tmp_path / "log.jsonl")
    answers = []
    for i in range(5):
        answers.append(probe(i, step, params))
        params = step(params)
    found = lines(tmp_path / "log.jsonl")
    assert [line["step"] for line in found] == [0, 2, 4]
    assert found == [answer for answer in answers if answer is not None]
    assert {line["diagnosis"]["regime"]["name"] for line in found} == {"transient"}
    assert found[0]["names"] == ["x", "y"]


def test_parameters_that_have_diverged_are_a_line_and_not_an_end(tmp_path, params):
    probe = TransientProbe(every=1, path=tmp_path / "log.jsonl")
    for i, bad in enumerate((jnp.nan, jnp.inf)):
        probe(i, lambda p, bad=bad: {"x": p["x"] * p["x"] * bad, "y": p["y"]}, params)
    errors = [line["error"] for line in lines(tmp_path / "log.jsonl")]
    assert [error["type"] for error in errors] == ["InvalidMatrix", "InvalidMatrix"]
    assert all("NaN or infinite" in error["message"] for error in errors)


def test_a_singular_hessian_and_a_step_that_fails_are_lines(tmp_path, params):
    probe = TransientProbe(every=1, path=tmp_path / "log.jsonl")

    def newton(p):
        H = jnp.zeros((2, 2)) * p["x"][0]
        return {"x": p["x"] - jnp.linalg.solve(H, p["x"]), "y": p["y"]}

    def fails(p):
        raise RuntimeError("no batch\nwas left")

    probe(0, newton, params)
    probe(1, fails, params)
    probe(2, lambda p: {"x": p["x"]}, params)
    found = lines(tmp_path / "log.jsonl")
    assert [line["error"]["type"] for line in found] == ["InvalidMatrix", "RuntimeError", "InvalidArgument"]
    assert found[1]["error"]["message"] == "no batch was left"


def test_an_update_too_large_to_be_enclosed_is_surveyed(tmp_path, params):
    probe = TransientProbe(every=1, path=tmp_path / "log.jsonl", largest=3)
    probe(0, step, params)
    (line,) = lines(tmp_path / "log.jsonl")
    assert line["survey"]["peak"]["rigor"] == "estimate"
    assert line["survey"]["blocks"] == [2, 2]


def test_a_log_that_cannot_be_written_is_a_warning(tmp_path, params, caplog):
    probe = TransientProbe(every=1, path=tmp_path / "no" / "log.jsonl")
    with caplog.at_level(logging.WARNING, "kreiss"):
        assert probe(0, step, params)["step"] == 0
    assert "was not written" in caplog.text


@pytest.mark.parametrize("every", [0, -1, 1.5, True])
def test_how_often_is_a_positive_whole_number(tmp_path, every):
    with pytest.raises(InvalidArgument, match="every"):
        TransientProbe(every=every, path=tmp_path / "log.jsonl")
    with pytest.raises(InvalidArgument, match="largest"):
        TransientProbe(every=1, path=tmp_path / "log.jsonl", largest=10**6)
