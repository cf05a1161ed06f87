"""Book: what the guards cost beside the same tables without them, and how long a balance of any moment takes.

PostgreSQL does the work here, in a process of its own, so these are wall times, ours and the peer's in turn. Two
copies of the migrated database stand on one server; in one all triggers of entries and postings are off, while keys,
foreign keys, checks and indexes stay. The measuring itself, `book_alone`, needs Django and runs apart.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from ledger.config import embedded
from tests.bench.measuring import Figure, Goal

NAMES = (
    "post_10k_vs_copy",
    "post_100k_vs_copy",
    "post_1m_vs_copy",
    "post_growth",
    "post_vs_single_transfers",
    "balance_as_of_ms",
)
SIZES = {"post_10k_vs_copy": 10_000, "post_100k_vs_copy": 100_000, "post_1m_vs_copy": 1_000_000}
MOST_RATIO = 1.5
MOST_GROWTH = 1.5
LEAST_TIMES = 50
MOST_MILLISECONDS = 20
POSTINGS, FEW_POSTINGS = 1_000_000, 100_000
ROUNDS = 3
GUARDED, OPEN = "henrei_bench_guarded", "henrei_bench_open"
ALONE = "import django; django.setup(); from tests.bench import book_alone; book_alone.main({asked!r})"
ROOT = Path(__file__).parents[2]

Told = dict[str, list[float]]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Posting at three sizes, posting one transfer a call, and questions about an account with a million postings."""
    with TemporaryDirectory(prefix="henrei-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        addresses = _databases(Path(folder))
        sizes = {name: size for name, size in SIZES.items() if not quick or size <= FEW_POSTINGS}
        told = {name: _asked(addresses, ["post", str(size), str(ROUNDS)]) for name, size in sizes.items()}
        yield from (_posting(name, sizes[name], times) for name, times in told.items())
        least, *_between, largest = sizes
        yield _growth(told[least], told[largest], sizes[least], sizes[largest])
        yield _single(_asked(addresses, ["single", str(200 if quick else 1_000)]), told[largest], sizes[largest])
        postings = FEW_POSTINGS if quick else POSTINGS
        yield _as_of(_asked(addresses, ["as-of", str(postings)]), postings)


def _posting(name: str, legs: int, times: Told) -> Figure:
    ours, peer, bare = (statistics.median(times[one]) for one in ("ours", "peer", "bare"))
    spread = ", ".join(f"{one / two:.2f}" for one, two in zip(times["ours"], times["peer"], strict=True))
    return Figure(
        name=name,
        value=ours / peer,
        unit=f"x COPY, {ours:.2f} s ({ours / legs * 1e6:.1f} us a leg)",
        against=f"the journal's post of {legs:,} legs over 100,000 accounts, beside COPY of the same bytes into the"
        f" same tables without guards in {peer:.2f} s (rounds {spread});"
        f" {ours / bare:.1f} x a bare table in {bare:.2f} s",
        ratio=ours / peer,
        goal=Goal("ratio", "at most", MOST_RATIO) if legs == SIZES["post_1m_vs_copy"] else None,
    )


def _growth(few: Told, many: Told, least: int, most: int) -> Figure:
    """A leg of a large entry beside a leg of a small one: 1 is linear."""
    each = [statistics.median(few["ours"]) / least, statistics.median(many["ours"]) / most]
    return Figure(
        name="post_growth",
        value=each[1] / each[0],
        unit="x the time a leg",
        against=f"{each[1] * 1e6:.1f} us a leg among {most:,} beside {each[0] * 1e6:.1f} us among {least:,}",
        ratio=each[1] / each[0],
        goal=Goal("ratio", "at most", MOST_GROWTH, judged=most == SIZES["post_1m_vs_copy"]),
    )


def _single(times: Told, whole: Told, legs: int) -> Figure:
    ours = statistics.median(whole["ours"]) / legs
    each = {one: statistics.median(times[one]) for one in ("journal", "function")}
    return Figure(
        name="post_vs_single_transfers",
        value=each["journal"] / ours,
        unit=f"x the legs a second, {1 / ours:,.0f}",
        against=f"the same journal asked for one transfer of two legs a call, {1 / each['journal']:,.0f} legs a second;"
        f" a function inside the database that does so makes {1 / each['function']:,.0f}"
        f" ({each['function'] / ours:.0f} x)",
        ratio=each["journal"] / ours,
        goal=Goal("ratio", "at least", LEAST_TIMES),
    )


def _as_of(times: Told, postings: int) -> Figure:
    worst = max(times["tallied"])
    return Figure(
        name="balance_as_of_ms",
        value=worst * 1000,
        unit="ms, the slowest of all questions",
        against=f"{len(times['tallied'])} moments on both axes of one account with {postings:,} postings in one open"
        f" month; adding them up without tallies takes {statistics.median(times['added']) * 1000:.0f} ms",
        ratio=statistics.median(times["added"]) / worst,
        goal=Goal("value", "at most", MOST_MILLISECONDS, judged=postings == POSTINGS),
    )


def _databases(folder: Path) -> embedded.Addresses:
    """A server of its own, with the migrated database twice."""
    addresses = embedded.start(folder / "postgres", database=GUARDED)
    environment = _environment(addresses)
    migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env=environment, cwd=ROOT)
    _asked(addresses, ["people"])
    with psycopg.connect(_named(addresses.owner, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(OPEN), sql.Identifier(GUARDED)))
    with psycopg.connect(_named(addresses.owner, OPEN), autocommit=True) as owner:
        for table in ("ledger_entry", "ledger_posting"):
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        owner.execute(
            "CREATE TABLE bare (entry_id bigint, leg int, account_id bigint, commodity varchar, amount_minor bigint)"
        )
    return addresses


def _asked(addresses: embedded.Addresses, words: Sequence[str]) -> Told:
    """What the measuring process tells: seconds by name."""
    command = [sys.executable, "-c", ALONE.format(asked=list(words))]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=_environment(addresses))
    told: Told = json.loads(said.stdout)
    return told


def _environment(addresses: embedded.Addresses) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ledger.config.settings",
        "DATABASE_URL": addresses.application,
        "DATABASE_OWNER_URL": addresses.owner,
        "HENREI_BENCH_OPEN_URL": _named(addresses.owner, OPEN),
    }


def _named(address: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(address, dbname=database)
