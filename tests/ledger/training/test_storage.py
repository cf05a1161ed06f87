"""Part files in the store: under their digest, once, with the header beside a CSV."""

import hashlib
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from pytest_django import Settings

from ledger.models import Part
from ledger.training import parts, storage
from tests.ledger.april import April

SHA256 = hashlib.sha256(b"birds").digest()


def part_file(folder: Path, name: str, content: bytes = b"birds") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def kept(name: str) -> bytes:
    with default_storage.open(name) as opened:
        return bytes(opened.read())


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.manifest.jsonl.gz", ".manifest.jsonl.gz"),
        ("unet.r0.v1.5.parquet", ".parquet"),
        ("a.jsonl.zst", ".jsonl.zst"),
    ],
)
def test_a_part_is_kept_under_its_digest_and_form(tmp_path: Path, name: str, ending: str) -> None:
    stored_as = storage.keep(part_file(tmp_path, name), SHA256)
    assert stored_as == f"parts/{SHA256.hex()}{ending}"
    assert kept(stored_as) == b"birds"


def test_asked_twice_a_part_is_kept_once(tmp_path: Path) -> None:
    file = part_file(tmp_path, "a.jsonl")
    assert storage.keep(file, SHA256) == storage.keep(file, SHA256)
    assert default_storage.listdir("parts") == ([], [f"{SHA256.hex()}.jsonl"])


def test_a_csv_keeps_its_header_beside_it(tmp_path: Path) -> None:
    file = part_file(tmp_path, "a.csv")
    part_file(tmp_path, "a.header.json", b"{}")
    part_file(tmp_path, "a.csv.header.json", b"{}")
    stored_as = storage.keep(file, SHA256)
    assert kept(stored_as) == b"birds"
    assert kept(f"{stored_as}{storage.SIDECAR}") == b"{}"


def test_a_header_comes_back_as_it_was_sent(april: April) -> None:
    [file] = parts.part_files(april.folder / "manifests" / "tanabata")
    assert storage.header_of(Part.objects.get()) == parts.header_of(file)


def test_parts_of_this_machines_store_are_read_where_they_lie(april: April) -> None:
    part = Part.objects.get()
    with storage.local_copies([part]) as [path]:
        assert path == Path(default_storage.path(part.stored_as))


def test_parts_of_a_store_elsewhere_are_fetched_and_gone_afterwards(april: April, settings: Settings) -> None:
    part = Part.objects.get()
    content = kept(part.stored_as)
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{Elsewhere.__module__}.Elsewhere"}}
    default_storage.save(part.stored_as, ContentFile(content))
    with storage.local_copies([part]) as [path]:
        assert path.read_bytes() == content
    assert not path.exists()


class Elsewhere(Storage):
    """A store without paths, such as S3."""

    kept: ClassVar[dict[str, bytes]] = {}

    def _open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        return ContentFile(self.kept[name])

    def _save(self, name: str, content: File[bytes]) -> str:
        self.kept[name] = content.read()
        return name

    def exists(self, name: str) -> bool:
        return name in self.kept
