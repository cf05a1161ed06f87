"""The whole route in small, through the rooms."""

from pathlib import Path

import pytest

from ledger import proving
from ledger.book import balances
from ledger.payouts import batches
from tests import story


@pytest.mark.django_db
def test_a_month_goes_from_pictures_to_a_bank_file_and_proves(tmp_path: Path) -> None:
    month = story.month(tmp_path)
    story.closed(month.house)
    batch = story.approved(story.prepared(month.house), month.house)
    file = batches.export(batch, at=story.NOON)
    assert {reward.amount_minor for reward in month.settlement.rewards.all()} == {75_000, 25_000}
    assert file.total_minor == 100_000 - 7_657 - 2_552
    assert sum(balance.amount_minor for balance in balances.trial_balance()) == 0
    assert list(proving.broken()) == []
