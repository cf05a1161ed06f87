"""Catalogues that other tools leave beside their pictures, read for their digests.

img2dataset's Parquet, Hugging Face's `metadata.jsonl` and WebDataset indexes (wids JSON, DALI .idx)
become one table `sample_id`, `sha256`; raises `BadCatalogue`. They tell which picture a name means,
never that it was used: shown, never paid. Reads local files only.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from ledger.training import strict_json, tracing
from ledger.training.formats import lines
from ledger.training.manifest import BadPart, UnfitValue, check_sample_id, parse_digest

CatalogueKind = Literal["img2dataset", "huggingface", "webdataset"]
MOST_INDEX_BYTES: Final = 2**26
MOST_MEMBER_BYTES: Final = 2**29

_Sample = tuple[str, str | None]


class BadCatalogue(Exception):
    """A catalogue is refused whole: which file, which line or row (None for the file), and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Catalogue:
    """Samples of a catalogue: columns `sample_id` and `sha256` (64 hex digits, or missing), by sample id."""

    kind: CatalogueKind
    samples: pd.DataFrame

    @property
    def without_digest(self) -> int:
        """How many samples cannot be told from their names."""
        return int(self.samples["sha256"].isna().sum())


def read(path: Path) -> Catalogue:
    """Read one file, or all of a folder's shards of the first kind found in it."""
    if path.is_dir():
        return _read_folder(path)
    if path.suffix == ".parquet":
        return _catalogue("img2dataset", _img2dataset(path), path)
    if path.suffix == ".jsonl":
        return _catalogue("huggingface", _huggingface(path), path)
    if path.suffix == ".json":
        return _catalogue("webdataset", _wids(path), path)
    if path.suffix == ".idx":
        return _catalogue("webdataset", _dali(path), path)
    raise BadCatalogue(path.name, None, "a catalogue is a .parquet, .jsonl, .json or .idx file, or a folder of them")


def _read_folder(folder: Path) -> Catalogue:
    for pattern in ("metadata.jsonl", "*.parquet", "*.idx"):
        found = sorted(folder.glob(pattern))
        if found:
            read_each = [read(path) for path in found]
            table = pd.concat([catalogue.samples for catalogue in read_each], ignore_index=True)
            return _checked(read_each[0].kind, table, folder)
    raise BadCatalogue(folder.name, None, "no metadata.jsonl, .parquet or .idx file lies in it")


def _catalogue(kind: CatalogueKind, samples: Iterable[_Sample], path: Path) -> Catalogue:
    table = pd.DataFrame(samples, columns=["sample_id", "sha256"], dtype="str")
    return _checked(kind, table, path)


def _checked(kind: CatalogueKind, table: pd.DataFrame, path: Path) -> Catalogue:
    distinct = table.drop_duplicates().sort_values("sample_id", ignore_index=True)
    twice = distinct[distinct["sample_id"].duplicated()]
    if len(twice):
        raise BadCatalogue(path.name, None, f"sample {twice['sample_id'].iloc[0]!r:.80} has two digests")
    return Catalogue(kind, distinct)


def _img2dataset(path: Path) -> Iterator[_Sample]:
    """One row per address asked for; what was fetched has its original's digest."""
    try:
        table = pd.read_parquet(path, columns=["key", "status", "sha256"])
    except (OSError, ValueError) as error:
        raise BadCatalogue(path.name, None, f"not Parquet with key, status and sha256: {error!s:.120}") from None
    for row, (key, status, sha256) in enumerate(table.itertuples(index=False, name=None), 1):
        if status == "success":
            yield _sample(str(key), sha256 if isinstance(sha256, str) else None, path.name, row)


def _huggingface(path: Path) -> Iterator[_Sample]:
    """Names a picture per line; the digest stands there or is reckoned from the file beside."""
    with path.open("rb") as stream:
        try:
            for number, text in lines.numbered(stream, file=path.name):
                yield _named_picture(path, number, text)
        except BadPart as bad:
            raise BadCatalogue(bad.file, bad.line, bad.reason) from None


