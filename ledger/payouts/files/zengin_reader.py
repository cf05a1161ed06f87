"""Reads Zengin 総合振込 files back, ours or anyone's, into values.

Takes a file's bytes and gives what the file says of itself, believed as it stands; whether that is sound
(totals, banks, days, spelling) is zengin_validator's to say. Shares nothing with the writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from ledger.payouts.files import zengin_records
from ledger.payouts.files.zengin_records import Fault

AccountKind = Literal["ordinary", "current", "savings", "other"]

_MOST_FAULTS_TOLD = 1_000
_ACCOUNT_KINDS: dict[bytes, AccountKind] = {b"1": "ordinary", b"2": "current", b"4": "savings", b"9": "other"}


class Unreadable(ValueError):
    """Cannot be read, because the bytes do not follow the layout; carries the faults found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"this is no Zengin transfer file as it stands, {self.faults[0]}: have it written again")


@dataclass(frozen=True)
class Header:
    """Who pays and when; the layout gives a month and a day but no year. Names in half-width kana."""

    payer_code: str
    payer_name: str
    month: int
    day: int
    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_kind: AccountKind
    account_number: str


@dataclass(frozen=True)
class Transfer:
    """One payment as the file has it: names in half-width kana, whole yen, the 20 bytes after the amount.

    Those are the two customer codes (our payout key), or EDI text where `holds_edi`.
    """

    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_kind: AccountKind
    account_number: str
    holder_name: str
    amount_yen: int
    key: str
    holds_edi: bool


@dataclass(frozen=True)
class Trailer:
    """What the file says of itself: how many transfers, and their sum in yen."""

    count: int
    total_yen: int


@dataclass(frozen=True)
class ZenginFile:
    """A whole file, transfers in their order."""

    header: Header
    transfers: tuple[Transfer, ...]
    trailer: Trailer


def read(content: bytes) -> ZenginFile:
    """What the file says, believed as it stands; soundness is not looked at. Raises Unreadable."""
    cut = zengin_records.cut(content)
    faults = cut.faults or tuple(islice(zengin_records.syntax_faults(cut.records), _MOST_FAULTS_TOLD))
    if faults:
        raise Unreadable(faults)
    transfers = tuple(transfer(record) for record in cut.records[1:-2])
    return ZenginFile(header(cut.records[0]), transfers, trailer(cut.records[-2]))


def header(record: bytes) -> Header:
    """The values of a header record that has no syntax fault."""
    return Header(
        payer_code=_text(record[4:14]),
        payer_name=_text(record[14:54]),
        month=int(record[54:56]),
        day=int(record[56:58]),
        bank_code=_text(record[58:62]),
        bank_name=_text(record[62:77]),
        branch_code=_text(record[77:80]),
        branch_name=_text(record[80:95]),
        account_kind=_ACCOUNT_KINDS[record[95:96]],
        account_number=_text(record[96:103]),
    )


def transfer(record: bytes) -> Transfer:
    """The values of a transfer record that has no syntax fault."""
    return Transfer(
        bank_code=_text(record[1:5]),
        bank_name=_text(record[5:20]),
        branch_code=_text(record[20:23]),
        branch_name=_text(record[23:38]),
        account_kind=_ACCOUNT_KINDS[record[42:43]],
        account_number=_text(record[43:50]),
        holder_name=_text(record[50:80]),
        amount_yen=int(record[80:90]),
        key=_text(record[91:111]),
        holds_edi=record[112:113] == b"Y",
    )


def trailer(record: bytes) -> Trailer:
    """The values of a trailer record that has no syntax fault."""
    return Trailer(count=int(record[1:7]), total_yen=int(record[7:19]))


def _text(held: bytes) -> str:
    return held.decode("cp932").rstrip(" ")
