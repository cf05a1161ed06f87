"""Leaving altogether: consents end, pictures go, for every run frozen afterwards; runs frozen before keep theirs."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from contributors import consents, leaving, people
from contributors.models import Consent, Contributor, ImageState, Purpose, Review, Scope, User
from ledger.models import Usage
from ledger.training import runs, usage
from tests import story
from tests.contributors import rows

pytestmark = pytest.mark.django_db


def account(person: Contributor) -> User:
    """The person's account."""
    return people.sign_in_as(person, "ada", password="a pass phrase")


def test_leaving_ends_consents_and_withdraws_what_is_accepted_or_waits() -> None:
    bo = story.staff().bo
    ada, ann = rows.contributor("Ada", bo), rows.contributor("Ann", bo)
    for person in (ada, ann):
        for state in ImageState:
            rows.image_in(state, person)
        consents.grant([person], scope=Scope.ARCHIVE, purposes=list(Purpose), terms_version="1", at=story.CLEARED_AT)
    theirs = list(ann.images.order_by("id").values_list("id", "state"))
    expected = leaving.preview(ada)
    gone = leaving.leave(ada, by=account(ada), at=story.NOON)
    assert gone == expected
    assert (gone.consents, gone.pictures) == (1, 3)
    ada.refresh_from_db()
    assert ada.left_at == story.NOON
    assert not ada.images.filter(state__in=["waiting", "accepted"]).exists()
    assert set(Review.objects.values_list("decision", "by__username", "at")) == {("withdraw", "ada", story.NOON)}
    assert list(ann.images.order_by("id").values_list("id", "state")) == theirs
    assert Consent.objects.filter(withdrawn_at__isnull=True).get().contributor == ann


def test_nobody_leaves_twice() -> None:
    ada = rows.contributor("Ada", story.staff().bo)
    leaving.leave(ada, by=account(ada), at=story.NOON)
    with pytest.raises(leaving.LeftAlready, match="left on 2026-05-10"), transaction.atomic():
        leaving.leave(ada, by=account(ada), at=story.NOON + timedelta(days=1))


def test_a_run_frozen_before_keeps_the_pictures_and_one_frozen_after_does_not(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 2}), house)
    before = story.matched(tmp_path / "manifests", images)
    ada = Contributor.objects.get(name="Ada")
    left_at = story.FROZEN_AT + timedelta(days=1)
    leaving.leave(ada, by=account(ada), at=left_at)
    usage.match(before, at=story.NOON)
    after = runs.register(
        "after", recorded_as="after", purpose="open_model", frozen_at=left_at + timedelta(days=1), at=story.NOON
    )
    samples = {image.path: (bytes(image.sha256), 1) for image in images}
    story.taken_in(after, story.recorded(tmp_path / "after", samples, run="after"))
    usage.match(after, at=story.NOON)
    drawers = {
        name: set(Usage.objects.filter(run=run).values_list("drawer", "reason"))
        for name, run in (("before", before), ("after", after))
    }
    assert drawers == {"before": {("credited", "")}, "after": {("refused", "image_withdrawn")}}
