"""Small worlds that no room would reach in order: people, consents, images and blocks on a line of days.

Drawn by Hypothesis, laid into the database, and judged by an independent reading of the design in plain Python.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from contributors import fingerprints
from contributors.models import Block, Consent, Contributor, Fingerprint, Image, Purpose, Scope, Source, User
from tests import story

FREEZE_DAY = 10
DIGESTS = [hashlib.sha256(f"picture {number}".encode()).digest() for number in range(3)]
COLLECTIONS = ["gallery", "x:1", "discord:2", "upload:3"]
DAYS = st.integers(min_value=FREEZE_DAY - 6, max_value=FREEZE_DAY + 3)
MAYBE = st.none() | DAYS


@dataclass(frozen=True)
class Agreed:
    """One consent; days are whole, the end is later than the beginning or open."""

    scope: str
    purposes: Sequence[str]
    from_day: int
    until_day: int | None


@dataclass(frozen=True)
class Person:
    """Somebody who gives."""

    verified: int | None
    left: int | None
    consents: Sequence[Agreed]


@dataclass(frozen=True)
class Given:
    """One image. ``giver`` is a person's place, or -1 for the rewardless source."""

    digest: int
    giver: int
    collection: str
    offered: int
    accepted: int | None
    withdrawn: int | None
    state: str


@dataclass(frozen=True)
class Blocked:
    """One block of a file."""

    digest: int
    from_day: int
    until_day: int | None


@dataclass(frozen=True)
class World:
    """All that a run is judged by."""

    people: Sequence[Person]
    images: Sequence[Given]
    blocks: Sequence[Blocked]
    purpose: str


def moment(number: int) -> datetime:
    """That day; day ten is the freeze moment itself."""
    return story.FROZEN_AT + timedelta(days=number - FREEZE_DAY)


def day(number: int | None) -> datetime | None:
    """That day, where there is one."""
    return None if number is None else moment(number)


def until(begun: int) -> st.SearchStrategy[int | None]:
    """An end after the beginning, or none."""
    return st.none() | st.integers(min_value=begun + 1, max_value=FREEZE_DAY + 4)


@st.composite
def agreed(draw: st.DrawFn) -> Agreed:
    begun = draw(DAYS)
    purposes = draw(st.lists(st.sampled_from(list(Purpose)), min_size=1, max_size=3, unique=True))
    return Agreed(draw(st.sampled_from(list(Scope))), purposes, begun, draw(until(begun)))


def open_once(consents: Sequence[Agreed]) -> bool:
    """The database's own rule: one open consent for each scope."""
    open_scopes = [one.scope for one in consents if one.until_day is None]
    return len(open_scopes) == len(set(open_scopes))


PEOPLE = st.builds(
    Person,
    verified=st.just(FREEZE_DAY - 6) | MAYBE,
    left=st.none() | MAYBE,
    consents=st.lists(agreed(), max_size=3).filter(open_once),
)


@st.composite
def given_image(draw: st.DrawFn) -> Given:
    state = draw(
        st.sampled_from(["accepted", "accepted", "withdrawn", "withdrawn", "duplicate", "declined", "waiting"])
    )
    accepted = draw(DAYS) if state == "accepted" else draw(MAYBE) if state == "withdrawn" else None
    withdrawn = draw(DAYS) if state == "withdrawn" else None
    return Given(
        digest=draw(st.sampled_from([0, 0, 1])),
        giver=draw(st.integers(min_value=-1, max_value=1)),
        collection=draw(st.sampled_from(COLLECTIONS)),
        offered=draw(DAYS),
        accepted=accepted,
        withdrawn=withdrawn,
        state=state,
    )


def accepted_once(images: Sequence[Given]) -> bool:
    """The database's own rule: one image of a digest stands accepted."""
    standing = [one.digest for one in images if one.state == "accepted"]
    return len(standing) == len(set(standing))


@st.composite
def blocked(draw: st.DrawFn) -> Blocked:
    begun = draw(DAYS)
    return Blocked(draw(st.sampled_from([0, 1, 2])), begun, draw(until(begun)))


WORLDS = st.builds(
    World,
    people=st.lists(PEOPLE, min_size=2, max_size=2),
    images=st.lists(given_image(), max_size=4).filter(accepted_once),
    blocks=st.lists(blocked(), max_size=1),
    purpose=st.sampled_from(list(Purpose)),
)


def lay(world: World, by: User) -> None:
    """Write the world into the database."""
    people = [_person(number, one, by) for number, one in enumerate(world.people)]
    source = Source.objects.create(name="A museum", licence="CC0")
    prints = [_fingerprint(digest) for digest in DIGESTS]
    first = _image("first", Given(2, -1, "other", 0, None, None, "waiting"), sha256=b"1" * 32)
    for number, one in enumerate(world.images):
        _image(
            str(number),
            one,
            sha256=DIGESTS[one.digest],
            fingerprint=prints[one.digest],
            contributor=people[one.giver] if one.giver >= 0 else None,
            source=source if one.giver < 0 else None,
            duplicate_of=first if one.state == "duplicate" else None,
        )
    for block in world.blocks:
        Block.objects.create(
            fingerprint=prints[block.digest],
            because="taken_down",
            blocked_at=moment(block.from_day),
            blocked_by=by,
            lifted_at=day(block.until_day),
        )


def _person(number: int, one: Person, by: User) -> Contributor:
    person = Contributor.objects.create(
        handle=f"test:{number}",
        name=f"Person {number}",
        joined_at=story.CLEARED_AT,
        verified_at=day(one.verified),
        verified_by=by if one.verified is not None else None,
        left_at=day(one.left),
    )
    Consent.objects.bulk_create(
        Consent(
            contributor=person,
            scope=agreement.scope,
            purposes=list(agreement.purposes),
            terms_version="1",
            granted_at=moment(agreement.from_day),
            withdrawn_at=day(agreement.until_day),
        )
        for agreement in one.consents
    )
    return person


def _image(
    path: str,
    one: Given,
    *,
    sha256: bytes,
    fingerprint: Fingerprint | None = None,
    contributor: Contributor | None = None,
    source: Source | None = None,
    duplicate_of: Image | None = None,
) -> Image:
    return Image.objects.create(
        contributor=contributor,
        source=source,
        collection=one.collection,
        path=f"{path}.png",
        sha256=sha256,
        size_bytes=1,
        fingerprint=fingerprint,
        offered_at=moment(one.offered),
        state=one.state,
        reason="turned_down" if one.state in ("duplicate", "declined") else "",
        duplicate_of=duplicate_of,
        accepted_at=day(one.accepted),
        withdrawn_at=day(one.withdrawn),
    )


def _fingerprint(digest: bytes) -> Fingerprint:
    return Fingerprint.objects.create(
        sha256=digest,
        load_rule=fingerprints.LOAD_RULE,
        pixels_sha256=digest,
        phash=bytes(8),
        pdq=bytes(32),
        pdq_quality=100,
        trimmed_pdq=bytes(32),
        colours=bytes(48),
        width_px=1,
        height_px=1,
        frames=1,
        mode="RGB",
        format="PNG",
        size_bytes=1,
    )
