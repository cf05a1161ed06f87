"""Files are kept whole: once, streamed or from memory, and anew where a killed process left half of one."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from contributors import kept_files

NAME = "parts/gull.jsonl"


def lying() -> bytes:
    with default_storage.open(NAME) as kept:
        return bytes(kept.read())


def test_bytes_are_kept_under_their_name() -> None:
    assert kept_files.keep(NAME, b"gull") == NAME
    assert lying() == b"gull"


def test_asked_twice_a_file_is_kept_once() -> None:
    assert kept_files.keep(NAME, b"gull") == kept_files.keep(NAME, b"gull") == NAME
    assert default_storage.listdir("parts") == ([], ["gull.jsonl"])


def test_what_was_left_half_written_is_written_anew(tmp_path: Path) -> None:
    default_storage.save(NAME, ContentFile(b"gu"))
    assert kept_files.keep(NAME, b"gull") == NAME
    assert lying() == b"gull"
    default_storage.delete(NAME)
    default_storage.save(NAME, ContentFile(b""))
    file = tmp_path / "gull"
    file.write_bytes(b"gull")
    assert kept_files.keep_file(NAME, file) == NAME
    assert lying() == b"gull"
    assert default_storage.listdir("parts") == ([], ["gull.jsonl"])
