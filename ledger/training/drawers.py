"""A run's grouped counts into the database, where every digest is put into its drawer.

Takes batches of counts and leaves usage; nothing of it goes row by row through Python. The tables are made, keyed
and taken away by functions of the owner's (guard 8 says why), because the application may not. Which parts count,
and what the drawers add up to, is left to `usage`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa
from django.db import connection
from psycopg import sql

from ledger.book import copying
from ledger.models import Run, Usage
from ledger.training import batches, grouping
from ledger.training.grouping import DigestBatch

COPY = sql.SQL("COPY {} (chain, sha256, samples, exposures) FROM STDIN (FORMAT BINARY)")


def fill(run: Run, counts: Iterable[DigestBatch]) -> None:
    """Replace the run's usage by these counts, each in its drawer as of the run's freeze moment and purpose."""
    chains: dict[tuple[str, str], int] = {}
    copying.copy_columns(COPY.format(sql.Identifier(_begun(run))), _numbered(counts, chains))
    stages, components = [stage for stage, _ in chains], [component for _, component in chains]
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_matched(%s, %s::text[], %s::text[])", [run.pk, stages, components])


def empty(run: Run) -> None:
    """Take the run's usage away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_forgotten(%s)", [run.pk])


def ended(run: Run, stage: str, component: str) -> Iterator[pa.RecordBatch]:
    """Which drawer each digest of a stage and component ended in, and why, a stretch at a time."""
    rows = Usage.objects.filter(run=run, stage=stage, component=component)
    told = rows.values_list("sha256", "drawer", "reason").iterator(chunk_size=grouping.ROWS_PER_BATCH)
    while stretch := list(islice(told, grouping.ROWS_PER_BATCH)):
        columns = [[bytes(sha256) for sha256, _, _ in stretch], *list(zip(*stretch, strict=True))[1:]]
        yield pa.RecordBatch.from_arrays([pa.array(column) for column in columns], schema=grouping.ENDED)


def _begun(run: Run) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usage_begun(%s)", [run.pk])
        return str(cursor.fetchone()[0])


def _numbered(counts: Iterable[DigestBatch], chains: dict[tuple[str, str], int]) -> Iterator[copying.Columns]:
    """Columns for COPY; a stage and its component go as their number in ``chains``, from 1."""
    for batch in counts:
        number = chains.setdefault((batch.stage, batch.component), len(chains) + 1)
        sha256, samples, exposures = batch.rows.columns
        chain = pa.array(np.full(batch.rows.num_rows, number, dtype=np.int16))
        yield [chain, sha256.cast(pa.binary(batches.DIGEST_BYTES)), samples, exposures]
