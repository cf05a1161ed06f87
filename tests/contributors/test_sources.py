"""Rewardless sources: written and mended by administrators, with who did it; their archives bring pictures."""

from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client

from contributors import people, sources
from contributors.models import Contributor, Image, Role, Source, User
from tests import story
from tests.ledger.commands import speaking

pytestmark = pytest.mark.django_db
LIST = "/admin/contributors/source/"
FISH = {"name": "Museum of Drawn Fish", "licence": "CC0 1.0", "address": "https://museum.example/fish", "note": "scans"}
WORDS = [FISH["name"], "--licence", FISH["licence"], "--address", FISH["address"], "--note", FISH["note"]]


@pytest.fixture
def eve() -> User:
    """Eve the administrator."""
    return people.hire("eve", roles=[Role.ADMIN])


def browser(user: User) -> Client:
    """The user's browser, in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def rows() -> list[dict[str, object]]:
    """Every source as it stands."""
    return [dict(row) for row in Source.objects.order_by("name").values("name", "licence", "address", "note")]


def test_a_source_is_added_once_and_the_log_says_by_whom(eve: User) -> None:
    for _time in range(2):
        assert speaking.asked("add_source", *WORDS, "--by", "eve")["source"] == FISH["name"]
    assert rows() == [FISH]
    assert [(one.user, one.is_addition()) for one in LogEntry.objects.all()] == [(eve, True)]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([FISH["name"], "--licence", "CC BY 4.0", "--by", "eve"], "is known already"),
        (["Other", "--licence", " ", "--by", "eve"], "licence"),
        ([" ", "--licence", "CC0", "--by", "eve"], "name"),
        (["Other", "--licence", "CC0", "--address", "javascript:1", "--by", "eve"], "address"),
        (["Other", "--licence", "CC0", "--by", "bo"], "bo is no admin"),
    ],
)
def test_a_source_that_is_none_is_refused_and_nothing_changes(eve: User, words: list[str], reason: str) -> None:
    people.hire("bo", roles=[Role.REVIEWER])
    call_command("add_source", *WORDS, "--by", "eve", "--json")
    with pytest.raises(CommandError, match=reason):
        call_command("add_source", *words)
    assert (rows(), LogEntry.objects.count()) == ([FISH], 1)


def test_an_administrator_adds_and_mends_a_source_and_the_history_keeps_both_words(eve: User) -> None:
    page = browser(eve)
    assert page.post(f"{LIST}add/", FISH).status_code == 302
    source = Source.objects.get()
    page.post(f"{LIST}{source.pk}/change/", {**FISH, "licence": "CC BY 4.0"})
    assert rows() == [{**FISH, "licence": "CC BY 4.0"}]
    history = page.get(f"{LIST}{source.pk}/history/").content.decode()
    assert "licence: &#x27;CC0 1.0&#x27; → &#x27;CC BY 4.0&#x27;" in history
    assert "eve" in history


def test_a_source_is_never_removed_there(eve: User) -> None:
    source = sources.add(sources.Described("Fish", "CC0"), by=eve)
    assert browser(eve).post(f"{LIST}{source.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Source.objects.count() == 1


def test_nobody_else_reaches_that_page(eve: User) -> None:
    source = sources.add(sources.Described("Fish", "CC0"), by=eve)
    for place in (LIST, f"{LIST}add/", f"{LIST}{source.pk}/change/"):
        assert Client().get(place).status_code == 302
        for role in (Role.REVIEWER, Role.TREASURER, Role.APPROVER):
            member = browser(people.hire(role.value, roles=[role]))
            assert member.post(place, {"name": "Other", "licence": "CC0"}).status_code == 403
    assert browser(eve).get(f"{LIST}999/change/").status_code == 302
    assert [row["name"] for row in rows()] == ["Fish"]


def test_an_archive_of_a_source_gives_pictures_of_nobody(tmp_path: Path, eve: User) -> None:
    story.staff()
    folder = story.gallery(tmp_path / "fish", {"Ada": 1, "": 1})
    source = sources.add(sources.Described("Fish", "CC0"), by=eve)
    told = speaking.asked("import_images", str(folder), "--accept-by", "bo", "--source", "Fish")
    assert (told["new"], told["accepted"]) == (2, 2)
    assert {(image.source, image.contributor) for image in Image.objects.all()} == {(source, None)}
    assert not Contributor.objects.exists()


def test_an_archive_of_an_unknown_source_is_refused(tmp_path: Path) -> None:
    story.staff()
    folder = story.gallery(tmp_path / "fish", {"Ada": 1})
    with pytest.raises(CommandError, match="no source is named 'Fish': add it first with add_source"):
        call_command("import_images", str(folder), "--accept-by", "bo", "--source", "Fish")
    assert not Image.objects.exists()


def test_only_administrators_are_led_to_the_sources(eve: User) -> None:
    bo = people.hire("bo", roles=[Role.REVIEWER])
    assert [LIST in browser(user).get("/staff/").content.decode() for user in (eve, bo)] == [True, False]
