"""A month as the staff see it: what stands in the book, how far its payouts and statements are.

Reads only, in a fixed number of queries; which stage of the month is open follows in `month_stages`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.utils.timezone import localdate

from ledger import tasks
from ledger.book import periods
from ledger.models import (
    Batch,
    Closing,
    Entry,
    Payout,
    PayoutFile,
    PayoutState,
    Run,
    Settlement,
    Statement,
)
from ledger.payouts import bank_days, batches, tax
from ledger.statements import drawing, figures
from ledger.web import jobs, money_words

LARGEST = 10
USUAL_DAY = 28


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payout, planned or prepared."""

    name: str
    account_ending: str
    gross: money_words.Amount
    withheld: money_words.Amount
    net: money_words.Amount


@dataclass(frozen=True, slots=True)
class Transfers:
    """All payouts of a month in numbers, and the ten largest."""

    payouts: int
    gross: money_words.Amount
    withheld: money_words.Amount
    net: money_words.Amount
    largest: Sequence[Transfer]
    below_minimum: int = 0
    without_account: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """How many payouts the bank has answered, and how."""

    under_way: int
    paid: int
    failed: int
    returned: int


@dataclass(frozen=True, slots=True)
class Look:
    """Everything the page of a month tells."""

    month: date
    is_over: bool
    entries: int
    settlements: Sequence[Settlement]
    rewarded: money_words.Amount
    open_runs: Sequence[Run]
    closing: Closing | None
    to_state: int
    statements: int
    undrawn: int
    drawing: jobs.Progress | None
    batch: Batch | None
    planned: Transfers | None
    prepared: Transfers | None
    before: Transfers | None
    file: PayoutFile | None
    answers: Answers
    transfer_on: date

    @property
    def may_close(self) -> bool:
        """Whether closing would do something now."""
        return self.closing is None and self.is_over and self.entries > 0


def at(month: date) -> Look:
    """How the month stands now."""
    closing = Closing.objects.filter(period_id=month).select_related("closed_by", "seal").first()
    batch = _batch(month)
    settlements = _settlements(month)
    is_over = localdate() >= periods.month_after(month)
    entries = Entry.objects.filter(period_id=month).count()
    to_pay = closing is not None and batch is None
    return Look(
        month=month,
        is_over=is_over,
        entries=entries,
        settlements=settlements,
        rewarded=_yen(sum(one.total_minor for one in settlements if one.policy.commodity == batches.COMMODITY)),
        open_runs=list(Run.objects.filter(settlement__isnull=True).order_by("frozen_at", "id")[:LARGEST]),
        closing=closing,
        to_state=len(figures.movements(Closing(period_id=month))) if is_over and closing is None else 0,
        statements=Statement.objects.filter(closing_id=month).count(),
        undrawn=drawing.undrawn(month).count(),
        drawing=jobs.latest(tasks.DRAW, f"{month:%Y-%m}"),
        batch=batch,
        planned=planned(month, usual_transfer_day(month)) if to_pay else None,
        prepared=prepared(batch) if batch else None,
        before=_before(month),
        file=batch.files.first() if batch else None,
        answers=_answers(batch),
        transfer_on=usual_transfer_day(month),
    )


def usual_transfer_day(month: date) -> date:
    """The last bank day up to the 28th of the following month; where that is past, the next bank day."""
    usual = bank_days.on_or_before(periods.month_after(month).replace(day=USUAL_DAY))
    return usual if usual >= localdate() else bank_days.on_or_after(localdate())


def planned(month: date, transfer_on: date) -> Transfers:
    """What preparing would write down, withholding by the rules of the transfer day."""
    seen = batches.outlook(month)
    withheld = [
        tax.withheld_yen(gross, payee=batches.PAYEES[profile.payee_status], on=transfer_on)
        for profile, gross in seen.payable
    ]
    rows = sorted(zip(seen.payable, withheld, strict=True), key=lambda row: (-row[0][1], row[0][0].contributor_id))
    gross_yen = sum(gross for _profile, gross in seen.payable)
    return Transfers(
        payouts=len(seen.payable),
        gross=_yen(gross_yen),
        withheld=_yen(sum(withheld)),
        net=_yen(gross_yen - sum(withheld)),
        largest=[
            Transfer(one.contributor.name, one.account_ending, _yen(gross), _yen(tax_yen), _yen(gross - tax_yen))
            for (one, gross), tax_yen in rows[:LARGEST]
        ],
        below_minimum=seen.below_minimum,
        without_account=seen.without_account,
    )


def prepared(batch: Batch) -> Transfers:
    """What the batch pays."""
    sums = batch.payouts.aggregate(
        payouts=Count("id"), gross=Sum("gross_minor"), withheld=Sum("withholding_minor"), net=Sum("net_minor")
    )
    largest = list(batch.payouts.select_related("contributor").order_by("-net_minor", "contributor_id")[:LARGEST])
    return Transfers(
        payouts=sums["payouts"],
        gross=_yen(sums["gross"] or 0),
        withheld=_yen(sums["withheld"] or 0),
        net=_yen(sums["net"] or 0),
        largest=_transfers(largest),
    )


def _transfers(payouts: Sequence[Payout]) -> list[Transfer]:
    return [
        Transfer(
            name=payout.contributor.name,
            account_ending=payout.account_ending,
            gross=_yen(payout.gross_minor),
            withheld=_yen(payout.withholding_minor),
            net=_yen(payout.net_minor),
        )
        for payout in payouts
    ]


def _yen(amount: int) -> money_words.Amount:
    return money_words.amount(amount, batches.COMMODITY)


def _batch(month: date) -> Batch | None:
    batch = batches.standing().filter(month=month)
    return batch.select_related("prepared_by", "approved_by", "entry").first()


def _before(month: date) -> Transfers | None:
    """The batch before this month's, to compare with."""
    earlier = batches.standing().filter(month__lt=month).order_by("-month").first()
    return prepared(earlier) if earlier else None


def _settlements(month: date) -> list[Settlement]:
    within = Settlement.objects.filter(entry__period_id=month)
    return list(within.select_related("run", "policy", "settled_by").order_by("settled_at", "id"))


def _answers(batch: Batch | None) -> Answers:
    states = Payout.objects.filter(batch=batch).values_list("state").annotate(payouts=Count("id")) if batch else ()
    found = {PayoutState(state): payouts for state, payouts in states}
    return Answers(
        under_way=found.get(PayoutState.UNDER_WAY, 0),
        paid=found.get(PayoutState.PAID, 0),
        failed=found.get(PayoutState.FAILED, 0),
        returned=found.get(PayoutState.RETURNED, 0),
    )
