"""April before its settlement, built once: Ada gave three pictures and Ann one, a run used each twice, all matched.

Tests that need more settle, close and pay through the rooms, which takes milliseconds; drawing and recognising
pictures takes seconds and is done once for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contributors.models import Contributor, Image, User
from ledger import months
from ledger.models import Batch, Run, Settlement
from tests import story


@dataclass(frozen=True)
class April:
    """Who and what is there. ``folder`` holds the archive, the manifests and the store."""

    house: story.Staff
    ada: Contributor
    ann: Contributor
    images: Sequence[Image]
    run: Run
    folder: Path

    @property
    def cy(self) -> User:
        """The treasurer."""
        return self.house.cy

    def settled(self, *, pool_yen: int = story.POOL_YEN) -> Settlement:
        """The run settled from a pool."""
        return story.settled(self.run, self.house, pool_yen=pool_yen)

    def closed(self) -> months.MonthEnd:
        """Settled and closed."""
        self.settled()
        return story.closed(self.house)

    def prepared(self) -> Batch:
        """Closed, and its payouts prepared by Cy."""
        self.closed()
        return story.prepared(self.house)

    def approved(self) -> Batch:
        """Prepared, and approved by Dee."""
        return story.approved(self.prepared(), self.house)


def build(folder: Path) -> April:
    """Reach the state in an empty database."""
    house = story.staff()
    images = story.given(story.gallery(folder / "archive", {"Ada": 3, "Ann": 1}), house)
    run = story.matched(folder / "manifests", images)
    ada, ann = Contributor.objects.get(name="Ada"), Contributor.objects.get(name="Ann")
    story.with_accounts([ada, ann])
    return April(house, ada, ann, images, run, folder)
