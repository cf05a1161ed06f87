"""The book that the attacks meet: three months, each in another state, reached through the rooms.

April is closed, sealed, approved, exported and answered by the bank; May is closed and its batch waits for
approval; June is open, with two adjusting entries and a matched run that is not settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from contributors.models import Contributor, Image
from ledger import months
from ledger.book import chart, journal
from ledger.models import (
    Account,
    Batch,
    Entry,
    EntryKind,
    Payout,
    PayoutFile,
    Posting,
    Reward,
    RewardLine,
    Run,
    Settlement,
    Statement,
)
from ledger.payouts import batches, results
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from ledger.training import runs, usage
from tests import story

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
JUNE_NOON = datetime(2026, 6, 10, 12, tzinfo=story.TOKYO)
A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Facts:
    """The numbers under which an attack finds its victims. All are ids but ``digest``."""

    ada: int
    ann: int
    bo: int
    cy: int
    dee: int
    cost: int
    bank: int
    owed_ada: int
    owed_ann: int
    dollars: int
    april_entry: int
    april_posting: int
    may_entry: int
    june_entry: int
    settled_run: int
    matched_run: int
    settlement: int
    reward: int
    line: int
    policy: int
    approved_batch: int
    prepared_batch: int
    approved_payout: int
    prepared_payout: int
    file: int
    statement: int
    image: int
    waiting_image: int
    digest: str


def build(folder: Path) -> Facts:
    """Fill an empty database with the three months."""
    month = story.month(folder)
    april = _paid(month)
    _may(folder, month)
    _adjusted(month)
    matched = _matched(folder, month.images, "sora", later=2)
    _waiting(month.images[0])
    return _facts(month, april, matched)


def _paid(month: story.Month) -> Batch:
    """April to its end: closed, paid, and one payout answered."""
    story.closed(month.house)
    batch = story.approved(story.prepared(month.house), month.house)
    batches.export(batch, at=story.NOON)
    first = batch.payouts.order_by("id")[0]
    answer = results.BankAnswer(first.key, "paid", date(2026, 5, 28), "")
    results.record([answer], by=month.house.cy, at=story.NOON)
    batch.refresh_from_db()
    return batch


def _may(folder: Path, month: story.Month) -> None:
    """May settled, closed, its batch prepared by Cy."""
    run = _matched(folder, month.images, "hoshi", later=1)
    rule = Rule(mode="per_unit", counting="distinct", amount_minor=1_000)
    policy = policies.write("rate", rule, version=1, commodity="JPY", effective_from=MAY)
    accrual.settle(run, policy, by=month.house.cy, on=date(2026, 5, 29), at=JUNE_NOON)
    months.close(MAY, by=month.house.cy, at=JUNE_NOON)
    batches.prepare(MAY, transfer_on=date(2026, 6, 26), by=month.house.cy, at=JUNE_NOON)


def _adjusted(month: story.Month) -> None:
    """June begins with a correction in Ada's favour and an account in dollars, and with more that nothing holds."""
    ada, ann = _person("Ada").pk, _person("Ann").pk
    legs = [
        journal.Leg(chart.rewards("JPY"), 500),
        journal.Leg(chart.payable(ada, "JPY"), -500),
        journal.Leg(chart.rewards("USD"), 700),
        journal.Leg(chart.payable(ada, "USD"), -700),
    ]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "june", date(2026, 6, 5), legs, "a forgotten picture")
    journal.post(draft, by=month.house.cy)
    more = [
        journal.Leg(chart.rewards("JPY"), 4_000),
        journal.Leg(chart.payable(ada, "JPY"), -3_000),
        journal.Leg(chart.payable(ann, "JPY"), -1_000),
    ]
    journal.post(journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "more", date(2026, 6, 6), more), by=month.house.cy)


def _matched(folder: Path, images: Sequence[Image], name: str, *, later: int) -> Run:
    """A run frozen so many months after the first."""
    frozen_at = story.FROZEN_AT + later * A_MONTH
    run = runs.register(name, recorded_as=name, purpose="open_model", frozen_at=frozen_at, at=JUNE_NOON)
    samples = {image.path: (bytes(image.sha256), 1) for image in images}
    story.taken_in(run, story.recorded(folder / name, samples, run=name))
    usage.match(run, at=JUNE_NOON)
    return run


def _waiting(like: Image) -> None:
    """The same file offered again, not looked at yet."""
    Image.objects.create(
        contributor_id=like.contributor_id,
        collection="again",
        path=like.path,
        sha256=like.sha256,
        size_bytes=like.size_bytes,
        fingerprint_id=like.fingerprint_id,
        offered_at=JUNE_NOON,
    )


def _person(name: str) -> Contributor:
    return Contributor.objects.get(name=name)


def _account(code: str, commodity: str = "JPY") -> int:
    return Account.objects.get(code=code, commodity=commodity).pk


def _facts(month: story.Month, april: Batch, matched: Run) -> Facts:
    ada, ann = _person("Ada").pk, _person("Ann").pk
    settlement = Settlement.objects.get(pk=month.settlement.pk)
    reward = Reward.objects.get(settlement=settlement, contributor_id=ada)
    prepared = Batch.objects.get(month=MAY)
    return Facts(
        ada=ada,
        ann=ann,
        bo=month.house.bo.pk,
        cy=month.house.cy.pk,
        dee=month.house.dee.pk,
        cost=_account("expenses:rewards"),
        bank=_account("assets:bank"),
        owed_ada=_account(f"liabilities:payable:{ada}"),
        owed_ann=_account(f"liabilities:payable:{ann}"),
        dollars=_account("expenses:rewards", "USD"),
        april_entry=settlement.entry_id,
        april_posting=Posting.objects.get(entry_id=settlement.entry_id, leg=1).pk,
        may_entry=Settlement.objects.get(run__name="hoshi").entry_id,
        june_entry=Entry.objects.get(key="june").pk,
        settled_run=month.run.pk,
        matched_run=matched.pk,
        settlement=settlement.pk,
        reward=reward.pk,
        line=RewardLine.objects.filter(reward=reward)[0].pk,
        policy=settlement.policy_id,
        approved_batch=april.pk,
        prepared_batch=prepared.pk,
        approved_payout=Payout.objects.get(batch=april, contributor_id=ada).pk,
        prepared_payout=Payout.objects.get(batch=prepared, contributor_id=ada).pk,
        file=PayoutFile.objects.get(batch=april).pk,
        statement=Statement.objects.filter(closing_id=story.MONTH)[0].pk,
        image=month.images[0].pk,
        waiting_image=Image.objects.get(collection="again").pk,
        digest=bytes(month.images[0].sha256).hex(),
    )
