"""Reads pain.001.001.09 messages back and adds them up again.

Takes bytes; gives what the message says, or what is wrong with it. The ISO schema is not held here: this is
the second pair of eyes on counts, sums, keys and amounts. Shares nothing with the writer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

_SPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
_PLACES = {"JPY": 0, "KRW": 0, "USD": 2, "EUR": 2, "GBP": 2}


class UnreadableMessage(ValueError):
    """Cannot be read, because the message is not well-formed or does not add up; carries what was found."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"the message cannot be used, {self.faults[0]}: have it written again")


@dataclass(frozen=True)
class Payment:
    """One credit transfer: our key, the payee, member number and account (or IBAN), the amount as written."""

    key: str
    name: str
    member: str
    account: str
    currency: str
    amount: str


@dataclass(frozen=True)
class Message:
    """What the message says: its id, the day, who pays, and the payments in order."""

    message_id: str
    transfer_on: date
    payer_name: str
    payments: tuple[Payment, ...]


def read(content: bytes) -> Message:
    """A message without faults. Raises UnreadableMessage."""
    faults = check(content)
    if faults:
        raise UnreadableMessage(faults)
    root = ElementTree.fromstring(content)
    return Message(
        message_id=_text(root, ".//p:GrpHdr/p:MsgId"),
        transfer_on=date.fromisoformat(_text(root, ".//p:ReqdExctnDt/p:Dt")),
        payer_name=_text(root, ".//p:Dbtr/p:Nm"),
        payments=tuple(_payment(element) for element in root.iterfind(".//p:CdtTrfTxInf", _SPACE)),
    )


def check(content: bytes) -> list[str]:
    """Every fault as a sentence; empty for a message that adds up.

    A document type is refused before parsing: payment messages have none, and entities may be made to
    explode.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return ["a payment message has no document type"]
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError) as wrong:
        return [f"this is no XML ({wrong})"]
    return list(_faults(root))


def _faults(root: ElementTree.Element) -> Iterator[str]:
    payments = [_payment(element) for element in root.iterfind(".//p:CdtTrfTxInf", _SPACE)]
    if not payments:
        yield "the message holds no payment of pain.001.001.09"
        return
    for payment in payments:
        yield from _payment_faults(payment)
    yield from _sums(root, payments)
    if len({payment.key for payment in payments}) < len(payments):
        yield "two payments carry the same key"
    yield from _day_faults(_text(root, ".//p:ReqdExctnDt/p:Dt"))


def _payment_faults(payment: Payment) -> Iterator[str]:
    if not (payment.key and payment.name and payment.account):
        yield f"payment {payment.key or '?'} lacks its key, payee or account"
    amount = _decimal(payment.amount)
    if payment.currency not in _PLACES:
        yield f"payment {payment.key} is in {payment.currency!r}, no known currency"
    elif amount is None or amount <= 0 or amount.as_tuple().exponent != -_PLACES[payment.currency]:
        yield f"payment {payment.key} has the amount {payment.amount!r}, not one of {payment.currency}"


def _sums(root: ElementTree.Element, payments: Sequence[Payment]) -> Iterator[str]:
    total = sum((_decimal(payment.amount) or Decimal(0) for payment in payments), Decimal(0))
    for place in ("GrpHdr", "PmtInf"):
        count, said = _text(root, f".//p:{place}/p:NbOfTxs"), _decimal(_text(root, f".//p:{place}/p:CtrlSum"))
        if count != str(len(payments)):
            yield f"{place} counts {count or 'nothing'}, the message has {len(payments)} payments"
        if said != total:
            yield f"{place} says {said}, the payments come to {total}"


def _day_faults(day: str) -> Iterator[str]:
    try:
        date.fromisoformat(day)
    except ValueError:
        yield f"{day!r} is no day to pay on"


def _payment(element: ElementTree.Element) -> Payment:
    amount = element.find("p:Amt/p:InstdAmt", _SPACE)
    return Payment(
        key=_text(element, "p:PmtId/p:EndToEndId"),
        name=_text(element, "p:Cdtr/p:Nm"),
        member=_text(element, "p:CdtrAgt/p:FinInstnId/p:ClrSysMmbId/p:MmbId"),
        account=_text(element, "p:CdtrAcct/p:Id/p:IBAN") or _text(element, "p:CdtrAcct/p:Id/p:Othr/p:Id"),
        currency="" if amount is None else amount.get("Ccy", ""),
        amount="" if amount is None else amount.text or "",
    )


def _text(element: ElementTree.Element, path: str) -> str:
    return element.findtext(path, "", _SPACE)


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
