"""The campaign in continuous time: enclosures of K_ct of random matrices, held against singular values by mpmath.

The matrices are those of the campaign, shifted so that their eigenvalues lie left of the imaginary axis, on it, next to
it or right of it, and some that rotate; ``--campaign`` and ``--campaign-seed`` as there.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from kreiss.errors import PrecisionExhausted, UnstableMatrix
from kreiss.numeric import certify_kreiss_ct
from kreiss.numeric.arithmetic.matrices import exact_matrix, from_entries
from kreiss.verify.checker import check_document

GAP = 1e-4
DIGITS = 50
LARGEST_SVD = 10


def test_no_continuous_constant_is_contradicted_by_high_precision(draw, seeds):
    assert not [wrong for seed in seeds[::2] for wrong in outcome(constant, left_of_the_axis(draw(seed), seed), seed)]


def test_no_ball_holds_a_matrix_with_a_larger_continuous_constant(draw, seeds):
    assert not [wrong for seed in seeds[::4] for wrong in outcome(in_a_ball, left_of_the_axis(draw(seed), seed), seed)]


@pytest.mark.parametrize("part", range(3))
def test_no_constant_of_a_rotating_matrix_is_contradicted_by_high_precision(part, seeds):
    assert not [wrong for seed in seeds[:40] for wrong in outcome(constant, rotating(3 * seed + part), seed)]


def left_of_the_axis(matrix, seed):
    """The matrix minus a multiple of I: its spectral abscissa is moved to −δ times its size, or for some to δ."""
    A, rng = exact_matrix(matrix), np.random.default_rng(seed)
    size = float(np.abs(A.approx).max()) or 1.0
    sign = 1 if rng.random() < 0.9 else -1
    shift = float(np.linalg.eigvals(A.approx).real.max()) + sign * size * 10 ** rng.uniform(-5, 0.5)
    entries = A.entries()
    return from_entries(
        [[(x - Fraction(shift) if i == j else x, y) for j, (x, y) in enumerate(row)] for i, row in enumerate(entries)]
    )


def rotating(seed):
    """S·diag(rotations, stable)·S⁻¹ with a unimodular S, and a Jordan block on the axis for some."""
    rng = np.random.default_rng(seed)
    blocks = [[[0.0, a], [-b, 0.0]] for a, b in rng.integers(1, 5, (int(rng.integers(0, 3)), 2))]
    blocks += [[[0.0]]] * (int(rng.integers(0, 2)) or not blocks)
    blocks += [[[-float(k)]] for k in rng.integers(1, 5, int(rng.integers(0, 3)))]
    n = sum(map(len, blocks))
    D, at = np.zeros((n, n)), 0
    for block in blocks:
        D[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    if n > 2 and rng.random() < 0.2:
        D[0, -1] = 1.0
    L, U = (np.eye(n) + np.tril(rng.integers(-1, 2, (n, n)), -1) for _ in range(2))
    S = L @ U.T
    return exact_matrix(S @ D @ np.rint(np.linalg.inv(S)))


def outcome(measure, A, seed):
    """What is wrong with one enclosure: nothing, as a list of strings."""
    name = f"{measure.__name__}, seed {seed}: "
    with mpmath.workdps(digits_for(A)):
        try:
            enclosure, values, reached = measure(A, np.random.default_rng(seed))
        except (UnstableMatrix, PrecisionExhausted) as refused:
            hard = measure is in_a_ball or extreme(A, seed)
            return [] if hard else [f"{name}{type(refused).__name__}: {refused}"]
        lower, upper = enclosure.lower, enclosure.upper
        found = [f"{mpmath.nstr(x, 15)} above the upper end" for x in values if upper is not None and x > number(upper)]
        found += [
            f"{mpmath.nstr(x, 15)} below the lower end"
            for x in reached
            if lower is not None and x * (1 + mpmath.mpf(10) ** -25) < number(lower)
        ]
    check_document(enclosure.certificate)
    return [f"{name}{wrong}: {lower} … {upper}" for wrong in found]


def extreme(A, seed):
    """Whether eigenvalues in floats do not tell the side of the axis, or the constant is beyond 1e12."""
    X = A.approx
    near = float(np.linalg.eigvals(X).real.max()) > -1e-6 * float(np.abs(X).max())
    points = points_of(A, np.random.default_rng(seed))
    least = [(z.real, np.linalg.svd(z * np.eye(A.n) - X, compute_uv=False)[-1]) for z in points]
    return near or max(x / max(sigma, 1e-300) for x, sigma in least) > 1e12


def constant(A, rng):
    K = certify_kreiss_ct(A, GAP, exact=None if rng.random() < 0.5 else False)
    if K.upper is None:
        alpha = float(np.linalg.eigvals(A.approx).real.max())
        jordan = K.certificate["steps"][0]["reason"] == "defective"
        assert jordan or alpha > -1e-6 * np.abs(A.approx).max()
        return K, [], []
    assert K.gap <= GAP or K.ended == "limit"
    z = witness_of(K)
    points = [*map(mpmath.mpc, points_of(A, rng)), *(() if z is None else beside(z, rng))]
    attained = [] if A.n > LARGEST_SVD else [mpmath.mpf(1) if z is None else ratio(in_mpmath(A), z)]
    return K, [ratio(in_mpmath(A), point) for point in points], attained


def in_a_ball(A, rng):
    """Matrices on the sphere around A, at the best points for A."""
    x = mpmath.mpf(10) ** -20 * (float(np.abs(A.approx).max()) or 1.0)
    near = min(x / ratio(in_mpmath(A), mpmath.mpc(x, y)) for y in np.linalg.eigvals(A.approx).imag)
    radius = Fraction(float(near)) * Fraction(int(rng.integers(1, 9)), 20)
    K = certify_kreiss_ct(A, 1e-2, radius=radius)
    E = mpmath.matrix(rng.standard_normal((A.n, A.n)).tolist())
    moved = in_mpmath(A) + E * (number(radius) / mpmath.mnorm(E, "f"))
    z = witness_of(K)
    points = [*map(mpmath.mpc, points_of(A, rng)), *([] if z is None else [z])]
    values = [ratio(moved, point) for point in points]
    return K, values, [] if z is None or A.n > LARGEST_SVD else values[-1:]


def ratio(X, z):
    """Re z/σ_min(zI − X): by singular values, or for large orders from below by a step of inverse iteration."""
    M = z * mpmath.eye(X.rows) - X
    if M.rows <= LARGEST_SVD:
        least = min(mpmath.svd_c(M, compute_uv=False))
    else:
        x = mpmath.matrix(np.linalg.svd(np.array(M.tolist(), dtype=complex))[0][:, -1].tolist())
        least = mpmath.norm(x) / mpmath.norm(mpmath.lu_solve(M, x))
    return z.real / least if least else mpmath.inf


def points_of(A, rng):
    """Where the ratio is largest on a grid of numpy SVDs, refined three times around its best point, and at random."""
    X, n = A.approx, A.n
    size = float(np.abs(X).max()) or 1.0
    xs = size * np.geomspace(1e-8, 1e3, 45 if n < 12 else 12)
    eigenvalues = np.linalg.eigvals(X)
    ys = np.concatenate([eigenvalues.imag, size * np.linspace(-2, 2, 21)])
    step, stretch = size / 5, xs[1] / xs[0]
    for _ in range(4):
        z = xs[:, None] + 1j * ys[None, :]
        least = np.linalg.svd(z[..., None, None] * np.eye(n) - X, compute_uv=False)[..., -1]
        i, j = np.unravel_index(np.argmax(xs[:, None] / np.maximum(least, 1e-300)), z.shape)
        yield complex(z[i, j])
        xs, ys = xs[i] * stretch ** np.linspace(-1, 1, 9), ys[j] + step * np.linspace(-1, 1, 11)
        step, stretch = step / 5, stretch ** (1 / 4)
    for _ in range(3):
        yield complex(size * 10 ** rng.uniform(-8, 2), rng.choice(eigenvalues.imag) + size * rng.normal())


def beside(z, rng):
    """Points near z: for a maximum, where an upper end that is too low would show."""
    for k in (9, 6, 3, 1):
        yield mpmath.mpc(z.real * (1 + rng.choice([-1, 1]) * mpmath.mpf(10) ** -k), z.imag)
        yield mpmath.mpc(z.real, z.imag + rng.choice([-1, 1]) * z.real * mpmath.mpf(10) ** -k)


def witness_of(K):
    """The z of the witness, or None."""
    found = [step["z"] for step in K.certificate["steps"] if step["reason"] == "witness"]
    return mpmath.mpc(*(number(Fraction(found[0][part])) for part in ("re", "im"))) if found else None


def in_mpmath(A):
    return mpmath.matrix([[mpmath.mpc(number(x), number(y)) for x, y in row] for row in A.entries()])


def number(x):
    return mpmath.mpf(x.numerator) / x.denominator


def digits_for(A):
    """Digits enough for sums of products of entries that are orders of magnitude apart."""
    sizes = [abs(part) for row in A.entries() for entry in row for part in entry if part]
    spread = max(sizes) / min(sizes) if sizes else Fraction(1)
    return DIGITS + 2 * len(str(spread.numerator // spread.denominator))
