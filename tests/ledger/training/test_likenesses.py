"""Unknown digests are searched by the hashes of their manifest, shown with distances, and never credited."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pytest

from contributors import people, resembling, review
from contributors.models import Image, Role
from ledger.models import Likeness, LikenessNote, LikenessSearch, Run, Usage
from ledger.training import headers, hints, likeness_notes, likenesses, runs, usage
from ledger.training.manifest import Header, Hints, Row, rows_sha256
from tests import story
from tests.ledger.april import April
from tests.ledger.training import part_cast as cast


def digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def bent(hashed: bytes, bits: int) -> str:
    """The hash with its first so many bits turned, in hex."""
    turned = int.from_bytes(hashed) ^ ((1 << bits) - 1)
    return turned.to_bytes(len(hashed)).hex()


def written(header: Header, rows: Sequence[Row]) -> str:
    """A part with its hints, as a trainer writes it."""
    lines = [
        json.dumps(
            {"sample_id": row.sample_id, "sha256": row.sha256.hex(), "exposures": row.exposures, **asdict(row.hints)}
        )
        for row in rows
    ]
    return "\n".join([headers.render(header), *lines, ""])


def matched(folder: Path, said: Mapping[str, Hints], *, exposures: int = 1) -> Run:
    """A run whose samples nobody gave, each with its hints."""
    rows = [Row(name, digest(name), exposures, said[name]) for name in sorted(said)]
    header = Header(
        schema="henrei-manifest/1",
        run="hoshi",
        attempt=1,
        stage="base",
        component="unet",
        rank=0,
        world_size=1,
        part=0,
        final=True,
        resumed_from=None,
        count_basis="measured",
        rows=len(rows),
        exposures=exposures * len(rows),
        rows_sha256=rows_sha256(rows),
    )
    (folder / "hoshi.jsonl").write_text(written(header, rows))
    run = runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    story.taken_in(run, folder)
    usage.match(run, at=story.NOON)
    return run


def searched(run: Run) -> LikenessSearch:
    """All steps of a search."""
    assert sum(likenesses.search(run, at=story.NOON)) == likenesses.steps(run)
    return LikenessSearch.objects.get(run=run)


def hashes(image: Image) -> tuple[bytes, bytes]:
    """PDQ and phash of a given picture."""
    assert image.fingerprint is not None
    return bytes(image.fingerprint.pdq), bytes(image.fingerprint.phash)


def told(run: Run) -> list[tuple[str, int, str, int]]:
    return [(one.sample_id, one.image_id, one.hint, one.distance_bits) for one in likenesses.standing(run)]


def test_a_hash_near_a_given_picture_shows_it_with_its_distance(april: April, tmp_path: Path) -> None:
    (ada_pdq, _), (_, ann_phash) = hashes(april.images[0]), hashes(april.images[3])
    said = {
        "by pdq": Hints(pdq=bent(ada_pdq, 20)),
        "by phash": Hints(phash=bent(ann_phash, 3).upper()),
        "too far": Hints(pdq=bent(ada_pdq, 100), phash=bent(ann_phash, 30)),
        "silent": Hints(),
        "no hash": Hints(phash="so it is", pdq="00"),
    }
    search = searched(run := matched(tmp_path, said))
    assert told(run) == [
        ("by phash", april.images[3].pk, "phash", 3),
        ("by pdq", april.images[0].pk, "pdq", 20),
    ]
    assert (search.unknown, search.searched, search.without_hint, search.left_out, search.found) == (5, 3, 2, 0, 2)


def test_nothing_is_credited_by_a_hash_or_a_note(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    [found] = likenesses.standing(run)
    likeness_notes.write(run, found.pk, is_same=True, words="a JPEG of it", by=april.house.bo, at=story.NOON)
    usage.match(run, at=story.NOON)
    row = Usage.objects.get(run=run)
    assert (row.drawer, row.reason, row.image) == ("refused", "unknown", None)


@pytest.mark.parametrize("bits", [resembling.REACH_BITS["pdq"], resembling.REACH_BITS["pdq"] + 1])
def test_the_reach_is_exact(april: April, tmp_path: Path, bits: int) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=bent(hashes(april.images[0])[0], bits))})
    assert searched(run).found == (bits <= resembling.REACH_BITS["pdq"])


def test_a_picture_that_was_never_accepted_is_not_shown(april: April, tmp_path: Path) -> None:
    pdq = hashes(april.images[0])[0]
    Image.objects.filter(pk=april.images[0].pk).update(state="declined", reason="blurred", accepted_at=None)
    assert searched(matched(tmp_path, {"copy": Hints(pdq=pdq.hex())})).found == 0


def test_a_withdrawn_picture_is_shown(april: April, tmp_path: Path) -> None:
    review.withdraw(april.images[0], by=april.house.bo, at=story.NOON)
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    assert [one.image.state for one in likenesses.standing(run)] == ["withdrawn"]


def test_beyond_its_bounds_a_search_says_what_it_left_out(
    april: April, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likenesses, "MOST_DIGESTS", 2)
    monkeypatch.setattr(likenesses, "MOST_KEPT", 1)
    pdq = hashes(april.images[0])[0].hex()
    search = searched(run := matched(tmp_path, {name: Hints(pdq=pdq) for name in ("a", "b", "c")}))
    assert (search.unknown, search.searched, search.left_out, search.found, search.not_kept) == (3, 2, 1, 2, 1)
    assert Likeness.objects.filter(run=run).count() == 1


def test_searched_again_it_says_the_same_and_keeps_the_notes(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    [found] = likenesses.standing(run)
    likeness_notes.write(run, found.pk, is_same=False, words="", by=april.house.bo, at=story.NOON)
    before = told(run)
    searched(run)
    assert told(run) == before
    [note] = likeness_notes.about(run, list(likenesses.standing(run))).values()
    assert (note.is_same, note.by, note.at) == (False, april.house.bo, story.NOON)


def test_a_digest_that_is_known_by_now_is_not_shown(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    Image.objects.filter(pk=april.images[1].pk).update(sha256=digest("copy"))
    usage.match(run, at=story.NOON)
    assert told(run) == []


def test_the_newest_note_stands_and_the_same_is_noted_once(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    [found] = likenesses.standing(run)
    for is_same in (True, True, False):
        likeness_notes.write(run, found.pk, is_same=is_same, words=" seen ", by=april.house.bo, at=story.NOON)
    assert list(LikenessNote.objects.order_by("id").values_list("is_same", "words")) == [
        (True, "seen"),
        (False, "seen"),
    ]
    [note] = likeness_notes.about(run, [found]).values()
    assert not note.is_same


def test_nothing_is_noted_of_another_runs_likeness(april: April, tmp_path: Path) -> None:
    run = matched(tmp_path, {"copy": Hints(pdq=hashes(april.images[0])[0].hex())})
    searched(run)
    [found] = likenesses.standing(run)
    with pytest.raises(likeness_notes.NotALikeness):
        likeness_notes.write(april.run, found.pk, is_same=True, words="", by=april.house.bo, at=story.NOON)
    assert not LikenessNote.objects.exists()


def test_a_run_that_is_not_matched_is_not_searched(db: None) -> None:
    people.hire("bo", roles=[Role.REVIEWER])
    run = runs.register("empty", recorded_as="empty", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    with pytest.raises(likenesses.NotMatched, match="match it first"):
        likenesses.steps(run)
    assert not LikenessSearch.objects.exists()


def test_a_parquet_part_is_read_for_its_hashes(tmp_path: Path) -> None:
    pdq = pa.array([digest("gull").hex(), None, "no hash"])
    columns: dict[str, cast.Column] = {
        "sample_id": pa.array(["gull", "heron", "wren"]),
        "sha256": pa.array([row.sha256 for row in cast.BIRDS]),
        "exposures": pa.array([3, 1, 2]),
    }
    wanted = {row.sha256 for row in cast.BIRDS}
    assert hints.read(cast.write_table(tmp_path, columns), wanted) == {}
    with_hashes = hints.read(cast.write_table(tmp_path, {**columns, "pdq": pdq}), wanted)
    assert with_hashes == {cast.GULL.sha256: hints.Hinted("gull", digest("gull"), None)}


@pytest.mark.parametrize("flat", ["0" * 64, "f" * 64])
def test_a_hash_of_nothing_is_no_hint(tmp_path: Path, flat: str) -> None:
    rows = [Row("a", digest("a"), 1, Hints(pdq=flat))]
    path = tmp_path / "a.jsonl"
    header = Header("henrei-manifest/1", "r", 1, "s", "unet", 0, 1, 0, True, None, "measured", 1, 1, rows_sha256(rows))
    path.write_text(written(header, rows))
    assert hints.read(path, {digest("a")}) == {}
