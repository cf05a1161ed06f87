"""Bad input gets one clear line and changes nothing: no row of any table and no kept file."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker, Settings

from contributors.models import Job
from ledger.models import Payout
from ledger.payouts import batches
from ledger.rewards import policies
from ledger.rewards.calculation import Rule
from ledger.training import runs
from tests import story
from tests.ledger.commands import speaking
from tests.route import bad_input, census
from tests.route.bad_input import Bad

EVERY = [
    *bad_input.ARCHIVES,
    *bad_input.PARTS,
    *bad_input.ANSWERS,
    *bad_input.DEMONSTRATIONS,
    *bad_input.WORDS,
]


@dataclass(frozen=True)
class Stage:
    """A month settled and closed, one run without parts and one matched, one policy too large for any run."""

    media: Path


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Built once for all; each test works in a savepoint of it."""
    folder = tmp_path_factory.mktemp("stage")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder / "media", VAR=folder / "var"),
        transaction.atomic(),
    ):
        month = story.month(folder)
        story.closed(month.house)
        runs.register("summer", recorded_as="summer", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
        story.matched(folder / "manifests", month.images, name="ready")
        vast = Rule(mode="per_unit", counting="distinct", amount_minor=2**63 - 1)
        policies.write("vast", vast, version=1, commodity="JPY", effective_from=story.MONTH)
        yield Stage(folder / "media")
        transaction.set_rollback(True)


@pytest.fixture
def stage(built: Stage, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Stage]:
    settings.MEDIA_ROOT = built.media
    with django_db_blocker.unblock(), transaction.atomic():
        yield built
        transaction.set_rollback(True)


def refusal(words: list[str]) -> str:
    """What a command says that refuses; anything else it may end with fails the test."""
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=out, stderr=err)
    assert refused.value.returncode == 1
    assert (out.getvalue(), err.getvalue()) == ("", "")
    return str(refused.value)


@pytest.mark.parametrize("bad", EVERY, ids=lambda bad: bad.what)
def test_bad_input_gets_one_clear_line_and_changes_nothing(stage: Stage, tmp_path: Path, bad: Bad) -> None:
    words = list(bad.make(tmp_path))
    before = census.held()
    told = refusal(words)
    assert census.held() == before
    assert pytest.raises(CommandError, match=bad.told).matches(CommandError(told)), told
    assert len(told.splitlines()) == 1
    assert len(told) < 500


def test_a_failed_ingestion_is_told_by_its_job(stage: Stage, tmp_path: Path) -> None:
    told = refusal(list(bad_input.ingesting(lambda content: content[:-20])(tmp_path)))
    assert Job.objects.get(kind="ingest", key="summer").error == told


def test_a_part_under_a_name_of_no_text_is_refused_with_its_folder(stage: Stage, tmp_path: Path) -> None:
    file = bad_input.part(tmp_path)
    file.rename(file.with_name("\udcff.manifest.jsonl"))
    before = census.held()
    assert "UTF-8" in refusal(["ingest", "summer", str(file.parent)])
    assert census.held() == before


def test_a_part_under_an_absurdly_long_name_is_taken_in_all_the_same(stage: Stage, tmp_path: Path) -> None:
    file = bad_input.part(tmp_path)
    longest = file.with_name(f"{'a.' * 110}manifest.jsonl")
    file.rename(longest)
    assert speaking.asked("ingest", "summer", str(longest))["new"] == 1


def test_an_answer_out_of_turn_takes_back_the_answers_before_it(stage: Stage, tmp_path: Path) -> None:
    house = story.staff()
    story.approved(story.prepared(house), house)
    first, second = Payout.objects.order_by("key")
    sound = [f"{first.key},paid,2026-05-28,", f"{second.key},failed,2026-05-28,"]
    words = list(bad_input.answering(*sound, f"{second.key},returned,2026-05-29,")(tmp_path))
    before = census.held()
    assert "cannot become returned" in refusal(words)
    assert census.held() == before


def test_an_export_that_has_nowhere_to_go_is_not_stored(stage: Stage, tmp_path: Path) -> None:
    house = story.staff()
    story.approved(story.prepared(house), house)
    (tmp_path / "taken").write_bytes(b"")
    before = census.held()
    assert "cannot be used" in refusal(["payouts", "export", "2026-04", "--by", "cy", "--out", str(tmp_path / "taken")])
    assert census.held() == before


def test_a_month_that_is_not_over_is_not_closed(stage: Stage) -> None:
    speaking.asked("settle", "ready", "--policy", "pool-100000", "--by", "cy", "--on", "2099-01-15")
    before = census.held()
    assert "2099-01 is not over yet" in refusal(["close_month", "2099-01", "--by", "cy"])
    assert census.held() == before


def test_a_preview_writes_nothing(stage: Stage) -> None:
    before = census.held()
    assert speaking.asked("settle", "ready", "--policy", "pool-100000", "--preview")["total"] == 100_000
    assert census.held() == before


def test_the_preparer_does_not_approve_by_command_either(stage: Stage) -> None:
    house = story.staff()
    story.prepared(house)
    speaking.asked("add_staff", "cy", "--role", "approver")
    before = census.held()
    assert "somebody else must approve it" in refusal(["payouts", "approve", "2026-04", "--by", "cy"])
    assert census.held() == before


def test_an_approval_in_a_closed_month_leaves_the_batch_prepared(stage: Stage) -> None:
    story.prepared(story.staff())
    before = census.held()
    assert "period_closed" in refusal(["payouts", "approve", "2026-04", "--by", "dee", "--on", "2026-04-30"])
    assert census.held() == before


def test_what_tells_of_changes_would_see_one(stage: Stage) -> None:
    before = census.held()
    house = story.staff()
    batch = story.prepared(house)
    assert census.held() != before
    prepared = census.held()
    batches.approve(batch, by=house.dee, on=story.APPROVED_ON, at=story.NOON)
    assert census.held() != prepared
