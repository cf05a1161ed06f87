"""What a settlement to be changes against the last one, as the run's page shows it beside the preview."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributors.models import Contributor
from ledger.models import Counting, PolicyMode, Settlement
from ledger.rewards import comparing
from ledger.web import money_words
from ledger.web.money_words import Amount

AMOUNTS = ("amount_minor", "minimum_minor", "cap_minor", "run_cap_minor")
TERMS: dict[str, str | Promise] = {
    "mode": gettext_lazy("Mode"),
    "counting": gettext_lazy("What counts"),
    "amount_minor": gettext_lazy("Pool or rate"),
    "minimum_minor": gettext_lazy("Least for each contributor"),
    "cap_minor": gettext_lazy("Most for each contributor"),
    "run_cap_minor": gettext_lazy("Most for the run"),
    "category": gettext_lazy("Weight of category %(word)s"),
    "stage": gettext_lazy("Weight of stage %(word)s"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A number then and now, and by how much it differs, with its sign."""

    word: str
    then: str
    now: str
    by: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One contributor's amount then and now."""

    name: str
    then: Amount
    now: Amount
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole difference: figures, terms of the policy that changed, and who is moved most."""

    last: Settlement
    by_usage: str
    by_policy: str
    figures: Sequence[Changed]
    terms: Sequence[Changed]
    moved: Sequence[Moved]
    joined: int
    gone: int


def shown(difference: comparing.Difference | None) -> Shown | None:
    """The difference in a person's words; None where there is no settlement to compare with."""
    if difference is None:
        return None
    commodity = difference.last.policy.commodity
    return Shown(
        last=difference.last,
        by_usage=_signed_amount(difference.by_usage_minor, commodity),
        by_policy=_signed_amount(difference.by_policy_minor, commodity),
        figures=_figures(difference, commodity),
        terms=[_term(term, commodity) for term in difference.terms],
        moved=_moved(difference.moved, commodity),
        joined=difference.joined,
        gone=difference.gone,
    )


def _figures(difference: comparing.Difference, commodity: str) -> list[Changed]:
    total = Changed(
        _("Rewards"),
        str(money_words.amount(difference.then_minor, commodity)),
        str(money_words.amount(difference.now_minor, commodity)),
        _signed_amount(difference.now_minor - difference.then_minor, commodity),
    )
    return [
        total,
        _number(_("Contributors with a reward"), difference.contributors_then, difference.contributors_now),
        _number(_("Pictures counted"), difference.images_then, difference.images_now),
    ]


def _number(word: str, then: int, now: int) -> Changed:
    return Changed(word, f"{then:,}", f"{now:,}", _signed(now - then))


def _term(term: comparing.TermChanged, commodity: str) -> Changed:
    then, now = (_said(term.term, value, commodity) for value in (term.then, term.now))
    return Changed(str(TERMS[term.term]) % {"word": term.word}, then, now, "")


def _said(term: str, value: comparing.Term, commodity: str) -> str:
    """A term's value; a weight that no policy names is whole, a bound that it does not set is none."""
    if term in AMOUNTS:
        return str(money_words.amount(int(value), commodity)) if value else _("none")
    if isinstance(value, str):
        return str((PolicyMode if term == "mode" else Counting)(value).label)
    return _("whole") if value is None else f"{value:,}"


def _moved(moved: Sequence[comparing.Moved], commodity: str) -> list[Moved]:
    names = Contributor.objects.in_bulk([one.contributor_id for one in moved])
    return [
        Moved(
            name=names[one.contributor_id].name,
            then=money_words.amount(one.then_minor, commodity),
            now=money_words.amount(one.now_minor, commodity),
            by=_signed_amount(one.by_minor, commodity),
        )
        for one in moved
    ]


def _signed_amount(minor: int | None, commodity: str) -> str:
    if minor is None:
        return ""
    shown = str(money_words.amount(abs(minor), commodity))
    return f"{_sign(minor)}{shown}"


def _signed(number: int) -> str:
    return f"{_sign(number)}{abs(number):,}"


def _sign(number: int) -> str:
    return "\N{PLUS-MINUS SIGN}" if number == 0 else "+" if number > 0 else "\N{MINUS SIGN}"
