"""Derive a resolvent, an exact worst case and an inequality, instead of typing them in.

python examples/derive.py
"""

from fractions import Fraction

from kreiss.decimals import decimal_above, decimal_below
from kreiss.symbolic import block_resolvent, prove, worst_case_kreiss

print("the resolvent of [[A, 0], [C, D]]:")
print(block_resolvent([["A", 0], ["C", "D"]]).text())

worst = worst_case_kreiss([[Fraction(1, 2), 0], [3, Fraction(3, 4)]])
low, high = worst.enclosure(12)
print("\nthe largest K(J) over rho(A) <= 1/2, rho(D) <= 3/4, |C| <= 3:")
print(f"the root between {decimal_below(low, 13)} and {decimal_above(high, 13)}")
print(f"of the polynomial with the coefficients {worst.polynomial}, from the constant term up")

result = prove("sqrt(x) <= (x + 1)/2", ["x >= 0"])
print(f"\nsqrt(x) <= (x + 1)/2 for x >= 0: {result.verdict}")
