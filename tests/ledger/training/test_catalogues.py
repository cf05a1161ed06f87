"""Catalogues of other tools give a digest for each name, or say that they have none."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pandas as pd
import pytest

from ledger.training import catalogues
from ledger.training.catalogues import BadCatalogue, Catalogue
from tests.ledger.training import part_cast as cast

GULL, WREN = cast.digest("gull").hex(), cast.digest("wren").hex()


def listed(catalogue: Catalogue) -> list[tuple[str, str | None]]:
    table = catalogue.samples
    return [
        (sample_id, sha256 if isinstance(sha256, str) else None)
        for sample_id, sha256 in zip(table["sample_id"], table["sha256"], strict=True)
    ]


def shard(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


MEMBERS = {
    "a/000.jpg": b"resized",
    "a/000.json": json.dumps({"sha256": GULL}).encode(),
    "a/001.png": b"wren",
    "a/002.txt": b"no picture",
}
IN_SHARD = [("a/000", GULL), ("a/001", WREN), ("a/002", None)]


def downloaded(path: Path, keys: list[str]) -> Path:
    table = pd.DataFrame(
        {"key": keys, "status": "success", "sha256": [cast.digest(key).hex() for key in keys], "caption": ""}
    )
    table.loc[len(keys)] = ["lost", "failed_to_download", None, ""]
    table.to_parquet(path)
    return path


def test_img2dataset_names_what_it_fetched(tmp_path: Path) -> None:
    catalogue = catalogues.read(downloaded(tmp_path / "00000.parquet", ["gull"]))
    assert (catalogue.kind, catalogue.without_digest, listed(catalogue)) == (
        "img2dataset",
        0,
        [("gull", GULL)],
    )


def test_a_folder_of_shards_is_one_catalogue(tmp_path: Path) -> None:
    downloaded(tmp_path / "00001.parquet", ["gull"])
    downloaded(tmp_path / "00000.parquet", ["wren"])
    assert listed(catalogues.read(tmp_path)) == [("gull", GULL), ("wren", WREN)]


def test_hugging_face_metadata_takes_the_digest_from_the_line_or_the_file_beside(tmp_path: Path) -> None:
    (tmp_path / "wren.png").write_bytes(b"wren")
    path = tmp_path / "metadata.jsonl"
    path.write_text(
        json.dumps({"file_name": "gull.png", "sha256": GULL.upper()})
        + '\n{"file_name": "wren.png", "text": "a wren"}\n{"file_name": "gone.png"}\n'
    )
    catalogue = catalogues.read(path)
    assert listed(catalogue) == [("gone.png", None), ("gull.png", GULL), ("wren.png", WREN)]
    assert (catalogue.kind, catalogue.without_digest) == ("huggingface", 1)


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"wren")
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "metadata.jsonl").write_text('{"file_name": "../secret"}\n')
    assert listed(catalogues.read(folder)) == [("../secret", None)]


def test_a_wids_index_gives_the_samples_of_its_shards(tmp_path: Path) -> None:
    shard(tmp_path / "000.tar", MEMBERS)
    index = tmp_path / "index.json"
    index.write_text(json.dumps({"wids_version": 1, "shardlist": [{"url": "000.tar", "nsamples": 3}]}))
    assert listed(catalogues.read(index)) == IN_SHARD


def test_a_dali_index_gives_the_samples_of_its_tar(tmp_path: Path) -> None:
    shard(tmp_path / "000.tar", MEMBERS)
    (tmp_path / "000.idx").write_text("v1.2 3\njpg 512 7 a/000.jpg\n")
    assert listed(catalogues.read(tmp_path)) == IN_SHARD
    (tmp_path / "000.idx").write_text("v1.2 4\n")
    with pytest.raises(BadCatalogue, match=r"000\.idx:1: the index should say 3 samples"):
        catalogues.read(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.parquet", b"PAR1", "a.parquet: not Parquet with key, status and sha256"),
        ("metadata.jsonl", b'{"text": "a"}\n', "metadata.jsonl:1: file_name is missing"),
        ("metadata.jsonl", b'{"file_name": "a", "sha256": "ab"}\n', "metadata.jsonl:1: sha256 must be 64"),
        ("metadata.jsonl", b'{"file_name": "a\n', "metadata.jsonl:1: not a whole JSON object"),
        ("metadata.jsonl", b"\xff\n", "metadata.jsonl:1: not UTF-8"),
        ("index.json", b"{}", "index.json: shardlist is missing: this is no wids index"),
        (
            "index.json",
            b'{"shardlist": [{"url": "s3://far/0.tar"}]}',
            "index.json: shard 's3://far/0.tar' does not",
        ),
        ("000.idx", b"v1.2 1\n", "000.idx: 000.tar does not lie beside it"),
        ("notes.txt", b"", "notes.txt: a catalogue is a .parquet"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadCatalogue) as refused:
        catalogues.read(tmp_path / name)
    assert str(refused.value).startswith(reason)


def test_a_broken_tar_is_refused(tmp_path: Path) -> None:
    path = shard(tmp_path / "000.tar", MEMBERS)
    path.write_bytes(path.read_bytes()[:700])
    (tmp_path / "000.idx").write_text("v1.2 3\n")
    with pytest.raises(BadCatalogue, match=r"000\.tar: not a whole tar file"):
        catalogues.read(tmp_path / "000.idx")


def test_one_name_with_two_digests_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "metadata.jsonl"
    path.write_text("".join(json.dumps({"file_name": "a", "sha256": one}) + "\n" for one in (GULL, WREN)))
    with pytest.raises(BadCatalogue, match="sample 'a' has two digests"):
        catalogues.read(path)


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"no metadata\.jsonl, \.parquet or \.idx file"):
        catalogues.read(tmp_path)
