"""2×2 matrices to measure: exact rationals, floats, complex entries, and a peak next to |z| = 1."""

MATRICES: dict[str, list[list[object]]] = {
    "[[9/10, 0], [10, 9/10]]": [["9/10", 0], [10, "9/10"]],
    "[[0.5, 3], [0, -0.3]]": [[0.5, 3.0], [0.0, -0.3]],
    "[[1/2 + i/3, 2], [0, -2i/5]]": [[{"re": "1/2", "im": "1/3"}, 2], [0, {"re": 0, "im": "-2/5"}]],
    "[[1 - 1e-3, 1e3], [0, 0.3]]": [[1 - 1e-3, 1e3], [0.0, 0.3]],
}
