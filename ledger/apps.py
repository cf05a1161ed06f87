"""The app of what was used, owed, paid and told."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Runs, rewards, the book, payouts and statements."""

    name = "ledger"
