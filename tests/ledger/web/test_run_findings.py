"""The pages beside a run: its alarm, its likenesses, what others declared, and the tables to take away."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from contributors import review
from contributors.models import Image, Role
from contributors.people import hire
from ledger.models import AlarmDecision, Likeness, LikenessNote, LikenessSearch, Run
from ledger.training import coverage, declaring, likenesses, usage
from ledger.training.declared import DeclaredCount
from ledger.training.manifest import Hints
from tests import story
from tests.ledger.april import April
from tests.ledger.training.test_coverage import catalogue
from tests.ledger.training.test_likenesses import hashes, matched, searched
from tests.ledger.web import staff_scene

RUN = "/staff/runs/tanabata/"
PAGES = [f"{RUN}alarm/", f"{RUN}likenesses/", f"{RUN}declared/", f"{RUN}usage.csv", f"{RUN}usage.parquet"]
ALARM_QUERIES, LIKENESS_QUERIES = 13, 11
DECISION = {"decided": "repeated_without", "words": "Done again without it."}


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_contributors_do_not_enter(april: April, page: str) -> None:
    assert staff_scene.stranger().get(page).headers["Location"] == f"/login/?next={page}"
    zoe = staff_scene.contributor()
    assert zoe.get(page).status_code == 403
    assert zoe.post(page, DECISION).status_code in (403, 405)
    assert not AlarmDecision.objects.exists()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look(april: April, page: str, role: Role) -> None:
    assert staff_scene.client_of(hire("somebody", roles=[role])).get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_run_that_is_not_there_is_not_found(april: April, page: str) -> None:
    eve = staff_scene.client_of(staff_scene.eve())
    assert eve.get(page.replace("tanabata", "nobody")).status_code == 404
    assert eve.put(page).status_code == 405


def test_a_table_of_no_known_form_is_not_found(april: April) -> None:
    assert staff_scene.client_of(staff_scene.eve()).get(f"{RUN}usage.xlsx").status_code == 404


def alarmed(april: April, pictures: int = 1) -> None:
    """So many of Ada's pictures had been withdrawn before the freeze."""
    for image in april.images[:pictures]:
        review.withdraw(Image.objects.get(pk=image.pk), by=april.house.bo, at=story.CLEARED_AT)
    usage.match(april.run, at=story.NOON)


def test_the_alarm_names_pictures_and_givers_and_is_resolved_by_an_approver(april: April) -> None:
    alarmed(april)
    dee = staff_scene.client_of(april.house.dee)
    page = dee.get(f"{RUN}alarm/").content.decode()
    assert "Nobody has resolved it." in page
    assert "Ada 0" in page and "<bdi>Ada</bdi>" in page
    assert "It cannot be settled." in dee.get(RUN).content.decode()
    told = dee.post(f"{RUN}alarm/", DECISION, follow=True).content.decode()
    assert "Resolved by dee" in told and "Done again without it." in told
    assert "decided about by dee" in dee.get(RUN).content.decode()
    assert "used withdrawn pictures" not in dee.get("/staff/").content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TREASURER, Role.ADMIN])
def test_nobody_else_resolves_it(april: April, role: Role) -> None:
    alarmed(april)
    somebody = staff_scene.client_of(hire("somebody", roles=[role]))
    assert somebody.post(f"{RUN}alarm/", DECISION).status_code == 403
    assert not AlarmDecision.objects.exists()


@pytest.mark.parametrize("sent", [{"decided": "repeated_without", "words": " "}, {"decided": "burnt", "words": "so"}])
def test_a_decision_without_words_or_of_no_kind_is_none(april: April, sent: Mapping[str, str]) -> None:
    alarmed(april)
    assert staff_scene.client_of(april.house.dee).post(f"{RUN}alarm/", sent).status_code == 200
    assert not AlarmDecision.objects.exists()


def test_a_run_without_an_alarm_takes_no_decision(april: April) -> None:
    told = staff_scene.client_of(april.house.dee).post(f"{RUN}alarm/", DECISION, follow=True).content.decode()
    assert "Nothing was decided." in told
    assert not AlarmDecision.objects.exists()


