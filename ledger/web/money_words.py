"""Amounts as pages show them: digits in groups, and the unit in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledger.book import money


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount for `components/money.html`: as shown, its unit's word, and the integer for machines."""

    shown: str
    unit: str
    minor: int

    def __str__(self) -> str:
        """In a sentence: ``4,212 yen``."""
        return _("%(amount)s %(unit)s") % {"amount": self.shown, "unit": self.unit}


def amount(minor: int, commodity: str) -> Amount:
    """``minor`` minor units of a commodity; thousands stand in groups."""
    whole, dot, rest = money.decimal_text(minor, commodity).partition(".")
    return Amount(f"{int(whole):,}{dot}{rest}" if whole != "-0" else f"-0{dot}{rest}", unit(commodity), minor)


def unit(commodity: str) -> str:
    """The word beside the digits; what is not the yen keeps its code."""
    return _("yen") if commodity == "JPY" else commodity
