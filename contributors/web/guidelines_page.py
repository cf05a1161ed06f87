"""The organiser's guidelines: what is in force, a new version looked at before it is set, and those before.

All staff may read; an administrator sets. A version takes effect on what is examined from then on; pictures that wait
are examined again when somebody asks. What is decided is never touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from contributors import examining, foresight, jobs, rulebook, tasks, wording
from contributors.guidelines import edition
from contributors.guidelines.rules import OURS, RULES, Settings
from contributors.models import Guidelines, Job, Role, User
from contributors.web import guards, guidelines_words
from contributors.web.guidelines_form import MEGABYTE, Version, digest

PAGE = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as it stands: what it looks for, what it does, and the sentence that a giver reads."""

    title: str | Promise
    word: str
    kind: str
    sentence: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One version of the history, with what it changed."""

    version: Guidelines
    changed: Sequence[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of what would change."""

    title: str | Promise
    now: str
    now_kind: str
    then: str
    then_kind: str
    pictures: int


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def guidelines(request: HttpRequest, user: User) -> HttpResponse:
    """The version in force; posted, a new one looked at or set, or the waiting pictures examined again."""
    if request.method != "POST":
        return _page(request, user, Version(standing=rulebook.in_force()))
    if not guards.holds(user, Role.ADMIN):
        raise PermissionDenied
    if request.POST.get("step") == "examine":
        return _examine(request)
    form = Version(request.POST, standing=rulebook.in_force())
    if not form.is_valid():
        return _page(request, user, form)
    if request.POST.get("step") != "decide" or form.cleaned_data["seen"] != digest(form.settings()):
        return _foresee(request, user, form)
    return _decide(request, user, form)


def _foresee(request: HttpRequest, user: User, form: Version) -> HttpResponse:
    """The same form with what it would change above it, and the way to set it."""
    then = form.settings()
    seen = Version({**request.POST.dict(), "seen": digest(then)}, standing=rulebook.in_force())
    foreseen = foresight.foresee(rulebook.in_force(), then)
    lines = [_changed(change) for change in foreseen.changes]
    unknown = [guidelines_words.RULES[code] for code in foreseen.unknown]
    return _page(request, user, seen, foreseen=foreseen, changes=lines, unknown=unknown)


def _decide(request: HttpRequest, user: User, form: Version) -> HttpResponse:
    try:
        standing = rulebook.decide(form.settings(), note=form.cleaned_data["note"], by=user, at=now())
    except rulebook.SetInBetween:
        told = _("Nothing was set: somebody set a newer version in between. It stands below; decide anew.")
        messages.error(request, told)
    except rulebook.NothingChanged:
        messages.info(request, _("Nothing was set: all is as it was."))
    else:
        told = _("Version %(number)s is in force for everything that is examined from now on.")
        messages.success(request, told % {"number": standing.number})
    return redirect("guidelines")


def _examine(request: HttpRequest) -> HttpResponse:
    """Hand the work to a worker; what goes on already is left alone."""
    settings = rulebook.in_force()
    kind, key, total = examining.JOB, edition.name(settings), examining.outdated(settings).count()
    try:
        with transaction.atomic():
            asked = jobs.ask(kind, key=key, total=total, at=now())
            if asked.is_new:
                transaction.on_commit(tasks.examine_again.delay)
    except OperationalError as error:
        jobs.fail(Job.objects.get(kind=kind, key=key), why=str(error))
        told = _("No worker could be reached. The work was not begun. Tell the administrator, then ask for it again.")
        messages.error(request, told)
        return redirect("guidelines")
    return redirect(reverse("job", kwargs={"pk": asked.job.pk}))


def _page(request: HttpRequest, user: User, form: Version, **more: object) -> HttpResponse:
    versions = list(rulebook.history()[: PAGE + 1])
    settings = rulebook.settings_of(versions[0]) if versions else OURS
    context = {
        "form": form,
        "may_set": guards.holds(user, Role.ADMIN),
        "in_force": versions[0] if versions else None,
        "standing": [_standing(code, settings) for code in RULES],
        "bounds": _bounds(settings),
        "outdated": examining.outdated(settings).count(),
        "history": _history(versions),
        **more,
    }
    return render(request, "contributors/guidelines.html", context)


def _standing(code: str, settings: Settings) -> Standing:
    weight, own = settings.ruling(code).weight, settings.text(code, get_language())
    word = str(guidelines_words.SHORT[weight])
    sentence = own or wording.against(code, settings)
    return Standing(guidelines_words.RULES[code], word, guidelines_words.KINDS[weight], sentence, bool(own))


def _bounds(settings: Settings) -> list[dict[str, str]]:
    """As `components/terms.html` takes them."""
    bounds = settings.bounds
    shown = {
        "least_edge_px": f"{bounds.least_edge_px:,}",
        "good_edge_px": f"{bounds.good_edge_px:,}",
        "most_megabytes": f"{bounds.most_bytes // MEGABYTE:,}",
        "most_ratio": f"{bounds.most_ratio:,}",
        "least_quality": f"{bounds.least_quality}",
        "public_domain": ", ".join(bounds.public_domain),
    }
    return [{"word": str(word), "text": shown[name]} for name, word in guidelines_words.BOUNDS.items()]


def _history(versions: Sequence[Guidelines]) -> list[Past]:
    """Each version against the one before it, the first against ours."""
    settings = [*map(rulebook.settings_of, versions), OURS]
    return [
        Past(version, _differences(settings[place], settings[place + 1]))
        for place, version in enumerate(versions[:PAGE])
    ]


def _differences(version: Settings, before: Settings) -> list[str]:
    of_bounds = [
        f"{now['word']}: {then['text']} → {now['text']}"
        for now, then in zip(_bounds(version), _bounds(before), strict=True)
        if now["text"] != then["text"]
    ]
    return of_bounds + [told for code in RULES if (told := _difference(code, version, before))]


def _difference(code: str, version: Settings, before: Settings) -> str:
    now_, then = version.ruling(code), before.ruling(code)
    if now_ == then:
        return ""
    title = str(guidelines_words.RULES[code])
    if now_.weight == then.weight:
        return _("%(rule)s: other words") % {"rule": title}
    return f"{title}: {guidelines_words.SHORT[then.weight]} → {guidelines_words.SHORT[now_.weight]}"


def _changed(change: foresight.Change) -> Changed:
    words, kinds = guidelines_words.SHORT, guidelines_words.KINDS
    return Changed(
        title=guidelines_words.RULES[change.rule],
        now=str(words[change.now]),
        now_kind=kinds[change.now],
        then=str(words[change.then]),
        then_kind=kinds[change.then],
        pictures=change.pictures,
    )
