"""Where somebody begins after signing in: staff at their work, contributors at their account, others at the credits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead onward by who is signed in."""
    user = guards.signed_in(request)
    return redirect("credits" if user is None else _beginning(user))


def _beginning(user: User) -> str:
    if guards.holds(user):
        return "staff"
    if guards.has_left(user):
        return "statements"
    return "dashboard" if guards.gives(user) else "credits"
