"""Sweeps do the same work wherever they run, lose nothing to a kill, and stay small on disk."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kreiss.errors import InvalidArgument
from kreiss.verify.claims import Claim
from kreiss.verify.refuting.witness import refutes
from kreiss.verify.running import sweep as sweeping
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.sweep import CHUNK, decide_chunk, instance, sweep
from kreiss.verify.running.workers import Workers

TRUE = Claim("spectral", "rho(A) <= norm(A)")
FALSE = Claim("normality", "norm(A) <= rho(A)")


def counted(claim, seed, chunk, size):
    """Stands in for exact work: a result that depends on the place alone."""
    return {"holding": size, "open": 0, "empty": 0, "margin": 1 / (chunk + 1), "closest": chunk % size, "failing": []}


def test_a_true_claim_holds_at_every_instance():
    swept = sweep(TRUE, 30)
    assert swept.holding + swept.open + swept.empty == 30
    assert swept.holding > 20
    assert swept.failing == []
    assert swept.margin >= 0


def test_a_failing_instance_is_rebuilt_from_its_place_as_a_refutation():
    swept = sweep(FALSE, 30)
    assert swept.failing
    witness = instance(FALSE, 0, *swept.failing[0])
    assert refutes(FALSE, witness)


def test_the_work_depends_on_seed_and_place_alone():
    assert decide_chunk(TRUE, 3, 7, 10) == decide_chunk(TRUE, 3, 7, 10)
    with ThreadPoolExecutor(3) as pool:
        assert sweep(TRUE, 250, executor=pool, work=counted) == sweep(TRUE, 250, work=counted)


def test_a_sweep_resumes_where_it_was_cut(tmp_path):
    path, calls = tmp_path / "journal", []

    def interrupted(claim, seed, chunk, size):
        calls.append(chunk)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return counted(claim, seed, chunk, size)

    with pytest.raises(KeyboardInterrupt), Journal(path, {"claim": "spectral"}) as journal:
        sweep(TRUE, 10 * CHUNK, journal=journal, work=interrupted)
    with Journal(path, {"claim": "spectral"}) as journal:
        resumed = sweep(TRUE, 10 * CHUNK, journal=journal, work=interrupted)
    assert resumed == sweep(TRUE, 10 * CHUNK, work=counted)
    assert calls == [0, 1, 2, 3, *range(3, 10)]


def test_the_journal_of_a_million_instances_is_small_and_read_in_seconds(tmp_path):
    path, settings = tmp_path / "journal", {"claim": "spectral"}
    lines = [{"schema": "kreiss/journal-1", "settings": settings}]
    lines += [{"key": str(k), "result": counted(TRUE, 0, k, CHUNK)} for k in range(10**6 // CHUNK)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert path.stat().st_size < 200_000_000
    began = time.process_time()
    with Journal(path, settings) as journal:
        swept = sweep(TRUE, 10**6, journal=journal, work=counted)
    assert time.process_time() - began < 5
    assert swept.holding == 10**6


def test_an_unforeseen_error_is_the_outcome_of_its_instance_alone_and_is_tried_again(monkeypatch, tmp_path):
    whole, calls = sweep(TRUE, 20), []
    examine = sweeping.examine

    def examined(*point):
        calls.append(point)
        if len(calls) == 3:
            raise OverflowError("too large")
        return examine(*point)

    monkeypatch.setattr(sweeping, "examine", examined)
    with Journal(tmp_path / "journal", {}) as journal:
        swept = sweep(TRUE, 20, journal=journal)
        assert journal.results == {}
    assert [failure.message for failure in swept.broken.values()] == ["internal error: OverflowError: too large"]
    assert swept.instances == whole.instances == 20
    assert swept.holding == whole.holding - 1
    with Journal(tmp_path / "journal", {}) as journal:
        assert sweep(TRUE, 20, journal=journal) == whole


def dying(claim, seed, chunk, size):
    """The process dies of one chunk."""
    if chunk == 1:
        os._exit(7)
    return counted(claim, seed, chunk, size)


def test_a_chunk_that_kills_its_worker_is_told_and_the_others_are_decided():
    with Workers(2) as pool:
        swept = sweep(TRUE, 3 * CHUNK, executor=pool, work=dying)
    assert swept.holding == 2 * CHUNK
    assert set(swept.broken) == {(1, index) for index in range(CHUNK)}


def test_a_journal_cannot_tell_of_errors(tmp_path):
    result = {**counted(TRUE, 0, 0, CHUNK), "broken": {"0": "a lie"}}
    with Journal(tmp_path / "journal", {}) as journal:
        journal.add("0", result)
        with pytest.raises(InvalidArgument, match="chunk 0 is not the result of a sweep"):
            sweep(TRUE, CHUNK, journal=journal)


def test_no_instance_is_refused():
    with pytest.raises(InvalidArgument):
        sweep(TRUE, 0)


def test_a_claim_about_larger_matrices_than_are_drawn_is_refused():
    with pytest.raises(InvalidArgument, match=r"claim 'c': no instances are drawn, .* ask for an order above 12"):
        sweep(Claim("c", "norm(A) <= 1", ("dim(A) >= 13",)), 1)
