"""``check_certificate`` returns what a document proves, or raises ``InvalidCertificate`` with the JSON path."""

import pytest

from kreiss.errors import InvalidCertificate
from kreiss.numeric import certify_kreiss
from kreiss.verify import check_certificate


def test_a_certificate_is_accepted_and_says_what_it_proves():
    checked = check_certificate(certify_kreiss([["1/2"]]).certificate)
    assert (checked.schema, checked.statement) == ("kreiss/enclosure-1", "1 ≤ K(A) ≤ 1 for a matrix of order 1")
    assert checked.assumptions == ()


@pytest.mark.parametrize(
    ("document", "path"),
    [("none.json", r"\$: cannot be read"), ({}, r"\$\.schema"), ({"schema": "kreiss/enclosure-1"}, r"\$: ")],
)
def test_anything_else_is_an_error_that_names_the_path(document, path):
    with pytest.raises(InvalidCertificate, match=path):
        check_certificate(document)
