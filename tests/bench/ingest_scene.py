"""A run of eleven million rows, made up: its parts as Parquet, and the accepted images that it used.

Takes sizes; lays down parts as the recorder would (rows in order, a true header), rows for the bare COPY beside
them, and fills a database with images of many givers. The same sizes always make the same bytes. Not timed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.book import copying
from ledger.training import batches, headers, ordering
from ledger.training.formats import parquet
from ledger.training.manifest import SCHEMA, Header

RUN: Final = "bench"
RANKS: Final = 8
MOST_SHOWN: Final = 4

Digests: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Size:
    """Rows in all, parts they come in (a multiple of the ranks), and distinct digests."""

    rows: int
    parts: int
    digests: int


def digests(count: int) -> Digests:
    """Shape (count, 32)."""
    return np.random.default_rng(11).integers(0, 256, (count, batches.DIGEST_BYTES), dtype=np.uint8)


def lay_down(folder: Path, size: Size, known: Digests) -> Path:
    """Write every part of the run, and give the file of the same rows as PostgreSQL's binary COPY takes them."""
    folder.mkdir(parents=True)
    bare = folder.with_suffix(".copy")
    with bare.open("wb") as rows:
        rows.write(copying.BEGINS)
        for number, shown in enumerate(_shown(size)):
            batch = _rows(shown, known, np.random.default_rng(number))
            _write_part(folder, batch, size, number)
            rows.writelines(copying.fixed_rows(batch.columns[1:]))
        rows.write(copying.ENDS)
    return bare


def fill(superuser: str, known: Digests) -> None:
    """An accepted image for each digest, by a thousand givers, and some that were offered twice or are a museum's."""
    with psycopg.connect(superuser) as session, session.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are true by making; checking them takes minutes
        cursor.execute("CREATE TEMPORARY TABLE known (place bigint GENERATED ALWAYS AS IDENTITY, sha256 bytea)")
        with cursor.copy("COPY known (sha256) FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(copying.BEGINS)
            for chunk in copying.fixed_rows([batches.digest_column(known.tobytes())]):
                copy.write(chunk)
            copy.write(copying.ENDS)
        cursor.execute(_IMAGES)
    with psycopg.connect(superuser, autocommit=True) as session:
        session.execute("VACUUM ANALYZE contributors_image")
        session.execute("VACUUM ANALYZE")


def _shown(size: Size) -> list[npt.NDArray[np.int64]]:
    """Which digests each part shows: all in turn, in another order each time around."""
    each = size.rows // size.parts
    chance = np.random.default_rng(size.rows)
    rounds = -(-size.rows // size.digests)
    order = np.concatenate([chance.permutation(size.digests) for _ in range(rounds)])
    return [np.unique(order[part * each : (part + 1) * each]) for part in range(size.parts)]


def _rows(shown: npt.NDArray[np.int64], known: Digests, chance: np.random.Generator) -> pa.RecordBatch:
    names = [f"pictures/{number:08d}.png" for number in shown.tolist()]
    counts = chance.integers(1, MOST_SHOWN + 1, len(shown), dtype=np.int64)
    digested = batches.digest_column(known[shown].tobytes())
    return pa.RecordBatch.from_arrays(
        [pa.array(names, pa.string()), digested, pa.array(counts, pa.int64())], schema=batches.ROWS
    )


def _write_part(folder: Path, batch: pa.RecordBatch, size: Size, number: int) -> None:
    rank, part = number % RANKS, number // RANKS
    header = Header(
        schema=SCHEMA,
        run=RUN,
        attempt=1,
        stage="unet-256",
        component="unet",
        rank=rank,
        world_size=RANKS,
        part=part,
        final=part == size.parts // RANKS - 1,
        resumed_from=None,
        count_basis="measured",
        rows=batch.num_rows,
        exposures=batches.total_exposures(batch),
        rows_sha256=ordering.rows_sha256([batch]),
    )
    table = pa.Table.from_batches([batch])
    named = table.replace_schema_metadata({parquet.HEADER_KEY: headers.render(header).encode()})
    pq.write_table(named, folder / f"attempt01-rank{rank:02d}-part{part:03d}.manifest.parquet")


_IMAGES: Final = """
INSERT INTO contributors_user (id, password, is_superuser, username, first_name, last_name, email, is_staff,
                               is_active, date_joined)
VALUES (1, '!', false, 'bo', '', '', '', true, true, now());
INSERT INTO contributors_source (id, name, licence, address, note) VALUES (1, 'the museum', 'CC0', '', '');
INSERT INTO contributors_contributor (id, handle, name, language, joined_at, verified_at, verified_by_id)
SELECT n, 'giver-' || n, 'Giver ' || n, 'en', '2026-01-01', '2026-01-02', 1 FROM generate_series(1, 1000) n;
INSERT INTO contributors_consent (contributor_id, scope, purposes, terms_version, granted_at, withdrawn_at)
SELECT n, (ARRAY['past_images_too', 'archive', 'hashtag_only'])[1 + n % 3], '{open_model}', '1', '2026-01-02',
       CASE WHEN n % 50 = 0 THEN timestamptz '2026-03-01' END
FROM generate_series(1, 1000) n;
INSERT INTO contributors_fingerprint (id, sha256, load_rule, pixels_sha256, phash, pdq, pdq_quality, trimmed_pdq,
    colours, look, windows, width_px, height_px, frames, mode, format, size_bytes)
VALUES (1, '', '', '', '', '', 0, '', '', '', '', 1, 1, 1, 'RGB', 'PNG', 1);
INSERT INTO contributors_image (contributor_id, source_id, collection, path, title, category, licence, sha256,
    size_bytes, fingerprint_id, offered_at, state, reason, reason_facts, decided_at, accepted_at)
SELECT CASE WHEN place % 20 > 0 THEN 1 + place % 1000 END, CASE WHEN place % 20 = 0 THEN 1 END,
    CASE place % 3 WHEN 0 THEN 'x:giver' WHEN 1 THEN 'upload:giver' ELSE 'archive' END,
    'pictures/' || place, '', 'shapes', 'CC0', sha256, 100000, 1, '2026-02-01', 'accepted', '', '',
    '2026-02-02', '2026-02-02'
FROM known;
INSERT INTO contributors_image (contributor_id, collection, path, title, category, licence, sha256,
    size_bytes, fingerprint_id, offered_at, state, reason, reason_facts, decided_at, duplicate_of_id)
SELECT contributor_id, 'again', path, '', '', '', sha256, 100000, 1, '2026-02-03', 'duplicate', 'same_file', '',
    '2026-02-03', id
FROM contributors_image WHERE contributor_id IS NOT NULL AND id % 100 = 1;
"""
