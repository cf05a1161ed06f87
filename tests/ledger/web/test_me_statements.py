"""Statements and their proofs: figures and papers for their owner, and a proof for anyone that names nobody."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributors import people
from contributors.models import Contributor
from ledger.book import heads, merkle, verify_proof
from ledger.models import Closing, Period, Seal, SealLeaf, Statement
from ledger.statements import drawing
from tests import story
from tests.contributors.web import contributor_scene as scene

pytestmark = pytest.mark.django_db


def closed_month(folder: Path, *, drawn: bool = True) -> tuple[Contributor, Statement]:
    """Ada, who can sign in, and her statement of a closed month."""
    now = story.month(folder)
    story.closed(now.house)
    if drawn:
        assert sum(drawing.draw(story.MONTH, at=story.NOON)) == 2
    ada = Contributor.objects.get(name="Ada")
    people.sign_in_as(ada, "ada", password=scene.PASSWORD)
    return ada, Statement.objects.get(contributor=ada)


def more(statement: Statement, months: int) -> None:
    """More statements of the same person, of later months, without a seal."""
    for place in range(1, months + 1):
        period = Period.objects.create(month=statement.closing_id.replace(year=2026 + place))
        closing = Closing.objects.create(
            period=period, entries=0, closed_at=story.NOON, closed_by=statement.closing.closed_by
        )
        Statement.objects.create(
            number=1_000 + place,
            token=f"00000000-0000-4000-8000-{place:012d}",
            closing=closing,
            contributor_id=statement.contributor_id,
            commodity="JPY",
            opening_minor=0,
            rewarded_minor=0,
            adjusted_minor=0,
            paid_out_minor=0,
            closing_minor=0,
            canonical=b"{}",
        )


def test_the_list_tells_the_figures_and_leads_to_paper_and_proof(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path)
    page = scene.of(ada).get("/me/statements/").content.decode()
    assert '<data value="75000">75,000</data>' in page
    assert f"/me/statements/{statement.token}/paper" in page
    assert f"/proof/{statement.token}/" in page


def test_the_paper_is_the_stored_one(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path)
    answer = scene.of(ada).get(f"/me/statements/{statement.token}/paper")
    assert answer.content == drawing.content_of(statement)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="henrei-2026-04-000001.pdf"'


def test_a_paper_that_is_not_drawn_yet_says_so_and_is_not_found(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path, drawn=False)
    browser = scene.of(ada)
    assert "PDF not drawn yet" in browser.get("/me/statements/").content.decode()
    assert browser.get(f"/me/statements/{statement.token}/paper").status_code == 404


def test_an_empty_list_says_what_will_stand_there() -> None:
    assert "There is no statement yet" in scene.of(scene.people_alone().ada).get("/me/statements/").content.decode()


def test_one_statement_and_three_take_as_many_queries(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path)
    browser, counts = scene.of(ada), []
    for count in (0, 2):
        more(statement, count)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/me/statements/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_long_lists_come_a_page_at_a_time(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path)
    more(statement, 24)
    browser = scene.of(ada)
    assert browser.get("/me/statements/").content.decode().count("<tr>") == 1 + 24
    assert browser.get("/me/statements/?page=2").content.decode().count("<tr>") == 1 + 1


def test_the_proof_tells_the_place_under_the_seal_to_anyone(tmp_path: Path) -> None:
    _ada, statement = closed_month(tmp_path)
    answer = scene.browser().get(f"/proof/{statement.token}/")
    page, seal = answer.content.decode(), Seal.objects.get()
    leaf = SealLeaf.objects.get(kind="statement", subject_id=statement.pk)
    assert merkle.leaf_hash(bytes(statement.canonical)).hex() in page
    assert bytes(seal.head).hex() in page
    assert f"{leaf.index + 1} of {seal.tree_size}" in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page


def test_the_proof_names_nobody(tmp_path: Path) -> None:
    ada, statement = closed_month(tmp_path)
    Contributor.objects.filter(pk=ada.pk).update(name="Larkspurine")
    for address in (f"/proof/{statement.token}/", f"/proof/{statement.token}/file"):
        told = scene.browser().get(address).content.decode()
        assert "Larkspurine" not in told
        assert ada.handle not in told


def test_the_proof_file_proves_without_us(tmp_path: Path) -> None:
    _ada, statement = closed_month(tmp_path)
    answer = scene.browser().get(f"/proof/{statement.token}/file")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="henrei-proof-2026-04-')
    assert json.loads(answer.content)["schema"] == heads.SCHEMA
    file = tmp_path / "proof.json"
    file.write_bytes(answer.content)
    published = bytes(Seal.objects.get().head).hex()
    script = Path(settings.ROOT) / "ledger" / "book" / Path(verify_proof.__file__).name
    checked = subprocess.run(
        [sys.executable, str(script), str(file), "--head", published], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_a_statement_without_its_seal_has_no_proof(tmp_path: Path) -> None:
    _ada, statement = closed_month(tmp_path)
    more(statement, 1)
    unsealed = Statement.objects.get(number=1_001)
    assert scene.browser().get(f"/proof/{unsealed.token}/").status_code == 404
    assert scene.browser().get(f"/proof/{unsealed.token}/file").status_code == 404
