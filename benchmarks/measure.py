"""One measurement in a process of its own, so that its peak memory is its own: ``measure.py NAME MATRIX [OPTIONS]``.

MATRIX is ``random:N`` (a real Gaussian matrix of order N with ρ = 0.95), ``KIND:N`` for a kind of ``kinds.py``, or a
name of the gallery or ``small.py``.
Prints one JSON object.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import kinds
import numpy as np
import peers
import small
from hard import PROBLEMS

from kreiss.numeric import (
    certify_hinf_norm,
    certify_kreiss,
    certify_numerical_abscissa,
    certify_numerical_radius,
    certify_pseudospectral_abscissa,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_exponential,
    certify_sup_powers,
    distance_to_half_plane_instability,
)
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.reading import gallery
from kreiss.verify.checker import check_document


def matrix(name: str) -> object:
    """The matrix of that name."""
    if name in small.MATRICES:
        return small.MATRICES[name]
    kind, _, order = name.partition(":")
    if order:
        return gallery.random_stable(int(order), seed=1) if kind == "random" else kinds.KINDS[kind](int(order))
    return gallery.DISCRETE[name]()


Times = dict[str, float]


def best_of(call: Callable[[], Any], longest: float = 1.0) -> tuple[Any, Times]:
    """The result and the shortest times of as many calls as fit into ``longest`` seconds, one at least."""
    times: Times = {}
    began = time.perf_counter()
    while not times or time.perf_counter() - began < longest:
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        now = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        times = {clock: min(value, times.get(clock, value)) for clock, value in now.items()}
    return result, times


def kreiss(A: Array, gap: str, exact: str = "False") -> dict[str, Any]:
    """The enclosure of K; ``first`` is what the process's first call takes."""
    grade = None if exact == "default" else exact == "True"
    first = best_of(lambda: certify_kreiss(A, float(gap), exact=grade), longest=0.0)[1]
    K, times = best_of(lambda: certify_kreiss(A, float(gap), exact=grade))
    return {**times, "first": first, "lower": float(K.lower), "upper": float(K.upper), "gap": float(K.gap),
            "nodes": K.nodes, "rigor": K.rigor, "precision": K.precision}  # fmt: skip


def certificate(A: Array, gap: str) -> dict[str, Any]:
    """The certificate of K with default settings: its length in a file, and the times to write and to check it."""
    K, certified = best_of(lambda: certify_kreiss(A, float(gap)), longest=0.0)
    text, written = best_of(lambda: json.dumps(K.certificate, separators=(",", ":")), longest=0.0)
    document = json.loads(text)
    times = best_of(lambda: check_document(document), longest=0.0)[1]
    return {**times, "certified": certified, "written": written, "megabytes": len(text) / 1e6, "nodes": K.nodes}


def grid(A: Array, name: str, budget: str) -> dict[str, Any]:
    """One peer's grid."""
    return dataclasses.asdict(getattr(peers, f"{name}_grid")(A, float(budget)))


def norm(A: Array, gap: str, exact: str) -> dict[str, Any]:
    """M(1)."""
    M, times = best_of(lambda: certify_resolvent_norm(A, 1, float(gap), exact=exact == "True"))
    return {**times, "lower": float(M.lower), "upper": float(M.upper), "rigor": M.rigor}


def hinf(A: Array) -> dict[str, Any]:
    """The peer's M(1)."""
    name, call = peers.hinf_norm(A)
    value, times = best_of(call)
    return {**times, "value": float(value), "name": name}


def neighbour(A: Array, quantity: str, gap: str) -> dict[str, Any]:
    """One of the other quantities."""
    calls = {
        "pseudospectral_radius": lambda: certify_pseudospectral_radius(A, 1e-2, float(gap), exact=False),
        "w": lambda: certify_numerical_radius(A, float(gap)),
        "sup_powers": lambda: certify_sup_powers(A, float(gap)),
    }
    result, times = best_of(calls[quantity])
    return {**times, "lower": float(result.lower), "upper": float(result.upper)}


def continuous(A: Array, quantity: str, gap: str) -> dict[str, Any]:
    """One of the quantities of continuous time, of A − I: its eigenvalues lie left of −0.05."""
    B = A - np.eye(len(A))
    calls = {
        "distance_to_instability": lambda: distance_to_half_plane_instability(B, float(gap), exact=False),
        "pseudospectral_abscissa": lambda: certify_pseudospectral_abscissa(B, 1e-2, float(gap), exact=False),
        "numerical_abscissa": lambda: certify_numerical_abscissa(B, float(gap)),
        "sup_exp": lambda: certify_sup_exponential(B, float(gap)),
    }
    result, times = best_of(calls[quantity])
    return {**times, "lower": float(result.lower), "upper": float(result.upper)}


def systems(states: str, count: str) -> dict[str, Any]:
    """The H∞ norms of random systems in continuous time, two inputs and two outputs: the times of one, in the middle.

    Beside them ``control.linfnorm`` with slycot where they are installed: its times, how often it fails or gives
    nothing, and how often its value is below what is proved, by more than its tolerance.
    """
    linfnorm = peers.linfnorm()
    own, theirs, failed, below = [], [], 0, 0
    for seed in range(int(count)):
        A, B, C, D = peers.random_system(int(states), seed)
        norm, times = best_of(lambda: certify_hinf_norm((A, B, C, D)), longest=0.0)  # noqa: B023
        own.append(times)
        if linfnorm is None:
            continue
        try:
            value, times = best_of(lambda: linfnorm[1](A, B, C, D), longest=0.0)  # noqa: B023
        except Exception:  # whatever it raises is what is counted
            failed += 1
            continue
        theirs.append(times)
        failed += not np.isfinite(value)
        below += bool(value < float(norm.lower) * (1 - 1e-9))
    middle = {clock: float(np.median([times[clock] for times in own])) for clock in own[0]}
    peer = {clock: float(np.median([times[clock] for times in theirs])) for clock in own[0]} if theirs else None
    return {**middle, "peer": peer, "failed": failed, "below": below,
            "name": "control and slycot are not installed" if linfnorm is None else linfnorm[0]}  # fmt: skip


def hard(name: str) -> dict[str, Any]:
    """A problem of ``hard.py``: its first call, and whether the enclosure holds what is known otherwise."""
    problem = PROBLEMS[name]()
    found, times = best_of(problem.certify, longest=0.0)
    lower, upper = (np.inf if end is None else float(end) for end in (found.lower, found.upper))
    known = problem.known()
    holds = bool(lower <= known * (1 + problem.error) and known * (1 - problem.error) <= upper)
    return {**times, "quantity": problem.quantity, "lower": lower, "upper": upper, "known": known, "holds": holds,
            "ended": getattr(found, "ended", "complete")}  # fmt: skip


MEASUREMENTS = {
    "kreiss": kreiss, "certificate": certificate, "grid": grid,
    "norm": norm, "hinf": hinf, "neighbour": neighbour, "continuous": continuous,
}  # fmt: skip


if __name__ == "__main__":
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.argv[1] in ("systems", "hard"):
        result = {"systems": systems, "hard": hard}[sys.argv[1]](*sys.argv[2:])
    else:
        result = MEASUREMENTS[sys.argv[1]](matrix(sys.argv[2]), *sys.argv[3:])
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({**result, "peak_mb": after / 1024, "imports_mb": before / 1024}, sys.stdout)
