"""Writes transfers as an ISO 20022 customer credit transfer initiation, pain.001.001.09.

Takes who pays, the payments, the day, and the moment the batch was made; gives XML bytes, the same for the
same input, message id included. Japanese accounts follow the JPZGN clearing profile, others are IBANs.
Validating by the ISO schema is the caller's; reading back is pain001_reader's, which shares nothing here.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from xml.etree import ElementTree

from ledger.book import money
from ledger.payouts import bank_days
from ledger.payouts.files import amounts

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MOST_NAME_CHARACTERS = 140

AccountKind = Literal["ordinary", "current", "savings", "other"]
FeeBearer = Literal["payer", "payee", "shared"]

_KIND_DIGITS: dict[AccountKind, str] = {"ordinary": "1", "current": "2", "savings": "4", "other": "9"}
_FEE_BEARERS: dict[FeeBearer, str] = {"payer": "DEBT", "payee": "CRED", "shared": "SHAR"}
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")


class NothingToInitiate(ValueError):
    """Cannot be written, because a message needs a payment."""

    def __init__(self) -> None:
        super().__init__("there is nobody to pay: a message needs at least one payment")


class RepeatedEndToEndId(ValueError):
    """Cannot be written, because the answer could not be told apart for two payments with one key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"two payments carry the key {key}: each payout has its own")


class BadParty(ValueError):
    """Cannot be written, because a name, code or account number is not what its element takes."""

    def __init__(self, whose: str, name: str, text: str) -> None:
        self.whose, self.name, self.text = whose, name, text
        super().__init__(f"the {name} {text!r} of {whose} does not fit: correct it")


class DayOfRest(ValueError):
    """Cannot be written, because Japanese banks move no money on that day."""

    def __init__(self, day: date) -> None:
        self.day, self.next_on = day, bank_days.on_or_after(day)
        super().__init__(f"{day} is no bank day: the next one is {self.next_on}")


