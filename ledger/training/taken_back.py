"""Taken back: the pictures inside a run that had been withdrawn or blocked before it was frozen, whose, since when.

Reads only. What is decided about them is `alarms`'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet, Sum

from contributors.models import Image
from ledger.models import Run, Usage
from ledger.training import usage

PictureRow = tuple[bytes, int | None, str, int]
SINCE = """
SELECT DISTINCT ON (usage.sha256) usage.sha256, CASE usage.reason
    WHEN 'image_withdrawn' THEN image.withdrawn_at
    WHEN 'consent_withdrawn' THEN least(contributor.left_at, (
        SELECT max(consent.withdrawn_at) FROM contributors_consent consent
        WHERE consent.contributor_id = image.contributor_id AND consent.withdrawn_at <= %(frozen_at)s
          AND consent_covers(consent.scope, consent.granted_at, image.collection, image.offered_at)))
    ELSE (
        SELECT min(block.blocked_at) FROM contributors_block block
        JOIN contributors_fingerprint fingerprint ON fingerprint.id = block.fingerprint_id
        WHERE fingerprint.sha256 = usage.sha256 AND block.blocked_at <= %(frozen_at)s
          AND coalesce(block.lifted_at > %(frozen_at)s, true)) END
FROM ledger_usage usage
LEFT JOIN contributors_image image ON image.id = usage.image_id
LEFT JOIN contributors_contributor contributor ON contributor.id = image.contributor_id
WHERE usage.run_id = %(run_id)s AND usage.sha256 = ANY (%(digests)s)
"""


@dataclass(frozen=True, slots=True)
class Inside:
    """One picture inside that had been taken back. ``image`` is None where a file was blocked that nobody gave."""

    sha256: bytes
    image: Image | None
    reason: str
    exposures: int
    since: datetime | None


def pictures(run: Run) -> "QuerySet[Usage, PictureRow]":
    """The pictures that the alarm is about, the most shown first, each once over all stages; ``inside`` tells them."""
    taken_back = Usage.objects.filter(run=run, drawer="refused", reason__in=usage.WITHDRAWN)
    rows = taken_back.values_list("sha256", "image_id", "reason").annotate(shown=Sum("exposures"))
    return rows.order_by("-shown", "sha256")


def inside(run: Run, rows: Sequence[PictureRow]) -> list[Inside]:
    """What is known of some of the alarm's pictures."""
    images = Image.objects.select_related("contributor", "fingerprint").in_bulk([row[1] for row in rows if row[1]])
    since = _since(run, [bytes(row[0]) for row in rows])
    return [
        Inside(bytes(sha256), images.get(image or 0), reason, shown, since.get(bytes(sha256)))
        for sha256, image, reason, shown in rows
    ]


def _since(run: Run, digests: Sequence[bytes]) -> dict[bytes, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"run_id": run.pk, "digests": list(digests), "frozen_at": run.frozen_at})
        return {bytes(sha256): at for sha256, at in cursor.fetchall() if at is not None}
