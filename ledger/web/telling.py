"""A contributor's account in sentences: what the newest month brought, why a reward is what it is, what comes next.

Takes what `overview` and `gallery` read, gives whole sentences in the reader's language. A sentence is one
message, so that a translator may turn it as the language wants.
"""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contributors import gallery
from contributors.models import ImageState
from ledger.models import Payout, PayoutState
from ledger.statements import overview, sentences, wording
from ledger.web import money_words


def month(first: date) -> str:
    """April 2026, 2026年4月."""
    return date_format(first, "YEAR_MONTH_FORMAT")


def both(first: str, second: str) -> str:
    """Two sentences, one after the other, with the space that the language puts between them."""
    return _("%(first)s %(second)s") % {"first": first, "second": second}


def units(number: Decimal) -> str:
    """Units with two decimals or as many as they have."""
    return wording.decimal(number)


def lead(newest: overview.Latest | None, paying: Payout | None, standing: gallery.Standing, *, today: date) -> str:
    """The page's first sentence: the newest month that brought something, or how far things are."""
    if newest is None:
        return _first_steps(standing)
    return both(_used(newest), _earned(newest, paying, today))


def why(reward: overview.Earned) -> str:
    """Why one run brought what it did."""
    return sentences.why(reward.why, "ja" if get_language() == "ja" else "en")


def of_balance(balance: overview.Balance) -> str:
    """What a balance is made of."""
    facts = {
        "rewarded": money_words.amount(balance.rewarded_minor, balance.commodity),
        "paid_out": money_words.amount(balance.paid_out_minor, balance.commodity),
        "adjusted": money_words.amount(balance.adjusted_minor, balance.commodity),
    }
    if balance.adjusted_minor:
        told = _("Rewards of %(rewarded)s and adjustments of %(adjusted)s, less payouts of %(paid_out)s.")
    elif balance.paid_out_minor:
        told = _("Rewards of %(rewarded)s, less payouts of %(paid_out)s.")
    else:
        told = _("Rewards of %(rewarded)s; nothing was paid out so far.")
    return told % facts


def of_payout(payout: Payout) -> str:
    """How a payout's net comes about."""
    facts = {
        "gross": money_words.amount(payout.gross_minor, payout.batch.commodity),
        "withheld": money_words.amount(payout.withholding_minor, payout.batch.commodity),
        "fee": money_words.amount(payout.fee_minor, payout.batch.commodity),
        "net": money_words.amount(payout.net_minor, payout.batch.commodity),
    }
    if payout.fee_minor:
        return _("Of %(gross)s, %(withheld)s is withheld as income tax and %(fee)s as transfer fee.") % facts
    if payout.withholding_minor:
        return _("Of %(gross)s, %(withheld)s is withheld as income tax; %(net)s reaches your account.") % facts
    return _("The whole of %(gross)s reaches your account.") % facts


def _first_steps(standing: gallery.Standing) -> str:
    accepted, waiting = standing.within(ImageState.ACCEPTED), standing.within(ImageState.WAITING)
    if accepted:
        return ngettext(
            "%(pictures)s of your pictures is accepted; no run has brought you a reward yet.",
            "%(pictures)s of your pictures are accepted; no run has brought you a reward yet.",
            accepted,
        ) % {"pictures": f"{accepted:,}"}
    if waiting:
        return ngettext(
            "%(pictures)s picture of yours is here and waits to be looked at.",
            "%(pictures)s pictures of yours are here and wait to be looked at.",
            waiting,
        ) % {"pictures": f"{waiting:,}"}
    return _("No accepted picture stands under your name yet; this page begins with the first one.")


def _used(newest: overview.Latest) -> str:
    facts = {"month": month(newest.month), "pictures": f"{newest.pictures:,}", "runs": f"{newest.runs:,}"}
    if newest.runs == 1:
        return (
            ngettext(
                "In %(month)s, %(pictures)s of your pictures was used in one run.",
                "In %(month)s, %(pictures)s of your pictures were used in one run.",
                newest.pictures,
            )
            % facts
        )
    return (
        ngettext(
            "In %(month)s, %(pictures)s of your pictures was used in %(runs)s runs.",
            "In %(month)s, %(pictures)s of your pictures were used in %(runs)s runs.",
            newest.pictures,
        )
        % facts
    )


def _earned(newest: overview.Latest, paying: Payout | None, today: date) -> str:
    amount = money_words.amount(newest.amount_minor, newest.commodity)
    if paying is None:
        return _("That is %(amount)s, now in your balance.") % {"amount": amount}
    facts = {"amount": amount, "day": date_format(paying.paid_on)}
    if paying.state == PayoutState.PAID:
        return _("That is %(amount)s, paid on %(day)s.") % facts
    if paying.paid_on < today:
        return _("That is %(amount)s, sent to your bank for %(day)s.") % facts
    if paying.state == PayoutState.PLANNED:
        return _("That is %(amount)s, planned to be paid on %(day)s.") % facts
    return _("That is %(amount)s, to be paid on %(day)s.") % facts
