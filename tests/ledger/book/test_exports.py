"""The exported book, read by judges that are none of ours, says of every account what our own book says."""

import csv
import re
import shutil
import subprocess
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq
import pytest
from beancount import loader
from beancount.core.amount import Amount
from beancount.core.data import Commodity, Directive, Open, Transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book import balances, chart, exporting, journal, money
from ledger.book.exports import beancount, hledger, tables
from ledger.book.exports.rows import Book, Heading, Opening, Posting
from ledger.models import EntryKind
from ledger.payouts import results
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from tests import story

DAY = date(2026, 4, 28)
Balances = Mapping[tuple[str, str], int]
Writer = Callable[[Book, BinaryIO], None]


def legs(
    amount_minor: int, commodity: str = "JPY", *, number: int = 1, note: str = "", key: str = "tanabata:pool:1"
) -> list[Posting]:
    heading = Heading(number, "settlement", "settlement", key, DAY, datetime(2026, 4, 28, 3, tzinfo=UTC), note)
    return [
        Posting(heading, 1, chart.rewards(commodity), amount_minor),
        Posting(heading, 2, chart.payable(12, commodity), -amount_minor),
    ]


def book(postings: list[Posting]) -> Book:
    kept: dict[str, Opening] = {}
    for posting in postings:
        name = posting.account
        before = kept.get(name.code, Opening(name.code, name.kind, [], posting.heading.effective_on))
        kept[name.code] = replace(before, commodities=sorted({*before.commodities, name.commodity}))
    return Book(list(kept.values()), postings)


def ours() -> Balances:
    return {(row.account, row.commodity): row.amount_minor for row in balances.trial_balance()}


def as_beancount_reads(text: str) -> Balances:
    """Sums by the names that stand in the file as metadata; fails where bean-check would."""
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    codes = {entry.account: entry.meta["code"] for entry in entries if isinstance(entry, Open)}
    units = {entry.currency: entry.meta["unit"] for entry in entries if isinstance(entry, Commodity)}
    sums: Counter[tuple[str, str]] = Counter()
    for account, amount in moved(entries):
        unit = units[amount.currency]
        sums[codes[account], unit] += minor(amount.number or Decimal(0), unit)
    return dict(sums)


def moved(directives: list[Directive]) -> Iterator[tuple[str, Amount]]:
    for directive in directives:
        for posting in directive.postings if isinstance(directive, Transaction) else ():
            assert posting.units is not None
            yield posting.account, posting.units


def as_hledger_reads(file: Path) -> Balances:
    """Sums of a file that passes hledger's strict check; the test is left out where hledger is not installed."""
    judge = shutil.which("hledger")
    if judge is None:
        pytest.skip("hledger is not installed: left out")
    subprocess.run([judge, "-f", str(file), "check", "-s"], check=True, timeout=60)
    asked = [judge, "-f", str(file), "balance", "--flat", "-N", "-E", "-O", "csv", "--layout=bare"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=60).stdout
    rows = csv.DictReader(told.splitlines())
    return {(row["account"], row["commodity"]): minor(Decimal(row["balance"]), row["commodity"]) for row in rows}


def not_nothing(sums: Balances) -> Balances:
    return {name: amount for name, amount in sums.items() if amount}


def minor(amount: Decimal, commodity: str) -> int:
    scaled = amount.scaleb(money.exponent(commodity))
    assert scaled == int(scaled)
    return int(scaled)


