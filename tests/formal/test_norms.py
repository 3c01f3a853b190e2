"""‖Aᵗ‖: the kernel, which rounds as the checker does, and the checker agree to the last bit of their bounds."""

import json
import random

import pytest
from checker.forging import changed
from formal.agreement import accepted, agree, answers, forgeries, nudged
from formal.test_reading import checker_accepts, kernel_says, replaced

from kreiss.numeric import certify_power_norm
from kreiss.verify.kernel import ask_kernel

MATRICES = {
    "real": ([["9/10", 0], [10, "9/10"]], 1),
    "complex": ([["1/2", 0], [{"re": 3, "im": -1}, {"re": 0, "im": "1/2"}]], 7),
    "the identity": ([[3]], 0),
    "a power that vanishes": ([[0, 5], [0, 0]], 1000),
    "zero": ([[0, 0], [0, 0]], 3),
    "a large power": ([[10, 1], [-7, 3]], 1000),
    "a small one": ([["1/1000", 1], [0, "1/999"]], 500),
    "of order 6": ([[(3 * i - 5 * j) % 7 - 3 for j in range(6)] for i in range(6)], 13),
}


@pytest.fixture(scope="module")
def norms() -> list[dict]:
    """Certificates of norms of powers, as they are read from a file."""
    wide = [certify_power_norm(A, t, gap).certificate for A, t in MATRICES.values() for gap in ("1e-2", "1e-9")]
    return json.loads(json.dumps(wide))


@pytest.fixture(scope="module")
def text() -> bytes:
    """A small certificate as text, ‖A²‖ for A = [[1, 2], [0, 1/3]]."""
    return json.dumps(certify_power_norm([[1, 2], [0, "1/3"]], 2, "1e-2").certificate).encode()


def test_norms_of_powers_are_accepted_by_both(kernel, tmp_path, norms):
    assert all(accepted(document) for document in norms)
    assert set(answers(kernel, tmp_path, norms)) == {"accepted"}


def test_the_power_is_told(kernel, tmp_path, norms):
    (tmp_path / "norm.json").write_text(json.dumps(norms[2]))
    assert "<= |A^7| <=" in ask_kernel(kernel, tmp_path / "norm.json").words


def test_forged_norms_are_accepted_by_both_or_neither(kernel, tmp_path, norms):
    counts = agree(kernel, tmp_path, forgeries(norms, 600, 11))
    assert counts["rejected"] > 200
    assert counts["accepted"] > 5


def next_to(document, rng):
    """The same with ends, width, vector or power that are, or are not, just enough."""
    power = document["statement"]["power"] + rng.choice([-1, 1])
    return rng.choice([*nudged(document, "width", rng), changed(document, "statement", "power", to=power)])


def test_bounds_that_are_just_enough_or_not_are_accepted_by_both_or_neither(kernel, tmp_path, norms):
    rng = random.Random(12)
    counts = agree(kernel, tmp_path, [next_to(rng.choice(norms), rng) for _ in range(600)])
    assert counts["rejected"] > 200
    assert counts["accepted"] > 200


def test_a_vector_of_half_the_order_is_read_by_both(kernel, tmp_path):
    """(x, y) stands for (x, y) and (y, −x), of the real embedding or of a real matrix of even order."""
    half = {"denominator": 1, "re": [[1, 2], [0, 1]]}
    whole = {"denominator": 1, "re": [[1, 0], [0, 1]], "im": [[2, 1], [0, 2]]}
    for matrix, v in (
        (half, {"re": [1], "im": [2]}),
        (half, {"re": [1, 0], "im": [0, 0]}),
        (whole, {"re": [1, 0], "im": [3, -1]}),
        (whole, {"re": [1, 0, 0, 2], "im": [0, 0, 0, 0]}),
    ):
        step = {"reason": "power-norm", "width": 60, "v": v, "lower": "1/2"}
        statement = {"quantity": "norm", "power": 1, "matrix": matrix, "lower": "1/2", "upper": "9"}
        good = {"schema": "kreiss/enclosure-1", "statement": statement, "steps": [step]}
        assert accepted(good)
        assert answers(kernel, tmp_path, [good]) == ["accepted"]
        for wrong in ({"re": [1, 0, 0], "im": [0, 0, 0]}, {"re": [0] * len(v["re"]), "im": [0] * len(v["re"])}):
            forged = changed(good, "steps", 0, "v", to=wrong)
            assert not accepted(forged)
            assert answers(kernel, tmp_path, [forged]) == ["rejected"]


