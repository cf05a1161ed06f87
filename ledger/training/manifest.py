"""The training manifest's words, schema `henrei-manifest/1`: what one rank used between two checkpoints.

Takes nothing from outside and gives frozen records that hold only lawful values, the digest
over a part's rows, and `BadPart`, the one refusal every reader of a part raises. Standard
library only, so that a training machine can import it. Reading files is left to `parts`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

SCHEMA: Final = "henrei-manifest/1"
Component = Literal["unet", "vae", "text_encoder", "other"]
CountBasis = Literal["measured", "declared"]
COMPONENTS: Final[tuple[Component, ...]] = get_args(Component)
COUNT_BASES: Final[tuple[CountBasis, ...]] = get_args(CountBasis)

MOST_EXPOSURES: Final = 2**63 - 1
MOST_ATTEMPTS: Final = 100_000
MOST_RANKS: Final = 65_536
MOST_PARTS: Final = 1_000_000
MOST_ROWS: Final = 100_000_000
MOST_NAME_CHARACTERS: Final = 100
MOST_SAMPLE_ID_BYTES: Final = 2_048

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class BadPart(Exception):
    """A part is refused whole: which file, which line or row (from 1; None for the file), and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.reason}"


class UnfitValue(Exception):
    """One value breaks the schema; `reason` says which and how. Readers turn it into `BadPart`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ResumedFrom:
    """The last part of an older attempt whose weights this attempt took over."""

    attempt: int
    part: int


@dataclass(frozen=True)
class PartIdentity:
    """What a part is, whatever it says: two parts of one identity must be equal byte for byte."""

    run: str
    stage: str
    component: Component
    attempt: int
    rank: int
    part: int


@dataclass(frozen=True)
class Header:
    """The first line of a part. Raises `UnfitValue` when built with a value the schema forbids."""

    schema: str
    run: str
    attempt: int
    stage: str
    component: Component
    rank: int
    world_size: int
    part: int
    final: bool
    resumed_from: ResumedFrom | None
    count_basis: CountBasis
    rows: int
    exposures: int
    rows_sha256: str

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise UnfitValue(f"schema is {self.schema!r:.80}; only {SCHEMA!r} is read")
        _check_name("run", self.run)
        _check_name("stage", self.stage)
        _check_word("component", self.component, COMPONENTS)
        _check_word("count_basis", self.count_basis, COUNT_BASES)
        self._check_place()
        self._check_totals()

    @property
    def identity(self) -> PartIdentity:
        """What this part is, apart from what it says."""
        return PartIdentity(self.run, self.stage, self.component, self.attempt, self.rank, self.part)

    def _check_place(self) -> None:
        _check_whole("attempt", self.attempt, 1, MOST_ATTEMPTS)
        _check_whole("world_size", self.world_size, 1, MOST_RANKS)
        _check_whole("rank", self.rank, 0, self.world_size - 1)
        _check_whole("part", self.part, 0, MOST_PARTS)
        if self.resumed_from is not None:
            _check_whole("resumed_from.attempt", self.resumed_from.attempt, 1, self.attempt - 1)
            _check_whole("resumed_from.part", self.resumed_from.part, 0, MOST_PARTS)

    def _check_totals(self) -> None:
        _check_whole("rows", self.rows, 0, MOST_ROWS)
        _check_whole("exposures", self.exposures, self.rows, MOST_EXPOSURES)
        if _DIGEST.fullmatch(self.rows_sha256) is None:
            raise UnfitValue("rows_sha256 must be 64 hex digits in lower case")


@dataclass(frozen=True)
class Hints:
    """What a writer adds for people who search later. Kept, never trusted.

    `phash` is imagehash's 64 bits as 16 hex digits, `pdq` Meta's 256 bits as 64; what is no hash is kept too.
    """

    augmentation_of: str | None = None
    epoch: int | None = None
    shard: str | None = None
    key: str | None = None
    phash: str | None = None
    pdq: str | None = None


@dataclass(frozen=True)
class Row:
    """One sample as one rank saw it in one part: `sha256` is of the original bytes (32 bytes)."""

    sample_id: str
    sha256: bytes
    exposures: int
    hints: Hints = Hints()


def rows_sha256(rows: Iterable[Row]) -> str:
    """SHA-256 in hex over `sample_id TAB sha256hex TAB exposures LF`, sorted by (sample_id, sha256).

    Strings sort by code point, which is also the order of their UTF-8 bytes.
    """
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: (row.sample_id, row.sha256)):
        digest.update(f"{row.sample_id}\t{row.sha256.hex()}\t{row.exposures}\n".encode())
    return digest.hexdigest()


def check_sample_id(sample_id: str) -> None:
    """Raise `UnfitValue` unless the id has 1 to 2,048 bytes of UTF-8 and no control character.

    A TAB or LF would let two different lists of rows share one `rows_sha256`.
    """
    if not sample_id:
        raise UnfitValue("sample_id is empty")
    if _CONTROL.search(sample_id):
        raise UnfitValue("sample_id holds a control character")
    try:
        size_bytes = len(sample_id.encode())
    except UnicodeEncodeError:
        raise UnfitValue("sample_id is not text that UTF-8 can carry") from None
    if size_bytes > MOST_SAMPLE_ID_BYTES:
        raise UnfitValue(f"sample_id has {size_bytes} bytes, more than {MOST_SAMPLE_ID_BYTES}")


def check_exposures(exposures: int) -> None:
    """Raise `UnfitValue` unless 1 <= exposures < 2^63."""
    if not 1 <= exposures <= MOST_EXPOSURES:
        raise UnfitValue(f"exposures must be from 1 to 2^63 - 1, not {exposures!s:.24}")


def parse_digest(text: str) -> bytes:
    """Turn 64 hex digits, either case, into 32 bytes; raise `UnfitValue` otherwise."""
    if len(text) == 64:
        try:
            digest = bytes.fromhex(text)
        except ValueError:
            digest = b""
        if len(digest) == 32:  # fromhex also takes blanks between digits
            return digest
    raise UnfitValue(f"sha256 must be 64 hex digits; these are {len(text)} characters: {text!r:.80}")


def _check_name(field: str, name: str) -> None:
    if not 1 <= len(name) <= MOST_NAME_CHARACTERS or _CONTROL.search(name):
        raise UnfitValue(f"{field} must be 1 to {MOST_NAME_CHARACTERS} characters without control characters")


def _check_word(field: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise UnfitValue(f"{field} is {word!r:.80}, not one of {', '.join(words)}")


def _check_whole(field: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise UnfitValue(f"{field} is {number!s:.24}, not from {least} to {most}")
