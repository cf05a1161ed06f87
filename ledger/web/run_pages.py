"""Training runs for the staff: which parts came, what was used, and settling after a look at what it would post.

Every role may look; a treasurer matches and settles. Matching is long and goes to a worker.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contributors.models import Contributor, Role, User
from contributors.web import guards
from ledger import tasks
from ledger.models import Matching, Part, PartState, Policy, Run, Settlement
from ledger.rewards import accrual, calculation, comparing, policies
from ledger.training import completeness, runs, storage, usage
from ledger.training.manifest import Header
from ledger.web import (
    difference_shown,
    held_part,
    jobs,
    money_words,
    refused,
    run_beside,
    run_figures,
    run_parts,
)

PAGE = 20
LARGEST = 10


@dataclass(frozen=True, slots=True)
class State:
    """How far a run is: a word, and the kind of `components/state.html`."""

    word: str | Promise
    kind: str


SETTLED = State(gettext_lazy("settled"), "sealed")
MATCHED = State(gettext_lazy("matched, to be settled"), "present")
COMPLETE = State(gettext_lazy("complete, to be matched"), "present")
INCOMPLETE = State(gettext_lazy("parts are missing"), "waiting")


@dataclass(frozen=True, slots=True)
class Row:
    """One run of the list."""

    run: Run
    parts: int
    held: int
    missing: int
    matching: Matching | None
    settlement: Settlement | None
    total: money_words.Amount | None

    @property
    def state(self) -> State:
        """How far the run is."""
        if self.settlement:
            return SETTLED
        if self.missing or not self.parts:
            return INCOMPLETE
        return MATCHED if self.matching else COMPLETE


@dataclass(frozen=True, slots=True)
class Earning:
    """What one contributor would earn."""

    name: str
    images: int
    amount: money_words.Amount


@dataclass(frozen=True, slots=True)
class Outlook:
    """What settling would post, and what that changes against the run settled last."""

    policy: Policy
    on: date
    total: money_words.Amount
    contributors: int
    pictures: int
    largest: Sequence[Earning]
    difference: difference_shown.Shown | None


def policy_names() -> list[tuple[str, str]]:
    """Every policy by its name; which version is in force, the day decides."""
    return [(name, name) for name in Policy.objects.order_by("name").values_list("name", flat=True).distinct()]


class Terms(forms.Form):
    """Under which policy, effective when."""

    policy = forms.ChoiceField(label=gettext_lazy("Policy"), choices=policy_names)
    on = forms.DateField(
        label=gettext_lazy("Effective day"),
        help_text=gettext_lazy("The day in the book. Its month must be open."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_safe
@guards.staff()
def listed(request: HttpRequest, user: User) -> HttpResponse:
    """All runs, the newest first."""
    page = Paginator(Run.objects.order_by("-frozen_at", "-id"), PAGE).get_page(request.GET.get("page"))
    return render(request, "ledger/staff/runs.html", {"page": page, "rows": rows(list(page))})


@require_http_methods(["GET", "HEAD", "POST"])
@guards.staff()
def detail(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """One run; a POST matches or settles it."""
    run = known(name)
    if request.method != "POST":
        return render(request, "ledger/staff/run.html", _told(request, user, run))
    if not guards.holds(user, Role.TREASURER):
        raise PermissionDenied
    _taken(request, user, run)
    return redirect("staff-run", name=name)


def rows(page: Sequence[Run]) -> list[Row]:
    """The runs with what the list tells of them, in a fixed number of queries."""
    matchings = {one.run_id: one for one in Matching.objects.filter(run__in=page)}
    settled = Settlement.objects.filter(run__in=page).select_related("policy", "settled_by", "entry")
    settlements = {one.run_id: one for one in settled}
    missing = _missing([run for run in page if run.pk not in settlements])
    numbers = Run.objects.filter(pk__in=[run.pk for run in page]).annotate(
        received=Count("parts"), held=Count("parts", filter=Q(parts__state=PartState.HELD))
    )
    parts = {key: (received, held) for key, received, held in numbers.values_list("pk", "received", "held")}
    return [
        Row(
            run=run,
            parts=parts[run.pk][0],
            held=parts[run.pk][1],
            missing=missing.get(run.pk, 0),
            matching=matchings.get(run.pk),
            settlement=settlements.get(run.pk),
            total=_total(settlements.get(run.pk)),
        )
        for run in page
    ]


def _missing(open_runs: Sequence[Run]) -> dict[int, int]:
    """How many parts each run still misses."""
    headers: dict[int, list[Header]] = defaultdict(list)
    for part in Part.objects.filter(run__in=open_runs, state=PartState.RECEIVED).select_related("run"):
        headers[part.run_id].append(storage.header_of(part))
    return {
        key: sum(len(gap.parts) for one in completeness.judge(received) for gap in one.missing)
        for key, received in headers.items()
    }


def _total(settlement: Settlement | None) -> money_words.Amount | None:
    return None if settlement is None else money_words.amount(settlement.total_minor, settlement.policy.commodity)


def known(name: str) -> Run:
    """The run of that name, or a page that is not found."""
    try:
        return runs.named(name)
    except runs.RunUnknown as error:
        raise Http404 from error


def _told(request: HttpRequest, user: User, run: Run) -> dict[str, object]:
    row = rows([run])[0]
    terms = Terms(request.GET) if "policy" in request.GET else Terms(initial={"on": localdate()})
    return {
        "row": row,
        **run_parts.told(run),
        **run_figures.told(run),
        **held_part.on_the_run(run),
        "earners": row.settlement.rewards.filter(amount_minor__gt=0).count() if row.settlement else 0,
        "job": jobs.latest(tasks.MATCH, run.name),
        "terms": terms,
        "outlook": None if row.settlement else _outlook(request, run, terms),
        "may_settle": guards.holds(user, Role.TREASURER),
        "beside": run_beside.of(run),
    }


def _outlook(request: HttpRequest, run: Run, terms: Terms) -> Outlook | None:
    """The preview, where one was asked for; why there is none is said on the form."""
    if not terms.is_bound or not terms.is_valid():
        return None
    try:
        policy = policies.in_force(terms.cleaned_data["policy"], on=terms.cleaned_data["on"])
        return outlook(accrual.preview(run, policy), policy, terms.cleaned_data["on"])
    except refused.REFUSALS as refusal:
        messages.error(request, refused.told(refusal))
        return None


def outlook(seen: accrual.Preview, policy: Policy, on: date) -> Outlook:
    """A preview in a person's words, with the ten largest and the difference to the settlement before."""
    largest = sorted(seen.rewards, key=lambda reward: (-reward.amount_minor, reward.contributor_id))[:LARGEST]
    difference = comparing.against_last(seen, policies.read(policy))
    return Outlook(
        policy=policy,
        on=on,
        total=money_words.amount(seen.total_minor, seen.commodity),
        contributors=sum(reward.amount_minor > 0 for reward in seen.rewards),
        pictures=sum(reward.images for reward in seen.rewards),
        largest=_earnings(largest, seen.commodity),
        difference=difference_shown.shown(difference),
    )


