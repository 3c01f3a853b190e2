"""A pytest plugin: every claim of a ``*.claims.toml`` file is a test that fails when its verdict is unexpected.

A claim without ``expect`` that stays undecided is skipped, and fails with ``--kreiss-strict``.

Beside ``bounds.claims.toml``, a lock file ``bounds.claims.lock`` (of ``kreiss verify --lock``) is re-checked first, so
that unchanged claims take milliseconds. Options: ``--kreiss-budget`` processor seconds for each claim that has to be
decided.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kreiss.errors import KreissError

SUFFIX = ".claims.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--kreiss-budget`` and ``--kreiss-strict``."""
    group = parser.getgroup("kreiss")
    group.addoption(
        "--kreiss-budget",
        type=float,
        default=20.0,
        metavar="S",
        help="processor seconds for each claim that has to be decided",
    )
    group.addoption("--kreiss-strict", action="store_true", help="an undecided claim is a failure, and not skipped")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect claim files by their name."""
    return ClaimFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


class Unexpected(Exception):
    """A verdict that is not the expected one, or an error in place of one."""


class ClaimFile(pytest.File):
    """The claims of one file; an unusable file is an error of its collection."""

    def collect(self) -> Iterable["ClaimItem"]:
        """One item per claim."""
        from kreiss.verify.claims import load_claims
        from kreiss.verify.running import lock

        try:
            stored = lock.read(self.path.with_suffix(".lock"))
            claims = load_claims(self.path)
        except KreissError as error:
            raise self.CollectError(str(error)) from None
        return list(self._items(claims, stored))

    def _items(self, claims: Iterable[Any], stored: dict[str, Any]) -> Iterator["ClaimItem"]:
        for claim in claims:
            yield ClaimItem.from_parent(self, name=claim.id, claim=claim, stored=stored)


class ClaimItem(pytest.Item):
    """One claim as a test."""

    def __init__(self, *, claim: Any, stored: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.claim, self.stored = claim, stored

    def runtest(self) -> None:
        """Decide the claim, or re-check its stored verdict."""
        from kreiss.verify.decision import BROKEN, OPEN, fails
        from kreiss.verify.reporting.report import counterexample, expectation, grounds
        from kreiss.verify.running import lock
        from kreiss.verify.running.runner import verify

        budget, strict = (self.config.getoption(f"--kreiss-{name}") for name in ("budget", "strict"))
        (verdict,) = verify([self.claim], budget=budget, workers=1, stored=self.stored)
        if verdict.outcome == BROKEN:
            raise Unexpected("\n".join(filter(None, (grounds(verdict), verdict.evidence.get("traceback")))))
        changes = lock.changes(self.stored, [verdict])
        if changes:
            raise Unexpected(f"the claim or its verdict differs from the lock file\n{changes}")
        if fails(verdict, strict=strict):
            expected = expectation(verdict, strict=strict)
            shown = counterexample(verdict) or grounds(verdict)
            raise Unexpected(f"{self.claim.states}\n{verdict.verdict}, expected {expected}\n{shown}")
        if verdict.outcome == OPEN:
            pytest.skip(f"{verdict.verdict}: {grounds(verdict)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, without a traceback; anything else as pytest shows it."""
        if isinstance(excinfo.value, Unexpected | KreissError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The claim's place in reports."""
        return self.path, None, f"claim {self.name}"
