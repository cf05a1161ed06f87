"""Conditional requests for public pages: 304 while nothing changed, and never a page from before a change.

Browsers may keep a page but ask each time (no-cache). The ETag covers what the page was made from, the language,
the visitor (a page carries the visitor's form token) and the house itself: templates, catalogue, style sheets.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition

from credits.changes import State

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
HOUSE = ("templates/**/*.html", "ledger/config/locale/**/*.mo", "ledger/config/static/henrei/*", "credits/**/*.py")


def page(state: Callable[P, State]) -> Callable[[View[P]], View[P]]:
    """For a page with a header: the same visitor, language, house and ``state`` need no second copy."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            told = state(*args, **kwargs)
            asked = view if _is_told_something(request) else _asked(view, told, _visitor(request))
            response = asked(request, *args, **kwargs)
            patch_cache_control(response, no_cache=True, private=True)
            return response

        return gzip_page(door)

    return decorate


def file(state: Callable[P, State]) -> Callable[[View[P]], View[P]]:
    """For a feed or a file, the same for every visitor."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = _asked(view, state(*args, **kwargs), ())(request, *args, **kwargs)
            patch_cache_control(response, no_cache=True)
            return response

        return gzip_page(door)

    return decorate


def _asked(view: View[P], told: State, visitor: Sequence[str]) -> View[P]:
    made_of = "\n".join((_house(), get_language() or "", *visitor, *told.words))
    etag = f'"{sha256(made_of.encode()).hexdigest()[:32]}"'

    def tag(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> str:
        return etag

    def changed_at(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> datetime | None:
        return told.changed_at

    return condition(etag_func=tag, last_modified_func=changed_at)(view)


def _visitor(request: HttpRequest) -> tuple[str, ...]:
    return str(request.user.pk), request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def _is_told_something(request: HttpRequest) -> bool:
    """Whether notices wait to be shown, once, on this visitor's next page."""
    return len(get_messages(request)) > 0


@cache
def _house() -> str:
    """The digest of everything a page is set with; read once in a process's life."""
    root = Path(settings.ROOT)
    files = sorted(file for pattern in HOUSE for file in root.glob(pattern))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
