"""payouts by command: what the bank's file has no room for."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests import story
from tests.route import census


@pytest.mark.django_db
def test_a_payout_above_the_banks_field_is_refused_before_anybody_approves_it(tmp_path: Path) -> None:
    house = story.staff()
    images = story.given(story.gallery(tmp_path / "archive", {"Ada": 1}), house)
    settlement = story.settled(story.matched(tmp_path / "manifests", images), house, pool_yen=20_000_000_000)
    story.with_accounts([reward.contributor for reward in settlement.rewards.all()])
    story.closed(house)
    before = census.held()
    with pytest.raises(CommandError, match="is not within 1 to 9999999999 yen"):
        call_command("payouts", "prepare", "2026-04", "--by", "cy", "--transfer-on", "2026-05-28")
    assert census.held() == before
