"""The whole route on one data set: from pictures given to credits published, each step by its own room.

Every step is one that staff would take, taken by the demonstration's cast. A second time it finds everything
done and adds nothing.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now

from contributors import archives, intake, jobs, people, turns
from contributors.management.door import Words
from contributors.models import Contributor, Purpose, Role, ShownAs, User
from credits import publish, roll
from ledger import months, proving
from ledger.config.demonstration import calendar, cast
from ledger.config.demonstration.offering import Offering
from ledger.models import Entry, Posting, Run, Settlement, Statement
from ledger.payouts import batches, profiles
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from ledger.statements import drawing
from ledger.training import ingestion, runs, usage

POOL_YEN = 1_000_000
POLICY = "demonstration-pool"


class NotProven(Exception):
    """The demonstration ended in a state that breaks an invariant."""

    def __init__(self, broken: proving.Broken) -> None:
        super().__init__(f"the route does not prove: {broken}")
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Staff:
    """The demonstration's members of staff."""

    reviewer: User
    treasurer: User
    approver: User
    admin: User


def hire(password: str) -> Staff:
    """Bo reviews, Cy keeps the treasury, Dee approves; the house administrator publishes."""
    return Staff(
        reviewer=people.hire("bo", roles=[Role.REVIEWER], password=password),
        treasurer=people.hire("cy", roles=[Role.TREASURER], password=password),
        approver=people.hire("dee", roles=[Role.APPROVER], password=password),
        admin=people.hire("eve", roles=[Role.ADMIN, Role.REVIEWER], password=password),
    )


def walk(offered: Offering, *, staff: Staff, password: str) -> Words:
    """Take the route on what was offered and tell how it ended. Raises what the rooms raise, and NotProven."""
    days = calendar.of_run(offered.run)
    images = [import_collection(name, pictures, staff, days) for name, pictures in offered.collections.items()]
    registered = register(offered, days)
    ingestion.take(registered, offered.parts, at=now())
    matching = usage.match(registered, at=now())
    settlement = settle(registered, staff, days)
    end = months.close(days.month, by=staff.treasurer, at=now())
    paid = pay(settlement, staff, days)
    folder = draw(days)
    edition = publish.publish(by=staff.admin, at=now()).edition
    invite(settlement, password)
    prove()
    return {
        "images": {word: sum(one[word] for one in images) for word in images[0]},
        "usage": {
            "exposures": matching.exposures,
            "credited": matching.credited,
            "source": matching.source,
            "refused": matching.refused,
        },
        "rewards": {
            "commodity": settlement.policy.commodity,
            "total": settlement.total_minor,
            "contributors": settlement.rewards.filter(amount_minor__gt=0).count(),
        },
        "book": {"entries": Entry.objects.count(), "postings": Posting.objects.count()},
        "payouts": paid,
        "statements": {"count": end.statements, "folder": folder},
        "credits": {
            "names": roll.names_in(edition),
            "url": f"{settings.HENREI_SITE_URL}{reverse('edition', kwargs={'number': edition.number})}",
        },
        "prove": "ok",
    }


def import_collection(
    name: str, pictures: Sequence[archives.Offered], staff: Staff, days: calendar.Calendar
) -> Mapping[str, int]:
    """Import one collection; the demonstration's own people are introduced by their names."""
    clearance = intake.Clearance(by=staff.reviewer, cleared_at=days.cleared_at)
    intake.record(name, pictures, clearance=clearance, introductions=introductions(name))
    with turns.taken(intake.JOB, name):
        left = intake.undecided(name).count()
        jobs.carried_out(intake.decide(name, clearance=clearance), kind=intake.JOB, key=name, total=left)
    return asdict(intake.counts(name))


def introductions(collection: str) -> Mapping[str, people.Newcomer]:
    """How the invented contributors wish to be thanked."""
    return {
        person.name: people.Newcomer(
            handle=f"{collection}:{person.name}",
            name=person.name,
            language=person.language,
            reading=person.account_holder_kana if person.language == "ja" else "",
            shown_as=ShownAs(person.credit),
            public_name=person.pseudonym,
        )
        for person in cast.CONTRIBUTORS
    }


def register(offered: Offering, days: calendar.Calendar) -> Run:
    """Register the run under its folder's name, recorded as its first part says."""
    return runs.register(
        offered.run,
        recorded_as=offered.recorded_as,
        purpose=Purpose.OPEN_MODEL,
        frozen_at=days.frozen_at,
        at=now(),
    )


def settle(run: Run, staff: Staff, days: calendar.Calendar) -> Settlement:
    """Share the demonstration's pool by distinct images."""
    rule = Rule(mode="fixed_pool", counting="distinct", amount_minor=POOL_YEN)
    policies.write(POLICY, rule, version=1, commodity="JPY", effective_from=calendar.FIRST_MONTH)
    policy = policies.in_force(POLICY, on=days.settled_on)
    return accrual.settle(run, policy, by=staff.treasurer, on=days.settled_on, at=now())


def pay(settlement: Settlement, staff: Staff, days: calendar.Calendar) -> Words:
    """Give everybody owed a demonstration account; prepare, approve by another, export."""
    for reward in settlement.rewards.select_related("contributor").order_by("contributor_id"):
        profiles.write(reward.contributor, account_of(reward.contributor), at=days.cleared_at)
    batch = batches.prepare(days.month, transfer_on=days.transfer_on, by=staff.treasurer, at=now())
    batches.approve(batch, by=staff.approver, on=days.approved_on, at=now())
    file = batches.export(batch, at=now())
    target = settings.VAR / "exports" / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(bytes(file.content))
    return {"total": file.total_minor, "files": [os.path.relpath(target)]}


def account_of(contributor: Contributor) -> profiles.BankAccount:
    """A demonstration account; nobody's, at a bank that exists."""
    kana = {person.name: person.account_holder_kana for person in cast.CONTRIBUTORS}
    return profiles.BankAccount(
        bank_code="0001",
        branch_code="001",
        kind="ordinary",
        number=f"{contributor.pk % 10_000_000:07d}",
        holder_kana=kana.get(contributor.name, f"コウケンシヤ {contributor.pk}"),
    )


def draw(days: calendar.Calendar) -> str:
    """Draw every statement and copy the papers beside the exports; the folder they lie in."""
    folder = settings.VAR / "exports" / f"statements-{days.month:%Y-%m}"
    count = Statement.objects.filter(closing_id=days.month).count()
    key, left = f"{days.month:%Y-%m}", drawing.undrawn(days.month).count()
    jobs.carried_out(drawing.draw(days.month, at=now()), kind="statements", key=key, total=left)
    jobs.carried_out(drawing.copies(days.month, folder), kind="copies", key=key, total=count)
    return os.path.relpath(folder)


def invite(settlement: Settlement, password: str) -> None:
    """Ada signs in as the contributor whose images were used most."""
    first = settlement.rewards.select_related("contributor").order_by("-images", "contributor_id").first()
    taken = User.objects.filter(username="ada", contributor__isnull=False).exists()
    if first is not None and not taken:
        people.sign_in_as(first.contributor, "ada", password=password)


def prove() -> None:
    """Raise NotProven with the first broken thing."""
    broken = next(proving.broken(), None)
    if broken is not None:
        raise NotProven(broken)
