"""Corrections after settlement: planned without a trace, posted once, told with what they correct."""

from collections.abc import Sequence
from datetime import date

import pytest

from contributors.models import Contributor, Image
from ledger import proving
from ledger.book import balances, journal
from ledger.models import Adjustment, AdjustmentLine, AdjustmentReason, Entry, Settlement
from ledger.rewards import accrual, adjusting, planning, policies, wishes
from ledger.rewards.calculation import UNITS_OF_ONE, Rule
from ledger.rewards.planning import AmountChange, Change, PictureChange
from ledger.training import usage
from tests import story
from tests.ledger.april import April
from tests.ledger.book import notation

ON = date(2026, 4, 29)
NOTE = "This picture was another person's."


def adjusted(
    settlement: Settlement, changes: Sequence[Change], april: April, *, note: str = NOTE, on: date = ON
) -> Adjustment:
    return adjusting.adjust(
        settlement, changes, reason=AdjustmentReason.REPOST, note=note, by=april.cy, on=on, at=story.NOON
    )


def of(april: April, person: Contributor) -> list[Image]:
    return [image for image in april.images if image.contributor_id == person.pk]


def counts() -> tuple[int, int, int]:
    return Adjustment.objects.count(), AdjustmentLine.objects.count(), Entry.objects.count()


def take(april: April, place: int = 0) -> PictureChange:
    return PictureChange("take", of(april, april.ada)[place], april.ada)


def give(april: April, place: int = 0) -> PictureChange:
    return PictureChange("give", of(april, april.ada)[place], april.ann)


def test_a_repost_moves_what_the_picture_brought(april: April) -> None:
    settlement = april.settled()
    adjustment = adjusted(settlement, [take(april), give(april)], april)
    assert notation.book() == notation.expected(
        """
        2026-04-28 settlement
          expenses:rewards         100000 JPY
          liabilities:payable:Ada  -75000 JPY
          liabilities:payable:Ann  -25000 JPY

        2026-04-29 adjustment of settlement:tanabata:pool-100000:1
          liabilities:payable:Ada  25000 JPY
          liabilities:payable:Ann  -25000 JPY
        """
    )
    assert (adjustment.entry.corrects_id, adjustment.entry.note) == (settlement.entry_id, NOTE)
    lines = list(adjustment.lines.order_by("id").values_list("contributor_id", "units", "amount_minor"))
    assert lines == [(april.ada.pk, -UNITS_OF_ONE, -25_000), (april.ann.pk, UNITS_OF_ONE, 25_000)]
    assert list(proving.broken()) == []


def test_a_picture_left_out_by_mistake_is_paid_beside_the_pool(april: April) -> None:
    Contributor.objects.filter(pk=april.ada.pk).update(verified_at=story.NOON)
    usage.forget(april.run)
    usage.match(april.run, at=story.NOON)
    settlement = april.settled(pool_yen=1_000)
    assert (balances.owed_to(april.ada.pk, "JPY"), balances.owed_to(april.ann.pk, "JPY")) == (0, 1_000)
    lost = PictureChange("give", of(april, april.ada)[0], april.ada)
    adjusted(settlement, [lost], april)
    assert (balances.owed_to(april.ada.pk, "JPY"), balances.owed_to(april.ann.pk, "JPY")) == (1_000, 1_000)
    with pytest.raises(planning.AlreadyCredited, match=r"ada-0\.png is credited to Ada"):
        adjusted(settlement, [lost], april)


def test_planning_writes_nothing_and_tells_what_is_posted(april: April) -> None:
    settlement = april.settled()
    before = counts()
    changes = [take(april, 0), take(april, 1), give(april, 0)]
    planned = planning.plan(settlement, changes, reason=AdjustmentReason.REPOST, note=NOTE)
    assert counts() == before
    posted = adjusted(settlement, changes, april)
    assert [line.amount_minor for line in planned.lines] == list(
        posted.lines.order_by("id").values_list("amount_minor", flat=True)
    )
    assert planned.total_minor == -25_000


def test_an_amount_is_corrected_once_under_its_note(april: April) -> None:
    settlement = april.settled()
    change = [AmountChange(april.ann, 500)]
    first = adjusted(settlement, change, april, note="Our slip.")
    before = counts()
    assert adjusted(settlement, change, april, note="Our slip.") == first
    assert counts() == before
    assert adjusted(settlement, change, april, note="Another slip.") != first
    assert balances.owed_to(april.ann.pk, "JPY") == 26_000


