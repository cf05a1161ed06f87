"""An edition as files for machines: the same as its page, and nothing that the page does not show.

Takes an edition; gives JSON (one object, UTF-8) and CSV (UTF-8 with signature, so that spreadsheets read it;
no cell runs as a formula). Names are those chosen now.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.timezone import localtime

from credits import figures, leaves, roll
from credits.models import Edition
from ledger.payouts.files.sheet import defused

COLUMNS = ("kind", "name", "reading", "licence", "address", "exposures", "images")


@dataclass(frozen=True, slots=True)
class NameTold:
    """One name as shown, with its reading where one was given."""

    name: str
    reading: str


@dataclass(frozen=True, slots=True)
class RunTold:
    """One run; images and exposures are those that people gave."""

    name: str
    purpose: str
    frozen_at: str
    contributors: int
    images: int
    exposures: int
    source_images: int
    source_exposures: int


@dataclass(frozen=True, slots=True)
class Document:
    """A whole edition. ``unnamed`` are thanked without a name."""

    number: int
    published_at: str
    content_sha256: str
    runs: Sequence[RunTold]
    sources: Sequence[figures.SourceCount]
    unnamed: int
    names: Sequence[NameTold]


def of(edition: Edition) -> Document:
    """The edition as it is shown now."""
    thanked = roll.names(edition)
    names = leaves.printed((one.name, one.reading) for one in thanked)
    return Document(
        number=edition.number,
        published_at=localtime(edition.published_at).isoformat(),
        content_sha256=bytes(edition.content_sha256).hex(),
        runs=[run_told(count) for count in figures.runs(edition)],
        sources=figures.sources(edition),
        unnamed=roll.unnamed_in(edition) + len(thanked) - len(names),
        names=[NameTold(one.name, one.reading) for one in names],
    )


def run_told(count: figures.RunCount) -> RunTold:
    """One run as machines are told of it."""
    run = count.run
    return RunTold(
        run.name,
        run.purpose,
        localtime(run.frozen_at).isoformat(),
        count.contributors,
        count.images,
        count.exposures,
        count.source_images,
        count.source_exposures,
    )


def as_json(document: Document) -> bytes:
    """One JSON object and a final LF."""
    return (json.dumps(asdict(document), ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(document: Document) -> bytes:
    """A row for each name and each source."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(("contributor", defused(one.name), defused(one.reading), "", "", "", "") for one in document.names)
    rows.writerows(_source(one) for one in document.sources)
    return written.getvalue().encode("utf-8-sig")


def _source(one: figures.SourceCount) -> tuple[str, str, str, str, str, int, int]:
    return "source", defused(one.name), "", defused(one.licence), defused(one.address), one.exposures, one.images
