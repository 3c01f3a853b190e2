"""Verdicts as a JUnit report, which continuous-integration services read: one test case per claim."""

from collections.abc import Sequence
from xml.etree import ElementTree

from kreiss.verify.report import counterexample, grounds
from kreiss.verify.verdicts import UNDECIDED, Verdict


def junit(verdicts: Sequence[Verdict], changes: str = "") -> str:
    """The XML text: a failure for an unexpected verdict (or a changed one), skipped for an expected UNDECIDED."""
    suite = ElementTree.Element("testsuite", name="kreiss", tests=str(len(verdicts)))
    failures = 0
    for verdict in verdicts:
        case = ElementTree.SubElement(
            suite, "testcase", classname="claims", name=verdict.claim.id, time=f"{verdict.elapsed:.3f}"
        )
        if not verdict.as_expected:
            failures += 1
            message = f"{verdict.verdict}, expected {verdict.claim.expect or 'anything but REFUTED'}"
            failure = ElementTree.SubElement(case, "failure", message=message)
            failure.text = f"{verdict.claim.states}\n{counterexample(verdict) or grounds(verdict)}"
        elif verdict.verdict == UNDECIDED:
            ElementTree.SubElement(case, "skipped", message=grounds(verdict))
    if changes:
        failures += 1
        case = ElementTree.SubElement(suite, "testcase", classname="claims", name="lock file")
        ElementTree.SubElement(case, "failure", message="verdicts differ from the lock file").text = changes
    suite.set("failures", str(failures))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
