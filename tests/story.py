"""The cast, and how it reaches each state: always through the rooms that staff and contributors use.

Ada and Ann give pictures, Bo reviews, Cy keeps the treasury, Dee approves. What a test needs it asks for by the
state's name: pictures given, a run matched, settled, a month closed, payouts prepared.
"""

import csv
import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image as Picture

from contributors import archives, intake, people
from contributors.models import Contributor, Image, Role, User
from ledger import months
from ledger.models import Batch, Run, Settlement
from ledger.payouts import batches, profiles
from ledger.rewards import accrual, policies
from ledger.rewards.calculation import Rule
from ledger.training import ingestion, parts, runs, usage
from ledger.training.recorder import ManifestRecorder

TOKYO = ZoneInfo("Asia/Tokyo")
MONTH = date(2026, 4, 1)
CLEARED_AT = datetime(2026, 4, 1, tzinfo=TOKYO)
FROZEN_AT = datetime(2026, 4, 15, tzinfo=TOKYO)
SETTLED_ON = date(2026, 4, 28)
NOON = datetime(2026, 5, 10, 12, tzinfo=TOKYO)
APPROVED_ON = date(2026, 5, 20)
TRANSFER_ON = date(2026, 5, 28)
POOL_YEN = 100_000
COLLECTION = "gallery"


@dataclass(frozen=True)
class Staff:
    """Those who work in the house."""

    bo: User
    cy: User
    dee: User


def staff() -> Staff:
    """Bo the reviewer, Cy the treasurer, Dee the approver."""
    return Staff(
        bo=people.hire("bo", roles=[Role.REVIEWER]),
        cy=people.hire("cy", roles=[Role.TREASURER]),
        dee=people.hire("dee", roles=[Role.APPROVER]),
    )


def gallery(folder: Path, givers: Mapping[str, int]) -> Path:
    """Draw an archive: so many distinct pictures of each giver, with its index. Same numbers, same pictures."""
    folder.mkdir(parents=True)
    rows = []
    for giver, count in givers.items():
        for place in range(count):
            path = f"{giver.lower()}-{place}.png"
            draw(folder / path, seed=f"{giver} {place}")
            rows.append([path, giver, f"{giver} {place}", "shapes", "CC0", digest(folder / path).hex()])
    write_index(folder, rows)
    return folder


def write_index(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    """The archive's index."""
    with (folder / "images.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["path", "contributor", "title", "category", "licence", "sha256"])
        writer.writerows(rows)


def draw(file: Path, *, seed: str) -> None:
    """A picture of coloured blocks that no other seed resembles."""
    chance = random.Random(seed)
    small = Picture.new("RGB", (8, 8))
    small.putdata([(chance.randrange(256), chance.randrange(256), chance.randrange(256)) for _ in range(64)])
    small.resize((128, 128), Picture.Resampling.BICUBIC).save(file)


def digest(file: Path) -> bytes:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).digest()


def given(folder: Path, house: Staff, *, collection: str = COLLECTION) -> list[Image]:
    """The archive taken in, cleared by Bo."""
    clearance = intake.Clearance(by=house.bo, cleared_at=CLEARED_AT)
    intake.record(collection, list(archives.read(folder, folder / "images.csv")), clearance=clearance)
    for _count in intake.decide(collection, clearance=clearance):
        pass
    return list(Image.objects.filter(collection=collection).order_by("path"))


def recorded(folder: Path, samples: Mapping[str, tuple[bytes, int]], *, run: str = "tanabata") -> Path:
    """A manifest of one rank and one part: each sample with its digest and how often it was shown."""
    folder.mkdir(parents=True, exist_ok=True)
    with ManifestRecorder(run=run, stage="base", component="unet", rank=0, world_size=1, folder=folder) as recorder:
        for sample_id, (sha256, exposures) in samples.items():
            for _ in range(exposures):
                recorder.saw([sample_id], [sha256])
    return folder


def matched(folder: Path, images: Sequence[Image], *, name: str = "tanabata", exposures: int = 2) -> Run:
    """A run that showed each image so often, ingested and matched."""
    run = runs.register(name, recorded_as=name, purpose="open_model", frozen_at=FROZEN_AT, at=NOON)
    samples = {image.path: (bytes(image.sha256), exposures) for image in images}
    taken_in(run, recorded(folder / name, samples, run=name))
    usage.match(run, at=NOON)
    return run


def taken_in(run: Run, folder: Path) -> ingestion.Taken:
    """Every part of a folder, checked and recorded."""
    checked = [ingestion.check(run, file) for file in parts.part_files(folder)]
    return ingestion.take(run, checked, at=NOON)


def settled(run: Run, house: Staff, *, pool_yen: int = POOL_YEN) -> Settlement:
    """The run settled from a pool by distinct images."""
    rule = Rule(mode="fixed_pool", counting="distinct", amount_minor=pool_yen)
    policy = policies.write(f"pool-{pool_yen}", rule, version=1, commodity="JPY", effective_from=MONTH)
    return accrual.settle(run, policy, by=house.cy, on=SETTLED_ON, at=NOON)


def closed(house: Staff) -> months.MonthEnd:
    """The month closed by Cy."""
    return months.close(MONTH, by=house.cy, at=NOON)


def with_accounts(contributors: Sequence[Contributor]) -> None:
    """Each with a bank account."""
    for person in contributors:
        account = profiles.BankAccount("0001", "001", "ordinary", f"{person.pk % 10**7:07d}", "ヤマダ ハナコ")
        profiles.write(person, account, at=NOON)


def prepared(house: Staff) -> Batch:
    """The month's payouts prepared by Cy."""
    return batches.prepare(MONTH, transfer_on=TRANSFER_ON, by=house.cy, at=NOON)


def approved(batch: Batch, house: Staff) -> Batch:
    """The batch approved by Dee."""
    return batches.approve(batch, by=house.dee, on=APPROVED_ON, at=NOON)


@dataclass(frozen=True)
class Month:
    """A whole month: who gave, the run, and how it ended."""

    house: Staff
    people: Sequence[Contributor]
    images: Sequence[Image]
    run: Run
    settlement: Settlement


def month(folder: Path, givers: Mapping[str, int] | None = None) -> Month:
    """Ada gave three pictures and Ann one; a run used them and is settled."""
    house = staff()
    images = given(gallery(folder / "archive", givers or {"Ada": 3, "Ann": 1}), house)
    run = matched(folder / "manifests", images)
    settlement = settled(run, house)
    people_now = list(Contributor.objects.order_by("id"))
    with_accounts(people_now)
    return Month(house, people_now, images, run, settlement)
