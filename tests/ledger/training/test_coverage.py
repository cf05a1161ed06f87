"""Catalogues and settings are held against a run and shown; nobody is ever paid by them."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from contributors.models import Contributor
from ledger.models import CatalogueReading, DeclaredUse, Matching, Run, Usage
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from ledger.training import coverage, declaring, runs, tables, usage
from ledger.training.catalogues import BadCatalogue
from ledger.training.declared import DeclaredCount
from tests import story
from tests.ledger.april import April
from tests.ledger.training.part_cast import digest

COUNTS = ("samples", "without_digest", "digests", "seen", "accepted", "unknown", "seen_unknown", "uncatalogued")


def catalogue(folder: Path, rows: Mapping[str, str | None]) -> Path:
    """An img2dataset catalogue of these samples."""
    path = folder / "00000.parquet"
    pd.DataFrame({"key": list(rows), "status": "success", "sha256": list(rows.values())}).to_parquet(path)
    return path


def counted(reading: CatalogueReading) -> tuple[int, ...]:
    return tuple(getattr(reading, name) for name in COUNTS)


def test_a_catalogue_tells_how_many_of_its_pictures_were_seen(april: April, tmp_path: Path) -> None:
    given = [bytes(image.sha256).hex() for image in april.images]
    strange = digest("strange").hex()
    path = catalogue(tmp_path, {"a": given[0], "b": given[0], "c": given[1], "d": strange, "e": None})
    reading = coverage.read(april.run, path, at=story.NOON)
    assert counted(reading) == (5, 1, 3, 2, 2, 1, 0, 2)
    assert (reading.kind, reading.name) == ("img2dataset", "00000.parquet")


def test_a_catalogue_is_held_against_a_run_that_used_strangers(april: April, tmp_path: Path) -> None:
    run = runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    story.taken_in(run, story.recorded(tmp_path / "parts", {"x": (digest("strange"), 3)}, run="hoshi"))
    reading = coverage.read(run, catalogue(tmp_path, {"d": digest("strange").hex()}), at=story.NOON)
    assert counted(reading) == (1, 0, 1, 1, 0, 1, 1, 0)


def test_read_again_it_replaces_what_was_read(april: April, tmp_path: Path) -> None:
    coverage.read(april.run, catalogue(tmp_path, {"a": digest("a").hex()}), at=story.NOON)
    coverage.read(april.run, catalogue(tmp_path, {"a": digest("a").hex(), "b": None}), at=story.NOON)
    assert [reading.samples for reading in CatalogueReading.objects.all()] == [2]


def test_a_bad_catalogue_keeps_nothing(april: April, tmp_path: Path) -> None:
    path = tmp_path / "bad.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(BadCatalogue):
        coverage.read(april.run, path, at=story.NOON)
    assert not CatalogueReading.objects.exists()


def run_in_folders(folder: Path) -> tuple[Run, list[DeclaredUse]]:
    """Gull was seen five times and wren thrice, both declared as four; cats are declared and never seen."""
    run = runs.register("hoshi", recorded_as="hoshi", purpose="open_model", frozen_at=story.FROZEN_AT, at=story.NOON)
    samples = {"train/birds/gull.png": (digest("gull"), 5), "train/birds/wren.png": (digest("wren"), 3)}
    samples["train/fish/cod.png"] = (digest("cod"), 7)
    story.taken_in(run, story.recorded(folder, samples, run="hoshi"))
    counts = [
        DeclaredCount("kohya", "/data/2_birds", 2.0, 2),
        DeclaredCount("kohya", "/data/fish", 0.5, None),
        DeclaredCount("kohya", "/data/cats", 1.0, 2),
    ]
    return run, declaring.keep(run, counts, name="dataset.toml", at=story.NOON)


def test_declared_counts_stand_beside_measured_ones(db: None, tmp_path: Path) -> None:
    _run, kept = run_in_folders(tmp_path)
    assert [(one.folder, one.pictures, one.declared, one.measured, one.difference) for one in kept] == [
        ("/data/2_birds", 2, Decimal(8), 8, Decimal(0)),
        ("/data/fish", 1, None, 7, None),
        ("/data/cats", 0, Decimal(0), 0, Decimal(0)),
    ]
    assert [(one.fewest, one.most) for one in kept] == [(3, 5), (7, 7), (0, 0)]


def test_settings_read_again_replace_those_of_the_same_trainer(db: None, tmp_path: Path) -> None:
    run, _kept = run_in_folders(tmp_path)
    declaring.keep(run, [DeclaredCount("onetrainer", "fish", 1.0, 9)], name="config.json", at=story.NOON)
    declaring.keep(run, [DeclaredCount("kohya", "fish", 1.0, 1)], name="new.toml", at=story.NOON)
    kept = DeclaredUse.objects.order_by("trainer").values_list("trainer", "folder", "measured", "name")
    assert list(kept) == [("kohya", "fish", 7, "new.toml"), ("onetrainer", "fish", 7, "config.json")]


def test_folders_that_share_a_name_are_not_mixed_up(db: None, tmp_path: Path) -> None:
    run, _kept = run_in_folders(tmp_path)
    counts = [DeclaredCount("simpletuner", f"/data/{place}/birds", 1.0, 1) for place in "ab"]
    assert [one.measured for one in declaring.keep(run, counts, name="m.json", at=story.NOON)] == [0, 0]


def test_what_is_declared_or_catalogued_pays_nothing(april: April, tmp_path: Path) -> None:
    rule = Rule(mode="fixed_pool", counting="exposures", amount_minor=100_000)
    policy = policies.write("shown", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    before = accrual.preview(april.run, policy)
    usage_before = list(Usage.objects.order_by("sha256").values("sha256", "exposures", "drawer"))
    declaring.keep(april.run, [DeclaredCount("kohya", "gallery", 900.0, 900)], name="d", at=story.NOON)
    given = {"a": bytes(april.images[0].sha256).hex(), "b": digest("strange").hex()}
    coverage.read(april.run, catalogue(tmp_path, given), at=story.NOON)
    usage.match(april.run, at=story.NOON)
    assert accrual.preview(april.run, policy) == before
    assert list(Usage.objects.order_by("sha256").values("sha256", "exposures", "drawer")) == usage_before


def test_the_table_adds_up_to_the_matching_by_giver_and_drawer(april: April, tmp_path: Path) -> None:
    table = tables.of_usage(april.run)
    told = table[["drawer", "contributor_name", "pictures", "samples", "exposures"]].values.tolist()
    assert told == [["credited", "Ada", 3, 3, 6], ["credited", "Ann", 1, 1, 2]]
    assert table["exposures"].sum() == Matching.objects.get(run=april.run).exposures
    parquet = pd.read_parquet(BytesIO(tables.written(table, "parquet")))
    assert parquet["exposures"].tolist() == [6, 2]


def test_a_name_is_no_formula_in_a_spreadsheet(april: April) -> None:
    Contributor.objects.filter(pk=april.ada.pk).update(name="=1+1")
    table = tables.of_usage(april.run)
    assert "'=1+1" in tables.written(table, "csv").decode()
    assert "=1+1" in pd.read_parquet(BytesIO(tables.written(table, "parquet")))["contributor_name"].tolist()


def test_a_run_without_usage_gives_an_empty_table(db: None) -> None:
    run = runs.register("empty", recorded_as="empty", purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)
    assert len(tables.written(tables.of_usage(run), "csv").decode().splitlines()) == 1
