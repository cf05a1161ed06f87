"""The trial balance as of any moment: by the day that entries count for, and by when the book learned of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from contributors.models import Role, User
from contributors.web import guards
from ledger.book import balances
from ledger.web import money_words
from ledger.web.money_words import Amount

READERS = (Role.TREASURER, Role.ADMIN)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


class Moment(forms.Form):
    """Both bounds; an empty one leaves its axis open."""

    effective_before = forms.DateField(
        label=gettext_lazy("Counting for days before"),
        help_text=gettext_lazy("Entries of this day and later are left out."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )
    recorded_before = forms.DateTimeField(
        label=gettext_lazy("Recorded before"),
        help_text=gettext_lazy("What the book learned at this moment or later is left out (Japan time)."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        validators=[
            MinValueValidator(datetime(FIRST_DAY.year, 1, 2, tzinfo=get_default_timezone())),
            MaxValueValidator(datetime(LAST_DAY.year, 12, 30, tzinfo=get_default_timezone())),
        ],
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line: an account or all payables, with its balance on the side where it stands."""

    name: str
    debit: Amount | None
    credit: Amount | None


@dataclass(frozen=True, slots=True)
class Table:
    """One commodity: its lines, and both sides added up."""

    commodity: str
    rows: Sequence[Row]
    debits: Amount
    credits: Amount


@require_safe
@guards.staff(*READERS)
def trial_balance(request: HttpRequest, user: User) -> HttpResponse:
    """All accounts as of the moment asked about; of now where none is."""
    form = Moment(request.GET)
    tables = (
        _tables(form.cleaned_data["effective_before"], form.cleaned_data["recorded_before"]) if form.is_valid() else []
    )
    told = {"form": form, "tables": tables, "is_answered": form.is_valid()}
    return render(request, "ledger/staff/trial_balance.html", told, status=200 if form.is_valid() else 422)


def _tables(effective_before: date | None, recorded_before: datetime | None) -> list[Table]:
    lines = balances.in_short(effective_before=effective_before, recorded_before=recorded_before)
    by_commodity = groupby(lines, key=lambda line: line.commodity)
    return [_table(commodity, list(of_commodity)) for commodity, of_commodity in by_commodity]


def _table(commodity: str, lines: Sequence[balances.Line]) -> Table:
    return Table(
        commodity=commodity,
        rows=[_row(line) for line in lines],
        debits=money_words.amount(sum(max(line.amount_minor, 0) for line in lines), commodity),
        credits=money_words.amount(sum(max(-line.amount_minor, 0) for line in lines), commodity),
    )


def _row(line: balances.Line) -> Row:
    shown = money_words.amount(abs(line.amount_minor), line.commodity)
    is_debit = line.amount_minor >= 0
    return Row(_name(line), shown if is_debit else None, None if is_debit else shown)


def _name(line: balances.Line) -> str:
    if line.code != balances.PAYABLES:
        return line.code
    told = ngettext("%(code)s (%(accounts)s contributor)", "%(code)s (%(accounts)s contributors)", line.accounts)
    return told % {"code": line.code, "accounts": f"{line.accounts:,}"}
