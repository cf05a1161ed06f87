"""A month's statements: fixed when it closes, numbered without a gap, carried on from month to month."""

from datetime import date, datetime

from ledger import months
from ledger.book import chart, journal
from ledger.models import EntryKind, Statement
from ledger.payouts import results
from ledger.statements import figures
from ledger.statements.figures import Movement
from tests import story
from tests.ledger.april import April

MAY = date(2026, 5, 1)
JUNE = datetime(2026, 6, 10, tzinfo=story.TOKYO)


def adjust(april: April, amount: int, on: date) -> None:
    """Ada is owed so much more, or less."""
    legs = [journal.Leg(chart.rewards("JPY"), amount), journal.Leg(chart.payable(april.ada.pk, "JPY"), -amount)]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", f"{on}", on, legs, "corrected")
    journal.post(draft, by=april.cy)


def told(month: date) -> list[tuple[int, int, int, int, int, int, int]]:
    rows = Statement.objects.filter(closing_id=month).order_by("number")
    return list(
        rows.values_list(
            "number",
            "contributor_id",
            "opening_minor",
            "rewarded_minor",
            "adjusted_minor",
            "paid_out_minor",
            "closing_minor",
        )
    )


def test_the_first_month_begins_at_nothing(april: April) -> None:
    april.closed()
    assert told(story.MONTH) == [
        (1, april.ada.pk, 0, 75_000, 0, 0, 75_000),
        (2, april.ann.pk, 0, 25_000, 0, 0, 25_000),
    ]


def test_a_month_goes_on_where_the_last_one_closed(april: April) -> None:
    batch = april.approved()
    adjust(april, 300, date(2026, 5, 12))
    failed = results.BankAnswer(batch.payouts.get(contributor=april.ann).key, "failed", date(2026, 5, 28), "")
    results.record([failed], by=april.cy, at=story.NOON)
    months.close(MAY, by=april.cy, at=JUNE)
    assert told(MAY) == [
        (3, april.ada.pk, 75_000, 0, 300, 75_000, 300),
        (4, april.ann.pk, 25_000, 0, 0, 0, 25_000),
    ]


def test_who_is_owed_nothing_and_moved_nothing_gets_no_statement(april: April) -> None:
    april.approved()
    months.close(MAY, by=april.cy, at=JUNE)
    adjust(april, 10, date(2026, 6, 2))
    months.close(date(2026, 6, 1), by=april.cy, at=datetime(2026, 7, 10, tzinfo=story.TOKYO))
    assert told(date(2026, 6, 1)) == [(5, april.ada.pk, 0, 0, 10, 0, 10)]


def test_asked_twice_statements_are_fixed_once(april: April) -> None:
    end = april.closed()
    before = list(Statement.objects.order_by("id").values())
    assert figures.draw_up(end.seal.closing) == 2
    assert list(Statement.objects.order_by("id").values()) == before


def test_tokens_do_not_count_on(april: April) -> None:
    april.closed()
    tokens = list(Statement.objects.values_list("token", flat=True))
    assert len(set(tokens)) == 2
    assert all(token.version == 4 for token in tokens)


def test_each_commodity_has_a_statement_of_its_own(april: April) -> None:
    april.settled()
    legs = [journal.Leg(chart.rewards("POINTS"), 7), journal.Leg(chart.payable(april.ann.pk, "POINTS"), -7)]
    draft = journal.Draft(EntryKind.ADJUSTMENT, "adjustment", "points", story.SETTLED_ON, legs)
    journal.post(draft, by=april.cy)
    end = story.closed(april.house)
    assert end.statements == 3
    assert figures.movements(end.seal.closing)[-1] == Movement(april.ann.pk, "POINTS", 0, 0, 7, 0)


def test_a_reversal_stands_among_the_adjustments(april: April) -> None:
    settlement = april.settled()
    journal.reverse(settlement.entry, key="undo", on=date(2026, 4, 30), by=april.cy)
    story.closed(april.house)
    assert told(story.MONTH) == [
        (1, april.ada.pk, 0, 75_000, -75_000, 0, 0),
        (2, april.ann.pk, 0, 25_000, -25_000, 0, 0),
    ]
