"""The figures of a contributor's page, each with its reason: pictures, rewards, balances, payouts.

Takes what `overview` and `gallery` read, gives what the page's components show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from contributors import gallery, wording
from contributors.models import ImageState
from ledger.models import Payout
from ledger.statements import overview
from ledger.web import money_words, telling
from ledger.web.money_words import Amount

# PayoutState to the kind of components/state.html; only what is settled is sealed.
PAYOUT_KINDS = {
    "planned": "waiting",
    "under_way": "present",
    "paid": "sealed",
    "failed": "refused",
    "returned": "refused",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its word and its reason, as `components/figure.html` takes it."""

    number: str
    word: str
    reason: str
    unit: str = ""
    reason_url: str = ""
    reason_label: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """So many pictures stand in a state for a reason."""

    state_word: str
    state_kind: str
    why: str
    pictures: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a reward's table."""

    category: str
    stage: str
    pictures: int
    weight: str
    units: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Rewarded:
    """One run with what it brought and why."""

    slug: str
    run: str
    month: str
    amount: Amount
    why: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class PaidOut:
    """One payout with how its net comes about."""

    day: date
    state_word: str
    state_kind: str
    net: Amount
    why: str


def of_pictures(standing: gallery.Standing) -> list[Figure]:
    """How many pictures stand where."""
    accepted = standing.within(ImageState.ACCEPTED)
    turned_down = standing.within(ImageState.DECLINED, ImageState.DUPLICATE)
    waiting, withdrawn = standing.within(ImageState.WAITING), standing.within(ImageState.WITHDRAWN)
    address, label = reverse("pictures"), _("Look at them")
    figures = [
        Figure(
            f"{standing.given:,}", _("pictures given"), _("Every file that arrived under your name."),
            reason_url=address, reason_label=label,
        ),
        Figure(
            f"{accepted:,}", _("accepted"), _("They passed all checks; every run you agreed to may use them."),
            reason_url=f"{address}?state=accepted", reason_label=label,
        ),
        Figure(
            f"{waiting:,}", _("waiting"), _("A check could not decide alone, or their turn has not come yet."),
            reason_url=f"{address}?state=waiting", reason_label=label,
        ),
        Figure(
            f"{turned_down:,}", _("not accepted"), _("Duplicates and declined ones; each reason stands below."),
            reason_url="#reasons", reason_label=_("Read the reasons"),
        ),
    ]
    gone = Figure(
        f"{withdrawn:,}", _("withdrawn"), _("You took them out; no later run uses them."),
        reason_url=f"{address}?state=withdrawn", reason_label=label,
    )
    return [*figures, gone] if withdrawn else figures


def reason_of(heap: gallery.Heap) -> Reason:
    """Why a heap of pictures stands where it does."""
    return Reason(
        state_word=str(heap.state.label),
        state_kind=wording.KINDS[heap.state],
        why=wording.why(heap.state, heap.reason),
        pictures=heap.pictures,
        url=f"{reverse('pictures')}?state={heap.state.value}",
    )


def of_reward(reward: overview.Earned) -> Rewarded:
    """What one run brought, with its lines."""
    return Rewarded(
        slug=f"run-{reward.run}",
        run=reward.run,
        month=telling.month(reward.month),
        amount=money_words.amount(reward.amount_minor, reward.commodity),
        why=telling.why(reward),
        rows=[
            Row(
                category=line.category,
                stage=line.stage,
                pictures=line.images,
                weight=telling.units(line.weight),
                units=telling.units(line.units),
                amount=money_words.amount(line.amount_minor, reward.commodity),
            )
            for line in reward.lines
        ],
    )


def of_balance(balance: overview.Balance) -> Figure:
    """What is owed now."""
    shown = money_words.amount(balance.owed_minor, balance.commodity)
    return Figure(shown.shown, _("balance now"), telling.of_balance(balance), unit=shown.unit)


def of_payout(payout: Payout) -> PaidOut:
    """One payout."""
    return PaidOut(
        day=payout.paid_on,
        state_word=payout.get_state_display(),
        state_kind=PAYOUT_KINDS[payout.state],
        net=money_words.amount(payout.net_minor, payout.batch.commodity),
        why=telling.of_payout(payout),
    )
