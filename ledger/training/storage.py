"""Part files as kept: byte for byte, named by their digest, wherever Django's storage keeps files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from django.core.files.storage import default_storage

from contributors import kept_files
from ledger.models import Part
from ledger.training.formats import csv_sidecar
from ledger.training.manifest import Component, CountBasis, Header, ResumedFrom

SIDECAR = ".header.json"
ENDINGS = (".manifest", ".jsonl", ".parquet", ".csv", ".gz", ".zst")
COMPONENTS: dict[str, Component] = {"unet": "unet", "vae": "vae", "text_encoder": "text_encoder", "other": "other"}
BASES: dict[str, CountBasis] = {"measured": "measured", "declared": "declared"}


def keep(path: Path, file_sha256: bytes) -> str:
    """Keep the part file under its digest and return the name it is kept by. Asked twice, done once."""
    name = f"parts/{file_sha256.hex()}{''.join(ending for ending in path.suffixes if ending in ENDINGS)}"
    kept_files.keep_file(name, path)
    beside = csv_sidecar.sidecar_of(path)
    if beside is not None:
        kept_files.keep_file(f"{name}{SIDECAR}", beside)
    return name


@contextmanager
def local_copies(parts: Sequence[Part]) -> Iterator[list[Path]]:
    """The parts as files of this machine, gone again at the end where they had to be fetched."""
    with TemporaryDirectory(prefix="henrei-parts-") as folder:
        yield [_local(part, Path(folder)) for part in parts]


def header_of(part: Part) -> Header:
    """The header as it was received."""
    resumed_from = None
    if part.resumed_from_attempt is not None and part.resumed_from_part is not None:
        resumed_from = ResumedFrom(part.resumed_from_attempt, part.resumed_from_part)
    return Header(
        schema="henrei-manifest/1",
        run=part.run.recorded_as,
        attempt=part.attempt,
        stage=part.stage,
        component=COMPONENTS[part.component],
        rank=part.rank,
        world_size=part.world_size,
        part=part.part,
        final=part.final,
        resumed_from=resumed_from,
        count_basis=BASES[part.count_basis],
        rows=part.rows,
        exposures=part.exposures,
        rows_sha256=bytes(part.rows_sha256).hex(),
    )


def _local(part: Part, folder: Path) -> Path:
    try:
        return Path(default_storage.path(part.stored_as))
    except NotImplementedError:  # a store of another machine, such as S3
        fetched = folder / Path(part.stored_as).name
        for ending in ("", SIDECAR):
            if default_storage.exists(f"{part.stored_as}{ending}"):
                _fetch(f"{part.stored_as}{ending}", folder / f"{fetched.name}{ending}")
        return fetched


def _fetch(name: str, target: Path) -> None:
    with default_storage.open(name) as kept, target.open("wb") as opened:
        copyfileobj(kept, opened)
