"""The least singular triple agrees with numpy's SVD on circles of every size, above and below the Lanczos threshold."""

import numpy as np
import pytest

from kreiss.numeric import gallery
from kreiss.numeric.triples import LeastTriple


@pytest.mark.parametrize("u", [1.0, 0.2, 0.03125, 0.001])
@pytest.mark.parametrize("n", [12, 80])
def test_the_least_singular_value_is_numpys(n, u):
    A = gallery.random_stable(n, seed=1)
    triples = LeastTriple(A)
    for theta in np.linspace(0, 2 * np.pi, 7):
        S = np.eye(n) - u * np.exp(1j * theta) * A
        sigma = np.linalg.svd(S, compute_uv=False)[-1]
        triple = triples.at(u * np.exp(1j * theta))
        assert triple.sigma == pytest.approx(sigma, rel=1e-4)
        assert np.linalg.norm(S @ triple.vector) == pytest.approx(sigma, rel=1e-4)
