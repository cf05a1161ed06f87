"""Writes transfers as a Zengin 総合振込 file, in records of 120 bytes.

Takes who pays, the transfers and the day; gives the bytes, the same for the same input, or refuses and gives
none. Layout and limits: record formats of the Japanese Bankers Association, kind 21. How one bank deviates is
its profile. Whether banks and branches exist is for the caller and for the reader, which shares nothing with
this module.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.payouts import bank_days
from ledger.payouts.files import kana

AccountKind = Literal["ordinary", "current", "savings", "other"]
PayerAccountKind = Literal["ordinary", "current", "other"]

MOST_TRANSFERS = 999_999
MOST_YEN_IN_ONE = 9_999_999_999
MOST_YEN_IN_ALL = 999_999_999_999

_KIND_DIGITS: dict[AccountKind, str] = {"ordinary": "1", "current": "2", "savings": "4", "other": "9"}
_ACCOUNT_NUMBER = re.compile(r"[0-9]{1,7}")
_LINE_ENDS: dict[Literal["crlf", "none"], bytes] = {"crlf": b"\r\n", "none": b""}
_CLEARING_HOUSES: dict[Literal["zeros", "spaces"], bytes] = {"zeros": b"0000", "spaces": b"    "}


class NoTransfers(ValueError):
    """Cannot be written, because a file without a transfer is not one."""

    def __init__(self) -> None:
        super().__init__("there is nobody to pay: a file needs at least one transfer")


class TooManyTransfers(ValueError):
    """Cannot be written, because the trailer counts six digits."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} transfers are more than the {MOST_TRANSFERS} of one file: split the batch")


class TotalDoesNotFit(ValueError):
    """Cannot be written, because the trailer's total has twelve digits."""

    def __init__(self, total_yen: int) -> None:
        self.total_yen = total_yen
        super().__init__(f"{total_yen} yen are more than the {MOST_YEN_IN_ALL} of one file: split the batch")


class AmountDoesNotFit(ValueError):
    """Cannot be written, because a transfer moves one yen at least and ten digits at most."""

    def __init__(self, key: str, amount_yen: int) -> None:
        self.key, self.amount_yen = key, amount_yen
        super().__init__(f"transfer {key} of {amount_yen} yen is not within 1 to {MOST_YEN_IN_ONE} yen: correct it")


class DuplicateKey(ValueError):
    """Cannot be written, because the bank's answer could not be told apart for two transfers with one key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"two transfers carry the key {key}: each payout has its own")


class BadAccountNumber(ValueError):
    """Cannot be written, because an account number has one to seven digits."""

    def __init__(self, whose: str, account_number: str) -> None:
        self.whose, self.account_number = whose, account_number
        super().__init__(f"the account number of {whose} is not one to seven digits: ask for it as in the bank book")


class BadCode(ValueError):
    """Cannot be written, because a code or key does not have exactly the digits its field holds."""

    def __init__(self, whose: str, name: str, text: str, digits: int) -> None:
        self.whose, self.name, self.text, self.digits = whose, name, text, digits
        super().__init__(f"the {name} {text!r} of {whose} is not {digits} digits: correct it")


class BadAccountKind(ValueError):
    """Cannot be written, because the layout has no digit for this kind of account here."""

    def __init__(self, whose: str, account_kind: str) -> None:
        self.whose, self.account_kind = whose, account_kind
        super().__init__(f"{whose} has an account of kind {account_kind!r}: the layout has no digit for it")


class NotABankDay(ValueError):
    """Cannot be written, because banks move no money on that day."""

    def __init__(self, day: date) -> None:
        self.day, self.next_on = day, bank_days.on_or_after(day)
        super().__init__(f"{day} is no bank day: the next one is {self.next_on}")


@dataclass(frozen=True)
class Payer:
    """Who pays: the ten digits the bank gave, the name in kana (40 bytes), the account debited."""

    code: str
    name_kana: str
    bank_code: str
    bank_name_kana: str
    branch_code: str
    branch_name_kana: str
    account_kind: PayerAccountKind
    account_number: str


@dataclass(frozen=True)
class Transfer:
    """One payout: a key of 20 digits, the account, its holder in kana (cut at 30 bytes), whole yen."""

    key: str
    bank_code: str
    bank_name_kana: str
    branch_code: str
    branch_name_kana: str
    account_kind: AccountKind
    account_number: str
    holder_kana: str
    amount_yen: int


@dataclass(frozen=True)
class BankProfile:
    """What banks agree differently on: line ends, bank and branch names, the unused clearing-house number,
    the transfer's class (7 by wire, 0 where a bank fixes it itself), and a final byte 0x1A."""

    line_end: Literal["crlf", "none"] = "crlf"
    name_fields: bool = True
    telegraph_code: Literal["7", "8", "0"] = "7"
    clearing_house: Literal["zeros", "spaces"] = "zeros"
    final_mark: bool = False


PLAIN_PROFILE = BankProfile()


