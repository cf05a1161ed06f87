"""The credits' own scenes, through the rooms: pictures given and used, an edition published by Eve."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contributors import people
from contributors.models import Contributor, Image, Role, ShownAs, Source, User
from credits import publish
from credits.models import Edition
from ledger.models import Run
from ledger.training import runs, usage
from tests import story

SOURCE = "Museum of Drawn Fish"


@dataclass(frozen=True)
class Published:
    """An edition, and what it came from."""

    house: story.Staff
    eve: User
    run: Run
    edition: Edition
    contributors: Mapping[str, Contributor]


def eve() -> User:
    """Eve the administrator."""
    return people.hire("eve", roles=[Role.ADMIN])


def published(folder: Path, givers: Mapping[str, int] | None = None, *, name: str = "tanabata") -> Published:
    """Everybody's pictures used in one run, and an edition that thanks them; one more picture is a museum's."""
    house = story.staff()
    asked = givers or {"Ada": 2, "Ann": 1}
    images = story.given(story.gallery(folder / "archive", {**asked, "Museum": 1}), house)
    from_source(next(image for image in images if image.path.startswith("museum")))
    run = story.matched(folder / "manifests", images, name=name)
    admin = eve()
    edition = publish.publish(by=admin, at=story.NOON).edition
    return Published(house, admin, run, edition, {giver: named(giver) for giver in asked})


def from_source(image: Image) -> Source:
    """The picture was no person's: it came from a museum that asks for nothing."""
    source = Source.objects.create(name=SOURCE, licence="CC0 1.0", address="https://museum.example/fish")
    Image.objects.filter(pk=image.pk).update(contributor=None, source=source)
    return source


def named(giver: str) -> Contributor:
    """The contributor whom an archive brought by that name."""
    return Contributor.objects.get(name=giver)


def thanked_as(person: Contributor, name: str, reading: str = "") -> None:
    """From now on the person is thanked under this name."""
    people.choose_credit(person, ShownAs.PSEUDONYM, name=name, reading=reading)


def thanked_without_a_name(person: Contributor) -> None:
    """From now on the person is thanked without a name."""
    people.choose_credit(person, ShownAs.ANONYMOUS)


def left(person: Contributor) -> None:
    """The person left."""
    Contributor.objects.filter(pk=person.pk).update(left_at=story.NOON)


def matched_only(folder: Path, name: str) -> Run:
    """A run that is matched, and that no edition thanks for yet."""
    run = runs.register(name, recorded_as=name, purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    story.taken_in(run, story.recorded(folder / name, {"unknown": (b"u" * 32, 1)}, run=name))
    usage.match(run, at=story.NOON)
    return run
