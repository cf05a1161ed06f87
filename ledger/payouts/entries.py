"""The entries of payouts, as drafts: what a batch moves, and what each answer of the bank moves after it.

Takes payouts and the day the entry counts for; gives drafts for the journal, and posts nothing.
"""

from datetime import date
from typing import Literal

from ledger.book import chart, journal
from ledger.models import Batch, EntryKind, Payout, PayoutState
from ledger.payouts.due import COMMODITY

Outcome = Literal["paid", "failed", "returned"]


def of_batch(batch: Batch, *, on: date) -> journal.Draft:
    """Each payee's gross out of what is owed; net under way, what is withheld and the fees beside it."""
    payouts = list(batch.payouts.order_by("contributor_id"))
    withheld = sum(payout.withholding_minor for payout in payouts)
    borne = sum(payout.fee_minor for payout in payouts)
    net = sum(payout.net_minor for payout in payouts)
    credited = [
        (chart.transfers(COMMODITY), net),
        (chart.withholding(COMMODITY), withheld),
        (chart.fees(COMMODITY), borne),
    ]
    return journal.Draft(
        kind=EntryKind.PAYOUT,
        scope="payout-batch",
        key=str(batch),
        effective_on=on,
        legs=[
            *(journal.Leg(chart.payable(payout.contributor_id, COMMODITY), payout.gross_minor) for payout in payouts),
            *(journal.Leg(account, -amount) for account, amount in credited if amount),
        ],
        note=f"payouts {batch}",
    )


def of_answer(payout: Payout, outcome: Outcome, *, on: date, reason: str = "") -> journal.Draft:
    """Paid: the net left the bank. Failed or returned: all of it goes back to where it came from."""
    is_paid = outcome == "paid"
    return journal.Draft(
        kind=EntryKind.PAID if is_paid else EntryKind.RETURNED,
        scope="bank-answer",
        key=f"{payout.key}:{outcome}",
        effective_on=on,
        legs=_paid_legs(payout) if is_paid else _returned_legs(payout),
        note=f"payout {payout.key} {outcome} {reason}".strip(),
    )


def _paid_legs(payout: Payout) -> list[journal.Leg]:
    return [
        journal.Leg(chart.transfers(COMMODITY), payout.net_minor),
        journal.Leg(chart.bank(COMMODITY), -payout.net_minor),
    ]


def _returned_legs(payout: Payout) -> list[journal.Leg]:
    came_from = chart.bank(COMMODITY) if payout.state == PayoutState.PAID else chart.transfers(COMMODITY)
    back = [
        (came_from, payout.net_minor),
        (chart.withholding(COMMODITY), payout.withholding_minor),
        (chart.fees(COMMODITY), payout.fee_minor),
        (chart.payable(payout.contributor_id, COMMODITY), -payout.gross_minor),
    ]
    return [journal.Leg(account, amount) for account, amount in back if amount]
