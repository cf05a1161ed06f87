"""Who may enter a page: a contributor who is signed in, or a member of staff with a role.

A guard hands the view whom it let in, as second argument. Nobody known is led to the login and back; somebody
else is refused with 403. What a guarded page shows is kept by no cache. Write it below the decorator for the
method: ``@require_safe`` / ``@guards.staff(Role.TREASURER)`` / ``def month(request, treasurer, month): ...``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from contributors.models import Contributor, Role, User

P = ParamSpec("P")


def contributor(
    view: Callable[Concatenate[HttpRequest, Contributor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in whoever gives pictures and has not left; the view is told who it is."""
    return _person(view, _giver)


def payee(
    view: Callable[Concatenate[HttpRequest, Contributor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in whoever gives pictures or ever gave some: who has left is still paid. The view is told who it is."""
    return _person(view, _ever_giver)


def _person(
    view: Callable[Concatenate[HttpRequest, Contributor, P], HttpResponseBase], found: Callable[[User], Contributor]
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = signed_in(request)
        if user is None:
            return redirect_to_login(request.get_full_path())
        return _theirs_alone(view(request, found(user), *args, **kwargs))

    return guarded


def staff(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, User, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let in staff who hold one of ``roles`` (any role where none is named); the view is told who it is."""

    def guard(
        view: Callable[Concatenate[HttpRequest, User, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = signed_in(request)
            if user is None:
                return redirect_to_login(request.get_full_path())
            if not holds(user, *roles):
                raise PermissionDenied
            return _theirs_alone(view(request, user, *args, **kwargs))

        return guarded

    return guard


def anyone_known(
    view: Callable[Concatenate[HttpRequest, User, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let in whoever is signed in; the view is told who it is, decides the rest, and says what may be cached."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = signed_in(request)
        if user is None:
            return redirect_to_login(request.get_full_path())
        return view(request, user, *args, **kwargs)

    return guarded


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in, where somebody is."""
    return request.user if isinstance(request.user, User) and request.user.is_active else None


def holds(user: User, *roles: Role) -> bool:
    """Whether the user holds one of the roles, or any role where none is named."""
    return user.staff_roles.filter(role__in=roles or tuple(Role)).exists()


def gives(user: User) -> bool:
    """Whether the user gives pictures and has not left."""
    return Contributor.objects.filter(user=user, left_at__isnull=True).exists()


def has_left(user: User) -> bool:
    """Whether the user gave pictures and has left."""
    return Contributor.objects.filter(user=user, left_at__isnull=False).exists()


def account_of(person: Contributor) -> User:
    """The account a contributor signs in with. Raises PermissionDenied where there is none."""
    if person.user is None:
        raise PermissionDenied
    return person.user


def _giver(user: User) -> Contributor:
    person = _ever_giver(user)
    if person.left_at is not None:
        raise PermissionDenied
    return person


def _ever_giver(user: User) -> Contributor:
    person = Contributor.objects.select_related("user").filter(user=user).first()
    if person is None:
        raise PermissionDenied
    return person


def _theirs_alone(response: HttpResponseBase) -> HttpResponseBase:
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response