def test_a_picture_is_taken_once_and_given_back_once(april: April) -> None:
    settlement = april.settled()
    adjusted(settlement, [take(april)], april)
    before = counts()
    with pytest.raises(planning.NotCredited, match=r"ada-0\.png was not credited to Ada"):
        adjusted(settlement, [take(april)], april)
    assert counts() == before
    back = PictureChange("give", take(april).image, april.ada)
    adjusted(settlement, [back], april)
    assert balances.owed_to(april.ada.pk, "JPY") == 75_000
    with pytest.raises(planning.CorrectedBefore, match="correct the amount instead"):
        adjusted(settlement, [take(april)], april)


def test_a_picture_that_the_run_did_not_use_corrects_nothing(april: April) -> None:
    settlement = april.settled()
    other = Image.objects.create(
        contributor=april.ada, collection="gallery", path="new.png", sha256=b"n" * 32, size_bytes=1,
        offered_at=story.CLEARED_AT,
    )  # fmt: skip
    before = counts()
    with pytest.raises(planning.PictureNotUsed, match=r"did not use new\.png"):
        adjusted(settlement, [PictureChange("give", other, april.ada)], april)
    assert counts() == before


def test_what_was_paid_out_is_not_taken_back_below_zero(april: April) -> None:
    april.approved()
    settlement = Settlement.objects.get(run=april.run)
    before = counts()
    with pytest.raises(adjusting.PaidOutAlready, match="take it once new rewards stand"):
        adjusted(settlement, [take(april)], april, on=date(2026, 5, 21))
    assert counts() == before


def test_a_correction_goes_to_an_open_month(april: April) -> None:
    april.closed()
    settlement = Settlement.objects.get(run=april.run)
    before = counts()
    with pytest.raises(journal.EntryRefused) as refusal:
        adjusted(settlement, [take(april)], april)
    assert (refusal.value.constraint, counts()) == ("period_closed", before)
    assert adjusted(settlement, [take(april)], april, on=date(2026, 5, 1)).entry.period_id == date(2026, 5, 1)


def test_a_correction_that_moves_nothing_is_not_posted(april: April) -> None:
    settlement = april.settled()
    before = counts()
    with pytest.raises(adjusting.NothingToAdjust):
        adjusted(settlement, [], april)
    assert counts() == before


def test_a_run_that_is_not_settled_is_not_corrected(april: April) -> None:
    with pytest.raises(adjusting.NotSettled, match="match it again"):
        adjusting.of_run(april.run)


def test_under_a_cap_only_what_the_cap_leaves_is_taken(april: April) -> None:
    rule = Rule("per_unit", "distinct", 100, cap_minor=150)
    policy = policies.write("capped", rule, version=1, commodity="JPY", effective_from=story.MONTH)
    settlement = accrual.settle(april.run, policy, by=april.cy, on=story.SETTLED_ON, at=story.NOON)
    planned = planning.plan(settlement, [take(april, 0), take(april, 1)], reason=AdjustmentReason.REPOST, note=NOTE)
    assert [line.amount_minor for line in planned.lines] == [0, -50]


def test_wishes_are_read_by_number_digest_path_and_handle(april: April) -> None:
    picture = of(april, april.ada)[0]
    names = [str(picture.pk), bytes(picture.sha256).hex(), f"{picture.collection}/{picture.path}"]
    assert [wishes.image(name) for name in names] == [picture] * 3
    moved = wishes.changes(wishes.Wish("move", picture=names[0], receiver=april.ann.handle))
    assert moved == [PictureChange("take", picture, april.ada), PictureChange("give", picture, april.ann)]
    assert wishes.changes(wishes.Wish("amount", giver=str(april.ann.pk), amount_minor=5)) == [
        AmountChange(april.ann, -5)
    ]


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param(wishes.Wish("take", picture="nobody/knows.png"), wishes.ImageUnknown, id="picture"),
        pytest.param(wishes.Wish("amount", receiver="nobody", amount_minor=1), wishes.ContributorUnknown, id="person"),
        pytest.param(wishes.Wish("amount", receiver="1", giver="1", amount_minor=1), wishes.WishIncomplete, id="both"),
        pytest.param(wishes.Wish("amount", amount_minor=1), wishes.WishIncomplete, id="nobody"),
        pytest.param(wishes.Wish("move", picture="gallery/ada-0.png"), wishes.WishIncomplete, id="receiver"),
    ],
)
def test_wishes_that_say_too_little_are_refused(april: April, wish: wishes.Wish, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        wishes.changes(wish)
    assert not Settlement.objects.filter(run=april.run).exists()
