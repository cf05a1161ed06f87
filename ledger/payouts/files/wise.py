"""Writes payments as Wise batch files: CSV with a heading, at most 1,000 rows each, numbered.

Takes payments; gives files, the same for the same input. The payout's key travels as the payment reference,
by which Wise's answer is matched. Reading them back is wise_reader's, which shares nothing with this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ledger.payouts.files import amounts, sheet

MOST_ROWS = 1_000
HEADING = (
    "name",
    "recipientEmail",
    "recipientDetail",
    "sourceCurrency",
    "targetCurrency",
    "amountCurrency",
    "amount",
    "paymentReference",
)


@dataclass(frozen=True)
class Payment:
    """One payout: its key, who gets it, and minor units of the source or the target currency.

    `detail` is Wise's own identifier of a recipient it knows already, or empty: Wise then asks by mail.
    """

    key: str
    name: str
    email: str
    detail: str
    source_currency: str
    target_currency: str
    amount_in: Literal["source", "target"]
    amount_minor: int


def write(payments: Sequence[Payment]) -> tuple[sheet.SheetFile, ...]:
    """Files of at most 1,000 payments, in the order given.

    Raises sheet.NoPayments, RepeatedKey, NotACell, amounts.CurrencyNotKnown, NothingToPay.
    """
    return sheet.write(payments, _row, heading=HEADING, most_rows=MOST_ROWS)


def _row(payment: Payment) -> tuple[str, ...]:
    key = payment.key
    amounts.refuse_unknown(payment.source_currency)
    amounts.refuse_unknown(payment.target_currency)
    counted_in = payment.source_currency if payment.amount_in == "source" else payment.target_currency
    return (
        sheet.plain(key, "name", payment.name, most=140),
        _email(payment),
        sheet.exact(key, "recipient detail", payment.detail, most=140) if payment.detail else "",
        payment.source_currency,
        payment.target_currency,
        payment.amount_in,
        amounts.text(payment.amount_minor, counted_in, key=key),
        sheet.exact(key, "payment reference", key, most=35),
    )


def _email(payment: Payment) -> str:
    email = sheet.exact(payment.key, "mail address", payment.email, most=254)
    if "@" not in email:
        raise sheet.NotACell(payment.key, "mail address", email)
    return email
