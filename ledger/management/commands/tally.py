"""tally: keep sums of finished transactions, so that balances of any moment are found fast; for a timer."""

from collections.abc import Mapping

from contributors.management import door
from ledger.book import tallies


class Command(door.Door):
    """Changes no answer. Asked twice, done once."""

    help = "Tally what was posted since the last time; run it hourly where there is much."

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Catch up, whatever there is."""
        return {"tallies": tallies.catch_up(least_legs=1)}
