"""Sending pictures through the page: with a script in pieces, without one in a form; each file has its own answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from contributors import consents, tasks, uploading
from contributors.models import Contributor, Image, Upload
from tests.contributors import upload_scene as scene
from tests.contributors.web import contributor_scene

NOBODYS = UUID("6f1c1a52-6a3c-4d0f-9a43-0d5f3c1c2b77")  # a token of no upload

pytestmark = pytest.mark.django_db

PAGE = "/me/upload/"


def browser(person: Contributor, *, language: str = "en") -> Client:
    return contributor_scene.of(person, language=language)


def file(content: bytes, name: str = "cat.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent_whole(client: Client, *files: SimpleUploadedFile, own_work: str = "on") -> str:
    """What the page says after the form was sent without a script."""
    told = {"chosen": list(files)} | ({"own_work": own_work} if own_work else {})
    return client.post(PAGE, told, follow=True).content.decode()


@dataclass(frozen=True)
class Answer:
    """What a script is answered."""

    status_code: int
    told: Mapping[str, object]

    @property
    def url(self) -> str:
        return str(self.told["url"])


def announced(client: Client, size_bytes: object, *, own_work: str = "on") -> Answer:
    return read(client.post(PAGE, {"name": "cat.png", "size_bytes": str(size_bytes), "own_work": own_work}))


def post_piece(client: Client, url: str, offset: object, piece: bytes) -> Answer:
    return read(client.post(f"{url}?offset={offset}", piece, content_type="application/octet-stream"))


def read(answer: HttpResponseBase) -> Answer:
    is_told = answer.headers.get("Content-Type") == "application/json"
    return Answer(answer.status_code, json.loads(answer.getvalue()) if is_told else {})


def piece_page(token: object) -> str:
    return f"/me/upload/{token}/piece"


@pytest.mark.parametrize("page", [PAGE, piece_page(NOBODYS)])
def test_a_stranger_is_led_to_the_login(page: str) -> None:
    for answer in (contributor_scene.browser().get(page), contributor_scene.browser().post(page)):
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/login/?next={page}")


@pytest.mark.parametrize("page", [PAGE, piece_page(NOBODYS)])
def test_staff_send_no_pictures(page: str) -> None:
    bo = contributor_scene.browser(scene.house().staff.bo)
    assert (bo.get(page).status_code, bo.post(page).status_code) == (403, 403)


@pytest.mark.parametrize("page", [PAGE, piece_page(NOBODYS)])
def test_the_pages_take_no_delete(page: str) -> None:
    assert browser(scene.house().ada).delete(page).status_code == 405


def test_somebody_elses_token_is_not_found_and_nothing_comes_in() -> None:
    house = scene.house()
    upload = scene.begun(house.ada, b"12345")
    ann = browser(house.ann)
    assert ann.get(piece_page(upload.token)).status_code == 404
    assert post_piece(ann, piece_page(upload.token), 0, b"12345").status_code == 404
    assert ann.get(piece_page(NOBODYS)).status_code == 404
    upload.refresh_from_db()
    assert upload.received_bytes == 0


def test_a_script_sends_a_file_in_pieces_and_is_told_what_became_of_it() -> None:
    ada = scene.house().ada
    client, content = browser(ada), scene.drawing()
    answer = announced(client, len(content))
    assert {**answer.told, "url": "", "told": ""} == {
        "url": "",
        "received_bytes": 0,
        "is_over": False,
        "is_refused": False,
        "told": "",
    }
    half = len(content) // 2
    assert post_piece(client, answer.url, 0, content[:half]).told["received_bytes"] == half
    assert read(client.get(answer.url)).told["received_bytes"] == half
    last = post_piece(client, answer.url, half, content[half:]).told
    assert (last["is_over"], last["is_refused"]) == (True, False)
    assert last["told"] == "It has arrived. Next it is compared with all other pictures."
    assert Image.objects.get().contributor == ada


def test_a_gap_is_answered_with_the_offset_wanted() -> None:
    client = browser(scene.house().ada)
    url = announced(client, 100).url
    answer = post_piece(client, url, 50, b"x" * 50)
    assert (answer.status_code, answer.told["received_bytes"]) == (409, 0)


def test_the_last_piece_sent_again_changes_nothing() -> None:
    client, content = browser(scene.house().ada), scene.drawing()
    url = announced(client, len(content)).url
    answers = [post_piece(client, url, 0, content).told for _ in range(2)]
    assert answers[0] == answers[1]
    assert Image.objects.count() == 1


def test_a_whole_file_whose_last_answer_was_lost_is_finished_by_an_empty_piece() -> None:
    ada, content = scene.house().ada, scene.drawing()
    upload = scene.arrived(scene.begun(ada, content), content)
    answer = post_piece(browser(ada), piece_page(upload.token), len(content), b"")
    assert answer.told["is_over"] is True
    assert Image.objects.count() == 1


@pytest.mark.parametrize("offset", ["", "-1", "x", "1.5", "９", "9" * 30])
def test_an_offset_that_is_no_number_is_refused(offset: str) -> None:
    client = browser(scene.house().ada)
    assert post_piece(client, announced(client, 100).url, offset, b"x").status_code == 400


@pytest.mark.parametrize("size", ["", "-1", "x", "9" * 30])
def test_a_size_that_is_no_number_is_refused(size: str) -> None:
    assert announced(browser(scene.house().ada), size).status_code == 400
    assert not Upload.objects.exists()


def test_a_file_too_large_is_refused_in_a_persons_words(settings: Settings) -> None:
    settings.HENREI_UPLOAD_PICTURE_BYTES = 2_000_000
    answer = announced(browser(scene.house().ada), 2_000_001)
    assert answer.status_code == 403
    assert answer.told["told"] == "It was not taken: it is larger than 2 MB. Send it smaller, or in parts."
    assert not Upload.objects.exists()


def test_without_the_declaration_nothing_is_taken_by_script_or_form() -> None:
    client = browser(scene.house().ada)
    assert announced(client, 100, own_work="").status_code == 403
    assert "Nothing was taken. Tick this" in sent_whole(client, file(scene.drawing()), own_work="")
    assert not Upload.objects.exists()


def test_without_consent_nothing_is_taken_and_the_page_says_so_first() -> None:
    ada = scene.house().ada
    consents.withdraw(ada, at=scene.NOON)
    client = browser(ada)
    page = client.get(PAGE).content.decode()
    assert "No agreement of yours is in force" in page
    assert '<form class="form"' not in page
    assert announced(client, 100).status_code == 403
    assert "No agreement of yours is in force" in sent_whole(client, file(scene.drawing()))
    assert not Upload.objects.exists()


def test_a_form_without_script_takes_many_files_and_answers_each() -> None:
    ada = scene.house().ada
    files = [file(scene.drawing("one"), "one.png"), file(b"", "empty.png"), file(b"a letter", "letter.txt")]
    page = sent_whole(browser(ada), *files, file(scene.drawing("two"), "two.png"))
    assert "2 files have arrived." in page
    assert "empty.png: The file is empty." in page
    assert "letter.txt: The file is no picture in a format that we read." in page
    assert Image.objects.filter(contributor=ada).count() == 2


def test_a_form_without_files_says_so() -> None:
    assert "This field is required." in browser(scene.house().ada).post(PAGE, {"own_work": "on"}).content.decode()


def test_a_large_file_goes_through_the_form_in_pieces() -> None:
    content = scene.drawing() + bytes(3 * uploading.PIECE_BYTES)
    sent_whole(browser(scene.house().ada), file(content))
    assert Image.objects.get().size_bytes == len(content)


def test_an_archive_is_unpacked_by_a_worker_and_names_what_was_not_taken() -> None:
    client = browser(scene.house().ada)
    archive = scene.zipped({"one.png": scene.drawing("one"), "letter.txt": b"hello", "../two.png": b"x"})
    page = sent_whole(client, file(archive, "all.zip"))
    assert "It has arrived and is being unpacked." in page
    assert "every 3s" in page
    tasks.take_in_uploads()
    page = client.get(PAGE).content.decode()
    assert "One picture of it was taken in." in page
    assert "letter.txt</bdi>: The file is no picture" in page
    assert "two.png</bdi>: Its name in the archive leads out of the archive." in page
    assert "every 3s" not in page


def test_an_archive_says_how_many_of_its_pictures_fell_out() -> None:
    ada = scene.house().ada
    scene.sent(ada, scene.drawing("one"))
    scene.sent(ada, scene.zipped({"one.png": scene.drawing("one"), "two.png": scene.drawing("two")}), "all.zip")
    tasks.take_in_uploads()
    page = browser(ada).get(PAGE).content.decode()
    assert "2 pictures of it were taken in; 1 of them were given before, unreadable or declined." in page


def test_the_last_piece_sets_a_worker_going(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, content = browser(scene.house().ada), scene.drawing()
    url = announced(client, len(content)).url
    with django_capture_on_commit_callbacks() as asked:
        post_piece(client, url, 0, content)
    assert tasks.take_in_uploads.delay in asked


def test_the_list_says_what_became_of_a_picture_once_it_is_weighed() -> None:
    house = scene.house()
    scene.sent(house.ann, scene.drawing())
    scene.sent(house.ada, scene.drawing())
    tasks.take_in_uploads()
    page = browser(house.ada).get(PAGE).content.decode()
    assert "The same file was given before." in page


def test_an_unfinished_file_says_how_to_go_on() -> None:
    ada, content = scene.house().ada, bytes(200)
    scene.arrived(scene.begun(ada, content), content, [(0, 50)])
    assert "25 % has arrived. Choose the same file again" in browser(ada).get(PAGE).content.decode()


def test_a_script_gets_the_list_alone() -> None:
    ada = scene.house().ada
    scene.sent(ada, scene.drawing())
    answer = browser(ada).get(PAGE, headers={"HX-Request": "true"})
    assert "cat.png" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_nobody_sees_what_somebody_else_sent() -> None:
    house = scene.house()
    scene.sent(house.ada, scene.drawing(), "secret cat.png")
    assert "secret cat" not in browser(house.ann).get(PAGE).content.decode()


def questions(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(PAGE).status_code == 200
    return len(asked)


def test_the_list_asks_no_more_for_three_files_than_for_one() -> None:
    ada = scene.house().ada
    client = browser(ada)
    for name in ("one", "two"):
        scene.sent(ada, scene.zipped({f"{name}.png": scene.drawing(name), "a.txt": b"a"}), f"{name}.zip")
        scene.sent(ada, scene.drawing(name), f"{name}.png")
        tasks.take_in_uploads()
        if name == "one":
            client.get(PAGE)
            few = questions(client)
    assert questions(client) == few


def test_the_list_has_pages() -> None:
    ada = scene.house().ada
    for number in range(25):
        scene.begun(ada, b"12345", f"{number}.png")
    client = browser(ada)
    assert "Page 1 of 2" in client.get(PAGE).content.decode()
    last = client.get(f"{PAGE}?page=2").content.decode()
    assert "0.png" in last
    assert "24.png" not in last


def test_a_name_is_shown_and_never_run() -> None:
    ada = scene.house().ada
    scene.begun(ada, b"12345", "<script>alert(1)<\\script>.png")
    scene.begun(ada, b"12345", "<img src=x onerror=alert(1)>.png")
    page = browser(ada).get(PAGE).content.decode()
    assert "<img src=x" not in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_pictures_page_leads_here(language: str) -> None:
    page = browser(scene.house().ada, language=language).get("/me/pictures/").content.decode()
    assert f'href="{PAGE}"' in page
