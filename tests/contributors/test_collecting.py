import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from contributors import collecting, consents, originals, people, places
from contributors.collectors import posts
from contributors.collectors.posts import Account, Collected, Event, Passed, Reached, ResumePoint
from contributors.models import Contributor, Image, ImageState, Purpose, Scope
from contributors.places import Giver, Place
from tests import story
from tests.contributors.collectors import x_house
from tests.contributors.collectors.loopback import NOON
from tests.contributors.collectors.x_house import ADA, tweet

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


@dataclass
class Shelf:
    """Resume points as a table would keep them."""

    points: dict[tuple[str, str], str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def stands(self, account: Account, *, is_held: bool = False) -> bool:
        return account.outside_id not in self.ended

    def read(self, account: Account, *, collection: str) -> str:
        return self.points.get((account.outside_id, collection), "")

    def write(self, account: Account, *, collection: str, point: str, at: datetime) -> None:
        self.points[account.outside_id, collection] = point


def contributor(handle: str = "x:ada", *, scope: Scope | None = Scope.HASHTAG_ONLY) -> Contributor:
    """Somebody welcomed by Bo thirty days ago, who agreed twenty days ago."""
    newcomer = people.Newcomer(handle=handle, name=handle)
    person = people.welcome([newcomer], terms_version="1", by=story.staff().bo, at=NOON - 30 * DAYS)[handle]
    if scope is not None:
        agree(person, scope)
    return person


def agree(person: Contributor, scope: Scope) -> None:
    purposes = [Purpose.RESEARCH]
    consents.grant([person], scope=scope, purposes=purposes, terms_version="1", at=NOON - 20 * DAYS)


def place_of(*givers: Giver, clock: Callable[[], datetime] = lambda: NOON) -> Place:
    return Place("x:1001", givers, Shelf(), clock)


def collected(
    number: int, *, days_ago: float = 1, is_marked: bool = True, account: Account = ADA, content: bytes = b"picture"
) -> Collected:
    return Collected(
        post_id=str(number),
        attachment_id="3_1",
        posted_at=NOON - days_ago * DAYS,
        is_marked=is_marked,
        account=account,
        url="https://pbs.twimg.com/media/3_1.png",
        content=content,
        resume_point=ResumePoint(number),
    )


def fates(events: Iterable[Event], place: Place) -> dict[str, int]:
    """How many pictures met which fate."""
    return dict(Counter(fate.word for fate in collecting.collect(events, place=place) if fate))


def nothing_is_stored() -> bool:
    originals_kept = default_storage.exists("originals") and default_storage.listdir("originals")[0]
    return not Image.objects.exists() and not originals_kept


def test_a_collected_picture_waits_with_its_original_kept_as_given() -> None:
    ada = contributor()
    place = place_of(Giver(ADA, ada))
    assert collecting.take(collected(7), place=place)
    image = Image.objects.get()
    assert (image.collection, image.path, image.state) == ("x:1001", "7/3_1", ImageState.WAITING)
    assert (image.contributor, image.offered_at, image.size_bytes) == (ada, NOON, 7)
    assert bytes(image.sha256) == hashlib.sha256(b"picture").digest()
    assert originals.content_of(bytes(image.sha256)) == b"picture"
    assert place.resume_point(ADA) == ResumePoint(7)


def test_taken_twice_it_is_one_image() -> None:
    place = place_of(Giver(ADA, contributor()))
    assert collecting.take(collected(7), place=place)
    assert not collecting.take(collected(7), place=place)
    assert Image.objects.count() == 1


@pytest.mark.parametrize(
    "picture",
    [
        collected(7, is_marked=False),
        collected(7, days_ago=21),
        collected(7, account=Account("x", "9", "stranger", NOON)),
    ],
    ids=["not marked", "before the consent", "a stranger's"],
)
def test_what_the_consent_does_not_cover_is_refused_and_nothing_is_stored(picture: Collected) -> None:
    place = place_of(Giver(ADA, contributor()))
    with pytest.raises(collecting.OutsideConsent):
        collecting.take(picture, place=place)
    assert nothing_is_stored()
    assert place.resume_point(ADA) == posts.START


def test_who_agreed_to_past_pictures_too_gives_them() -> None:
    ada = contributor()
    agree(ada, Scope.PAST_IMAGES_TOO)
    assert collecting.take(collected(7, days_ago=900, is_marked=False), place=place_of(Giver(ADA, ada)))


@pytest.mark.parametrize("gone", ["no consent", "withdrawn", "archive only", "left", "not verified", "not approved"])
def test_of_somebody_who_has_not_agreed_now_nothing_is_stored(gone: str) -> None:
    ada = contributor(
        scope=None if gone == "no consent" else Scope.ARCHIVE if "archive" in gone else Scope.HASHTAG_ONLY
    )
    account = Account("x", "1001", "ada", None) if gone == "not approved" else ADA
    if gone == "withdrawn":
        consents.withdraw(ada, at=NOON)
    if gone == "left":
        Contributor.objects.filter(pk=ada.pk).update(left_at=NOON)
    if gone == "not verified":
        Contributor.objects.filter(pk=ada.pk).update(verified_at=None, verified_by=None)
    place = place_of(Giver(account, ada))
    with pytest.raises(collecting.OutsideConsent):
        collecting.take(collected(7), place=place)
    assert nothing_is_stored()
    assert gone == "not approved" or place.following("1001") is None


def test_a_consent_withdrawn_between_fetching_and_storing_keeps_the_picture_out() -> None:
    ada = contributor()
    place = place_of(Giver(ADA, ada))

    def walk() -> Iterator[Event]:
        yield collected(7)
        consents.withdraw(ada, at=NOON)
        yield collected(8, content=b"too late")
        yield Reached(ResumePoint(9))

    assert fates(walk(), place) == {"new": 1, "outside": 1}
    assert [image.path for image in Image.objects.all()] == ["7/3_1"]
    assert place.resume_point(ADA) == ResumePoint(7)


def test_an_account_ended_between_fetching_and_storing_keeps_the_picture_out() -> None:
    shelf = Shelf()
    place = Place("x:1001", [Giver(ADA, contributor())], shelf, lambda: NOON)

    def walk() -> Iterator[Event]:
        shelf.ended.add(ADA.outside_id)
        yield collected(7)

    assert fates(walk(), place) == {"outside": 1}
    assert nothing_is_stored()


def test_what_is_passed_over_is_told_and_not_asked_again() -> None:
    place = place_of(Giver(ADA, contributor()))
    gone = Passed("8", "3_2", ADA, "deleted", "the post was deleted", ResumePoint(8))
    (fate,) = collecting.collect([gone], place=place)
    assert fate == collecting.Fate(ADA, "passed_over", "deleted")
    assert place.resume_point(ADA) == ResumePoint(8)


def test_a_shared_walk_moves_everybody_on_and_nobody_back() -> None:
    ann = Account("x", "1002", "ann", NOON - 9 * DAYS)
    givers = [
        Giver(ADA, contributor(scope=Scope.PAST_IMAGES_TOO)),
        Giver(ann, contributor("x:ann", scope=Scope.PAST_IMAGES_TOO)),
    ]
    place = place_of(*givers)
    assert fates([collected(7), Reached(ResumePoint(5))], place) == {"new": 1}
    assert (place.resume_point(ADA), place.resume_point(ann)) == (ResumePoint(7), ResumePoint(5))
    assert place.earliest_point(epoch_ms=0) == ResumePoint(5)


def test_from_x_to_waiting_images_each_once_however_often_it_is_asked() -> None:
    with x_house.stage([tweet(5, "3_1", "3_2"), tweet(4, "3_no", tags=()), tweet(3, "3_3")]) as stage:
        place = place_of(Giver(ADA, contributor()), clock=stage.clock.look)
        brought = [
            fates(stage.collector.walk("1001", following=place.following, kept=collecting.kept(place)), place)
            for _time in range(2)
        ]
        assert brought == [{"new": 3}, {}]
        assert stage.media_asked() == ["3_1", "3_2", "3_3"]
    assert place.resume_point(ADA) == ResumePoint(tweet(3).id)
    assert set(Image.objects.values_list("path", flat=True)) == {
        f"{tweet(5).id}/3_1",
        f"{tweet(5).id}/3_2",
        f"{tweet(3).id}/3_3",
    }


def test_collections_are_named_by_provider_and_number() -> None:
    assert places.of_account(ADA) == "x:1001"
    assert places.of_channel("77") == "discord:77"
