"""Emptiness: whether there is anything to see.

Rests on PDQ's quality (how much changes across the picture) and on the colour grid of a fingerprint.
"""

from contributors.guidelines.findings import Finding, Subject

PLAIN_STEP = 3


def check(subject: Subject) -> list[Finding]:
    """Fail a picture of one colour; warn of one in which almost nothing changes."""
    picture = subject.fingerprint
    evidence = (
        ("pdq_quality", str(picture.pdq_quality)),
        ("colour_step", str(_colour_step(picture.colours))),
    )
    if picture.pdq_quality == 0 and _colour_step(picture.colours) <= PLAIN_STEP:
        return [Finding("one_colour", "fail", evidence)]
    if picture.pdq_quality < subject.bounds.least_quality:
        return [Finding("near_empty", "warn", evidence)]
    return [Finding("something_to_see", "pass", evidence)]


def _colour_step(colours: bytes) -> int:
    """The largest difference in one channel between two cells of the grid."""
    return max(max(colours[channel::3]) - min(colours[channel::3]) for channel in range(3))
