"""How a contributor wishes to be thanked: chosen in a form, in force at once. What is stored is `people`'s."""

import unicodedata

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contributors import people
from contributors.models import Contributor, ShownAs
from contributors.web import guards

# Signs that reorder or hide the text around them (Unicode TR 36). The two joiners are spelling in some scripts.
UNSEEN = ("Cc", "Cf", "Co", "Cs")
JOINERS = "\u200c\u200d"


def refuse_unseen(name: str) -> None:
    """Raise ValidationError where a name holds signs that cannot be seen."""
    if any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in name):
        raise ValidationError(_("There is an invisible sign in it. Type it anew, without copying."))


class Choice(forms.Form):
    """Under which name, if any. A name is needed unless one stays unnamed."""

    shown_as = forms.ChoiceField(
        label=gettext_lazy("How you wish to be thanked"), choices=ShownAs.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Name in the credits"),
        max_length=100,
        required=False,
        validators=[refuse_unseen],
        help_text=gettext_lazy("Your name or your pseudonym, as it shall be read. Not shown where you stay unnamed."),
    )
    reading = forms.CharField(
        label=gettext_lazy("Reading"),
        max_length=100,
        required=False,
        validators=[refuse_unseen],
        help_text=gettext_lazy("In kana, for a name in kanji. The credits are ordered by it."),
    )

    def clean(self) -> None:
        """Whoever is named needs a name."""
        named = self.cleaned_data.get("shown_as") in (ShownAs.NAMED, ShownAs.PSEUDONYM)
        if named and not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Nothing was changed. Write the name, or choose to stay unnamed."))


@require_http_methods(["GET", "HEAD", "POST"])
@guards.contributor
def credit_name(request: HttpRequest, person: Contributor) -> HttpResponse:
    """The choice as it stands, and the form that changes it."""
    form = Choice(request.POST) if request.method == "POST" else Choice(initial=_as_it_stands(person))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        people.choose_credit(person, ShownAs(chosen["shown_as"]), name=chosen["name"], reading=chosen["reading"])
        messages.success(request, _("Your choice stands from now on, on every page."))
        return redirect("credit-name")
    standing = people.credit_choice(person)
    return render(request, "contributors/credit_name.html", {"form": form, "standing": standing})


def _as_it_stands(person: Contributor) -> dict[str, str]:
    standing = people.credit_choice(person)
    if standing is None:
        return {"shown_as": ShownAs.NAMED, "name": person.name}
    return {"shown_as": standing.shown_as, "name": standing.name, "reading": standing.reading}
