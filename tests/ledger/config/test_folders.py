"""What a demonstration's folder must hold, and what is said where it does not."""

from pathlib import Path

import pytest

from ledger.config.demonstration import folders
from tests import story


def exhibition(folder: Path, *, collections: tuple[str, ...] = ("sea",), runs: tuple[str, ...] = ("april",)) -> Path:
    """A folder with these collections and runs."""
    folder.mkdir()
    for name in collections:
        (folder / name).mkdir()
        (folder / name / folders.INDEX).write_text("path,contributor,licence\n", encoding="utf-8")
    for name in runs:
        story.recorded(folder / folders.RUNS / name, {"a.png": (bytes(32), 1)}, run=name)
    return folder


def test_collections_are_found_in_order_and_the_last_run_by_name(tmp_path: Path) -> None:
    folder = exhibition(tmp_path / "data", collections=("sea", "hills"), runs=("may", "april"))
    found = folders.look(folder)
    assert found == folders.Found((folder / "hills", folder / "sea"), folder / folders.RUNS / "may")


def test_a_run_may_be_named(tmp_path: Path) -> None:
    folder = exhibition(tmp_path / "data", runs=("april", "may"))
    assert folders.look(folder, run="april").run == folder / folders.RUNS / "april"


def test_a_folder_without_an_index_is_no_collection(tmp_path: Path) -> None:
    folder = exhibition(tmp_path / "data")
    (folder / "notes").mkdir()
    assert folders.look(folder).collections == (folder / "sea",)


@pytest.mark.parametrize("name", ["", "april"])
def test_a_run_without_parts_is_no_run(tmp_path: Path, name: str) -> None:
    folder = exhibition(tmp_path / "data", runs=())
    (folder / folders.RUNS / "april").mkdir(parents=True)
    with pytest.raises(folders.FolderUnfit, match="has manifest parts"):
        folders.look(folder, run=name)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(folders.FolderUnfit, match="there is no such folder"):
        folders.look(tmp_path / "elsewhere")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("words")
    with pytest.raises(folders.FolderUnfit, match="there is no such folder"):
        folders.look(tmp_path / "data")


def test_a_folder_without_collections_is_refused(tmp_path: Path) -> None:
    with pytest.raises(folders.FolderUnfit, match="no collection has an index"):
        folders.look(exhibition(tmp_path / "data", collections=()))


def test_a_run_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(folders.FolderUnfit, match="no run 'june' has manifest parts"):
        folders.look(exhibition(tmp_path / "data"), run="june")


def test_a_refusal_says_what_a_folder_needs(tmp_path: Path) -> None:
    with pytest.raises(folders.FolderUnfit, match=r"needs COLLECTION/images\.csv and manifests/RUN/, nothing was"):
        folders.look(tmp_path / "elsewhere")
