"""trial_balance: every account's balance as of any moment, on both axes."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.core.management.base import CommandParser

from contributors.management import door
from ledger.book import balances


class Command(door.Door):
    """Reads only."""

    help = "Show every account's balance, as of now or of any moment."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both bounds."""
        super().add_arguments(parser)
        parser.add_argument("--effective-before", type=door.day, help="leave out entries of this day and later")
        parser.add_argument("--recorded-before", type=door.moment, help="leave out what was recorded then or later")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Add up."""
        recorded_before = options["recorded_before"]
        found = balances.trial_balance(
            effective_before=door.chosen_day(options, "effective_before"),
            recorded_before=recorded_before if isinstance(recorded_before, datetime) else None,
        )
        sums: Counter[str] = Counter()
        for row in found:
            sums[row.commodity] += row.amount_minor
        return {
            "accounts": [
                {"account": row.account, "commodity": row.commodity, "amount": row.amount_minor} for row in found
            ],
            "sums": dict(sorted(sums.items())),
        }
