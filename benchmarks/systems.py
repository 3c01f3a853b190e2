"""``python benchmarks/systems.py [--count N] [--seed S]``: H∞ norms of N random systems with four states, of each time.

Every certified norm is held against the responses that floats find at many frequencies, those of the eigenvalues and
the certified one among them: a response above the upper end would be an under-estimate, and a lower end that none of
them reaches would be unfounded. What floats only seem to refute is evaluated again with 60 digits. Beside it stands
``control.linfnorm``, where it is installed: how often it fails, how often its value is below what is proved, its time.

Systems are Gaussian, lightly damped, nearly unstable and badly scaled ones in turn, with one to three inputs and
outputs; the k-th comes from the seed (S, k), which is printed for each that is not as it should be.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import mpmath
import numpy as np
import peers
from numpy.random import Generator, default_rng

from kreiss.errors import KreissError
from kreiss.numeric import certify_hinf_norm
from kreiss.numeric.arithmetic.matrices import Array
from kreiss.numeric.systems.norms import SystemNorm

STATES = 4
KINDS = ("Gaussian", "lightly damped", "nearly unstable", "badly scaled")
_SWEPT = 400
"""Frequencies in equal steps of the angle on the circle, or of the image of the axis on one."""
_ROUNDING = 1e-9
_DIGITS = 60
_PEERS_TOLERANCE = 1e-9

System = tuple[Array, Array, Array, Array]


@dataclass
class Tally:
    """What was counted of one kind of time."""

    seconds: list[float] = field(default_factory=list)
    peer_seconds: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def random_system(seed: int, k: int, *, discrete: bool) -> System:
    """The k-th system: stable, if perhaps only just."""
    rng, kind = default_rng((seed, k)), KINDS[k % len(KINDS)]
    m, p = (int(rng.integers(1, 4)) for _ in range(2))
    least = 10.0 ** rng.uniform(-6, -2) if kind == "nearly unstable" else rng.uniform(0.05, 0.5)
    A = _oscillators(rng, discrete=discrete) if kind == "lightly damped" else _shifted(rng, least, discrete=discrete)
    B, C = rng.standard_normal((STATES, m)), rng.standard_normal((p, STATES))
    if kind == "badly scaled":
        scale = 10.0 ** rng.uniform(-3, 3, STATES)
        A, B, C = A * scale[:, None] / scale, B * scale[:, None], C / scale
    return A, B, C, rng.standard_normal((p, m)) * rng.integers(2)


def _shifted(rng: Generator, margin: float, *, discrete: bool) -> Array:
    A = rng.standard_normal((STATES, STATES))
    values = np.linalg.eigvals(A)
    if discrete:
        return np.asarray(A * (1 - margin) / np.abs(values).max())
    return np.asarray(A - (values.real.max() + margin) * np.eye(STATES))


def _oscillators(rng: Generator, *, discrete: bool) -> Array:
    """Two oscillators, side by side."""
    A = np.zeros((STATES, STATES))
    for i in range(0, STATES, 2):
        damping = 10.0 ** rng.uniform(-6, -1)
        if discrete:
            turn, r = rng.uniform(0, np.pi), 1 - damping
            block = [[r * np.cos(turn), -r * np.sin(turn)], [r * np.sin(turn), r * np.cos(turn)]]
        else:
            w = 10.0 ** rng.uniform(-2, 2)
            block = [[0, 1], [-w * w, -2 * damping * w]]
        A[i : i + 2, i : i + 2] = block
    return A


def highest_response(system: System, frequency: float | None, *, discrete: bool) -> tuple[float, complex]:
    """The largest ‖G(z)‖ on the boundary that floats find, and z."""
    values = np.linalg.eigvals(system[0])
    swept = np.linspace(0, np.pi, _SWEPT, endpoint=False)
    if discrete:
        z = np.exp(1j * np.concatenate([swept, [np.pi], np.angle(values)]))
        extra = None if frequency is None else np.exp(1j * frequency)
    else:
        z = 1j * np.concatenate([np.tan(swept / 2), values.imag, np.abs(values), [1e15]])
        extra = None if frequency is None or not np.isfinite(frequency) else 1j * frequency
    z = z if extra is None else np.append(z, extra)
    A, B, C, D = system
    states = np.linalg.solve(z[:, None, None] * np.eye(STATES) - A, np.broadcast_to(B, (len(z), *B.shape)))
    sizes = np.linalg.norm(D + C @ states, 2, axis=(1, 2))
    best = int(np.argmax(sizes))
    return float(sizes[best]), complex(z[best])


def response(system: System, frequency: float, *, discrete: bool) -> float:
    """‖G‖ at one frequency, with many digits."""
    with mpmath.workdps(_DIGITS):
        A, B, C, D = (mpmath.matrix(X.tolist()) for X in system)
        if not np.isfinite(frequency):
            G = D
        else:
            z = mpmath.expj(frequency) if discrete else mpmath.mpc(0, frequency)
            G = D + C * mpmath.lu_solve(z * mpmath.eye(STATES) - A, B)
        return float(mpmath.svd_c(mpmath.matrix(G), compute_uv=False)[0])


def verdict(system: System, norm: SystemNorm, *, discrete: bool) -> str:
    """Whether the ends are as the responses say."""
    if norm.lower is None or norm.upper is None or norm.frequency is None:
        return "infinite"
    seen, z = highest_response(system, norm.frequency, discrete=discrete)
    if seen > float(norm.upper) * (1 + _ROUNDING):
        at = float(np.angle(z)) if discrete else z.imag
        if response(system, at, discrete=discrete) > float(norm.upper):
            return "under-estimated"
    if seen < float(norm.lower) * (1 - _ROUNDING):
        reached = response(system, norm.frequency, discrete=discrete)
        if reached < float(norm.lower) * (1 - _ROUNDING):
            return "unfounded"
    return "wide" if norm.upper > norm.lower * (1 + norm_gap()) else "right"


def norm_gap() -> float:
    """The gap that is asked for."""
    return 1e-6


def measured(count: int, seed: int, *, discrete: bool, peer: Callable[..., float] | None) -> Tally:
    """All systems of one kind of time."""
    tally, domain = Tally(), "discrete" if discrete else "continuous"
    for k in range(count):
        system = random_system(seed, k, discrete=discrete)
        began = time.process_time()
        try:
            norm = certify_hinf_norm(system, norm_gap(), dt=discrete)
            found = verdict(system, norm, discrete=discrete)
        except KreissError as error:
            norm, found = None, f"failed: {type(error).__name__}"
        tally.seconds.append(time.process_time() - began if norm is None else norm.elapsed)
        tally.counts[found] += 1
        if found != "right":
            print(f"{domain}, seed ({seed}, {k}), {KINDS[k % len(KINDS)]}: {found}", flush=True)
        if peer is not None and norm is not None and norm.lower is not None:
            _compare(peer, system, float(norm.lower), tally, discrete=discrete)
    return tally


def _compare(peer: Callable[..., float], system: System, lower: float, tally: Tally, *, discrete: bool) -> None:
    began = time.perf_counter()
    try:
        value = peer(*system, dt=True if discrete else 0)
    except Exception:  # whatever it raises is what is counted
        tally.counts["peer fails"] += 1
        return
    tally.peer_seconds.append(time.perf_counter() - began)
    if not np.isfinite(value):
        tally.counts["peer fails"] += 1
    elif value < lower * (1 - _PEERS_TOLERANCE):
        tally.counts["peer below what is proved"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="systems in continuous and in discrete time, each")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    found = peers.linfnorm()
    print(
        f"seed {asked.seed}, {asked.count} systems in continuous and in discrete time; "
        f"peer: {'control and slycot are not installed' if found is None else found[0]}",
        flush=True,
    )
    wrong = 0
    for discrete in (False, True):
        tally = measured(asked.count, asked.seed, discrete=discrete, peer=None if found is None else found[1])
        wrong += asked.count - tally.counts["right"]
        own, theirs = (1000 * float(np.median(times or [np.nan])) for times in (tally.seconds, tally.peer_seconds))
        counts = ", ".join(f"{name} {number}" for name, number in sorted(tally.counts.items()))
        print(
            f"{'discrete' if discrete else 'continuous'}: {counts}; median {own:.3g} ms, peer {theirs:.3g} ms",
            flush=True,
        )
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
