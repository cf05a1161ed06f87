"""Does this picture repeat a given one, and whose? A reviewer asks with a file; nothing of it is kept.

What is kin is `search`'s to say; here it is shown side by side, with the verdict in a sentence.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors import fingerprints, search, thumbnails, wording
from contributors.models import Role, User
from contributors.web import guards, kin_words

MOST_BYTES = 50_000_000
MOST_SHOWN = 24


class Question(forms.Form):
    """The picture that is asked about."""

    picture = forms.FileField(
        label=gettext_lazy("A picture"),
        help_text=gettext_lazy("For instance one that a model made. It is compared and not kept. At most 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        allow_empty_file=True,
        required=True,
    )

    def clean_picture(self) -> "UploadedFile[bytes]":
        """Nothing larger than what would be taken is looked at."""
        given: UploadedFile[bytes] = self.cleaned_data["picture"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(wording.against("file_too_large"))
        return given


@dataclass(frozen=True, slots=True)
class Kindred:
    """One given picture that the asking one is kin to, as the page says it."""

    repeat: search.Repeat
    why: str
    state_kind: str
    width_px: int
    height_px: int

    @property
    def title(self) -> str:
        """What it is called, or where it lies."""
        return self.repeat.image.title or self.repeat.image.path


@dataclass(frozen=True, slots=True)
class Asked:
    """The asking picture: its name, a small copy of it in the page itself, and its size."""

    name: str
    src: str
    width_px: int
    height_px: int


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff(Role.REVIEWER)
def kin(request: HttpRequest, reviewer: User) -> HttpResponse:
    """The question; posted, its answer below."""
    if request.method != "POST":
        return render(request, "contributors/kin.html", {"form": Question()})
    form = Question(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "contributors/kin.html", {"form": form})
    given: UploadedFile[bytes] = form.cleaned_data["picture"]
    try:
        return render(request, "contributors/kin.html", _answered(given.name or "", given.read()))
    except fingerprints.PictureRefused as refusal:
        form.add_error("picture", str(wording.UNREADABLE.get(refusal.code) or refusal))
        return render(request, "contributors/kin.html", {"form": form})


def _answered(name: str, content: bytes) -> dict[str, object]:
    reading = fingerprints.read(content)
    found = search.repeats(reading)
    small = base64.b64encode(thumbnails.thumbnail(content)).decode()
    seen = reading.fingerprint
    return {
        "form": Question(),
        "asked": Asked(name or _("the picture"), f"data:image/webp;base64,{small}", seen.width, seen.height),
        "kindred": _kindred(found[:MOST_SHOWN]),
        "found": len(found),
        "more": max(0, len(found) - MOST_SHOWN),
        "is_poor": seen.pdq_quality < fingerprints.LEAST_QUALITY,
    }


def _kindred(found: Sequence[search.Repeat]) -> list[Kindred]:
    return [
        Kindred(
            repeat=one,
            why=kin_words.verdict(one.verdict),
            state_kind=wording.KINDS[one.image.state],
            width_px=one.image.fingerprint.width_px if one.image.fingerprint else 1,
            height_px=one.image.fingerprint.height_px if one.image.fingerprint else 1,
        )
        for one in found
    ]
