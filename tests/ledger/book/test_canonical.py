"""The sealed bytes: the same facts give the same bytes, on every machine and for ever."""

import json
from datetime import date

from ledger.book import canonical
from ledger.book.canonical import StatementFigures
from ledger.models import Entry
from tests import story
from tests.ledger.april import April

FIGURES = StatementFigures(
    number=7,
    month=story.MONTH,
    contributor_id=3,
    commodity="JPY",
    opening_minor=0,
    rewarded_minor=75_000,
    adjusted_minor=-500,
    paid_out_minor=0,
    closing_minor=74_500,
)


def test_a_statement_is_one_line_of_sorted_words() -> None:
    assert canonical.statement(FIGURES) == (
        b'{"adjusted":-500,"closing":74500,"commodity":"JPY","contributor":3,"corrects":null,"month":"2026-04",'
        b'"number":7,"opening":0,"paid_out":0,"rewarded":75000,"schema":"henrei-statement/1"}'
    )


def test_text_stays_as_people_write_it() -> None:
    assert canonical.line({"note": '返礼 "\n', "a": [1, None]}) == '{"a":[1,null],"note":"返礼 \\"\\n"}'.encode()


def test_an_entry_is_sealed_with_all_it_says(april: April) -> None:
    settlement = april.settled()
    entry = Entry.objects.get(pk=settlement.entry_id)
    [(number, content)] = canonical.entries(story.MONTH)
    words = json.loads(content)
    assert number == entry.pk
    assert words["recorded_at"].endswith("+00:00")
    assert {key: words[key] for key in words if key != "recorded_at"} == {
        "schema": "henrei-entry/1",
        "id": entry.pk,
        "kind": "settlement",
        "scope": "settlement",
        "key": "tanabata:pool-100000:1",
        "effective_on": "2026-04-28",
        "note": "rewards of tanabata under pool-100000 v1",
        "reverses": None,
        "corrects": None,
        "by": april.cy.pk,
        "legs": [
            ["expenses:rewards", "JPY", 100_000],
            [f"liabilities:payable:{april.ada.pk}", "JPY", -75_000],
            [f"liabilities:payable:{april.ann.pk}", "JPY", -25_000],
        ],
    }


def test_no_name_is_sealed(april: April) -> None:
    april.settled()
    [(_number, content)] = canonical.entries(story.MONTH)
    assert b"Ada" not in content
    assert b"Ann" not in content


def test_a_months_entries_come_in_order_and_no_others(april: April) -> None:
    april.approved()
    assert [number for number, _content in canonical.entries(date(2026, 5, 1))] == [Entry.objects.get(kind="payout").pk]
    assert list(canonical.entries(date(2026, 6, 1))) == []
