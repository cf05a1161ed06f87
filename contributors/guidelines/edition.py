"""Edition: the checks in force, in order, under one version that is stored beside their findings.

The checks are ours and have a number; what an organiser set about them has its own, and both make the version's name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from contributors.guidelines import (
    animation,
    credentials,
    emptiness,
    generator,
    giver,
    licence,
    opt_out,
    rights,
    size,
)
from contributors.guidelines.findings import Finding, Subject
from contributors.guidelines.rules import OURS, Settings

EDITION = "henrei-guidelines/2"


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name. ``needs_file``: it rests on notes in the file, which are not kept beside its fingerprint."""

    name: str
    run: Callable[[Subject], list[Finding]]
    needs_file: bool = False


CHECKS = (
    Check("size", size.check),
    Check("emptiness", emptiness.check),
    Check("animation", animation.check),
    Check("licence", licence.check),
    Check("giver", giver.check),
    Check("generator", generator.check, needs_file=True),
    Check("credentials", credentials.check, needs_file=True),
    Check("opt_out", opt_out.check, needs_file=True),
    Check("rights", rights.check, needs_file=True),
)
NEED_FILE = frozenset(check.name for check in CHECKS if check.needs_file)


def name(settings: Settings = OURS) -> str:
    """The version's name, as it stands beside each finding: ours, and the organiser's number where there is one."""
    return f"{EDITION}+{settings.number}" if settings.number else EDITION


def examine(subject: Subject, settings: Settings = OURS) -> list[Finding]:
    """Run every check under these settings and give all findings, passes too, in order."""
    return _run(subject, settings, CHECKS)


def examine_without_file(subject: Subject, settings: Settings = OURS) -> list[Finding]:
    """The same with those checks alone that need nothing of the file itself."""
    return _run(subject, settings, [check for check in CHECKS if not check.needs_file])


def weighed(finding: Finding, settings: Settings) -> Finding | None:
    """The finding as grave as the organiser has it; none where its rule is switched off."""
    if finding.level == "pass":
        return finding
    weight = settings.ruling(finding.check).weight
    return None if weight == "off" else replace(finding, level=weight)


def failed(findings: list[Finding]) -> bool:
    """Whether at least one finding is a fail."""
    return any(finding.level == "fail" for finding in findings)


def _run(subject: Subject, settings: Settings, checks: Iterable[Check]) -> list[Finding]:
    bounded = replace(subject, bounds=settings.bounds)
    found = [weighed(finding, settings) for check in checks for finding in check.run(bounded)]
    return [finding for finding in found if finding is not None]
