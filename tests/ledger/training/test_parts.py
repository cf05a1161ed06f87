"""A part is taken whole or refused whole, with its file, its line and the reason."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ledger.training import parts
from ledger.training.manifest import BadPart, Hints, Row, rows_sha256
from tests.ledger.training import part_cast as cast

every_form = pytest.mark.parametrize("write", cast.WRITERS)

GULL_LINE = b'{"sample_id": "birds/gull.png", "sha256": "%s", "exposures": 3}' % cast.GULL.sha256.hex().encode()
HERON_LINE = b'{"sample_id": "birds/heron.png", "sha256": "%s", "exposures": 1}' % cast.HERON.sha256.hex().encode()


def refusal(path: Path) -> str:
    with pytest.raises(BadPart) as refused:
        parts.verify(path)
    return str(refused.value)


def gull_with(**changed: object) -> bytes:
    return json.dumps({**json.loads(GULL_LINE), **changed}).encode()


@every_form
def test_a_true_part_gives_its_header_in_every_form(tmp_path: Path, write: cast.Writer) -> None:
    assert parts.verify(write(tmp_path, cast.BIRDS)) == cast.header_over(cast.BIRDS)


@every_form
def test_rows_in_another_order_have_the_same_digest(tmp_path: Path, write: cast.Writer) -> None:
    assert parts.verify(write(tmp_path, cast.BIRDS[::-1])) == cast.header_over(cast.BIRDS)


@every_form
def test_rows_come_back_as_they_were_written(tmp_path: Path, write: cast.Writer) -> None:
    assert list(parts.read_rows(write(tmp_path, cast.BIRDS))) == list(cast.BIRDS)


@every_form
def test_a_part_without_rows_is_a_part(tmp_path: Path, write: cast.Writer) -> None:
    assert parts.verify(write(tmp_path, ())).rows == 0


@every_form
def test_names_in_any_script_are_kept(tmp_path: Path, write: cast.Writer) -> None:
    rows = [Row("鳥/かもめ, 白い.png", cast.digest("a"), 1), Row("🦢", cast.digest("b"), 2**62)]
    parts.verify(write(tmp_path, rows))
    assert list(parts.read_rows(tmp_path / write(tmp_path, rows).name)) == rows


@every_form
def test_the_same_sample_and_digest_twice_is_refused_at_the_later_row(tmp_path: Path, write: cast.Writer) -> None:
    path = write(tmp_path, [cast.WREN, cast.GULL, cast.HERON, cast.WREN])
    line = 4 if path.suffix == ".parquet" else 5
    assert refusal(path).startswith(f"{path.name}:{line}: sample 'birds/wren.png' with the same sha256 stands twice")


@every_form
def test_one_sample_with_two_digests_is_no_double(tmp_path: Path, write: cast.Writer) -> None:
    rows = [cast.GULL, replace(cast.GULL, sha256=cast.digest("another"))]
    assert parts.verify(write(tmp_path, rows)).rows == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (GULL_LINE[:40], "not a whole JSON object"),
        (b"", "not a whole JSON object"),
        (b"[1]", "a JSON object belongs here"),
        (b"{" * 5000, "not"),
        (GULL_LINE + HERON_LINE, "not a whole JSON object: Extra data"),
        (gull_with(exposures=-1), "exposures must be from 1 to 2^63 - 1, not -1"),
        (gull_with(exposures=0), "exposures must be from 1 to 2^63 - 1, not 0"),
        (gull_with(exposures=1.5), "exposures must be a whole number, not 1.5"),
        (gull_with(exposures=3.0), "exposures must be a whole number, not 3.0"),
        (gull_with(exposures="3"), "exposures must be a whole number, not '3'"),
        (gull_with(exposures=True), "exposures must be a whole number, not True"),
        (gull_with(exposures=2**63), "exposures must be from 1 to 2^63 - 1, not 9223372036854775808"),
        (GULL_LINE.replace(b": 3}", b": NaN}"), "NaN is not a JSON number"),
        (GULL_LINE.replace(b": 3}", b": " + b"9" * 5000 + b"}"), "not JSON that is read here"),
        (GULL_LINE.replace(b": 3}", b': 1, "exposures": 3}'), "a name stands twice"),
        (gull_with(sha256="a" * 63), "sha256 must be 64 hex digits; these are 63 characters"),
        (gull_with(sha256="a" * 65), "sha256 must be 64 hex digits; these are 65 characters"),
        (gull_with(sha256="g" * 64), "sha256 must be 64 hex digits"),
        (gull_with(sha256="ab " * 21 + "a"), "sha256 must be 64 hex digits"),
        (gull_with(sha256=None), "sha256 must be text of 64 hex digits, not None"),
        (gull_with(sample_id=""), "sample_id is empty"),
        (gull_with(sample_id=7), "sample_id must be text, not 7"),
        (gull_with(sample_id="a\tb"), "sample_id holds a control character"),
        (gull_with(sample_id="\ud800"), "sample_id is not text that UTF-8 can carry"),
        (gull_with(sample_id="é" * 1025), "sample_id has 2050 bytes, more than 2048"),
        (gull_with(epoch="first"), "epoch must be a whole number or null"),
        (gull_with(phash=12), "phash must be text or null"),
        (GULL_LINE.replace(b"gull", b"g\xffll"), "not UTF-8 at byte 23 of the line"),
        (GULL_LINE + b" " * 70_000, "line is longer than 65536 bytes"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(tmp_path: Path, line: bytes, reason: str) -> None:
    assert refusal(cast.write_lines(tmp_path, HERON_LINE, line)).startswith(f"a.manifest.jsonl:3: {reason}")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rows": 2}, "a.manifest.jsonl: the header says 2 rows, and there are more"),
        ({"rows": 4}, "a.manifest.jsonl: the header says 4 rows, there are 3"),
        ({"exposures": 7}, "a.manifest.jsonl: the header says 7 exposures, the rows add up to 6"),
        ({"rows_sha256": "0" * 64}, "a.manifest.jsonl: rows_sha256 in the header is 0000"),
        ({"rows_sha256": "0" * 63}, "a.manifest.jsonl:1: header: rows_sha256 must be 64 hex digits"),
        ({"rank": 2}, "a.manifest.jsonl:1: header: rank is 2, not from 0 to 1"),
        ({"rank": -1}, "a.manifest.jsonl:1: header: rank is -1, not from 0 to 1"),
        ({"world_size": 0}, "a.manifest.jsonl:1: header: world_size is 0, not from 1 to 65536"),
        ({"world_size": "2"}, "a.manifest.jsonl:1: header: world_size must be a whole number, not '2'"),
        ({"attempt": 0}, "a.manifest.jsonl:1: header: attempt is 0, not from 1 to 100000"),
        ({"part": 10**5000 % 10**4000 + 10**3000}, "a.manifest.jsonl:1: header: part is 1000"),
        ({"schema": "henrei-manifest/2"}, "a.manifest.jsonl:1: header: schema is 'henrei-manifest/2'; only"),
        ({"component": "lora"}, "a.manifest.jsonl:1: header: component is 'lora', not one of unet, vae"),
        (
            {"count_basis": "guessed"},
            "a.manifest.jsonl:1: header: count_basis is 'guessed', not one of measured",
        ),
        ({"final": 1}, "a.manifest.jsonl:1: header: final must be true or false, not 1"),
        ({"run": "a\nb"}, "a.manifest.jsonl:1: header: run must be 1 to 100 characters"),
        ({"stage": ""}, "a.manifest.jsonl:1: header: stage must be 1 to 100 characters"),
        ({"resumed_from": 1}, "a.manifest.jsonl:1: header: resumed_from must be null or an object"),
        ({"resumed_from": {"attempt": 1}}, "a.manifest.jsonl:1: header: part is missing"),
        (
            {"resumed_from": {"attempt": 1, "part": 0}},
            "a.manifest.jsonl:1: header: resumed_from.attempt is 1, not from 1 to 0",
        ),
    ],
)
def test_a_header_that_cannot_be_true_is_refused(tmp_path: Path, changed: dict[str, object], reason: str) -> None:
    assert refusal(cast.write_header(tmp_path, **changed)).startswith(reason)


def test_a_header_field_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"schema": "henrei-manifest/1", "run": "shio-1"}\n')
    assert refusal(path) == "a.jsonl:1: header: attempt is missing"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()
    assert refusal(path) == "a.jsonl: the file is empty; line 1 must be the header"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK")
    assert refusal(path).startswith("a.zip: parts end in .jsonl, .parquet or .csv")


@pytest.mark.parametrize("write", [cast.write_gzip, cast.write_zstd, cast.write_parquet])
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, write: cast.Writer) -> None:
    path = write(tmp_path, cast.BIRDS)
    whole = path.read_bytes()
    for size_bytes in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:size_bytes])
        assert refusal(path).startswith(path.name)


@pytest.mark.parametrize(("end", "compress"), [("gz", gzip.compress), ("zst", zstandard.compress)])
def test_a_small_file_that_swells_without_end_is_refused(
    tmp_path: Path, end: str, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"a.jsonl.{end}"
    path.write_bytes(compress(cast.jsonl_bytes(cast.BIRDS) + b" \n" * 20_000_000))
    assert "swells to more than 100 times" in refusal(path) or ":5: not a whole JSON object" in refusal(path)


def test_one_endless_compressed_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"[" * 50_000_000))
    assert refusal(path) == "a.jsonl.gz:1: line is longer than 65536 bytes"


def test_a_parquet_file_that_unfolds_one_huge_name_is_refused(tmp_path: Path) -> None:
    names = pa.array(["x" * 1_000_000] * 3_000).dictionary_encode()
    digests = pa.array([cast.digest(str(n)) for n in range(3_000)], pa.binary(32))
    columns: dict[str, cast.Column] = {
        "sample_id": names,
        "sha256": digests,
        "exposures": pa.array([1] * 3_000),
    }
    header = replace(cast.header_over(), rows=3_000, exposures=3_000)
    path = cast.write_table(tmp_path, columns, header, dictionary_bytes=2**24)
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == "a.manifest.parquet:1: sample_id has 1000000 bytes, more than 2048"


IDS = pa.array([row.sample_id for row in cast.BIRDS])
DIGESTS = pa.array([row.sha256 for row in cast.BIRDS], pa.binary(32))
COUNTS = pa.array([row.exposures for row in cast.BIRDS])
TRUE_COLUMNS: dict[str, cast.Column] = {"sample_id": IDS, "sha256": DIGESTS, "exposures": COUNTS}


@pytest.mark.parametrize(
    "changed",
    [
        {"sample_id": IDS.cast(pa.large_string())},
        {"sample_id": IDS.dictionary_encode()},
        {"sha256": DIGESTS.cast(pa.binary())},
        {"sha256": pa.array([row.sha256.hex().upper() for row in cast.BIRDS])},
        {"exposures": COUNTS.cast(pa.uint64())},
        {"exposures": COUNTS.cast(pa.int8())},
        {"epoch": pa.array([1, None, 2]), "shard": pa.nulls(3), "phash": pa.array(["a", None, "b"])},
        {"anything": pa.array([[1.5], [], None])},
    ],
)
def test_parquet_columns_may_be_stored_in_any_type_that_loses_nothing(
    tmp_path: Path, changed: dict[str, cast.Column]
) -> None:
    path = cast.write_table(tmp_path, {**TRUE_COLUMNS, **changed})
    assert parts.verify(path) == cast.header_over(cast.BIRDS)
    assert [row.sha256 for row in parts.read_rows(path)] == [row.sha256 for row in cast.BIRDS]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exposures": pa.array([3, 0, 2])}, ":2: exposures must be from 1 to 2^63 - 1, not 0"),
        ({"exposures": pa.array([3, 1, -2])}, ":3: exposures must be from 1 to 2^63 - 1, not -2"),
        (
            {"exposures": pa.array([3, 2**63, 2], pa.uint64())},
            ":2: exposures must be from 1 to 2^63 - 1, not 9223",
        ),
        (
            {"exposures": pa.array([3.0, 1.0, 2.0])},
            ": column exposures is double; it must be of whole numbers",
        ),
        ({"exposures": pa.array([3, None, 2])}, ":2: exposures is missing"),
        ({"sample_id": pa.array(["a", None, "c"])}, ":2: sample_id is missing"),
        ({"sample_id": pa.array(["a", "b", ""])}, ":3: sample_id is empty"),
        ({"sample_id": pa.array(["a", "b\n", "c"])}, ":2: sample_id holds a control character"),
        ({"sample_id": pa.array([1, 2, 3])}, ": column sample_id is int64; it must be text"),
        (
            {"sample_id": pa.array([b"a", b"\xff", b"c"]).view(pa.string())},
            ":2: sample_id is not UTF-8",
        ),
        ({"sha256": pa.array([b"a" * 32, b"b" * 31, b"c" * 32])}, ":2: sha256 must be 32 bytes, not 31"),
        ({"sha256": pa.array([b"a" * 31] * 3, pa.binary(31))}, ": column sha256 is fixed_size_binary[31]"),
        (
            {"sha256": pa.array(["a" * 64, "b" * 64, "c" * 63])},
            ":3: sha256 must be 64 hex digits; these are 63",
        ),
        ({"phash": pa.array([1, 2, 3])}, ": column phash is int64; a hint is text"),
        ({"epoch": pa.array(["a", "b", "c"])}, ": column epoch is string; a hint is text"),
    ],
)
def test_a_bad_parquet_value_is_refused_by_its_row(
    tmp_path: Path, changed: dict[str, cast.Column], reason: str
) -> None:
    path = cast.write_table(tmp_path, {**TRUE_COLUMNS, **changed})
    assert refusal(path).startswith(f"a.manifest.parquet{reason}")


def test_parquet_without_a_header_or_a_column_is_refused(tmp_path: Path) -> None:
    path = cast.write_table(tmp_path, {"sample_id": IDS, "sha256": DIGESTS})
    assert refusal(path) == "a.manifest.parquet: there must be one column exposures"
    pq.write_table(pa.Table.from_arrays([IDS, DIGESTS, COUNTS], names=list(TRUE_COLUMNS)), path)
    assert refusal(path) == "a.manifest.parquet: its metadata has no key henrei.header"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sample_id,exposures\n", ":1: line 1 must name the columns; sha256 is not among them"),
        ("sample_id,sha256,exposures,exposures\n", ":1: line 1 names a column twice"),
        (f"sample_id,sha256,exposures\na,{'a' * 64}\n", ":2: 2 cells under 3 columns"),
        (
            f"sample_id,sha256,exposures\na,{'a' * 64},1.0\n",
            ":2: exposures must be a whole number, not '1.0'",
        ),
        (f"sample_id,sha256,exposures\na,{'a' * 64}, 1\n", ":2: exposures must be a whole number, not ' 1'"),
        (f"sample_id,sha256,exposures\na,{'a' * 64},-1\n", ":2: exposures must be from 1"),
        (f"sample_id,sha256,exposures\na,{'a' * 64},{2**63}\n", ":2: exposures must be from 1"),
        (f'sample_id,sha256,exposures\n"a\nb",{"a" * 64},1\n', ":3: sample_id holds a control character"),
        (f'sample_id,sha256,exposures\n"a,{"a" * 64},1\n', ":2: unexpected end of data"),
        ("", ":1: line 1 must name the columns"),
    ],
)
def test_a_bad_csv_is_refused_by_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = cast.write_csv(tmp_path, cast.BIRDS)
    path.write_text(text)
    assert refusal(path).startswith(f"a.manifest.csv{reason}")


def test_a_csv_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = cast.write_csv(tmp_path, cast.BIRDS)
    path.write_bytes(b"\xef\xbb\xbf" + cast.csv_text(cast.BIRDS).replace("\n", "\r\n").encode())
    assert parts.verify(path) == cast.header_over(cast.BIRDS)


def test_a_csv_without_its_header_is_refused_and_no_part(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text(cast.csv_text(cast.BIRDS))
    assert refusal(tmp_path / "truth.csv") == "truth.csv: there is no truth.csv.header.json beside it"
    assert parts.part_files(tmp_path) == []


def test_many_parts_get_one_verdict_each(tmp_path: Path) -> None:
    good = cast.write_parquet(tmp_path, cast.BIRDS)
    bad = cast.write_lines(tmp_path, GULL_LINE)
    verdicts = list(parts.verify_all([good, bad, good]))
    assert [str(verdict) for verdict in verdicts[1:2]] == ["a.manifest.jsonl: the header says 3 rows, there are 1"]
    assert [verdicts[0], verdicts[2]] == [cast.header_over(cast.BIRDS)] * 2


def test_a_folder_gives_its_parts_by_name(tmp_path: Path) -> None:
    for write in cast.WRITERS:
        write(tmp_path, cast.BIRDS)
    for name in ("notes.txt", ".b.jsonl", "truth.csv"):
        (tmp_path / name).touch()
    assert [path.name for path in parts.part_files(tmp_path)] == [
        "a.manifest.csv",
        "a.manifest.csv.gz",
        "a.manifest.jsonl",
        "a.manifest.jsonl.gz",
        "a.manifest.jsonl.zst",
        "a.manifest.parquet",
    ]


def test_the_digest_of_a_csv_part_covers_its_header(tmp_path: Path) -> None:
    path = cast.write_csv(tmp_path, cast.BIRDS)
    before = parts.file_sha256(path)
    sidecar = tmp_path / "a.manifest.csv.header.json"
    sidecar.write_text(sidecar.read_text().replace('"final": false', '"final": true'))
    assert parts.file_sha256(path) != before


def test_hints_are_kept(tmp_path: Path) -> None:
    hinted = gull_with(phash="ff00", epoch=2, key="000123", augmentation_of="birds/egg.png")
    path = cast.write_lines(tmp_path, hinted, header=cast.header_over([cast.GULL]))
    parts.verify(path)
    hints = Hints(phash="ff00", epoch=2, key="000123", augmentation_of="birds/egg.png")
    assert list(parts.read_rows(path)) == [replace(cast.GULL, hints=hints)]


@pytest.mark.real
@pytest.mark.skipif(not cast.REAL.is_dir(), reason="skipped: the real manifests are not beside this checkout")
@pytest.mark.parametrize("run", ["torch-8-ranks", "accelerate-8-ranks"])
def test_every_real_part_is_whole(run: str) -> None:
    headers = [parts.verify(path) for path in parts.part_files(cast.REAL / run)]
    assert (len(headers), sum(header.exposures for header in headers)) == (24, 6_144)


sample_ids = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
rows = st.lists(
    st.builds(Row, sample_ids, st.binary(min_size=32, max_size=32), st.integers(1, 2**63 - 1)),
    unique_by=lambda row: (row.sample_id, row.sha256),
)


@given(rows=rows, write=st.sampled_from([cast.write_jsonl, cast.write_parquet, cast.write_csv]))
def test_whatever_rows_are_written_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], write: cast.Writer
) -> None:
    if sum(row.exposures for row in rows) >= 2**63:
        rows = rows[:1]
    path = write(
        tmp_path_factory.mktemp("part"),
        [replace(row, sample_id=row.sample_id.replace('"', "'")) for row in rows],
    )
    assert parts.verify(path).rows == len(list(parts.read_rows(path)))
    assert parts.verify(path).rows_sha256 == rows_sha256(parts.read_rows(path))


def test_a_parquet_file_whose_pages_swell_is_refused(tmp_path: Path) -> None:
    columns: dict[str, cast.Column] = {
        "sample_id": pa.array([f"{n}{'x' * 10**6}" for n in range(60)]),
        "sha256": pa.array([cast.digest(str(n)) for n in range(60)], pa.binary(32)),
        "exposures": pa.array([1] * 60),
    }
    path = cast.write_table(tmp_path, columns, compression="zstd")
    assert refusal(path) == "a.manifest.parquet: swells to more than 100 times its size when decompressed"
