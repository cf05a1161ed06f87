"""What is found follows the guidelines in force; pictures that wait are examined again, decided ones never."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Picture

from contributors import consents, examining, foresight, originals, people, review, rulebook, wording
from contributors.guidelines import edition
from contributors.guidelines.findings import Bounds
from contributors.guidelines.rules import OURS, Ruling, Settings
from contributors.models import Finding, Image, Role, User
from contributors.weighing import weigh
from tests import story
from tests.contributors import archive_scene, credentials_scene
from tests.contributors import upload_scene as scene
from tests.contributors.archive_scene import Fate, Given
from tests.contributors.test_xmp import packet

pytestmark = pytest.mark.django_db

REFUSED = [credentials_scene.made_as("digitalCreation"), credentials_scene.wish({"ai_training": "notAllowed"})]
MADE = [credentials_scene.made_as("trainedAlgorithmicMedia")]


def mined() -> bytes:
    """A picture whose metadata prohibit data mining, and name an agency."""
    page = io.BytesIO()
    archive_scene.painted("mined").save(page, "JPEG", xmp=packet(), quality=90)
    return page.getvalue()


def eve() -> User:
    return people.hire("eve", roles=[Role.ADMIN])


def given(house: scene.House, content: bytes) -> Image:
    """A picture that Ada sent, weighed."""
    upload = scene.sent(house.ada, content)
    list(weigh(lambda: scene.NOON))
    return scene.image_of(upload)


def set_by_eve(settings: Settings) -> Settings:
    return rulebook.decide(settings, note="", by=eve(), at=scene.NOON)


def again() -> list[int]:
    return list(examining.examine_again(rulebook.in_force()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (credentials_scene.signed(MADE), "credentials_made_by_generator"),
        (credentials_scene.signed(REFUSED), "training_not_allowed"),
        (mined(), "mining_prohibited"),
    ],
    ids=["made by a model", "training refused", "mining prohibited"],
)
def test_what_an_upload_says_of_itself_is_found_and_waits(content: bytes, reason: str) -> None:
    image = given(scene.house(), content)
    assert (image.state, image.reason) == ("waiting", reason)
    assert Finding.objects.get(image=image, check_name=reason).guidelines == edition.EDITION


def test_an_archives_pictures_that_say_no_are_declined(tmp_path: Path) -> None:
    house = story.staff()
    pictures = [
        Given("made.png", "Ada", credentials_scene.signed(MADE, seed="made")),
        Given("refused.png", "Ada", credentials_scene.signed(REFUSED, seed="refused")),
        Given("mined.jpg", "Ada", mined()),
    ]
    archive_scene.record(archive_scene.archive(tmp_path / "archive", pictures), house.bo)
    archive_scene.decide(house.bo)
    assert archive_scene.fates() == {
        "made.png": Fate("declined", "credentials_made_by_generator"),
        "refused.png": Fate("declined", "training_not_allowed"),
        "mined.jpg": Fate("declined", "mining_prohibited"),
    }


def test_names_of_others_warn_and_the_picture_waits_as_any() -> None:
    page = io.BytesIO()
    exif = Picture.Exif()
    exif[0x013B] = "Invented Agency"
    archive_scene.painted("other").save(page, "JPEG", exif=exif)
    image = given(scene.house(), page.getvalue())
    finding = Finding.objects.get(image=image, check_name="third_party_named")
    assert (image.reason, finding.level, finding.evidence) == ("", "warn", "exif:Artist Invented Agency")


def test_a_consent_that_ended_before_the_giving_is_found() -> None:
    house = scene.house()
    image = given(house, scene.drawing())
    assert Finding.objects.get(image=image, check_name="consent").level == "pass"
    consents.withdraw(house.ada, at=scene.NOON)
    set_by_eve(Settings(bounds=Bounds(good_edge_px=300)))
    again()
    image.refresh_from_db()
    assert image.reason == "consent_missing"


def test_a_new_version_is_for_what_comes_and_for_what_waits_when_asked() -> None:
    house = scene.house()
    image = given(house, scene.drawing())
    set_by_eve(Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300)))
    assert (image.reason, examining.outdated(rulebook.in_force()).count()) == ("", 1)
    assert (again(), again()) == ([1], [])
    image.refresh_from_db()
    assert (image.state, image.reason) == ("waiting", "edge_too_short")
    assert set(image.findings.values_list("guidelines", flat=True)) == {edition.EDITION, f"{edition.EDITION}+1"}


def test_what_is_decided_keeps_its_examination() -> None:
    house = scene.house()
    image = given(house, scene.drawing())
    review.accept(image, by=house.staff.bo, at=scene.NOON)
    found = list(image.findings.order_by("id").values())
    set_by_eve(Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300)))
    assert again() == []
    image.refresh_from_db()
    assert (image.state, image.reason, list(image.findings.order_by("id").values())) == ("accepted", "", found)


def test_a_reason_that_is_no_rules_stays() -> None:
    house = scene.house()
    given(house, archive_scene.png(archive_scene.GATE))
    copy = scene.sent(house.ann, archive_scene.jpeg(archive_scene.GATE))
    list(weigh(lambda: scene.NOON))
    set_by_eve(Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300)))
    again()
    assert scene.image_of(copy).reason == "possibly_reposted"


def test_a_rule_switched_off_lets_a_picture_wait_without_reason() -> None:
    image = given(scene.house(), archive_scene.png(Picture.new("RGB", (96, 96), "red")))
    assert image.reason == "one_colour"
    set_by_eve(Settings(rulings={"one_colour": Ruling("off")}))
    again()
    image.refresh_from_db()
    assert (image.reason, image.reason_facts) == ("", "")


def test_a_picture_without_its_original_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    image = given(scene.house(), scene.drawing())
    set_by_eve(Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300)))
    monkeypatch.setattr(originals, "content_of", _missing)
    assert again() == [1]
    image.refresh_from_db()
    assert image.reason == ""


def _missing(sha256: bytes) -> bytes:
    raise FileNotFoundError(sha256.hex())


def test_the_command_examines_once_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    given(scene.house(), scene.drawing())
    set_by_eve(Settings(bounds=Bounds(least_edge_px=200, good_edge_px=300)))
    for looked_at in (1, 0):
        call_command("examine", "--json")
        told = f'{{"guidelines": "{edition.EDITION}+1", "looked_at": {looked_at}, "left": 0}}'
        assert capsys.readouterr().out.strip() == told


def test_foresight_says_what_examining_then_finds() -> None:
    house = scene.house()
    small, made = given(house, scene.drawing()), given(house, credentials_scene.signed(MADE))
    then = Settings(
        bounds=Bounds(least_edge_px=200, good_edge_px=300),
        rulings={"credentials_made_by_generator": Ruling("warn"), "edge_too_short": Ruling("fail")},
    )
    told = foresight.foresee(OURS, then)
    assert (told.waiting, told.fail_count, told.would_fail) == (2, 1, [small])
    said = [(one.rule, one.now, one.then, one.pictures) for one in told.changes]
    assert said == [
        ("edge_too_short", "", "fail", 2),
        ("edge_short", "warn", "", 2),
        ("credentials_made_by_generator", "fail", "warn", 1),
    ]
    set_by_eve(then)
    again()
    made.refresh_from_db()
    assert made.reason == "edge_too_short"


def test_foresight_says_what_it_cannot_know() -> None:
    given(scene.house(), credentials_scene.signed(MADE))
    off = Settings(rulings={"credentials_made_by_generator": Ruling("off")})
    assert foresight.foresee(off, OURS).unknown == ["credentials_made_by_generator"]
    assert foresight.foresee(OURS, off).unknown == []
    assert foresight.foresee(OURS, off).fail_no_more_count == 1


@pytest.mark.parametrize("code", ["edge_too_short", "edge_short", "strip_shaped"])
def test_bounds_in_sentences_are_those_in_force(code: str) -> None:
    stricter = Settings(bounds=Bounds(least_edge_px=777, good_edge_px=777, most_ratio=777))
    assert "777" in wording.why("declined", code, stricter)