def _named_picture(path: Path, number: int, text: str) -> _Sample:
    try:
        fields = strict_json.read_object(text)
    except UnfitValue as unfit:
        raise BadCatalogue(path.name, number, unfit.reason) from None
    name, sha256 = fields.get("file_name"), fields.get("sha256")
    if not isinstance(name, str):
        raise BadCatalogue(path.name, number, "file_name is missing")
    if not isinstance(sha256, str):
        sha256 = _file_digest(path.parent, name)
    return _sample(name, sha256, path.name, number)


def _file_digest(folder: Path, name: str) -> str | None:
    picture = (folder / name).resolve()
    if not picture.is_relative_to(folder.resolve()) or not picture.is_file():
        return None
    with picture.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _wids(path: Path) -> Iterator[_Sample]:
    """The shards a wids index lists, which must lie beside it."""
    try:
        index = strict_json.read_object(_small_text(path))
    except UnfitValue as unfit:
        raise BadCatalogue(path.name, None, unfit.reason) from None
    shards = index.get("shardlist")
    if not isinstance(shards, list):
        raise BadCatalogue(path.name, None, "shardlist is missing: this is no wids index")
    for shard in shards:
        url = shard.get("url") if isinstance(shard, dict) else None
        if not isinstance(url, str) or not (path.parent / url).is_file():
            raise BadCatalogue(path.name, None, f"shard {url!r:.120} does not lie beside the index")
        yield from _shard(path.parent / url)


def _dali(path: Path) -> Iterator[_Sample]:
    """The tar beside a DALI index, which must hold as many samples as the index says on its first line."""
    shard = path.with_suffix(".tar")
    if not shard.is_file():
        raise BadCatalogue(path.name, None, f"{shard.name} does not lie beside it")
    words = _small_text(path).partition("\n")[0].split()
    samples = list(_shard(shard))
    if len(words) != 2 or words[1] != str(len(samples)):
        raise BadCatalogue(path.name, 1, f"the index should say {len(samples)} samples, as {shard.name} holds")
    yield from samples


def _small_text(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(MOST_INDEX_BYTES + 1)
    if len(content) > MOST_INDEX_BYTES:
        raise BadCatalogue(path.name, None, f"longer than {MOST_INDEX_BYTES} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadCatalogue(path.name, None, f"not UTF-8 at byte {error.start + 1}") from None


def _shard(path: Path) -> Iterator[_Sample]:
    """A shard's samples: members that follow each other and share their name up to its first dot."""
    try:
        with tarfile.open(path, "r:") as shard:
            for key, members in groupby(_members(shard), key=lambda member: member[0]):
                yield _sample(key, tracing.digest_of(_contents(members)), path.name, None)
    except (tarfile.TarError, OSError) as error:
        raise BadCatalogue(path.name, None, f"not a whole tar file: {error!s:.120}") from None
    except UnfitValue as unfit:
        raise BadCatalogue(path.name, None, unfit.reason) from None


def _members(shard: tarfile.TarFile) -> Iterator[tuple[str, str, bytes]]:
    for member in shard:
        if member.size > MOST_MEMBER_BYTES:
            raise UnfitValue(f"{member.name!r:.80} has {member.size} bytes, more than {MOST_MEMBER_BYTES}")
        content = shard.extractfile(member) if member.isfile() else None
        if content is not None:
            folder, _, name = member.name.rpartition("/")
            stem, _, ending = name.partition(".")
            yield f"{folder}/{stem}" if folder else stem, ending, content.read()


def _contents(members: Iterable[tuple[str, str, bytes]]) -> Mapping[str, object]:
    return {ending: content for _, ending, content in members}


def _sample(sample_id: str, sha256: str | None, file: str, line: int | None) -> _Sample:
    try:
        check_sample_id(sample_id)
        return sample_id, None if sha256 is None else parse_digest(sha256).hex()
    except UnfitValue as unfit:
        raise BadCatalogue(file, line, unfit.reason) from None