@pytest.mark.parametrize("pictures", [1, 3])
def test_the_alarm_asks_as_often_for_one_as_for_three(
    april: April, pictures: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alarmed(april, pictures)
    dee = staff_scene.client_of(april.house.dee)
    dee.get(f"{RUN}alarm/")
    with django_assert_num_queries(ALARM_QUERIES):
        dee.get(f"{RUN}alarm/")


def unknown(april: April, folder: Path, copies: int = 1) -> Run:
    """A run of copies of Ada's first picture that nobody gave."""
    pdq = hashes(april.images[0])[0].hex()
    return matched(folder, {f"copy-{number}": Hints(pdq=pdq) for number in range(copies)})


def test_likenesses_are_searched_and_noted(
    april: April, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = unknown(april, tmp_path)
    bo, page = staff_scene.client_of(april.house.bo), "/staff/runs/hoshi/likenesses/"
    assert "Nothing was searched yet." in bo.get(page).content.decode()
    with staff_scene.eager(), django_capture_on_commit_callbacks(execute=True):
        bo.post(page, {"step": "search"})
    told = bo.get(page).content.decode()
    assert "0 of 256 bits (PDQ)" in told and "copy-0" in told and "<bdi>Ada</bdi>" in told
    [found] = Likeness.objects.filter(run=run)
    words = {"step": "yes", "likeness": str(found.pk), f"likeness-{found.pk}-words": "a JPEG of it"}
    told = bo.post(page, words, follow=True).content.decode()
    assert "Yes, this picture: a re-encoded copy" in told and "a JPEG of it" in told and "Noted by bo" in told
    assert usage.refusals(run) == {"unknown": 1}


def test_only_who_looks_notes_or_searches(april: April, tmp_path: Path) -> None:
    searched(run := unknown(april, tmp_path))
    [found] = Likeness.objects.filter(run=run)
    for step in ("search", "yes", "no"):
        answer = staff_scene.client_of(april.house.dee).post(
            "/staff/runs/hoshi/likenesses/", {"step": step, "likeness": str(found.pk)}
        )
        assert answer.status_code == 403
    assert not LikenessNote.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"step": "burn"}, 400),
        ({"step": "yes", "likeness": "x"}, 400),
        ({"step": "yes"}, 400),
        ({"step": "no", "likeness": "999999"}, 404),
    ],
)
def test_a_note_about_nothing_is_none(april: April, sent: Mapping[str, str], status: int) -> None:
    assert staff_scene.client_of(april.house.bo).post(f"{RUN}likenesses/", sent).status_code == status
    assert not LikenessNote.objects.exists()


def test_words_that_are_too_long_are_not_noted(april: April, tmp_path: Path) -> None:
    searched(run := unknown(april, tmp_path))
    [found] = Likeness.objects.filter(run=run)
    sent = {"step": "no", "likeness": str(found.pk), f"likeness-{found.pk}-words": "x" * 501}
    told = staff_scene.client_of(april.house.bo).post("/staff/runs/hoshi/likenesses/", sent, follow=True)
    assert "too long" in told.content.decode()
    assert not LikenessNote.objects.exists()


@pytest.mark.parametrize("copies", [1, 3])
def test_likenesses_ask_as_often_for_one_as_for_three(
    april: April, tmp_path: Path, copies: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    searched(unknown(april, tmp_path, copies))
    bo = staff_scene.client_of(april.house.bo)
    bo.get("/staff/runs/hoshi/likenesses/")
    with django_assert_num_queries(LIKENESS_QUERIES):
        assert bo.get("/staff/runs/hoshi/likenesses/").content.decode().count("copy-") == copies


def test_a_search_before_the_last_matching_says_so(april: April) -> None:
    for _step in likenesses.search(april.run, at=story.CLEARED_AT):
        pass
    told = staff_scene.client_of(april.house.bo).get(f"{RUN}likenesses/").content.decode()
    assert "matched again after this search" in told
    assert LikenessSearch.objects.get(run=april.run).unknown == 0


def test_what_was_declared_and_catalogued_is_shown_beside_what_was_measured(april: April, tmp_path: Path) -> None:
    declaring.keep(april.run, [DeclaredCount("kohya", "birds", 2.0, 3)], name="dataset.toml", at=story.NOON)
    given = {"a": bytes(april.images[0].sha256).hex()}
    coverage.read(april.run, catalogue(tmp_path, given), at=story.NOON)
    cy = staff_scene.client_of(april.house.cy)
    told = cy.get(f"{RUN}declared/").content.decode()
    assert "birds" in told and "dataset.toml" in told and "00000.parquet" in told
    assert "Folders in settings: 1, catalogues: 1" in cy.get(RUN).content.decode()


def test_the_usage_is_taken_away_as_csv_and_parquet(april: April) -> None:
    cy = staff_scene.client_of(april.house.cy)
    answer = cy.get(f"{RUN}usage.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="usage-tanabata.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert pd.read_csv(BytesIO(answer.content))["exposures"].tolist() == [6, 2]
    assert pd.read_parquet(BytesIO(cy.get(f"{RUN}usage.parquet").content))["exposures"].tolist() == [6, 2]
