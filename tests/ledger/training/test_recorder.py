"""The recorder writes what the loop consumed, whole parts only, and goes on after a crash."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.training import completeness, grouping, parts
from ledger.training.formats import jsonl, parquet
from ledger.training.formats.writing import WrittenForm
from ledger.training.manifest import ResumedFrom, UnfitValue
from ledger.training.recorder import (
    AttemptAlreadyRecorded,
    FolderTaken,
    ManifestRecorder,
    RecorderClosed,
    Resumption,
)
from tests.ledger.training import part_cast as cast

ROOT = Path(__file__).parents[3]


class Killed(Exception):
    """The training process dies."""


def recorder_in(
    folder: Path,
    *,
    rank: int = 0,
    world_size: int = 1,
    attempt: int | None = None,
    resumed_from: Resumption = "last part",
    stage: str = "unet-256",
    form: WrittenForm = jsonl.FORM,
) -> ManifestRecorder:
    return ManifestRecorder(
        run="shio-1",
        stage=stage,
        component="unet",
        rank=rank,
        world_size=world_size,
        folder=folder,
        attempt=attempt,
        resumed_from=resumed_from,
        form=form,
    )


def see(recorder: ManifestRecorder, *names: str) -> None:
    recorder.saw(names, [cast.digest(name) for name in names])


def counted(folder: Path) -> dict[str, int]:
    """What the parts in effect add up to, by sample."""
    paths = {parts.verify(path): path for path in parts.part_files(folder)}
    (standing,) = completeness.judge(paths)
    return {
        count.sample_id: count.exposures for count in grouping.by_sample([paths[header] for header in standing.counted])
    }


def is_complete(folder: Path) -> bool:
    return completeness.is_complete(completeness.judge(parts.verify(path) for path in parts.part_files(folder)))


def names_in(folder: Path) -> list[str]:
    """What a person sees there, apart from the small files that say who began."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".begun")


@pytest.mark.parametrize("form", [jsonl.FORM, parquet.FORM])
def test_every_exposure_is_counted_and_the_last_part_is_final(tmp_path: Path, form: WrittenForm) -> None:
    with recorder_in(tmp_path, form=form) as recorder:
        see(recorder, "gull", "wren")
        see(recorder, "gull")
        recorder.checkpoint()
        see(recorder, "gull")
    assert names_in(tmp_path) == [
        f"attempt01-rank00-part000.manifest{form.suffix}",
        f"attempt01-rank00-part001.manifest{form.suffix}",
    ]
    assert counted(tmp_path) == {"gull": 3, "wren": 1}
    assert [parts.verify(path).final for path in parts.part_files(tmp_path)] == [False, True]
    assert is_complete(tmp_path)


def test_a_checkpoint_may_be_the_final_one(tmp_path: Path) -> None:
    with recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        recorder.checkpoint(final=True)
        with pytest.raises(RecorderClosed):
            see(recorder, "gull")
        with pytest.raises(RecorderClosed):
            recorder.checkpoint()
    assert len(names_in(tmp_path)) == 1
    assert is_complete(tmp_path)


def test_a_killed_loop_leaves_no_final_part_and_no_uncheckpointed_count(tmp_path: Path) -> None:
    with pytest.raises(Killed), recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        recorder.checkpoint()
        see(recorder, "wren")
        raise Killed
    assert counted(tmp_path) == {"gull": 1}
    assert not is_complete(tmp_path)


def test_the_next_attempt_goes_on_after_the_last_part(tmp_path: Path) -> None:
    with pytest.raises(Killed), recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        recorder.checkpoint()
        see(recorder, "wren")
        raise Killed
    with recorder_in(tmp_path) as recorder:
        assert (recorder.attempt, recorder.resumed_from) == (2, ResumedFrom(1, 0))
        see(recorder, "wren")
    assert counted(tmp_path) == {"gull": 1, "wren": 1}
    assert is_complete(tmp_path)


