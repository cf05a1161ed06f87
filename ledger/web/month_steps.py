"""What staff do to a month, step by step: each needs its role, calls one room, and answers with a sentence.

A step raises what its room raises; the page says it by `refused`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributors.models import Role, User
from ledger import months, tasks
from ledger.models import Closing
from ledger.payouts import batches, results
from ledger.statements import drawing
from ledger.web import jobs, money_words, refused, telling

MOST_BYTES = 5_000_000
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What a step answers: ``success``, ``info`` or ``warning``, and a sentence."""

    level: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Step:
    """Who may take it, and what it does."""

    role: Role
    take: Callable[[HttpRequest, User, date], Told]


class TransferDay(forms.Form):
    """The day the bank moves the money."""

    transfer_on = forms.DateField(
        label=gettext_lazy("Transfer day"),
        help_text=gettext_lazy("A day on which banks are open, from today on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AnswerFile(forms.Form):
    """The bank's answers as CSV."""

    answers = forms.FileField(
        label=gettext_lazy("The bank's answers"),
        help_text=gettext_lazy("CSV in UTF-8 with the columns key, state, on, reason; up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


def close(request: HttpRequest, user: User, month: date) -> Told:
    """Close, state and seal."""
    _refuse_unticked(request)
    ended = months.close(month, by=user, at=now())
    if not ended.is_new:
        return Told("info", _("The month was closed already. Nothing was done a second time."))
    facts = {"entries": f"{ended.seal.closing.entries:,}", "statements": f"{ended.statements:,}"}
    return Told("success", _("The month is closed and sealed: entries %(entries)s, statements %(statements)s.") % facts)


def prepare(request: HttpRequest, user: User, month: date) -> Told:
    """Write down who is to be paid what."""
    form = TransferDay(request.POST)
    if not form.is_valid() or form.cleaned_data["transfer_on"] < localdate():
        raise refused.DayUnfit
    batch = batches.prepare(month, transfer_on=form.cleaned_data["transfer_on"], by=user, at=now())
    told = _("The payouts are prepared: %(payouts)s. Somebody else has to approve them.")
    return Told("success", told % {"payouts": f"{batch.payouts.count():,}"})


def approve(request: HttpRequest, user: User, month: date) -> Told:
    """Approve and post, effective today."""
    _refuse_unticked(request)
    batch = batches.approve(batches.of_month(month), by=user, on=localdate(), at=now())
    if batch.approved_by_id != user.pk:
        return Told("info", _("The batch was approved already. Nothing was done a second time."))
    return Told("success", _("The batch is approved and stands in the book. The bank file can be written."))


def export(request: HttpRequest, user: User, month: date) -> Told:
    """Write the bank file, or find the one that was written."""
    file = batches.export(batches.of_month(month), at=now())
    facts = {"file": file.name, "payouts": f"{file.payouts:,}"}
    facts["total"] = str(money_words.amount(file.total_minor, batches.COMMODITY))
    return Told("success", _("The bank file %(file)s stands ready: payouts %(payouts)s, %(total)s.") % facts)


def record(request: HttpRequest, user: User, month: date) -> Told:
    """Take the bank's answers in, all or nothing."""
    sent = request.FILES.get("answers")
    if not isinstance(sent, UploadedFile) or (sent.size or 0) > MOST_BYTES:
        raise refused.FileMissing
    recorded = results.record(results.read_csv(sent.read()), by=user, at=now())
    facts = {"new": f"{recorded.new:,}", "known": f"{recorded.known:,}"}
    told = _("New answers: %(new)s. Known before: %(known)s.") % facts
    if not recorded.unmatched:
        return Told("success", told)
    named = ", ".join(recorded.unmatched[:MOST_NAMED])
    lost = {"lines": f"{len(recorded.unmatched):,}", "keys": named}
    left_out = _("Lines that match no payout, left out: %(lines)s (%(keys)s).") % lost
    return Told("warning", telling.both(told, left_out))


def draw(request: HttpRequest, user: User, month: date) -> Told:
    """Hand the drawing of what is not drawn yet to a worker."""
    if not Closing.objects.filter(period_id=month).exists():
        raise batches.MonthStillOpen(month)
    key, left = f"{month:%Y-%m}", drawing.undrawn(month).count()
    if not left:
        return Told("info", _("Every statement is drawn. Nothing was done a second time."))
    send = partial(tasks.draw_statements.delay, key)
    asked = jobs.begin(tasks.DRAW, key=key, total=left, at=now(), send=send)
    if not asked.is_new:
        return Told("info", _("The statements are being drawn already."))
    return Told("info", _("The statements are being drawn: %(left)s.") % {"left": f"{left:,}"})


def _refuse_unticked(request: HttpRequest) -> None:
    if not request.POST.get("confirmed"):
        raise refused.NotAgreed


STEPS: Mapping[str, Step] = {
    "close": Step(Role.TREASURER, close),
    "prepare": Step(Role.TREASURER, prepare),
    "approve": Step(Role.APPROVER, approve),
    "export": Step(Role.TREASURER, export),
    "record": Step(Role.TREASURER, record),
    "draw": Step(Role.TREASURER, draw),
}
