"""Settings of trainers tell an intention, folder by folder; what fixes no number gives none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.training import declared
from ledger.training.declared import BadSettings, DeclaredCount


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


KOHYA = """
[general]
num_repeats = 2
[[datasets]]
num_repeats = 3
[[datasets.subsets]]
image_dir = "birds"
num_repeats = 10
[[datasets.subsets]]
metadata_file = "cats.json"
[[datasets]]
[[datasets.subsets]]
image_dir = "fish"
"""


def test_kohya_repeats_are_inherited(tmp_path: Path) -> None:
    dataset = written(tmp_path, "dataset.toml", KOHYA)
    training = written(tmp_path, "training.toml", "max_train_epochs = 4\n")
    assert [(count.folder, count.exposures) for count in declared.kohya(dataset, training)] == [
        ("birds", 40.0),
        ("cats.json", 12.0),
        ("fish", 8.0),
    ]


def test_kohya_folders_carry_their_repeats_in_their_names(tmp_path: Path) -> None:
    for name in ("10_shio sheep", "1_birds", "notes"):
        (tmp_path / name).mkdir()
    assert declared.kohya(tmp_path) == [
        DeclaredCount("kohya", "10_shio sheep", 10.0, None),
        DeclaredCount("kohya", "1_birds", 1.0, None),
    ]


def test_a_limit_in_steps_fixes_no_exposures(tmp_path: Path) -> None:
    dataset = written(tmp_path, "dataset.toml", KOHYA)
    training = written(tmp_path, "training.toml", "max_train_steps = 1000\n")
    assert [count.exposures for count in declared.kohya(dataset, training)] == [None, None, None]


def test_onetrainer_concepts_count_where_they_repeat(tmp_path: Path) -> None:
    concepts = [
        {"path": "birds", "balancing": 2.5, "balancing_strategy": "REPEATS"},
        {"path": "cats", "balancing": 500.0, "balancing_strategy": "SAMPLES"},
        {"path": "fish", "repeats": 3},
        {"path": "off", "enabled": False},
        {"path": "judged", "validation_concept": True},
    ]
    written(tmp_path, "concepts.json", concepts)
    apart = written(tmp_path, "apart.json", {"epochs": 4, "concept_file_name": "training_concepts/concepts.json"})
    inside = written(tmp_path, "inside.json", {"epochs": 4, "concepts": concepts})
    expected = [("birds", 10.0), ("cats", None), ("fish", 12.0)]
    for config in (apart, inside):
        assert [(count.folder, count.exposures) for count in declared.onetrainer(config)] == expected


def test_simpletuner_repeats_come_on_top_of_the_first_time(tmp_path: Path) -> None:
    backends = written(
        tmp_path,
        "multidatabackend.json",
        [
            {"id": "birds", "instance_data_dir": "birds"},
            {"id": "cats", "instance_data_dir": "cats", "repeats": 9},
            {"id": "fish", "instance_data_dir": "fish", "probability": 0.5},
            {"id": "off", "disabled": True},
            {"id": "words", "dataset_type": "text_embeds"},
        ],
    )
    config = written(tmp_path, "config.json", {"--num_train_epochs": 3, "--max_train_steps": 0})
    assert [(count.folder, count.exposures) for count in declared.simpletuner(backends, config)] == [
        ("birds", 3.0),
        ("cats", 30.0),
        ("fish", None),
    ]
    by_steps = written(tmp_path, "config.json", {"num_train_epochs": 0})
    assert [count.epochs for count in declared.simpletuner(backends, by_steps)] == [None, None, None]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[datasets]\n", "dataset.toml: Expected"),
        ("datasets = 3\n", "dataset.toml: datasets must be a list"),
        ("[[datasets]]\n[[datasets.subsets]]\n", "dataset.toml: a subset names no image_dir"),
        (KOHYA.replace("10", '"10"'), "dataset.toml: num_repeats must be a number from 0, not '10'"),
        (KOHYA.replace("10", "-1"), "dataset.toml: num_repeats must be a number from 0, not -1"),
        ("a = 1\n" * 2, "dataset.toml: Cannot overwrite a value"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(BadSettings) as refused:
        declared.kohya(written(tmp_path, "dataset.toml", content))
    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"epochs": 4}, "names no concept_file_name"),
        ({"epochs": 4, "concept_file_name": "gone.json"}, "concept file 'gone.json' does not lie beside it"),
        ({"epochs": 1.5, "concepts": []}, "epochs must be a whole number"),
        ({"epochs": 4, "concepts": [{"path": None}]}, "path must be text, not None"),
        ([], "the file must be a table"),
    ],
)
def test_a_onetrainer_configuration_that_cannot_be_read_is_refused(
    tmp_path: Path, content: object, reason: str
) -> None:
    with pytest.raises(BadSettings, match=reason):
        declared.onetrainer(written(tmp_path, "config.json", content))
