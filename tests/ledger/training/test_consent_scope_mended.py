"""What a consent covers decides what a run may use: matching and the guard read one rule."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from contributors.models import Consent, Image, Scope
from ledger.models import Matching, Usage
from ledger.training import usage
from tests import story
from tests.ledger.april import April

TAKEN_AT = story.CLEARED_AT
BEFORE, AFTER = TAKEN_AT - timedelta(days=1), TAKEN_AT + timedelta(days=1)
EVERY = list(Scope)


def covers(scope: Scope, collection: str, granted_at: datetime = BEFORE) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT consent_covers(%s, %s, %s, %s)", [scope, granted_at, collection, TAKEN_AT])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("collection", "covering"),
    [
        ("gallery", {Scope.ARCHIVE, Scope.PAST_IMAGES_TOO}),
        ("2026:spring", {Scope.ARCHIVE, Scope.PAST_IMAGES_TOO}),
        ("x:1234", {Scope.HASHTAG_ONLY, Scope.PAST_IMAGES_TOO}),
        ("discord:99", {Scope.HASHTAG_ONLY, Scope.PAST_IMAGES_TOO}),
        ("upload:7", set(EVERY)),
    ],
)
def test_a_consent_covers_how_an_image_was_given(db: None, collection: str, covering: set[Scope]) -> None:
    assert {scope for scope in EVERY if covers(scope, collection)} == covering


def test_the_hashtag_covers_what_was_collected_while_it_was_agreed(db: None) -> None:
    assert covers(Scope.HASHTAG_ONLY, "x:1", TAKEN_AT)
    assert not covers(Scope.HASHTAG_ONLY, "x:1", AFTER)
    assert covers(Scope.PAST_IMAGES_TOO, "x:1", AFTER)


def rematched(april: April, scope: Scope, collection: str) -> Matching:
    """Ada's consent and her pictures as said, and the run matched again."""
    Consent.objects.filter(contributor=april.ada).update(scope=scope)
    for image in Image.objects.filter(contributor=april.ada):
        Image.objects.filter(pk=image.pk).update(collection=collection)
    return usage.match(april.run, at=story.NOON)


def test_an_archive_is_not_used_under_a_hashtag(april: April) -> None:
    matching = rematched(april, Scope.HASHTAG_ONLY, "gallery")
    assert (matching.credited, matching.refused) == (2, 6)
    assert usage.refusals(april.run) == {"no_consent": 6}


@pytest.mark.parametrize(
    ("scope", "collection"),
    [(Scope.PAST_IMAGES_TOO, "gallery"), (Scope.HASHTAG_ONLY, "x:1"), (Scope.ARCHIVE, "upload:1")],
)
def test_a_covered_image_is_credited(april: April, scope: Scope, collection: str) -> None:
    assert rematched(april, scope, collection).credited == 8


def test_a_withdrawn_archive_alarms_though_a_hashtag_is_agreed(april: April) -> None:
    Consent.objects.filter(contributor=april.ada).update(withdrawn_at=story.CLEARED_AT + timedelta(days=1))
    Consent.objects.create(
        contributor=april.ada, scope=Scope.HASHTAG_ONLY, purposes=["open_model"], terms_version="1", granted_at=BEFORE
    )
    assert usage.match(april.run, at=story.NOON).withdrawn_inside == 6
    assert not Usage.objects.filter(drawer="credited", image__contributor=april.ada).exists()