def test_a_part_whose_weights_were_never_saved_is_superseded(tmp_path: Path) -> None:
    with pytest.raises(Killed), recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        recorder.checkpoint()
        saved = recorder.position
        see(recorder, "wren")
        recorder.checkpoint()
        raise Killed
    assert saved == ResumedFrom(1, 0)
    with recorder_in(tmp_path, resumed_from=saved) as recorder:
        see(recorder, "heron")
    assert counted(tmp_path) == {"gull": 1, "heron": 1}
    assert is_complete(tmp_path)


def test_a_training_that_begins_anew_counts_nothing_from_before(tmp_path: Path) -> None:
    with pytest.raises(Killed), recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        recorder.checkpoint()
        raise Killed
    with recorder_in(tmp_path, resumed_from="nothing") as recorder:
        assert recorder.position is None
        see(recorder, "wren")
    assert counted(tmp_path) == {"wren": 1}
    assert is_complete(tmp_path)


def test_the_position_before_the_first_own_part_is_where_it_resumed(tmp_path: Path) -> None:
    recorder_in(tmp_path).checkpoint()
    resumed = recorder_in(tmp_path)
    assert resumed.position == ResumedFrom(1, 0)
    resumed.checkpoint()
    assert resumed.position == ResumedFrom(2, 1)


