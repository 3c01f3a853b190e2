"""The unproved reader: what it makes of a file's characters is what the checker makes of them, or nothing."""

import json
import random
import subprocess

import pytest
from formal.agreement import AT_ONCE

from kreiss.numeric import (
    certify_kreiss_algebraic,
    certify_kreiss_ct_algebraic,
    certify_numerical_radius,
    certify_resolvent_norm,
)
from kreiss.verify.checker import Rejected
from kreiss.verify.checker.documents import check_file

CHARACTERS = '{}[]",:-+.0123456789eE \n\t\\/\x00\x1f\x7fnaNtIru'


def kernel_says(kernel, folder, texts) -> list[str]:
    """The kernel's answer to each text."""
    found = []
    for first in range(0, len(texts), AT_ONCE):
        paths = [folder / f"{first + i}.json" for i in range(len(texts[first : first + AT_ONCE]))]
        for path, text in zip(paths, texts[first : first + AT_ONCE], strict=True):
            path.write_bytes(text)
        done = subprocess.run([kernel, *map(str, paths)], capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        assert len(lines) == len(paths), done.stderr
        found += [line.removeprefix(f"{path}: ").split(":")[0].lower() for line, path in zip(lines, paths, strict=True)]
    return found


def checker_accepts(folder, text) -> bool:
    """Whether the checker accepts the text."""
    path = folder / "one.json"
    path.write_bytes(text)
    try:
        check_file(path)
    except Rejected:
        return False
    return True


@pytest.fixture(scope="module")
def documents() -> list[bytes]:
    """Small certificates of several quantities, as text."""
    enclosures = [
        certify_kreiss_algebraic([["1/2", 0], [0, "1/3"]]),
        certify_kreiss_ct_algebraic([[0, 3], [0, -1]], 0.3),
        certify_resolvent_norm([[{"re": 0, "im": "1/2"}]], 2),
        certify_numerical_radius([[1, 2], [0, 0]]),
    ]
    return [json.dumps(enclosure.certificate).encode() for enclosure in enclosures]


def replaced(text: bytes, old: bytes, new: bytes) -> bytes:
    assert old in text
    return text.replace(old, new, 1)


NEITHER = {
    "a name twice": lambda text: replaced(text, b'"lower": ', b'"lower": "1", "lower": '),
    "the statement twice": lambda text: replaced(text, b'"statement": ', b'"statement": {}, "statement": '),
    "a float": lambda text: replaced(text, b'"denominator": 6', b'"denominator": 6.0'),
    "an exponent": lambda text: replaced(text, b'"denominator": 6', b'"denominator": 6e0'),
    "a leading zero": lambda text: replaced(text, b'"denominator": 6', b'"denominator": 06'),
    "a plus": lambda text: replaced(text, b'"denominator": 6', b'"denominator": +6'),
    "not a number": lambda text: replaced(text, b'"denominator": 6', b'"denominator": NaN'),
    "infinity": lambda text: replaced(text, b'"upper": "1"', b'"upper": Infinity'),
    "null": lambda text: replaced(text, b'"upper": "1"', b'"upper": null'),
    "true": lambda text: replaced(text, b'"upper": "1"', b'"upper": true'),
    "a signed denominator": lambda text: replaced(text, b'"upper": "1"', b'"upper": "-1/-1"'),
    "a space in a number": lambda text: replaced(text, b'"upper": "1"', b'"upper": "1 "'),
    "a line end in a number": lambda text: replaced(text, b'"upper": "1"', b'"upper": "1\n"'),
    "digits of another script": lambda text: replaced(text, b'"upper": "1"', '"upper": "١"'.encode()),
    "an underscore": lambda text: replaced(text, b'"upper": "1"', b'"upper": "1_0"'),
    "a hexadecimal number": lambda text: replaced(text, b'"upper": "1"', b'"upper": "0x1"'),
    "a zero denominator": lambda text: replaced(text, b'"upper": "1"', b'"upper": "1/0"'),
    "a field that no one reads": lambda text: replaced(text, b'"lower": ', b'"about": "", "lower": '),
    "another schema": lambda text: replaced(text, b"enclosure-1", b"enclosure-1 "),
    "text after it": lambda text: text + b"x",
    "a document after it": lambda text: text + text,
    "a comma too many": lambda text: text[:-1] + b",}",
    "its end missing": lambda text: text[:-1],
    "nothing": lambda _: b"",
    "bytes that are no UTF-8": lambda text: replaced(text, b'"upper": "1"', b'"upper": "\xff"'),
    "zero bytes after it": lambda text: text + b"\x00",
    "deep nesting": lambda text: replaced(text, b'"upper": "1"', b'"upper": ' + b"[" * 10**6 + b"]" * 10**6),
    "a list of a list": lambda text: b"[" + text + b"]",
    "too long an integer": lambda text: replaced(text, b'"upper": "1"', b'"upper": 1' + b"0" * 4001),
    "too long a string": lambda text: replaced(text, b'"upper": "1"', b'"upper": "1' + b"0" * 4001 + b'"'),
    "an integer beyond what Python reads": lambda text: replaced(
        text, b'"matrix": {"denominator": 6', b'"matrix": {"denominator": 6' + b"0" * 4300
    ),
}
BOTH = {
    "white space": lambda text: b" \n\t\r" + text.replace(b": ", b"\t:\n") + b"\n",
    "a negative zero": lambda text: replaced(text, b"[0, 2]", b"[-0, 2]"),
    "leading zeros in a string": lambda text: replaced(text, b'"upper": "1"', b'"upper": "0001/001"'),
    "an integer for a string": lambda text: replaced(text, b'"upper": "1"', b'"upper": 1'),
}
CHECKER_ALONE = {
    "an escape": lambda text: replaced(text, b'"upper"', rb'"\u0075pper"'),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text,
    "UTF-16": lambda text: text.decode().encode("utf-16"),
}


@pytest.mark.parametrize("what", NEITHER)
def test_what_is_not_as_it_has_to_be_is_accepted_by_neither(kernel, tmp_path, documents, what):
    text = NEITHER[what](documents[0])
    assert not checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text])[0] in ("unreadable", "rejected", "not covered")


