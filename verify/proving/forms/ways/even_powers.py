"""K(X) where X² is a contraction: K(X) ≤ f for f ≥ 1 and 2f ≥ 1 + ‖X‖, as (z − X)⁻¹ = (z + X)(z² − X²)⁻¹.

With n = ‖X‖, d = |z| and y = z − X, the form (d + 1)²(f²y*y − (d − 1)²) is a sum of three:

    (f²(d + 1)² − (d + n)²)·y*y           f(d + 1) − (d + n) = (f − 1)(d − 1) + (2f − 1 − n)
    y*((d + n)² − (z + X)*(z + X))y        ‖z + X‖ ≤ d + n
    (z² − X²)*(z² − X²) − (d² − 1)²        (z² − d²X²)*(z² − d²X²)/d² + (d² − 1)(1 − (X²)*X²)
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from kreiss.symbolic.proof import Step, form
from kreiss.verify.language.trees import Tree, norm, show
from kreiss.verify.proving.forms.goals import ONE, POINT, SIZE, TWO
from kreiss.verify.proving.rewriting.sums import ZERO

_Z, _D = POINT[1], SIZE[1]


def contraction(X: Tree) -> Tree:
    """‖X²‖ ≤ 1, which has to be shown before."""
    return ("<=", norm(("^", X, TWO)), ONE)


def from_even_powers(goal: Tree) -> Iterator[tuple[list[Tree], Step]]:
    """What has to be shown of the numbers, and the form for K(X) ≤ f; nothing for another goal."""
    match goal:
        case ("<=", ("call", "K", (X,)), f):
            n = norm(X)
            needed: list[Tree] = [("<=", ZERO, f), ("<=", ONE, f), ("<=", ("+", ONE, n), ("*", TWO, f))]
            step = form(show(goal), list(_terms(X, show(f), show(n))), "even and odd powers", **_fields())
            yield needed, step


def _fields() -> dict[str, Any]:
    return {"point": _Z, "size": _D, "scale": [_D, _D, f"{_D} + 1", f"{_D} + 1"]}


def _terms(X: Tree, f: str, n: str) -> Iterator[dict[str, Any]]:
    y, square, q = f"({_Z}*I - ({show(X)}))", show(("^", X, TWO)), show(contraction(X)[1])
    above, apart, twice = f"({f}) - 1", f"{_D} - 1", f"2*({f}) - (1 + {n})"
    least = [[above, apart], [twice]]
    most = [[above, f"{_D} + 1"], [f"{_D} + 1"], [_D], [n]]
    yield {"by": y, "weight": [["1", [f"{_D}^2", *one, *other]] for one, other in product(least, most)]}
    yield {"fact": n, "by": y, "weight": [["1", [f"{_D}^2"]]]}
    yield {"fact": n, "as": "linear", "by": f"[[{_Z}*{y}], [-{_D}*{y}]]", "weight": [["1", [_D]]]}
    yield {"by": f"{_Z}^2*I - {_D}^2*({square})"}
    outside = [f"{_D}^2", apart, f"{_D} + 1"]
    yield {"fact": q, "weight": [["1", outside]]}
    yield {"weight": [["1", [*outside, f"1 - {q}"]], ["1", [*outside, f"1 - {q}", q]]]}
