"""Editions and credits in Django's admin: administrators look, nobody changes."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from credits.models import Credit
from tests.credits import scenes

pytestmark = pytest.mark.django_db
LISTS = ["admin:credits_edition_changelist", "admin:credits_credit_changelist"]


def test_administrators_look_at_the_lists_and_reviewers_do_not(tmp_path: Path, visitor: Client) -> None:
    scene = scenes.published(tmp_path)
    visitor.force_login(scene.eve)
    assert [visitor.get(reverse(name)).status_code for name in LISTS] == [200, 200]
    visitor.force_login(scene.house.bo)
    assert [visitor.get(reverse(name)).status_code for name in LISTS] == [403, 403]


@pytest.mark.parametrize("action", ["change", "delete"])
def test_nothing_is_changed_or_deleted_there(tmp_path: Path, visitor: Client, action: str) -> None:
    visitor.force_login(scenes.published(tmp_path).eve)
    credit = Credit.objects.order_by("id").first()
    assert credit is not None
    before = list(Credit.objects.order_by("id").values())
    answer = visitor.post(reverse(f"admin:credits_credit_{action}", args=[credit.pk]), {"images": 99, "post": "yes"})
    assert answer.status_code == 403
    assert list(Credit.objects.order_by("id").values()) == before


def test_nothing_is_added_there(tmp_path: Path, visitor: Client) -> None:
    visitor.force_login(scenes.published(tmp_path).eve)
    assert visitor.get(reverse("admin:credits_edition_add")).status_code == 403
