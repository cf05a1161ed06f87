"""The demonstration's folder: always the same bytes, an index that tells the truth, a run that adds up."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from contributors import pdq
from ledger.config.demonstration import cast, copies, dataset, drawings, training_run
from ledger.config.demonstration.training_run import Sample
from ledger.payouts.files import kana

SAME_PICTURE_BITS = 31
APART_BITS = 60


@dataclass(frozen=True)
class Listed:
    """A row of the index, with the bytes of the file that it names."""

    path: str
    contributor: str
    licence: str
    sha256: str
    size: tuple[int, int]
    content: bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dataset.draw(tmp_path_factory.mktemp("studio") / "demonstration")


@pytest.fixture(scope="module")
def listed(folder: Path) -> dict[str, Listed]:
    gallery = folder / dataset.COLLECTION
    with (gallery / "images.csv").open(encoding="utf-8", newline="") as page:
        rows = [_listed(gallery, row) for row in csv.DictReader(page)]
    return {row.path: row for row in rows}


def _listed(gallery: Path, row: dict[str, str]) -> Listed:
    size = (int(row["width"]), int(row["height"]))
    content = (gallery / row["path"]).read_bytes()
    return Listed(row["path"], row["contributor"], row["licence"], row["sha256"], size, content)


def _grey(content: bytes) -> pdq.Grey:
    picture = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L"))


def _distance_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def _files(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_draws_give_the_same_bytes_and_tell_of_each_picture(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    again = dataset.draw(tmp_path / "again", told=lambda done, total: told.append((done, total)))
    assert _files(again) == _files(folder)
    assert told == [(done, 103) for done in range(1, 104)]


def test_a_folder_drawn_before_is_left_as_it_is(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert dataset.draw(folder) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_folder_with_something_else_in_it_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(dataset.PlaceTaken, match="empty folder"):
        dataset.draw(tmp_path)
    assert _files(tmp_path).keys() == {"letter.txt"}


def test_nothing_but_the_index_and_its_pictures_lies_in_the_gallery(folder: Path, listed: dict[str, Listed]) -> None:
    assert _files(folder / dataset.COLLECTION).keys() == {"images.csv", *listed}


def test_the_index_tells_the_truth_about_every_file(listed: dict[str, Listed]) -> None:
    for row in listed.values():
        assert hashlib.sha256(row.content).hexdigest() == row.sha256, row.path
        if row.path != dataset.VAST:
            assert Image.open(BytesIO(row.content)).size == row.size, row.path


def test_eight_contributors_give_nine_pictures_each() -> None:
    given = Counter(drawing.contributor for drawing in drawings.DRAWINGS)
    assert given == {contributor.name: 9 for contributor in cast.CONTRIBUTORS}


def test_the_index_names_every_kind_of_offer(listed: dict[str, Listed]) -> None:
    assert len(listed) == 103
    assert Counter(copy.edit for copy in copies.COPIES) == {
        "exact": 6,
        "resized": 6,
        "recompressed": 6,
        "flipped": 6,
        "framed": 2,
    }
    assert sum(not row.contributor for row in listed.values()) == 2
    assert Counter(row.licence for row in listed.values()) == {
        dataset.PUBLIC_DOMAIN: 99,
        dataset.NO_LICENCE: 2,
        dataset.NON_COMMERCIAL: 2,
    }


def test_exact_copies_alone_share_a_digest(listed: dict[str, Listed]) -> None:
    assert len({row.sha256 for row in listed.values()}) == len(listed) - 6


def test_copies_come_after_what_they_copy(listed: dict[str, Listed]) -> None:
    order = list(listed)
    assert order == sorted(order)
    originals = [drawing.path for drawing in drawings.DRAWINGS]
    assert max(map(order.index, originals)) < min(place for place, path in enumerate(order) if "unsorted" in path)


def test_no_two_drawings_look_alike_in_any_orientation(listed: dict[str, Listed]) -> None:
    pages = [listed[d.path].content for d in (*drawings.DRAWINGS, *drawings.ORPHANS, *drawings.RESERVED)]
    turned = [pdq.orientations(_grey(page)) for page in pages]
    nearest = min(_distance_bits(one[0], way) for one, other in combinations(turned, 2) for way in other)
    assert nearest > APART_BITS


def test_nearly_every_drawing_has_enough_in_it_to_be_told_apart(listed: dict[str, Listed]) -> None:
    qualities = [pdq.compute(_grey(listed[drawing.path].content)).quality for drawing in drawings.DRAWINGS]
    assert sum(quality >= 50 for quality in qualities) >= 70


@pytest.mark.parametrize("copy", copies.COPIES, ids=lambda copy: f"{copy.of}-{copy.edit}")
def test_a_copy_still_looks_like_its_original(copy: copies.Copy, listed: dict[str, Listed]) -> None:
    made = next(row for row in listed.values() if row.path.startswith(f"unsorted/{copy.of}-{copy.edit}."))
    original = next(row for row in listed.values() if f"/{copy.of}." in row.path)
    seen, grey = pdq.compute(_grey(original.content)).bits, _grey(made.content)
    if copy.edit == "framed":
        frame = made.size[0] // 22
        grey = grey[frame + 1 : -frame - 1, frame + 1 : -frame - 1]
    ways = pdq.orientations(grey)
    assert min(_distance_bits(seen, way) for way in ways) <= SAME_PICTURE_BITS
    assert made.contributor == copy.contributor


def test_a_flipped_copy_is_not_found_without_turning_it(listed: dict[str, Listed]) -> None:
    made, original = listed["unsorted/whale-flipped.png"], listed["sea/whale.png"]
    straight = (pdq.compute(_grey(page.content)).bits for page in (made, original))
    assert _distance_bits(*straight) > APART_BITS


def test_some_pictures_are_transparent_and_one_lies_on_its_side(listed: dict[str, Listed]) -> None:
    pages = [Image.open(BytesIO(row.content)) for row in listed.values() if row.path != dataset.VAST]
    assert sum(page.mode == "RGBA" for page in pages) >= 5
    assert {page.format for page in pages} == {"PNG", "JPEG"}
    turned = [page for page in pages if page.getexif().get(dataset.ORIENTATION) == dataset.TURNED_LEFT]
    assert [(page.size, ImageOps.exif_transpose(page).size) for page in turned] == [((486, 864), (864, 486))]


def test_the_vast_picture_is_a_small_file_over_100_megapixels(listed: dict[str, Listed]) -> None:
    vast = listed[dataset.VAST]
    assert vast.size[0] * vast.size[1] > 100_000_000
    assert len(vast.content) < 20_000
    assert (int.from_bytes(vast.content[16:20]), int.from_bytes(vast.content[20:24])) == vast.size


def test_the_whole_folder_stays_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 8_000_000


def test_the_parts_add_up_to_the_truth(folder: Path) -> None:
    run = folder / "manifests" / dataset.RUN
    recorded: Counter[tuple[str, str]] = Counter()
    for part in sorted(run.glob("*.manifest.jsonl")):
        header, *rows = (json.loads(line) for line in part.read_text("utf-8").splitlines())
        assert header["exposures"] == sum(row["exposures"] for row in rows)
        recorded.update({(row["sample_id"], row["sha256"]): row["exposures"] for row in rows})
    with (run / "truth.csv").open(encoding="utf-8", newline="") as page:
        truth = {(row["sample_id"], row["sha256"]): int(row["exposures"]) for row in csv.DictReader(page)}
    assert recorded == truth
    assert sum(truth.values()) == 324


def test_every_rank_has_three_parts_and_the_last_is_final(folder: Path) -> None:
    parts = sorted((folder / "manifests" / dataset.RUN).glob("*.manifest.jsonl"))
    heads = [json.loads(part.read_text("utf-8").splitlines()[0]) for part in parts]
    assert [(head["rank"], head["part"], head["final"]) for head in heads] == [
        (rank, part, part == 2) for rank in range(4) for part in range(3)
    ]


def test_the_run_used_every_picture_but_the_vast_one_and_three_unknown(folder: Path, listed: dict[str, Listed]) -> None:
    with (folder / "manifests" / dataset.RUN / "truth.csv").open(encoding="utf-8", newline="") as page:
        used = {row["sample_id"] for row in csv.DictReader(page)}
    assert used == {*listed, *dataset.UNGIVEN} - {dataset.VAST}


def test_hands_of_one_epoch_are_even_and_leave_nothing_out() -> None:
    samples = [Sample(f"{number}", "0" * 64) for number in range(10)]
    hands = [training_run.hand(samples, rank=rank, epoch=1) for rank in range(4)]
    assert [len(dealt) for dealt in hands] == [3, 3, 3, 3]
    assert {sample for dealt in hands for sample in dealt} == set(samples)


def test_epochs_are_dealt_in_different_orders() -> None:
    samples = [Sample(f"{number}", "0" * 64) for number in range(40)]
    assert training_run.hand(samples, rank=0, epoch=0) != training_run.hand(samples, rank=0, epoch=1)


def test_account_holders_fit_a_bank_record_uncut() -> None:
    for contributor in cast.CONTRIBUTORS:
        assert "cut" not in kana.spell(contributor.account_holder_kana, kind="party name", width=30).losses


def test_every_way_to_be_credited_has_someone() -> None:
    assert {contributor.credit for contributor in cast.CONTRIBUTORS} == {"named", "pseudonym", "anonymous"}
    assert all(bool(person.pseudonym) == (person.credit == "pseudonym") for person in cast.CONTRIBUTORS)
