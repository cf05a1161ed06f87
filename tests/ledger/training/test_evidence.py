"""Comparisons of weights are recorded once, with their run or under a label, and by whom."""

from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from safetensors.numpy import save_file

from contributors import people
from contributors.models import Role, User
from ledger.models import WeightComparison, WeightPart
from ledger.training import evidence, runs, similarity
from tests import story
from tests.ledger.commands import speaking

pytestmark = pytest.mark.django_db
UNET, VAE = "model.diffusion_model.a", "first_stage_model.a"


@pytest.fixture
def eve() -> User:
    """Eve the administrator."""
    return people.hire("eve", roles=[Role.ADMIN])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two models of a few numbers: the U-Nets stand at a right angle, the VAEs are the same."""
    first, second = tmp_path / "ours.safetensors", tmp_path / "theirs.safetensors"
    vae = np.arange(1, 4, dtype="f4")
    save_file({UNET: np.array([1, 0], "f4"), VAE: vae}, first)
    save_file({UNET: np.array([0, 1], "f4"), VAE: vae}, second)
    return first, second


def registered(name: str) -> None:
    """A run."""
    runs.register(name, recorded_as=name, purpose="research", frozen_at=story.FROZEN_AT, at=story.NOON)


def rows() -> tuple[int, int]:
    """What recording writes."""
    return WeightComparison.objects.count(), WeightPart.objects.count()


def test_files_are_compared_without_anybody_and_nothing_is_recorded(files: tuple[Path, Path]) -> None:
    told = speaking.asked("weight_similarity", *map(str, files))
    assert told["cosine"] == {"vae": "1.000000000", "unet": "0.000000000", "all": "0.933333333"}
    assert (told["tensors"], told["only_in_first"]) == ({"vae": 1, "unet": 1, "all": 2}, [])
    assert rows() == (0, 0)


def test_a_comparison_is_recorded_once_with_its_run(files: tuple[Path, Path], eve: User) -> None:
    registered("hoshi")
    words = [*map(str, files), "--run", "hoshi", "--by", "eve"]
    assert [speaking.asked("weight_similarity", *words)["new"] for _time in range(2)] == [True, False]
    kept = WeightComparison.objects.get()
    assert (kept.label, kept.first_name, kept.compared_by) == ("", "ours.safetensors", eve)
    cosines = dict(kept.parts.values_list("part", "cosine"))
    assert cosines == {"vae": pytest.approx(1), "unet": 0, "all": pytest.approx(14 / 15)}


def test_what_is_recorded_under_a_label_is_a_known_fine_tune(files: tuple[Path, Path], eve: User) -> None:
    registered("hoshi")
    registered("yuki")
    for words in (["--as", "known fine-tune of every"], ["--as", "known fine-tune of hoshi", "--run", "hoshi"]):
        speaking.asked("weight_similarity", *map(str, files), *words, "--by", "eve")
    beside = {name: [one.label for one in evidence.beside(runs.named(name))] for name in ("hoshi", "yuki")}
    assert beside == {
        "hoshi": ["known fine-tune of every", "known fine-tune of hoshi"],
        "yuki": ["known fine-tune of every"],
    }
    assert not evidence.of_run(runs.named("hoshi")).exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--run", "hoshi"], "say with --by who records it"),
        (["--as", "known"], "say with --by who records it"),
        (["--run", "hoshi", "--by", "bo"], "bo is no admin"),
        (["--run", "hoshi", "--by", "nobody"], "no user is named"),
        (["--run", "other", "--by", "eve"], "no run is named"),
        (["--as", " ", "--by", "eve"], "is no label"),
        (["--as", "a\nb", "--by", "eve"], "is no label"),
        (["--as", "x" * 201, "--by", "eve"], "is no label"),
    ],
)
def test_nothing_is_recorded_where_it_is_refused(
    files: tuple[Path, Path], eve: User, words: list[str], reason: str
) -> None:
    people.hire("bo", roles=[Role.REVIEWER])
    registered("hoshi")
    with pytest.raises(CommandError, match=reason):
        call_command("weight_similarity", *map(str, files), *words)
    assert rows() == (0, 0)


def test_a_broken_file_is_refused_in_one_line(files: tuple[Path, Path], eve: User) -> None:
    registered("hoshi")
    files[1].write_bytes(files[1].read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"^theirs\.safetensors: its tensors need .* it is cut off$"):
        call_command("weight_similarity", *map(str, files), "--run", "hoshi", "--by", "eve")
    assert rows() == (0, 0)


def test_a_file_that_is_not_there_is_refused(files: tuple[Path, Path]) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("weight_similarity", str(files[0]), "nowhere.safetensors")


def test_a_comparison_of_nothing_in_particular_is_not_recorded(files: tuple[Path, Path], eve: User) -> None:
    seen = similarity.compare(*files)
    with pytest.raises(evidence.NothingToRecordUnder):
        evidence.record(seen, first_name="a", second_name="b", run=None, label="", by=eve, at=story.NOON)
    assert rows() == (0, 0)
