"""The organiser's guidelines by their page: all staff read them, an administrator looks at a version and sets it."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from contributors import examining, people, rulebook, wording
from contributors.guidelines import edition
from contributors.guidelines.rules import RULES, Ruling, Settings
from contributors.models import Finding, Guidelines, Job, Role, User
from contributors.web import guidelines_words, review_words
from contributors.web.guidelines_form import Version
from contributors.weighing import weigh
from tests.contributors import upload_scene as scene
from tests.contributors.web.contributor_scene import browser
from tests.ledger.web.staff_scene import eager

PAGE = "/staff/guidelines/"
QUERIES = 9

pytestmark = pytest.mark.django_db


def eve() -> User:
    return people.hire("eve", roles=[Role.ADMIN])


def bo() -> User:
    return people.hire("bo", roles=[Role.REVIEWER])


def written(**changed: str) -> dict[str, str]:
    """The form as it stands, with some fields changed."""
    form = Version(standing=rulebook.in_force())
    stands = {field.html_name: str(field.value() or "") for field in form}
    return {**stands, "number": str(rulebook.in_force().number), **changed}


def looked_at(client: Client, said: dict[str, str]) -> str:
    return client.post(PAGE, {**said, "step": "look"}).content.decode()


def put_in_force(client: Client, **changed: str) -> str:
    """Look at a version, set it, and read what the page says then."""
    said = written(**changed)
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', looked_at(client, said))
    assert seen
    answer = client.post(PAGE, {**said, "seen": seen[1], "step": "decide"}, follow=True)
    return answer.content.decode()


def given(house: scene.House, seed: str = "a cat") -> None:
    """Ada sent a picture of 96 pixels, and it was weighed."""
    scene.sent(house.ada, scene.drawing(seed))
    list(weigh(lambda: scene.NOON))


def test_a_stranger_is_led_to_the_login_and_a_contributor_refused() -> None:
    house = scene.house()
    assert browser().get(PAGE).headers["Location"] == f"/login/?next={PAGE}"
    assert browser(house.ada.user).get(PAGE).status_code == 403
    assert browser(house.ada.user).post(PAGE, written()).status_code == 403


def test_a_reviewer_reads_and_sets_nothing() -> None:
    page = browser(bo()).get(PAGE).content.decode()
    assert "An administrator sets them. You may look." in page
    assert "It is smaller than 32 pixels on one side. Send it larger." in page
    for step in ("look", "decide", "examine"):
        assert browser(bo()).post(PAGE, written(step=step)).status_code == 403
    assert browser(eve()).put(PAGE).status_code == 405
    assert not Guidelines.objects.exists()


def test_a_version_is_set_after_it_was_looked_at() -> None:
    page = put_in_force(browser(eve()), least_edge_px="64", weight_animated="off", note="Animations are welcome.")
    assert "Version 1 is in force for everything that is examined from now on." in page
    assert "Animations are welcome." in page
    assert "The file holds several pictures: warns → off" in page
    assert "Least length of a side, in pixels: 32 → 64" in page
    stands = rulebook.in_force()
    assert (stands.number, stands.bounds.least_edge_px, stands.ruling("animated")) == (1, 64, Ruling("off"))


def test_what_was_not_looked_at_is_not_set() -> None:
    said = written(least_edge_px="64", step="decide")
    page = browser(eve()).post(PAGE, said).content.decode()
    assert "What would change" in page
    client, seen = browser(eve()), re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    page = client.post(PAGE, {**said, "seen": seen[1], "least_edge_px": "65"}).content.decode()
    assert "What would change" in page
    assert not Guidelines.objects.exists()


def test_looking_says_what_would_change_and_writes_nothing() -> None:
    given(scene.house())
    page = looked_at(browser(eve()), written(least_edge_px="100", weight_edge_short="off"))
    assert "1 waiting picture would fail that does not fail now." in page
    assert "One side is shorter than the least" in page
    assert "cat.png" in page
    assert not Guidelines.objects.exists()
    assert set(Finding.objects.values_list("guidelines", flat=True)) == {edition.EDITION}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"least_edge_px": "0"}, "greater than or equal to 1"),
        ({"least_edge_px": "wide"}, "whole number"),
        ({"good_edge_px": "3"}, "This is shorter than the least length."),
        ({"most_megabytes": "100000"}, "less than or equal to 1000"),
        ({"least_quality": "101"}, "less than or equal to 100"),
        ({"public_domain": " \n "}, "This field is required."),
        ({"public_domain": "x" * 101}, "Write at most 50 lines of 100 characters."),
        ({"weight_animated": "ban"}, "ban is not one of the available choices"),
        ({"en_animated": "x" * 301}, "at most 300 characters"),
        ({"en_animated": "a\x00b"}, "Null characters are not allowed."),
        ({"number": ""}, "Nothing was set."),
    ],
)
def test_what_cannot_be_is_told_at_its_field(changed: dict[str, str], told: str) -> None:
    page = looked_at(browser(eve()), written(**changed))
    assert told in page
    assert "Put this version in force" not in page


def test_a_version_set_in_between_is_told_and_nothing_set() -> None:
    client, said = browser(eve()), written(least_edge_px="64")
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', looked_at(client, said))
    assert seen
    rulebook.decide(Settings(rulings={"animated": Ruling("fail")}), note="", by=eve(), at=scene.NOON)
    page = client.post(PAGE, {**said, "seen": seen[1], "step": "decide"}, follow=True).content.decode()
    assert "somebody set a newer version in between" in page
    assert Guidelines.objects.count() == 1


def test_setting_what_stands_changes_nothing() -> None:
    assert "all is as it was" in put_in_force(browser(eve()))
    assert not Guidelines.objects.exists()


def test_waiting_pictures_are_examined_again_on_demand(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    given(scene.house())
    client = browser(eve())
    assert "1 waiting picture was examined under another version." in put_in_force(client, least_edge_px="100")
    with eager(), django_capture_on_commit_callbacks(execute=True):
        answer = client.post(PAGE, {"step": "examine"})
    job = Job.objects.get(kind="examine")
    assert (answer.headers["Location"], job.state, job.done) == (f"/staff/jobs/{job.pk}/", "done", 1)
    assert "was examined under another version" not in client.get(PAGE).content.decode()


def test_the_organisers_own_words_are_what_people_read() -> None:
    house = scene.house()
    put_in_force(
        browser(eve()),
        least_edge_px="100",
        en_edge_too_short="Ours are larger than that.",
        ja_edge_too_short="小さいです。",
    )
    given(house)
    for address in ("/me/pictures/", "/me/upload/", "/me/"):
        assert "Ours are larger than that." in browser(house.ada.user).get(address).content.decode()
        assert "小さいです。" in browser(house.ada.user, language="ja").get(address).content.decode()
    image = house.ada.images.get()
    assert "Ours are larger than that." in browser(house.staff.bo).get(f"/staff/review/{image.pk}/").content.decode()


def test_the_review_page_shows_the_last_examination_alone() -> None:
    house = scene.house()
    given(house)
    image = house.ada.images.get()
    address, before = f"/staff/review/{image.pk}/", "An edge is short: little can be learned from it."
    assert before in browser(house.staff.bo).get(address).content.decode()
    put_in_force(browser(eve()), good_edge_px="64")
    list(examining.examine_again(rulebook.in_force()))
    page = browser(house.staff.bo).get(address).content.decode()
    assert before not in page
    assert "Both edges are long enough." in page


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_takes_as_many_queries_for_three_versions_as_for_one(
    versions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(versions):
        settings = Settings(number=number, rulings={"animated": Ruling("fail" if number % 2 else "off")})
        rulebook.decide(settings, note="", by=eve(), at=scene.NOON)
    client = browser(eve())
    with django_assert_num_queries(QUERIES):
        page = client.get(PAGE).content.decode()
    assert page.count("→") == versions


def test_every_rule_and_finding_has_its_words() -> None:
    assert set(guidelines_words.RULES) == set(RULES)
    assert set(guidelines_words.CHECKS) == {check.name for check in edition.CHECKS}
    assert set(RULES) <= set(wording.AGAINST_THE_GUIDELINES)
    assert set(RULES) <= set(review_words.FINDINGS)
