"""One picture on its giver's page: how it stands and why, what was said about it, and what its giver can do.

Whoever else's is not found. What an answer or an appeal does is `correspondence`'s.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors import correspondence, rulebook
from contributors.models import Contributor, Image, ImageState
from contributors.models.messages import MOST_CHARACTERS
from contributors.web import guards, pictures, review_shown


class Said(forms.Form):
    """What the giver says."""

    words = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Nothing was sent. Write what you wish to say.")},
        help_text=gettext_lazy("Reviewers read it, nobody else. What is sent stays as it is."),
    )


class Answer(Said):
    """What the giver says to a reviewer's question."""


class Appeal(Said):
    """Why the giver thinks that the picture should be taken after all."""


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def picture(request: HttpRequest, person: Contributor, pk: int) -> HttpResponse:
    """One of the person's own pictures; posted, an answer or an appeal."""
    image = pictures.own(person, str(pk))
    if request.method != "POST":
        return _page(request, image, None)
    form = _form(request)
    if form is None or not form.is_valid():
        return _page(request, image, form)
    _say(request, image, form, person)
    return redirect("picture", pk=image.pk)


def _form(request: HttpRequest) -> Said | None:
    match request.POST.get("say"):
        case "answer":
            return Answer(request.POST)
        case "appeal":
            return Appeal(request.POST)
    return None


def _say(request: HttpRequest, image: Image, form: Said, person: Contributor) -> None:
    words, by, at = form.cleaned_data["words"], guards.account_of(person), now()
    try:
        if isinstance(form, Appeal):
            correspondence.appeal(image, words, by=by, at=at)
            told = _("Your appeal is sent. The picture waits again, and a person looks at it.")
        else:
            correspondence.answer(image, words, by=by, at=at)
            told = _("Your answer is sent. A reviewer reads it and decides.")
    except correspondence.NothingAsked:
        messages.error(request, _("Nothing was sent: there is no question left to answer."))
    except correspondence.NotAppealable:
        messages.error(request, _("Nothing was sent: there is no decision left to appeal against."))
    else:
        messages.success(request, told)


def _page(request: HttpRequest, image: Image, sent: Said | None) -> HttpResponse:
    is_asked = image.state == ImageState.WAITING and image.reason == correspondence.ASKED
    can_appeal, settings = correspondence.can_be_appealed(image), rulebook.in_force()
    told = {
        "picture": pictures.shown(image, settings),
        "given_at": image.offered_at,
        "category": image.category if image.state == ImageState.ACCEPTED else "",
        "to_do": _to_do(image, can_appeal),
        "past": review_shown.past(image, settings),
        "answer": (sent if isinstance(sent, Answer) else Answer()) if is_asked else None,
        "appeal": (sent if isinstance(sent, Appeal) else Appeal()) if can_appeal else None,
        "runs": pictures.runs(image),
    }
    return render(request, "contributors/picture.html", told)


def _to_do(image: Image, can_appeal: bool) -> str:
    """What the giver can do about how the picture stands."""
    if image.state == ImageState.WAITING and image.reason == correspondence.ASKED:
        return _("Answer the question below; the picture waits until you do.")
    if image.state == ImageState.WAITING:
        return _("There is nothing for you to do. What is decided appears here.")
    if can_appeal:
        return _("If you think that this is wrong, say why below. A person looks at it again, once for each decision.")
    if image.state == ImageState.ACCEPTED:
        return _("There is nothing for you to do. You may withdraw it at any time.")
    if image.state == ImageState.WITHDRAWN:
        return _("Runs that were frozen before keep it, and what it earned there stays yours.")
    return _("Another look would not change it: the file itself is the reason.")
