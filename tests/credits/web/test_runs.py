"""A run's public page."""

from pathlib import Path

import pytest
from django.test import Client

from contributors.models import Image
from credits import publish
from tests import story
from tests.credits import scenes

pytestmark = pytest.mark.django_db


def test_a_run_shows_its_three_drawers_and_their_sum(tmp_path: Path, visitor: Client) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 3, "Museum": 1}), house)
    scenes.from_source(next(image for image in images if image.path.startswith("museum")))
    Image.objects.filter(path="ada-0.png").update(state="declined", reason="too_small", accepted_at=None)
    story.matched(tmp_path / "manifests", images, exposures=5)
    publish.publish(by=scenes.eve(), at=story.NOON)
    page = visitor.get("/runs/tanabata/").content.decode()
    drawers = page.partition("</table>")[0]
    counts = [int(cell.partition(">")[2].partition("<")[0]) for cell in drawers.split('<td class="number"')[1:]]
    assert counts == [10, 5, 5, 20]


def test_a_run_tells_when_it_was_frozen_what_for_and_where_it_is_thanked(tmp_path: Path, visitor: Client) -> None:
    scenes.published(tmp_path)
    page = visitor.get("/runs/tanabata/").content.decode()
    assert "April 15, 2026" in page
    assert "an openly published model" in page
    assert 'href="/credits/1/"' in page
