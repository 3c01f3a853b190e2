"""Which relation of a claim is said to be sharp: its conclusion x ≤ f, or a hypothesis x < f that bounds a number."""

from collections.abc import Callable, Sequence

from kreiss.errors import InvalidClaim
from kreiss.verify.language.trees import Tree, is_matrix

NOT_SHARP = "expected one relation with <= or >= between numbers"
_TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}


def sharp_in(
    hypotheses: Sequence[Tree],
    conclusion: Sequence[Tree],
    relation: Sequence[Tree] | None,
    name: str,
    kind: Callable[[str], str],
) -> Tree | None:
    """The hypothesis whose right-hand side is to be the best; None if it is that of the conclusion.

    It is the one ``relation`` that is given, or else the last x < f or x ≤ f for the number x that is called ``name``.
    Without a name, it is the conclusion if that is x ≤ f or x ≥ f, else the last such hypothesis for any number x. A
    hypothesis may be written either way round. Raises ``InvalidClaim``.
    """
    if len(conclusion) != 1 or not _is_order(conclusion[0], kind):
        raise InvalidClaim(NOT_SHARP)
    if relation is None and not name and conclusion[0][0] in ("<=", ">="):
        return None
    orders = [tree for tree in hypotheses if _is_order(tree, kind)]
    stated = [part for tree in orders for part in (tree, (_TURNED[tree[0]], tree[2], tree[1]))]
    if relation is not None:
        found = [tree for tree in stated if (tree,) == tuple(relation)]
    else:
        found = [tree for tree in stated if tree[0][0] == "<" and tree[1][0] == "name" and name in ("", tree[1][1])]
    if not found:
        missing = f"'{name:.60}' is no order of numbers among the hypotheses, nor a number that one bounds from above"
        raise InvalidClaim(missing if name else f"{NOT_SHARP}, or a hypothesis that bounds a number from above")
    return found[-1]


def _is_order(tree: Tree, kind: Callable[[str], str]) -> bool:
    """Whether it is an order of two numbers."""
    return tree[0] in _TURNED and not any(is_matrix(side, kind) for side in tree[1:])
