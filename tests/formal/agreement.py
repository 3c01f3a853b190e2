"""Both checkers on the same documents: what each answers, and that they agree wherever the kernel has a rule."""

import json
import random
import subprocess
from fractions import Fraction
from pathlib import Path

from checker.forging import at, changed, other_values, places

from kreiss.verify.checker import Rejected, check_document

STEPS = {"witness", "segment", "disc", "numerical-radius"}
GROWTH = {"unstable", "defective"}
DISC, HALF_PLANE = {"point", "circle", "stable"}, {"point", "line", "stable"}
COVERED = {
    "K": STEPS | GROWTH,
    "K_ct": {"witness", "segment", "line", "stable", "numerical-abscissa"},
    "M": DISC,
    "distance_to_instability": DISC,
    "pseudospectral_radius": DISC,
    "w": {"field-value", "ando", "zero"},
    "M_ct": HALF_PLANE,
    "distance_to_instability_ct": HALF_PLANE,
    "pseudospectral_abscissa": HALF_PLANE,
    "numerical_abscissa": {"field-value", "numerical-abscissa"},
    "norm": {"power-norm"},
    "sup_powers": GROWTH | {"powers"},
}
AT_ONCE = 500  # documents of one call: systems bound how long a command line may be
PROOFS = ("semidefinite", "definite", "contraction", "stein", "below", "above")
POWERS, HIGHEST, FAR = {"norm", "sup_powers"}, 1000, 20_000
SEVERAL = {"M", "M_ct"}  # where several circles or lines are always covered: for K_ct there may be chords between them


def answers(kernel, folder, documents) -> list[str]:
    """The kernel's answer to each document: accepted, rejected, unreadable or not covered."""
    documents, found = list(documents), []
    for first in range(0, len(documents), AT_ONCE):
        names = [str(folder / f"{first + i}.json") for i in range(len(documents[first : first + AT_ONCE]))]
        for name, document in zip(names, documents[first : first + AT_ONCE], strict=True):
            Path(name).write_text(json.dumps(document))
        done = subprocess.run([kernel, *names], capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        assert len(lines) == len(names), done.stderr
        found += [line.removeprefix(f"{n}: ").split(":")[0].lower() for line, n in zip(lines, names, strict=True)]
    return found


def accepted(document) -> bool:
    try:
        check_document(document)
    except Rejected:
        return False
    return True


def forgeries(documents, count, seed):
    """Documents with one to three places changed, of all kinds."""
    rng, originals = random.Random(seed), list(documents)
    everywhere = {id(document): list(places(document)) for document in originals}
    forged = []
    while len(forged) < count:
        original = rng.choice(originals)
        document = original
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            # every level alike: else nearly all places are entries of matrices
            depth = rng.choice(range(1, 1 + max(map(len, everywhere[id(original)]))))
            path = rng.choice([path for path in everywhere[id(original)] if len(path) == depth])
            try:
                document = changed(document, *path, to=rng.choice(list(other_values(at(document, path)))))
            except (LookupError, TypeError):  # a place that an earlier change took away
                break
        if document != original:
            forged.append(document)
    return forged


def parts(step):
    """The step, and the invariant in it."""
    return [step, step["invariant"]] if isinstance(step.get("invariant"), dict) else [step]


def covered(document) -> bool:
    """Whether the kernel has rules for all of it: not for balls, chords, elimination in bits, and embedded vectors.

    Of norms of powers, one step is read, of powers that are not so high that they may be too much arithmetic for one.
    """
    statement, reasons = document["statement"], [step["reason"] for step in document["steps"]]
    quantity, order = statement["quantity"], len(statement["matrix"]["re"])
    vectors = [step["v"]["re"] for step in document["steps"] if isinstance(step.get("v"), dict)]
    return (
        {*reasons} <= COVERED.get(quantity, set())
        and ("radius" not in statement or quantity == "M")
        and (quantity in SEVERAL or reasons.count("circle") + reasons.count("line") <= 1)
        and (quantity in POWERS or all(len(v) <= order for v in vectors))
        and (quantity not in POWERS or (len(reasons) == 1 and statement.get("power", 0) <= HIGHEST))
        and all(
            step.get("horizon", 0) * order**2 * (FAR // 100 if "contraction" in step else 1) <= FAR
            for step in document["steps"]
        )
        and not any(
            type(part.get(proof)) is int for step in document["steps"] for part in parts(step) for proof in PROOFS
        )
    )


def agree(kernel, folder, documents) -> dict[str, int]:
    """Nothing is accepted by one of the two alone, but for steps that the kernel leaves out; how many were what."""
    counts: dict[str, int] = {}
    for document, answer in zip(documents, answers(kernel, folder, documents), strict=True):
        if accepted(document):
            assert answer == "accepted" or (answer == "not covered" and not covered(document)), document
        else:
            assert answer != "accepted", document
        counts[answer] = counts.get(answer, 0) + 1
    return counts


def nudged(document: dict, precision: str, rng: random.Random) -> list[dict]:
    """The document of a norm with an end, its precision or its vector moved by a little."""
    statement, step = document["statement"], document["steps"][0]
    ends = [Fraction(statement[end]) for end in ("lower", "upper")]
    lower, upper = (str(rng.choice(ends) * (1 + Fraction(rng.randint(-8, 8), 2 ** rng.randint(1, 60)))) for _ in ends)
    part, place = rng.choice(["re", "im"]), rng.randrange(len(step["v"]["re"]))
    entry = step["v"][part][place] + rng.randint(-3, 3) * 2 ** rng.randint(0, 100)
    return [
        changed(document, "statement", "upper", to=upper),
        changed(changed(document, "statement", "lower", to=lower), "steps", 0, "lower", to=lower),
        changed(document, "steps", 0, precision, to=rng.choice([1, 2, 3, 5, 8, 20, 40, 60, 80, 100, 150])),
        changed(document, "steps", 0, "v", part, place, to=entry),
    ]
