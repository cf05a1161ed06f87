"""The commands beside a run: each answers with one object, and each refusal is one line that changes nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contributors import review
from ledger.models import AlarmDecision, CatalogueReading, DeclaredUse, LikenessSearch
from ledger.training import usage
from tests import story
from tests.ledger.april import April
from tests.ledger.commands import speaking
from tests.ledger.training.test_coverage import catalogue


def test_an_alarm_is_resolved_by_name_and_prove_says_ok_again(april: April) -> None:
    review.withdraw(april.images[0], by=april.house.bo, at=story.CLEARED_AT)
    usage.match(april.run, at=story.NOON)
    with pytest.raises(CommandError, match="run tanabata used withdrawn images 2 times"):
        call_command("prove")
    words = ("resolve_alarm", "tanabata", "--decided", "repeated_without", "--words", "Done again.")
    with pytest.raises(CommandError, match="cy is no approver"):
        call_command(*words, "--by", "cy")
    assert not AlarmDecision.objects.exists()
    told = speaking.asked(*words, "--by", "dee")
    assert told == {"run": "tanabata", "exposures": 2, "decided": "repeated_without", "by": "dee"}
    assert speaking.asked("prove")["prove"] == "ok"


def test_likenesses_tell_what_was_searched(april: April) -> None:
    told = speaking.asked("likenesses", "tanabata")
    counts = ("unknown", "searched", "without_hint", "left_out", "found", "not_kept")
    assert told == {"run": "tanabata"} | dict.fromkeys(counts, 0)


def test_catalogues_and_settings_are_read(april: April, tmp_path: Path) -> None:
    path = catalogue(tmp_path, {"a": bytes(april.images[0].sha256).hex()})
    (tmp_path / "dataset.toml").write_text('[[datasets]]\n[[datasets.subsets]]\nimage_dir = "birds"\n')
    told = speaking.asked("catalogue", "tanabata", str(path))
    assert told["catalogues"] == [
        {"name": "00000.parquet", "kind": "img2dataset", "samples": 1, "without_digest": 0, "digests": 1, "seen": 1}
        | {"accepted": 1, "unknown": 0, "seen_unknown": 0, "uncatalogued": 3}
    ]
    told = speaking.asked("declared", "tanabata", "kohya", str(tmp_path / "dataset.toml"))
    assert told["folders"] == [
        {"folder": "birds", "stage": "", "component": "", "repeats": "1", "epochs": None, "pictures": 0}
        | {"declared": None, "measured": 0}
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("catalogue", "tanabata", "nowhere.parquet"), "nowhere.parquet is not there"),
        (("catalogue", "nobody", "."), "no run is named"),
        (("declared", "tanabata", "kohya", "nowhere.toml"), "nowhere.toml is not there"),
        (("declared", "tanabata", "onetrainer", "."), "is no settings file"),
        (("declared", "nobody", "kohya", "."), "no run is named"),
        (("likenesses", "nobody"), "no run is named"),
        (("resolve_alarm", "nobody", "--decided", "otherwise", "--words", "so", "--by", "dee"), "no run is named"),
        (("resolve_alarm", "tanabata", "--decided", "otherwise", "--words", "so", "--by", "dee"), "nothing to decide"),
        (("resolve_alarm", "tanabata", "--decided", "otherwise", "--words", "so", "--by", "zoe"), "no user is named"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(april: April, words: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told) as refused:
        call_command(*words)
    assert "\n" not in str(refused.value)
    for table in (AlarmDecision, CatalogueReading, DeclaredUse, LikenessSearch):
        assert not table.objects.exists()
