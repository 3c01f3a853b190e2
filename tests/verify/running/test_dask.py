"""The same sweeps and verdicts on a Dask cluster, also when a worker is killed in mid-run."""

import os
import signal

import distributed
import pytest

from kreiss.verify.claims import Claim
from kreiss.verify.running.runner import verify
from kreiss.verify.running.sweep import sweep

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("cluster")]

SPECTRAL = Claim("spectral", "rho(A) <= norm(A)")
RADIUS = Claim("radius", "norm(A) <= 19/10*numerical_radius(A)")


@pytest.fixture(scope="module")
def client():
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as connected:
        yield connected


def test_a_sweep_survives_the_death_of_a_worker(client):
    executor = client.get_executor(pure=False)
    victims = list(client.run(os.getpid).values())
    killed = []

    def kill_one(total):
        if total.instances and not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    swept = sweep(SPECTRAL, 400, executor=executor, progress=kill_one)
    assert killed
    assert swept == sweep(SPECTRAL, 400)


def test_verdicts_come_from_a_cluster(client):
    (verdict,) = verify([RADIUS], budget=10, executor=client.get_executor(pure=False))
    assert verdict.verdict == "REFUTED"
