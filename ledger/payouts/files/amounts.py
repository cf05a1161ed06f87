"""Amounts as payment files write them: a plain decimal of exactly the currency's places, no separators.

Takes minor units and a currency; gives text, or refuses a currency whose places the book does not know:
a wrong exponent pays a hundredfold.
"""

from ledger.book import money


class CurrencyNotKnown(ValueError):
    """Cannot be written, because the book has no decimal places for this currency."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        known = ", ".join(sorted(money.EXPONENTS))
        super().__init__(f"no decimal places are known for {currency!r}: pay in one of {known}, or add it there")


class NothingToPay(ValueError):
    """Cannot be written, because a payment moves one minor unit at least."""

    def __init__(self, key: str, amount_minor: int) -> None:
        self.key, self.amount_minor = key, amount_minor
        super().__init__(f"payment {key} is of {amount_minor} minor units: leave it out or correct it")


def text(amount_minor: int, currency: str, *, key: str) -> str:
    """The amount of the payment `key`. Raises CurrencyNotKnown, NothingToPay."""
    refuse_unknown(currency)
    if amount_minor < 1:
        raise NothingToPay(key, amount_minor)
    return money.decimal_text(amount_minor, currency)


def refuse_unknown(currency: str) -> None:
    """Raises CurrencyNotKnown for a currency without an entry in the book's table of exponents."""
    if currency not in money.EXPONENTS:
        raise CurrencyNotKnown(currency)
