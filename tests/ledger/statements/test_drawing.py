"""Papers: drawn once, kept under their digest, and gone on with where drawing stopped."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from ledger.book import merkle
from ledger.models import Statement, StatementPaper
from ledger.statements import drawing, paper, reasons
from tests import story
from tests.ledger.april import April

LATER = datetime(2026, 6, 10, tzinfo=story.TOKYO)


def draw() -> list[int]:
    return list(drawing.draw(story.MONTH, at=story.NOON))


def test_every_statement_gets_its_paper(april: April) -> None:
    april.closed()
    assert draw() == [2]
    for statement in Statement.objects.select_related("paper"):
        content = drawing.content_of(statement)
        assert content.startswith(b"%PDF-")
        assert bytes(statement.paper.sha256) == hashlib.sha256(content).digest()
        assert statement.paper.size_bytes == len(content)


def test_asked_twice_nothing_is_drawn_again(april: April) -> None:
    april.closed()
    draw()
    before = list(StatementPaper.objects.values())
    assert list(drawing.draw(story.MONTH, at=LATER)) == []
    assert list(StatementPaper.objects.values()) == before


def test_drawing_goes_on_where_it_stopped(april: April, monkeypatch: pytest.MonkeyPatch) -> None:
    april.closed()
    monkeypatch.setattr(drawing, "BUNCH", 1)
    assert next(drawing.draw(story.MONTH, at=story.NOON)) == 1
    assert drawing.undrawn(story.MONTH).count() == 1
    assert draw() == [1]
    assert drawing.undrawn(story.MONTH).count() == 0


def test_two_who_draw_the_same_keep_one_paper(april: April) -> None:
    april.closed()
    first = Statement.objects.order_by("number")[0]
    why = reasons.of_month(story.MONTH, [first.contributor_id], "JPY")[first.contributor_id]
    drawn = [drawing.Drawn(first, "en", paper.draw(drawing.sheet_of(first, why, ""))) for _turn in range(2)]
    assert drawn[0].content == drawn[1].content


def test_a_sheet_says_what_the_statement_says(april: April) -> None:
    april.closed()
    statement = Statement.objects.get(contributor=april.ada)
    why = reasons.of_month(story.MONTH, [april.ada.pk], "JPY")[april.ada.pk]
    sheet = drawing.sheet_of(statement, why, "エイダ")
    assert (sheet.number, sheet.month, sheet.currency, sheet.language) == (1, story.MONTH, "JPY", "en")
    assert (sheet.payee.name, sheet.payee.reading) == ("Ada", "エイダ")
    assert (sheet.opening_minor, sheet.rewarded_minor, sheet.closing_minor) == (0, 75_000, 75_000)
    assert sheet.proof.leaf_hash == merkle.leaf_hash(bytes(statement.canonical)).hex()
    assert str(statement.token) in sheet.proof.url


def test_a_paper_is_called_by_month_and_number(april: April) -> None:
    april.closed()
    assert drawing.file_name(Statement.objects.get(number=1)) == "henrei-2026-04-000001.pdf"


def test_copies_are_the_papers_and_are_mended(april: April, tmp_path: Path) -> None:
    april.closed()
    draw()
    assert list(drawing.copies(story.MONTH, tmp_path)) == [1, 1]
    first = tmp_path / "henrei-2026-04-000001.pdf"
    content = first.read_bytes()
    assert content == drawing.content_of(Statement.objects.get(number=1))
    first.write_bytes(b"spoiled")
    assert list(drawing.copies(story.MONTH, tmp_path)) == [1, 1]
    assert first.read_bytes() == content


def test_a_month_without_statements_draws_nothing(april: April) -> None:
    assert draw() == []
