"""Times of the main calls, for ``pytest benchmarks --benchmark-autosave`` and ``--benchmark-compare``.

The ordinary test run does not collect this folder.
"""

import pytest

from kreiss.numeric import (
    certify_kreiss,
    certify_numerical_radius,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
)
from kreiss.numeric.reading import gallery
from kreiss.numeric.resolvent.grid import sigma_at
from kreiss.verify.checker import check_document

MATRICES = {
    "jordan(2)": [["1/2", 2], [0, "1/2"]],
    "random(10)": gallery.random_stable(10, seed=1),
    "transient_demo(20)": gallery.transient_demo(20),
    "random(50)": gallery.random_stable(50, seed=1),
}


@pytest.fixture(params=MATRICES)
def matrix(request):
    return MATRICES[request.param]


def test_kreiss(benchmark, matrix):
    assert benchmark(certify_kreiss, matrix, 1e-6, exact=False).gap <= 1e-6


def test_resolvent_norm(benchmark, matrix):
    assert benchmark(certify_resolvent_norm, matrix, 1, 1e-6, exact=False).gap <= 1e-6


def test_pseudospectral_radius(benchmark, matrix):
    assert benchmark(certify_pseudospectral_radius, matrix, 1e-2, 1e-6, exact=False).gap <= 1e-6


def test_numerical_radius(benchmark, matrix):
    assert benchmark(certify_numerical_radius, matrix, 1e-6).gap <= 1e-6


def test_sup_powers(benchmark, matrix):
    assert benchmark(certify_sup_powers, matrix, 1e-6).gap <= 1e-6


def test_checker(benchmark, matrix):
    certificate = certify_resolvent_norm(matrix, 1, 1e-3).certificate
    assert benchmark(check_document, certificate)


def test_portrait_grid(benchmark):
    z = [[complex(x, y) / 20 for x in range(-30, 31)] for y in range(-30, 31)]
    assert benchmark(sigma_at, MATRICES["random(50)"], z).min() > 0