@pytest.fixture
def whole_book(tmp_path: Path) -> Balances:
    """A month with yen, dollars and points, paid, returned, corrected and reversed."""
    month = story.month(tmp_path)
    for name, commodity, amount in (("autumn", "USD", 1_234_567), ("winter", "POINTS", 77)):
        run = story.matched(tmp_path / "manifests", month.images, name=name)
        rule = Rule(mode="fixed_pool", counting="distinct", amount_minor=amount)
        policy = policies.write(name, rule, version=1, commodity=commodity, effective_from=story.MONTH)
        accrual.settle(run, policy, by=month.house.cy, on=story.SETTLED_ON, at=story.NOON)
    story.closed(month.house)
    batch = story.approved(story.prepared(month.house), month.house)
    paid, returned = batch.payouts.order_by("key")
    told = [(paid.key, "paid", ""), (returned.key, "returned", '口座なし "closed"; no \\ account')]
    lines = [f'{key},{state},2026-05-28,"{reason.replace(chr(34), chr(34) * 2)}"' for key, state, reason in told]
    content = "\n".join(["key,state,on,reason", *lines]).encode()
    results.record(results.read_csv(content), by=month.house.cy, at=story.NOON)
    correction = journal.Draft(
        EntryKind.ADJUSTMENT,
        "adjustment",
        "one",
        date(2026, 5, 29),
        [journal.Leg(chart.rewards("JPY"), 5), journal.Leg(chart.payable(month.people[0].pk, "JPY"), -5)],
        note="a second line\nand a tab\t, a ; and a | and = [2020-01-01] date:2020-01-01",
        corrects_id=month.settlement.entry_id,
    )
    entry = journal.post(correction, by=month.house.cy)
    journal.reverse(entry, key="undo one", on=date(2026, 5, 30), by=month.house.cy)
    return ours()


@pytest.mark.django_db
def test_beancount_reads_the_same_balance_of_every_account(whole_book: Balances, tmp_path: Path) -> None:
    told = exporting.export("beancount", tmp_path / "book.beancount")
    assert as_beancount_reads(told.file.read_text(encoding="utf-8")) == whole_book
    assert len({commodity for _account, commodity in whole_book}) == 3


@pytest.mark.django_db
def test_bean_check_passes_the_file(whole_book: Balances, tmp_path: Path) -> None:
    told = exporting.export("beancount", tmp_path / "book.beancount")
    judge = shutil.which("bean-check", path=str(Path(loader.__file__).parents[4] / "bin")) or shutil.which("bean-check")
    if judge is None:
        pytest.skip("the script bean-check is not installed: left out")
    said = subprocess.run([judge, str(told.file)], capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@pytest.mark.django_db
def test_hledger_reads_the_same_balance_of_every_account(whole_book: Balances, tmp_path: Path) -> None:
    """hledger has no word for an account at nothing in one commodity."""
    read = as_hledger_reads(exporting.export("hledger", tmp_path / "book.journal").file)
    assert not_nothing(read) == not_nothing(whole_book)
    assert {account for account, _commodity in read} == {account for account, _commodity in whole_book}


@pytest.mark.django_db
def test_csv_and_parquet_hold_every_leg_of_the_book(whole_book: Balances, tmp_path: Path) -> None:
    told = exporting.export("csv", tmp_path / "book.csv")
    with told.file.open(encoding="utf-8", newline="") as opened:
        written = list(csv.DictReader(opened))
    kept = pq.read_table(exporting.export("parquet", tmp_path / "book.parquet").file).to_pylist()
    for rows in (written, kept):
        sums: Counter[tuple[str, str]] = Counter()
        for row in rows:
            sums[str(row["account"]), str(row["commodity"])] += int(str(row["amount_minor"]))
        assert dict(sums) == whole_book
        assert len(rows) == told.postings
    assert {row["note"] for row in kept} == {row["note"] for row in written}
    assert told.entries == len({row["entry"] for row in written})


@pytest.mark.django_db
def test_an_empty_book_is_a_book_in_every_format(tmp_path: Path) -> None:
    files = {form: exporting.export(form, tmp_path / exporting.file_name(form)) for form in exporting.FORMS}
    assert {told.postings for told in files.values()} == {0}
    assert as_beancount_reads(files["beancount"].file.read_text(encoding="utf-8")) == {}
    assert pq.read_table(files["parquet"].file).num_rows == 0
    assert as_hledger_reads(files["hledger"].file) == {}


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    (taken / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match=r"directory|not empty"):
        exporting.export("beancount", taken)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("taken", "var", "media")] == []


any_text = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=40)
commodities = st.one_of(
    st.sampled_from(["JPY", "USD", "POINTS", "points", "A", "ポイント", "x;y", 'a"b', "100%", "TRUE", "NULL"]),
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1, max_size=12),
)
one_entry = st.tuples(st.integers(1, 2**62), commodities, any_text, any_text)


def drawn_book(entries: list[tuple[int, str, str, str]]) -> Book:
    numbered = enumerate(entries, start=1)
    return book(
        [
            posting
            for number, (amount, commodity, note, key) in numbered
            for posting in legs(amount, commodity, number=number, note=note, key=key)
        ]
    )