def _earnings(rewards: Sequence[calculation.Reward], commodity: str) -> list[Earning]:
    names = Contributor.objects.in_bulk([reward.contributor_id for reward in rewards])
    return [
        Earning(names[reward.contributor_id].name, reward.images, money_words.amount(reward.amount_minor, commodity))
        for reward in rewards
    ]


def _taken(request: HttpRequest, user: User, run: Run) -> None:
    step = request.POST.get("step")
    try:
        if step == "match":
            messages.info(request, _match(run))
        elif step == "settle":
            messages.success(request, _settle(request, user, run))
        else:
            raise BadRequest(f"a run has no step {step!r}")
    except refused.REFUSALS as refusal:
        messages.error(request, refused.told(refusal))


def _match(run: Run) -> str:
    usage.counted_parts(run)
    asked = jobs.begin(tasks.MATCH, key=run.name, total=1, at=now(), send=partial(tasks.match_run.delay, run.name))
    return _("The run is being matched.") if asked.is_new else _("The run is being matched already.")


def _settle(request: HttpRequest, user: User, run: Run) -> str:
    terms = Terms(request.POST)
    if not terms.is_valid() or not request.POST.get("confirmed"):
        raise refused.NotAgreed
    _refuse_stale(run)
    policy = policies.in_force(terms.cleaned_data["policy"], on=terms.cleaned_data["on"])
    settlement = accrual.settle(run, policy, by=user, on=terms.cleaned_data["on"], at=now())
    total = money_words.amount(settlement.total_minor, policy.commodity)
    return _("%(run)s is settled: %(total)s stand in the book.") % {"run": run.name, "total": total}


def _refuse_stale(run: Run) -> None:
    """What came after matching is not in the usage yet; a settled run keeps what it was settled on."""
    matching = Matching.objects.filter(run=run).first()
    if matching is None or Settlement.objects.filter(run=run).exists():
        return
    if matching.parts_exposures != sum(part.exposures for part in usage.counted_parts(run)):
        raise refused.MatchedBefore
