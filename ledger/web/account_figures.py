"""The figures of a contributor's page, each with its reason: pictures, rewards, balances, payouts.

Takes what `overview` and `gallery` read, gives what the page's components show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributors import gallery, wording
from contributors.guidelines.rules import Settings
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
    pictures: str
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
    withdrawn = standing.within(ImageState.WITHDRAWN)
    turned_down = standing.within(ImageState.DECLINED, ImageState.DUPLICATE)
    figures = [
        _counted(standing.given, _("pictures given"), _("Every file that arrived under your name.")),
        _counted(
            standing.within(ImageState.ACCEPTED),
            _("pictures accepted"),
            _("They passed all checks; every run you agreed to may use them."),
            ImageState.ACCEPTED,
        ),
        _counted(
            standing.within(ImageState.WAITING),
            _("pictures waiting"),
            _("A check could not decide alone, or their turn has not come yet."),
            ImageState.WAITING,
        ),
        Figure(
            number=f"{turned_down:,}",
            word=_("pictures not accepted"),
            reason=_("Duplicates and declined ones; each reason stands below."),
            reason_url="#reasons" if turned_down else "",
            reason_label=_("Read the reasons"),
        ),
    ]
    if withdrawn:
        why = _("You took them out; no later run uses them.")
        figures.append(_counted(withdrawn, _("pictures withdrawn"), why, ImageState.WITHDRAWN))
    return figures


def _counted(count: int, word: str, reason: str, state: ImageState | None = None) -> Figure:
    """A number of pictures that leads to the gallery where they are."""
    query = f"?state={state.value}" if state else ""
    url = f"{reverse('pictures')}{query}"
    return Figure(f"{count:,}", word, reason, reason_url=url, reason_label=_("Look at them"))


def reason_of(heap: gallery.Heap, settings: Settings) -> Reason:
    """Why a heap of pictures stands where it does."""
    return Reason(
        state_word=str(heap.state.label),
        state_kind=wording.KINDS[heap.state],
        why=wording.why(heap.state, heap.reason, settings),
        pictures=_pictures(heap.pictures),
        url=f"{reverse('pictures')}?state={heap.state.value}",
    )


def _pictures(count: int) -> str:
    return ngettext("%(pictures)s picture", "%(pictures)s pictures", count) % {"pictures": f"{count:,}"}


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
