"""A campaign: random matrices of every kind, each enclosure held against an evaluation that shares no code with it.

Short by default; ``--campaign 5000`` takes 5000 matrices, ``--campaign-seed`` others; a failure prints both. The other
evaluation is mpmath's: singular values of zI − A and of powers, on a refined grid and at the certificate's own points.
"""

from fractions import Fraction

import mpmath
import numpy as np

from kreiss.errors import PrecisionExhausted, UnstableMatrix
from kreiss.numeric import (
    certify_kreiss,
    certify_matrix_theorem,
    certify_numerical_radius,
    certify_power_norm,
    certify_pseudospectral_radius,
    certify_resolvent_norm,
    certify_sup_powers,
    distance_to_instability,
)
from kreiss.numeric.arithmetic.matrices import exact_matrix
from kreiss.verify.checker import check_document

GAP = 1e-4
DIGITS = 60
LARGEST_SVD = 12
SETTLED, MOST_STEPS = 33, 60
"""Digits to which inverse iteration has to settle, and the most steps of it."""


def test_no_kreiss_constant_is_contradicted_by_high_precision(draw, seeds):
    assert not [wrong for seed in seeds for wrong in outcome(kreiss_constant, draw(seed), seed)]


def test_no_neighbour_is_contradicted_by_high_precision(draw, seeds):
    assert not [wrong for seed in seeds[::3] for measure in NEIGHBOURS for wrong in outcome(measure, draw(seed), seed)]


def in_mpmath(A):
    return mpmath.matrix([[mpmath.mpc(number(x), number(y)) for x, y in row] for row in A.entries()])


def number(x):
    return mpmath.mpf(x.numerator) / x.denominator


