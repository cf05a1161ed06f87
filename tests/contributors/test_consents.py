"""Consents: once per scope, ended at a moment, and never brought back by what was said before."""

from datetime import datetime, timedelta

import pytest

from contributors import consents
from contributors.models import Consent, Contributor, Purpose, Scope
from tests import story
from tests.contributors import rows

BEFORE, AT, LATER = story.CLEARED_AT - timedelta(days=30), story.CLEARED_AT, story.FROZEN_AT


@pytest.fixture
def ada(db: None) -> Contributor:
    return rows.contributor("Ada", story.staff().bo)


@pytest.fixture
def ann(ada: Contributor) -> Contributor:
    assert ada.verified_by is not None
    return rows.contributor("Ann", ada.verified_by)


def agreed(*people: Contributor, scope: Scope = Scope.ARCHIVE, on: str = "research") -> int:
    """The consent of these people from April on."""
    return consents.grant(people, scope=scope, purposes=[Purpose(on)], terms_version="1", at=AT)


def in_force(at: object, purpose: str = "research") -> int:
    """How many consents cover the purpose at a moment."""
    return Consent.objects.in_force(at=at, purpose=purpose).count()


def test_whoever_agreed_already_stays_as_they_are(ada: Contributor, ann: Contributor) -> None:
    assert agreed(ada) == 1
    assert agreed(ada, ann, on="open_model") == 1
    told = Consent.objects.order_by("contributor__name").values_list("contributor__name", "purposes")
    assert list(told) == [("Ada", ["research"]), ("Ann", ["open_model"])]


def test_another_scope_is_a_consent_of_its_own(ada: Contributor) -> None:
    agreed(ada)
    assert agreed(ada, scope=Scope.HASHTAG_ONLY) == 1


def test_a_consent_is_in_force_from_its_moment_until_its_end(ada: Contributor) -> None:
    agreed(ada)
    consents.withdraw(ada, at=LATER)
    instant = timedelta(microseconds=1)
    moments = [AT - instant, AT, LATER - instant, LATER]
    assert [in_force(moment) for moment in moments] == [0, 1, 1, 0]


def test_a_consent_covers_only_its_purposes(ada: Contributor) -> None:
    agreed(ada)
    assert (in_force(AT, "research"), in_force(AT, "open_model")) == (1, 0)


def test_withdrawing_ends_every_consent_of_the_person_and_of_nobody_else(ada: Contributor, ann: Contributor) -> None:
    agreed(ada, ann)
    agreed(ada, scope=Scope.PAST_IMAGES_TOO)
    assert consents.withdraw(ada, at=LATER) == 2
    assert [consent.contributor for consent in Consent.objects.filter(withdrawn_at=None)] == [ann]


def test_withdrawing_twice_is_refused_and_keeps_the_first_moment(ada: Contributor) -> None:
    agreed(ada)
    consents.withdraw(ada, at=LATER)
    with pytest.raises(consents.NothingAgreed):
        consents.withdraw(ada, at=story.NOON)
    assert Consent.objects.get().withdrawn_at == LATER


def test_who_never_agreed_has_nothing_to_withdraw(ada: Contributor) -> None:
    with pytest.raises(consents.NothingAgreed, match=f"contributor {ada.pk}"):
        consents.withdraw(ada, at=LATER)


@pytest.mark.parametrize("said_at", [BEFORE, AT, LATER])
def test_what_was_agreed_before_a_withdrawal_is_not_agreed_after_it(ada: Contributor, said_at: datetime) -> None:
    agreed(ada)
    consents.withdraw(ada, at=LATER)
    again = consents.grant([ada], scope=Scope.ARCHIVE, purposes=[Purpose.RESEARCH], terms_version="2", at=said_at)
    assert (again, in_force(LATER)) == (0, 0)


def test_whoever_agrees_anew_after_withdrawing_has_agreed(ada: Contributor) -> None:
    agreed(ada)
    consents.withdraw(ada, at=LATER)
    again = consents.grant([ada], scope=Scope.ARCHIVE, purposes=[Purpose.RESEARCH], terms_version="2", at=story.NOON)
    assert (again, in_force(story.NOON), in_force(story.NOON - timedelta(days=1))) == (1, 1, 0)
