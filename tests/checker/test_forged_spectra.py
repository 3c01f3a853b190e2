"""The step ``spectrum``: what is shown at an eigenvalue x is known of x, and the matrix is a function of H alone."""

import pytest
from checker.forging import changed, rejected

from kreiss.symbolic.proof import Proof, inequality, small_eigenvalues, spectrum
from kreiss.verify.checker import check_document

GIVEN = ("symmetric(H)", "norm(H) <= 1", "norm(I - H) <= 1")
STEP = Proof(GIVEN, "norm(I - 2*H) <= 1", (
    spectrum("norm(I - 2*H) <= 1", "H", "x", [
        inequality("x <= 1", ["x <= norm(H)", "norm(H) <= 1"], "at most the norm"),
        {"kind": "inequality", "states": "1 - x <= 1", "reason": "at most the norm", "quantities": {"q": "norm(I - H)"},
         **inequality("1 - x <= 1", ["1 - x <= q", "q <= 1"], "at most the norm").data},
        inequality("1 - 2*x <= 1", ["1 - x <= 1"], "from below"),
        inequality("-(1 - 2*x) <= 1", ["x <= 1"], "from above"),
    ], "at each eigenvalue"),
))  # fmt: skip


def document(proof):
    """The certificate of a proof, some of whose inner steps are written out."""
    (outer,) = proof.steps
    inner = [step if isinstance(step, dict) else step.document() for step in outer.data["steps"]]
    written = Proof(
        proof.given, proof.states, (type(outer)(outer.kind, outer.states, outer.reason, {**outer.data, "steps": []}),)
    ).document()
    written["steps"][0]["steps"] = inner
    return written


GOOD = document(STEP)
MOMENTUM = ("symmetric(H)", "norm(H) <= 4", "norm(4*I - H) <= 4", "J = [[2*I - H, -I], [I, 0]]")


def test_a_polynomial_of_a_symmetric_matrix_is_bounded_at_its_eigenvalues():
    assert check_document(GOOD).statement.startswith("norm(I - 2*H) <= 1")


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (("statement", "given", 0), "square(H)", "is not a symmetric matrix"),
        (("statement", "given", 1), "norm(H) <= 2", "is not a fact known"),
        (("steps", 0, "of"), "I", "has no size"),
        (("steps", 0, "of"), "inverse(H)", "is not a symmetric matrix without inverses"),
        (("steps", 0, "eigenvalue"), "r", "that nothing else uses"),
        (("steps", 0, "eigenvalue"), "X", "that nothing else uses"),
        (("steps", 0, "eigenvalue"), "y", "is not a fact known"),
        (("steps", 0, "steps"), GOOD["steps"][0]["steps"][:3], "do not end in what is to be shown"),
        (("steps", 0, "steps"), GOOD["steps"][0]["steps"][1:], "is not a fact known"),
        (("steps", 0, "states"), "norm(I - 2*H) <= x", "that nothing else uses"),
        (("steps", 0, "states"), "norm(I - 2*H) < 1", "do not end in what is to be shown"),
        (("steps", 0, "states"), "K(I - 2*H) <= 1", "expected a matrix of blocks"),
        (("steps", 0, "states"), "1 <= norm(I - 2*H)", "expected a quantity of a matrix"),
        (("steps", 0, "states"), "dim(H) <= 1", "expected a quantity of a matrix"),
    ],
)
def test_what_is_not_known_of_an_eigenvalue_is_rejected(path, value, shown):
    assert shown in rejected(changed(GOOD, *path, to=value)).message


@pytest.mark.parametrize(
    ("given", "states", "shown"),
    [
        (("symmetric(H)", "norm(H*B) <= 1", "square(B)"), "norm(H*B) <= 1", "is not a function of the symmetric"),
        (("symmetric(H)", "norm(A) <= 1", "A*H == H*A"), "norm(H*A) <= 1", "is not a function of the symmetric matrix"),
        (("symmetric(H)", "J = [[H, 0], [0, 0]]"), "norm(J) <= 1", "sizes are not known to agree"),
        (("symmetric(H, D)", "J = [[H, 0], [0, D]]"), "norm(J) <= 1", "not known to be of the size"),
        (("symmetric(H)",), "norm([[H, 1], [0, H]]) <= 1", "an entry is a matrix or 0"),
        (("symmetric(H)",), "norm([[H, H], [I, H]]*[[H, 0], [0, H]]) <= 1", "is not written as one matrix"),
    ],
)
def test_a_matrix_that_is_no_function_of_one_symmetric_one_is_rejected(given, states, shown):
    step = spectrum(states, "H", "x", [], "at each eigenvalue")
    assert shown in rejected(Proof(given, states, (step,)).document()).message


def test_a_norm_that_a_hypothesis_does_not_bound_says_nothing_of_an_eigenvalue():
    steps = [
        inequality("x <= 1", ["x <= norm(H)", "norm(H) <= 1"], "at most the norm"),
        inequality("-x <= 1", ["-x <= norm(H)", "norm(H) <= 1"], "at most the norm"),
    ]
    step = spectrum("norm(H) <= 1", "H", "x", steps, "at each eigenvalue")
    assert "is not a fact known" in rejected(Proof(("symmetric(H)",), "norm(H) <= 1", (step,)).document()).message


def at_an_eigenvalue(minors, radius="rho([[2 - x, -1], [1, 0]]) <= 1"):
    known = [inequality("x <= 4", ["x <= norm(H)", "norm(H) <= 4"], "at most the norm"),
             {"kind": "inequality", "states": "4 - x <= 4", "reason": "at most the norm",
              "quantities": {"q": "norm(4*I - H)"},
              **inequality("4 - x <= 4", ["4 - x <= q", "q <= 4"], "at most the norm").data}]  # fmt: skip
    shown = [inequality(f"0 <= {text}", ["x <= 4", "4 - x <= 4"], "what is due") for text in ("x", "4 - x")]
    last = small_eigenvalues(radius, minors, "two eigenvalues")
    return document(
        Proof(
            MOMENTUM, "rho(J) <= 1", (spectrum("rho(J) <= 1", "H", "x", [*known, *shown, last], "at each eigenvalue"),)
        )
    )


MINORS = [[], [(1, ["x"])], [(1, ["4 - x"])], [(1, ["x"])], [(1, ["4 - x"])]]


def test_momentum_on_every_quadratic_is_stable_at_the_eigenvalues_of_its_hessian():
    assert check_document(at_an_eigenvalue(MINORS)).statement.startswith("rho(J) <= 1")


def test_another_matrix_than_that_at_the_eigenvalue_shows_nothing():
    other = at_an_eigenvalue(MINORS, "rho([[2 - x, 1], [-1, 0]]) <= 1")
    assert "do not end in what is to be shown" in rejected(other).message


@pytest.mark.parametrize("place", range(5))
def test_what_is_due_of_two_eigenvalues_is_computed_by_the_checker(place):
    forged = [[*minor, (1, ["x"])] if i == place else minor for i, minor in enumerate(MINORS)]
    assert "is not what is due" in rejected(at_an_eigenvalue(forged)).message