def write(
    payer: Payer, transfers: Sequence[Transfer], *, transfer_on: date, profile: BankProfile = PLAIN_PROFILE
) -> bytes:
    """The file's bytes, JIS X 0201, in the order given.

    Raises NoTransfers, TooManyTransfers, TotalDoesNotFit, AmountDoesNotFit, DuplicateKey, BadAccountNumber,
    BadCode, BadAccountKind, NotABankDay, and from the names KanaNotAllowed, LoneVoicingMark, NothingToSpell.
    """
    _refuse_batch(transfers, transfer_on)
    spelled = _BankNames(profile.name_fields)
    records = [_header(payer, transfer_on, spelled)]
    records.extend(_line(transfer, profile, spelled) for transfer in transfers)
    records += [_trailer(transfers), b"9".ljust(120)]
    line_end = _LINE_ENDS[profile.line_end]
    return line_end.join(records) + line_end + (b"\x1a" if profile.final_mark else b"")


def _refuse_batch(transfers: Sequence[Transfer], transfer_on: date) -> None:
    if not transfers:
        raise NoTransfers
    if len(transfers) > MOST_TRANSFERS:
        raise TooManyTransfers(len(transfers))
    if not bank_days.is_bank_day(transfer_on):
        raise NotABankDay(transfer_on)
    _refuse_amounts(transfers)
    _refuse_same_keys(transfer.key for transfer in transfers)


def _refuse_amounts(transfers: Sequence[Transfer]) -> None:
    for transfer in transfers:
        if not 1 <= transfer.amount_yen <= MOST_YEN_IN_ONE:
            raise AmountDoesNotFit(transfer.key, transfer.amount_yen)
    total_yen = sum(transfer.amount_yen for transfer in transfers)
    if total_yen > MOST_YEN_IN_ALL:
        raise TotalDoesNotFit(total_yen)


def _refuse_same_keys(keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise DuplicateKey(key)
        seen.add(key)


class _BankNames:
    """Fifteen bytes for each bank or branch name, spelled once per name: thousands of payees share a bank."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted
        self._spelled: dict[str, bytes] = {}

    def field(self, name_kana: str) -> bytes:
        if name_kana not in self._spelled:
            self._spelled[name_kana] = self._fresh(name_kana)
        return self._spelled[name_kana]

    def _fresh(self, name_kana: str) -> bytes:
        if not self._wanted:
            return b" " * 15
        return kana.to_zengin_kana(name_kana, kind="bank name", width=15).ljust(15)


def _header(payer: Payer, transfer_on: date, spelled: _BankNames) -> bytes:
    whose = "the payer"
    return b"".join((
        b"1210",
        _digits(payer.code, 10, whose, "payer code"),
        kana.to_zengin_kana(payer.name_kana, width=40).ljust(40),
        transfer_on.strftime("%m%d").encode("ascii"),
        _digits(payer.bank_code, 4, whose, "bank code"),
        spelled.field(payer.bank_name_kana),
        _digits(payer.branch_code, 3, whose, "branch code"),
        spelled.field(payer.branch_name_kana),
        _payer_kind(payer),
        _account_number(payer.account_number, whose),
        b" " * 17,
    ))  # fmt: skip


def _line(transfer: Transfer, profile: BankProfile, spelled: _BankNames) -> bytes:
    whose = transfer.key
    return b"".join((
        b"2",
        _digits(transfer.bank_code, 4, whose, "bank code"),
        spelled.field(transfer.bank_name_kana),
        _digits(transfer.branch_code, 3, whose, "branch code"),
        spelled.field(transfer.branch_name_kana),
        _CLEARING_HOUSES[profile.clearing_house],
        _kind(transfer.account_kind, whose),
        _account_number(transfer.account_number, whose),
        kana.to_zengin_kana(transfer.holder_kana, width=30).ljust(30),
        b"%010d" % transfer.amount_yen,
        b"0",
        _digits(transfer.key, 20, whose, "key"),
        profile.telegraph_code.encode("ascii"),
        b" " * 8,
    ))  # fmt: skip


def _trailer(transfers: Sequence[Transfer]) -> bytes:
    total_yen = sum(transfer.amount_yen for transfer in transfers)
    return (b"8%06d%012d" % (len(transfers), total_yen)).ljust(120)


def _digits(text: str, count: int, whose: str, name: str) -> bytes:
    if len(text) != count or not (text.isascii() and text.isdigit()):
        raise BadCode(whose, name, text, count)
    return text.encode("ascii")


def _account_number(text: str, whose: str) -> bytes:
    if not _ACCOUNT_NUMBER.fullmatch(text):
        raise BadAccountNumber(whose, text)
    return text.rjust(7, "0").encode("ascii")


def _kind(account_kind: AccountKind, whose: str) -> bytes:
    digit = _KIND_DIGITS.get(account_kind)
    if digit is None:
        raise BadAccountKind(whose, account_kind)
    return digit.encode("ascii")


def _payer_kind(payer: Payer) -> bytes:
    digit = _kind(payer.account_kind, "the payer")
    if digit == b"4":
        raise BadAccountKind("the payer", payer.account_kind)
    return digit
