"""The key of a payout: 20 digits that exist before any file and come back with the bank's answer."""

from datetime import date


class KeyDoesNotFit(ValueError):
    """Ten digits hold the contributor, two the batch."""

    def __init__(self, contributor_id: int, number: int) -> None:
        super().__init__(f"contributor {contributor_id} in batch {number} does not fit into a payout key")


def payout_key(*, month: date, number: int, contributor_id: int) -> str:
    """YYYYMM, batch number (3 digits), contributor (10 digits), and a check digit by Luhn (ISO/IEC 7812-1).

    Raises KeyDoesNotFit.
    """
    if not (0 <= contributor_id < 10**10 and 0 <= number < 1000):
        raise KeyDoesNotFit(contributor_id, number)
    digits = f"{month:%Y%m}{number:03d}{contributor_id:010d}"
    return digits + str(luhn(digits))


def is_payout_key(text: str) -> bool:
    """Whether ``text`` is 20 digits with the right check digit."""
    return len(text) == 20 and text.isascii() and text.isdigit() and luhn(text[:-1]) == int(text[-1])


def luhn(digits: str) -> int:
    """The digit that makes the Luhn sum of ``digits`` and itself a multiple of ten."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10
