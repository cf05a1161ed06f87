"""The proof page, and the script that it hands out."""

from pathlib import Path

import pytest
from django.test import Client

from ledger.book import verify_proof
from ledger.models import Seal
from tests import story

pytestmark = pytest.mark.django_db


def test_every_sealed_month_stands_with_its_whole_head(tmp_path: Path, visitor: Client) -> None:
    story.closed(story.month(tmp_path).house)
    page = visitor.get("/proof/").content.decode()
    assert f'<code class="head-digits">{bytes(Seal.objects.get().head).hex()}</code>' in page
    assert "April 2026" in page


def test_before_the_first_seal_the_page_says_so(visitor: Client) -> None:
    assert "No month is sealed yet" in visitor.get("/proof/").content.decode()


def test_the_script_is_handed_out_byte_for_byte(visitor: Client) -> None:
    answer = visitor.get("/proof/verify_proof.py")
    assert answer.content == Path(verify_proof.__file__).read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="verify_proof.py"'
