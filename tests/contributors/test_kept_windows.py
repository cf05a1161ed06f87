"""Sub-windows kept in files are the table's own, whatever became of the table or of the files meanwhile."""

import logging
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from pytest_django import Settings

from contributors import fingerprints, kept_windows, known, recording
from contributors.kin import Hashes
from contributors.models import Fingerprint as Row
from contributors.window_files import Numbers, Windows
from tests.contributors.test_duplicates import picture
from tests.contributors.test_search import with_windows

pytestmark = pytest.mark.django_db
CHANCE = np.random.default_rng(11)


def recorded(number: int, windows: int = 2, *, with_number: int | None = None) -> Row:
    """A picture with so many windows of its own, written down; under a row number of the test's choice where told."""
    hashed = tuple(CHANCE.bytes(known.PDQ_BYTES) for _ in range(windows))
    one = with_windows(picture(CHANCE.bytes(known.PDQ_BYTES), number=number), hashed, number)
    (row,) = recording.fingerprint_rows([one]).values()
    if with_number is not None:
        Row.objects.filter(pk=row.pk).update(id=with_number)
        row.pk = with_number
    return row


def hashes(row: Row) -> Hashes:
    """A picture's windows."""
    return known.hashes(known.split(bytes(row.windows)), known.PDQ_BYTES)


def owners(row: Row) -> list[int]:
    """Whose windows the files find for those of the picture."""
    return sorted(int(one) for found in kept_windows.near(hashes(row), 0) for one in found.ids)


def every() -> list[int]:
    """Whose windows there are, by the files."""
    return sorted(int(one) for found in kept_windows.every() for one in found.ids)


def test_what_was_written_since_is_found_and_what_was_kept_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = recorded(1)
    assert owners(first) == [first.pk] * 2
    asked: list[list[int]] = []
    read = known.windows_of

    def noted(ids: Numbers) -> Windows:
        asked.append(ids.tolist())
        return read(ids)

    monkeypatch.setattr(known, "windows_of", noted)
    second = recorded(2, 3)
    assert owners(first) == [first.pk] * 2
    assert owners(second) == [second.pk] * 3
    assert every() == [first.pk] * 2 + [second.pk] * 3
    assert asked == [[second.pk]]


def test_a_row_that_committed_late_under_a_lower_number_is_found() -> None:
    later = recorded(1, with_number=900_002)
    assert owners(later) == [900_002] * 2
    earlier = recorded(2, with_number=900_001)
    assert owners(earlier) == [900_001] * 2


def test_windows_that_were_computed_later_are_found() -> None:
    row = recorded(1, 0)
    assert every() == []
    row.windows = CHANCE.bytes(64)
    row.save(update_fields=["windows"])
    assert owners(row) == [row.pk] * 2


def test_another_table_under_the_same_numbers_is_noticed() -> None:
    old = recorded(1, with_number=900_001)
    assert every() == [900_001] * 2
    Row.objects.filter(pk=900_001).delete()
    new = recorded(2, with_number=900_001)
    assert (owners(new), owners(old)) == ([900_001] * 2, [])


def test_an_older_load_rule_and_too_poor_a_picture_have_no_windows_to_search() -> None:
    old, poor, good = recorded(1), recorded(2), recorded(3)
    Row.objects.filter(pk=old.pk).update(load_rule="henrei-load/0")
    Row.objects.filter(pk=poor.pk).update(pdq_quality=fingerprints.LEAST_QUALITY - 1)
    assert every() == [good.pk] * 2


def test_removed_files_are_made_anew(settings: Settings) -> None:
    row = recorded(1)
    assert owners(row) == [row.pk] * 2
    for file in Path(settings.VAR, "kin").iterdir():
        file.unlink()
    assert owners(row) == [row.pk] * 2


def test_without_files_the_table_answers_and_it_is_said(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no-folder").write_text("")
    settings.VAR = tmp_path / "no-folder"
    row = recorded(1)
    with caplog.at_level(logging.WARNING):
        assert (owners(row), every()) == ([row.pk] * 2, [row.pk] * 2)
        assert "sub-windows cannot be kept" in caplog.text
        kept_windows.bring_up()


def test_brought_up_beforehand_a_question_reads_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    row = recorded(1)
    kept_windows.bring_up()
    monkeypatch.delattr(known, "windows_of")
    assert owners(row) == [row.pk] * 2


def test_killed_between_two_chunks_the_next_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [recorded(number) for number in range(3)]
    monkeypatch.setattr(kept_windows, "CHUNK", 1)
    asked: list[int] = []
    read = known.windows_of

    def killed(ids: Numbers) -> Windows:
        asked.extend(ids.tolist())
        if len(asked) == 2:
            raise KeyboardInterrupt
        return read(ids)

    monkeypatch.setattr(known, "windows_of", killed)
    with pytest.raises(KeyboardInterrupt):
        every()
    first, second, third = (one.pk for one in pictures)
    assert every() == [first, first, second, second, third, third]
    assert asked == [first, second, second, third]


def test_the_mark_is_of_the_windows_and_nobody_writes_it() -> None:
    row = recorded(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT windows_mark FROM contributors_fingerprint WHERE id = %s", [row.pk])
        before = cursor.fetchall()
        Row.objects.filter(pk=row.pk).update(windows=b"other windows")
        cursor.execute("SELECT windows_mark FROM contributors_fingerprint WHERE id = %s", [row.pk])
        assert cursor.fetchall() != before
