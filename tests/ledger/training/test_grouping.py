"""Exposures add up over ranks and parts, exactly, whatever the form."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.training import grouping, parts
from ledger.training.grouping import DigestCount, SampleCount
from ledger.training.manifest import Row
from tests.ledger.training import part_cast as cast


def laid(folder: Path, name: str, rows: Sequence[Row], *, stage: str = "unet-256", form: str = "jsonl") -> Path:
    place = folder / name
    place.mkdir()
    header = cast.header_over(rows, stage=stage)
    return cast.write_jsonl(place, rows, header) if form == "jsonl" else cast.write_parquet(place, rows, header)


def in_hex(folder: Path, rows: Sequence[Row]) -> Path:
    columns: dict[str, cast.Column] = {
        "sample_id": pa.array([row.sample_id for row in rows]),
        "sha256": pa.array([row.sha256.hex().upper() for row in rows]),
        "exposures": pa.array([row.exposures for row in rows], pa.int8()),
    }
    return cast.write_table(folder, columns, cast.header_over(rows))


def test_samples_add_up_over_parts_in_every_form(tmp_path: Path) -> None:
    paths = [write(tmp_path, cast.BIRDS) for write in cast.WRITERS]
    assert list(grouping.by_sample(paths)) == [
        SampleCount("unet-256", "unet", row.sample_id, row.sha256, row.exposures * len(cast.WRITERS))
        for row in cast.BIRDS
    ]


def test_digests_in_hex_and_in_bytes_are_one(tmp_path: Path) -> None:
    other = laid(tmp_path, "b", cast.BIRDS, form="parquet")
    assert list(grouping.by_sample([in_hex(tmp_path, cast.BIRDS), other])) == [
        SampleCount("unet-256", "unet", row.sample_id, row.sha256, row.exposures * 2) for row in cast.BIRDS
    ]


def test_samples_with_one_digest_are_one_image(tmp_path: Path) -> None:
    copy = replace(cast.GULL, sample_id="birds/gull-copy.png", exposures=5)
    paths = [
        laid(tmp_path, "a", [cast.GULL, copy]),
        laid(tmp_path, "b", [cast.GULL], form="parquet"),
    ]
    assert list(grouping.by_digest(paths)) == [DigestCount("unet-256", "unet", cast.GULL.sha256, 2, 11)]


def test_stages_are_counted_apart_and_in_order(tmp_path: Path) -> None:
    paths = [
        laid(tmp_path, "b", [cast.WREN], stage="unet-512"),
        laid(tmp_path, "a", [cast.GULL], stage="unet-256"),
    ]
    assert [(count.stage, count.sha256) for count in grouping.by_digest(paths)] == [
        ("unet-256", cast.GULL.sha256),
        ("unet-512", cast.WREN.sha256),
    ]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_sum_past_63_bits_is_refused(tmp_path: Path, form: str) -> None:
    huge = replace(cast.GULL, exposures=2**63 - 1)
    paths = [laid(tmp_path, "a", [huge], form=form), laid(tmp_path, "b", [cast.GULL], form=form)]
    with pytest.raises(grouping.TooManyExposures, match="stage unet-256, unet"):
        list(grouping.by_digest(paths))
    with pytest.raises(grouping.TooManyExposures):
        list(grouping.by_sample(paths))


def test_no_parts_give_no_counts() -> None:
    assert list(grouping.by_digest([])) == []
    assert list(grouping.by_sample([])) == []


def test_a_name_with_a_quote_in_its_path_is_read(tmp_path: Path) -> None:
    path = laid(tmp_path, "O'Brien's [run]*", [cast.GULL], form="parquet")
    assert [count.exposures for count in grouping.by_digest([path])] == [3]


names = st.sampled_from(["gull", "heron", "wren", "かもめ"])
drawn_parts = st.lists(
    st.tuples(st.dictionaries(names, st.integers(1, 2**50), max_size=4), st.sampled_from(["jsonl", "parquet"])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=drawn_parts)
def test_sums_equal_those_of_a_plain_counter(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[dict[str, int], str]]
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    expected: Counter[bytes] = Counter()
    paths = []
    for number, (counts, form) in enumerate(drawn):
        expected.update({cast.digest(name): count for name, count in counts.items()})
        rows = [cast.row(name, count) for name, count in counts.items()]
        paths.append(laid(folder, str(number), rows, form=form))
    got = {count.sha256: count.exposures for count in grouping.by_digest(paths)}
    assert got == dict(expected)


@pytest.mark.real
@pytest.mark.skipif(not cast.REAL.is_dir(), reason="skipped: the real manifests are not beside this checkout")
@pytest.mark.parametrize("run", ["torch-8-ranks", "accelerate-8-ranks"])
def test_real_samples_add_up_to_the_truth(run: str) -> None:
    with (cast.REAL / run / "truth.csv").open(newline="") as stream:
        truth = {(row["sample_id"], row["sha256"]): int(row["exposures"]) for row in csv.DictReader(stream)}
    counted = list(grouping.by_sample(parts.part_files(cast.REAL / run)))
    assert {(count.sample_id, count.sha256.hex()): count.exposures for count in counted} == truth
    assert counted == sorted(counted, key=lambda count: (count.sample_id, count.sha256))
