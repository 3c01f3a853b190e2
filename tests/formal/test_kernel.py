"""The proved kernel and the checker agree: on certificates, on forged ones, and on what ``check --kernel`` says."""

import json

import numpy as np
import pytest
from checker.forging import changed
from formal.agreement import COVERED, GROWTH, STEPS, accepted, agree, answers, forgeries

from kreiss.errors import InvalidArgument
from kreiss.numeric import (
    certify_kreiss,
    certify_kreiss_algebraic,
    certify_kreiss_ct,
    certify_kreiss_ct_algebraic,
    certify_line_resolvent_norm,
    certify_numerical_abscissa,
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_abscissa,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_half_plane_instability,
    distance_to_instability,
)
from kreiss.verify.cli.commands import check
from kreiss.verify.kernel import ask_kernel, find_kernel

COMPLEX = [["1/2", 0], [{"re": 3, "im": -1}, {"re": 0, "im": "1/2"}]]
MATRICES = {
    "peak": [["9/10", 0], [10, "9/10"]],
    "complex": COMPLEX,
    "stochastic": [["1/2", "1/2", "1/3"], ["1/4", "3/4", 1], [0, 0, "1/3"]],
    "next to the circle": [["999999/1000000", 0], ["1/2", "1/2"]],
    "nilpotent": [[0, 10], [0, 0]],
    "contraction": [["1/2", 0], [0, "1/3"]],
    "permutation": [[0, 1], [1, 0]],
}
HALF_PLANE = {
    "peak": [[-1, 10], [0, -1]],
    "complex": [[{"re": -1, "im": 1}, 2], [0, "-1/2"]],
    "an eigenvalue on the axis": [[0, 3], [0, -1]],
    "a pair on the axis": [[0, 5, 0], [-5, 0, 1], [0, 0, -1]],
    "next to the axis": [["-1/1000000", 5], [0, -2]],
    "dissipative": [[-3, 1], [1, -2]],
}
INFINITE = {
    "an eigenvalue outside": [["3/2", 1], [0, "1/2"]],
    "a complex one": [[{"re": "1/2", "im": 1}, 1], [0, "1/2"]],
    "a Jordan block of 1": [["1/2", 3, 0], [0, 1, 5], [0, 0, 1]],
    "a Jordan block of i": [[{"re": 0, "im": 1}, 1], [0, {"re": 0, "im": 1}]],
    "a rotation twice": [[0, -1, 1, 0], [1, 0, 0, 1], [0, 0, 0, -1], [0, 0, 1, 0]],
}


@pytest.fixture(scope="module")
def documents() -> dict[str, dict]:
    """Certificates by algebra alone, as they are read from a file."""
    return {name: json.loads(json.dumps(certify_kreiss_algebraic(A, 0.3).certificate)) for name, A in MATRICES.items()}


@pytest.fixture(scope="module")
def half_plane() -> list[dict]:
    """Certificates of K_ct by algebra alone."""
    return [json.loads(json.dumps(certify_kreiss_ct_algebraic(A, 0.3).certificate)) for A in HALF_PLANE.values()]


@pytest.fixture(scope="module")
def infinite() -> list[dict]:
    """Certificates of K = ∞, and of sup ‖Aᵗ‖ = ∞."""
    found = [certify(A).certificate for A in INFINITE.values() for certify in (certify_kreiss, certify_sup_powers)]
    return json.loads(json.dumps(found))


def of_quantities(A, in_half_plane) -> list[dict]:
    """Certificates of each quantity that the kernel covers, for A in the disc, and another matrix left of the axis."""
    enclosures = [
        certify_resolvent_norm(A, 2),
        distance_to_instability(A),
        certify_pseudospectral_radius(A, "1/10"),
        certify_numerical_radius(A),
        certify_power_norm(A, 3),
        certify_sup_powers(A, "1e-2"),
        certify_line_resolvent_norm(in_half_plane, "1/2"),
        distance_to_half_plane_instability(in_half_plane),
        certify_pseudospectral_abscissa(in_half_plane, "1/10"),
        certify_numerical_abscissa(in_half_plane),
    ]
    return [json.loads(json.dumps(enclosure.certificate)) for enclosure in enclosures]


@pytest.fixture(scope="module")
def neighbours(half_plane) -> list[dict]:
    """Certificates of quantities other than K, of real and complex matrices."""
    real = of_quantities([["9/10", 1], [0, "1/2"]], [[-1, 5], [0, -2]])
    complex_ = of_quantities(COMPLEX, [[{"re": -1, "im": 1}, 2], [0, "-1/2"]])
    others = [certify_numerical_radius([[0, 0], [0, 0]]), certify_kreiss_ct([[-3, 1], [1, -2]])]
    peak = json.loads(json.dumps(certify_kreiss_ct([[-1, 20], [0, -2]], 0.1).certificate))
    peak["statement"]["upper"] = "inf"
    peak["steps"] = [step for step in peak["steps"] if step["reason"] == "witness"]
    return [*real, *complex_, half_plane[0], *(json.loads(json.dumps(o.certificate)) for o in others), peak]


