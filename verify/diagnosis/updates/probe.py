"""A probe in a training loop: at every n-th step the diagnosis of the update as a line of JSON; training goes on."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kreiss.errors import InvalidArgument
from kreiss.verify.diagnosis.diagnose import diagnose
from kreiss.verify.diagnosis.updates.jacobians import Step, jacobian
from kreiss.verify.diagnosis.updates.operators import LARGEST_DENSE
from kreiss.verify.diagnosis.updates.survey import survey

SCHEMA = "kreiss/probe-1"
_LOG = logging.getLogger("kreiss")


@dataclass(frozen=True)
class TransientProbe:
    """``probe(index, step, params)`` appends a line to ``path`` at every index that ``every`` divides.

    A line is ``{"schema", "step", "elapsed_s"}`` with a ``"diagnosis"`` (``kreiss/diagnosis-1``), beyond order
    ``largest`` a ``"survey"`` of estimates in words, or the ``"error"`` that came instead, its type and its text:
    diverged parameters, a singular Hessian, a step that fails. A line that cannot be written is a warning of the logger
    "kreiss". ``blocks`` is as in ``jacobian``; ``noise``, ``budget`` (seconds) and ``peak`` are as in ``diagnose``.
    """

    every: int
    path: Path | str
    blocks: Any = None
    noise: object = 0
    budget: float = 30.0
    peak: object = None
    largest: int = 1000

    def __post_init__(self) -> None:
        if isinstance(self.every, bool) or not isinstance(self.every, int) or self.every < 1:
            raise InvalidArgument(f"every: expected a whole number of steps, at least 1, got {self.every!r:.40}")
        if not 1 <= self.largest <= LARGEST_DENSE:
            raise InvalidArgument(f"largest: expected an order from 1 to {LARGEST_DENSE}, got {self.largest!r:.40}")

    def __call__(self, index: int, step: Step, params: Any) -> dict[str, Any] | None:
        """The line, as it was appended; None for the steps between."""
        if index % self.every:
            return None
        began = time.perf_counter()
        try:
            found = self._found(step, params)
        except Exception as error:
            found = {"error": {"type": type(error).__name__, "message": " ".join(str(error).split())}}
        line = {"schema": SCHEMA, "step": int(index), "elapsed_s": round(time.perf_counter() - began, 6), **found}
        self._append(line)
        return line

    def _found(self, step: Step, params: Any) -> dict[str, Any]:
        J = jacobian(step, params, self.blocks)
        if J.shape[0] > self.largest:
            return {"survey": _words(survey(J))}
        found = diagnose(J, noise=self.noise, budget=self.budget, peak=self.peak)
        return {"names": list(J.blocks), "diagnosis": found.document}

    def _append(self, line: dict[str, Any]) -> None:
        try:
            with Path(self.path).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
        except OSError as error:
            _LOG.warning("the probe's line of step %s was not written: %s", line["step"], error)


def _words(found: Any) -> dict[str, Any]:
    quantities = ("radius", "kreiss", "peak", "kreiss_by_norms", "peak_by_norms")
    norms = [[x.document() for x in row] for row in found.norms]
    told = {name: getattr(found, name).document() for name in quantities}
    return {"order": found.order, "blocks": list(found.sizes), "block_norms": norms} | told
