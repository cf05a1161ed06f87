"""Leaving altogether: what it ends and what stays is said first; confirmed, it happens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributors import leaving
from contributors.models import Contributor
from contributors.web import guards


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def leave(request: HttpRequest, person: Contributor) -> HttpResponse:
    """What leaving does; posted and confirmed, done."""
    if request.method != "POST" or "confirmed" not in request.POST:
        return render(request, "contributors/leave.html", {"ends": leaving.preview(person)})
    try:
        leaving.leave(person, by=guards.account_of(person), at=now())
    except leaving.LeftAlready:
        return redirect("statements")
    told = _("You have left. No run that is frozen from now on uses your pictures. What is owed to you is still paid.")
    messages.success(request, told)
    return redirect("statements")