def left_of_the_axis(rng):
    """Triangular, of order 1 to 4, sometimes complex, with the spectrum left of the axis."""
    n = int(rng.integers(1, 5))
    A = np.triu(rng.normal(size=(n, n)), 1) * rng.choice([0.3, 2]) - np.diag(10 ** rng.uniform(-1, 1, n))
    return np.round(A + 1j * np.triu(rng.normal(size=(n, n)), 1) if rng.random() < 0.3 else A, 3)


def random_matrix(rng):
    """Triangular, of order 1 to 4, sometimes complex, with the spectrum in the disc."""
    n = int(rng.integers(1, 5))
    A = np.triu(rng.normal(size=(n, n)), 1) * rng.choice([0.3, 2, 10]) + np.diag(rng.uniform(-0.97, 0.97, n))
    return np.round(A + 1j * np.triu(rng.normal(size=(n, n)), 1) if rng.random() < 0.3 else A, 3)


def outside(A):
    """The matrix with an eigenvalue just outside the circle."""
    return np.block([[A, np.ones((len(A), 1))], [np.zeros((1, len(A))), np.array([[1.125]])]])


def test_certificates_by_algebra_alone_are_accepted_by_both(kernel, tmp_path, documents):
    assert all(accepted(document) for document in documents.values())
    assert set(answers(kernel, tmp_path, documents.values())) == {"accepted"}
    assert {step["reason"] for document in documents.values() for step in document["steps"]} == STEPS


def test_constants_of_the_half_plane_by_algebra_alone_are_accepted_by_both(kernel, tmp_path, half_plane):
    assert all(accepted(document) for document in half_plane)
    assert set(answers(kernel, tmp_path, half_plane)) == {"accepted"}
    assert {step["reason"] for document in half_plane for step in document["steps"]} == COVERED["K_ct"]


def test_forged_constants_of_the_half_plane_are_accepted_by_both_or_neither(kernel, tmp_path, half_plane):
    counts = agree(kernel, tmp_path, forgeries(half_plane, 400, 6))
    assert counts["rejected"] > 150
    assert counts["accepted"] > 5


def test_no_step_of_the_cover_may_be_left_out(kernel, tmp_path, half_plane):
    shorter = [
        document | {"steps": [*document["steps"][:i], *document["steps"][i + 1 :]]}
        for document in half_plane
        for i, step in enumerate(document["steps"])
        if step["reason"] in ("segment", "numerical-abscissa")
    ]
    assert len(shorter) > 20
    assert not any(map(accepted, shorter))
    assert "accepted" not in answers(kernel, tmp_path, shorter)


def test_an_infinite_constant_is_accepted_by_both(kernel, tmp_path, infinite):
    assert all(accepted(document) for document in infinite)
    assert set(answers(kernel, tmp_path, infinite)) == {"accepted"}
    assert {step["reason"] for document in infinite for step in document["steps"]} == GROWTH
    for document, what in zip(infinite, ("K(A)", "sup |A^t|"), strict=False):
        (tmp_path / "infinite.json").write_text(json.dumps(document))
        assert ask_kernel(kernel, tmp_path / "infinite.json").words == f"ACCEPTED: {what} = inf for a matrix of order 2"


def test_a_finite_end_and_a_step_of_infinity_are_accepted_by_neither(kernel, tmp_path, infinite, documents):
    finite = [changed(document, "statement", "upper", to="1000") for document in infinite]
    bounded = documents["peak"] | {"steps": [*documents["peak"]["steps"], *infinite[0]["steps"]]}
    alone = changed(documents["peak"], "statement", "lower", to="inf")
    forged = [*finite, bounded, alone]
    assert not any(accepted(document) for document in forged)
    assert set(answers(kernel, tmp_path, forged)) == {"rejected"}


def test_forged_certificates_of_infinity_are_accepted_by_both_or_neither(kernel, tmp_path, infinite):
    counts = agree(kernel, tmp_path, forgeries(infinite, 400, 4))
    assert counts["rejected"] > 150
    assert counts["accepted"] > 5


def test_other_quantities_are_accepted_by_both(kernel, tmp_path, neighbours):
    assert all(accepted(document) for document in neighbours)
    assert set(answers(kernel, tmp_path, neighbours)) == {"accepted"}
    seen = {
        (document["statement"]["quantity"], step["reason"]) for document in neighbours for step in document["steps"]
    }
    assert seen == {(q, reason) for q in COVERED if q != "K" for reason in COVERED[q] - GROWTH} - {
        ("M", "stable"),
        ("M_ct", "stable"),
    }


def test_ends_beyond_the_true_value_are_accepted_by_neither(kernel, tmp_path, neighbours):
    low, high = -1000, 1000
    forged = [
        changed(document, "statement", end, to=value)
        for document in neighbours
        for end, value in (("lower", high), ("upper", low))
    ]
    assert not any(accepted(document) for document in forged)
    assert set(answers(kernel, tmp_path, forged)) == {"rejected"}


