"""Sub-windows in files: found as in memory, whole after a process was killed, readable while others write."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributors import kin, window_files
from contributors.bands import Words
from contributors.window_files import WindowFiles, Windows

RADIUS = 36


def windows(first_id: int, counts: list[int], chance: np.random.Generator) -> Windows:
    """Pictures with so many windows each; most lie near one another."""
    words = np.zeros((sum(counts), 4), np.uint64)
    words[:] = chance.integers(0, 2**63, 4, dtype=np.uint64)
    flipped = chance.integers(0, 2, (len(words), 4, 64)) & chance.integers(0, 2, (len(words), 4, 64))
    flipped &= chance.integers(0, 2, flipped.shape)
    words ^= np.packbits(flipped.astype(np.uint8), axis=2).view(np.uint64).reshape(-1, 4)
    ids = np.arange(first_id, first_id + len(counts))
    return Windows(ids, ids * 7, np.array(counts, np.int64), words)


def found(files: WindowFiles, asked: Words) -> list[tuple[int, bytes]]:
    """Whose windows are near, and which."""
    kept = files.opened()
    near = [one for part in kept.near(asked, RADIUS) for one in zip(part.ids, part.words, strict=True)]
    kept.close()
    return sorted((int(owner), words.tobytes()) for owner, words in near)


def by_hand(given_ones: list[Windows], asked: Words) -> list[tuple[int, bytes]]:
    """The same by brute force."""
    told = []
    for one in given_ones:
        owners = np.repeat(one.ids, one.counts)
        near = kin.between(asked.view(np.uint8), np.ascontiguousarray(one.words).view(np.uint8), RADIUS)
        told += [(int(owners[row]), one.words[row].tobytes()) for row in sorted(set(near[:, 1].tolist()))]
    return sorted(told)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), counts=st.lists(st.lists(st.integers(0, 6), max_size=4), max_size=3))
def test_what_is_near_is_found_as_by_hand_however_it_was_added(
    tmp_path_factory: pytest.TempPathFactory, seed: int, counts: list[list[int]]
) -> None:
    files, chance = WindowFiles(tmp_path_factory.mktemp("kin")), np.random.default_rng(seed)
    added = [windows(100 * place, one, chance) for place, one in enumerate(counts)]
    with files.held():
        for one in added:
            files.add(one)
    asked = np.concatenate([windows(0, [1], chance).words, *(one.words[:1] for one in added)])
    assert found(files, asked) == by_hand(added, asked)


def test_blocks_are_read_to_the_last_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_files, "BLOCK_WINDOWS", 3)
    files, one = WindowFiles(tmp_path), windows(5, [2, 0, 4, 1], np.random.default_rng(1))
    with files.held():
        files.add(one)
    kept = files.opened()
    parts = list(kept.all())
    assert [len(part.ids) for part in parts] == [3, 3, 1]
    assert np.concatenate([part.ids for part in parts]).tolist() == [5, 5, 7, 7, 7, 7, 8]
    assert (np.concatenate([part.words for part in parts]) == one.words).all()
    kept.close()
    assert found(files, one.words) == by_hand([one], one.words)


@pytest.mark.parametrize("name", ["rows", *window_files.HALVES])
def test_what_a_killed_process_left_half_written_is_none(tmp_path: Path, name: str) -> None:
    chance = np.random.default_rng(2)
    files, before, after = WindowFiles(tmp_path), windows(1, [3], chance), windows(9, [2], chance)
    with files.held():
        files.add(before)
        with (tmp_path / name).open("ab") as half:
            half.write(b"half a r")
        assert found(files, before.words) == by_hand([before], before.words)
        files.add(after)
    assert found(files, after.words) == by_hand([before, after], after.words)


def test_files_that_lack_what_their_rows_tell_are_no_answer(tmp_path: Path) -> None:
    files, one = WindowFiles(tmp_path), windows(1, [3], np.random.default_rng(3))
    with files.held():
        files.add(one)
    (tmp_path / window_files.HALVES[0]).write_bytes(b"")
    with pytest.raises(OSError, match="remove the files"):
        found(files, one.words)


def test_whoever_reads_reads_on_while_others_add_or_empty(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    files, before = WindowFiles(tmp_path), windows(1, [3], chance)
    with files.held():
        files.add(before)
        kept = files.opened()
        files.add(windows(9, [2], chance))
        files.empty()
        files.add(windows(20, [5], chance))
    assert [part.ids.tolist() for part in kept.all()] == [[1, 1, 1]]
    kept.close()
