"""What tests of the review pages stand on: the staff, Ada who signs in, and pictures of hers that wait."""

from dataclasses import dataclass

from contributors import people
from contributors.models import Contributor, Image, User
from tests import story
from tests.contributors import rows
from tests.contributors.web import contributor_scene


@dataclass(frozen=True)
class Queue:
    """The staff, Ada, and her pictures in order of giving."""

    staff: story.Staff
    ada: Contributor
    pictures: list[Image]


def queue(pictures: int = 1, *, reason: str = "") -> Queue:
    """So many pictures of Ada wait for Bo."""
    staff = story.staff()
    ada = rows.contributor("Ada", staff.bo)
    people.sign_in_as(ada, "ada", password=contributor_scene.PASSWORD)
    return Queue(staff, ada, [rows.image(ada, path=f"ada-{number}.png", reason=reason) for number in range(pictures)])


def account(person: Contributor) -> User:
    """The account of a contributor who has one."""
    assert person.user is not None
    return person.user


def page_of(image: Image) -> str:
    """Where a reviewer decides about the picture."""
    return f"/staff/review/{image.pk}/"


def state_of(image: Image) -> str:
    """How it stands now."""
    return Image.objects.get(pk=image.pk).state
