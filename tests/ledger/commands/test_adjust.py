"""adjust: what it shows is what it posts, told from the book."""

import json

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Adjustment
from tests.ledger.april import April

MOVE = ["tanabata", "move", "--picture", "gallery/ada-0.png", "--reason", "repost", "--note", "It was Ann's."]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    call_command("adjust", *MOVE, *words, "--on", "2026-04-29", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_a_preview_tells_what_is_posted_and_writes_nothing(april: April, capsys: pytest.CaptureFixture[str]) -> None:
    april.settled()
    shown = told(capsys, "--to", april.ann.handle, "--preview")
    assert (shown["entry"], Adjustment.objects.count()) == (None, 0)
    posted = told(capsys, "--to", april.ann.handle, "--by", "cy")
    assert posted["entry"] == Adjustment.objects.get().entry_id
    assert (posted["lines"], posted["total"]) == (shown["lines"], 0)


def test_nobody_corrects_without_a_name(april: April) -> None:
    april.settled()
    with pytest.raises(CommandError, match="name the treasurer who corrects with --by"):
        call_command("adjust", *MOVE, "--to", april.ann.handle)
    assert not Adjustment.objects.exists()
