"""Verdicts as a JUnit report, which continuous-integration services read: one test case per claim."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from kreiss.verify.decision import BROKEN, OPEN, Decision, fails
from kreiss.verify.reporting.report import counterexample, expectation, grounds


def junit(
    verdicts: Sequence[Decision], changes: str = "", files: Mapping[str, str] | None = None, *, strict: bool = False
) -> str:
    """The XML text: a failure for what makes the run fail, a change of the lock among it; skipped for an open verdict,
    an error for a claim that failed.

    ``files`` gives the file of each claim by its id, which is the class name of its test case.
    """
    suite = ElementTree.Element("testsuite", name="kreiss")
    for verdict in verdicts:
        _add(suite, verdict, (files or {}).get(verdict.claim.id, "claims"), strict=strict)
    if changes:
        case = ElementTree.SubElement(suite, "testcase", classname="claims", name="lock file", time="0.000")
        ElementTree.SubElement(case, "failure", message="claims differ from the lock file").text = changes
    suite.set("tests", str(len(suite)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"*/{kind}"))))
    suite.set("time", f"{sum(verdict.elapsed for verdict in verdicts):.3f}")
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _add(suite: ElementTree.Element, verdict: Decision, file: str, *, strict: bool) -> None:
    seconds = f"{verdict.elapsed:.3f}"
    case = ElementTree.SubElement(suite, "testcase", classname=file, name=verdict.claim.id, time=seconds)
    if verdict.outcome == BROKEN:
        error = ElementTree.SubElement(case, "error", message=grounds(verdict))
        error.text = f"{verdict.claim.states}\n{verdict.evidence.get('traceback', '')}"
    elif fails(verdict, strict=strict):
        message = f"{verdict.verdict}, expected {expectation(verdict, strict=strict)}"
        failure = ElementTree.SubElement(case, "failure", message=message)
        failure.text = f"{verdict.claim.states}\n{counterexample(verdict) or grounds(verdict)}"
    elif verdict.outcome == OPEN:
        ElementTree.SubElement(case, "skipped", message=f"{verdict.verdict}: {grounds(verdict)}")
