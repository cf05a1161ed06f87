"""Edition: the checks in force, in order, under one version that is stored beside their findings."""

from collections.abc import Callable
from dataclasses import dataclass

from contributors.guidelines import animation, emptiness, generator, licence, size
from contributors.guidelines.findings import Finding, Subject

EDITION = "henrei-guidelines/1"


@dataclass(frozen=True, slots=True)
class Check:
    """A check under the name by which an organiser switches it off."""

    name: str
    run: Callable[[Subject], list[Finding]]


CHECKS = (
    Check("size", size.check),
    Check("emptiness", emptiness.check),
    Check("animation", animation.check),
    Check("licence", licence.check),
    Check("generator", generator.check),
)


def examine(subject: Subject, *, switched_off: frozenset[str] = frozenset()) -> list[Finding]:
    """Run every check that is not switched off and give all findings, passes too, in order."""
    return [finding for one in CHECKS if one.name not in switched_off for finding in one.run(subject)]


def failed(findings: list[Finding]) -> bool:
    """Whether at least one finding is a fail."""
    return any(finding.level == "fail" for finding in findings)