def test_a_quantity_is_told_with_its_parameter(kernel, tmp_path, neighbours):
    (tmp_path / "m.json").write_text(json.dumps(neighbours[0]))
    assert "<= M(A), |z| = 2 <=" in ask_kernel(kernel, tmp_path / "m.json").words


def test_forged_certificates_of_other_quantities_are_accepted_by_both_or_neither(kernel, tmp_path, neighbours):
    counts = agree(kernel, tmp_path, forgeries(neighbours, 600, 5))
    assert counts["rejected"] > 200
    assert counts["accepted"] > 5


def test_what_needs_the_convexity_lemma_is_not_covered(kernel, tmp_path):
    chords = certify_kreiss(MATRICES["peak"], 0.1).certificate
    ball = certify_kreiss(MATRICES["peak"], 0.1, radius="1/1000000").certificate
    lines = certify_kreiss_ct(HALF_PLANE["peak"], 0.1).certificate
    assert set(answers(kernel, tmp_path, [chords, ball, lines])) == {"not covered"}


def test_an_upper_end_below_the_true_value_is_accepted_by_neither(kernel, tmp_path, documents):
    forged = changed(documents["peak"], "statement", "upper", to="25")
    assert not accepted(forged)
    assert answers(kernel, tmp_path, [forged]) == ["rejected"]


def test_forged_certificates_are_accepted_by_both_or_neither(kernel, tmp_path, documents):
    counts = agree(kernel, tmp_path, forgeries(documents.values(), 400, 1))
    assert counts["rejected"] > 150
    assert counts["accepted"] > 5


def test_random_matrices_have_certificates_that_both_accept(kernel, tmp_path):
    rng = np.random.default_rng(1)
    documents = [certify_kreiss_algebraic(random_matrix(rng), 0.05).certificate for _ in range(10)]
    documents += [certify_kreiss_ct_algebraic(left_of_the_axis(rng), 0.05).certificate for _ in range(10)]
    assert agree(kernel, tmp_path, documents) == {"accepted": 20}


@pytest.mark.slow
def test_the_two_agree_on_a_campaign(kernel, tmp_path):
    rng = np.random.default_rng(2)
    documents = [certify_kreiss_algebraic(random_matrix(rng), 0.01).certificate for _ in range(200)]
    documents += [certify_kreiss_ct_algebraic(left_of_the_axis(rng), 0.01).certificate for _ in range(100)]
    documents = json.loads(json.dumps(documents))
    for _ in range(20):
        A = random_matrix(rng)
        documents += of_quantities(A, A - np.eye(len(A)))
    for certify in (certify_kreiss, certify_sup_powers):
        documents += [json.loads(json.dumps(certify(outside(random_matrix(rng))).certificate)) for _ in range(40)]
    assert agree(kernel, tmp_path, documents) == {"accepted": len(documents)}
    counts = agree(kernel, tmp_path, forgeries(documents, 4000, 3))
    assert counts["rejected"] > 1000


def test_check_says_what_the_kernel_says(kernel, tmp_path, documents, monkeypatch, capsys):
    monkeypatch.setenv("KREISS_KERNEL", kernel)
    good, chords, forged = (tmp_path / name for name in ("good.json", "chords.json", "forged.json"))
    good.write_text(json.dumps(documents["peak"]))
    chords.write_text(json.dumps(certify_kreiss(MATRICES["peak"], 0.1).certificate))
    forged.write_text(json.dumps(changed(documents["peak"], "statement", "upper", to="25")))
    assert check.command([good], kernel=True) == 0
    assert "the proved kernel: ACCEPTED" in capsys.readouterr().out
    assert check.command([good, chords], kernel=True) == 1
    assert "the proved kernel: NOT COVERED: the step order-two" in capsys.readouterr().out
    assert check.command([forged], kernel=True) == 1
    shown = capsys.readouterr().out
    assert "REJECTED" in shown
    assert "DISAGREE" not in shown


def test_a_kernel_that_disagrees_is_reported(tmp_path, documents, monkeypatch, capsys):
    liar = tmp_path / "kreiss-kernel"
    liar.write_text('#!/bin/sh\necho "$1: REJECTED: so"\nexit 1\n')
    liar.chmod(0o755)
    monkeypatch.setenv("KREISS_KERNEL", str(liar))
    good = tmp_path / "good.json"
    good.write_text(json.dumps(documents["contraction"]))
    assert check.command([good], kernel=True) == 1
    assert "DISAGREE" in capsys.readouterr().out


def test_without_a_kernel_the_error_says_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.delenv("KREISS_KERNEL", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InvalidArgument, match="make -C formal"):
        find_kernel()
    monkeypatch.setenv("KREISS_KERNEL", "nowhere")
    with pytest.raises(InvalidArgument, match="names 'nowhere'"):
        find_kernel()


def test_a_program_that_answers_nothing_is_no_kernel(tmp_path):
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 0\n")
    silent.chmod(0o755)
    with pytest.raises(InvalidArgument, match="is no kreiss-kernel"):
        ask_kernel(str(silent), tmp_path / "any.json")
