"""A paper or a part of which only half was written before is whole afterwards."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ledger.models import Statement, StatementPaper
from ledger.statements import drawing
from ledger.training import storage
from tests import story
from tests.ledger.april import April


def test_a_paper_left_half_written_is_drawn_whole(april: April, tmp_path: Path) -> None:
    april.closed()
    list(drawing.draw(story.MONTH, at=story.NOON))
    paper = StatementPaper.objects.order_by("statement__number")[0]
    whole = drawing.content_of(paper.statement)
    default_storage.delete(paper.stored_as)
    default_storage.save(paper.stored_as, ContentFile(whole[:100]))
    drawn = drawing.Drawn(Statement.objects.get(pk=paper.statement_id), "ja", whole)
    assert drawing.keep(drawn) == paper.stored_as
    assert drawing.content_of(paper.statement) == whole


def test_a_part_left_half_written_is_kept_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.manifest.jsonl"
    file.write_bytes(b"gull\n")
    name = storage.keep(file, bytes(32))
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"gu"))
    assert storage.keep(file, bytes(32)) == name
    with default_storage.open(name) as kept:
        assert kept.read() == b"gull\n"
