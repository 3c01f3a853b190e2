"""An inequality certificate as a lemma of Coq."""

import pytest

from kreiss.errors import InvalidArgument
from kreiss.symbolic import prove
from kreiss.verify.coq.inequality import lemma


def test_the_lemma_states_that_divisors_do_not_vanish():
    text = lemma("name", prove("1/x > 0", ["x > 0"]).certificate).text
    assert text.startswith("Lemma name : forall x : F,\n  0 < x -> (x <> 0) /\\ (0 < (1 / x)).")


def test_the_identity_of_the_certificate_is_what_the_lemma_is_proved_by():
    certificate = prove("x^2 + y^2 >= 2*x*y").certificate
    text = lemma("name", certificate).text
    assert "no_sum F" in text
    assert "nonneg_square F" in text


@pytest.mark.parametrize(
    ("states", "given"), [("sqrt(x) <= 1 + x", ["x >= 0"]), ("exp(x) >= 1 + x", []), ("y <= 1", ["y = x/2", "x <= 1"])]
)
def test_what_is_no_rational_function_is_refused(states, given):
    with pytest.raises(InvalidArgument, match="not translated to Coq"):
        lemma("name", prove(states, given).certificate)
