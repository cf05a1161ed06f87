"""Sending pictures: many at once, each with its own answer, in pieces where a script runs and in one form where not.

A door: what is taken and what is refused is `uploading`'s; a worker unpacks and weighs afterwards.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from contributors import giving, tasks, unzipping, upload_limits, uploading, wording
from contributors.models import Contributor, Upload, UploadState
from contributors.web import guards, upload_words

PAGE = 24
MOST_DIGITS = 15
PICTURES = ".png,.jpg,.jpeg,.webp,.gif,.bmp,.tif,.tiff,.avif,.zip"
Refusal = uploading.UploadRefused | giving.MayNotGive
REFUSALS = (uploading.UploadRefused, giving.MayNotGive)


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes many."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Many files, each checked as one; an empty one is answered by name later, not here."""

    widget = ManyFiles

    def clean(self, value: object, initial: object = None) -> list["UploadedFile[bytes]"]:
        """All files that were chosen."""
        chosen = value if isinstance(value, list) and value else [value]
        return [super(Files, self).clean(one, initial) for one in chosen]


class Sending(forms.Form):
    """The files, and the declaration without which none is taken."""

    chosen = Files(
        label=gettext_lazy("Pictures, or ZIP archives of pictures"),
        allow_empty_file=True,
        max_length=None,
        widget=ManyFiles(attrs={"accept": PICTURES}),
    )
    own_work = forms.BooleanField(
        label=gettext_lazy("I made these pictures myself, and nobody else has rights in them."),
        error_messages={"required": gettext_lazy("Nothing was taken. Tick this if it is so, and choose them again.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def upload(request: HttpRequest, person: Contributor) -> HttpResponse:
    """The page; its list alone for a script; posted, one file announced by a script, or whole files by a form."""
    if request.method != "POST":
        return _page(request, person, Sending())
    if "size_bytes" in request.POST:
        return _begun(request, person)
    form = Sending(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, form)
    files: Sequence[UploadedFile[bytes]] = form.cleaned_data["chosen"]
    arrived = sum([_arrived(request, person, file) for file in files])
    if arrived:
        done = ngettext("One file has arrived.", "%(arrived)s files have arrived.", arrived)
        messages.success(request, done % {"arrived": f"{arrived:,}"})
    return redirect("upload")


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def piece(request: HttpRequest, person: Contributor, token: UUID) -> HttpResponse:
    """How far a file has come; posted, the piece that begins at ``?offset=``. The last piece ends the file."""
    sent = uploading.of(person, token)
    if sent is None:
        raise Http404
    if request.method != "POST":
        return _so_far(sent)
    try:
        offset, body = _number(request.GET.get("offset", "")), request.body
    except UnreadablePostError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if offset is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return _answered(lambda: _so_far(_received(sent, offset, body)))


def _page(request: HttpRequest, person: Contributor, form: Sending) -> HttpResponse:
    page = Paginator(uploading.sent(person), PAGE).get_page(request.GET.get("page"))
    sent = upload_words.told(list(page))
    shown = {
        "sent": sent,
        "changes_yet": any(one.changes_yet for one in sent),
        "list_url": f"{reverse('upload')}?page={page.number}",
        "previous_url": _page_url(page, -1),
        "next_url": _page_url(page, 1),
        "place": _("Page %(page)s of %(pages)s") % {"page": page.number, "pages": page.paginator.num_pages},
    }
    if request.headers.get("HX-Request") == "true":
        response = render(request, "contributors/upload_sent.html", shown)
    else:
        barred = giving.bar(person, at=now())
        told = wording.not_taken(barred.code) if barred else ""
        response = render(request, "contributors/upload.html", {**shown, **_bounds(), "form": form, "barred": told})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _bounds() -> dict[str, str]:
    limits = upload_limits.in_force()
    return {
        "most_picture": upload_words.megabytes(limits.picture_bytes),
        "most_zip": upload_words.megabytes(limits.zip_bytes),
        "most_zip_files": f"{limits.zip_files:,}",
        "piece_bytes": str(uploading.PIECE_BYTES),
    }


def _begun(request: HttpRequest, person: Contributor) -> HttpResponse:
    size_bytes = _number(request.POST["size_bytes"])
    if size_bytes is None:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    return _answered(lambda: _so_far(_announced(request, person, request.POST.get("name", ""), size_bytes)))


def _announced(request: HttpRequest, person: Contributor, name: str, size_bytes: int) -> Upload:
    own_work = request.POST.get("own_work") == "on"
    return uploading.begin(person, name=name, size_bytes=size_bytes, own_work=own_work, at=now())


def _received(sent: Upload, offset: int, body: bytes) -> Upload:
    sent = uploading.receive(sent, offset=offset, piece=body, at=now())
    if sent.state != UploadState.RECEIVING or sent.received_bytes < sent.size_bytes:
        return sent
    sent = uploading.finish(sent, at=now())
    if sent.state != UploadState.REFUSED:
        transaction.on_commit(tasks.take_in_uploads.delay, robust=True)
    return sent


def _arrived(request: HttpRequest, person: Contributor, file: "UploadedFile[bytes]") -> bool:
    """One whole file of the form, through the same pieces; a refusal is told by the file's name."""
    name = file.name or ""
    try:
        sent = _announced(request, person, name, file.size or 0)
        for body in file.chunks(uploading.PIECE_BYTES):
            sent = _received(sent, sent.received_bytes, body)
        if not file.size:
            sent = _received(sent, 0, b"")
    except REFUSALS as refusal:
        messages.error(request, _named(name, _sentence(refusal)))
        return False
    if sent.state == UploadState.REFUSED:
        messages.error(request, _named(name, wording.not_taken(sent.reason)))
    return sent.state != UploadState.REFUSED


def _named(name: str, sentence: str) -> str:
    return _("%(name)s: %(sentence)s") % {"name": uploading.plain_name(name), "sentence": sentence}


def _answered(answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a script; a refusal says why, and where to go on if it may."""
    try:
        return answer()
    except uploading.PieceOutOfPlace as gap:
        told = {"told": _sentence(gap), "received_bytes": gap.wanted_offset}
        return JsonResponse(told, status=HTTPStatus.CONFLICT)
    except REFUSALS as refusal:
        return JsonResponse({"told": _sentence(refusal)}, status=HTTPStatus.FORBIDDEN)


def _so_far(sent: Upload) -> HttpResponse:
    is_whole_archive = unzipping.unopened().filter(pk=sent.pk).exists()
    return JsonResponse(
        {
            "url": reverse("upload-piece", kwargs={"token": sent.token}),
            "received_bytes": uploading.wanted_offset(sent),
            "is_over": sent.state != UploadState.RECEIVING or is_whole_archive,
            "is_refused": sent.state == UploadState.REFUSED,
            "told": upload_words.of(sent),
        }
    )


def _sentence(refusal: Refusal) -> str:
    if isinstance(refusal, uploading.FileTooLarge):
        most = upload_words.megabytes(refusal.most_bytes)
        return _("It was not taken: it is larger than %(most)s. Send it smaller, or in parts.") % {"most": most}
    return wording.not_taken(refusal.code)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS else None


def _page_url(page: "Page[Upload]", step: int) -> str:
    number = page.number + step
    return f"{reverse('upload')}?page={number}" if 1 <= number <= page.paginator.num_pages else ""
