"""A block identity is accepted only if it is one: each change of its text is rejected."""

import pytest

from kreiss.symbolic.blocks.resolvent import block_resolvent
from kreiss.verify.checker import Rejected, check_document

LOWER = "[[A, 0], [C, D]]"
TRUE = "[[resolvent(A, z), 0], [resolvent(D, z)*C*resolvent(A, z), resolvent(D, z)]]"
FALSE = [
    TRUE.replace("[resolvent(D, z)*C", "[-resolvent(D, z)*C"),
    TRUE.replace("[resolvent(D, z)*C", "[2*resolvent(D, z)*C"),
    TRUE.replace("resolvent(D, z)*C*resolvent(A, z)", "resolvent(A, z)*C*resolvent(D, z)"),
    TRUE.replace("resolvent(D, z)*C*resolvent(A, z)", "C*resolvent(D, z)*resolvent(A, z)"),
    TRUE.replace("resolvent(D, z)*C*resolvent(A, z)", "0"),
    TRUE.replace(", 0]", ", C]"),
    TRUE.replace("resolvent(A, z), 0", "resolvent(D, z), 0"),
    TRUE.replace("resolvent(A, z), 0", "resolvent(A, w), 0"),
    "[[resolvent(A, z)]]",
    "resolvent(A, z)",
    "resolvent(J, z)",
    "J",
    "0",
]


def document(given, states, steps=None):
    steps = [{"kind": "identity", "states": states, "reason": "multiply out"}] if steps is None else steps
    return {"schema": "kreiss/proof-1", "statement": {"given": given, "states": states}, "steps": steps}


@pytest.mark.parametrize("right", FALSE)
def test_a_wrong_right_side_is_rejected(right):
    with pytest.raises(Rejected):
        check_document(document([f"J = {LOWER}"], f"resolvent(J, z) == {right}"))


def test_the_derived_identity_is_accepted_whichever_side_the_resolvent_stands_on():
    for states in (f"resolvent(J, z) == {TRUE}", f"{TRUE} == resolvent(J, z)"):
        assert check_document(document([f"J = {LOWER}"], states)).assumptions == ()


@pytest.mark.parametrize(
    ("blocks", "order"),
    [
        ([["A", "B"], ["C", "D"]], [0, 1]),
        ([["A", "B"], ["C", "D"]], [1, 0]),
        ([["A", "B"], [0, "D"]], None),
        ([["A", 0, 0, 0], ["C", "D", 0, 0], ["E", "F", "G", 0], ["H", "L", "M", "N"]], None),
    ],
)
def test_every_derived_resolvent_is_accepted_and_its_mirror_image_is_not(blocks, order):
    result = block_resolvent(blocks, order=order).proof().document()
    assert check_document(result).statement.startswith("resolvent(J, z) ==")
    words = result["statement"]["states"]
    forged = document(result["statement"]["given"], words.replace("resolvent(A, z)*", "resolvent(A, z)*2*", 1))
    mirrored = document(
        result["statement"]["given"], words.replace("A, z", "#").replace("D, z", "A, z").replace("#", "D, z")
    )
    for wrong in (forged, mirrored):
        if wrong["statement"]["states"] != words:
            with pytest.raises(Rejected):
                check_document(wrong)


@pytest.mark.parametrize(
    ("given", "states"),
    [
        ([], "A*B == B*A"),
        ([], "(A + B)^2 == A^2 + 2*A*B + B^2"),
        ([], "resolvent(A, z) - resolvent(B, z) == resolvent(A, z)*(B - A)*resolvent(B, z)"),
        ([], "inverse(A*B) == inverse(A)*inverse(B)"),
        ([], "resolvent(A, w) - resolvent(A, z) == (w - z)*resolvent(A, z)*resolvent(A, w)"),
        ([], "resolvent(A, w) - resolvent(B, z) == (z - w)*resolvent(A, w)*resolvent(B, z)"),
        ([], "A*inverse(I - h*A) == inverse(I - h*A) - I"),
        ([], "(I + h*A)*inverse(I - k*A) == inverse(I - k*A)*(I + h*B)"),
        (["square(A, B)"], "transpose(A*B) == transpose(A)*transpose(B)"),
        (["A = S - transpose(S)", "Q = (I + h*A)*inverse(I - A)"], "transpose(Q)*Q == I"),
        (["A = S + transpose(S)", "Q = (I + A)*inverse(I - A)"], "transpose(Q)*Q == I"),
        (["J = [[A, 0], [C, D]]"], "resolvent(J, z)^2 == resolvent(J, z)"),
        (["J = [[A, 0], [C, z]]"], "resolvent(J, z) == [[resolvent(A, z), 0], [0, 0]]"),
        (["J = [[J, 0], [C, D]]"], "resolvent(J, z) == J"),
        (["J = [[A, 0], [C]]"], "J == J"),
        (["J = [[A, 0]]"], "resolvent(J, z) == J"),
    ],
)
def test_a_false_or_meaningless_identity_is_rejected(given, states):
    with pytest.raises(Rejected):
        check_document(document(given, states))


@pytest.mark.parametrize(
    "states",
    [
        "resolvent(A, z) - resolvent(B, z) == resolvent(A, z)*(A - B)*resolvent(B, z)",
        "inverse(A*B)*A*B == 1",
        "(A + B)^2 == A^2 + A*B + B*A + B^2",
        "z*resolvent(A, z) == 1 + A*resolvent(A, z)",
        "resolvent(A, w) - resolvent(A, z) == (z - w)*resolvent(A, z)*resolvent(A, w)",
        "h*A*inverse(I - h*A) == inverse(I - h*A) - I",
        "(I + h*A)*inverse(I - h*A) == inverse(I - h*A)*(I + h*A)",
        "(1 + h)*A*inverse(I + (1 + h)*A) == I - inverse(I + (1 + h)*A)",
        "transpose(inverse(I - h*A)*B) == transpose(B)*inverse(I - h*transpose(A))",
    ],
)
def test_true_identities_are_accepted(states):
    assert check_document(document([], states)).statement == states


@pytest.mark.parametrize("size", ["", "h/2*", "h*k*"])
def test_the_cayley_transform_of_a_skew_matrix_is_orthogonal(size):
    given = ["A = S - transpose(S)", f"Q = (I + {size}A)*inverse(I - {size}A)"]
    for states in ("transpose(Q)*Q == I", "Q*transpose(Q) == I"):
        assert check_document(document(given, states)).statement.startswith(states)


def test_a_step_that_proves_something_else_does_not_prove_the_claim():
    other = {"kind": "identity", "states": f"resolvent(J, z) == {TRUE}", "reason": "multiply out"}
    with pytest.raises(Rejected, match="do not end"):
        check_document(document([f"J = {LOWER}"], f"resolvent(J, z) == {FALSE[0]}", [other]))
    with pytest.raises(Rejected, match="do not end"):
        check_document(document([f"J = {LOWER}"], f"resolvent(J, z) == {TRUE}", []))