def sums_of(drawn: Book) -> Balances:
    sums: Counter[tuple[str, str]] = Counter()
    for posting in drawn.postings:
        sums[posting.account.code, posting.account.commodity] += posting.amount_minor
    return dict(sums)


@settings(max_examples=60, deadline=None)
@given(st.lists(one_entry, min_size=1, max_size=6))
def test_no_note_key_or_commodity_breaks_out_of_beancount(entries: list[tuple[int, str, str, str]]) -> None:
    drawn = drawn_book(entries)
    units = {commodity: beancount.currency(commodity) for commodity in drawn.commodities()}
    assert len(set(units.values())) == len(units)
    read, errors, _options = loader.load_string("".join(beancount.lines(drawn)))
    assert errors == []
    sums: Counter[tuple[str, str]] = Counter()
    for account, amount in moved(read):
        sums[account, amount.currency] += int((amount.number or Decimal(0)).scaleb(2))
    assert dict(sums) == {
        (beancount.account(code, "payable" if "payable" in code else "expense"), units[commodity]): amount
        * 10 ** (2 - money.exponent(commodity))
        for (code, commodity), amount in sums_of(drawn).items()
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(one_entry, min_size=1, max_size=12))
def test_no_note_key_or_commodity_breaks_out_of_hledger(
    tmp_path: Path, entries: list[tuple[int, str, str, str]]
) -> None:
    drawn = drawn_book(entries)
    file = tmp_path / "book.journal"
    with file.open("wb") as out:
        hledger.write(drawn, out)
    sums = as_hledger_reads(file)
    wanted: Counter[tuple[str, str]] = Counter()
    for (code, commodity), amount in sums_of(drawn).items():
        wanted[code, hledger.symbol(commodity)[1:-1]] += amount
    assert sums == wanted


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("liabilities:payable:12", "payable", "Liabilities:Payable:C12"),
        ("liabilities:withholding", "liability", "Liabilities:Withholding"),
        ("assets:bank", "asset", "Assets:Bank"),
        ("expenses:rewards", "expense", "Expenses:Rewards"),
        ("income:fees", "income", "Income:Fees"),
        ("suspense:in-doubt", "equity", "Equity:Suspense:In-2ddoubt"),
    ],
)
def test_accounts_are_named_by_beancounts_rules(code: str, kind: chart.Kind, name: str) -> None:
    assert beancount.account(code, kind) == name


def test_cents_are_written_as_cents_and_points_whole() -> None:
    text = "".join(beancount.lines(book(legs(1_234, "USD") + legs(56, "POINTS", number=2))))
    assert "Expenses:Rewards  12.34 USD" in text
    assert "Liabilities:Payable:C12  -56 POINTS" in text


def test_a_note_never_runs_as_a_formula_in_a_spreadsheet() -> None:
    out = BytesIO()
    tables.write_csv(book(legs(5, note='=HYPERLINK("http://x")', key="@SUM(1)")), out)
    rows = list(csv.DictReader(out.getvalue().decode().splitlines()))
    assert {(row["note"], row["key"]) for row in rows} == {('\'=HYPERLINK("http://x")', "'@SUM(1)")}
    assert [row["amount"] for row in rows] == ["5", "-5"]


@pytest.mark.parametrize("write", [beancount.write, hledger.write, tables.write_csv])
def test_a_large_entry_streams_through_little_memory(write: Writer) -> None:
    heading = legs(1)[0].heading
    names = [chart.rewards("JPY"), chart.payable(1, "JPY")]

    def many() -> Iterator[Posting]:
        return (Posting(heading, leg, names[leg % 2], 1 if leg % 2 else -1) for leg in range(60_000))

    with Path("/dev/null").open("wb") as nowhere:
        tracemalloc.start()
        write(Book([], many()), nowhere)
        _now, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak_bytes < 2_000_000


def test_a_journal_says_every_date_and_number_in_one_way() -> None:
    text = "".join(hledger.lines(book(legs(1_234_567, "USD"))))
    assert re.findall(r"^\d{4}-\d\d-\d\d", text, re.MULTILINE) == ["2026-04-28"]
    assert '12345.67 "USD"' in text
