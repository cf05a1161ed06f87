"""What trainers' settings say about how often pictures were to be used: Kohya, OneTrainer, SimpleTuner.

Takes the settings files and gives one `DeclaredCount` per folder; raises `BadSettings`. A setting is
an intention: under every sampler measured, "repeats x epochs" was wrong for some pictures. So these
are shown, never paid. Looks into no picture folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ledger.training import strict_json
from ledger.training.manifest import UnfitValue

Trainer = Literal["kohya", "onetrainer", "simpletuner"]
MOST_SETTINGS_BYTES: Final = 2**22

_KOHYA_FOLDER: Final = re.compile(r"([0-9]{1,6})_.+")
_Settings = Mapping[str, object]


class BadSettings(Exception):
    """A settings file cannot be read as the trainer it is said to be for."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True)
class DeclaredCount:
    """One folder's intended use. `repeats` is per epoch; None where the settings fix none per picture."""

    trainer: Trainer
    folder: str
    repeats: float | None
    epochs: int | None

    @property
    def exposures(self) -> float | None:
        """Exposures of each picture, as declared."""
        return None if self.repeats is None or self.epochs is None else self.repeats * self.epochs


def kohya(dataset: Path, training: Path | None = None) -> list[DeclaredCount]:
    """sd-scripts: a dataset file (TOML or JSON), or a folder of folders named `REPEATS_name`.

    `num_repeats` of a subset goes before its dataset's and the general one; without any it is 1.
    `max_train_epochs` stands in the training file; a limit in steps fixes no epochs.
    """
    epochs = _count(_settings(training), "max_train_epochs", training) if training else None
    if dataset.is_dir():
        named = [(path, _KOHYA_FOLDER.fullmatch(path.name)) for path in sorted(dataset.iterdir())]
        return [DeclaredCount("kohya", path.name, float(name[1]), epochs) for path, name in named if name]
    return [DeclaredCount("kohya", folder, repeats, epochs) for folder, repeats in _kohya_subsets(dataset)]


def onetrainer(config: Path) -> list[DeclaredCount]:
    """OneTrainer: its configuration, with the concepts in it or in the file it names.

    `balancing` is repeats per epoch under the strategy REPEATS; under SAMPLES it is a number of
    pictures drawn from the concept, which fixes none per picture. Older files say `repeats`.
    """
    settings = _settings(config)
    concepts = settings.get("concepts")
    if concepts is None:
        concepts = _beside(config, settings.get("concept_file_name"))
    epochs = _count(settings, "epochs", config)
    return [
        DeclaredCount("onetrainer", _text(concept, "path", config), _balancing(concept, config), epochs)
        for concept in _tables(concepts, "concepts", config)
        if concept.get("enabled", True) and not concept.get("validation_concept", False)
    ]


def simpletuner(backends: Path, config: Path | None = None) -> list[DeclaredCount]:
    """SimpleTuner: `multidatabackend.json`, whose `repeats` come on top of the first time round.

    A backend with a `probability` below 1 fixes none per picture. Epochs stand in `config.json`.
    """
    epochs = _simpletuner_epochs(config) if config else None
    return [
        DeclaredCount(
            "simpletuner", _backend_folder(backend, backends), _simpletuner_repeats(backend, backends), epochs
        )
        for backend in _tables(_value(backends), "the file", backends)
        if backend.get("dataset_type", "image") == "image" and not (backend.get("disabled") or backend.get("disable"))
    ]


def _kohya_subsets(dataset: Path) -> Iterator[tuple[str, float]]:
    settings = _settings(dataset)
    general = _table(settings.get("general", {}), "general", dataset)
    for group in _tables(settings.get("datasets"), "datasets", dataset):
        for subset in _tables(group.get("subsets"), "subsets", dataset):
            folder = subset.get("image_dir", subset.get("metadata_file"))
            if not isinstance(folder, str):
                raise BadSettings(dataset.name, "a subset names no image_dir and no metadata_file")
            repeats = next(
                (_number(one, "num_repeats", dataset) for one in (subset, group, general) if "num_repeats" in one),
                1.0,
            )
            yield folder, repeats


def _balancing(concept: _Settings, config: Path) -> float | None:
    if concept.get("balancing_strategy", "REPEATS") != "REPEATS":
        return None
    name = "balancing" if "balancing" in concept else "repeats"
    return _number(concept, name, config) if name in concept else 1.0


def _backend_folder(backend: _Settings, backends: Path) -> str:
    folder = backend.get("instance_data_dir", backend.get("dataset_name", backend.get("id")))
    if not isinstance(folder, str):
        raise BadSettings(backends.name, "a backend names no instance_data_dir, dataset_name or id")
    return folder


def _simpletuner_repeats(backend: _Settings, backends: Path) -> float | None:
    if "probability" in backend and _number(backend, "probability", backends) < 1:
        return None
    return 1.0 + (_number(backend, "repeats", backends) if "repeats" in backend else 0.0)


def _simpletuner_epochs(config: Path) -> int | None:
    settings = {name.lstrip("-"): value for name, value in _settings(config).items()}
    return _count(settings, "num_train_epochs", config) or None  # 0 means: by steps


def _beside(config: Path, name: object) -> object:
    if not isinstance(name, str):
        raise BadSettings(config.name, "it holds no concepts and names no concept_file_name")
    for path in (config.parent / name, config.parent / Path(name).name):
        if path.is_file():
            return _value(path)
    raise BadSettings(config.name, f"its concept file {name!r:.120} does not lie beside it")


def _settings(path: Path) -> _Settings:
    return _table(_value(path), "the file", path)


def _value(path: Path) -> object:
    with path.open("rb") as stream:
        content = stream.read(MOST_SETTINGS_BYTES + 1)
    if len(content) > MOST_SETTINGS_BYTES:
        raise BadSettings(path.name, f"longer than {MOST_SETTINGS_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
        return tomllib.loads(text) if path.suffix == ".toml" else strict_json.read_value(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, UnfitValue) as error:
        raise BadSettings(path.name, f"{error!s:.200}") from None


def _table(value: object, name: str, path: Path) -> _Settings:
    if not isinstance(value, dict):
        raise BadSettings(path.name, f"{name} must be a table of names and values")
    return value


def _tables(value: object, name: str, path: Path) -> Sequence[_Settings]:
    if not isinstance(value, list):
        raise BadSettings(path.name, f"{name} must be a list")
    return [_table(one, f"each of {name}", path) for one in value]


def _text(settings: _Settings, name: str, path: Path) -> str:
    value = settings.get(name)
    if not isinstance(value, str):
        raise BadSettings(path.name, f"{name} must be text, not {value!r:.40}")
    return value


def _number(settings: _Settings, name: str, path: Path) -> float:
    value = settings.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise BadSettings(path.name, f"{name} must be a number from 0, not {value!r:.40}")
    return float(value)


def _count(settings: _Settings, name: str, path: Path) -> int | None:
    if settings.get(name) is None:
        return None
    value = _number(settings, name, path)
    if not value.is_integer():
        raise BadSettings(path.name, f"{name} must be a whole number, not {value}")
    return int(value)
