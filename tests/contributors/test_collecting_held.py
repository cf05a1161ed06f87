"""While a picture is being stored, nobody can end its account or withdraw its consent: that waits for the picture."""

import psycopg
import pytest
from django.db import transaction

from contributors import collecting, rounds
from contributors.collectors.posts import Collected, ResumePoint
from contributors.models import CollectorAccount, Consent, Image, Platform
from ledger.config import embedded
from tests.contributors import collect_scene as scene
from tests.contributors.collectors.loopback import NOON
from tests.contributors.collectors.x_house import ADA

PICTURE = Collected(
    post_id="7",
    attachment_id="3_1",
    posted_at=NOON - scene.DAYS,
    is_marked=True,
    account=ADA,
    url="https://pbs.twimg.com/media/3_1.png",
    content=b"picture",
    resume_point=ResumePoint(7),
)


def is_held(addresses: embedded.Addresses, table: str) -> bool:
    """Whether somebody else who wants to change the only row of a table has to wait."""
    with psycopg.connect(addresses.application) as other:
        try:
            other.execute(f"SELECT 1 FROM {table} FOR UPDATE NOWAIT")
        except psycopg.errors.LockNotAvailable:
            return True
    return False


@pytest.mark.parametrize("model", [CollectorAccount, Consent])
def test_account_and_consent_are_held_until_the_picture_is_stored(
    committed_db: embedded.Addresses, model: type[CollectorAccount] | type[Consent]
) -> None:
    scene.giver()
    (place,) = rounds.due(Platform.X, clock=lambda: NOON).places
    table = model._meta.db_table
    with transaction.atomic():
        assert collecting.take(PICTURE, place=place)
        assert is_held(committed_db, table)
    assert not is_held(committed_db, table)
    assert Image.objects.get().path == "7/3_1"
