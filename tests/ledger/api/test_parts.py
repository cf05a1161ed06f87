"""Sending parts over HTTP: taken once, gone on with where it broke, answered with what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from ledger.models import Part, PartUpload, RunToken
from ledger.training import ingestion, part_uploads
from ledger.training.upload_refusals import Announced, BodyCutShort
from tests import story
from tests.ledger.api import sending_scene as scene
from tests.ledger.training import part_cast as cast

pytestmark = pytest.mark.django_db


def test_a_part_is_taken_and_the_answer_names_what_is_missing() -> None:
    answer = scene.sender().post(scene.part())
    body = answer.json()
    assert (answer.status_code, body["outcome"], body["part"]["state"]) == (201, "new", "received")
    assert body["run"]["missing"] == [
        {"stage": "unet-256", "component": "unet", "attempt": 1, "rank": 1, "first_part": 0, "last_part": 0}
    ]
    assert (body["run"]["state"], body["run"]["complete"]) == ("incomplete", False)


def test_what_is_taken_is_kept_byte_for_byte_and_nothing_else() -> None:
    scene.sender().post(scene.part())
    stored = Part.objects.get().stored_as
    with default_storage.open(stored) as opened:
        assert opened.read() == scene.part()
    assert [name for name in scene.kept()[2] if name != "parts"] == [stored]


@pytest.mark.parametrize("write", cast.WRITERS)
def test_every_form_of_part_is_taken(tmp_path: Path, write: cast.Writer) -> None:
    assert scene.sender().send(write(tmp_path, cast.BIRDS)).status_code == 201
    assert Part.objects.get().rows == 3


@pytest.mark.parametrize(
    ("kind", "encoding", "write"),
    [
        ("application/x-ndjson", "", cast.write_jsonl),
        ("application/x-ndjson", "gzip", cast.write_gzip),
        ("application/jsonl; charset=utf-8", "zstd", cast.write_zstd),
        ("application/vnd.apache.parquet", "identity", cast.write_parquet),
    ],
)
def test_a_file_without_a_name_is_known_by_its_type(
    tmp_path: Path, kind: str, encoding: str, write: cast.Writer
) -> None:
    content = write(tmp_path, cast.BIRDS).read_bytes()
    answer = scene.sender().client.post(scene.PARTS, content, kind, headers={"content-encoding": encoding})
    assert answer.status_code == 201


def test_the_last_part_completes_the_run() -> None:
    sender = scene.sender()
    sender.post(scene.part(0))
    body = sender.post(scene.part(1)).json()
    assert (body["run"]["state"], body["run"]["complete"], body["run"]["missing"]) == ("complete", True, [])


def test_the_same_part_again_is_known() -> None:
    sender = scene.sender()
    number = sender.post(scene.part()).json()["part"]["number"]
    again = sender.post(scene.part())
    assert (again.status_code, again.json()["outcome"], again.json()["part"]["number"]) == (200, "known", number)
    assert Part.objects.count() == 1


def test_the_same_identity_with_other_content_is_held_and_both_are_kept() -> None:
    sender = scene.sender()
    sender.post(scene.part())
    other = scene.part(rows=(cast.GULL,))
    for _turn in range(2):
        answer = sender.post(other)
        assert (answer.status_code, answer.json()["outcome"]) == (202, "held")
    assert answer.json()["run"]["state"] == "held"
    assert sorted(Part.objects.values_list("state", flat=True)) == ["held", "received"]


def test_the_same_key_and_body_give_the_first_answer_whatever_came_since() -> None:
    sender = scene.sender()
    first = sender.post(scene.part(0), idempotency_key="k-1")
    sender.post(scene.part(1), idempotency_key='"k-2"')
    again = sender.post(scene.part(0), idempotency_key='"k-1"')
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert Part.objects.count() == 2


def test_the_same_key_with_another_body_is_refused() -> None:
    sender = scene.sender()
    sender.post(scene.part(0), idempotency_key="k-1")
    before = scene.kept()
    problem = scene.problem(sender.post(scene.part(1), idempotency_key="k-1"))
    assert (problem["status"], problem["type"]) == (422, "/problems/idempotency-key-reused")
    assert "k-1" in str(problem["detail"])
    assert scene.problem(sender.post(scene.part(0), "b.jsonl", idempotency_key="k-1"))["status"] == 422
    assert scene.kept() == before


def test_the_key_of_a_refused_part_is_free_for_the_mended_one() -> None:
    sender = scene.sender()
    assert sender.post(scene.part()[:-9], idempotency_key="k-1").status_code == 422
    assert sender.post(scene.part(), idempotency_key="k-1").status_code == 201


def test_two_runs_may_use_the_same_key() -> None:
    scene.sender().post(scene.part(), idempotency_key="k-1")
    other = scene.registered("nagi")
    content = scene.part().replace(b'"shio-1"', b'"nagi"')
    answer = scene.sender(other).client.post(
        "/api/v1/runs/nagi/parts", content, "application/x-ndjson", headers={"idempotency-key": "k-1"}
    )
    assert answer.status_code == 201


def test_a_broken_upload_goes_on_where_it_stopped() -> None:
    sender, content = scene.sender(), scene.part()
    begun = sender.begin(idempotency_key="k-1", repr_digest=scene.digest_header(content))
    assert (begun.status_code, begun.headers["Upload-Complete"], begun.headers["Upload-Offset"]) == (201, "?0", "0")
    address = begun.headers["Location"]
    piece = sender.go_on(address, content[:100], offset=0, complete=False)
    assert (piece.status_code, piece.headers["Upload-Offset"]) == (204, "100")
    asked = sender.client.head(address)
    assert (asked.status_code, asked.headers["Upload-Offset"], asked.headers["Cache-Control"]) == (
        204,
        "100",
        "no-store",
    )
    last = sender.go_on(address, content[100:], offset=100, complete=True)
    assert (last.status_code, last.headers["Upload-Complete"], last.json()["outcome"]) == (201, "?1", "new")
    assert sender.client.head(address).headers["Upload-Complete"] == "?1"


def test_whoever_lost_the_address_finds_the_upload_by_its_key() -> None:
    sender, content = scene.sender(), scene.part()
    address = sender.begin(idempotency_key="k-1").headers["Location"]
    sender.go_on(address, content[:100], offset=0, complete=False)
    found = sender.begin(idempotency_key="k-1")
    assert (found.headers["Location"], found.headers["Upload-Offset"]) == (address, "100")
    first = sender.go_on(address, content[100:], offset=100, complete=True)
    again = sender.begin(idempotency_key="k-1")
    assert (again.status_code, again.json()) == (201, first.json())


def test_a_piece_out_of_place_is_refused_with_the_offset_wanted() -> None:
    sender, content = scene.sender(), scene.part()
    address = sender.begin().headers["Location"]
    sender.go_on(address, content[:100], offset=0, complete=False)
    for offset in (0, 99, 101):
        problem = scene.problem(sender.go_on(address, content[offset:], offset=offset, complete=True))
        assert (problem["status"], problem["expected-offset"], problem["provided-offset"]) == (409, 100, offset)
    assert sender.go_on(address, content[100:], offset=100, complete=True).status_code == 201


def test_the_beginning_may_come_with_the_announcement() -> None:
    sender, content = scene.sender(), scene.part()
    words = scene.named("a.jsonl") | {"upload-complete": "?0"}
    begun = sender.client.post(scene.PARTS, content[:50], "application/octet-stream", headers=words)
    assert (begun.status_code, begun.json()["offset"]) == (201, 50)
    assert sender.go_on(begun.headers["Location"], content[50:], offset=50, complete=True).status_code == 201


def test_an_upload_given_up_is_gone() -> None:
    sender = scene.sender()
    address = sender.begin().headers["Location"]
    sender.go_on(address, b"abc", offset=0, complete=False)
    assert sender.client.delete(address).status_code == 204
    assert scene.kept() == (0, 0, [])
    assert sender.client.head(address).status_code == 404


def test_a_taken_upload_takes_nothing_more() -> None:
    sender = scene.sender()
    address = sender.begin().headers["Location"]
    sender.go_on(address, scene.part(), offset=0, complete=True)
    problem = scene.problem(sender.go_on(address, b"more", offset=0, complete=True))
    assert (problem["status"], problem["title"]) == (400, "It is complete")
    assert sender.client.delete(address).status_code == 400
    assert PartUpload.objects.count() == Part.objects.count() == 1


def test_what_is_not_what_was_announced_is_refused() -> None:
    sender = scene.sender()
    problem = scene.problem(sender.post(scene.part(0), repr_digest=scene.digest_header(scene.part(1))))
    assert (problem["status"], problem["type"]) == (422, "/problems/digest-differs")
    assert scene.kept() == (0, 0, [])


def test_a_part_that_is_too_large_is_refused_before_and_while_it_comes(settings: Settings) -> None:
    settings.HENREI_PART_BYTES = 100
    sender = scene.sender()
    assert scene.problem(sender.post(scene.part()))["status"] == 413
    address = sender.begin().headers["Location"]
    sender.go_on(address, b"a" * 100, offset=0, complete=False)
    assert scene.problem(sender.go_on(address, b"a", offset=100, complete=True))["status"] == 413
    assert scene.kept() == (0, 0, [])


def test_only_so_much_may_be_on_its_way(settings: Settings) -> None:
    settings.HENREI_PART_OPEN_FILES = 2
    sender = scene.sender()
    assert [sender.begin().status_code for _ in range(3)] == [201, 201, 429]
    settings.HENREI_PART_OPEN_FILES, settings.HENREI_PART_OPEN_BYTES = 10, 3
    sender.go_on(sender.begin().headers["Location"], b"abc", offset=0, complete=False)
    assert sender.begin().status_code == 429


def test_what_nobody_goes_on_with_is_given_up_after_a_day(settings: Settings) -> None:
    sender = scene.sender()
    address = sender.begin().headers["Location"]
    sender.go_on(address, b"abc", offset=0, complete=False)
    settings.HENREI_PART_OPEN_HOURS = -1
    sender.post(scene.part())
    assert sender.client.head(address).status_code == 404
    assert scene.kept()[1] == 1


def test_a_csv_needs_its_header_and_nothing_else_takes_one(tmp_path: Path) -> None:
    sender, file = scene.sender(), cast.write_csv(tmp_path, cast.BIRDS)
    assert scene.problem(sender.post(file.read_bytes(), file.name))["status"] == 400
    assert scene.problem(sender.post(scene.part(), manifest_header="{}"))["status"] == 400
    assert scene.kept() == (0, 0, [])


@pytest.mark.parametrize("name", ["a.txt", "a.zip", ".a.jsonl", "jsonl"])
def test_what_is_no_form_of_part_is_refused(name: str) -> None:
    assert scene.problem(scene.sender().post(scene.part(), name))["status"] == 415


@pytest.mark.parametrize("name", ["a/b.jsonl", "..\\\\b.jsonl", f"{'a' * 300}.jsonl"])
def test_a_name_that_is_no_file_of_a_folder_is_refused(name: str) -> None:
    assert scene.problem(scene.sender().post(scene.part(), name))["status"] == 400
    assert scene.kept() == (0, 0, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"upload_complete": "yes"},
        {"idempotency_key": "k" * 256},
        {"transfer_encoding": "chunked"},
        {"repr_digest": "sha-256=:" + "=" * 44 + ":"},
    ],
)
def test_headers_that_cannot_be_read_are_refused(headers: dict[str, str]) -> None:
    answer = scene.sender().post(scene.part(), **headers)
    assert answer.status_code == (411 if "transfer_encoding" in headers else 400)
    assert scene.problem(answer)["detail"]
    assert scene.kept() == (0, 0, [])


@pytest.mark.parametrize("headers", [{}, {"upload-offset": "-1"}, {"upload-offset": "0", "upload-complete": "1"}])
def test_a_piece_says_where_it_begins(headers: dict[str, str]) -> None:
    sender = scene.sender()
    address = sender.begin().headers["Location"]
    answer = sender.client.patch(address, b"a", "application/partial-upload", headers=headers)
    assert scene.problem(answer)["status"] == 400
    answer = sender.client.patch(address, b"a", "text/plain", headers={"upload-offset": "0"})
    assert scene.problem(answer)["status"] == 400


def test_the_run_tells_where_it_stands_and_which_parts_came() -> None:
    sender = scene.sender()
    assert sender.client.get("/api/v1/runs/shio-1").json()["state"] == "incomplete"
    sender.post(scene.part())
    body = sender.client.get(scene.PARTS).json()
    assert [part["rank"] for part in body["received"]["results"]] == [0]
    assert body["run"] == sender.client.get("/api/v1/runs/shio-1").json()
    assert body["run"]["parts"] == {"received": 1, "held": 0, "declined": 0}


def test_a_run_asked_for_without_a_token_leads_to_what_is_public_of_it() -> None:
    scene.registered()
    answer = Client().get("/api/v1/runs/shio-1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/runs/shio-1/")


def test_files_and_http_know_the_same_parts(tmp_path: Path) -> None:
    sender = scene.sender()
    file = cast.write_jsonl(tmp_path, cast.BIRDS)
    assert sender.send(file).status_code == 201
    assert ingestion.take(sender.run, [ingestion.check(sender.run, file)], at=story.NOON).known == 1


def broken(content: bytes) -> Iterator[bytes]:
    """A body whose sender goes away before the end."""
    yield content[:-40]
    raise BodyCutShort(len(content) - 40, len(content))


def test_a_sender_who_goes_away_leaves_only_what_can_be_gone_on_with() -> None:
    sender, content = scene.sender(), scene.part()
    for key, left in (("", 0), ("k-1", 1)):
        with pytest.raises(BodyCutShort):
            announced = Announced("a.manifest.jsonl", key=key)
            part_uploads.send_whole(RunToken.objects.get(), announced, broken(content), at=now())
        assert scene.kept()[:2] == (0, left)
    begun = sender.begin(idempotency_key="k-1")
    came = begun.json()["offset"]
    assert came == len(content) - 40
    assert sender.go_on(begun.headers["Location"], content[came:], offset=came, complete=True).status_code == 201


def test_an_upload_that_somebody_writes_is_busy_for_others() -> None:
    sender, content = scene.sender(), scene.part()
    address = sender.begin(idempotency_key="k-1").headers["Location"]
    with part_uploads.folder_of(PartUpload.objects.get()).locked():
        problem = scene.problem(sender.go_on(address, content, offset=0, complete=True))
    assert (problem["status"], problem["type"]) == (409, "/problems/upload-busy")
    assert sender.go_on(address, content, offset=0, complete=True).status_code == 201
