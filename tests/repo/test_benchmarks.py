"""What the benchmarks compare with computes what it is said to compute."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from kreiss.numeric import certify_resolvent_norm

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    return import_module("peers")


@pytest.fixture
def run(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    return import_module("run")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [float, complex])
def test_the_level_set_peer_finds_the_maximum_that_a_grid_and_a_certificate_find(peers, seed, kind):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((6, 6)).astype(kind)
    A += 1j * rng.standard_normal((6, 6)) if kind is complex else 0
    A *= 0.9 / np.max(np.abs(np.linalg.eigvals(A)))
    circle = np.exp(2j * np.pi * np.arange(4000) / 4000)
    grid = 1 / np.min(np.linalg.svd(circle[:, None, None] * np.eye(6) - A, compute_uv=False)[:, -1])
    found = peers.bruinsma_steinbuch(A)
    assert grid <= found <= grid * (1 + 1e-3)
    assert float(certify_resolvent_norm(A, 1, 1e-6).upper) == pytest.approx(found, rel=2e-6)


def test_a_ratio_says_how_many_times_as_long_the_peer_takes(run):
    assert run.ratio({run.CLOCK: 6.0}, {run.CLOCK: 2.0}) == "3×"


def test_the_table_of_norms_divides_the_peers_time_by_ours(run, monkeypatch, capsys):
    times = {"norm": 2.0, "hinf": 6.0}
    monkeypatch.setattr(
        run,
        "measure",
        lambda kind, *_: {run.CLOCK: times[kind], "lower": 1.0, "upper": 1.0, "value": 1.0, "name": "peer"},
    )
    run.norm_table([10])
    assert capsys.readouterr().out.count("3×") == 2
