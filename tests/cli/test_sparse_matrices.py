"""``kreiss certify`` of sparse matrices that are too large to be enclosed."""

import json

import numpy as np
import pytest
import scipy.io
import scipy.sparse

N = 2500


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bands = [np.full(N - 1, 0.05), np.full(N, 0.2), np.full(N - 1, 0.9)]
    for name, factor in (("grows", 1.0), ("shrinks", 0.5)):
        A = scipy.sparse.diags_array(bands, offsets=[-1, 0, 1]) * factor
        scipy.io.mmwrite(f"{name}.mtx", A.tocoo())


@pytest.mark.usefixtures("files")
def test_a_large_sparse_matrix_is_bounded_and_what_was_not_proved_is_said(call):
    code, out, _ = call("certify", "grows.mtx")
    assert code == 0
    assert "none was proved: K may be infinite" in out
    assert "not proved" in out
    code, out, _ = call("certify", "shrinks.mtx")
    assert code == 0
    assert "norm of at most 1" in out
    assert "not proved" not in out


@pytest.mark.usefixtures("files")
def test_the_document_has_the_exact_ends_and_no_certificate(call):
    code, out, _ = call("certify", "grows.mtx", "--json")
    document = json.loads(out)
    assert code == 0
    assert float(document["lower_decimal"]) > 1e10
    assert (document["upper"], document["certificate"], document["rigor"]) == ("inf", None, "exact")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("option", ["--normalize", "--exact", "--output=c.json", "--gap=0.1"])
def test_what_asks_for_more_than_bounds_is_refused(call, option):
    code, _, err = call("certify", "grows.mtx", option)
    assert code == 2
    assert "bounded, not enclosed" in err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%%MatrixMarket matrix coordinate real general\n3000 3000 1\n1 4000 1.0\n", "within 3000×3000"),
        ("%%MatrixMarket matrix coordinate real general\n3000 3001 0\n", "square"),
        ("%%MatrixMarket matrix coordinate real general\n3000000 3000000 0\n", "at most 200000"),
        ("%%MatrixMarket matrix array real general\n3000 3000\n", "at most 2000"),
    ],
)
def test_a_large_file_that_holds_no_matrix_is_refused_with_its_name(call, tmp_path, text, message):
    file = tmp_path / "large.mtx"
    file.write_text(text)
    code, _, err = call("certify", str(file))
    assert code == 2
    assert "large.mtx" in err
    assert message in err