class MomentWithoutZone(ValueError):
    """Cannot be written, because a moment without a time zone is no moment."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        super().__init__(f"{moment} has no time zone: give the moment the batch was made, with its zone")


@dataclass(frozen=True)
class JapaneseAccount:
    """An account in Japan: four digits of the bank, three of the branch, one to seven of the account."""

    bank_code: str
    branch_code: str
    account_kind: AccountKind
    account_number: str


@dataclass(frozen=True)
class IbanAccount:
    """An account elsewhere; the BIC may be empty where the IBAN says enough."""

    iban: str
    bic: str


Account = JapaneseAccount | IbanAccount


@dataclass(frozen=True)
class Payer:
    """Who pays, from which account in Japan, and who bears the fees."""

    name: str
    account: JapaneseAccount
    fee_bearer: FeeBearer


@dataclass(frozen=True)
class Payment:
    """One payout: its key (at most 35 characters), the payee and account, minor units of a currency."""

    key: str
    name: str
    account: Account
    currency: str
    amount_minor: int


def write(payer: Payer, payments: Sequence[Payment], *, transfer_on: date, made_at: datetime) -> bytes:
    """The message's bytes, UTF-8. Raises NothingToInitiate, RepeatedEndToEndId, BadParty, DayOfRest,
    MomentWithoutZone, amounts.CurrencyNotKnown, amounts.NothingToPay."""
    _refuse(payments, transfer_on, made_at)
    texts = [amounts.text(one.amount_minor, one.currency, key=one.key) for one in payments]
    total = _control_sum(payments)
    message_id = _message_id(payer, payments, transfer_on, made_at)
    document = ElementTree.Element("Document", xmlns=NAMESPACE)
    initiation = ElementTree.SubElement(document, "CstmrCdtTrfInitn")
    _group_header(initiation, payer, message_id, made_at, (str(len(payments)), total))
    information = _payment_information(initiation, payer, message_id, transfer_on, (str(len(payments)), total))
    for payment, text in zip(payments, texts, strict=True):
        _credit_transfer(information, payment, text)
    written: bytes = ElementTree.tostring(document, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _refuse(payments: Sequence[Payment], transfer_on: date, made_at: datetime) -> None:
    if not payments:
        raise NothingToInitiate
    if made_at.tzinfo is None:
        raise MomentWithoutZone(made_at)
    if not bank_days.is_bank_day(transfer_on):
        raise DayOfRest(transfer_on)
    seen: set[str] = set()
    for payment in payments:
        if payment.key in seen:
            raise RepeatedEndToEndId(payment.key)
        seen.add(payment.key)


def _control_sum(payments: Sequence[Payment]) -> str:
    """The sum of all amounts as they are written, whatever their currency (ISO 20022, ControlSum)."""
    most_places = max(money.exponent(one.currency) for one in payments)
    total = sum(one.amount_minor * 10 ** (most_places - money.exponent(one.currency)) for one in payments)
    digits = str(total).rjust(most_places + 1, "0")
    return f"{digits[: len(digits) - most_places]}.{digits[-most_places:]}" if most_places else digits


def _message_id(payer: Payer, payments: Sequence[Payment], transfer_on: date, made_at: datetime) -> str:
    """34 characters that only this content has: what differs in anything differs here."""
    said = repr((payer, tuple(payments), transfer_on.isoformat(), made_at.isoformat()))
    return "HR" + hashlib.sha256(said.encode("utf-8")).hexdigest()[:32].upper()


def _group_header(
    parent: ElementTree.Element, payer: Payer, message_id: str, made_at: datetime, sums: tuple[str, str]
) -> None:
    header = ElementTree.SubElement(parent, "GrpHdr")
    _leaf(header, "MsgId", message_id)
    _leaf(header, "CreDtTm", made_at.isoformat(timespec="seconds"))
    _leaf(header, "NbOfTxs", sums[0])
    _leaf(header, "CtrlSum", sums[1])
    _named(header, "InitgPty", payer.name, "the payer")


def _payment_information(
    parent: ElementTree.Element, payer: Payer, message_id: str, transfer_on: date, sums: tuple[str, str]
) -> ElementTree.Element:
    information = ElementTree.SubElement(parent, "PmtInf")
    _leaf(information, "PmtInfId", message_id)
    _leaf(information, "PmtMtd", "TRF")
    _leaf(information, "NbOfTxs", sums[0])
    _leaf(information, "CtrlSum", sums[1])
    _leaf(information, "ReqdExctnDt/Dt", transfer_on.isoformat())
    _named(information, "Dbtr", payer.name, "the payer")
    _account(information, "DbtrAcct", payer.account, "the payer")
    _agent(information, "DbtrAgt", payer.account, "the payer")
    _leaf(information, "ChrgBr", _FEE_BEARERS[payer.fee_bearer])
    return information


def _credit_transfer(parent: ElementTree.Element, payment: Payment, amount: str) -> None:
    transfer = ElementTree.SubElement(parent, "CdtTrfTxInf")
    key = _fitting(payment.key, "key", payment.key, re.compile(r"[!-~]{1,35}"))
    _leaf(transfer, "PmtId/EndToEndId", key)
    _leaf(transfer, "Amt/InstdAmt", amount).set("Ccy", payment.currency)
    _agent(transfer, "CdtrAgt", payment.account, payment.key)
    _named(transfer, "Cdtr", payment.name, payment.key)
    _account(transfer, "CdtrAcct", payment.account, payment.key)


def _named(parent: ElementTree.Element, path: str, name: str, whose: str) -> None:
    if not (name.strip() and name.isprintable() and len(name) <= MOST_NAME_CHARACTERS):
        raise BadParty(whose, "name", name)
    _leaf(parent, f"{path}/Nm", name)


def _agent(parent: ElementTree.Element, path: str, account: Account, whose: str) -> None:
    """The bank: JPZGN and seven digits in Japan, a BIC elsewhere, nothing where the IBAN says enough."""
    match account:
        case JapaneseAccount():
            member = ElementTree.SubElement(ElementTree.SubElement(parent, path), "FinInstnId")
            system = ElementTree.SubElement(member, "ClrSysMmbId")
            _leaf(system, "ClrSysId/Cd", "JPZGN")
            _leaf(system, "MmbId", _member(account, whose))
        case IbanAccount(bic=bic) if bic:
            _leaf(parent, f"{path}/FinInstnId/BICFI", _fitting(whose, "BIC", bic, _BIC))


def _member(account: JapaneseAccount, whose: str) -> str:
    bank_code = _fitting(whose, "bank code", account.bank_code, re.compile("[0-9]{4}"))
    return bank_code + _fitting(whose, "branch code", account.branch_code, re.compile("[0-9]{3}"))


def _account(parent: ElementTree.Element, path: str, account: Account, whose: str) -> None:
    element = ElementTree.SubElement(parent, path)
    match account:
        case JapaneseAccount():
            number = _fitting(whose, "account number", account.account_number, re.compile("[0-9]{1,7}"))
            _leaf(element, "Id/Othr/Id", number.rjust(7, "0"))
            _leaf(element, "Tp/Prtry", _KIND_DIGITS[account.account_kind])
        case IbanAccount():
            _leaf(element, "Id/IBAN", _checked_iban(account.iban, whose))


def _checked_iban(iban: str, whose: str) -> str:
    """The IBAN where its check digits hold (ISO 13616: letters as numbers, remainder 1 by 97)."""
    _fitting(whose, "IBAN", iban, _IBAN)
    numbers = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    if int(numbers) % 97 != 1:
        raise BadParty(whose, "IBAN", iban)
    return iban


def _fitting(whose: str, name: str, text: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text):
        raise BadParty(whose, name, text)
    return text


def _leaf(parent: ElementTree.Element, path: str, text: str) -> ElementTree.Element:
    """The element at the end of the path, with all between, holding the text."""
    for tag in path.split("/"):
        parent = ElementTree.SubElement(parent, tag)
    parent.text = text
    return parent
