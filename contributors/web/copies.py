"""Copies of pictures for pages, whole and without metadata, shown to their giver and to staff only."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from contributors import fingerprints, originals
from contributors.models import Image, User
from contributors.web import guards

ONE_DAY_SECONDS = 86_400
SMALL_PX, LARGE_PX = 320, 1_024


@require_safe
@guards.anyone_known
def thumbnail(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """A small copy of one picture, whole and without metadata, for its giver and for staff."""
    return _copy(user, pk, SMALL_PX)


@require_safe
@guards.anyone_known
def large(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """A larger copy of one picture, for looking closely; else as ``thumbnail``."""
    return _copy(user, pk, LARGE_PX)


def _copy(user: User, pk: int, edge_px: int) -> HttpResponse:
    image = get_object_or_404(Image.objects.select_related("contributor"), pk=pk)
    given_by = image.contributor.user_id if image.contributor else None
    if given_by != user.pk and not guards.holds(user):
        raise PermissionDenied
    try:
        content = originals.thumbnail_of(bytes(image.sha256), edge_px=edge_px)
    except (fingerprints.PictureRefused, FileNotFoundError) as error:
        raise Http404(str(error)) from error
    response = HttpResponse(content, content_type="image/webp")
    patch_cache_control(response, private=True, max_age=ONE_DAY_SECONDS)
    return response
