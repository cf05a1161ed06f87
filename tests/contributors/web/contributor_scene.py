"""What tests of a contributor's pages stand on: Ada and Ann with their pictures, each in a browser of her own."""

from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from contributors import people
from contributors.models import Contributor, Image, User
from tests import story

PASSWORD = "a pass phrase"


@dataclass(frozen=True)
class House:
    """Who is there, signed in or not."""

    staff: story.Staff
    ada: Contributor
    ann: Contributor
    images: list[Image]


def house(folder: Path) -> House:
    """Ada gave three pictures and Ann one; both can sign in."""
    staff = story.staff()
    images = story.given(story.gallery(folder / "archive", {"Ada": 3, "Ann": 1}), staff)
    ada, ann = Contributor.objects.get(name="Ada"), Contributor.objects.get(name="Ann")
    for person, name in ((ada, "ada"), (ann, "ann")):
        people.sign_in_as(person, name, password=PASSWORD)
    return House(staff, ada, ann, images)


def people_alone() -> House:
    """Ada and Ann can sign in and have given nothing yet: for pages that show no pictures."""
    staff = story.staff()
    newcomers = [people.Newcomer(handle=f"test:{name}", name=name, language="en") for name in ("Ada", "Ann")]
    known = people.welcome(newcomers, terms_version="terms-1", by=staff.bo, at=story.CLEARED_AT)
    for person in known.values():
        people.sign_in_as(person, person.name.lower(), password=PASSWORD)
    return House(staff, known["test:Ada"], known["test:Ann"], [])


def browser(user: User | None = None, *, language: str = "en") -> Client:
    """A browser, signed in where a user is given."""
    opened = Client(headers={"accept-language": language})
    if user is not None:
        opened.force_login(user)
    return opened


def of(person: Contributor, *, language: str = "en") -> Client:
    """The contributor's own browser."""
    assert person.user is not None
    return browser(person.user, language=language)
