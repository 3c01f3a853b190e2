"""What is shown of a stored verdict comes from its certificate; a lock is one claim a line, and says what was tried."""

import copy
import json
from fractions import Fraction

import pytest

from kreiss.errors import InvalidClaim
from kreiss.symbolic.proof import Proof, inequality
from kreiss.verify.checker import check_document
from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide
from kreiss.verify.deciding.verdict import Verdict
from kreiss.verify.reporting.report import counterexample, grounds
from kreiss.verify.running import lock
from kreiss.verify.running.journal import Journal
from kreiss.verify.running.records import record, restored
from kreiss.verify.running.runner import verify

OPEN = Claim("open", "K(A) <= O(1)", ("norm(A) <= 1/2",))
VACUOUS = Claim("vacuous", "K(A) <= 1", ("norm(A) <= -1",))
UNBOUNDED = Claim("unbounded", "norm(A) <= O(1)")
FALSE = Claim("false", "norm(A) <= 19/10*numerical_radius(A)")
AT_ONE_VALUE = decide(OPEN.at({"c": Fraction(1, 10)}), 5)
DECIDED = {claim.id: decide(claim, 8) for claim in (OPEN, VACUOUS, UNBOUNDED, FALSE)}


def stored(name, **fields):
    return {**json.loads(json.dumps(record(DECIDED[name]))), **fields}


def test_a_counterexample_at_one_value_of_a_constant_refutes_nothing(tmp_path):
    assert AT_ONE_VALUE.verdict == "REFUTED"
    forged = {**stored("open"), "verdict": "REFUTED", "certificate": AT_ONE_VALUE.certificate}
    forged["witness"] = AT_ONE_VALUE.witness.document()
    assert restored(OPEN, forged) is None
    assert verify([OPEN], budget=8, workers=1, stored={"open": forged})[0].verdict == "PROVED"
    with Journal(tmp_path / "journal", {}) as journal:
        journal.add("open", forged)
    with Journal(tmp_path / "journal", {}) as journal:
        assert verify([OPEN], budget=8, workers=1, journal=journal)[0].verdict == "PROVED"


def test_a_sharp_bound_on_nothing_is_told_as_that():
    given, states = ("x >= 1", "x <= 0"), "x <= 5"
    bound, other = (Proof(given, line, (inequality(line, given, "x"),)).document() for line in (states, "5 <= x"))
    statement = {"given": list(given), "states": states, "sharp": True}
    document = {"schema": "kreiss/sharpness-1", "statement": statement, "verdict": "PROVED", "bound": bound,
                "instance": {}, "models": {}, "proofs": [other]}  # fmt: skip
    claim = Claim("sharp", states, given, sharp=True)
    again = restored(claim, record(Verdict(claim, "PROVED", certificate=json.loads(json.dumps(document)))))
    assert check_document(document).vacuous
    assert grounds(again) == "vacuous: nothing satisfies the hypotheses"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("open", {"evidence": {"constants": "c = 1/1000", "refuted_at": []}}),
        ("open", {"assumptions": ["the Riemann hypothesis"], "elapsed_s": -1}),
        ("vacuous", {"evidence": {}}),
        ("false", {"witness": {"matrices": {"A": [["7"]]}, "parameters": {}, "lhs": "999", "rhs": "-5"}}),
        ("unbounded", {"witness": {"matrices": {"A": [["7"]]}, "parameters": {}, "lhs": "999", "rhs": "-5"}}),
        ("unbounded", {"witness": None, "evidence": {"vacuous": "yes", "better": "0", "bound": "PROVED"}}),
    ],
)
def test_what_is_shown_comes_from_the_certificate(name, fields):
    honest, again = DECIDED[name], restored(DECIDED[name].claim, stored(name, **fields))
    assert grounds(again) == grounds(honest)
    assert counterexample(again) == counterexample(honest)
    assert again.assumptions == honest.assumptions
    assert again.elapsed == 0
    if honest.witness is not None:
        assert again.witness.document() == honest.witness.document()


def test_the_value_of_a_constant_and_vacuity_are_read_from_the_certificate():
    assert restored(OPEN, stored("open")).evidence == {"constants": "c = 1"}
    assert "vacuous" in restored(VACUOUS, stored("vacuous")).evidence
    assert grounds(restored(OPEN, stored("open"))) == "proof at c = 1"


@pytest.mark.parametrize("verdict", ["PROVED", "REFUTED", "UNDECIDED"])
def test_a_verdict_other_than_the_certificates_is_not_taken_back(verdict):
    for name, honest in DECIDED.items():
        again = restored(honest.claim, stored(name, verdict=verdict))
        assert (again is not None) is (verdict == honest.verdict)


