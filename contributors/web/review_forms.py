"""What a reviewer sends: which part of the queue, and what is decided about one picture or about many."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from contributors import bulk, categories, queue
from contributors.models.messages import MOST_CHARACTERS
from contributors.web import review_words

PAGES = (24, 48, 96)
NARROWED_BY = ("reason", "giver", "collection")
REASONS = [("", gettext_lazy("Choose a reason")), *review_words.reasons_to_decline()]
NO_REASON = gettext_lazy("Nothing was decided. Choose the reason for declining.")


def narrowed(sent: QueryDict) -> queue.Chosen:
    """Which part of the queue an address asks for."""
    return queue.Chosen(*(sent.get(name, "")[:200].replace("\x00", "") for name in NARROWED_BY))


def size(sent: QueryDict) -> int:
    """How many pictures a page shows."""
    asked = sent.get("size", "")
    return next((size for size in PAGES if str(size) == asked), PAGES[0])


def address(view: str, chosen: queue.Chosen, pk: int | None = None, **more: str) -> str:
    """The address of a page of the queue that keeps what is chosen."""
    words = {name: getattr(chosen, name) for name in NARROWED_BY} | more
    kept = urlencode({name: word for name, word in words.items() if word})
    path = reverse(view, kwargs={} if pk is None else {"pk": pk})
    return f"{path}?{kept}" if kept else path


class Narrowing(forms.Form):
    """Which part of the queue to show."""

    reason = forms.ChoiceField(label=gettext_lazy("Why it waits"), required=False)
    giver = forms.ChoiceField(label=gettext_lazy("Given by"), required=False)
    collection = forms.ChoiceField(label=gettext_lazy("Collection"), required=False)
    size = forms.ChoiceField(label=gettext_lazy("On a page"), choices=[(str(size), str(size)) for size in PAGES])

    def __init__(self, chosen: queue.Chosen, choices: queue.Choices, size: int) -> None:
        standing: Mapping[str, str] = {name: getattr(chosen, name) for name in NARROWED_BY}
        super().__init__(initial={**standing, "size": str(size)})
        told = [queue.Choice(one.value, review_words.waits(one.word), one.images) for one in choices.reasons]
        self._offer("reason", gettext_lazy("all that can be decided"), told)
        self._offer("giver", gettext_lazy("everybody"), choices.givers)
        self._offer("collection", gettext_lazy("all"), choices.collections)

    def _offer(self, name: str, every: object, choices: Sequence[queue.Choice]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", str(every)), *((one.value, f"{one.word} ({one.images:,})") for one in choices)]


class Acceptance(forms.Form):
    """Accepting one picture as a category."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        required=False,
        help_text=gettext_lazy("A policy may weigh it. It stays as it is once the picture is accepted."),
    )

    def __init__(self, sent: QueryDict | None, *, given: str, known: Sequence[categories.Category]) -> None:
        super().__init__(sent, initial={"category": given})
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            none = ("", str(gettext_lazy("without a category")))
            field.choices = [none, *review_words.category_choices(known, also=given)]


class Refusal(forms.Form):
    """Declining with a reason."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason for declining"),
        choices=REASONS,
        widget=forms.Select(attrs={"data-key": "d", "aria-keyshortcuts": "d"}),
        error_messages={"required": NO_REASON},
        help_text=gettext_lazy("The giver reads this sentence."),
    )


class Question(forms.Form):
    """Asking the giver."""

    words = forms.CharField(
        label=gettext_lazy("Question to the giver"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "q", "aria-keyshortcuts": "q"}),
        error_messages={"required": gettext_lazy("Nothing was sent. Write the question.")},
        help_text=gettext_lazy("The picture waits until the giver answers. The giver does not read who asked."),
    )


class Sweep(forms.Form):
    """Deciding many. A reason is needed to decline; without a category each keeps the one its giver named."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason for declining"), choices=REASONS, required=False)

    def __init__(self, sent: QueryDict | None, *, known: Sequence[categories.Category]) -> None:
        super().__init__(sent)
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            as_given = ("", str(gettext_lazy("as each giver named it")))
            field.choices = [as_given, *review_words.category_choices(known)]

    def clean(self) -> None:
        """Declining without a reason is no decision."""
        if self.cleaned_data.get("decision") == "decline" and not self.cleaned_data.get("reason"):
            self.add_error("reason", NO_REASON)

    def verdict(self) -> bulk.Verdict:
        """What is decided about each."""
        said = self.cleaned_data
        if said["decision"] == "decline":
            return bulk.Verdict("decline", reason=said["reason"])
        return bulk.Verdict("accept", category=said["category"] or None)


def picked(sent: QueryDict) -> list[int]:
    """The numbers of the pictures that were ticked; whatever is no number is none."""
    return [int(pk) for pk in sent.getlist("picture") if pk.isascii() and pk.isdigit() and len(pk) < 19]
