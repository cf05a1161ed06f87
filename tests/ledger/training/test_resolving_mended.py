"""Held parts wait for a person, and what was matched before a part came is not settled on."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Matching, Part, Run, Settlement, Usage
from ledger.rewards import accrual
from ledger.training import ingestion, parts, runs, usage
from ledger.training.ingestion import CheckedPart, Taken
from ledger.training.manifest import ResumedFrom
from ledger.training.recorder import ManifestRecorder
from tests import story
from tests.ledger.april import April

Shown = Mapping[str, tuple[bytes, int]]


def once(april: April) -> Shown:
    """April's first picture, shown once."""
    return {"once": (bytes(april.images[0].sha256), 1)}


def held(april: April, folder: Path, shown: Shown | None = None) -> Part:
    """Another first part of April's run, held."""
    assert story.taken_in(april.run, story.recorded(folder, shown or once(april))) == Taken(new=0, known=0, held=1)
    return Part.objects.get(run=april.run, state="held")


def checked(run: Run, folder: Path) -> CheckedPart:
    [file] = parts.part_files(folder)
    return ingestion.check(run, file)


def states(run: Run) -> list[str]:
    return list(run.parts.order_by("id").values_list("state", flat=True))


def test_a_held_part_stops_settling(april: April, tmp_path: Path) -> None:
    held(april, tmp_path)
    with pytest.raises(accrual.RunNotMatched):
        april.settled()
    assert not Settlement.objects.exists()


def test_a_part_that_came_after_matching_voids_what_was_matched(april: April, tmp_path: Path) -> None:
    with ManifestRecorder(
        run="tanabata", stage="late", component="unet", rank=0, world_size=1, folder=tmp_path
    ) as recorder:
        recorder.saw(["once"], [bytes(april.images[0].sha256)])
    assert story.taken_in(april.run, tmp_path).new == 1
    assert not Matching.objects.filter(run=april.run).exists()
    assert not Usage.objects.filter(run=april.run).exists()
    with pytest.raises(accrual.RunNotMatched):
        april.settled()
    assert usage.match(april.run, at=story.NOON).exposures == 9
    assert april.settled().total_minor == story.POOL_YEN


def test_a_matching_that_its_parts_contradict_is_not_settled(april: April) -> None:
    """As one left by an earlier version, which matched and then took further parts in."""
    part = april.run.parts.get()
    Part.objects.filter(pk=part.pk).update(exposures=part.exposures + 1)
    with pytest.raises(accrual.RunNotMatched):
        april.settled()
    assert not Settlement.objects.exists()


def test_the_held_part_may_count_instead(april: April, tmp_path: Path) -> None:
    decided = ingestion.resolve(held(april, tmp_path), keep="held", by=april.cy, at=story.NOON)
    assert states(april.run) == ["declined", "received"]
    assert (decided.decided_by, decided.decided_at) == (april.cy, story.NOON)
    assert usage.match(april.run, at=story.NOON).exposures == 1


def test_the_received_part_may_stay(april: April, tmp_path: Path) -> None:
    ingestion.resolve(held(april, tmp_path), keep="received", by=april.cy, at=story.NOON)
    assert states(april.run) == ["received", "declined"]
    assert usage.match(april.run, at=story.NOON).exposures == 8


def test_a_declined_part_sent_again_is_known(april: April, tmp_path: Path) -> None:
    ingestion.resolve(held(april, tmp_path), keep="received", by=april.cy, at=story.NOON)
    assert story.taken_in(april.run, tmp_path) == Taken(new=0, known=1, held=0)


def test_asked_twice_a_part_is_decided_once(april: April, tmp_path: Path) -> None:
    part = held(april, tmp_path)
    for _turn in range(2):
        ingestion.resolve(part, keep="held", by=april.cy, at=story.NOON)
    with pytest.raises(ingestion.PartNotHeld):
        ingestion.resolve(part, keep="received", by=april.cy, at=story.NOON)
    assert states(april.run) == ["declined", "received"]


def test_a_part_that_nobody_holds_is_not_decided(april: April) -> None:
    with pytest.raises(ingestion.PartNotHeld):
        ingestion.resolve(april.run.parts.get(), keep="held", by=april.cy, at=story.NOON)
    with pytest.raises(ingestion.PartUnknown, match="987"):
        ingestion.numbered(987)


def test_the_same_part_twice_in_one_folder_is_taken_once(db: None, tmp_path: Path) -> None:
    run = runs.register("shio", recorded_as="shio", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    part = checked(run, story.recorded(tmp_path, {"gull": (bytes(32), 2)}, run="shio"))
    assert ingestion.take(run, [part, part], at=story.NOON) == Taken(new=1, known=1, held=0)
    assert states(run) == ["received"]


def test_the_same_rows_under_another_header_are_held(db: None, tmp_path: Path) -> None:
    run = runs.register("shio", recorded_as="shio", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    first = checked(run, story.recorded(tmp_path, {"gull": (bytes(32), 2)}, run="shio"))
    cut = replace(first, header=replace(first.header, attempt=2, final=False, resumed_from=ResumedFrom(1, 0)))
    whole = replace(cut, header=replace(cut.header, final=True, resumed_from=None))
    ingestion.take(run, [first, cut], at=story.NOON)
    assert ingestion.take(run, [whole], at=story.NOON) == Taken(new=0, known=0, held=1)
    assert ingestion.take(run, [whole, cut], at=story.NOON) == Taken(new=0, known=2, held=0)


def test_a_held_part_is_decided_by_command(april: April, tmp_path: Path) -> None:
    part = held(april, tmp_path)
    with pytest.raises(CommandError, match="bo"):
        call_command("resolve_part", str(part.pk), "--keep", "held", "--by", "bo")
    call_command("resolve_part", str(part.pk), "--keep", "held", "--by", "cy", "--json")
    assert states(april.run) == ["declined", "received"]


def test_settling_by_command_names_the_held_part(april: April, tmp_path: Path) -> None:
    part = held(april, tmp_path)
    with pytest.raises(CommandError, match=f"held as {part.pk}"):
        call_command("usage", "tanabata")