NEITHER = {
    "no power": lambda text: replaced(text, b'"power": 2, ', b""),
    "a power twice": lambda text: replaced(text, b'"power": 2', b'"power": 2, "power": 2'),
    "another power": lambda text: replaced(text, b'"power": 2', b'"power": 5'),
    "a negative power": lambda text: replaced(text, b'"power": 2', b'"power": -2'),
    "a power in a string": lambda text: replaced(text, b'"power": 2', b'"power": "2"'),
    "a power that is a fraction": lambda text: replaced(text, b'"power": 2', b'"power": "2/1"'),
    "a power that is true": lambda text: replaced(text, b'"power": 2', b'"power": true'),
    "a power that is a float": lambda text: replaced(text, b'"power": 2', b'"power": 2.0'),
    "a power beyond a million": lambda text: replaced(text, b'"power": 2', b'"power": 1000001'),
    "a power of 4000 digits": lambda text: replaced(text, b'"power": 2', b'"power": 2' + b"0" * 3999),
    "a radius": lambda text: replaced(text, b'"power": 2', b'"power": 2, "radius": 0'),
    "no width": lambda text: replaced(text, b'"width": ', b'"breadth": '),
    "a width of 0": lambda text: replaced(text, b'"width": ', b'"width": 0, "about": '),
    "a negative width": lambda text: replaced(text, b'"width": ', b'"width": -'),
    "a width beyond ten thousand": lambda text: replaced(text, b'"width": ', b'"width": 10'),
    "a field that no one reads": lambda text: replaced(text, b'"width": ', b'"t": 2, "width": '),
    "no vector": lambda text: replaced(text, b'"v": ', b'"w": '),
    "no imaginary part": lambda text: replaced(text, b'"im": ', b'"i": '),
    "a denominator of zero": lambda text: replaced(text, b'"denominator": 3', b'"denominator": 0'),
    "a negative denominator": lambda text: replaced(text, b'"denominator": 3', b'"denominator": -3'),
    "no denominator": lambda text: replaced(text, b'"denominator": 3, ', b""),
    "a row too short": lambda text: replaced(text, b"[0, 1]", b"[1]"),
    "a row too many": lambda text: replaced(text, b"[0, 1]", b"[0, 1], [0, 0]"),
    "a column too many": lambda text: replaced(replaced(text, b"[3, 6]", b"[3, 6, 0]"), b"[0, 1]", b"[0, 1, 0]"),
    "no rows": lambda text: replaced(text, b"[[3, 6], [0, 1]]", b"[]"),
    "an imaginary part of another order": lambda text: replaced(text, b'"re": [[3,', b'"im": [[0]], "re": [[3,'),
    "an imaginary part": lambda text: replaced(text, b'"re": [[3,', b'"im": [[9, 0], [0, 9]], "re": [[3,'),
    "no steps": lambda text: text[: text.index(b'"steps"')] + b'"steps": []}',
    "a step for another quantity": lambda text: replaced(text, b"power-norm", b"exp-norm"),
    "another quantity": lambda text: replaced(text, b'"quantity": "norm"', b'"quantity": "sup_powers"'),
    "no finite upper end": lambda text: replaced(text, b'"upper": "', b'"upper": "inf", "about": "'),
    "a negative upper end": lambda text: replaced(text, b'"upper": "', b'"upper": "-'),
    "an upper end over zero": lambda text: replaced(text, b'"upper": "', b'"upper": "1/0", "about": "'),
    "an infinite lower end": lambda text: replaced(text, b'"lower": "', b'"lower": "inf", "about": "'),
}


def test_the_small_certificate_is_accepted_by_both(kernel, tmp_path, text):
    assert checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["accepted"]


@pytest.mark.parametrize("what", NEITHER)
def test_a_norm_that_is_not_as_it_has_to_be_is_accepted_by_neither(kernel, tmp_path, text, what):
    forged = NEITHER[what](text)
    assert not checker_accepts(tmp_path, forged)
    assert kernel_says(kernel, tmp_path, [forged])[0] in ("unreadable", "rejected", "not covered")


def test_an_end_that_says_nothing_needs_no_step(kernel, tmp_path, norms):
    """0 ≤ ‖Aᵗ‖ ≤ ∞ is accepted of any power, by both, and nothing more is."""
    nothing = changed(changed(norms[0], "steps", to=[]), "statement", "upper", to="inf")
    nothing = changed(changed(nothing, "statement", "lower", to="0"), "statement", "power", to=10**100)
    assert accepted(nothing)
    assert answers(kernel, tmp_path, [nothing]) == ["accepted"]
    more = changed(nothing, "statement", "lower", to="1/1000")
    assert not accepted(more)
    assert answers(kernel, tmp_path, [more]) == ["rejected"]


def test_what_asks_for_much_arithmetic_is_left_to_the_checker(kernel, tmp_path, norms):
    twice = changed(norms[0], "steps", to=norms[0]["steps"] * 2)
    matrix = {"denominator": 2**60, "re": [[1]]}
    step = {"reason": "power-norm", "width": 100, "v": {"re": [1], "im": [0]}, "lower": "0"}
    statement = {"quantity": "norm", "power": 10**5, "matrix": matrix, "lower": "0", "upper": "1"}
    tiny = {"schema": "kreiss/enclosure-1", "statement": statement, "steps": [step]}
    many = {"denominator": 9, "re": [[(i * j) % 9 for j in range(12)] for i in range(12)]}
    vector = {"re": [1] * 12, "im": [0] * 12}
    wide = changed(changed(tiny, "statement", "matrix", to=many), "steps", 0, "v", to=vector)
    wide = changed(changed(wide, "steps", 0, "width", to=10**4), "statement", "power", to=10**6)
    assert answers(kernel, tmp_path, [twice, tiny, wide]) == ["not covered"] * 3
