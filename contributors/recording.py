"""Recording: what was recognised and found, written down as rows; intake and weighing both use it.

Takes fingerprints and findings as plain values; gives the rows. What follows from them is decided elsewhere.
"""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from contributors import fingerprints
from contributors.guidelines.findings import Finding
from contributors.models import Finding as FindingRow
from contributors.models import Fingerprint, Image


def fingerprint_rows(known: Sequence[fingerprints.Fingerprint]) -> Mapping[bytes, Fingerprint]:
    """The rows of these fingerprints by the file's SHA-256; what is recorded already is not written again."""
    Fingerprint.objects.bulk_create([_row(one) for one in known], ignore_conflicts=True)
    digests = [one.sha256 for one in known]
    rows = Fingerprint.objects.filter(load_rule=fingerprints.LOAD_RULE, sha256__in=digests)
    return {bytes(row.sha256): row for row in rows}


def write_findings(image: Image, findings: Sequence[Finding], *, guidelines: str) -> None:
    """Keep what the checks said about a picture under one version of the guidelines, each check's last word once."""
    FindingRow.objects.bulk_create(
        [
            FindingRow(
                image=image,
                guidelines=guidelines,
                check_name=finding.check,
                level=finding.level,
                evidence=told(finding)[:1000],
            )
            for finding in {finding.check: finding for finding in findings}.values()
        ],
        ignore_conflicts=True,
    )


def last_findings(image: Image) -> QuerySet[FindingRow]:
    """What the checks said about a picture the last time, in order."""
    newest = image.findings.order_by("-id").values("guidelines")[:1]
    return image.findings.filter(guidelines=newest).order_by("id")


def told(finding: Finding) -> str:
    """A finding's evidence as one line."""
    return ", ".join(f"{name} {value}" for name, value in finding.evidence)


def _row(known: fingerprints.Fingerprint) -> Fingerprint:
    return Fingerprint(
        sha256=known.sha256,
        load_rule=known.load_rule,
        pixels_sha256=known.pixels_sha256,
        phash=known.phash,
        pdq=known.pdq,
        pdq_quality=known.pdq_quality,
        trimmed_pdq=known.trimmed_pdq,
        colours=known.colours,
        look=known.look,
        windows=b"".join(known.windows),
        width_px=known.width,
        height_px=known.height,
        frames=known.frames,
        mode=known.mode,
        format=known.format,
        size_bytes=known.size_bytes,
    )
