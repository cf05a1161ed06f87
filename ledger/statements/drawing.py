"""Drawing a month's statements: the fixed figures with their reasons become a PDF, once.

A stored paper is never drawn again. Work goes in bunches; killed between two, it goes on where it stopped.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.urls import reverse

from contributors import kept_files
from contributors.models import CreditChoice
from ledger.book import merkle, periods
from ledger.models import Statement, StatementPaper
from ledger.statements import paper, reasons, sheet

BUNCH = 200
OBJECTION_DAYS = 14


@dataclass(frozen=True, slots=True)
class Drawn:
    """A statement with its paper's bytes."""

    statement: Statement
    language: sheet.Language
    content: bytes


def undrawn(month: date) -> QuerySet[Statement]:
    """The statements of a month that have no paper yet."""
    return Statement.objects.filter(closing_id=month, paper__isnull=True).order_by("number")


def draw(month: date, *, at: datetime) -> Iterator[int]:
    """Draw every statement of the month that has no paper; after each bunch say how many it had."""
    while bunch := list(undrawn(month).select_related("contributor", "corrects")[:BUNCH]):
        _store([drawn for same in _by_commodity(bunch) for drawn in _drawn(month, same)], at)
        yield len(bunch)


def content_of(statement: Statement) -> bytes:
    """The stored PDF of a statement."""
    with default_storage.open(statement.paper.stored_as) as kept:
        return bytes(kept.read())


def copies(month: date, folder: Path) -> Iterator[int]:
    """Copy each paper of the month into ``folder``, one a step; what lies there with the same bytes is left."""
    folder.mkdir(parents=True, exist_ok=True)
    for statement in Statement.objects.filter(closing_id=month).select_related("paper").order_by("number"):
        target = folder / file_name(statement)
        if not target.is_file() or hashlib.sha256(target.read_bytes()).digest() != bytes(statement.paper.sha256):
            target.write_bytes(content_of(statement))
        yield 1


def file_name(statement: Statement) -> str:
    """What the PDF is called when it is taken away."""
    return f"henrei-{statement.closing_id:%Y-%m}-{statement.number:06d}.pdf"


def _by_commodity(bunch: Sequence[Statement]) -> list[list[Statement]]:
    ordered = sorted(bunch, key=lambda statement: (statement.commodity, statement.number))
    return [list(same) for _commodity, same in groupby(ordered, key=lambda statement: statement.commodity)]


def _drawn(month: date, bunch: Sequence[Statement]) -> Iterator[Drawn]:
    people = [statement.contributor_id for statement in bunch]
    why = reasons.of_month(month, people, bunch[0].commodity)
    names = _readings(people)
    for statement in bunch:
        told = sheet_of(statement, why[statement.contributor_id], names.get(statement.contributor_id, ""))
        yield Drawn(statement, told.language, paper.draw(told))


def sheet_of(statement: Statement, why: reasons.Reasons, reading: str) -> sheet.Sheet:
    """What the paper of a statement shows."""
    contributor = statement.contributor
    return sheet.Sheet(
        number=statement.number,
        month=statement.closing_id,
        language="en" if contributor.language == "en" else "ja",
        issued_on=periods.month_after(statement.closing_id),
        issuer=sheet.Issuer(name=settings.HENREI_ISSUER_NAME, address=()),
        payee=sheet.Payee(name=contributor.name, reading=reading),
        currency=statement.commodity,
        opening_minor=statement.opening_minor,
        closing_minor=statement.closing_minor,
        proof=_proof(statement),
        objection_days=OBJECTION_DAYS,
        rewards=tuple(why.rewards),
        adjustments=tuple(why.adjustments),
        payouts=tuple(why.payouts),
        corrects_number=statement.corrects.number if statement.corrects else None,
    )


def _proof(statement: Statement) -> sheet.Proof:
    address = reverse("statement-proof", kwargs={"token": statement.token})
    return sheet.Proof(
        url=f"{settings.HENREI_SITE_URL}{address}",
        sealed_month=statement.closing_id,
        leaf_hash=merkle.leaf_hash(bytes(statement.canonical)).hex(),
    )


def _readings(contributor_ids: Sequence[int]) -> Mapping[int, str]:
    choices = CreditChoice.objects.filter(contributor_id__in=contributor_ids).order_by("chosen_at", "id")
    return {choice.contributor_id: choice.reading for choice in choices}


def _store(bunch: Sequence[Drawn], at: datetime) -> None:
    rows = [
        StatementPaper(
            statement=drawn.statement,
            language=drawn.language,
            sha256=hashlib.sha256(drawn.content).digest(),
            size_bytes=len(drawn.content),
            stored_as=keep(drawn),
            drawn_at=at,
        )
        for drawn in bunch
    ]
    StatementPaper.objects.bulk_create(rows, ignore_conflicts=True)


def keep(drawn: Drawn) -> str:
    """Keep the bytes under their digest, so that two workers who draw the same keep one file."""
    digest = hashlib.sha256(drawn.content).hexdigest()
    name = f"statements/{drawn.statement.closing_id:%Y-%m}/{drawn.statement.number:06d}-{digest[:16]}.pdf"
    return kept_files.keep(name, drawn.content)
