"""A large part for measuring: `python -m tests.bench.large_part FILE RUN ROWS RANK`, its form by the file's name."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import zstandard

from ledger.training.formats import jsonl, parquet
from ledger.training.manifest import SCHEMA, Header, Row, rows_sha256


def rows(number: int) -> Iterator[Row]:
    """Rows as webdatasets name them."""
    for place in range(number):
        digest = hashlib.sha256(str(place).encode()).digest()
        yield Row(f"shard-{place // 1000:05d}/picture-{place:08d}.webp", digest, 1 + place % 3)


def header(written: list[Row], run: str, rank: int) -> Header:
    """A header that tells the truth about them."""
    return Header(
        schema=SCHEMA,
        run=run,
        attempt=1,
        stage="unet-256",
        component="unet",
        rank=rank,
        world_size=2,
        part=0,
        final=True,
        resumed_from=None,
        count_basis="measured",
        rows=len(written),
        exposures=sum(row.exposures for row in written),
        rows_sha256=rows_sha256(written),
    )


def write(path: Path, run: str, number: int, rank: int) -> None:
    """Lay the part down."""
    written = list(rows(number))
    told = header(written, run, rank)
    if path.suffix == ".parquet":
        with path.open("wb") as stream:
            parquet.write(stream, told, written)
        return
    plain = path.with_suffix("")
    with plain.open("wb") as stream:
        jsonl.write(stream, told, written)
    with plain.open("rb") as source, path.open("wb") as target:
        zstandard.ZstdCompressor().copy_stream(source, target)
    plain.unlink()


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
