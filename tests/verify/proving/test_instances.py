"""A proof's certificate shows a point at which its hypotheses hold, where there are hypotheses and one is found."""

import json

import pytest

from kreiss.symbolic.proof import Proof, inequality
from kreiss.symbolic.theorems.catalogue import theorem
from kreiss.verify.checker import check_document
from kreiss.verify.checker.__main__ import main
from kreiss.verify.proving.instances import with_instance


@pytest.mark.parametrize(("name", "part"), [("exact-worst-case", 1), ("two-blocks", 2), ("iteration-complexity", 0)])
def test_the_hypotheses_of_a_theorem_are_shown_to_hold_somewhere(name, part):
    document = with_instance(theorem(name).parts[part].prove().document(), seconds=5)
    assert check_document(json.loads(json.dumps(document))).instance


def test_hypotheses_that_nothing_satisfies_have_no_instance():
    step = inequality("x <= 0", ["x < 1", "x > 2"], "contradictory hypotheses")
    document = Proof(("x < 1", "x > 2"), "x <= 0", (step,)).document()
    found = with_instance(document, seconds=0.2)
    assert "instance" not in found
    assert check_document(found).instance == ""


def test_a_proof_without_hypotheses_needs_no_instance():
    document = theorem("kreiss-matrix-theorem").parts[0].prove().document()
    assert with_instance(document) == document


def test_the_checker_prints_the_point(tmp_path, capsys):
    document = with_instance(theorem("exact-worst-case").parts[2].prove().document())
    (tmp_path / "proof.json").write_text(json.dumps(document), encoding="utf-8")
    assert main([str(tmp_path / "proof.json")]) == 0
    assert "the hypotheses hold at gamma = " in capsys.readouterr().out
