"""sup ‖Aᵗ‖ where it is finite: the kernel walks the same rounded powers as the checker, and both agree."""

import json
import random

import pytest
from checker.forging import changed
from formal.agreement import accepted, agree, answers, forgeries, nudged
from formal.test_reading import checker_accepts, kernel_says, replaced

from kreiss.numeric import certify_sup_powers
from kreiss.verify.kernel import ask_kernel

MATRICES = {
    "a hump": [["9/10", 1], [0, "9/10"]],
    "complex": [["1/2", 0], [{"re": 3, "im": -1}, {"re": 0, "im": "1/2"}]],
    "a contraction": [["1/2", 0], [0, "1/3"]],
    "a permutation": [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
    "nilpotent": [[0, 10, 0], [0, 0, 7], [0, 0, 0]],
    "zero": [[0]],
    "a fixed vector": [["1/2", "1/2", "1/3"], ["1/4", "1/2", "1/2"], ["1/4", 0, "1/6"]],
    "next to the circle": [["9999/10000", "1/10"], [0, "1/2"]],
    "complex next to it": [[{"re": 0, "im": "9999/10000"}, 1], [0, {"re": "1/3", "im": "1/3"}]],
    "of order 5": [["1/2" if j == i else 1 if j == i + 1 else 0 for j in range(5)] for i in range(5)],
}


@pytest.fixture(scope="module")
def suprema() -> list[dict]:
    """Certificates of sup ‖Aᵗ‖, as they are read from a file."""
    found = [certify_sup_powers(A, gap).certificate for A in MATRICES.values() for gap in ("1e-2", "1e-6")]
    return json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def text() -> bytes:
    """A small certificate as text."""
    return json.dumps(certify_sup_powers([["1/2", 1], [0, "1/3"]], "1e-2").certificate).encode()


def test_suprema_of_powers_are_accepted_by_both(kernel, tmp_path, suprema):
    assert all(accepted(document) for document in suprema)
    assert set(answers(kernel, tmp_path, suprema)) == {"accepted"}
    steps = [step for document in suprema for step in document["steps"]]
    assert {step["reason"] for step in steps} == {"powers"}
    assert {name for step in steps for name in step} >= {"contraction", "invariant"}
    (tmp_path / "sup.json").write_text(json.dumps(suprema[0]))
    assert "<= sup |A^t| <=" in ask_kernel(kernel, tmp_path / "sup.json").words


def test_forged_suprema_are_accepted_by_both_or_neither(kernel, tmp_path, suprema):
    counts = agree(kernel, tmp_path, forgeries(suprema, 600, 13))
    assert counts["rejected"] > 200
    assert counts["accepted"] > 5


def next_to(document, rng):
    """The same with ends, bits, vector, peak or horizon that are, or are not, just enough."""
    step = document["steps"][0]
    return rng.choice(
        [
            *nudged(document, "bits", rng),
            changed(document, "steps", 0, "t", to=step["t"] + rng.randint(-2, 2)),
            changed(document, "steps", 0, "horizon", to=step["horizon"] + rng.randint(-3, 3)),
        ]
    )


def test_suprema_that_are_just_enough_or_not_are_accepted_by_both_or_neither(kernel, tmp_path, suprema):
    rng = random.Random(14)
    counts = agree(kernel, tmp_path, [next_to(rng.choice(suprema), rng) for _ in range(600)])
    assert counts["rejected"] > 200
    assert counts["accepted"] > 200


def test_an_upper_end_below_a_later_power_is_accepted_by_neither(kernel, tmp_path, suprema):
    """The powers of a Jordan block rise before they fall: no horizon makes up for an upper end that is too small."""
    hump = suprema[0]
    lower = changed(changed(hump, "statement", "lower", to="1"), "statement", "upper", to="3")
    forged = [changed(lower, "steps", 0, "horizon", to=horizon) for horizon in (1, 2, 5, 10, 30, 100)]
    forged += [changed(document, "steps", 0, "t", to=0) for document in forged]
    assert not any(map(accepted, forged))
    assert "accepted" not in answers(kernel, tmp_path, forged)


NEITHER = {
    "no horizon": lambda text: replaced(text, b'"horizon": ', b'"horizons": '),
    "a horizon of 0": lambda text: replaced(text, b'"horizon": ', b'"horizon": 0, "about": '),
    "a negative horizon": lambda text: replaced(text, b'"horizon": ', b'"horizon": -'),
    "a horizon of 4000 digits": lambda text: replaced(text, b'"horizon": ', b'"horizon": 1' + b"0" * 3999),
    "no bits": lambda text: replaced(text, b'"bits": ', b'"bit": '),
    "bits of 0": lambda text: replaced(text, b'"bits": ', b'"bits": 0, "about": '),
    "negative bits": lambda text: replaced(text, b'"bits": ', b'"bits": -'),
    "bits beyond ten thousand": lambda text: replaced(text, b'"bits": ', b'"bits": 10'),
    "a peak beyond the horizon": lambda text: replaced(text, b'"t": ', b'"t": 99'),
    "a negative peak": lambda text: replaced(text, b'"t": ', b'"t": -'),
    "no peak": lambda text: replaced(text, b'"t": ', b'"s": '),
    "a peak twice": lambda text: replaced(text, b'"t": ', b'"t": 1, "t": '),
    "a power": lambda text: replaced(text, b'"matrix": ', b'"power": 1, "matrix": '),
    "a radius": lambda text: replaced(text, b'"matrix": ', b'"radius": 0, "matrix": '),
    "an invariant that proves nothing": lambda text: replaced(text, b'"horizon": ', b'"invariant": 0, "horizon": '),
    "a contraction that proves nothing": lambda text: replaced(text, b'"horizon": ', b'"contraction": 0, "horizon": '),
    "an upper end below 1": lambda text: replaced(text, b'"upper": "', b'"upper": "1/2", "about": "'),
    "no finite upper end": lambda text: replaced(text, b'"upper": "', b'"upper": "inf", "about": "'),
    "infinite ends": lambda text: replaced(
        replaced(text, b'"upper": "', b'"upper": "inf", "about": "'), b'"lower": "', b'"lower": "inf", "of": "'
    ),
    "a lower end above the upper one": lambda text: replaced(text, b'"lower": "', b'"lower": "9'),
    "a negative denominator": lambda text: replaced(text, b'"denominator": 6', b'"denominator": -6'),
    "a row too short": lambda text: replaced(text, b"[0, 2]", b"[2]"),
    "an imaginary part": lambda text: replaced(text, b'"re": [[3,', b'"im": [[9, 0], [0, 9]], "re": [[3,'),
    "a step for another quantity": lambda text: replaced(text, b'"powers"', b'"power-norm"'),
    "another quantity": lambda text: replaced(text, b'"sup_powers"', b'"K"'),
}


def test_the_small_certificate_of_a_supremum_is_accepted_by_both(kernel, tmp_path, text):
    assert checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["accepted"]


@pytest.mark.parametrize("what", NEITHER)
def test_a_supremum_that_is_not_as_it_has_to_be_is_accepted_by_neither(kernel, tmp_path, text, what):
    forged = NEITHER[what](text)
    assert not checker_accepts(tmp_path, forged)
    assert kernel_says(kernel, tmp_path, [forged])[0] in ("unreadable", "rejected", "not covered")


def test_an_invariant_has_to_hold_in_each_part(kernel, tmp_path, suprema):
    """Stein's inequality, P ⪯ I and the bound on the power at the horizon are each needed."""
    good = next(document for document in suprema if "invariant" in document["steps"][0])
    place = ("steps", 0, "invariant")
    invariant = good["steps"][0]["invariant"]
    larger = invariant["P"] | {"denominator": 1}
    forged = [
        changed(good, *place, "P", to=larger),
        changed(good, *place, "P", to={"denominator": 1, "re": [[0] * len(larger["re"])] * len(larger["re"])}),
        changed(good, *place, "eta", to="0"),
        changed(good, *place, "eta", to="-1/2"),
        changed(good, *place, "eta", to="1/0"),
        changed(good, *place, "more", to=0),
        changed(good, "steps", 0, "contraction", to="elimination"),
        *(changed(good, *place, to={k: v for k, v in invariant.items() if k != name}) for name in invariant),
    ]
    assert not any(map(accepted, forged))
    assert set(answers(kernel, tmp_path, forged)) == {"rejected"}


def test_long_walks_and_other_ways_to_bound_powers_are_left_to_the_checker(kernel, tmp_path, suprema):
    far = changed(suprema[0], "steps", 0, "horizon", to=10**6)
    hump = certify_sup_powers([["99999/100000", 1], [0, "99999/100000"]], "1e-2").certificate
    assert {step["reason"] for step in hump["steps"]} == {"leaps"}
    twice = changed(suprema[0], "steps", to=suprema[0]["steps"] * 2)
    nothing = changed(suprema[0], "steps", to=[])
    assert answers(kernel, tmp_path, [far, hump, twice, nothing]) == ["not covered"] * 4
