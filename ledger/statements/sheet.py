"""What one statement shows: values only, already decided, in the language the payee chose.

Gathering them is left to the figures, drawing them to `paper`. Amounts are integers in minor units of
`currency`. A sheet whose figures do not add up is refused before it can be drawn.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.rewards.why import Why

Language = Literal["ja", "en"]
PayoutState = Literal["planned", "sent", "paid", "returned"]


class FiguresDisagree(Exception):
    """A statement was asked for whose own figures contradict each other."""

    def __init__(self, number: int, what: str, told_minor: int, counted_minor: int) -> None:
        super().__init__(
            f"statement {number} cannot be drawn: its {what} is told as {told_minor} and counted as"
            f" {counted_minor}; gather its figures again"
        )
        self.number = number
        self.what = what
        self.told_minor = told_minor
        self.counted_minor = counted_minor


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who writes the statement; `registration_number` is T and 13 digits, or empty."""

    name: str
    address: tuple[str, ...]
    registration_number: str = ""


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom it is for; `invoice_status` says in words what stands for a missing registration number."""

    name: str
    reading: str = ""
    registration_number: str = ""
    invoice_status: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a reward: `images` of a category at a stage, each weighing `weight`.

    An image at full weight is one unit; `units` is what the line counts for.
    """

    category: str
    stage: str
    images: int
    weight: Decimal
    units: Decimal
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Reward:
    """What one training run brought; `policy` names the rule, `why` is what its amount follows from."""

    run: str
    policy: str
    amount_minor: int
    reasons: tuple[Reason, ...] = ()
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A correction; `corrects` names the original in words."""

    words: str
    corrects: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Payout:
    """Money on its way out; `bank` is masked by the caller. Gross - withholding - fee = net.

    `moved_minor` is what it did to the balance in this month: -gross when the money left, gross when it came
    back, 0 when it is only planned or left in an earlier month.
    """

    on: date
    state: PayoutState
    gross_minor: int
    withholding_minor: int
    fee_minor: int
    net_minor: int
    moved_minor: int
    bank: str = ""


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The month's total at one consumption tax rate and the tax in it, rounded once by the caller."""

    rate_basis_points: int
    total_minor: int
    tax_minor: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the seal is checked; `leaf_hash` (64 hex digits) is printed beside it and may be empty.

    The leaf is over the statement's figures: one over this PDF's own digest could not be printed in it.
    """

    url: str
    sealed_month: date
    leaf_hash: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One statement; `month` is its first day, `corrects_number` the statement that this one replaces."""

    number: int
    month: date
    language: Language
    issued_on: date
    issuer: Issuer
    payee: Payee
    currency: str
    opening_minor: int
    closing_minor: int
    proof: Proof
    objection_days: int
    rewards: tuple[Reward, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    payouts: tuple[Payout, ...] = ()
    taxes: tuple[TaxTotal, ...] = ()
    carried_forward: str = ""
    corrects_number: int | None = None

    @property
    def rewarded_minor(self) -> int:
        return sum(reward.amount_minor for reward in self.rewards)

    @property
    def adjusted_minor(self) -> int:
        return sum(adjustment.amount_minor for adjustment in self.adjustments)

    @property
    def moved_minor(self) -> int:
        """What the payouts did to the balance; negative when money went out."""
        return sum(payout.moved_minor for payout in self.payouts)


def refuse_disagreement(sheet: Sheet) -> None:
    """Raise `FiguresDisagree` where balance or payouts contradict their parts."""
    counted = sheet.opening_minor + sheet.rewarded_minor + sheet.adjusted_minor + sheet.moved_minor
    if counted != sheet.closing_minor:
        raise FiguresDisagree(sheet.number, "closing balance", sheet.closing_minor, counted)
    for payout in sheet.payouts:
        net = payout.gross_minor - payout.withholding_minor - payout.fee_minor
        if net != payout.net_minor:
            raise FiguresDisagree(sheet.number, "net payout", payout.net_minor, net)