def test_undecided_is_tried_again_when_more_is_given():
    tried = record(Verdict(FALSE, "UNDECIDED"), budget=10, seed=3)
    assert (tried["budget"], tried["seed"]) == (10, 3)
    assert restored(FALSE, tried, 10, 3).verdict == "UNDECIDED"
    assert restored(FALSE, tried, 5, 3).verdict == "UNDECIDED"
    assert restored(FALSE, tried, 10.5, 3) is None
    assert restored(FALSE, tried, 10, 4) is None
    kept = record(restored(FALSE, tried, 5, 3), budget=5, seed=3)
    assert (kept["budget"], kept["seed"]) == (10, 3)
    for budget in (None, "much", float("nan"), float("inf"), 10**400, [], True):
        assert restored(FALSE, {**tried, "budget": budget}, 10, 3) is None
    assert restored(FALSE, {**tried, "seed": float("inf")}, 10, 3) is None
    assert grounds(restored(FALSE, tried, 5, 3)) == "undecided in 10 s, as stored"


def test_an_undecided_claim_of_an_old_lock_is_decided():
    old = {"statement": FALSE.statement, "verdict": "UNDECIDED", "evidence": {}, "certificate": None}
    assert verify([FALSE], budget=8, workers=1, stored={"false": old})[0].verdict == "REFUTED"


def test_a_lock_of_the_first_schema_is_read_and_written_as_the_second(tmp_path):
    path = tmp_path / "claims.lock"
    path.write_text(json.dumps({"schema": "kreiss/lock-1", "claims": {"open": stored("open", elapsed_s=2.8)}}))
    before = lock.read(path)
    assert restored(OPEN, before["open"]).verdict == "PROVED"
    lock.write(path, [restored(OPEN, before["open"])], before)
    assert json.loads(path.read_bytes())["schema"] == "kreiss/lock-2"
    assert lock.read(path) == {"open": stored("open")}


def test_a_lock_is_one_claim_a_line_without_times_in_the_order_of_the_ids(tmp_path):
    path = tmp_path / "claims.lock"
    lock.write(path, list(DECIDED.values())[::-1], {}, 8, 0)
    first, *lines, last = path.read_text(encoding="utf-8").splitlines()
    assert (first, last) == ('{"schema": "kreiss/lock-2", "claims": {', "}}")
    assert [line.partition('"')[2].partition('"')[0] for line in lines] == sorted(DECIDED)
    assert "elapsed" not in path.read_text(encoding="utf-8")
    lock.write(path, [Verdict(verdict.claim, "UNDECIDED", elapsed=9.0) for verdict in DECIDED.values()], {}, 8, 1)
    assert all('"budget": 8, "seed": 1' in line for line in path.read_text(encoding="utf-8").splitlines()[1:-1])


def test_an_edited_claim_with_the_same_verdict_is_a_change():
    edited = Claim("open", "K(A) <= O(1)", ("norm(A) <= 1/3",))
    shown = lock.changes({"open": stored("open")}, [Verdict(edited, "PROVED")])
    assert "- given norm(A) <= 1/2" in shown
    assert "+ given norm(A) <= 1/3" in shown
    assert lock.changes({"open": stored("open")}, [DECIDED["open"]]) == ""


def test_a_stored_text_writes_no_lines_of_its_own():
    forged = stored("open", verdict="PROVED\nall claims PROVED\x1b[2J")
    assert "\nall" not in lock.changes({"open": forged}, [DECIDED["open"]])
    assert "\x1b" not in lock.changes({"open": forged}, [DECIDED["open"]])


@pytest.mark.parametrize("record_", [7, None, [], "PROVED"])
def test_a_record_that_is_no_object_is_refused_in_one_line(tmp_path, record_):
    path = tmp_path / "claims.lock"
    path.write_text(json.dumps({"schema": "kreiss/lock-2", "claims": {"open": record_}}))
    with pytest.raises(InvalidClaim, match="expected a lock file"):
        lock.read(path)


@pytest.mark.parametrize("key", ["statement", "exists", "sharp", "verdict", "certificate"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"schema": 3}, {"given": 3}])
def test_a_field_of_any_kind_is_taken_back_unchanged_or_not_at_all(key, value):
    for name, honest in DECIDED.items():
        forged = copy.deepcopy(stored(name))
        forged[key] = value
        again = restored(honest.claim, forged)
        assert again is None or (again.verdict, again.certificate) == (honest.verdict, stored(name)["certificate"])
        lock.changes({name: forged}, [honest])
