"""An archive is checked whole, row by row, before anything of it is taken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contributors import archives
from tests.contributors import archive_scene
from tests.contributors.archive_scene import Given

WAVE = archive_scene.png(archive_scene.painted("wave"))
HEADER = "path,contributor,licence\n"


def gallery(folder: Path, rows: str, *, header: str = HEADER) -> tuple[Path, Path]:
    """A folder that holds wave.png, and an index of these rows."""
    (folder / "gallery").mkdir()
    (folder / "gallery" / "wave.png").write_bytes(WAVE)
    (folder / "index.csv").write_text(header + rows, encoding="utf-8")
    return folder / "gallery", folder / "index.csv"


def refusal(folder: Path, index: Path) -> archives.ArchiveRefused:
    """Why the archive is refused."""
    with pytest.raises(archives.ArchiveRefused) as caught:
        list(archives.read(folder, index))
    return caught.value


def test_a_row_tells_whose_the_picture_is_and_what_its_file_holds(tmp_path: Path) -> None:
    given = Given("wave.png", "Ada", WAVE)
    folder = archive_scene.archive(tmp_path / "gallery", [given])
    assert list(archives.read(folder, folder / "images.csv")) == [
        archives.Offered(
            path="wave.png",
            file=folder / "wave.png",
            contributor="Ada",
            title="wave.png",
            category="shapes",
            licence="CC0",
            sha256=archive_scene.digest(given),
            size_bytes=len(WAVE),
        )
    ]


def test_rows_come_in_the_order_of_the_index(tmp_path: Path) -> None:
    names = ["c.png", "a.png", "b.png"]
    given = [Given(name, "Ada", archive_scene.png(archive_scene.painted(name))) for name in names]
    folder = archive_scene.archive(tmp_path / "gallery", given)
    assert [offered.path for offered in archives.read(folder, folder / "images.csv")] == names


def test_title_category_and_digest_may_be_left_out(tmp_path: Path) -> None:
    offered = next(archives.read(*gallery(tmp_path, "wave.png,Ada,CC0\n")))
    assert (offered.title, offered.category) == ("", "")


def test_spaces_around_words_and_a_byte_order_mark_are_no_matter(tmp_path: Path) -> None:
    folder, index = gallery(tmp_path, " wave.png , Ada ,CC0\n")
    index.write_bytes(b"\xef\xbb\xbf" + index.read_bytes())
    assert next(archives.read(folder, index)).contributor == "Ada"


def test_each_file_is_read_only_when_its_row_is_asked_for(tmp_path: Path) -> None:
    reading = archives.read(*gallery(tmp_path, "wave.png,Ada,CC0\nmissing.png,Ada,CC0\n"))
    assert next(reading).path == "wave.png"
    with pytest.raises(archives.ArchiveRefused, match=r"index\.csv:3: missing\.png"):
        next(reading)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    _folder, index = gallery(tmp_path, "")
    assert "no such folder" in refusal(tmp_path / "elsewhere", index).reason


def test_an_index_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder, _index = gallery(tmp_path, "")
    assert "no such index" in refusal(folder, tmp_path / "elsewhere.csv").reason
    with pytest.raises(archives.ArchiveRefused):
        archives.index_rows(tmp_path / "elsewhere.csv")


@pytest.mark.parametrize("column", archives.NEEDED)
def test_an_index_without_a_needed_column_is_refused(tmp_path: Path, column: str) -> None:
    others = [name for name in archives.NEEDED if name != column]
    folder, index = gallery(tmp_path, "wave.png,Ada\n", header=",".join(others) + "\n")
    assert refusal(folder, index).reason == f"the column {column!r} is missing"


def test_an_empty_index_is_refused_for_its_columns(tmp_path: Path) -> None:
    assert refusal(*gallery(tmp_path, "", header="")).reason == "the column 'path' is missing"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("../index.csv,Ada,CC0", "outside"),
        ("/etc/hostname,Ada,CC0", "outside"),
        ("missing.png,Ada,CC0", "not in the folder"),
        (".,Ada,CC0", "not in the folder"),
        (",Ada,CC0", "empty"),
        (f"{'a' * 501},Ada,CC0", "longer"),
        (f"{'a' * 400},Ada,CC0", "cannot be read"),
        (f"wave.png,{'A' * 301},CC0", "contributor is longer than 300"),
        (f"wave.png,Ada,{'C' * 101}", "licence is longer than 100"),
        ("wave.png,A\x00da,CC0", "zero byte"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, why: str) -> None:
    refused = refusal(*gallery(tmp_path, f"wave.png,Ada,CC0\n{row}\n"))
    assert (refused.where, why in refused.reason) == ("index.csv:3", True)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder, index = gallery(tmp_path, "link.png,Ada,CC0\n")
    (tmp_path / "secret.png").write_bytes(WAVE)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    assert "outside" in refusal(folder, index).reason


def test_a_file_that_is_not_the_one_of_its_digest_is_refused(tmp_path: Path) -> None:
    folder = archive_scene.archive(tmp_path / "gallery", [Given("wave.png", "Ada", WAVE)])
    (folder / "wave.png").write_bytes(WAVE + b"more")
    assert "SHA-256" in refusal(folder, folder / "images.csv").reason


@pytest.mark.parametrize("content", [b"", b"words, not a picture", b"%PDF-1.7\n"])
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = archive_scene.archive(tmp_path / "gallery", [Given("wave.png", "Ada", content)])
    assert "no picture" in refusal(folder, folder / "images.csv").reason


def test_what_is_only_too_large_is_left_to_be_declined(tmp_path: Path) -> None:
    folder = archive_scene.archive(tmp_path / "gallery", [Given("sky.png", "Ada", archive_scene.vast())])
    assert [offered.path for offered in archives.read(folder, folder / "images.csv")] == ["sky.png"]


def test_the_same_path_twice_is_refused(tmp_path: Path) -> None:
    refused = refusal(*gallery(tmp_path, "wave.png,Ada,CC0\nwave.png,Ann,CC0\n"))
    assert (refused.where, refused.reason) == ("index.csv:3", "'wave.png' is named twice")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b"Ada", b"\xc4\xda"),
        lambda content: b"\xff" + content,
        lambda content: content.replace(b"Ada", b'"Ada'),
    ],
    ids=["Latin-1 in a row", "no UTF-8 from the start", "a quote that never ends"],
)
def test_an_index_that_is_no_csv_in_utf_8_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    folder, index = gallery(tmp_path, "wave.png,Ada,CC0\n")
    index.write_bytes(spoil(index.read_bytes()))
    assert "is not CSV in UTF-8" in refusal(folder, index).reason
    with pytest.raises(archives.ArchiveRefused, match="is not CSV in UTF-8"):
        archives.index_rows(index)


def test_the_rows_of_an_index_are_counted_without_its_header(tmp_path: Path) -> None:
    _folder, index = gallery(tmp_path, 'wave.png,"Ada,\nof the sea",CC0\nother.png,Ann,CC0\n')
    assert archives.index_rows(index) == 2


def test_a_refusal_names_the_place_and_says_that_nothing_happened() -> None:
    assert str(archives.ArchiveRefused("index.csv:3", "no")) == "index.csv:3: no; nothing was imported"
