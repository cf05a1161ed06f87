"""What comes next for a contributor: runs not settled, months still open, money on its way, pictures that wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributors import correspondence, gallery
from contributors.models import ImageState
from ledger.models import Payout, PayoutState
from ledger.statements import overview
from ledger.web import money_words, telling


@dataclass(frozen=True, slots=True)
class Next:
    """One thing that comes next, and where to do something about it."""

    sentence: str
    url: str = ""
    label: str = ""


def came_back(payout: Payout) -> str:
    """What a payout that the bank did not deliver means."""
    amount = money_words.amount(payout.gross_minor, payout.batch.commodity)
    return _("The bank could not deliver the payout of %(day)s. Its %(amount)s are back in your balance.") % {
        "day": date_format(payout.paid_on),
        "amount": amount,
    }


def of_runs(runs: Sequence[overview.Unsettled], newest: overview.Latest | None) -> list[Next]:
    """Runs whose rewards are not computed yet, and the month while it is open."""
    open_runs = [
        Next(
            ngettext(
                "%(run)s has used %(pictures)s picture of yours; its rewards are not computed yet.",
                "%(run)s has used %(pictures)s pictures of yours; its rewards are not computed yet.",
                one.images,
            )
            % {"run": one.run, "pictures": f"{one.images:,}"}
        )
        for one in runs
    ]
    if newest is None or newest.is_closed:
        return open_runs
    told = _("%(month)s is still open. Once it is closed, its statement appears here and payouts are prepared.")
    return [*open_runs, Next(told % {"month": telling.month(newest.month)})]


def of_money(balances: Sequence[overview.Balance], made: Sequence[Payout], ending: str) -> list[Next]:
    """Payouts on their way, and what keeps further ones waiting. ``ending``: of the account on file, or empty."""
    on_their_way = [_on_its_way(payout, ending) for payout in made if payout.state in ("planned", "under_way")]
    owed = sum(balance.owed_minor for balance in balances if balance.commodity == "JPY")
    least = settings.HENREI_MINIMUM_PAYOUT_MINOR
    if not ending:
        told = _("We do not know your bank account yet. Whatever is owed to you waits for it.")
        return [*on_their_way, Next(told, reverse("payout-profile"), _("Give the account"))]
    if 0 < owed < least:
        told = _("Payouts begin at %(least)s. Until then your balance is carried forward.")
        return [*on_their_way, Next(told % {"least": money_words.amount(least, "JPY")})]
    return on_their_way


def _on_its_way(payout: Payout, ending: str) -> Next:
    facts = {
        "net": money_words.amount(payout.net_minor, payout.batch.commodity),
        "day": date_format(payout.paid_on),
        "ending": ending,
    }
    if payout.state == PayoutState.PLANNED:
        told = _("A payout of %(net)s is planned for %(day)s, to your account ending in %(ending)s.")
    else:
        told = _("%(net)s are on their way to your account ending in %(ending)s, for %(day)s.")
    return Next(told % facts)


def of_pictures(standing: gallery.Standing) -> list[Next]:
    """Pictures that wait for their giver's answer, and all that wait to be looked at."""
    return [*_asked(standing), *_waiting(standing)]


def _asked(standing: gallery.Standing) -> list[Next]:
    waiting = (heap for heap in standing.heaps if heap.state == ImageState.WAITING)
    asked = sum(heap.pictures for heap in waiting if heap.reason == correspondence.ASKED)
    if not asked:
        return []
    told = ngettext(
        "A reviewer asks you about %(pictures)s picture. It waits for your answer.",
        "A reviewer asks you about %(pictures)s pictures. They wait for your answers.",
        asked,
    )
    return [Next(told % {"pictures": f"{asked:,}"}, f"{reverse('pictures')}?state=waiting", _("Look at them"))]


def _waiting(standing: gallery.Standing) -> list[Next]:
    waiting = standing.within(ImageState.WAITING)
    if not waiting:
        return []
    told = ngettext(
        "%(pictures)s picture of yours is still to be looked at.",
        "%(pictures)s pictures of yours are still to be looked at.",
        waiting,
    )
    return [Next(told % {"pictures": f"{waiting:,}"}, f"{reverse('pictures')}?state=waiting", _("Look at them"))]
