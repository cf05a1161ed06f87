"""Collecting, as staff steer it: whose accounts are followed, what the last walks brought, and walking now.

A door: following and ending are `accounts`', walking is a worker's. What may be taken each person's consent says.
"""

from collections.abc import Callable, Mapping
from functools import partial

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors import accounts, jobs, outside, rounds, tasks
from contributors.models import CollectorAccount, Contributor, Platform, Role, User
from contributors.web import collect_look, guards

PAGE = 24


class Approval(forms.Form):
    """An account to be followed."""

    contributor = forms.CharField(
        label=gettext_lazy("Contributor"),
        max_length=400,
        help_text=gettext_lazy("The person's name. Where several people bear it, write the handle."),
    )
    platform = forms.ChoiceField(label=gettext_lazy("Platform"), choices=Platform.choices)
    outside_id = forms.RegexField(
        accounts.NUMBER,
        label=gettext_lazy("The account's number"),
        help_text=gettext_lazy("Its digits, which never change; its name may change hands."),
        error_messages={"invalid": gettext_lazy("Write the 1 to 20 digits of the number, not the name.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(label=gettext_lazy("The account's name there"), max_length=accounts.MOST_NAME_CHARACTERS)

    def clean_contributor(self) -> Contributor:
        """Who it is, by handle or by a name that one person bears."""
        given: str = self.cleaned_data["contributor"]
        found = list(Contributor.objects.filter(handle=given)) or list(Contributor.objects.filter(name=given)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody of that name or handle gives pictures."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people bear that name. Write the handle."))
        return found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff(Role.REVIEWER, Role.ADMIN)
def collect(request: HttpRequest, user: User) -> HttpResponse:
    """Who is followed and how it goes; posted, one step."""
    if request.method != "POST":
        return _page(request, Approval())
    step = STEPS.get(request.POST.get("step", ""))
    return step(request, user) if step else HttpResponseBadRequest()


def _page(request: HttpRequest, form: Approval) -> HttpResponse:
    rows = CollectorAccount.objects.filter(ended_at__isnull=True).select_related("contributor").order_by("name", "id")
    page = Paginator(rows.prefetch_related("walks"), PAGE).get_page(request.GET.get("page"))
    told = {
        "page": page,
        "followed": collect_look.followed(list(page), at=now()),
        "platforms": collect_look.platforms(at=now()),
        "unfit": collect_look.unfit(),
        "hashtag": collect_look.hashtag(),
        "form": form,
    }
    return render(request, "contributors/collect.html", told)


def _approve(request: HttpRequest, user: User) -> HttpResponse:
    form = Approval(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    try:
        account = accounts.approve(
            given["contributor"],
            platform=Platform(given["platform"]),
            outside_id=given["outside_id"],
            name=given["name"],
            by=user,
            at=now(),
        )
    except accounts.GiverUnfit:
        form.add_error("contributor", _("This person is not verified, or has left. No account of theirs is followed."))
    except accounts.StandsForAnother as refusal:
        whose = {"name": refusal.account.contributor.name}
        form.add_error("outside_id", _("This account is followed as one of %(name)s. End that first.") % whose)
    except accounts.NameUnfit:
        form.add_error("name", _("Write the name with 1 to 100 signs that can be seen."))
    else:
        messages.success(request, _("%(account)s is followed from now on.") % {"account": account})
        return redirect("collect")
    return _page(request, form)


def _end(request: HttpRequest, user: User) -> HttpResponse:
    number = request.POST.get("account", "")
    account = get_object_or_404(CollectorAccount, pk=int(number) if number.isascii() and number.isdigit() else 0)
    try:
        accounts.end(account, by=user, at=now())
    except accounts.EndedAlready:
        messages.info(request, _("%(account)s was followed no longer. Nothing was changed.") % {"account": account})
    else:
        done = _("%(account)s is followed no longer. What was given stays given.")
        messages.success(request, done % {"account": account})
    return redirect("collect")


def _walk(request: HttpRequest, user: User) -> HttpResponse:
    platform = request.POST.get("platform", "")
    if platform not in Platform.values:
        return HttpResponseBadRequest()
    _walk_now(request, Platform(platform))
    return redirect("collect")


def _walk_now(request: HttpRequest, platform: Platform) -> None:
    """Hand the round to a worker, or say why not."""
    facts = {"platform": platform.label}
    try:
        outside.house(platform)
        total = len(rounds.due(platform, clock=now).places)
        send = partial(tasks.collect.delay, platform.value)
        asked = jobs.begin(rounds.JOB, key=rounds.key(platform), total=total, at=now(), send=send)
    except (outside.SettingMissing, outside.SettingUnfit):
        messages.error(request, _("%(platform)s cannot be asked yet. The reason stands below.") % facts)
    except jobs.WorkersOutOfReach:
        messages.error(request, _("No worker could be reached. Start the broker and the workers, then ask again."))
    else:
        done = _("Collecting from %(platform)s begins.") if asked.is_new else _("%(platform)s is being walked already.")
        messages.success(request, done % facts)


STEPS: Mapping[str, Callable[[HttpRequest, User], HttpResponse]] = {"approve": _approve, "end": _end, "walk": _walk}