def test_ranks_resume_from_the_last_part_that_none_of_them_lacks(tmp_path: Path) -> None:
    recorders = [recorder_in(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]
    for recorder in recorders:
        see(recorder, "gull")
        recorder.checkpoint()
    see(recorders[0], "wren")
    recorders[0].checkpoint()
    for rank in (0, 1):
        with recorder_in(tmp_path, rank=rank, world_size=2) as recorder:
            assert recorder.resumed_from == ResumedFrom(1, 0)
            see(recorder, "heron")
    assert counted(tmp_path) == {"gull": 2, "heron": 2}
    assert is_complete(tmp_path)


def test_a_rank_that_died_before_its_first_part_comes_back_with_the_others(tmp_path: Path) -> None:
    recorders = [recorder_in(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]
    for recorder in recorders:
        see(recorder, "gull")
    recorders[0].checkpoint()
    for rank in (0, 1):
        with recorder_in(tmp_path, rank=rank, world_size=2) as recorder:
            assert (recorder.attempt, recorder.resumed_from) == (2, None)
            see(recorder, "heron")
    assert counted(tmp_path) == {"heron": 2}
    assert is_complete(tmp_path)


def test_a_rank_that_died_before_its_first_part_of_a_later_attempt_goes_back_to_what_that_took_over(
    tmp_path: Path,
) -> None:
    for recorder in [recorder_in(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]:
        see(recorder, "gull")
        recorder.checkpoint()
    second = [recorder_in(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]
    see(second[0], "wren")
    second[0].checkpoint()
    for rank in (0, 1):
        with recorder_in(tmp_path, rank=rank, world_size=2) as recorder:
            assert (recorder.attempt, recorder.resumed_from) == (3, ResumedFrom(1, 0))
            see(recorder, "heron")
    assert counted(tmp_path) == {"gull": 2, "heron": 2}
    assert is_complete(tmp_path)


def test_an_attempt_in_which_nobody_wrote_a_part_is_taken_again(tmp_path: Path) -> None:
    for rank in range(4):
        recorder_in(tmp_path, rank=rank, world_size=4)
    for recorder in [recorder_in(tmp_path, rank=rank, world_size=2) for rank in (0, 1)]:
        assert recorder.attempt == 1
        see(recorder, "gull")
        recorder.checkpoint()
    assert recorder_in(tmp_path, world_size=2).resumed_from == ResumedFrom(1, 0)


def test_an_attempt_is_not_recorded_twice(tmp_path: Path) -> None:
    recorder_in(tmp_path, attempt=1).checkpoint()
    before = names_in(tmp_path)
    with pytest.raises(AttemptAlreadyRecorded, match="give attempt=2"):
        recorder_in(tmp_path, attempt=1)
    assert names_in(tmp_path) == before


def test_a_folder_serves_one_stage(tmp_path: Path) -> None:
    recorder_in(tmp_path).checkpoint()
    with pytest.raises(FolderTaken, match="holds parts of run shio-1, stage unet-256, unet"):
        recorder_in(tmp_path, stage="unet-512")


def test_a_rank_outside_the_world_is_refused_before_training_begins(tmp_path: Path) -> None:
    with pytest.raises(UnfitValue, match="rank is 2, not from 0 to 1"):
        recorder_in(tmp_path, rank=2, world_size=2)


def test_a_digest_means_the_same_in_hex_and_in_bytes(tmp_path: Path) -> None:
    with recorder_in(tmp_path) as recorder:
        recorder.saw(
            ["gull", "gull", "gull"],
            [cast.digest("gull"), cast.digest("gull").hex(), cast.digest("gull").hex().upper()],
        )
    assert counted(tmp_path) == {"gull": 3}


@pytest.mark.parametrize(
    ("sample_id", "sha256"), [("", b"a" * 32), ("a\n", b"a" * 32), ("a", b"a" * 31), ("a", "a" * 63)]
)
def test_a_sample_no_part_could_carry_is_refused_at_once(tmp_path: Path, sample_id: str, sha256: bytes | str) -> None:
    with pytest.raises(UnfitValue):
        recorder_in(tmp_path).saw([sample_id], [sha256])


def test_a_refused_sample_is_not_in_the_next_part(tmp_path: Path) -> None:
    with recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
        with pytest.raises(UnfitValue, match="63 characters"):
            recorder.saw(["wren", "tern", ""], [cast.digest("wren"), "a" * 63, b"a" * 31])
        see(recorder, "gull")
    assert counted(tmp_path) == {"gull": 2, "wren": 1}


def test_numbers_are_no_sample_ids(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path)
    numbers: list[str] = json.loads("[3]")
    with pytest.raises(UnfitValue, match="sample_id must be text, not int"):
        recorder.saw(numbers, [cast.digest("gull")])


def test_ids_and_digests_must_pair_up(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shorter"):
        recorder_in(tmp_path).saw(["a", "b"], [cast.digest("a")])


def test_an_unfinished_file_is_no_part(tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    full_disk = WrittenForm(jsonl.SUFFIX, fail, jsonl.header_of)
    recorder = recorder_in(tmp_path, form=full_disk)
    see(recorder, "gull")
    with pytest.raises(OSError, match="no space left"):
        recorder.checkpoint()
    assert parts.part_files(tmp_path) == []
    with recorder_in(tmp_path) as recorder:
        see(recorder, "gull")
    assert counted(tmp_path) == {"gull": 1}


def test_a_failed_checkpoint_keeps_its_counts_for_the_next(tmp_path: Path) -> None:
    recorder = recorder_in(tmp_path / "there")
    see(recorder, "gull")
    (tmp_path / "there").rename(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        recorder.checkpoint()
    (tmp_path / "gone").rename(tmp_path / "there")
    recorder.checkpoint(final=True)
    assert counted(tmp_path / "there") == {"gull": 1}


def test_the_recorder_needs_nothing_but_python() -> None:
    program = (
        "import sys, ledger.training.recorder;"
        "print(sorted({n.partition('.')[0] for n in sys.modules} - sys.stdlib_module_names - {'ledger'}))"
    )
    answer = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert answer.stdout.strip() in ("[]", "['__main__']")


steps = st.lists(
    st.one_of(
        st.tuples(st.just("saw"), st.lists(st.sampled_from("abcdef"), max_size=4)),
        st.tuples(st.sampled_from(["checkpoint", "killed"]), st.just([])),
    ),
    max_size=15,
)


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_what_is_counted_is_what_the_surviving_steps_consumed(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    survived: Counter[str] = Counter()
    since: Counter[str] = Counter()
    recorder = recorder_in(folder)
    for step, names in steps:
        if step == "saw":
            see(recorder, *names)
            since.update(names)
        elif step == "checkpoint":
            recorder.checkpoint()
            survived += since
            since = Counter()
        else:
            recorder = recorder_in(folder)
            since = Counter()
    recorder.checkpoint(final=True)
    assert counted(folder) == dict(survived + since)
    assert is_complete(folder)
