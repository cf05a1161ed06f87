"""The chart of accounts: which account a fact touches. Names only; opening them is the journal's work."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["asset", "liability", "payable", "income", "expense", "equity"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, order=True)
class AccountName:
    """What an account is called, and in which commodity it is kept."""

    code: str
    kind: Kind
    commodity: str
    contributor_id: int | None = None


def named(code: str, kind: str, commodity: str, contributor_id: int | None) -> AccountName:
    """An account as the book has it. Raises ValueError for a kind that no account has."""
    return AccountName(code, KINDS[KINDS.index(kind)], commodity, contributor_id)


def payable(contributor_id: int, commodity: str) -> AccountName:
    """What we owe one contributor."""
    return AccountName(f"liabilities:payable:{contributor_id}", "payable", commodity, contributor_id)


def rewards(commodity: str) -> AccountName:
    """What rewards cost the organiser."""
    return AccountName("expenses:rewards", "expense", commodity)


def fees(commodity: str) -> AccountName:
    """Bank fees that payees bear come back here."""
    return AccountName("income:fees", "income", commodity)


def transfers(commodity: str) -> AccountName:
    """Payouts approved and not yet answered by the bank."""
    return AccountName("liabilities:transfers", "liability", commodity)


def withholding(commodity: str) -> AccountName:
    """Income tax withheld, due to the tax office by the 10th of the following month."""
    return AccountName("liabilities:withholding", "liability", commodity)


def bank(commodity: str) -> AccountName:
    """The account that payouts leave from."""
    return AccountName("assets:bank", "asset", commodity)
