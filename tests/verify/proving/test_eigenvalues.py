"""Claims about spectral radii of small matrices with parameters: the stability regions of the field's iterations."""

import pytest

from kreiss.verify.claims import Claim
from kreiss.verify.deciding.decide import decide

MOMENTUM = ("J = [[1 + b - h, -b], [1, 0]]", "0 <= b < 1")
CLAIMS = [
    ("rho(J) < 1", (*MOMENTUM, "0 < h < 2*(1 + b)"), "PROVED"),
    ("rho(J) < 1", (*MOMENTUM, "0 < h < 21/10*(1 + b)"), "REFUTED"),
    ("rho(J)^2 == 1 + h^2", ("J = [[1, -h], [h, 1]]",), "PROVED"),
    ("rho(J) >= 1", ("J = [[1, -h], [h, 1]]",), "PROVED"),
    ("rho(J) < 1", ("J = [[1 - h^2, -h], [h, 1 - h^2]]", "0 < h < 1"), "PROVED"),
    ("rho(J) < 1", ("J = [[0, 1], [-q, p]]", "abs(p) < 1 + q", "q < 1"), "PROVED"),
    ("rho(J) <= g", ("J = [[g, 0], [c, g]]", "g >= 0"), "PROVED"),
    ("rho(J) < 1", ("J = [[1 - e, -e*b], [-c, 1/2]]", "0 < e <= 1/4", "abs(b*c) <= 1/4"), "PROVED"),
    ("rho(J) < 1", ("J = [[0, 1, 0], [0, 0, 1], [a, 0, 0]]", "abs(a) < 1"), "PROVED"),
    ("rho(J) <= 1 - h/2", (*MOMENTUM, "0 < h <= 1"), "REFUTED"),
]


@pytest.mark.parametrize(("states", "hypotheses", "verdict"), CLAIMS)
def test_a_claim_about_a_small_matrix_is_decided(states, hypotheses, verdict):
    assert decide(Claim("x", states, hypotheses, expect=verdict), 20).verdict == verdict
