"""Runs: registered once, under names that stand in addresses."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from ledger.models import Run
from ledger.training import runs
from tests import story


def register(
    name: str = "tanabata",
    *,
    recorded_as: str = "run 7",
    purpose: str = "research",
    frozen_at: datetime = story.FROZEN_AT,
) -> Run:
    return runs.register(name, recorded_as=recorded_as, purpose=purpose, frozen_at=frozen_at, at=story.NOON)


@pytest.mark.django_db
def test_a_run_is_found_by_its_name() -> None:
    run = register()
    assert runs.named("tanabata") == run
    assert (run.recorded_as, run.purpose, run.frozen_at, run.registered_at) == (
        "run 7",
        "research",
        story.FROZEN_AT,
        story.NOON,
    )


@pytest.mark.django_db
def test_asked_twice_a_run_is_registered_once() -> None:
    assert register() == register()
    assert Run.objects.count() == 1


@pytest.mark.django_db
def test_a_name_is_not_given_to_another_run() -> None:
    run = register()
    others: list[Callable[[], object]] = [
        lambda: register(recorded_as="run 8"),
        lambda: register(purpose="open_model"),
        lambda: register(frozen_at=story.FROZEN_AT + timedelta(microseconds=1)),
    ]
    for other in others:
        with pytest.raises(runs.RunRegisteredOtherwise, match="run 7"):
            other()
    stored = Run.objects.get()
    assert (stored.recorded_as, stored.purpose, stored.frozen_at) == (run.recorded_as, run.purpose, run.frozen_at)


@pytest.mark.django_db
def test_an_unknown_name_is_told_with_the_way_onward() -> None:
    with pytest.raises(runs.RunUnknown, match="register it first"):
        runs.named("tanabata")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "two words", "a/b", "七夕", "x" * 101, "a\n"])
def test_a_name_that_stands_in_no_address_is_refused(name: str) -> None:
    with pytest.raises(runs.RunNameUnfit):
        register(name)
    assert not Run.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("recorded_as", ["", "two\nlines", "x" * 101])
def test_a_name_that_stands_in_no_manifest_is_refused(recorded_as: str) -> None:
    with pytest.raises(runs.RunNameUnfit):
        register(recorded_as=recorded_as)
    assert not Run.objects.exists()