@pytest.mark.parametrize("what", BOTH)
def test_what_json_allows_is_accepted_by_both(kernel, tmp_path, documents, what):
    text = BOTH[what](documents[0])
    assert checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["accepted"]


@pytest.mark.parametrize("what", CHECKER_ALONE)
def test_other_encodings_and_escapes_are_unreadable_to_the_kernel(kernel, tmp_path, documents, what):
    text = CHECKER_ALONE[what](documents[0])
    assert checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["unreadable"]


def test_a_symmetric_matrix_may_be_given_by_its_lower_triangle(kernel, tmp_path, documents):
    document = json.loads(documents[1])
    for step in document["steps"]:
        if step["reason"] == "line":
            rows = step["P"].pop("re")
            step["P"]["lower"] = [row[: i + 1] for i, row in enumerate(rows)]
    text = json.dumps(document).encode()
    assert checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["accepted"]
    next(step for step in document["steps"] if step["reason"] == "line")["P"]["lower"][1].append(0)
    text = json.dumps(document).encode()
    assert not checker_accepts(tmp_path, text)
    assert kernel_says(kernel, tmp_path, [text]) == ["rejected"]


def test_a_step_stable_speaks_of_the_last_circle_before_it(kernel, tmp_path):
    """The P of the smaller circle is definite, that of the larger one is not."""
    circle = {"reason": "circle", "semidefinite": "elimination"}
    larger = circle | {"u": "1", "nu": "1", "P": {"denominator": 1, "re": [[-1]]}}
    smaller = circle | {"u": "1/4", "nu": "2", "P": {"denominator": 1, "re": [[2]]}}
    proof = {"reason": "stable", "definite": "elimination"}
    matrix = {"denominator": 1, "re": [[2]]}
    statement = {"quantity": "M", "radius": "1", "matrix": matrix, "lower": "0", "upper": "1"}
    for steps, outcome in (
        ([larger, smaller, proof], True),
        ([smaller, larger, proof], False),
        ([proof, smaller], False),
    ):
        text = json.dumps({"schema": "kreiss/enclosure-1", "statement": statement, "steps": steps}).encode()
        assert checker_accepts(tmp_path, text) == outcome
        assert kernel_says(kernel, tmp_path, [text]) == ["accepted" if outcome else "rejected"]


def test_texts_with_changed_characters_are_accepted_by_both_or_neither(kernel, tmp_path, documents):
    rng, texts = random.Random(7), []
    for _ in range(1500):
        text = bytearray(rng.choice(documents))
        for _ in range(rng.choice([1, 1, 2])):
            at = rng.randrange(len(text)) if rng.random() < 0.3 else rng.randrange(min(300, len(text)))
            text[at : at + rng.choice([0, 1])] = rng.choice(CHARACTERS).encode() * rng.choice([0, 1, 1])
        texts.append(bytes(text))
    says = kernel_says(kernel, tmp_path, texts)
    for text, answer in zip(texts, says, strict=True):
        if checker_accepts(tmp_path, text):
            assert answer == "accepted" or b"\\" in text, text
        else:
            assert answer != "accepted", text
    assert says.count("accepted") > 50