def digits_for(A):
    """Digits enough for sums of products of entries that are orders of magnitude apart."""
    sizes = [abs(part) for row in A.entries() for entry in row for part in entry if part]
    spread = max(sizes) / min(sizes) if sizes else Fraction(1)
    return DIGITS + 2 * len(str(spread.numerator // spread.denominator))


def sigma(A, z):
    """σ_min(zI − A): by singular values, or for large orders from above by steps of inverse iteration."""
    X = A if isinstance(A, mpmath.matrix) else in_mpmath(A)
    M = z * mpmath.eye(X.rows) - X
    if M.rows <= LARGEST_SVD:
        return min(mpmath.svd_c(M, compute_uv=False))
    approx = np.array(M.tolist(), dtype=complex)
    x = mpmath.matrix(np.linalg.svd(approx)[0][:, -1].tolist())
    forward, backward = solver(M), solver(M.H)
    least = mpmath.inf
    for _ in range(MOST_STEPS):
        y = forward(x)
        least, before = mpmath.norm(x) / mpmath.norm(y), least
        if before - least <= least * mpmath.mpf(10) ** -SETTLED:
            break
        x = backward(y)
    return least


def solver(M):
    """b ↦ M⁻¹b, with M taken apart once."""
    parts, order = mpmath.mp.LU_decomp(M)
    return lambda b: mpmath.mp.U_solve(parts, mpmath.mp.L_solve(parts, b.copy(), order))


def ratio(A, z):
    """(|z| − 1)/σ_min(zI − A)."""
    least = sigma(A, z)
    return (abs(z) - 1) / least if least else mpmath.inf


def points_of(A, rng):
    """Where the ratio is largest on a grid of numpy SVDs, refined three times around its best point, and at random."""
    X, n = A.approx, A.n
    radii, angles = np.geomspace(1e-10, 1e4, 60 if n < 12 else 20), np.linspace(0, 2 * np.pi, 64, endpoint=False)
    turn, stretch = angles[1], radii[1] / radii[0]
    for _ in range(4):
        z = (1 + radii[:, None]) * np.exp(1j * angles[None, :])
        least = np.linalg.svd(z[..., None, None] * np.eye(n) - X, compute_uv=False)[..., -1]
        i, j = np.unravel_index(np.argmax(radii[:, None] / np.maximum(least, 1e-300)), z.shape)
        yield complex(z[i, j])
        radii, angles = radii[i] * stretch ** np.linspace(-1, 1, 9), angles[j] + turn * np.linspace(-1, 1, 9)
        turn, stretch = turn / 4, stretch ** (1 / 4)
    for _ in range(3):
        yield complex((1 + 10 ** rng.uniform(-8, 2)) * np.exp(2j * np.pi * rng.random()))


def beside(z, rng):
    """Points near z: for a maximum, where an upper end that is too low would show."""
    for k in (9, 6, 3, 1):
        yield z * (1 + rng.choice([-1, 1]) * mpmath.mpf(10) ** -k * (abs(z) - 1) / abs(z))
        yield z * mpmath.expj(rng.choice([-1, 1]) * 10.0**-k)


def certified_point(result, reason):
    """The z of the first step of that reason, or None."""
    steps = [step["z"] for step in result.certificate["steps"] if step["reason"] == reason]
    return mpmath.mpc(*(number(Fraction(steps[0][part])) for part in ("re", "im"))) if steps else None


def outcome(measure, matrix, seed):
    """What is wrong with one enclosure: nothing, as a list of strings."""
    A, name = exact_matrix(matrix), f"{measure.__name__}, seed {seed}: "
    with mpmath.workdps(digits_for(A)):
        try:
            enclosure, values, reached = measure(A, np.random.default_rng(seed))
        except (UnstableMatrix, PrecisionExhausted) as refused:
            on_circle = spectral_radius(A) > 1 - 1e-9 and measure is not kreiss_constant
            return [] if on_circle else [f"{name}{type(refused).__name__}: {refused}"]
        lower, upper = enclosure.lower, enclosure.upper
        found = [f"{mpmath.nstr(x, 15)} above the upper end" for x in values if upper is not None and x > number(upper)]
        found += [f"{mpmath.nstr(x, 15)} below the lower end" for x in reached if not reaches(x, lower)]
    check_document(enclosure.certificate)
    return [f"{name}{wrong}: {lower} … {upper}" for wrong in found]


def reaches(x, lower):
    """x ≥ lower, up to what rounding does to x; an infinite end is not held against x."""
    return lower is None or x * (1 + mpmath.mpf(10) ** -30) >= number(lower)


def kreiss_constant(A, rng):
    K = certify_kreiss(A, GAP, exact=None if rng.random() < 0.5 else False)
    z = certified_point(K, "witness")
    points = [*map(mpmath.mpc, points_of(A, rng)), *(() if z is None else beside(z, rng))]
    if K.upper is None:
        return K, [], []
    assert K.gap <= GAP or K.ended == "limit"
    return K, [ratio(A, z) for z in points], [mpmath.mpf(1) if z is None else ratio(A, z)]


def to_many_digits(A, rng):
    digits = int(rng.integers(8, 31))
    K = certify_kreiss(A, digits=digits)
    if K.upper is None:
        return K, [], []
    z = certified_point(K, "witness")
    with mpmath.extradps(digits):
        near = [] if z is None else [ratio(A, point) for point in (z, *beside(z, rng))]
    return K, near, near[:1]


def spectral_radius(A):
    return float(np.abs(np.linalg.eigvals(A.approx)).max())


def in_a_ball(A, rng):
    """K of matrices on the ball's surface, the worst one for the witness among them."""
    distance = distance_to_instability(A, GAP)
    radius = Fraction(float(distance.lower) * 10 ** rng.uniform(-6, -0.3))
    K = certify_kreiss(A, GAP, radius=radius)
    z = certified_point(K, "witness") or mpmath.mpc(2)
    values = []
    for _ in range(3):
        E = in_mpmath(exact_matrix(np.linalg.qr(rng.standard_normal((A.n, A.n)))[0]))
        values.append(ratio(in_mpmath(A) + number(radius) / mpmath.norm(E, 2) * E, z))
    return K, values, values if K.lower > 1 else []


def resolvent_norm(A, rng):
    size = np.linalg.norm(A.approx, 2) or 1.0
    r = Fraction(max(spectral_radius(A), 1e-3 * size)) * Fraction(int(rng.integers(9, 30)), 8)
    M = certify_resolvent_norm(A, r, GAP)
    angles = [*rng.uniform(0, 2 * np.pi, 6), *(np.angle(M.argmax) + rng.choice([-1, 1]) * 10.0**-k for k in (1, 3, 6))]
    return (
        M,
        [1 / sigma(A, number(r) * mpmath.expj(angle)) for angle in angles],
        [1 / sigma(A, certified_point(M, "point"))],
    )


def stability_radius(A, rng):
    """1/M(1), so that the values are held against the other end."""
    distance = distance_to_instability(A, GAP)
    angles = [
        *rng.uniform(0, 2 * np.pi, 6),
        *(np.angle(distance.argmax) + rng.choice([-1, 1]) * 10.0**-k for k in (1, 3, 6)),
    ]
    return distance, [], [sigma(A, mpmath.expj(angle)) for angle in angles]


def pseudospectral_radius(A, rng):
    """Points beyond the upper end do not belong to the pseudospectrum; the certificate's point does."""
    epsilon = 10 ** rng.uniform(-6, 0)
    rho = certify_pseudospectral_radius(A, epsilon, GAP)
    upper, z = number(rho.upper), certified_point(rho, "point")
    beyond = [upper * (1 + mpmath.mpf(10) ** -k) * mpmath.expj(rng.uniform(0, 6.3)) for k in (1, 3, 6, 9)]
    beyond += [upper / abs(z) * z * (1 + mpmath.mpf(10) ** -9)]
    inside = [abs(point) for point in beyond if sigma(A, point) <= epsilon]
    return rho, inside, [abs(z) if sigma(A, z) <= epsilon * (1 + mpmath.mpf(10) ** -30) else 0]


def numerical_radius(A, rng):
    X = in_mpmath(A)
    vectors = [mpmath.matrix([mpmath.mpc(*pair) for pair in rng.standard_normal((A.n, 2))]) for _ in range(4)]
    for angle in rng.uniform(0, 2 * np.pi, 24):
        H = np.exp(1j * angle) * A.approx
        vectors.append(mpmath.matrix(np.linalg.eigh(H + H.conj().T)[1][:, -1].tolist()))
    return certify_numerical_radius(A, GAP), [abs((v.H * X * v)[0]) / (v.H * v)[0].real for v in vectors], []


def power_norm(A, rng):
    t = int(10 ** rng.uniform(0, 3))
    enclosure, norm = certify_power_norm(A, t, GAP), largest(in_mpmath(A) ** t)
    return enclosure, [norm], [norm]


def supremum_of_powers(A, _):
    X = in_mpmath(A)
    supremum = certify_sup_powers(A, GAP)
    if supremum.upper is None:
        return supremum, [], []
    around = [t for t in (supremum.t - 1, supremum.t + 1, 2 * supremum.t, *range(12)) if t >= 0]
    return supremum, [largest(X**t) for t in around], [largest(X**supremum.t)]


def matrix_theorem(A, _):
    """K ≤ sup ‖Aᵗ‖ ≤ e·n·K: the enclosures do not contradict it."""
    theorem = certify_matrix_theorem(A, GAP)
    assert theorem.holds
    powers = theorem.powers
    if powers.upper is None:
        return powers, [], []
    return powers, [number(theorem.kreiss.lower)], [number(theorem.ceiling)]


def largest(M):
    """‖M‖, for large orders from below."""
    if M.rows <= LARGEST_SVD:
        return max(mpmath.svd_c(M, compute_uv=False))
    scale = max(abs(entry) for entry in M)
    x = mpmath.matrix(np.linalg.svd(np.array((M / scale).tolist(), dtype=complex))[2][0].conj().tolist())
    return mpmath.norm(M * x) / mpmath.norm(x)


NEIGHBOURS = (to_many_digits, in_a_ball, resolvent_norm, stability_radius, pseudospectral_radius, numerical_radius,
              power_norm, supremum_of_powers, matrix_theorem)  # fmt: skip
