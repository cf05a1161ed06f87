"""A held part beside the one that counts, and the decision between them; afterwards, who decided when.

Every role may look; a treasurer decides. Both parts stay on file whichever is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributors.models import Role, User
from contributors.web import guards
from ledger.models import Part, PartState, PartUpload, Run, Settlement
from ledger.training import completeness, ingestion

MOST_LISTED = 50
DIGITS_IN_A_ROW = 16
KEEPS: Mapping[str, ingestion.Keep] = {"held": "held", "received": "received"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of both parts; ``pieces`` of a digest may be broken into lines between them."""

    word: str
    received: Sequence[str]
    held: Sequence[str]

    @property
    def differs(self) -> bool:
        """Whether the two say otherwise."""
        return self.received != self.held


@dataclass(frozen=True, slots=True)
class Listed:
    """One part that waits for a decision, or had one, as the run's page names it."""

    part: Part
    place: str

    @property
    def is_held(self) -> bool:
        """Whether somebody still has to decide."""
        return self.part.state == PartState.HELD


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def page(request: HttpRequest, user: User, name: str, pk: int) -> HttpResponse:
    """One held or decided part; a POST decides."""
    part = _found(name, pk)
    other = beside(part)
    if request.method != "POST":
        may_decide = guards.holds(user, Role.TREASURER)
        return render(request, "ledger/staff/held_part.html", _told(part, other) | {"may_decide": may_decide})
    if not guards.holds(user, Role.TREASURER):
        raise PermissionDenied
    _decided(request, user, part, other)
    return redirect("staff-held-part", name=name, pk=pk)


def on_the_run(run: Run) -> dict[str, list[Listed]]:
    """What the run's page lists: what waits, and what was decided, the newest first."""
    held = run.parts.filter(state=PartState.HELD).order_by("id")[:MOST_LISTED]
    decided = run.parts.filter(decided_by__isnull=False).select_related("decided_by")
    newest = decided.order_by("-decided_at", "-id")[:MOST_LISTED]
    return {"held_parts": [*map(_listed, held)], "decided_parts": [*map(_listed, newest)]}


def beside(part: Part) -> Part | None:
    """The other part of the same identity: the one that counts, or else the newest."""
    same = Part.objects.filter(
        run=part.run,
        stage=part.stage,
        component=part.component,
        attempt=part.attempt,
        rank=part.rank,
        part=part.part,
    ).exclude(pk=part.pk)
    others = list(same.select_related("run", "decided_by").order_by("-id"))
    return next((one for one in others if one.state == PartState.RECEIVED), others[0] if others else None)


def _found(name: str, pk: int) -> Part:
    """A part that is held, or that somebody decided about. Nothing else is to be decided."""
    part = Part.objects.filter(pk=pk, run__name=name).select_related("run", "decided_by").first()
    if part is None or (part.state != PartState.HELD and part.decided_by is None):
        raise Http404
    return part


def _told(part: Part, other: Part | None) -> dict[str, object]:
    return {
        "part": part,
        "other": other,
        "place": _place(part),
        "facts": list(_facts(other, part)) if other else [],
        "is_held": part.state == PartState.HELD,
        "is_settled": Settlement.objects.filter(run=part.run).exists(),
    }


def _decided(request: HttpRequest, user: User, part: Part, other: Part | None) -> None:
    """What was seen is decided, and nothing that came in between."""
    keep = KEEPS.get(request.POST.get("keep", ""))
    if keep is None or not request.POST.get("confirmed"):
        messages.error(request, _("Nothing was decided. Choose one of the two and tick the box beneath."))
        return
    if other is None or request.POST.get("beside") != str(other.pk):
        messages.error(request, _("The parts changed in between. Nothing was decided. Compare them again."))
        return
    try:
        ingestion.resolve(part, keep=keep, by=user, at=now())
    except ingestion.PartNotHeld:
        messages.error(request, _("Somebody decided in between. Nothing was changed. Read below what was decided."))
    except ingestion.RunSettled:
        messages.error(request, _("The run is settled and keeps the parts it was settled on. Nothing was decided."))
    except completeness.PartDisagrees as disagrees:
        sentence = _("The held part cannot stand beside the run's other parts: %(why)s. Nothing was decided.")
        messages.error(request, sentence % {"why": disagrees})
    else:
        messages.success(request, _("Decided. Both parts stay on file. Match the run again before it is settled."))


def _listed(part: Part) -> Listed:
    return Listed(part, _place(part))


def _place(part: Part) -> str:
    """Which part of the run it is, for a person."""
    sentence = _("%(stage)s/%(component)s, attempt %(attempt)s, rank %(rank)s, part %(part)s")
    return sentence % {
        "stage": part.stage,
        "component": part.component,
        "attempt": part.attempt,
        "rank": part.rank,
        "part": part.part,
    }


def _facts(received: Part, held: Part) -> Iterator[Fact]:
    senders = _senders([received, held])
    both = (received, held)
    yield _fact(_("State"), [str(one.get_state_display()) for one in both])
    yield _fact(_("File"), [one.file_name for one in both])
    yield _fact(_("Received at"), [_moment(one.received_at) for one in both])
    yield _fact(_("Sent by"), [senders.get(one.pk, _("from files, by command")) for one in both])
    yield _fact(_("Rows"), [number_format(one.rows, force_grouping=True) for one in both])
    yield _fact(_("Exposures"), [number_format(one.exposures, force_grouping=True) for one in both])
    yield _fact(_("Ranks in all"), [str(one.world_size) for one in both])
    yield _fact(_("Final part"), [_("yes") if one.final else _("no") for one in both])
    yield _fact(_("Resumed from"), [_resumed(one) for one in both])
    yield _fact(_("How it was counted"), [one.count_basis for one in both])
    yield Fact(_("Digest of the rows"), *(_pieces(one.rows_sha256) for one in both))
    yield Fact(_("Digest of the file"), *(_pieces(one.file_sha256) for one in both))


def _fact(word: str, told: Sequence[str]) -> Fact:
    return Fact(word, [told[0]], [told[1]])


def _senders(parts: Sequence[Part]) -> dict[int, str]:
    """By part: the token that brought it first. What came from files has none."""
    uploads = PartUpload.objects.filter(part__in=parts).select_related("token__made_by").order_by("-taken_at")
    words = _("%(label)s, token %(prefix)s, made by %(maker)s")
    return {
        upload.part_id: words
        % {"label": upload.token.label, "prefix": upload.token.prefix, "maker": upload.token.made_by.username}
        for upload in uploads
        if upload.part_id is not None
    }


def _resumed(part: Part) -> str:
    if part.resumed_from_attempt is None:
        return _("the beginning")
    facts = {"attempt": part.resumed_from_attempt, "part": part.resumed_from_part}
    return _("attempt %(attempt)s, part %(part)s") % facts


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _pieces(digest: bytes | memoryview) -> list[str]:
    digits = bytes(digest).hex()
    return [digits[at : at + DIGITS_IN_A_ROW] for at in range(0, len(digits), DIGITS_IN_A_ROW)]
