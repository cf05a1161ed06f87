"""Every digest's drawer, judged twice: by the database's one statement, and by the design read into plain Python.

The judge here shares no line with the SQL. Worlds hold what no room reaches in order: consents that end and begin
again, files given by two people, acceptances dated back, blocks lifted, givers who left.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings

from contributors import people
from contributors.models import Role
from ledger.models import Usage
from ledger.training import ingestion, parts, runs, usage
from tests import story
from tests.ledger.training.world import (
    DIGESTS,
    FREEZE_DAY,
    WORLDS,
    Agreed,
    Blocked,
    Given,
    Person,
    World,
    lay,
)

SAFE = Person(verified=4, left=None, consents=[Agreed("past_images_too", ["open_model"], 4, None)])
HALF_ENDED = Person(
    verified=4,
    left=None,
    consents=[Agreed("archive", ["open_model"], 4, 6), Agreed("past_images_too", ["research"], 4, None)],
)
HERS = Given(0, 0, "gallery", 4, 5, None, "accepted")
HIS = Given(0, 1, "gallery", 4, 6, None, "accepted")


def verdict(world: World, digest: int) -> tuple[str, str]:
    """The drawer and the reason that the design asks for."""
    if any(one.digest == digest and held(one.from_day, one.until_day) for one in world.blocks):
        return "refused", "blocked_after_claim"
    mine = [one for one in world.images if one.digest == digest]
    standing = [one for one in mine if one.accepted is not None and held(one.accepted, one.withdrawn)]
    if standing:
        return of_accepted(world, min(standing, key=lambda one: (one.accepted, mine.index(one))))
    if any(one.withdrawn is not None and one.withdrawn <= FREEZE_DAY for one in mine):
        return "refused", "image_withdrawn"
    if not mine:
        return "refused", "unknown"
    later = [one for one in mine if one.accepted is not None]
    first = min(later, key=lambda one: (one.accepted, mine.index(one))) if later else mine[0]
    return "refused", "duplicate_of_another" if first.state == "duplicate" else "not_accepted"


def of_accepted(world: World, image: Given) -> tuple[str, str]:
    """An image that stood accepted: whose giver had agreed, and to what."""
    if image.giver < 0:
        return "source", ""
    giver = world.people[image.giver]
    about = [one for one in giver.consents if covers(one, image)]
    running = [one for one in about if held(one.from_day, one.until_day)]
    ended = [one for one in about if one.until_day is not None and one.until_day <= FREEZE_DAY]
    if giver.left is not None and giver.left <= FREEZE_DAY:
        return "refused", "consent_withdrawn"
    if not agreeing(running, world) and (agreeing(ended, world) or (ended and not running)):
        return "refused", "consent_withdrawn"
    if giver.verified is None or giver.verified > FREEZE_DAY:
        return "refused", "account_not_verified"
    if agreeing(running, world):
        return "credited", ""
    return "refused", "purpose_not_agreed" if running else "no_consent"


def held(begun: int, ended: int | None) -> bool:
    """Whether something that began and perhaps ended was there at the freeze moment (half-open)."""
    return begun <= FREEZE_DAY and (ended is None or ended > FREEZE_DAY)


def agreeing(consents: Sequence[Agreed], world: World) -> list[Agreed]:
    """Those that name the run's purpose."""
    return [one for one in consents if world.purpose in one.purposes]


def covers(consent: Agreed, image: Given) -> bool:
    """Whether a consent is about images given in this way."""
    if consent.scope == "past_images_too" or image.collection.startswith("upload:"):
        return True
    if image.collection.startswith(("x:", "discord:")):
        return consent.scope == "hashtag_only" and consent.from_day <= image.offered
    return consent.scope == "archive"


@pytest.fixture
def part(db: None, tmp_path: Path) -> Path:
    """A manifest in which every digest was shown once."""
    samples = {str(number): (digest, 1) for number, digest in enumerate(DIGESTS)}
    return parts.part_files(story.recorded(tmp_path, samples, run="hoshi"))[0]


def ended(world: World, part: Path) -> list[tuple[str, str]]:
    """Where the database puts each digest; all of it is taken back afterwards."""
    with transaction.atomic():
        lay(world, people.hire("bo", roles=[Role.REVIEWER]))
        run = runs.register(
            "hoshi", recorded_as="hoshi", purpose=world.purpose, frozen_at=story.FROZEN_AT, at=story.NOON
        )
        ingestion.take(run, [ingestion.check(run, part)], at=story.NOON)
        usage.match(run, at=story.NOON)
        rows = {bytes(row.sha256): (row.drawer, row.reason) for row in Usage.objects.filter(run=run)}
        transaction.set_rollback(True)
    return [rows[digest] for digest in DIGESTS]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=WORLDS)
@example(World([SAFE, SAFE], [HERS], [], "open_model"))
# What the statement once got wrong, each world as it was found:
@example(World([SAFE, SAFE], [Given(0, 0, "gallery", 4, 5, 12, "withdrawn"), HIS], [], "open_model"))
@example(World([SAFE, SAFE], [HERS], [Blocked(0, 8, None)], "open_model"))
@example(World([SAFE, SAFE], [HERS], [Blocked(2, 8, None)], "open_model"))
@example(
    World([Person(None, None, [Agreed("archive", ["open_model"], 4, 6)]), SAFE], [HERS], [], "open_model"),
)
@example(World([HALF_ENDED, SAFE], [HERS], [], "open_model"))
@example(World([Person(4, 7, SAFE.consents), SAFE], [HERS], [], "open_model"))
@example(
    World(
        [SAFE, SAFE],
        [Given(0, 0, "gallery", 4, None, None, "declined"), Given(0, 1, "gallery", 4, None, 8, "withdrawn")],
        [],
        "open_model",
    ),
)
def test_the_database_judges_as_the_design_says(part: Path, world: World) -> None:
    assert ended(world, part) == [verdict(world, digest) for digest in range(len(DIGESTS))]
