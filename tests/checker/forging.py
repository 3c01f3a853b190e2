"""How the tests of the checker forge documents, and what they expect of it."""

import copy

import pytest

from kreiss.verify.checker import Rejected, check_document


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
