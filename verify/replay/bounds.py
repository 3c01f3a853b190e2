"""Bounds of norms, radii, powers and Kreiss constants as a replay script shows them: one exact test each.

A lower bound rests on a vector, short enough to read, at which a square is computed; an upper bound on a definite
matrix. Floats and ``kreiss.numeric`` propose them; here each is carried out before it is written down.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kreiss.errors import KreissError
from kreiss.numeric import certify_numerical_radius
from kreiss.verify.evaluation.matrices import stated_rows
from kreiss.verify.replay.arithmetic import (
    Rows,
    abscissa_below,
    mul,
    norm_below,
    power,
    powers_below,
    radius_below,
    square,
    times,
)
from kreiss.verify.replay.resolvents import discs_upper, half_planes_upper, resolvent_lower
from kreiss.verify.replay.writing import Shown, floats, listed, rounded, shortened, shown_if, written

LEAST = {"K": 1, "K_ct": 1, "sup_powers": 1, "norm": 0, "power_norm": 0, "rho": 0, "numerical_radius": 0}
"""What each quantity is at least."""
_LONGEST = 3000  # powers that a script may take: one that runs in seconds


def lower(function: str, M: Rows, bound: Fraction, t: int) -> Shown | None:
    """function(M) ≥ bound, as a script shows it; ``t`` is the exponent of ``power_norm``."""
    if function == "eigmax":
        return _eigenvalue_lower(M, bound)
    if bound <= LEAST[function]:
        return Shown((), f"# <= {LEAST[function]}", ())
    if function in ("K", "K_ct"):
        return resolvent_lower(function, M, bound)
    if function == "numerical_radius":
        return _field_lower(M, bound)
    if function == "rho":
        return _radius_lower(M, bound)
    return _powers_lower(function, M, bound, t)


def upper(function: str, M: Rows, bound: Fraction, t: int) -> Shown | None:
    """function(M) ≤ bound, likewise."""
    if function == "norm":
        return shown_if(norm_below(M, bound), "norm_below(@, #)", "norm_below")
    if function == "power_norm":
        expression = f"norm_below(power(@, {t}), #)"
        return shown_if(norm_below(power(M, t), bound), expression, "power", "norm_below")
    if function == "sup_powers":
        return _powers_upper(M, bound)
    if function == "rho":
        return _radius_upper(M, bound)
    if function == "eigmax":
        return shown_if(abscissa_below(M, bound), "abscissa_below(@, #)", "abscissa_below")
    if function == "numerical_radius":
        return _field_upper(M, bound)
    return discs_upper(M, bound) if function == "K" else half_planes_upper(M, bound)


def _eigenvalue_lower(M: Rows, bound: Fraction) -> Shown | None:
    """λ_max(M) ≥ vᵀMv/‖v‖² for a symmetric M."""
    for v in rounded(np.linalg.eigh(floats(M))[1][:, -1]):
        if any(v) and sum((a * b for a, b in zip(v, times(M, v), strict=True)), Fraction(0)) >= bound * square(v):
            test = "sum(a*b for a, b in zip(v, times(@, v))) >= #*square(v)"
            return Shown((f"v = {listed(v)}",), test, ("times", "square"))
    return None


def _powers_lower(function: str, M: Rows, bound: Fraction, t: int) -> Shown | None:
    """‖Mᵗ‖² ≥ ‖Mᵗv‖²/‖v‖², for the t given, 1, or the best."""
    t = _best_power(floats(M), bound) if function == "sup_powers" else 1 if function == "norm" else t
    _, _, right = np.linalg.svd(np.linalg.matrix_power(floats(M), t) if function != "norm" else floats(M))
    for v in rounded(right[0]):
        y = list(v)
        for _ in range(t):
            y = list(times(M, y))
        if any(v) and square(y) >= bound**2 * square(v):
            steps = (f"for _ in range({t}): image = times(@, image)",) if t != 1 else ("image = times(@, image)",)
            return Shown(
                (f"image = vector = {listed(v)}", *steps), "square(image)/square(vector)", ("times", "square"), True
            )
    return None


def _best_power(M: NDArray[np.float64], bound: Fraction) -> int:
    """The first t with ‖Mᵗ‖ > bound, else the one of the largest, in floats."""
    best, exponent, P = 1.0, 0, np.eye(len(M))
    for t in range(1, _LONGEST):
        P = P @ M
        size = float(np.linalg.norm(P, 2))
        if size > best:
            best, exponent = size, t
        if size > bound or not 1e-9 < size < 1e200:
            break
    return exponent


def _powers_upper(M: Rows, bound: Fraction) -> Shown | None:
    for T in range(1, 60):
        if norm_below(power(M, T), Fraction(1)):
            return shown_if(powers_below(M, bound, T), f"powers_below(@, #, {T})", "powers_below")
    return None


def _radius_lower(M: Rows, bound: Fraction) -> Shown | None:
    """ρ(M)^k ≥ |tr Mᵏ|/n."""
    for k, P in _doubled(M):
        trace = abs(sum((row[i] for i, row in enumerate(P)), Fraction(0)))
        if trace >= len(M) * bound**k:
            lines = _power_lines(k)
            expression = f"abs(sum(row[i] for i, row in enumerate(power_))) >= len(power_)*#**{k}"
            return Shown(lines, expression, ("mul",))
    return None


def _radius_upper(M: Rows, bound: Fraction) -> Shown | None:
    """ρ(M)^k ≤ ‖Mᵏ‖_∞, the largest sum of absolute values in a row."""
    for k, P in _doubled(M):
        if max(sum(map(abs, row)) for row in P) <= bound**k:
            expression = f"max(sum(map(abs, row)) for row in power_) <= #**{k}"
            return Shown(_power_lines(k), expression, ("mul",))
    return None


def _doubled(M: Rows) -> Iterator[tuple[int, Rows]]:
    P = M
    for j in range(12):
        yield 2**j, P
        P = mul(P, P)


def _power_lines(k: int) -> tuple[str, ...]:
    return (
        ("power_ = @", f"for _ in range({k.bit_length() - 1}): power_ = mul(power_, power_)")
        if k > 1
        else ("power_ = @",)
    )


def _field_lower(M: Rows, bound: Fraction) -> Shown | None:
    """w(M)² ≥ |v*Mv|²/‖v‖⁴ for v = p + iq."""
    A = floats(M)
    values = []
    for angle in np.linspace(0, np.pi, 721):
        turned = np.exp(1j * angle) * A
        eigenvalues, vectors = np.linalg.eigh((turned + turned.conj().T) / 2)
        values.append(
            (max(eigenvalues[-1], -eigenvalues[0]), vectors[:, -1 if eigenvalues[-1] >= -eigenvalues[0] else 0])
        )
    v = max(values, key=lambda pair: float(pair[0]))[1]
    for w in rounded(np.concatenate([v.real, v.imag])):
        p, q = w[: len(M)], w[len(M) :]
        x, y = times(M, p), times(M, q)
        real = sum(a * b for a, b in zip([*p, *q], [*x, *y], strict=True))
        imaginary = sum(a * b for a, b in zip([*p, *q], [*y, *(-s for s in x)], strict=True))
        if any(w) and real**2 + imaginary**2 >= bound**2 * square(w) ** 2:
            lines = (
                f"v, w = {listed(p)}, {listed(q)}  # v + iw",
                "re, im = times(@, v), times(@, w)",
                "image = [sum(a*b for a, b in zip(v + w, c)) for c in (re + im, im + [-a for a in re])]",
            )
            return Shown(lines, "square(image)/square(v + w)**2", ("times", "square"), True)
    return None


def _field_upper(M: Rows, bound: Fraction) -> Shown | None:
    try:
        found = certify_numerical_radius([list(row) for row in M], 1e-9)
    except KreissError:
        return None
    for step in found.certificate["steps"]:
        if step["reason"] == "ando":
            scaled = [[Fraction(step["q"]) * x for x in row] for row in stated_rows(step["Z"])]
            Z = shortened(scaled, lambda Z: radius_below(M, bound, Z))
            return shown_if(bool(Z), f"radius_below(@, #, {written(Z)})", "radius_below")
    return None
