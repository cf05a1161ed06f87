"""Money as integers: exponents, allocation without loss, and words for people.

Amounts are minor units of a commodity (yen have exponent 0). Nothing here rounds silently: what cannot be
divided is allocated by the largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# ISO 4217 exponents; what is not money (points, tickets) counts whole.
EXPONENTS = {"JPY": 0, "USD": 2, "EUR": 2, "GBP": 2, "KRW": 0}
LARGEST_MINOR = 2**63 - 1


class AmountDoesNotFit(ValueError):
    """The amount is outside what the book can hold (64 bits, or what the caller allows)."""

    def __init__(self, amount_minor: int, largest_minor: int = LARGEST_MINOR) -> None:
        super().__init__(f"the amount {amount_minor} does not fit: give one between 1 and {largest_minor}")
        self.amount_minor = amount_minor
        self.largest_minor = largest_minor


class NothingToShare(ValueError):
    """An amount cannot be shared where no unit was counted."""

    def __init__(self) -> None:
        super().__init__("nothing to share by: no image counted for a single unit")


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody's units of a whole; ``key`` breaks ties, the lower first."""

    key: int
    units: int


def fits(amount_minor: int, *, largest_minor: int = LARGEST_MINOR) -> int:
    """The amount itself where it is positive and small enough; AmountDoesNotFit otherwise."""
    if not 1 <= amount_minor <= largest_minor:
        raise AmountDoesNotFit(amount_minor, largest_minor)
    return amount_minor


def allocate(amount_minor: int, shares: Sequence[Share]) -> list[int]:
    """Share ``amount_minor`` by units with the largest-remainder (Hamilton) method; the parts sum to it exactly.

    Leftover units go to the largest remainders, ties to the lower key. Raises NothingToShare where no share has
    units and the amount is not zero.
    """
    total = sum(share.units for share in shares)
    if total == 0:
        if amount_minor == 0:
            return [0] * len(shares)
        raise NothingToShare
    parts = [amount_minor * share.units // total for share in shares]
    by_remainder = sorted(
        range(len(shares)),
        key=lambda place: (-(amount_minor * shares[place].units % total), shares[place].key),
    )
    for place in by_remainder[: amount_minor - sum(parts)]:
        parts[place] += 1
    return parts


def exponent(commodity: str) -> int:
    """Decimal places of a commodity (ISO 4217); 0 for what is not money."""
    return EXPONENTS.get(commodity, 0)


def decimal_text(amount_minor: int, commodity: str) -> str:
    """The amount as a plain decimal: 1234 minor units of USD are ``12.34``."""
    places = exponent(commodity)
    sign = "-" if amount_minor < 0 else ""
    digits = str(abs(amount_minor)).rjust(places + 1, "0")
    return f"{sign}{digits[: len(digits) - places]}" + (f".{digits[-places:]}" if places else "")
