"""``python benchmarks/run.py [--sizes 2,10,50] [--seconds S] [--threads T]``: every table, from one run.

Each number is measured in a process of its own (``measure.py``); a time is the shortest of the calls that fit into one
second, one at least, imports excluded. Peers stand beside the enclosure that was measured with them. A grid that would
take longer than ``--seconds`` is sampled at random points and extrapolated: marked ~.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import kinds
import small

HERE = Path(__file__).parent
GRIDS = ("svd", "schur", "batched")
SIZES = "2,10,50,100,200,400"
TABLES = ("small", "sizes", "kinds", "certificates", "reference", "norm", "neighbours", "continuous", "systems", "hard")
LARGEST_GRCAR = 50
"""Beyond, its K needs more than twice the bits of double precision."""
CLOCK = "seconds"
"""Which of a measurement's times is shown: ``seconds`` on the wall, or ``cpu`` where others use the machine too."""
GRID_WORDS = "40×180 points, uncertified (SVD; Schur and inverse Lanczos point by point; the same, all points at once)"


def measure(*arguments: object) -> dict[str, Any]:
    """One measurement, or the last line of its complaint."""
    command = [sys.executable, str(HERE / "measure.py"), *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": f"{HERE.parent / 'src'}{os.pathsep}{HERE}"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["no output"])[-1]}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(title: str, header: list[str], rows: list[list[str]]) -> None:
    """A Markdown table with aligned columns."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    print(f"\n### {title}\n")
    for row in [header, ["-" * w for w in widths], *rows]:
        print("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |", flush=True)


def seconds(result: dict[str, Any]) -> str:
    if "error" in result:
        return "failed"
    s = result[CLOCK]
    text = f"{1000 * s:.3g} ms" if s < 1 else f"{s:.3g} s"
    return f"~{text}" if result.get("extrapolated") else text


def ratio(peer: dict[str, Any], own: dict[str, Any]) -> str:
    return "" if "error" in peer or "error" in own else f"{peer[CLOCK] / own[CLOCK]:.2g}×"


def sizes_table(sizes: list[int], gap: str, budget: float) -> None:
    rows, times = [], {}
    for n in sizes:
        own = measure("kreiss", f"random:{n}", gap)
        grids = [measure("grid", f"random:{n}", name, budget) for name in GRIDS]
        cells = [cell for grid in grids for cell in (seconds(grid), ratio(grid, own))]
        rows.append([str(n), *enclosure(own, "lower", "nodes", "gap", "rigor"), seconds(own), megabytes(own), *cells])
        if "error" not in own:
            times[n] = own[CLOCK]
    header = ["n", "K ≥", "nodes", "gap", "rigor", "certified", "peak", "SVD grid", "÷", "Schur grid", "÷",
              "batched grid", "÷"]  # fmt: skip
    table(f"K of a random matrix, ρ = 0.95, gap {gap}, verified-float; peers: {GRID_WORDS}", header, rows)
    if {50, 400} <= times.keys():
        print(f"\nGrowth from n = 50 to 400: n^{math.log(times[400] / times[50]) / math.log(8):.2f}")


def kinds_table(sizes: list[int], gap: str, budget: float) -> None:
    rows = []
    for n in sizes:
        for kind in kinds.KINDS:
            if kind == "grcar" and n > LARGEST_GRCAR:
                continue
            own, svd = measure("kreiss", f"{kind}:{n}", gap, "default"), measure("grid", f"{kind}:{n}", "svd", budget)
            rows.append([kind, str(n), *enclosure(own, "lower", "nodes", "rigor"), seconds(own), megabytes(own),
                         seconds(svd), ratio(svd, own)])  # fmt: skip
    header = ["kind", "n", "K ≥", "nodes", "rigor", "certified", "peak", "SVD grid", "÷"]
    table(f"K of other kinds of matrices, gap {gap}, defaults; peer: the SVD grid, uncertified", header, rows)


def certificates_table(sizes: list[int], gap: str) -> None:
    rows = []
    for n in sizes:
        for kind in ("ginibre", "triangular"):
            own = measure("certificate", f"{kind}:{n}", gap)
            parts = [{"error": ""} if "error" in own else own[part] for part in ("certified", "written")]
            rows.append([kind, str(n), *enclosure(own, "nodes", "megabytes"), *map(seconds, (*parts, own))])
    header = ["kind", "n", "nodes", "MB", "certified", "written", "checked"]
    table(f"Certificates of K, gap {gap}, defaults", header, rows)


def enclosure(result: dict[str, Any], *names: str) -> list[str]:
    """The named parts of an enclosure, or what went wrong."""
    if "error" in result:
        return [result["error"][:60], *[""] * (len(names) - 1)]
    return [f"{result[name]:.10g}" if isinstance(result[name], float) else str(result[name]) for name in names]


def megabytes(result: dict[str, Any]) -> str:
    return "" if "error" in result else f"{result['peak_mb']:.0f} MB"


def reference_table(budget: float) -> None:
    sys.path.insert(0, str(HERE.parent / "src"))
    from kreiss.numeric.reading import gallery

    rows = []
    for name in gallery.DISCRETE:
        six, nine = measure("kreiss", name, "1e-6"), measure("kreiss", name, "1e-9")
        svd = measure("grid", name, "svd", budget)
        agrees = all(encloses(result, gallery.REFERENCE[name]) for result in (six, nine))
        rows.append([name, f"{gallery.REFERENCE[name]:.12g}", *enclosure(six, "lower", "nodes"), seconds(six),
                     *enclosure(nine, "nodes"), seconds(nine), *enclosure(svd, "best"), seconds(svd),
                     "yes" if agrees else "NO"])  # fmt: skip
    header = ["matrix", "published K", "K ≥", "nodes 1e-6", "time", "nodes 1e-9", "time", "best of SVD grid", "time",
              "encloses published"]  # fmt: skip
    table("Reference matrices (EigTool's definitions)", header, rows)


def encloses(result: dict[str, Any], value: float) -> bool:
    """Whether a number given to about ten digits lies inside."""
    return "error" not in result and result["lower"] <= value * (1 + 1e-10) and result["upper"] >= value * (1 - 1e-10)


def norm_table(sizes: list[int]) -> None:
    rows, name = [], ""
    for n in sizes:
        floats, exact = (measure("norm", f"random:{n}", "1e-6", grade) for grade in ("False", "True"))
        peer = measure("hinf", f"random:{n}")
        name = peer.get("name", name)
        rows.append([str(n), *enclosure(floats, "lower", "upper"), *enclosure(peer, "value"), seconds(peer),
                     seconds(floats), ratio(peer, floats), seconds(exact), ratio(peer, exact)])  # fmt: skip
    header = ["n", "M(1) ≥", "M(1) ≤", "peer's M(1)", "peer", "verified-float", "÷", "exact", "÷"]
    table(f"M(1) of the same matrices, gap 1e-6; peer: {name}, at its own tolerance", header, rows)


def small_table() -> None:
    rows = []
    for name in small.MATRICES:
        own = measure("kreiss", name, "1e-6", "default")
        first = {"error": ""} if "error" in own else own["first"]
        rows.append([name, *enclosure(own, "lower", "upper", "nodes", "rigor"), seconds(own), seconds(first)])
    header = ["matrix", "K ≥", "K ≤", "nodes", "rigor", "time", "first call"]
    table("K of 2×2 matrices, gap 1e-6, exact", header, rows)


def neighbours_table(sizes: list[int]) -> None:
    rows = []
    for n in sizes:
        for quantity in ("pseudospectral_radius", "w", "sup_powers"):
            own = measure("neighbour", f"random:{n}", quantity, "1e-6")
            rows.append([str(n), quantity, *enclosure(own, "lower", "upper"), seconds(own), megabytes(own)])
    header = ["n", "quantity", "lower", "upper", "time", "peak"]
    table("Neighbours of the same matrices, gap 1e-6 (ε = 0.01)", header, rows)


def continuous_table(sizes: list[int]) -> None:
    rows = []
    for n in sizes:
        for quantity in ("distance_to_instability", "pseudospectral_abscissa", "numerical_abscissa", "sup_exp"):
            own = measure("continuous", f"random:{n}", quantity, "1e-6")
            rows.append([str(n), quantity, *enclosure(own, "lower", "upper"), seconds(own), megabytes(own)])
    header = ["n", "quantity", "lower", "upper", "time", "peak"]
    table("Continuous time: the same matrices minus I, gap 1e-6 (ε = 0.01)", header, rows)


def systems_table(count: int) -> None:
    rows, name = [], ""
    for states in (4, 12, 30):
        own = measure("systems", states, count)
        name = own.get("name", name)
        peer = own.get("peer") or {"error": ""}
        rows.append([str(states), seconds(own), seconds(peer) if "error" not in peer else "", ratio(peer, own),
                     *(str(own.get(key, "")) if own.get("peer") else "" for key in ("failed", "below"))])  # fmt: skip
    header = ["states", "certified", "peer", "÷", "peer fails", "peer below what is proved"]
    table(f"H∞ norm of {count} random systems each, two inputs and outputs, gap 1e-6, the median time of one; "
          f"peer: {name}", header, rows)  # fmt: skip


def hard_table() -> None:
    sys.path.insert(0, str(HERE.parent / "src"))
    import hard

    rows = []
    for name in hard.PROBLEMS:
        own = measure("hard", name)
        agrees = "" if "error" in own else "yes" if own["holds"] else "NO"
        rows.append([name, *enclosure(own, "quantity", "lower", "upper", "ended", "known"), agrees, seconds(own)])
    header = ["problem", "quantity", "lower", "upper", "ended", "known or optimised", "agrees", "time"]
    table("Hard matrices and systems, gap 1e-6, defaults", header, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=SIZES, help=f"orders of the random matrices ({SIZES})")
    parser.add_argument("--gap", default="1e-6", help="relative gap of the random matrices' enclosures")
    parser.add_argument("--seconds", type=float, default=20.0, help="longest time spent on one peer's grid")
    parser.add_argument("--threads", type=int, default=0, help="BLAS threads, for all alike (0: as the machine has)")
    parser.add_argument("--only", choices=TABLES, help="one table only")
    parser.add_argument("--systems", type=int, default=100, help="random systems of each order")
    parser.add_argument(
        "--clock", choices=("seconds", "cpu"), default="seconds", help="time on the wall, or processor time"
    )
    asked = parser.parse_args()
    global CLOCK
    CLOCK = asked.clock
    if asked.threads:
        os.environ |= {f"{library}_NUM_THREADS": str(asked.threads) for library in ("OPENBLAS", "MKL", "OMP")}
    sizes = [int(n) for n in asked.sizes.split(",")]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"BLAS threads: {asked.threads or 'default'}, clock: {CLOCK}")  # fmt: skip
    tables = {
        "small": small_table,
        "sizes": lambda: sizes_table(sizes, asked.gap, asked.seconds),
        "kinds": lambda: kinds_table([n for n in sizes if n <= 200], asked.gap, asked.seconds),
        "certificates": lambda: certificates_table([n for n in sizes if n <= 200], asked.gap),
        "reference": lambda: reference_table(asked.seconds),
        "norm": lambda: norm_table([n for n in sizes if n <= 200]),
        "neighbours": lambda: neighbours_table([n for n in sizes if n <= 50]),
        "continuous": lambda: continuous_table([n for n in sizes if n <= 20]),
        "systems": lambda: systems_table(asked.systems),
        "hard": hard_table,
    }
    for name, show in tables.items():
        if asked.only in (None, name):
            show()


if __name__ == "__main__":
    main()
