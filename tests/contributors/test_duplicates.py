"""Every new picture against all that stand: the roll answers as one would who compared it with each by hand."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributors import duplicates, fingerprints, kin
from contributors.duplicates import Kinship
from contributors.fingerprints import Fingerprint, Reading
from contributors.models import Image
from contributors.shelf import Standing
from tests import story
from tests.contributors import archive_scene
from tests.contributors.archive_scene import CASES

ADA, ANN = 1, 2
BASES = (bytes(32), bytes([255]) * 32, Random(1).randbytes(32))
GREY, RED = bytes([100] * 48), bytes([200, 50, 50] * 16)
LOOK, OTHER_LOOK = Random(2).randbytes(1024), Random(3).randbytes(1024)


def flipped(base: bytes, bits: Sequence[int]) -> bytes:
    """The hash with these bits turned over."""
    number = int.from_bytes(base)
    for bit in bits:
        number ^= 1 << bit
    return number.to_bytes(len(base))


def near(base: bytes, most_bits: int) -> st.SearchStrategy[bytes]:
    """Hashes up to so many bits away."""
    places = st.lists(st.integers(0, len(base) * 8 - 1), max_size=most_bits, unique=True)
    return places.map(lambda bits: flipped(base, bits))


HASHES = st.sampled_from(BASES).flatmap(lambda base: near(base, 90))
PICTURES = st.builds(
    Fingerprint,
    load_rule=st.just(fingerprints.LOAD_RULE),
    sha256=st.sampled_from([b"file" + bytes([n]) * 28 for n in range(9)]),
    pixels_sha256=st.sampled_from([b"seen" + bytes([n]) * 28 for n in range(9)]),
    phash=near(bytes(8), 6),
    pdq=HASHES,
    pdq_quality=st.sampled_from([9, 10, 49, 50, 100, 100]),
    trimmed_pdq=HASHES,
    colours=st.sampled_from([GREY, GREY, RED]),
    look=st.sampled_from([LOOK, LOOK, OTHER_LOOK]),
    width=st.just(640),
    height=st.just(480),
    frames=st.just(1),
    mode=st.just("RGB"),
    format=st.just("PNG"),
    size_bytes=st.just(1_000),
    windows=st.lists(HASHES, max_size=3).map(tuple),
)
TURNED = st.lists(HASHES, min_size=7, max_size=7)
GIVERS = st.sampled_from([ADA, ANN])


def by_hand(asked: Reading, giver: int, standing: Sequence[Standing]) -> Kinship:
    """The strongest kin, compared one by one in the order of giving."""
    told = [(one, judged(asked, one)) for one in standing]
    for tier in ("same_file", "same_pixels", "near_duplicate", "possible"):
        for one, verdict in told:
            if verdict.tier == tier:
                return follows(one, verdict, giver)
    return Kinship("new")


def judged(asked: Reading, one: Standing) -> kin.Verdict:
    """The verdict on one standing picture."""
    known = one.fingerprint
    return kin.judge(asked.fingerprint, known, orientations=asked.orientations, windows=known.windows)


def follows(first: Standing, verdict: kin.Verdict, giver: int) -> Kinship:
    """What a verdict leads to."""
    if verdict.tier in ("same_file", "same_pixels"):
        return Kinship("duplicate", verdict.tier, first.path, first.image_id)
    facts = f"{first.path} ({verdict.distance_bits} bits, {verdict.reason or verdict.tier})"
    if verdict.tier == "possible":
        return Kinship("look", f"possibly_{verdict.reason}", facts, first.image_id)
    if first.contributor_id == giver:
        return Kinship("duplicate", "near_duplicate", facts, first.image_id)
    return Kinship("look", "possibly_reposted", facts, first.image_id)


def picture(pdq: bytes, *, number: int) -> Fingerprint:
    """A picture that is recognised by its PDQ alone."""
    unique = number.to_bytes(32)
    return Fingerprint(
        load_rule=fingerprints.LOAD_RULE,
        sha256=b"f" + unique[1:],
        pixels_sha256=b"p" + unique[1:],
        phash=hashlib.sha256(unique).digest()[:8],
        pdq=pdq,
        pdq_quality=100,
        trimmed_pdq=pdq,
        colours=GREY,
        look=LOOK,
        width=640,
        height=480,
        frames=1,
        mode="RGB",
        format="PNG",
        size_bytes=1_000,
    )


@pytest.mark.django_db
@given(standing=st.lists(st.tuples(PICTURES, GIVERS), max_size=12), asked=PICTURES, turned=TURNED, giver=GIVERS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_roll_answers_as_a_comparison_with_each_by_hand(
    standing: list[tuple[Fingerprint, int]], asked: Fingerprint, turned: list[bytes], giver: int
) -> None:
    given_before = [Standing(place, whose, f"{place}.png", one) for place, (one, whose) in enumerate(standing)]
    roll = duplicates.Roll()
    for one in given_before:
        roll.add(one)
    reading = Reading(asked, (asked.pdq, *turned), ())
    assert roll.search(reading, contributor_id=giver) == by_hand(reading, giver, given_before)


@pytest.mark.django_db
@given(held=st.lists(PICTURES, max_size=6), asked=PICTURES, turned=TURNED, giver=GIVERS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_blocked_picture_is_declined_as_it_is_and_held_in_every_disguise(
    held: list[Fingerprint], asked: Fingerprint, turned: list[bytes], giver: int
) -> None:
    roll = duplicates.Roll()
    for place, one in enumerate(held):
        roll.block(Standing(None, None, f"{place}.png", one))
    reading = Reading(asked, (asked.pdq, *turned), ())
    tiers = {judged(reading, Standing(None, None, "", one)).tier for one in held}
    found = roll.search(reading, contributor_id=giver)
    if tiers & {"same_file", "same_pixels"}:
        assert (found.outcome, found.reason) == ("blocked", "blocked")
    elif tiers - {"none"}:
        assert (found.outcome, found.reason) == ("look", "possibly_blocked")
    else:
        assert found == duplicates.NEW


@pytest.mark.django_db
def test_what_a_person_let_stand_is_a_duplicate_even_where_it_resembles_a_blocked_picture() -> None:
    stands = picture(BASES[2], number=1)
    roll = duplicates.Roll()
    roll.add(Standing(7, ADA, "stands.png", stands))
    roll.block(Standing(None, None, "blocked.png", picture(flipped(BASES[2], [3]), number=2)))
    found = roll.search(Reading(stands, (stands.pdq,), ()), contributor_id=ANN)
    assert found == Kinship("duplicate", "same_file", "stands.png", 7)


@pytest.mark.django_db
def test_the_roll_finds_each_picture_again_after_it_has_grown() -> None:
    """It starts with room for 1,024 and doubles it; what stood before must stay in its place."""
    chance = Random("growth")
    hashes = [chance.randbytes(32) for _ in range(2_100)]
    roll = duplicates.Roll()
    for place, pdq in enumerate(hashes):
        roll.add(Standing(place, ADA, f"{place}.png", picture(pdq, number=place)))
    for place in (0, 1, 1_022, 1_023, 1_024, 1_025, 2_047, 2_048, 2_099):
        asked = picture(flipped(hashes[place], [3, 77, 200]), number=9_999)
        found = roll.search(Reading(asked, (asked.pdq,), ()), contributor_id=ADA)
        assert found == Kinship("duplicate", "near_duplicate", f"{place}.png (3 bits, near_duplicate)", place)


@pytest.mark.django_db
def test_an_empty_roll_finds_nothing() -> None:
    asked = picture(BASES[2], number=1)
    assert duplicates.Roll().search(Reading(asked, (asked.pdq,) * 8, ()), contributor_id=ADA) == duplicates.NEW


@pytest.mark.django_db
def test_the_roll_starts_from_what_is_accepted_or_waits(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", CASES), bo)
    archive_scene.decide(bo)
    roll = duplicates.Roll()
    for image in Image.objects.filter(fingerprint__isnull=False):
        known = duplicates.standing(image).fingerprint
        found = roll.search(Reading(known, (known.pdq,), ()), contributor_id=image.contributor_id)
        assert (image.path, found.outcome == "duplicate") == (image.path, image.state != "declined")


def test_a_row_that_nobody_has_read_is_no_standing_picture() -> None:
    with pytest.raises(ValueError, match="no fingerprint"):
        duplicates.standing(Image(pk=7))
