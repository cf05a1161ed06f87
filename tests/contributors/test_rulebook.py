"""The organiser's guidelines: versions that are set once, one after the other, and stay as they were set."""

from dataclasses import replace

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contributors import people, rulebook
from contributors.guidelines import edition
from contributors.guidelines.findings import Bounds
from contributors.guidelines.rules import OURS, RULES, Ruling, Settings
from contributors.models import Guidelines, Role, User
from contributors.models import Ruling as RulingRow
from ledger.book import refusals
from ledger.config import embedded
from tests import story

STRICTER = Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300, public_domain=("CC0",)))


def eve() -> User:
    return people.hire("eve", roles=[Role.ADMIN])


def decided(settings: Settings, note: str = "") -> Settings:
    return rulebook.decide(settings, note=note, by=eve(), at=story.NOON)


@pytest.mark.django_db
def test_before_anybody_set_anything_ours_are_in_force() -> None:
    assert rulebook.in_force() is OURS


@pytest.mark.django_db
def test_what_is_set_is_in_force_whole_and_names_the_edition() -> None:
    own = {"animated": Ruling("off"), "edge_short": Ruling("fail", "小さい絵です。", "It is small.")}
    set_ = decided(replace(STRICTER, rulings=own), "for print")
    assert rulebook.in_force() == set_
    assert (set_.number, set_.bounds) == (1, STRICTER.bounds)
    assert {code: set_.ruling(code) for code in own} == own
    assert set_.ruling("one_colour") == Ruling(RULES["one_colour"].weight)
    assert edition.name(set_) == f"{edition.EDITION}+1"
    version = rulebook.history().get()
    assert (version.note, version.decided_by.username, version.decided_at) == ("for print", "eve", story.NOON)


@pytest.mark.django_db
def test_versions_follow_one_another_and_all_stay() -> None:
    decided(STRICTER)
    decided(Settings(number=1))
    assert [version.number for version in rulebook.history()] == [2, 1]
    assert [rulebook.settings_of(version).bounds for version in rulebook.history()] == [Bounds(), STRICTER.bounds]


@pytest.mark.django_db
def test_a_version_written_from_an_older_one_is_refused() -> None:
    decided(STRICTER)
    with pytest.raises(rulebook.SetInBetween, match="version 1 was set in between"):
        decided(Settings(bounds=Bounds(most_ratio=3)))
    assert Guidelines.objects.count() == 1


@pytest.mark.django_db
def test_the_same_again_is_refused() -> None:
    with pytest.raises(rulebook.NothingChanged):
        decided(OURS)
    stands = decided(STRICTER)
    with pytest.raises(rulebook.NothingChanged, match="as in version 1"):
        decided(stands)
    assert Guidelines.objects.count() == 1


@pytest.mark.django_db
def test_bounds_that_cannot_be_leave_nothing_behind() -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        decided(Settings(bounds=Bounds(least_edge_px=300)))
    assert refusals.constraint_of(refused.value) == "guidelines_edges_in_order"
    assert not Guidelines.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["contributors_guidelines", "contributors_ruling"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_may_change_nothing_that_was_set(table: str, change: str) -> None:
    decided(STRICTER)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert rulebook.in_force().bounds == STRICTER.bounds


def test_neither_may_the_owner_and_no_ruling_comes_later(committed_db: embedded.Addresses) -> None:
    version = Guidelines.objects.get(number=decided(STRICTER).number)
    late = RulingRow(guidelines=version, rule="later", weight="off")
    with pytest.raises(IntegrityError) as refused:
        late.save()
    assert refusals.constraint_of(refused.value) == "ruling_comes_with_its_guidelines"
    for change in ("UPDATE contributors_ruling SET weight = 'off'", "DELETE FROM contributors_guidelines"):
        with psycopg.connect(committed_db.owner) as owner, pytest.raises(psycopg.Error) as turned_down:
            owner.execute(change)
        assert turned_down.value.diag.constraint_name == "guidelines_are_append_only"
    assert RulingRow.objects.count() == len(RULES)
