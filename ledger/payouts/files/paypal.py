"""Writes payments as PayPal payout files: CSV without a heading, one currency each.

Takes payments; gives files of at most 5,000 rows, numbered, the same for the same input. The payout's key
travels as the customer id, by which PayPal's answer is matched. Reading them back is paypal_reader's, which
shares nothing with this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.payouts.files import amounts, sheet

MOST_ROWS = 5_000
MOST_KEY_CHARACTERS = 30
MOST_NOTE_CHARACTERS = 400


class SeveralCurrencies(ValueError):
    """Cannot be written, because a PayPal file holds one currency."""

    def __init__(self, currencies: Sequence[str]) -> None:
        self.currencies = tuple(currencies)
        super().__init__(f"payments in {', '.join(currencies)} cannot share a file: write one currency at a time")


@dataclass(frozen=True)
class Payment:
    """One payout: its key, a mail address or PayPal payer id, minor units, a note or nothing."""

    key: str
    recipient: str
    currency: str
    amount_minor: int
    note: str


def write(payments: Sequence[Payment]) -> tuple[sheet.SheetFile, ...]:
    """Files of at most 5,000 payments, in the order given.

    Raises SeveralCurrencies, sheet.NoPayments, RepeatedKey, NotACell, amounts.CurrencyNotKnown, NothingToPay.
    """
    currencies = sorted({payment.currency for payment in payments})
    if len(currencies) > 1:
        raise SeveralCurrencies(currencies)
    return sheet.write(payments, _row, heading=None, most_rows=MOST_ROWS)


def _row(payment: Payment) -> tuple[str, ...]:
    key = payment.key
    return (
        sheet.exact(key, "recipient", payment.recipient, most=127),
        amounts.text(payment.amount_minor, payment.currency, key=key),
        payment.currency,
        sheet.exact(key, "customer id", key, most=MOST_KEY_CHARACTERS),
        sheet.plain(key, "note", payment.note, most=MOST_NOTE_CHARACTERS) if payment.note else "",
    )
