"""Relations in one variable without a common solution, by an identity of products of them.

The checker decides such relations by Sturm's theorem, which speaks of real closed fields. An identity holds in every
ordered field: floats propose which products, and exact arithmetic finds the weights.
"""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import prod
from typing import Any

import numpy as np
from flint import Ordering, fmpq, fmpq_mpoly_ctx

from kreiss.deadlines import NEVER
from kreiss.symbolic.inequalities.steps import System
from kreiss.symbolic.inequalities.systems import Relation
from kreiss.symbolic.inequalities.tactics.leaves import close_by_combination
from kreiss.verify.checker.arithmetic.polynomials import Polynomial
from kreiss.verify.checker.inequalities.systems import Relation as Read
from kreiss.verify.coq.terms import out_of_reach

MOST_FACTORS = 4  # of a product in an identity: each more multiplies the unknown weights


def identity_of_products(relations: Sequence[Read], numbers: Sequence[int]) -> dict[str, Any]:
    """A node ``identity`` that refutes the relations, of which the factors have these numbers.

    Raises ``InvalidArgument`` if there is none of up to four factors in each product.
    """
    (variable,) = set().union(*(relation.polynomial.variables() for relation in relations)) or {0}
    context = fmpq_mpoly_ctx.get(("x",), Ordering.lex)
    values = [_univariate(relation.polynomial, variable, context) for relation in relations]
    for most in range(1, MOST_FACTORS + 1):
        chosen = [c for k in range(most + 1) for c in combinations_with_replacement(range(len(relations)), k)]
        products = [prod((values[i] for i in c), start=context.constant(1)) for c in chosen]
        signs = [_sign(relations, c) for c in chosen]
        system = System(tuple(map(Relation, products, signs)), np.empty((0, 1)))
        node = close_by_combination(system, len(chosen) - 1, NEVER)
        if node is not None:
            return _in_factors(node, [[numbers[i] for i in c] for c in chosen])
    raise out_of_reach("a leaf 'univariate' without an identity of few products")


def _sign(relations: Sequence[Read], chosen: Sequence[int]) -> str:
    signs = {relations[i].sign for i in chosen}
    return "=" if "=" in signs else ">=" if ">=" in signs else ">"


def _univariate(polynomial: Polynomial, variable: int, context: Any) -> Any:
    x = context.gens()[0]
    parts = (part.constant_value() or 0 for part in polynomial.by_powers(variable))
    return sum((fmpq(part.numerator, part.denominator) * x**k for k, part in enumerate(parts)), context.constant(0))


def _in_factors(node: dict[str, Any], products: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The node with the factors of each product in place of it; equations become factors of either sign."""
    if "equations" in node:
        raise out_of_reach("a leaf 'univariate' with an equation")
    terms = [{**term, "factors": [k for j in term["factors"] for k in products[j]]} for term in node["terms"]]
    return {"rule": "identity", "terms": terms}
