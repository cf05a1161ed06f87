"""The tokens of a run: which there are, making one, revoking one. A secret is shown once, in the answer that made it.

Every role may look; a treasurer makes and revokes.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors.models import Role, User
from contributors.web import guards
from ledger.models import Run, RunToken
from ledger.training import run_tokens, runs


class Terms(forms.Form):
    """What a new token is called, and how long it lasts."""

    label = forms.CharField(
        label=gettext_lazy("Label"),
        help_text=gettext_lazy("What the token is known by, such as the name of the cluster."),
        max_length=run_tokens.MOST_LABEL_CHARACTERS,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        help_text=gettext_lazy("How long it opens the door; at most 366."),
        min_value=1,
        max_value=run_tokens.MOST_DAYS,
        initial=run_tokens.DAYS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def page(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """The run's tokens; a POST makes or revokes one."""
    run = _known(name)
    if request.method != "POST":
        return _shown(request, user, run, Terms())
    if not guards.holds(user, Role.TREASURER):
        raise PermissionDenied
    match request.POST.get("step"):
        case "make":
            return _made(request, user, run)
        case "revoke":
            return _revoked(request, user, run)
        case step:
            raise BadRequest(f"a token has no step {step!r}")


def _made(request: HttpRequest, user: User, run: Run) -> HttpResponse:
    """Answered at once and led nowhere: an address or a session would keep the secret."""
    terms = Terms(request.POST)
    if not terms.is_valid():
        return _shown(request, user, run, terms)
    try:
        issued = run_tokens.issue(
            run, label=terms.cleaned_data["label"], by=user, at=now(), days=terms.cleaned_data["days"]
        )
    except run_tokens.TokenTermsUnfit:
        terms.add_error("label", _("A label has printable characters only."))
        return _shown(request, user, run, terms)
    return _shown(request, user, run, Terms(), issued)


def _revoked(request: HttpRequest, user: User, run: Run) -> HttpResponse:
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        raise Http404
    try:
        token = run_tokens.numbered(run, int(number))
    except run_tokens.NoSuchToken as error:
        raise Http404 from error
    run_tokens.revoke(token, by=user, at=now())
    sentence = _("The token %(prefix)s is revoked and opens nothing any more.")
    messages.success(request, sentence % {"prefix": token.prefix})
    return redirect("staff-run-tokens", name=run.name)


def _shown(
    request: HttpRequest, user: User, run: Run, terms: Terms, issued: run_tokens.Issued | None = None
) -> HttpResponse:
    told = {
        "run": run,
        "tokens": [(token, _state(token)) for token in _tokens(run)],
        "terms": terms,
        "issued": issued,
        "may_make": guards.holds(user, Role.TREASURER),
    }
    return render(request, "ledger/staff/run_tokens.html", told)


def _tokens(run: Run) -> list[RunToken]:
    return list(run.tokens.select_related("made_by", "revoked_by").order_by("-made_at", "-id"))


def _state(token: RunToken) -> tuple[str, str]:
    """A word, and the kind of `components/state.html`."""
    if token.revoked_at is not None:
        return _("revoked"), "refused"
    return (_("expired"), "refused") if token.expires_at <= now() else (_("in force"), "present")


def _known(name: str) -> Run:
    try:
        return runs.named(name)
    except runs.RunUnknown as error:
        raise Http404 from error
