"""Enclose the Kreiss constant of one matrix, look at the enclosure, and have its certificate re-checked.

python examples/certify.py [MATRIX]
"""

import sys
from pathlib import Path

from kreiss.decimals import decimal_above, decimal_below
from kreiss.numeric import certify_kreiss
from kreiss.numeric.reading.files import read_matrix
from kreiss.verify import check_certificate

name = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).with_name("matrix.json"))
enclosure = certify_kreiss(read_matrix(name), gap=1e-9)

if enclosure.lower is None or enclosure.upper is None:
    print("K = ∞: the powers are unbounded")
else:
    print(f"{decimal_below(enclosure.lower, 12)} ≤ K ≤ {decimal_above(enclosure.upper, 12)}")
    print(f"exact ends: {enclosure.lower} and {enclosure.upper}")
    print(f"attained near z = {enclosure.argmax}, which is {enclosure.rigor}")

print("the independent checker says:", check_certificate(enclosure.certificate).statement)
