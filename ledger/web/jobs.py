"""Long work on staff pages: asked for on commit, shown as a bar that a script polls and a reload redraws.

What the work is, tasks and rooms know; a row's kind and key become a sentence here.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contributors import jobs, rounds
from contributors.models import Job, JobState, User
from contributors.web import collect_words, guards
from ledger import tasks
from ledger.training import likenesses

NAMES: dict[str, str | Promise] = {
    "read": gettext_lazy("Reading the collection %(key)s"),
    "recognise": gettext_lazy("Recognising the pictures of %(key)s"),
    "unpack": gettext_lazy("Unpacking what was sent"),
    "weigh": gettext_lazy("Checking the pictures that were sent"),
    "rehash": gettext_lazy("Hashing again under %(key)s"),
    "collect": collect_words.JOB_NAME,
    "examine": gettext_lazy("Examining waiting pictures again under %(key)s"),
    "ingest": gettext_lazy("Taking in the parts of %(key)s"),
    "match": gettext_lazy("Matching the usage of %(key)s"),
    "likenesses": gettext_lazy("Searching the unknown pictures of %(key)s"),
    "statements": gettext_lazy("Drawing the statements of %(key)s"),
    "copies": gettext_lazy("Copying the statements of %(key)s"),
    "copy statements": gettext_lazy("Copying the statements of %(key)s"),
}
NOW: dict[str, str | Promise] = {
    "read": gettext_lazy("Each file is read and checked against the index."),
    "recognise": gettext_lazy("Each picture is fingerprinted and compared with all that stand."),
    "unpack": gettext_lazy("Each picture of an archive becomes one that was sent."),
    "weigh": gettext_lazy("Each picture is checked, fingerprinted and compared with all that stand."),
    "rehash": gettext_lazy("Each original is read and fingerprinted anew; the older fingerprint is kept."),
    "collect": collect_words.JOB_NOW,
    "examine": gettext_lazy("Each original is read again; what is decided keeps its examination."),
    "ingest": gettext_lazy("Each part is checked whole before any is recorded."),
    "match": gettext_lazy("Each row of the parts is put into its drawer."),
    "likenesses": gettext_lazy("The hashes of each part are read, then compared with all given pictures."),
    "statements": gettext_lazy("Each statement becomes a PDF, in bunches."),
}
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


# Asking for long work is a room's; pages of this app call it by this module.
WorkersOutOfReach = jobs.WorkersOutOfReach
begin = jobs.begin


@dataclass(frozen=True, slots=True)
class Progress:
    """One job as `components/progress.html` takes it, and the page where it was asked for."""

    job: Job
    name: str
    now: str
    error: str
    poll_url: str
    goes_on: bool
    back_url: str
    back_label: str


@require_safe
@guards.staff()
def job(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """The bar alone for a script, the whole page for a person."""
    row = get_object_or_404(Job, pk=pk)
    alone = request.headers.get("HX-Request") == "true"
    template = "ledger/staff/progress.html" if alone else "ledger/staff/job.html"
    response = render(request, template, {"progress": shown(row)})
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


def latest(kind: str, key: str) -> Progress | None:
    """The work of that kind and key, where it was ever asked for."""
    row = Job.objects.filter(kind=kind, key=key).first()
    return None if row is None else shown(row)


def shown(row: Job) -> Progress:
    """A job in a person's words."""
    back_url, back_label = _back(row)
    return Progress(
        job=row,
        name=str(NAMES.get(row.kind, row.kind)) % {"key": row.key},
        now=str(NOW.get(row.kind, "")),
        error=_error(row),
        poll_url=reverse("job", kwargs={"pk": row.pk}) if row.state in UNDER_WAY else "",
        goes_on=jobs.goes_on(row, at=now()),
        back_url=back_url,
        back_label=back_label,
    )


def _error(row: Job) -> str:
    if not row.error:
        return ""
    if row.state != JobState.FAILED:
        told = _("A worker could not read a file: %(error)s. It was tried again, and the work went on.")
        return told % {"error": row.error}
    return _("It stopped: %(error)s. What was done until then stays done. Ask for it again to go on from there.") % {
        "error": row.error
    }


def _back(row: Job) -> tuple[str, str]:
    if row.kind == tasks.DRAW:
        return reverse("staff-month", kwargs={"month": row.key}), _("Back to the month")
    if row.kind == tasks.MATCH:
        return reverse("staff-run", kwargs={"name": row.key}), _("Back to the run")
    if row.kind == likenesses.JOB:
        return reverse("run-likenesses", kwargs={"name": row.key}), _("Back to the likenesses")
    if row.kind == rounds.JOB:
        return reverse("collect"), _("Back to collecting")
    return reverse("staff"), _("Back to what waits")
