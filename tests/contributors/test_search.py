"""One interface, five means, one answer: PostgreSQL, FAISS, brute force and the join find the same kin."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from contributors import fingerprints, kin, kin_join, known, recording, search
from contributors.fingerprints import Fingerprint, Reading
from contributors.models import Fingerprint as Row
from contributors.models import ImageState
from tests import story
from tests.contributors import archive_scene, rows
from tests.contributors.test_duplicates import BASES, HASHES, PICTURES, TURNED, flipped, picture

faiss_search = pytest.importorskip("contributors.faiss_search", reason="skipped: FAISS is not installed")

MEANS: tuple[search.Means, ...] = ("query", "flat", "brute", "join", "mixed")
WINDOWS = st.lists(HASHES, max_size=3).map(tuple)
KNOWN = st.builds(
    lambda one, windows, number: with_windows(one, windows, number), PICTURES, WINDOWS, st.integers(0, 2**60)
)
ASKED = st.builds(lambda one, turned: Reading(one, (one.pdq, *turned), ()), PICTURES, TURNED)


def with_windows(one: Fingerprint, windows: tuple[bytes, ...], number: int) -> Fingerprint:
    """A known picture: as a file, each is its own."""
    return replace(one, sha256=one.sha256[:8] + number.to_bytes(24), windows=windows)


def by_hand(asked: Reading, standing: Sequence[Row]) -> list[tuple[int, kin.Verdict]]:
    """Each known picture judged by itself, strongest first, then as they were written."""
    told = []
    for row in standing:
        one = known.fingerprint(row)
        verdict = kin.judge(asked.fingerprint, one, orientations=asked.orientations, windows=one.windows)
        if verdict.tier != "none":
            told.append((row.pk, verdict))
    return sorted(told, key=lambda one: (search.TIERS.index(one[1].tier), one[0]))


def answers(asked: Sequence[Reading], means: search.Means) -> list[list[tuple[int, kin.Verdict]]]:
    """What the search says by one means."""
    return [[(found.row.pk, found.verdict) for found in one] for one in search.near(asked, means=means)]


@pytest.mark.django_db
@given(standing=st.lists(KNOWN, max_size=9, unique_by=lambda one: one.sha256), asked=st.lists(ASKED, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_means_answers_as_a_comparison_with_each_by_hand(
    standing: list[Fingerprint], asked: list[Reading]
) -> None:
    with transaction.atomic():
        recording.fingerprint_rows(standing)
        written = list(Row.objects.order_by("pk"))
        expected = [by_hand(one, written) for one in asked]
        for means in MEANS:
            assert (means, answers(asked, means)) == (means, expected)
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([8, 32]), st.integers(1, 60), st.integers(0, 60))
def test_faiss_and_the_join_find_the_pairs_that_brute_force_finds(
    seed: int, width: int, count: int, radius: int
) -> None:
    chance = np.random.default_rng(seed)
    hashes = chance.integers(0, 256, (count, width), dtype=np.uint8)
    hashes[count // 2 :] = hashes[: count - count // 2]
    hashes[count // 2 :, 0] ^= chance.integers(0, 256, count - count // 2, dtype=np.uint8)
    asked, reach = hashes[::3], min(radius, width * 2)
    expected = kin.between(asked, hashes, reach).tolist()
    assert faiss_search.between(asked, hashes, reach).tolist() == expected
    assert kin_join.between(asked, hashes, reach).tolist() == expected


def test_faiss_joins_no_hashes_of_two_lengths() -> None:
    with pytest.raises(kin.HashesDiffer):
        faiss_search.between(np.zeros((2, 8), np.uint8), np.zeros((2, 32), np.uint8), 3)


@pytest.mark.django_db
@pytest.mark.parametrize("means", MEANS)
def test_a_cropping_is_found_by_every_means(means: search.Means) -> None:
    whole = painted("wave")
    (row,) = recorded(png(whole)).values()
    (found,) = search.near([fingerprints.read(png(whole.crop((30, 30, 270, 270))))], means=means)
    assert [(one.row.pk, one.verdict.reason) for one in found] == [(row.pk, "cropped")]


@pytest.mark.django_db
def test_a_cropping_is_found_where_many_ask_and_their_windows_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_BY_SCAN", 1)
    whole = painted("wave")
    (row,) = recorded(png(whole)).values()
    asked = [fingerprints.read(png(whole.crop((edge, edge, 270, 270)))) for edge in (30, 32)]
    expected = [by_hand(one, [row]) for one in asked]
    assert [[verdict.reason for _, verdict in one] for one in expected] == [["cropped"]] * 2
    assert answers(asked, "mixed") == expected


@pytest.mark.django_db
def test_fingerprints_of_another_load_rule_are_not_compared() -> None:
    rows.fingerprint(load_rule="henrei-load/0", sha256=bytes(32))
    asked = picture(BASES[2], number=1)
    assert search.near([Reading(asked, (asked.pdq,) * 8, ())]) == [[]]


@pytest.mark.django_db
def test_faiss_sees_what_was_written_since_it_was_last_asked() -> None:
    chance = Random("since")
    for number in range(3):
        one = picture(chance.randbytes(32), number=number)
        recording.fingerprint_rows([one])
        asked = picture(flipped(one.pdq, [7]), number=99 + number)
        (found,) = search.near([Reading(asked, (asked.pdq,) * 8, ())], means="flat")
        assert [bytes(told.row.sha256) for told in found] == [one.sha256]


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "expected"), [(1, "query"), (2, "brute"), (3, "mixed")])
def test_the_means_is_chosen_by_how_many_there_are(asked: int, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_BY_BRUTE_FORCE", 4)
    rows.fingerprint()
    rows.fingerprint()
    assert search._means(asked) == expected


@pytest.mark.django_db
def test_above_a_million_one_picture_goes_to_faiss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_BY_QUERY", 1)
    rows.fingerprint()
    assert search._means(1) == "query"
    rows.fingerprint()
    assert search._means(1) == "flat"


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(ImageState))
def test_a_repeat_is_told_of_what_was_given_and_never_of_what_was_declined(state: ImageState) -> None:
    giver = rows.contributor("Ada", story.staff().bo)
    image = rows.image_in(state, giver)
    asked = known.fingerprint(image.fingerprint or Row())
    told = search.repeats(Reading(asked, (asked.pdq,) * 8, ()))
    is_told = [one.image.pk for one in told] == [image.pk]
    assert is_told == (state in (ImageState.WAITING, ImageState.ACCEPTED, ImageState.WITHDRAWN))


@pytest.mark.django_db
def test_a_real_archive_is_answered_alike_by_every_means(tmp_path: Path) -> None:
    bo = story.staff().bo
    archive_scene.record(archive_scene.archive(tmp_path / "archive", archive_scene.CASES), bo)
    archive_scene.decide(bo)
    asked = [fingerprints.read(one) for one in (png(archive_scene.WAVE), archive_scene.jpeg(archive_scene.HILL))]
    expected = [by_hand(one, list(Row.objects.filter(load_rule=fingerprints.LOAD_RULE))) for one in asked]
    assert [len(one) > 1 for one in expected] == [True, True]
    assert [answers(asked, means) for means in MEANS] == [expected] * len(MEANS)


def painted(seed: str) -> Picture.Image:
    """A picture with much to see in every part of it."""
    small = Picture.frombytes("RGB", (16, 16), Random(seed).randbytes(16 * 16 * 3))
    return small.resize((300, 300), Picture.Resampling.BICUBIC)


def png(one: Picture.Image) -> bytes:
    """The picture as PNG."""
    page = io.BytesIO()
    one.save(page, "PNG")
    return page.getvalue()


def recorded(content: bytes) -> dict[bytes, Row]:
    """The picture's fingerprint with its sub-windows, written down."""
    return dict(recording.fingerprint_rows([fingerprints.read(content, with_windows=True).fingerprint]))
