"""How the tests of the checker forge documents, and what they expect of it."""

import copy
import json
import re
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import strategies as st

from kreiss.numeric.nodes import node
from kreiss.numeric.nodes.certify import Region
from kreiss.verify.checker import Rejected, check_document


@contextmanager
def factors_written():
    """Certificates of small matrices hold factors, where the checker would be asked to eliminate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(node, "_ELIMINATED", 0)
        yield


@contextmanager
def by_nodes():
    """Real 2×2 matrices are enclosed by nodes, as all others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Region, "by_polynomials", False)
        yield


def changed(document, *keys, to):
    """A copy of the document with another value at the place that the keys lead to."""
    if not keys:
        return to
    result = copy.deepcopy(document)
    place = result
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = to
    return result


def rejected(document, path=""):
    """The rejection of a document, at a path that begins so; fails if the checker accepts it."""
    with pytest.raises(Rejected) as caught:
        check_document(document)
    assert caught.value.path.startswith(path)
    return caught.value


def places(node, path=()):
    """Every path into the document."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def step_of(kind, value):
    """The first step of that kind, at any depth."""
    for step in value:
        if step["kind"] == kind:
            return step
        for branch in ("yes", "no"):
            found = step_of(kind, step.get(branch, []))
            if found:
                return found
    return None


def enclosure(quantity, A, upper, *steps, lower=0, **parameters):
    statement = {"quantity": quantity, "matrix": A, "lower": lower, "upper": upper, **parameters}
    return {"schema": "kreiss/enclosure-1", "statement": statement, "steps": list(steps)}


def matrix(*rows, den=1):
    return {"denominator": den, "re": [list(row) for row in rows]}


JUNK = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.just(10**40), st.floats(), st.text(max_size=3),
                 st.sampled_from(["inf", "1/0", "-1", "0", "1e9", "elimination"]), st.just([]), st.just({}),
                 st.just([[0]]), st.just({"denominator": 1, "re": [[1]]}))  # fmt: skip


class Forger:
    """Changes copies of genuine certificates: a change takes the document, and its steps by their reason."""

    def __init__(self, documents):
        self.documents = documents

    def genuine(self, name):
        """A copy, as it is read from a file."""
        return json.loads(json.dumps(self.documents[name]))

    def forged(self, name, change):
        document = self.genuine(name)
        change(document, {step["reason"]: step for step in document["steps"]})
        return document

    def rejected(self, name, change):
        """True once the checker has rejected the changed document; fails if it accepts it."""
        return bool(rejected(self.forged(name, change)))

    def mutated(self, data):
        """One of the documents with junk at some place, if the checker accepts it; else None."""
        document = self.documents[data.draw(st.sampled_from(sorted(self.documents)))]
        path = data.draw(st.sampled_from(list(places(document))))
        document = changed(document, *path, to=data.draw(JUNK))
        try:
            check_document(document)
        except Rejected:
            return None
        return document


def move(end, factor):
    """A change that multiplies an end of the statement."""

    def change(document, _):
        document["statement"][end] = str(Fraction(document["statement"][end]) * Fraction(factor))

    return change


def array(matrix):
    """A matrix of a document in floats."""
    X = np.array(matrix["re"], float) / matrix["denominator"]
    return X + 1j * np.array(matrix["im"], float) / matrix["denominator"] if "im" in matrix else X


def ends(statement):
    """Both ends of a statement in floats."""
    return (float(Fraction(statement[end])) if statement[end] != "inf" else np.inf for end in ("lower", "upper"))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def is_rational(value) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,1000}(/[1-9][0-9]{0,1000})?", value) is not None


def other_values(value):
    """What stands in the place of ``value``: neighbours of its own kind, then things of every other kind."""
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value, 0, 2 * value, value // 2, 1 << 5000, str(value), float(value % 2**40))
    if is_rational(value):
        x = Fraction(value)
        yield from map(str, (x * 2, x / 2, -x, x + 1, x - 1, x * Fraction(1001, 1000), x * Fraction(999, 1000), 0, 1))
        yield from ("1/0", f" {value}", f"{value}.0", "1e3", "inf", "٣", "0x10", "1_0", "9" * 5000)
    if isinstance(value, str) and not is_rational(value):
        yield from ("", value.upper(), "circle", "stable", "unstable", "witness", "numerical-radius", "elimination")
    if isinstance(value, list):
        yield from ([], value[1:], value[:-1], value[::-1], [*value, *value[-1:]], [value], [*value, None])
        yield from (value[:i] + value[i + 1 :] for i in range(1, len(value) - 1))
        yield from (value[:i] + value[i : i + 2][::-1] + value[i + 2 :] for i in range(len(value) - 1))
    if isinstance(value, dict):
        yield from ({k: v for k, v in value.items() if k != key} for key in value)
        yield from ({(k + "s" if k == key else k): v for k, v in value.items()} for key in value)
        yield from ({**value, "extra": 1}, [value], {})
    yield from (None, True, 1.5, "text", [], {}, -1, [[]], float("nan"))


def rejection(document):
    """What the checker says of a document that it rejects."""
    return str(rejected(document))
