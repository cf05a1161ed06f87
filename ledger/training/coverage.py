"""Coverage: how many of a catalogue's pictures a run used, and how many of them are known here.

A catalogue tells which picture a name means. Every row of a manifest brings its own digest, so a catalogue fills in
nothing and corrects nothing: it is held against the run, by digest, and its counts are shown. Nothing is paid by it.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from ledger.book import copying
from ledger.models import CatalogueReading, Matching, Run
from ledger.training import catalogues, usage

COUNTED = """
SELECT count(*), count(used.sha256), count(*) FILTER (WHERE here.accepted), count(*) FILTER (WHERE here.sha256 IS NULL),
       count(*) FILTER (WHERE used.sha256 IS NOT NULL AND here.sha256 IS NULL),
       (SELECT count(DISTINCT sha256) FROM ledger_usage WHERE run_id = %(run_id)s) - count(used.sha256)
FROM catalogued
LEFT JOIN (SELECT DISTINCT sha256 FROM ledger_usage WHERE run_id = %(run_id)s) AS used USING (sha256)
LEFT JOIN (
    SELECT sha256, bool_or(state = 'accepted') AS accepted FROM contributors_image
    WHERE sha256 IN (SELECT sha256 FROM catalogued) GROUP BY sha256
) AS here USING (sha256)
"""


@transaction.atomic
def read(run: Run, path: Path, *, at: datetime) -> CatalogueReading:
    """Read a catalogue and hold it against the run; read again under the same name, it replaces what was read before.

    Raises catalogues.BadCatalogue, usage.RunIncomplete.
    """
    catalogue = catalogues.read(path)
    if not Matching.objects.filter(run=run).exists():
        usage.match(run, at=at)
    digests, seen, accepted, unknown, seen_unknown, uncatalogued = _counted(run, catalogue)
    told, _is_new = CatalogueReading.objects.update_or_create(
        run=run,
        name=path.name[:300],
        defaults={
            "kind": catalogue.kind,
            "samples": len(catalogue.samples),
            "without_digest": catalogue.without_digest,
            "digests": digests,
            "seen": seen,
            "accepted": accepted,
            "unknown": unknown,
            "seen_unknown": seen_unknown,
            "uncatalogued": uncatalogued,
            "read_at": at,
        },
    )
    return told


def _counted(run: Run, catalogue: catalogues.Catalogue) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE catalogued (sha256 bytea) ON COMMIT DROP")
    copying.copy_rows("COPY catalogued FROM STDIN (FORMAT BINARY)", ["bytea"], _digests(catalogue))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogued")
        cursor.execute(COUNTED, {"run_id": run.pk})
        counts = tuple(int(count) for count in cursor.fetchone())
        cursor.execute("DROP TABLE catalogued")
    return counts


def _digests(catalogue: catalogues.Catalogue) -> Iterator[tuple[bytes]]:
    for sha256 in catalogue.samples["sha256"].dropna().unique():
        yield (bytes.fromhex(str(sha256)),)
