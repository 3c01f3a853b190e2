"use strict";
// The worst case over J = [[A, 0], [C, D]] with symmetric A and D, given g = max(rho(A), rho(D)) and c = norm(C).
const formulas = {
  // The largest K: c/(4h) + h/c with h = 1 - g where c > 2h, else 1.
  worst(g, c) {
    const h = 1 - g;
    return c > 2 * h ? c / (4 * h) + h / c : 1;
  },
  // The bound of the abstract: 2/h + c/(4h).
  paper(g, c) {
    return (2 + c / 4) / (1 - g);
  },
  // The largest norm of the power t: (k + sqrt(k^2 + 4 g^(2t)))/2 with k = t c g^(t - 1).
  power(g, c, t) {
    if (t === 0) return 1;
    const k = t * c * g ** (t - 1);
    return (k + Math.sqrt(k * k + 4 * g ** (2 * t))) / 2;
  },
  // [t, norm] of the first largest power. Once a power has norm at most 1 later ones repeat what was seen.
  peak(g, c) {
    let best = [0, 1];
    for (let t = 1; ; t++) {
      const norm = formulas.power(g, c, t);
      if (norm > best[1]) best = [t, norm];
      if (norm <= 1) return best;
    }
  },
  // worst and paper as reduced fractions [numerator, denominator], for g = p/100 and c = q/1000 with whole p, q.
  exactly(p, q) {
    const h = 1000n - 10n * BigInt(p);
    const c = BigInt(q);
    return {
      worst: c > 2n * h ? formulas.reduced(c * c + 4n * h * h, 4n * h * c) : [1n, 1n],
      paper: formulas.reduced(8000n + c, 4n * h),
    };
  },
  reduced(numerator, denominator) {
    let [a, b] = [numerator, denominator];
    while (b) [a, b] = [b, a % b];
    return [numerator / a, denominator / a];
  },
};
