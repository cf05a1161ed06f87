"""A whole month by commands alone, each asked twice: done once, and answered the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contributors import people
from contributors.models import Contributor, Image, Role
from ledger.models import Payout
from tests import story
from tests.ledger.commands import speaking
from tests.route import census

pytestmark = pytest.mark.django_db


def twice(name: str, *words: str) -> speaking.Json:
    """Ask, ask again, and find that the second time added nothing; the first answer."""
    first = speaking.asked(name, *words)
    before = census.counted()
    speaking.asked(name, *words)
    assert census.counted() == before
    return first


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    story.staff()
    people.hire("eve", roles=[Role.ADMIN])
    return story.gallery(tmp_path / "archive", {"Ada": 3, "Ann": 1})


def answers(folder: Path) -> str:
    lines = [f"{payout.key},paid,2026-05-28," for payout in Payout.objects.order_by("key")]
    (folder / "answers.csv").write_text("\n".join(["key,state,on,reason", *lines]), encoding="utf-8")
    return str(folder / "answers.csv")


def test_a_month_by_commands_alone_is_done_once_however_often_it_is_asked(archive: Path, tmp_path: Path) -> None:
    cleared = ["--accept-by", "bo", "--cleared-at", "2026-04-01T00:00"]
    given = twice("import_images", str(archive), *cleared)
    assert (given["new"], given["accepted"]) == (4, 4)
    frozen = "2026-04-15T00:00+09:00"
    pool = ["--version-number", "1", "--mode", "fixed_pool", "--amount", "100000", "--effective-from", "2026-04-01"]
    assert twice("write_policy", "pool", *pool, "--category", "shapes=5000")["policy"] == "pool v1"
    assert twice("register_run", "tanabata", "--frozen-at", frozen, "--policy", "pool")["frozen_at"]
    samples = {image.path: (bytes(image.sha256), 2) for image in Image.objects.all()}
    parts = story.recorded(tmp_path / "manifests", samples)
    taken = twice("ingest", "tanabata", str(parts))
    assert (taken["new"], taken["missing"], taken["exposures"]) == (1, [], 8)
    used = twice("usage", "tanabata", "--out", str(tmp_path / "usage.csv"))
    assert (used["credited"], used["refused"], used["samples"]) == (8, 0, 4)
    assert len((tmp_path / "usage.csv").read_text(encoding="utf-8").splitlines()) == 5
    under = ["tanabata", "--policy", "pool", "--on", "2026-04-28"]
    assert twice("settle", *under, "--preview")["total"] == 100_000
    assert twice("settle", *under, "--by", "cy")["total"] == 100_000
    assert twice("close_month", "2026-04", "--by", "cy")["statements"] == 2
    story.with_accounts(list(Contributor.objects.all()))
    for words, state in paid(tmp_path):
        assert twice("payouts", *words).get("state") == state
    assert twice("payouts", "record", "2026-04", "--by", "cy", "--file", answers(tmp_path))["new"] == 2
    drawn = twice("statements", "2026-04", "--out", str(tmp_path / "papers"))
    assert (drawn["count"], len(list((tmp_path / "papers").iterdir()))) == (2, 2)
    assert twice("publish", "--by", "eve")["names"] == 2
    assert twice("prove")["prove"] == "ok"
    exported = twice("export_book", "--format", "beancount", "--out", f"{tmp_path}/books/")
    again = speaking.asked("export_book", "--format", "beancount", "--out", str(tmp_path / "books" / "own.beancount"))
    assert (exported["entries"], exported["sha256"]) == (4, again["sha256"])
    assert sorted(path.name for path in (tmp_path / "books").iterdir()) == ["henrei-book.beancount", "own.beancount"]


def paid(folder: Path) -> Iterator[tuple[list[str], str | None]]:
    yield ["prepare", "2026-04", "--by", "cy", "--transfer-on", "2026-05-28"], "prepared"
    yield ["approve", "2026-04", "--by", "dee", "--on", "2026-05-20"], "approved"
    yield ["export", "2026-04", "--by", "cy", "--out", str(folder / "bank")], None


def test_a_policy_says_what_was_written() -> None:
    words = ["points", "--version-number", "2", "--mode", "per_unit", "--counting", "exposures", "--amount", "3"]
    weights = ["--category", "portrait=15000", "--category", "a=b=0", "--stage", "refine=5000"]
    bounds = ["--minimum", "10", "--cap", "900", "--run-cap", "5000"]
    told = twice("write_policy", *words, "--commodity", "POINTS", "--effective-from", "2026-04-01", *weights, *bounds)
    assert told == {
        "policy": "points v2",
        "mode": "per_unit",
        "counting": "exposures",
        "amount": 3,
        "minimum": 10,
        "cap": 900,
        "run_cap": 5_000,
        "commodity": "POINTS",
        "effective_from": "2026-04-01",
        "category_weights": {"portrait": 15_000, "a=b": 0},
        "stage_weights": {"refine": 5_000},
    }
